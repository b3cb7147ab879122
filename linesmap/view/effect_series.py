"""Draw the series of an outcome: what was counted, what was expected without the operation, and what was compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import altair as alt
import pandas as pd

from linesmap.measure.effect import Effect
from linesmap.measure.estimates import coverage_words
from linesmap.measure.panel_effect import BeforeAfter, DifferenceInDifferences
from linesmap.measure.synthetic_control import SyntheticControl
from linesmap.view.effect_words import expected_label
from linesmap.view.tokens import colour

__all__ = ["series_chart", "series_frame", "series_words", "window_spans"]

_COUNTED = "Counted"
_FONT = "Source Sans"
_STRIP_PX = 5
_BAND_OPACITY = 0.17
_DAYS_OPACITY = 0.16


def window_spans(effect: Effect) -> pd.DataFrame:
    """Say which stretches of time are compared.

    Returns
    -------
    spans
        One row an unbroken stretch: window (before or after), start, end (first day after it), label (on the first
        stretch of each window).
    """
    detail, table = effect.detail, effect.series
    step = _step(table)
    if isinstance(detail, BeforeAfter | DifferenceInDifferences):
        found = {"before": list(detail.windows.before), "after": list(detail.windows.after)}
    else:
        found = {part: list(table.loc[table["part"] == part, "period"]) for part in ("before", "after")}
        if isinstance(detail, SyntheticControl):
            found["after"] = found["after"][: detail.n_after]
    rows = []
    for window, periods in found.items():
        for number, (first, last) in enumerate(_stretches(periods, step)):
            rows.append(
                {"window": window, "start": first, "end": last, "label": f"compared: {window}" if number == 0 else ""}
            )
    return pd.DataFrame(rows, columns=["window", "start", "end", "label"])


def _step(table: pd.DataFrame) -> pd.DateOffset:
    periods = pd.DatetimeIndex(table["period"])
    return pd.DateOffset(months=1) if (periods.day == 1).all() else pd.DateOffset(days=7)


def _stretches(periods: Sequence[pd.Timestamp], step: pd.DateOffset) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    found: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for period in periods:
        if found and found[-1][1] == period:
            found[-1] = (found[-1][0], period + step)
        else:
            found.append((period, period + step))
    return found


def series_frame(effect: Effect) -> pd.DataFrame:
    """Give the series with the first day after each period, and its middle, where its mark stands.

    Returns
    -------
    frame
        Columns of `Effect.series`, and until and middle.
    """
    table = effect.series.copy()
    step = _step(table)
    table["until"] = [period + step for period in table["period"]]
    table["middle"] = table["period"] + (table["until"] - table["period"]) / 2
    return table


def series_words(effect: Effect, unit: str) -> str:
    """Describe the chart for those who do not see it."""
    table = effect.series
    is_month = _step(table).kwds.get("months") == 1
    first, last = table["period"].iloc[0], table["period"].iloc[-1]
    said = (
        f"Line chart of {effect.outcome}, {unit} a {'month' if is_month else 'week'}, {first:%b %Y} to {last:%b %Y}: "
        f"what was counted in the areas of the operation"
    )
    after = table[(table["part"] == "after") & table["expected"].notna()]
    if after.empty:
        return f"{said}."
    return (
        f"{said}, and what was expected without it. After the start {after['observed'].sum():,.0f} were counted and "
        f"{after['expected'].sum():,.0f} expected."
    )


def series_chart(effect: Effect, days: Sequence[tuple[date, date | None]], *, unit: str, theme: str) -> alt.LayerChart:
    """Draw the series from zero, with the days of the operation shaded and the windows marked on top.

    Parameters
    ----------
    effect
        What was found.
    days
        First and last days of action; without a last day only the first is marked.
    unit
        What is counted, such as offences.
    theme
        light or dark.
    """
    table = series_frame(effect)
    expected = expected_label(effect.method)
    ink, ink2, primary = (colour(name, theme) for name in ("ink", "ink2", "primary"))
    kinds = alt.Scale(domain=[_COUNTED, expected], range=[ink, primary])
    dashes = alt.Scale(domain=[_COUNTED, expected], range=[[1, 0], [5, 3]])
    top = float(max(table["observed"].max(), table["upper"].max(skipna=True), 1)) * 1.1
    time = {"x": alt.X("middle:T", title=None, axis=_time_axis(theme), scale=alt.Scale(nice=False))}
    count_axis = alt.Y(
        "observed:Q",
        title=f"{unit} a {'month' if _step(table).kwds.get('months') == 1 else 'week'}",
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(
            format=",d",
            tickCount=5,
            labelColor=ink2,
            titleColor=ink2,
            titleFontWeight="normal",
            gridColor=colour("line", theme),
        ),
    )
    legend = alt.Legend(orient="top", title=None, labelColor=ink, symbolType="stroke", symbolSize=300, labelLimit=320)
    named = {
        "color": alt.Color("kind:N", scale=kinds, legend=legend),
        "strokeDash": alt.StrokeDash("kind:N", scale=dashes, legend=legend),
    }
    known = table[table["expected"].notna()].assign(kind=expected)
    band = alt.Chart(known).mark_area(color=primary, opacity=_BAND_OPACITY).encode(y="lower:Q", y2="upper:Q", **time)
    line = alt.Chart(known).mark_line(strokeWidth=2).encode(y="expected:Q", **named, **time)
    counted = alt.Chart(table.assign(kind=_COUNTED)).mark_line(strokeWidth=1.6).encode(y=count_axis, **named, **time)
    points = (
        alt.Chart(table)
        .mark_circle(color=ink, size=22, opacity=1)
        .encode(y="observed:Q", tooltip=_tooltip(effect), **time)
    )
    layers = [*_action(days, theme), band, line, counted, points, *_strips(window_spans(effect), theme)]
    made: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=300)
        .configure(font=_FONT, padding=0)
        .configure_view(strokeWidth=0)
        .configure_axis(domainColor=colour("border", theme), tickColor=colour("border", theme))
    )
    return made


def _time_axis(theme: str) -> alt.Axis:
    return alt.Axis(
        format="%b %Y", labelOverlap=True, grid=False, labelColor=colour("ink2", theme), tickCount=10, labelFlush=False
    )


def _tooltip(effect: Effect) -> list[alt.Tooltip]:
    month = _step(effect.series).kwds.get("months") == 1
    sure = coverage_words(effect.interval.coverage)
    return [
        alt.Tooltip("period:T", title="Month" if month else "Week from", format="%b %Y" if month else "%-d %b %Y"),
        alt.Tooltip("observed:Q", title="Counted", format=",d"),
        alt.Tooltip("expected:Q", title="Expected", format=",.0f"),
        alt.Tooltip("lower:Q", title=f"{sure} from", format=",.0f"),
        alt.Tooltip("upper:Q", title=f"{sure} to", format=",.0f"),
        alt.Tooltip("part:N", title="Part"),
    ]


def _action(days: Sequence[tuple[date, date | None]], theme: str) -> list[alt.Chart]:
    """Shade the days of action, with a line at the first."""
    if not days:
        return []
    rows = pd.DataFrame(
        {
            "start": [pd.Timestamp(first) for first, _ in days],
            "end": [pd.Timestamp(last or first) + pd.Timedelta(days=1) for first, last in days],
        }
    )
    warn = colour("warn", theme)
    shade = alt.Chart(rows).mark_rect(color=warn, opacity=_DAYS_OPACITY).encode(x=alt.X("start:T"), x2="end:T")
    rule = alt.Chart(rows.head(1)).mark_rule(color=warn, strokeWidth=1.4).encode(x="start:T")
    words = (
        alt.Chart(rows.head(1))
        .mark_text(align="right", baseline="top", dx=-5, color=warn, fontSize=11)
        .encode(x="start:T", y=alt.value(20), text=alt.value("days of the operation"))
    )
    return [shade, rule, words]


def _strips(spans: pd.DataFrame, theme: str) -> list[alt.Chart]:
    """Mark the windows that are compared along the top: before hollow, after solid."""
    ink = colour("ink2", theme)
    base = alt.Chart(spans).encode(x=alt.X("start:T"), x2="end:T")
    strips = base.mark_bar(height=_STRIP_PX, stroke=ink, strokeWidth=1).encode(
        y=alt.value(4),
        fill=alt.condition("datum.window == 'after'", alt.value(ink), alt.value(colour("bg", theme))),
    )
    words = (
        alt.Chart(spans[spans["label"] != ""])
        .mark_text(align="left", baseline="top", color=ink, fontSize=11, dx=1)
        .encode(x="start:T", y=alt.value(8), text="label:N")
    )
    return [strips, words]
