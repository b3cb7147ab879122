"""Draw where an effect was looked for: the areas of the operation, those beside, and those compared with."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from linesmap import reference
from linesmap.crs import BRITISH_NATIONAL_GRID, WGS84
from linesmap.measure.series import AreaLevel
from linesmap.view.ground import force_shapes
from linesmap.view.small_map import View, fit_view, outline, scale_bar, svg_picture
from linesmap.view.tokens import colour

__all__ = ["areas_map", "areas_words", "legend_swatch"]

_TOLERANCE_M = 400.0
"""Outlines of districts are thinned to what a picture of a few hundred pixels shows."""

_ENGLAND_AND_WALES = [(-5.6, 50.0), (1.7, 55.75)]


@cache
def _district_shapes() -> MappingProxyType[str, Mapping[str, Any]]:
    areas = reference.district_areas()
    thin = areas.to_crs(BRITISH_NATIONAL_GRID).simplify(_TOLERANCE_M, preserve_topology=True).to_crs(WGS84)
    return MappingProxyType(
        {
            str(code): {"geometry": shape.__geo_interface__}
            for code, shape in zip(areas["lad_code"], thin, strict=True)
            if not shape.is_empty
        }
    )


@cache
def _force_areas() -> MappingProxyType[str, Mapping[str, Any]]:
    return MappingProxyType({str(one["properties"]["code"]): one for one in force_shapes()["features"]})


def _shapes(by: AreaLevel) -> Mapping[str, Mapping[str, Any]]:
    return _district_shapes() if by == "lad" else _force_areas()


def areas_map(
    treated: Collection[str],
    buffer: Collection[str],
    controls: Collection[str],
    *,
    by: AreaLevel,
    theme: str,
    width: int = 375,
    height: int = 330,
) -> str:
    """Draw the three kinds of area: treated filled, those beside hatched, those compared with dotted.

    Parameters
    ----------
    treated, buffer, controls
        Codes of districts or forces; unknown ones are not drawn.
    by
        lad or force.
    theme
        light or dark.
    width, height
        Pixels.

    Returns
    -------
    svg
        The window fits the areas drawn; England and Wales when there are none.
    """
    known = _shapes(by)
    # An area that is two things is drawn as the stronger of them.
    kinds = (
        ("compared", [code for code in controls if code not in {*treated, *buffer}]),
        ("beside", [code for code in buffer if code not in treated]),
        ("treated", list(treated)),
    )
    drawn = [(kind, [known[code] for code in codes if code in known]) for kind, codes in kinds]
    points = [point for _, shapes in drawn for shape in shapes for point in _corners(shape)]
    view = fit_view(points or _ENGLAND_AND_WALES, width, height)
    ground = (
        f'<rect width="{width}" height="{height}" fill="{colour("sea", theme)}"/>'
        f'<path d="{outline(force_shapes()["features"], view)}" fill="{colour("land", theme)}" '
        f'stroke="{colour("area-line", theme)}" stroke-width="0.7" fill-rule="evenodd"/>'
    )
    parts = [_patterns(theme), ground]
    parts += [_layer(shapes, view, kind, theme) for kind, shapes in drawn if shapes]
    return svg_picture(width, height, [*parts, scale_bar(view, theme)])


def _corners(shape: Mapping[str, Any]) -> list[tuple[float, float]]:
    geometry = shape["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    west, south, east, north = math.inf, math.inf, -math.inf, -math.inf
    for polygon in polygons:
        for lon, lat, *_ in polygon[0]:
            west, east, south, north = min(west, lon), max(east, lon), min(south, lat), max(north, lat)
    return [(west, south), (east, north)]


def _patterns(theme: str) -> str:
    beside, compared = colour("kind-seizure", theme), colour("ink3", theme)
    focus = colour("focus", theme)
    return (
        f'<defs><pattern id="beside" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="5" height="5" fill="{focus}"/><rect width="2.4" height="5" fill="{beside}"/></pattern>'
        f'<pattern id="compared" width="4" height="4" patternUnits="userSpaceOnUse">'
        f'<rect width="4" height="4" fill="{focus}"/>'
        f'<circle cx="2" cy="2" r="1.15" fill="{compared}"/></pattern></defs>'
    )


def _style(kind: str, theme: str) -> tuple[str, str]:
    """Give fill and stroke of a kind of area."""
    return {
        "treated": (colour("primary", theme), colour("bg", theme)),
        "beside": ("url(#beside)", colour("kind-seizure", theme)),
        "compared": ("url(#compared)", colour("ink3", theme)),
    }[kind]


def _layer(shapes: Sequence[Mapping[str, Any]], view: View, kind: str, theme: str) -> str:
    fill, stroke = _style(kind, theme)
    return (
        f'<path d="{outline(shapes, view)}" fill="{fill}" stroke="{stroke}" stroke-width="0.9" '
        'stroke-linejoin="round" fill-rule="evenodd"/>'
    )


def legend_swatch(kind: str, theme: str) -> str:
    """Draw the mark of a kind of area (treated, beside, compared) for the legend, in the style of the map."""
    fill, stroke = _style(kind, theme)
    box = f'<rect x="0.7" y="0.7" width="20.6" height="12.6" fill="{fill}" stroke="{stroke}" stroke-width="1.2"/>'
    return svg_picture(22, 14, [_patterns(theme), box])


def areas_words(
    treated: Sequence[str], buffer: Sequence[str], controls: Sequence[str], names: Mapping[str, str]
) -> str:
    """Describe the map for those who do not see it."""
    said = []
    for words, codes in (("areas of the operation", treated), ("beside them", buffer), ("compared with", controls)):
        if codes:
            listed = "; ".join(sorted(names.get(code, code) for code in codes))
            said.append(f"{words}: {listed}")
    return f"Map. {'. '.join(said)}." if said else "Map of England and Wales without areas."
