"""Draw the life of one line as a strip, and where it works as a small map; both are pictures for a page."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from linesmap.network import LineProfile, Span
from linesmap.view.flow_paths import flow_path
from linesmap.view.ground import force_shapes
from linesmap.view.scene import STATUS_KEY
from linesmap.view.tokens import colour, tokens
from linesmap.view.words import day

__all__ = ["PlacedRecord", "data_uri", "footprint", "life_strip", "shape"]

_FONT = "font-family=\"'Source Sans 3', 'Source Sans Pro', 'Segoe UI', system-ui, sans-serif\""
_STRIP = (1408, 92)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class PlacedRecord:
    """A record on a picture: its day, kind and, when located, place (degrees, EPSG:4326) and radius (metres)."""

    on: date
    kind: str
    lon: float | None = None
    lat: float | None = None
    uncertainty_m: float | None = None


def data_uri(svg: str) -> str:
    """Pack a picture so that it can stand in a page as the source of an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def shape(kind: str, x: float, y: float, size: float, fill: str) -> str:
    """Draw the mark of a kind of record, centred: circle, square, triangle or diamond."""
    r = size / 2
    form = tokens()["kind"].get(kind, {"shape": "circle"})["shape"]
    corners = {
        "square": [(-r * 0.86, -r * 0.86), (r * 0.86, -r * 0.86), (r * 0.86, r * 0.86), (-r * 0.86, r * 0.86)],
        "triangle": [(0, -r), (r, r * 0.8), (-r, r * 0.8)],
        "diamond": [(0, -r), (r, 0), (0, r), (-r, 0)],
    }.get(form)
    if corners is None:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r * 0.95:.1f}" fill="{fill}"/>'
    path = "L".join(f"{x + across:.1f} {y + down:.1f}" for across, down in corners)
    return f'<path d="M{path}Z" fill="{fill}"/>'


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f"{_FONT}>{''.join(parts)}</svg>"
    )


def _label(
    x: float, y: float, words: str, fill: str, *, anchor: str = "middle", size: float = 12, weight: int = 400
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-size="{size}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )


def life_strip(spans: Sequence[Span], records: Sequence[PlacedRecord], *, theme: str) -> str:
    """Draw the stretches of a line's life with their status, and its records below.

    Parameters
    ----------
    spans
        From `life_spans`, not empty.
    records
        Records that name the line.
    theme
        light or dark.

    Returns
    -------
    svg
        1408 x 92; statuses differ by colour and dash.
    """
    width, height = _STRIP
    first, last = spans[0].start, spans[-1].end
    days = max(1, (last - first).days + 1)

    def x(day_: date) -> float:
        return 8 + (day_ - first).days / days * (width - 16)

    ink, ink2 = colour("ink", theme), colour("ink2", theme)
    parts = []
    free = -math.inf
    for span in spans:
        key = STATUS_KEY[span.status]
        style = tokens()["status"][key]
        start, end = x(span.start), x(span.end) + (width - 16) / days
        dash = f' stroke-dasharray="{style["dash"]}"' if style["dash"] else ""
        parts.append(
            f'<line x1="{start:.1f}" x2="{end:.1f}" y1="26" y2="26" stroke="{colour("status-" + key, theme)}" '
            f'stroke-width="5"{dash}/>'
        )
        words, middle = style["label"], (start + end) / 2
        half = len(words) * 3.2
        if end - start > 2 * half and middle - half > free:
            parts.append(_label(middle, 15, words, ink, weight=600))
            free = middle + half
    parts += [shape(r.kind, x(r.on), 46, 9, colour("kind-" + r.kind, theme)) for r in records if first <= r.on <= last]
    parts += _month_ticks(first, last, x, height, ink2)
    return _svg(width, height, parts)


def _month_ticks(first: date, last: date, x: object, height: int, fill: str) -> list[str]:
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((size for size in (1, 2, 3, 6, 12) if months / size <= 16), 24)  # noqa: PLR2004
    parts = []
    for number in range(0, months, step):
        year, month = divmod(first.month - 1 + number, 12)
        tick = date(first.year + year, month + 1, 1)
        if tick < first:
            continue
        at = x(tick)  # type: ignore[operator]
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="60" y2="66" stroke="{fill}"/>')
        parts.append(_label(at, height - 10, f"{_MONTHS[tick.month - 1]} {tick.year}", fill, anchor="start"))
    return parts


@dataclass(frozen=True)
class _View:
    """A window on the map: pixels from spherical Mercator."""

    left: float
    top: float
    scale: float
    width: int
    height: int

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        y = math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))
        return (lon - self.left) * self.scale, (self.top - y) * self.scale

    def pixels(self, metres: float, lat: float) -> float:
        return metres / (111_320 * math.cos(math.radians(lat))) * self.scale


def _view(points: Sequence[tuple[float, float]], width: int, height: int) -> _View:
    """Fit a window around points, at least 30 km wide."""
    lons = [lon for lon, _ in points]
    ys = [math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))) for _, lat in points]
    wide = max(max(lons) - min(lons), 0.4) * 1.3
    high = max(max(ys) - min(ys), 0.4 * height / width) * 1.3
    scale = min(width / wide, height / high)
    middle_lon, middle_y = (max(lons) + min(lons)) / 2, (max(ys) + min(ys)) / 2
    return _View(middle_lon - width / scale / 2, middle_y + height / scale / 2, scale, width, height)


def footprint(
    profile: LineProfile, records: Sequence[PlacedRecord], *, theme: str, width: int = 430, height: int = 400
) -> str | None:
    """Draw where a line works: its towns, its records with their doubt, and where it comes from.

    Returns
    -------
    svg
        None when neither a town nor a record has a place.
    """
    located = [r for r in records if r.lon is not None and r.lat is not None]
    home = [(area.lon, area.lat) for area in profile.destinations]
    near = [(r.lon, r.lat) for r in located if r.lon is not None and r.lat is not None and _is_near(r, home)]
    points = home + near or [(r.lon or 0.0, r.lat or 0.0) for r in located]
    if not points:
        return None
    view = _view(points, width, height)
    parts = [f'<rect width="{width}" height="{height}" fill="{colour("sea", theme)}"/>', _land(view, theme)]
    parts += _doubts(located, view, theme)
    parts += _arrivals(profile, view, theme)
    for r in located:
        if r.lon is not None and r.lat is not None and (r.uncertainty_m or 0) < 10_000:  # noqa: PLR2004
            x, y = view.at(r.lon, r.lat)
            parts.append(shape(r.kind, x, y, 9, colour("kind-" + r.kind, theme)))
    for area in profile.destinations:
        x, y = view.at(area.lon, area.lat)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{colour("ink", theme)}"/>')
        parts.append(_label(x + 8, y + 4, area.label.split(",")[0], colour("ink", theme), anchor="start", weight=600))
    parts.append(_scale_bar(view, theme))
    return _svg(width, height, parts)


_NEAR_DEG = 1.2


def _is_near(record: PlacedRecord, home: Sequence[tuple[float, float]]) -> bool:
    """Tell whether a record lies within about 80 km of one of the line's towns."""
    if not home:
        return True
    lon, lat = record.lon or 0.0, record.lat or 0.0
    return any(abs(lon - town[0]) < _NEAR_DEG and abs(lat - town[1]) < _NEAR_DEG for town in home)


def _land(view: _View, theme: str) -> str:
    rings = []
    for feature in force_shapes()["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        for polygon in polygons:
            for ring in polygon:
                points = [view.at(lon, lat) for lon, lat in ring]
                xs, ys = [p[0] for p in points], [p[1] for p in points]
                if max(xs) < 0 or min(xs) > view.width or max(ys) < 0 or min(ys) > view.height:
                    continue
                rings.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return (
        f'<path d="{"".join(rings)}" fill="{colour("focus", theme)}" stroke="{colour("focus-line", theme)}" '
        'stroke-width="1.3" fill-rule="evenodd"/>'
    )


def _doubts(located: Sequence[PlacedRecord], view: _View, theme: str) -> list[str]:
    """Draw the circles that hold the true places, at true scale, once for each place."""
    parts, seen = [], set()
    for r in located:
        if r.lon is None or r.lat is None or not r.uncertainty_m or (r.lon, r.lat) in seen:
            continue
        seen.add((r.lon, r.lat))
        radius = view.pixels(r.uncertainty_m, r.lat)
        if radius >= 9:  # noqa: PLR2004 - smaller circles would hide under the mark
            x, y = view.at(r.lon, r.lat)
            stroke = colour("kind-" + r.kind, theme)
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{stroke}" fill-opacity="0.05" '
                f'stroke="{stroke}" stroke-width="1.1" stroke-dasharray="5 4"/>'
            )
    return parts


def _arrivals(profile: LineProfile, view: _View, theme: str) -> list[str]:
    if profile.origin is None or profile.status is None:
        return []
    key = STATUS_KEY[profile.status]
    style = tokens()["status"][key]
    dash = f' stroke-dasharray="{style["dash"]}"' if style["dash"] else ""
    parts = []
    for area in profile.destinations:
        start, end = (profile.origin.lon, profile.origin.lat), (area.lon, area.lat)
        if start == end:
            continue
        points = [view.at(lon, lat) for lat, lon in flow_path(start, end, end)]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        parts.append(f'<path d="{path}" fill="none" stroke="{colour("status-" + key, theme)}" stroke-width="3"{dash}/>')
    return parts


def _scale_bar(view: _View, theme: str) -> str:
    lat = 2 * math.degrees(math.atan(math.exp(math.radians(view.top - view.height / view.scale / 2)))) - 90
    km = next(size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500) if view.pixels(size * 1000, lat) > 50)  # noqa: PLR2004
    long = view.pixels(km * 1000, lat)
    x, y, ink = view.width - 14 - long, view.height - 12, colour("ink2", theme)
    return f'<path d="M{x:.1f} {y - 6:.1f}v6h{long:.1f}v-6" fill="none" stroke="{ink}"/>' + _label(
        x + 4, y - 4, f"{km} km", ink, anchor="start", size=11
    )


def caption(profile: LineProfile) -> str:
    """Say in words what the pictures of a line show."""
    first = f"first seen {day(profile.first_seen)}" if profile.first_seen else "not yet seen"
    return f"{profile.name}, {first}, {profile.n_records:,} records"
