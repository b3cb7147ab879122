"""Draw what a line is tied to as a small chart: the line in the middle, its neighbours to both sides, by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linesmap.view.small_map import svg_picture, text_label
from linesmap.view.tokens import colour
from linesmap.view.words import phone

__all__ = ["MOST_NEIGHBOURS", "Neighbour", "choose_neighbours", "link_chart"]

MOST_NEIGHBOURS = 24
"""Most neighbours that the chart shows."""

_ORDER = ("person", "phone", "vehicle", "address", "deal_line", "group", "operation", "event", "place")
_LONGEST = 17
_RADIUS = 11
_ICONS: Mapping[str, str] = {
    "person": '<circle cy="-3" r="2.7"/><path d="M-5 6c0-6 10-6 10 0z"/>',
    "phone": '<path d="M-3.5-6h7v12h-7z"/>',
    "vehicle": '<path d="M-6 2v-3l2-3.5h8l2 3.5v3z"/><circle cx="-3.5" cy="3.5" r="1.8"/>'
    '<circle cx="3.5" cy="3.5" r="1.8"/>',
    "address": '<path d="M-6 0l6-6 6 6h-2v5h-8v-5z"/>',
    "deal_line": '<path d="M-6-3.5h7v-2.5l5 4-5 4v-2.5h-7zM6 5h-12v-1.5h12z"/>',
    "group": '<circle cx="-3" cy="-2" r="2.4"/><circle cx="3" cy="-2" r="2.4"/>'
    '<path d="M-7 5c0-5 7-5 7 0 0-5 7-5 7 0z"/>',
    "operation": '<path d="M-4-6h1.5v12h-1.5zM-2-6h7l-2 3 2 3h-7z"/>',
    "event": '<path d="M0-6l1.8 4.2 4.2 1.8-4.2 1.8-1.8 4.2-1.8-4.2-4.2-1.8 4.2-1.8z"/>',
    "place": '<path d="M0 6c-6-7-4-12 0-12s6 5 0 12z"/>',
}


@dataclass(frozen=True)
class Neighbour:
    """A thing tied to the line: identifier, type (a value of `EntityType`), label, records, and whether exploited."""

    entity_id: str
    kind: str
    label: str
    n_records: int
    safeguarding: bool = False

    @property
    def shown(self) -> str:
        """Label as it fits beside the mark."""
        text = phone(self.label) if self.kind == "phone" else self.label
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def choose_neighbours(neighbours: Sequence[Neighbour], most: int = MOST_NEIGHBOURS) -> list[Neighbour]:
    """Choose what to draw: the strongest of each kind in turn, so that no kind crowds out the others.

    Parameters
    ----------
    neighbours
        Strongest first.
    most
        How many to choose.

    Returns
    -------
    chosen
        In the order of their kinds, strongest first.
    """
    by_kind = {kind: [one for one in neighbours if one.kind == kind] for kind in _ORDER}
    chosen: list[Neighbour] = []
    for turn in range(max((len(several) for several in by_kind.values()), default=0)):
        for several in by_kind.values():
            if turn < len(several) and len(chosen) < most:
                chosen.append(several[turn])
    return sorted(chosen, key=lambda one: _ORDER.index(one.kind))


def link_chart(
    name: str,
    neighbours: Sequence[Neighbour],
    ties: Sequence[tuple[str, str]],
    *,
    theme: str,
    stroke: str,
    width: int = 430,
    height: int = 400,
) -> str:
    """Draw the chart.

    Parameters
    ----------
    name
        Of the line.
    neighbours
        From `choose_neighbours`.
    ties
        Pairs of identifiers of neighbours that are tied to each other.
    theme
        light or dark.
    stroke
        Colour of the mark of the line.

    Returns
    -------
    svg
        Every label stands beside its own mark, and no two labels share a row of a side. People named as exploited
        have a dashed ring. The same input gives the same picture.
    """
    middle = (width / 2, height / 2)
    half = (len(neighbours) + 1) // 2
    sides = [(neighbours[:half], -1), (neighbours[half:], 1)]
    at: dict[str, tuple[float, float]] = {}
    marks, labels = [], []
    ink = colour("ink", theme)
    for members, side in sides:
        for row, one in enumerate(members):
            y = height * (row + 0.5) / len(members)
            lean = 1 - abs(2 * y / height - 1) ** 2
            x = middle[0] + side * (width * 0.115 + width * 0.085 * lean)
            at[one.entity_id] = (x, y)
            marks.append(_mark(one, x, y, theme))
            anchor = "end" if side < 0 else "start"
            labels.append(text_label(x + side * (_RADIUS + 5), y + 4, one.shown, ink, anchor=anchor, size=12))
    grey, bold = colour("border", theme), colour("ink2", theme)
    drawn = {pair for pair in ((min(a, b), max(a, b)) for a, b in ties) if pair[0] in at and pair[1] in at}
    lines = [_tie(at[a], at[b], grey, 0.7) for a, b in sorted(drawn)]
    most = max((one.n_records for one in neighbours), default=1)
    lines += [_tie(middle, at[one.entity_id], bold, 0.8 + 2 * one.n_records / most) for one in neighbours]
    centre = f'<g transform="translate({middle[0]:.1f} {middle[1]:.1f})"><circle r="15" fill="{stroke}"/>'
    centre += f'<g fill="{colour("bg", theme)}">{_ICONS["deal_line"]}</g></g>'
    halo = f'stroke="{colour("bg", theme)}" stroke-width="4" paint-order="stroke"'
    title = text_label(middle[0], middle[1] + 30, name, ink, weight=650, size=13).replace("<text ", f"<text {halo} ", 1)
    return svg_picture(width, height, [*lines, *marks, *labels, centre, title])


def _tie(a: tuple[float, float], b: tuple[float, float], stroke: str, width: float) -> str:
    return (
        f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" '
        f'stroke="{stroke}" stroke-width="{width:.1f}"/>'
    )


def _mark(one: Neighbour, x: float, y: float, theme: str) -> str:
    ring = f' stroke="{colour("warn", theme)}" stroke-width="2" stroke-dasharray="3 2"' if one.safeguarding else ""
    fill = colour("bg", theme) if one.safeguarding else colour("ink2", theme)
    icon = colour("warn", theme) if one.safeguarding else colour("bg", theme)
    return (
        f'<g transform="translate({x:.1f} {y:.1f})"><circle r="{_RADIUS}" fill="{fill}"{ring}/>'
        f'<g fill="{icon}">{_ICONS.get(one.kind, "")}</g></g>'
    )
