"""Draw estimates with their intervals: ratios on a logarithmic axis with a line at no change, and counts from zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from linesmap.measure.displacement_difference import DisplacementDifference
from linesmap.measure.estimates import change_words
from linesmap.measure.shrinkage import WithoutAction
from linesmap.view.tokens import colour

__all__ = [
    "RatioRow",
    "around_chart",
    "around_frame",
    "around_words",
    "expectation_chart",
    "ratio_chart",
    "ratio_domain",
    "ratio_ticks",
]

_FONT = "Source Sans"
_ROW_PX, _AXIS_PX = 30, 44
_LEAST_SPREAD, _MOST_SPREAD = 1.6, 20.0
_TICKS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0)
_MOST_TICKS = 9
_TICK_WORDS = (
    "datum.value == 1 ? 'no change' : datum.value < 1 ? format(1 - datum.value, '.0%') + ' lower' : "
    "datum.value < 3 ? format(datum.value - 1, '.0%') + ' higher' : format(datum.value, '.0f') + ' times'"
)
_BEFORE, _AFTER = "before", "after"


@dataclass(frozen=True)
class RatioRow:
    """One estimate to draw: a name, the ratio and its interval; the upper end may be infinite."""

    name: str
    estimate: float
    lower: float
    upper: float


def ratio_domain(rows: Sequence[RatioRow]) -> tuple[float, float]:
    """Choose the ends of a ratio axis: the same distance to both sides of no change, so that neither looks larger.

    Examples
    --------
    >>> ratio_domain([RatioRow("", 0.75, 0.5, 0.9)])
    (0.45, 2.2)
    """
    ends = [value for row in rows for value in (row.lower, row.estimate, row.upper) if 0 < value < math.inf]
    reach = max([_LEAST_SPREAD, *(max(value, 1 / value) for value in ends)]) * 1.1
    reach = min(reach, _MOST_SPREAD)
    return round(1 / reach, 2), round(reach, 2)


def ratio_ticks(domain: tuple[float, float]) -> list[float]:
    """Choose the ticks of a ratio axis; no change is always among them."""
    inside = [tick for tick in _TICKS if domain[0] <= tick <= domain[1]]
    kept = inside
    while len(kept) > _MOST_TICKS:
        middle = kept.index(1.0)
        kept = [tick for number, tick in enumerate(kept) if (number - middle) % 2 == 0]
    return kept


def ratio_chart(rows: Sequence[RatioRow], *, theme: str, named: bool = False) -> alt.LayerChart:
    """Draw ratios of what was counted to what was expected, one row each, with a line at no change.

    Parameters
    ----------
    rows
        Estimates; an interval without a limit runs to the edge and ends in an arrow.
    theme
        light or dark.
    named
        Whether the rows carry their names, for several of them.
    """
    domain = ratio_domain(rows)
    low, high = domain
    frame = pd.DataFrame(
        {
            "name": [row.name for row in rows],
            "estimate": [min(max(row.estimate, low), high) for row in rows],
            "lower": [max(row.lower, low) for row in rows],
            "upper": [min(row.upper, high) for row in rows],
            "words": [change_words(row.estimate) for row in rows],
            "open_low": [row.lower < low for row in rows],
            "open_high": [row.upper > high for row in rows],
        }
    )
    ink, ink2, primary = (colour(name, theme) for name in ("ink", "ink2", "primary"))
    scale = alt.Scale(type="log", domain=list(domain), nice=False)
    axis = alt.Axis(
        values=ratio_ticks(domain), labelExpr=_TICK_WORDS, gridColor=colour("line", theme), labelColor=ink2,
        titleColor=ink2, labelOverlap=True, titleFontWeight="normal",
    )  # fmt: skip
    x = alt.X("lower:Q", scale=scale, axis=axis, title="counted against expected, ratio on a log scale")
    y = alt.Y(
        "name:N",
        sort=[row.name for row in rows],
        title=None,
        axis=alt.Axis(labelLimit=220, labelColor=ink, ticks=False, domain=False) if named else None,
    )
    base = alt.Chart(frame).encode(y=y)
    none = alt.Chart(pd.DataFrame({"x": [1.0]})).mark_rule(color=ink, strokeDash=[3, 3]).encode(x=alt.X("x:Q"))
    bars = base.mark_bar(height=7, color=primary, opacity=0.45).encode(x=x, x2="upper:Q")
    points = base.mark_point(
        shape="diamond", filled=True, size=130, opacity=1, color=primary, stroke=colour("bg", theme), strokeWidth=1
    ).encode(x="estimate:Q", tooltip=[alt.Tooltip("name:N", title="Method"), alt.Tooltip("words:N", title="Estimate")])
    words = base.mark_text(dy=-11, color=ink, fontSize=12, fontWeight=600).encode(x="estimate:Q", text="words:N")
    layers = [none, bars, *_arrows(base, ink), points, words]
    made: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=_ROW_PX * len(rows) + _AXIS_PX + (6 if len(rows) == 1 else 0))
        .configure(font=_FONT, padding=0)
        .configure_view(strokeWidth=0)
    )
    return made


def _arrows(base: alt.Chart, ink: str) -> list[alt.Chart]:
    """Point beyond the edge where an interval goes on."""
    sides = (("open_low", "lower:Q", "triangle-left"), ("open_high", "upper:Q", "triangle-right"))
    return [
        base.transform_filter(f"datum.{name}").mark_point(shape=shape, filled=True, size=60, color=ink).encode(x=at)
        for name, at, shape in sides
    ]


def around_frame(difference: DisplacementDifference) -> pd.DataFrame:
    """Count areas of the operation, those beside and the comparison before and after, per same number of days.

    Returns
    -------
    frame
        Columns group, when, count (before is brought to the days after), change (in words, on the row after).
    """
    scale = difference.exposure_after / difference.exposure_before
    groups = (
        ("Areas of the operation", difference.target),
        ("Beside them", difference.target_buffer),
        ("Comparison", difference.control),
    )
    rows = []
    for name, counts in groups:
        if counts is None:
            continue
        before = counts.before * scale
        change = change_words(counts.after / before) if before else ""
        rows.append({"group": name, "when": _BEFORE, "count": before, "change": ""})
        rows.append({"group": name, "when": _AFTER, "count": counts.after, "change": change})
    return pd.DataFrame(rows, columns=["group", "when", "count", "change"])


def around_words(frame: pd.DataFrame, days: float) -> str:
    """Describe the chart of the areas around for those who do not see it."""
    said = [
        f"{group}: {rows['count'].iloc[0]:,.0f} before, {rows['count'].iloc[1]:,.0f} after"
        for group, rows in frame.groupby("group", sort=False)
    ]
    return f"Bar chart of counts per {days:,.0f} days. {'; '.join(said)}."


def around_chart(frame: pd.DataFrame, *, days: float, unit: str, theme: str) -> alt.LayerChart:
    """Draw counts before (pale) and after (full) of the areas of the operation, those beside and the comparison.

    Parameters
    ----------
    frame
        From `around_frame`.
    days
        Days that every bar stands for.
    unit
        What is counted.
    theme
        light or dark.
    """
    ink, ink2 = colour("ink", theme), colour("ink2", theme)
    shown = frame.assign(
        words=[
            f"{count:,.0f}" + (f", {change}" if change else "")
            for count, change in frame[["count", "change"]].itertuples(index=False)
        ]
    )
    base = alt.Chart(shown).encode(
        y=alt.Y(
            "group:N",
            sort=list(frame["group"].unique()),
            title=None,
            scale=alt.Scale(paddingInner=0.3),
            axis=alt.Axis(labelLimit=200, labelColor=ink, ticks=False, domain=False),
        ),
        yOffset=alt.YOffset("when:N", sort=[_BEFORE, _AFTER]),
        x=alt.X(
            "count:Q",
            title=f"{unit} per {days:,.0f} days",
            scale=alt.Scale(domain=[0, float(frame["count"].max()) * 1.9], nice=False),
            axis=alt.Axis(
                format=",d",
                tickCount=4,
                labelColor=ink2,
                titleColor=ink2,
                titleFontWeight="normal",
                gridColor=colour("line", theme),
            ),
        ),
    )
    bars = base.mark_bar(color=colour("primary", theme)).encode(
        opacity=alt.condition(f"datum.when == '{_AFTER}'", alt.value(1.0), alt.value(0.45))
    )
    words = base.mark_text(align="left", dx=5, color=ink, fontSize=12).encode(text="words:N")
    made: alt.LayerChart = (
        alt.layer(bars, words)
        .properties(height=48 * frame["group"].nunique() + _AXIS_PX)
        .configure(font=_FONT, padding=0)
        .configure_view(strokeWidth=0)
    )
    return made


def expectation_chart(found: WithoutAction, *, unit: str, theme: str) -> alt.LayerChart:
    """Draw what was expected without action with its interval, and what was counted before and after.

    Parameters
    ----------
    found
        From `expected_without_action`.
    unit
        What is counted.
    theme
        light or dark.
    """
    ink, ink2, primary = (colour(name, theme) for name in ("ink", "ink2", "primary"))
    rows = [
        {"name": "If the count before were all", "value": found.raw, "kind": "raw"},
        {"name": "Expected without action", "value": found.estimate, "kind": "expected"},
    ]
    if found.observed_after is not None:
        rows.append({"name": "Counted", "value": found.observed_after, "kind": "counted"})
    frame = pd.DataFrame(rows)
    top = max(float(frame["value"].max()), found.interval.upper) * 1.15
    y = alt.Y(
        "name:N", sort=list(frame["name"]), title=None,
        axis=alt.Axis(labelLimit=200, labelColor=ink, ticks=False, domain=False),
    )  # fmt: skip
    x = alt.X(
        "value:Q", title=unit, scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(format=",d", tickCount=4, labelColor=ink2, titleColor=ink2, titleFontWeight="normal",
                      gridColor=colour("line", theme)),
    )  # fmt: skip
    interval = pd.DataFrame(
        {"name": ["Expected without action"], "lower": [found.interval.lower], "upper": [found.interval.upper]}
    )
    base = alt.Chart(frame).encode(y=y, x=x)
    bar = alt.Chart(interval).mark_bar(height=7, color=primary, opacity=0.45).encode(y=y, x="lower:Q", x2="upper:Q")
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        color=alt.condition("datum.kind == 'expected'", alt.value(primary), alt.value(ink)),
        shape=alt.Shape(
            "kind:N",
            scale=alt.Scale(domain=["raw", "expected", "counted"], range=["square", "diamond", "circle"]),
            legend=None,
        ),
    )
    words = base.mark_text(dy=-10, color=ink, fontSize=12).encode(text=alt.Text("value:Q", format=",.0f"))
    made: alt.LayerChart = (
        alt.layer(bar, points, words)
        .properties(height=28 * len(frame) + 46)
        .configure(font=_FONT, padding=0)
        .configure_view(strokeWidth=0)
    )
    return made
