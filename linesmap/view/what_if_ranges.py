"""Draw ranges of a what-if answer: against chance, and as a network may recover; charts with words beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from linesmap.view.tokens import colour
from linesmap.view.what_if_words import MEASURES, measure_of, span
from linesmap.view.words import count

__all__ = ["chance_chart", "chance_words", "recovery_chart", "recovery_words"]

_FONT = "Source Sans"
_RULES = {"nearest": "Close by", "preferential": "With the well tied", "random": "With anybody"}
_TOKENS = {"nearest": "primary", "preferential": "kind-enforcement", "random": "status-reactivated"}
_SHAPES = {"nearest": "circle", "preferential": "square", "random": "triangle-up"}
_DASHES: dict[str, list[int]] = {"nearest": [1, 0], "preferential": [6, 3], "random": [2, 3]}
_DRAWN = {"random": "Random, same types", "like_degree": "Same types, as many ties"}
_THIS = "This set"
_LARGE = 100_000
"""From here on axes write thousands short."""


def _axis(pattern: str, ticks: int, theme: str) -> alt.Axis:
    ink2 = colour("ink2", theme)
    return alt.Axis(
        format=pattern, tickCount=ticks, labelColor=ink2, titleColor=ink2, titleFontWeight="normal",
        gridColor=colour("line", theme),
    )  # fmt: skip


def _chance_frame(document: Mapping[str, Any]) -> pd.DataFrame:
    measure = measure_of(document)
    rows = [one for one in document["chance"] if one["measure"] == measure]
    left = document["after"][measure]
    made = [{"name": _THIS, "low": left, "median": left, "high": left, "words": count(left)}]
    made += [
        {
            "name": _DRAWN[one["drawn"]],
            "low": one["low"],
            "median": one["median"],
            "high": one["high"],
            "words": span(one["low"], one["high"]),
        }
        for one in rows
    ]
    return pd.DataFrame(made)


def chance_chart(document: Mapping[str, Any], *, theme: str) -> alt.LayerChart:
    """Draw what the set leaves beside what random sets leave; the axis need not begin at zero, as nothing is a length.

    Parameters
    ----------
    document
        From `linesmap.what_if_document.document`.
    theme
        light or dark.
    """
    frame = _chance_frame(document)
    measure = measure_of(document)
    before = int(document["before"][measure])
    ink, ink2, primary = (colour(name, theme) for name in ("ink", "ink2", "primary"))
    low, high = float(frame["low"].min()), max(float(frame["high"].max()), float(before))
    wide = max(high - low, 1.0)
    scale = alt.Scale(domain=[max(0.0, low - 0.4 * wide), high + 0.12 * wide], nice=False, zero=False)
    axis = _axis("~s" if before >= _LARGE else ",d", 5, theme)
    x = alt.X("low:Q", scale=scale, axis=axis, title=f"{MEASURES[measure][1]} left")
    y = alt.Y(
        "name:N", sort=list(frame["name"]), title=None,
        axis=alt.Axis(labelLimit=170, labelColor=ink, ticks=False, domain=False),
    )  # fmt: skip
    base = alt.Chart(frame).encode(y=y)
    no_set = alt.Chart(pd.DataFrame({"x": [before]})).mark_rule(color=ink, strokeDash=[3, 3]).encode(x="x:Q")
    bars = base.mark_bar(height=8, color=colour("border", theme), opacity=0.75).encode(x=x, x2="high:Q")
    points = base.mark_point(filled=True, opacity=1, size=90, stroke=colour("bg", theme), strokeWidth=1).encode(
        x="median:Q",
        shape=alt.condition(f"datum.name == '{_THIS}'", alt.value("diamond"), alt.value("circle")),
        color=alt.condition(f"datum.name == '{_THIS}'", alt.value(primary), alt.value(ink2)),
    )
    # Words stand left of the bars: the line of no set is at their right.
    words = base.mark_text(align="right", dx=-9, color=ink, fontSize=12).encode(x="low:Q", text="words:N")
    made: alt.LayerChart = (
        alt.layer(no_set, bars, points, words)
        .properties(height=30 * len(frame) + 44)
        .configure(font=_FONT, padding=0)
        .configure_view(strokeWidth=0)
    )
    return made


def chance_words(document: Mapping[str, Any]) -> str:
    """Say what the chart against chance shows."""
    frame = _chance_frame(document)
    said = "; ".join(f"{row['name'].casefold()}: {row['words']}" for row in frame.to_dict("records"))
    measure = measure_of(document)
    return (
        f"Range plot of {MEASURES[measure][1]} left: {said}. The dashed line marks "
        f"{document['before'][measure]:,}, with nothing removed."
    )


def _recovery_frame(document: Mapping[str, Any]) -> pd.DataFrame:
    measure = measure_of(document)
    return pd.DataFrame(
        [
            {
                "rule": _RULES[row["rule"]],
                "ties": int(row["new_ties"]),
                "middle": row[measure],
                "low": row[f"{measure}_low"],
                "high": row[f"{measure}_high"],
            }
            for row in document["recovery"]
        ]
    )


def recovery_chart(document: Mapping[str, Any], *, theme: str) -> alt.LayerChart:
    """Draw the three scenarios of recovery over new ties, each with its range, and the value before the removal.

    Parameters
    ----------
    document
        As for `chance_chart`; with a recovery.
    theme
        light or dark.
    """
    frame = _recovery_frame(document)
    measure = measure_of(document)
    before = int(document["before"][measure])
    ink = colour("ink", theme)
    names = list(_RULES.values())
    hue = alt.Color(
        "rule:N", sort=names, title=None,
        scale=alt.Scale(domain=names, range=[colour(_TOKENS[rule], theme) for rule in _RULES]),
        legend=alt.Legend(orient="top", labelColor=ink, symbolOpacity=1, labelLimit=200, offset=2),
    )  # fmt: skip
    dash = alt.StrokeDash(
        "rule:N", sort=names, legend=None, scale=alt.Scale(domain=names, range=[_DASHES[rule] for rule in _RULES])
    )
    shape = alt.Shape(
        "rule:N", sort=names, legend=None, scale=alt.Scale(domain=names, range=[_SHAPES[rule] for rule in _RULES])
    )
    top = max(float(frame["high"].max()), before, 1) * 1.08
    x = alt.X("ties:Q", title="new ties", axis=_axis(",d", 6, theme))
    y = alt.Y(
        "low:Q", title=MEASURES[measure][1], scale=alt.Scale(domain=[0, top], nice=False),
        axis=_axis("~s" if top >= _LARGE else ",d", 5, theme),
    )  # fmt: skip
    base = alt.Chart(frame).encode(x=x, color=hue)
    bars = base.mark_rule(strokeWidth=4, opacity=0.35).encode(y=y, y2="high:Q")
    lines = base.mark_line(strokeWidth=1.6).encode(y="middle:Q", strokeDash=dash)
    points = base.mark_point(filled=True, size=45, opacity=1).encode(y="middle:Q", shape=shape)
    was = pd.DataFrame({"y": [before], "x": [0], "words": [f"{before:,} before"]})
    rule = alt.Chart(was).mark_rule(color=ink, strokeDash=[3, 3]).encode(y="y:Q")
    words = alt.Chart(was).mark_text(align="left", baseline="bottom", dx=4, dy=-3, color=ink, fontSize=12).encode(
        y="y:Q", x="x:Q", text="words:N"
    )  # fmt: skip
    made: alt.LayerChart = (
        alt.layer(rule, bars, lines, points, words)
        .properties(height=230)
        .configure(font=_FONT, padding=0)
        .configure_view(strokeWidth=0)
    )
    return made


def recovery_words(document: Mapping[str, Any]) -> str:
    """Say what the chart of recovery shows."""
    frame = _recovery_frame(document)
    last = frame[frame["ties"] == frame["ties"].max()]
    said = "; ".join(f"{row['rule'].casefold()} {span(row['low'], row['high'])}" for row in last.to_dict("records"))
    return (
        f"Line chart of recovery over new ties in three scenarios. At {int(last['ties'].iloc[0]):,} new ties: {said}."
    )
