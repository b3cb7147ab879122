"""Draw the candidates of a place text on a small map, numbered as in the list beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from linesmap.view.ground import context_shapes, force_shapes
from linesmap.view.small_map import View, fit_view, outline, scale_bar, svg_picture, text_label
from linesmap.view.tokens import colour

__all__ = ["candidate_map"]

_MARK_PX = 9.0
_APART_PX = 19.0
_DOUBT_PX = 12.0
_EAST_OF_SCOTLAND = 0.0


def candidate_map(
    candidates: Sequence[Mapping[str, Any]],
    *,
    theme: str,
    near: str = "",
    chosen: int | None = None,
    width: int = 460,
    height: int = 330,
) -> str:
    """Draw candidates as numbered points over the force areas.

    Parameters
    ----------
    candidates
        lon and lat, degrees EPSG:4326; `uncertainty_m`, where given, is drawn as a dashed circle at true scale.
    theme
        light or dark.
    near
        Code of the recording force, drawn in focus and kept in the window when it lies at hand.
    chosen
        Index of the candidate to bring out.
    width, height
        Pixels.

    Returns
    -------
    svg
        Without candidates the recording force alone, or England and Wales.
    """
    points = [(float(one["lon"]), float(one["lat"])) for one in candidates]
    view = fit_view(points + _corners(near, points), width, height)
    parts = [f'<rect width="{width}" height="{height}" fill="{colour("sea", theme)}"/>', *_areas(view, near, theme)]
    marks = _apart([view.at(lon, lat) for lon, lat in points], view)
    order = sorted(range(len(marks)), key=lambda index: index == chosen)
    for index in order:
        one, (true_x, true_y) = candidates[index], view.at(*points[index])
        radius = view.pixels(float(one.get("uncertainty_m") or 0), points[index][1])
        ink = colour("primary" if index == chosen else "ink", theme)
        if radius >= _DOUBT_PX:
            parts.append(
                f'<circle cx="{true_x:.1f}" cy="{true_y:.1f}" r="{radius:.1f}" fill="{ink}" fill-opacity="0.07" '
                f'stroke="{ink}" stroke-width="1.1" stroke-dasharray="5 4"/>'
            )
        parts += _mark(index, marks[index], (true_x, true_y), brought_out=index == chosen, theme=theme)
    return svg_picture(width, height, [*parts, scale_bar(view, theme)])


def _corners(near: str, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Give the corners of the recording force, of England and Wales when there is nothing else to show."""
    own = [shape for shape in force_shapes()["features"] if shape["properties"]["code"] == near]
    corners = [corner for shape in own for corner in _box(shape["geometry"])]
    return corners if corners or points else [(-5.8, 49.9), (1.8, 55.8)]


def _box(geometry: Mapping[str, Any]) -> list[tuple[float, float]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    lons = [point[0] for polygon in polygons for point in polygon[0]]
    lats = [point[1] for polygon in polygons for point in polygon[0]]
    return [(min(lons), min(lats)), (max(lons), max(lats))]


@cache
def _islands() -> list[dict[str, Any]]:
    """Give Scotland, Ireland and Man; the Continent ships cut off at a straight line, which a small map would show."""
    polygons = []
    for shape in context_shapes()["features"]:
        geometry = shape["geometry"]
        several = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        polygons += [polygon for polygon in several if max(point[0] for point in polygon[0]) < _EAST_OF_SCOTLAND]
    return [{"geometry": {"type": "MultiPolygon", "coordinates": polygons}}]


def _areas(view: View, near: str, theme: str) -> list[str]:
    features = force_shapes()["features"]
    own = [shape for shape in features if shape["properties"]["code"] == near]
    layers = (
        (_islands(), "other-land", "other-land", 0.5),
        (features, "land", "area-line", 0.7),
        (own, "focus", "focus-line", 1.3),
    )
    return [
        f'<path d="{outline(shapes, view)}" fill="{colour(fill, theme)}" stroke="{colour(stroke, theme)}" '
        f'stroke-width="{thick}" fill-rule="evenodd"/>'
        for shapes, fill, stroke, thick in layers
    ]


def _apart(points: Sequence[tuple[float, float]], view: View) -> list[tuple[float, float]]:
    """Move marks that would lie on each other aside, each to the first free spot of a few round its place."""
    placed: list[tuple[float, float]] = []
    for x, y in points:
        spots = [(x, y)] + [
            (x + across * _APART_PX * ring, y + down * _APART_PX * ring)
            for ring in (1.0, 1.6, 2.4)
            for across, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (0.7, -0.7), (-0.7, -0.7), (0.7, 0.7), (-0.7, 0.7))
        ]
        free = (
            (left, top)
            for left, top in spots
            if _MARK_PX < left < view.width - _MARK_PX
            and _MARK_PX < top < view.height - _MARK_PX
            and all((left - a) ** 2 + (top - b) ** 2 >= _APART_PX**2 for a, b in placed)
        )
        placed.append(next(free, (x, y)))
    return placed


def _mark(
    index: int, at: tuple[float, float], true: tuple[float, float], *, brought_out: bool, theme: str
) -> list[str]:
    x, y = at
    ground, ink = colour("bg", theme), colour("ink", theme)
    edge = colour("primary", theme) if brought_out else ink
    parts = []
    if at != true:
        parts.append(
            f'<path d="M{true[0]:.1f} {true[1]:.1f}L{x:.1f} {y:.1f}" stroke="{edge}" stroke-width="1"/>'
            f'<circle cx="{true[0]:.1f}" cy="{true[1]:.1f}" r="2.4" fill="{edge}"/>'
        )
    fill = edge if brought_out else ground
    words = colour("on-primary", theme) if brought_out else ink
    parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_MARK_PX}" fill="{fill}" stroke="{edge}" stroke-width="1.5"/>')
    parts.append(text_label(x, y + 4, str(index + 1), words, size=12, weight=650))
    return parts
