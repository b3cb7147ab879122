"""Draw small maps as pictures: a window on the areas, labels and a scale bar, as SVG without a network."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from linesmap.view.ground import force_shapes
from linesmap.view.tokens import colour

__all__ = ["View", "data_uri", "fit_view", "land", "outline", "scale_bar", "svg_picture", "text_label"]

_FONT = "font-family=\"'Source Sans 3', 'Source Sans Pro', 'Segoe UI', system-ui, sans-serif\""


def data_uri(svg: str) -> str:
    """Pack a picture so that it can stand in a page as the source of an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def svg_picture(width: int, height: int, parts: Sequence[str]) -> str:
    """Put the parts of a picture together; width and height in pixels."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f"{_FONT}>{''.join(parts)}</svg>"
    )


def text_label(
    x: float, y: float, words: str, fill: str, *, anchor: str = "middle", size: float = 12, weight: int = 400
) -> str:
    """Write escaped words at a point."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-size="{size}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )


@dataclass(frozen=True)
class View:
    """A window on the map: pixels from spherical Mercator."""

    left: float
    top: float
    scale: float
    width: int
    height: int

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Give the pixels of a place, degrees EPSG:4326."""
        y = math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))
        return (lon - self.left) * self.scale, (self.top - y) * self.scale

    def pixels(self, metres: float, lat: float) -> float:
        """Measure a length at a latitude in pixels."""
        return metres / (111_320 * math.cos(math.radians(lat))) * self.scale


def fit_view(points: Sequence[tuple[float, float]], width: int, height: int) -> View:
    """Fit a window around points, at least 30 km wide."""
    lons = [lon for lon, _ in points]
    ys = [math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))) for _, lat in points]
    wide = max(max(lons) - min(lons), 0.4) * 1.3
    high = max(max(ys) - min(ys), 0.4 * height / width) * 1.3
    scale = min(width / wide, height / high)
    middle_lon, middle_y = (max(lons) + min(lons)) / 2, (max(ys) + min(ys)) / 2
    return View(middle_lon - width / scale / 2, middle_y + height / scale / 2, scale, width, height)


def outline(features: Sequence[Mapping[str, Any]], view: View) -> str:
    """Write the rings of areas that touch the window as one path; GeoJSON features in degrees, EPSG:4326."""
    rings = []
    for feature in features:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        for polygon in polygons:
            for ring in polygon:
                points = [view.at(lon, lat) for lon, lat, *_ in ring]
                xs, ys = [p[0] for p in points], [p[1] for p in points]
                if max(xs) < 0 or min(xs) > view.width or max(ys) < 0 or min(ys) > view.height:
                    continue
                rings.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(rings)


def land(view: View, theme: str) -> str:
    """Draw the force areas, all alike."""
    return (
        f'<path d="{outline(force_shapes()["features"], view)}" fill="{colour("focus", theme)}" '
        f'stroke="{colour("focus-line", theme)}" stroke-width="1.3" fill-rule="evenodd"/>'
    )


def scale_bar(view: View, theme: str) -> str:
    """Draw a scale bar at the lower right."""
    lat = 2 * math.degrees(math.atan(math.exp(math.radians(view.top - view.height / view.scale / 2)))) - 90
    km = next(size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500) if view.pixels(size * 1000, lat) > 50)  # noqa: PLR2004
    long = view.pixels(km * 1000, lat)
    x, y, ink = view.width - 14 - long, view.height - 12, colour("ink2", theme)
    return f'<path d="M{x:.1f} {y - 6:.1f}v6h{long:.1f}v-6" fill="none" stroke="{ink}"/>' + text_label(
        x + 4, y - 4, f"{km} km", ink, anchor="start", size=11
    )
