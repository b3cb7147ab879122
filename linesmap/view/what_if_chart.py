"""Draw what falls apart as a chart: things and ties, each part in its colour, before and after a set is removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from linesmap.model.vocabulary import EntityType
from linesmap.view.small_map import svg_picture
from linesmap.view.tokens import colour
from linesmap.view.what_if_marks import (
    PART_COLOURS,
    REMOVED,
    Labels,
    Picture,
    Side,
    cross,
    mark,
    part_colour,
    parts_words,
    radius_of,
    shield,
    short,
)

__all__ = ["chart_alt", "chart_picture", "legend_mark"]

_EDGE = 16
_LEAST_COUNTED = 3
_MOST_NAMED, _MOST_SET_NAMED = 8, 12


def chart_picture(document: Mapping[str, Any], side: Side, *, theme: str, width: int = 400, height: int = 330) -> str:
    """Draw things and ties.

    Parameters
    ----------
    document
        From `linesmap.what_if_document.document`.
    side
        before or after.
    theme
        light or dark.
    width, height
        Pixels.

    Returns
    -------
    svg
        Things of the set are ringed and named before, hollow with a cross after. Exploited people are shields. Each
        further part has its number of things written beside it. The same document gives the same bytes.
    """
    picture = Picture.of(document)
    points = _fitted(picture, width, height)
    parts, removed = picture.parts(side), set(picture.removed())
    r = radius_of(len(points))
    labels = Labels(width, height, theme)
    order = [*(n for n in range(len(points)) if n not in removed and not picture.guarded[n])]
    order += [n for n in range(len(points)) if picture.guarded[n]]
    order += sorted(removed)
    marks = [
        mark(
            picture.types[n], *points[n], r * 1.35 if picture.types[n] == EntityType.DEAL_LINE.value else r,
            part=parts[n], guarded=picture.guarded[n], chosen=n in removed, theme=theme,
        )
        for n in order
    ]  # fmt: skip
    for n in removed:
        labels.keep_free(*points[n], r * 1.4)
    for number, n in _named(document, picture):
        label = short(picture.labels[n])
        labels.put(*points[n], f"{number} {label}" if number else label, gap=r * 1.5 + 3,
                   weight=650 if number else 400, size=12 if number else 11)  # fmt: skip
    _count_parts(picture, side, points, labels, r)
    return svg_picture(width, height, [*_ties(picture, side, points, theme), *marks, *labels.drawn])


def chart_alt(document: Mapping[str, Any], side: Side) -> str:
    """Say what the chart shows."""
    picture = Picture.of(document)
    gone = len(picture.removed())
    n = len(picture.labels)
    when = "before" if side == "before" else f"after {gone:,} {'is' if gone == 1 else 'are'} removed"
    return f"Chart of {n:,} things and their ties {when}: {parts_words(picture, side)}."


def legend_mark(kind: str, theme: str, part: int = 0) -> str:
    """Draw a sign of the legend: part, line, removed or guard; 16 x 16 pixels."""
    if kind == "removed":
        drawn = (
            f'<g stroke="{colour("ink", theme)}" stroke-width="1.6" fill="none"><circle cx="8" cy="8" r="6"/>'
            f'<path d="{cross(8, 8, 3.4)}"/></g>'
        )
    elif kind == "guard":
        drawn = (
            f'<path d="{shield(8, 8, 6)}" fill="{colour("warn-ground", theme)}" stroke="{colour("warn", theme)}" '
            'stroke-width="1.4"/>'
        )
    elif kind == "line":
        drawn = f'<rect x="3" y="3" width="10" height="10" rx="2" fill="{colour("ink2", theme)}"/>'
    else:
        drawn = f'<circle cx="8" cy="8" r="5.5" fill="{part_colour(part, theme)}"/>'
    return svg_picture(16, 16, [drawn])


def _fitted(picture: Picture, width: int, height: int) -> list[tuple[float, float]]:
    """Stretch the layout over the picture: it has no unit, and its axes mean nothing."""
    if not picture.x:
        return []
    low = (min(picture.x), min(picture.y))
    span = (max(picture.x) - low[0] or 1.0, max(picture.y) - low[1] or 1.0)
    return [
        (
            round(_EDGE + (x - low[0]) / span[0] * (width - 2 * _EDGE), 1),
            round(_EDGE + (y - low[1]) / span[1] * (height - 2 * _EDGE), 1),
        )
        for x, y in zip(picture.x, picture.y, strict=True)
    ]


def _ties(picture: Picture, side: Side, points: Sequence[tuple[float, float]], theme: str) -> list[str]:
    parts = picture.parts(side)
    drawn: dict[int, list[str]] = defaultdict(list)
    for a, b in picture.drawn_ties(side):
        drawn[min(parts[a], len(PART_COLOURS))].append(
            f"M{points[a][0]:.1f} {points[a][1]:.1f}L{points[b][0]:.1f} {points[b][1]:.1f}"
        )
    return [
        f'<path class="ties" d="{"".join(strokes)}" stroke="{part_colour(part, theme)}" stroke-opacity="0.38" '
        'stroke-width="0.8" fill="none"/>'
        for part, strokes in sorted(drawn.items())
    ]


def _named(document: Mapping[str, Any], picture: Picture) -> list[tuple[int, int]]:
    """Give what is named, with its number in the set: the set first, then the lines that stay, without a number."""
    ranks = {(one["label"], one["type"]): number for number, one in enumerate(document["set"], start=1)}
    removed = picture.removed()
    first = sorted((ranks.get((picture.labels[n], picture.types[n]), 0), n) for n in removed)
    if len(first) > _MOST_SET_NAMED:
        first = []
    lines = [
        (0, n)
        for n, kind in enumerate(picture.types)
        if kind == EntityType.DEAL_LINE.value and picture.after[n] != REMOVED
    ]
    return [*first, *lines[:_MOST_NAMED]]


def _count_parts(picture: Picture, side: Side, points: Sequence[tuple[float, float]], labels: Labels, r: float) -> None:
    """Write the size of each further part beside the thing in its middle."""
    parts = picture.parts(side)
    for number, size in enumerate(picture.sizes(side)):
        if number == 0 or size < _LEAST_COUNTED:
            continue
        members = [points[n] for n, part in enumerate(parts) if part == number]
        middle = (sum(x for x, _ in members) / size, sum(y for _, y in members) / size)
        near = min(members, key=lambda one: ((one[0] - middle[0]) ** 2 + (one[1] - middle[1]) ** 2, one))
        labels.put(*near, f"{size:,}", gap=r + 4, weight=650)
