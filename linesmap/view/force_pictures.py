"""Draw the lines of a force on a small map, and force areas shaded by a number; both are pictures for a page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from linesmap.model.vocabulary import LineKind
from linesmap.network import LineProfile
from linesmap.network.profiles import Area
from linesmap.view.flow_paths import flow_path
from linesmap.view.ground import context_shapes, force_shapes
from linesmap.view.scene import STATUS_KEY
from linesmap.view.small_map import View, fit_view, outline, scale_bar, svg_picture, text_label
from linesmap.view.tokens import colour, tokens

__all__ = ["SHADES", "force_codes", "lines_map", "shade_edges", "shaded_map"]

SHADES = 5
"""Classes of a shaded map, pale to strong."""

_ENGLAND_AND_WALES = [(-5.6, 50.0), (1.7, 55.75)]
_EAST_OF_SCOTLAND = 0.0
_LETTER_PX, _LABEL_PX, _MARK_PX = 6.4, 15.0, 7.0
_INTERNAL_PX = 12.0
_EDGES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)


def force_codes() -> tuple[str, ...]:
    """Give the codes of the forces that have an area to draw."""
    return tuple(shape["properties"]["code"] for shape in force_shapes()["features"])


@cache
def _islands() -> list[dict[str, Any]]:
    """Give Scotland, Ireland and Man; the Continent ships cut off at a straight line, which a small map would show."""
    polygons = []
    for shape in context_shapes()["features"]:
        geometry = shape["geometry"]
        several = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        polygons += [polygon for polygon in several if max(point[0] for point in polygon[0]) < _EAST_OF_SCOTLAND]
    return [{"geometry": {"type": "MultiPolygon", "coordinates": polygons}}]


def _shapes(codes: Collection[str]) -> list[Mapping[str, Any]]:
    return [shape for shape in force_shapes()["features"] if shape["properties"]["code"] in codes]


def _layer(shapes: Sequence[Mapping[str, Any]], view: View, fill: str, stroke: str, thick: float) -> str:
    return (
        f'<path d="{outline(shapes, view)}" fill="{fill}" stroke="{stroke}" stroke-width="{thick}" '
        'stroke-linejoin="round" fill-rule="evenodd"/>'
    )


def _ground(view: View, theme: str) -> list[str]:
    other = colour("other-land", theme)
    return [
        f'<rect width="{view.width}" height="{view.height}" fill="{colour("sea", theme)}"/>',
        _layer(_islands(), view, other, other, 0.5),
        _layer(force_shapes()["features"], view, colour("land", theme), colour("area-line", theme), 0.7),
    ]


def _box(shapes: Iterable[Mapping[str, Any]]) -> list[tuple[float, float]]:
    points = []
    for shape in shapes:
        geometry = shape["geometry"]
        several = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        points += [(point[0], point[1]) for polygon in several for point in polygon[0]]
    if not points:
        return []
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    return [(min(lons), min(lats)), (max(lons), max(lats))]


def lines_map(
    code: str,
    profiles: Sequence[LineProfile],
    *,
    theme: str,
    width: int = 560,
    height: int = 400,
) -> str:
    """Draw the lines of a force: flows in their status, internal lines as rings, over the force in focus.

    Parameters
    ----------
    code
        The force.
    profiles
        Its lines; those without a place are not drawn.
    theme
        light or dark.
    width, height
        Pixels.

    Returns
    -------
    svg
        The force alone when no line has a place; England and Wales when the force has no area.
    """
    own = _shapes({code})
    placed = [area for line in profiles for area in (*line.destinations, *_origins(line))]
    ends = [(area.lon, area.lat) for area in placed]
    view = fit_view(_box(own) + ends or _ENGLAND_AND_WALES, width, height)
    parts = [*_ground(view, theme), _layer(own, view, colour("focus", theme), colour("focus-line", theme), 1.3)]
    places: dict[tuple[float, float], tuple[str, bool]] = {}
    rings: dict[tuple[float, float], int] = {}
    beside: dict[tuple[tuple[float, float], tuple[float, float]], int] = {}
    for line in sorted(profiles, key=lambda one: (one.name.casefold(), one.line_id)):
        starts = [(area.lon, area.lat) for area in _origins(line)]
        for area in line.destinations:
            end = (area.lon, area.lat)
            places.setdefault(end, (area.town, False))
            if line.line_kind is LineKind.INTERNAL or starts == [end]:
                parts.append(_ring(line, view.at(*end), rings.get(end, 0), theme))
                rings[end] = rings.get(end, 0) + 1
            for start in starts:
                if start != end:
                    path = flow_path(start, end, end, beside=beside.get((start, end), 0))
                    parts.append(_flow(line, path, view, theme))
                    beside[(start, end)] = beside.get((start, end), 0) + 1
        places |= {(area.lon, area.lat): (area.town, True) for area in _origins(line)}
    parts += _places(places, view, theme)
    return svg_picture(width, height, [*parts, scale_bar(view, theme)])


def _stroke(line: LineProfile, theme: str) -> str:
    key = STATUS_KEY[line.status] if line.status else "dormant"
    style = tokens()["status"][key]
    dash = f' stroke-dasharray="{style["dash"]}"' if style["dash"] else ""
    thick = style.get("width", 2.4)
    return f'stroke="{colour("status-" + key, theme)}" stroke-width="{thick}" stroke-linecap="{style["cap"]}"{dash}'


def _origins(line: LineProfile) -> tuple[Area, ...]:
    """Give the origin to draw; an internal line has its ring instead."""
    return (line.origin,) if line.origin and line.line_kind is not LineKind.INTERNAL else ()


def _flow(line: LineProfile, path: Sequence[tuple[float, float]], view: View, theme: str) -> str:
    drawn = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (view.at(lon, lat) for lat, lon in path))
    casing = f'<path d="{drawn}" fill="none" stroke="{colour("bg", theme)}" stroke-width="4.6" stroke-opacity="0.75"/>'
    return casing + f'<path d="{drawn}" fill="none" {_stroke(line, theme)}/>'


def _ring(line: LineProfile, at: tuple[float, float], number: int, theme: str) -> str:
    x, y = at
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_INTERNAL_PX + 5 * number}" fill="none" {_stroke(line, theme)}/>'


def _places(places: Mapping[tuple[float, float], tuple[str, bool]], view: View, theme: str) -> list[str]:
    """Draw origins as squares and destinations as dots, with the names that find room."""
    ink, ground = colour("ink", theme), colour("bg", theme)
    parts: list[str] = []
    at = {place: view.at(*place) for place in places}
    taken = [_round(x, y) for x, y in at.values()]
    for place, (name, origin) in sorted(places.items(), key=lambda item: (not item[1][1], item[1][0], item[0])):
        x, y = at[place]
        if origin:
            parts.append(
                f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{ground}" stroke="{ink}" '
                'stroke-width="2.2"/>'
            )
        else:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{ink}"/>')
        wide = len(name) * _LETTER_PX
        others = [one for one in taken if one != _round(x, y)]
        for left, anchor in ((x + 9, "start"), (x - 9 - wide, "end")):
            box = (left, y - _LABEL_PX / 2, left + wide, y + _LABEL_PX / 2)
            inside = left >= 0 and left + wide <= view.width
            if inside and not any(_meet(box, one) for one in others):
                taken.append(box)
                edge = left if anchor == "start" else left + wide
                words = text_label(edge, y + 4, name, ink, anchor=anchor, weight=650 if origin else 500)
                # The halo of the ground keeps flows from cutting the words.
                halo = f'<text stroke="{colour("land", theme)}" stroke-width="3" stroke-linejoin="round" '
                parts += [words.replace("<text ", halo, 1), words]
                break
    return parts


def _round(x: float, y: float) -> tuple[float, float, float, float]:
    return x - _MARK_PX, y - _MARK_PX, x + _MARK_PX, y + _MARK_PX


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def shade_edges(most: int) -> tuple[int, ...]:
    """Choose where the classes of a shaded map begin: round numbers from 1, at most five.

    Examples
    --------
    >>> shade_edges(3), shade_edges(62), shade_edges(0)
    ((1, 2), (1, 5, 10, 20, 50), (1,))
    """
    below = [edge for edge in _EDGES if edge <= max(most, 1)]
    return tuple(below if len(below) <= SHADES else [below[0], *below[-(SHADES - 1) :]])


def _shade(value: int, edges: Sequence[int]) -> int:
    """Give the class of a value, 1 to 5; the last class is always the strongest."""
    place = sum(value >= edge for edge in edges)
    return round(1 + (place - 1) * (SHADES - 1) / max(1, len(edges) - 1)) if len(edges) > 1 else SHADES // 2 + 1


def shaded_map(
    counts: Mapping[str, int],
    *,
    unit: str,
    theme: str,
    chosen: str | None = None,
    width: int = 380,
    height: int = 470,
) -> str:
    """Shade force areas by a number, with a legend; an area without any stays unshaded.

    Parameters
    ----------
    counts
        Code of a force to its number.
    unit
        What is counted, for the head of the legend.
    theme
        light or dark.
    chosen
        Code of the force to outline.
    width, height
        Pixels.
    """
    view = fit_view(_ENGLAND_AND_WALES, width, height)
    edges = shade_edges(max(counts.values(), default=0))
    parts = _ground(view, theme)
    for level in range(1, SHADES + 1):
        codes = {code for code, value in counts.items() if value > 0 and _shade(value, edges) == level}
        if codes:
            fill = colour(f"hex-{level}", theme)
            parts.append(_layer(_shapes(codes), view, fill, colour("land", theme), 0.8))
    if chosen:
        own = _shapes({chosen})
        parts.append(_layer(own, view, "none", colour("bg", theme), 3.4))
        parts.append(_layer(own, view, "none", colour("primary", theme), 1.8))
    return svg_picture(width, height, [*parts, *_legend(edges, unit, theme)])


def _legend(edges: Sequence[int], unit: str, theme: str) -> list[str]:
    ink, ink2 = colour("ink", theme), colour("ink2", theme)
    rows = [("land", "none"), *((f"hex-{_shade(edge, edges)}", _class_words(edges, n)) for n, edge in enumerate(edges))]
    tall = 30 + 18 * len(rows)
    parts = [
        (
            f'<rect x="8" y="8" width="118" height="{tall}" rx="4" fill="{colour("bg", theme)}" '
            f'stroke="{colour("line", theme)}"/>'
        ),
        text_label(16, 25, unit, ink, anchor="start", size=11, weight=650),
    ]
    for number, (token, words) in enumerate(rows):
        y = 34 + 18 * number
        parts.append(
            f'<rect x="16" y="{y}" width="18" height="12" fill="{colour(token, theme)}" '
            f'stroke="{colour("border", theme)}" stroke-width="0.7"/>'
        )
        parts.append(text_label(42, y + 10, words, ink2, anchor="start", size=11))
    return parts


def _class_words(edges: Sequence[int], number: int) -> str:
    first = edges[number]
    if number == len(edges) - 1:
        return f"{first:,} or more"
    last = edges[number + 1] - 1
    return f"{first:,}" if last == first else f"{first:,} to {last:,}"
