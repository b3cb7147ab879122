"""Draw the life of one line as a strip, and where it works as a small map; both are pictures for a page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linesmap.model.vocabulary import LineStatus
from linesmap.network import LineProfile, Span
from linesmap.view.flow_paths import flow_path
from linesmap.view.scene import STATUS_KEY
from linesmap.view.small_map import View, data_uri, fit_view, land, scale_bar, svg_picture, text_label
from linesmap.view.tokens import colour, tokens
from linesmap.view.words import day

__all__ = ["PlacedRecord", "caption", "data_uri", "footprint", "life_strip", "shape", "sparkline", "status_picture"]

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
        if span is not spans[0]:
            parts.append(f'<path d="M{start:.1f} 20v12" stroke="{ink2}"/>')
        words, middle = style["label"], (start + end) / 2
        half = len(words) * 3.2
        if end - start > 2 * half and middle - half > free:
            parts.append(text_label(middle, 15, words, ink, weight=600))
            free = middle + half
    parts += [shape(r.kind, x(r.on), 46, 9, colour("kind-" + r.kind, theme)) for r in records if first <= r.on <= last]
    parts += _month_ticks(first, last, x, height, ink2)
    return svg_picture(width, height, parts)


def sparkline(counts: Sequence[int], *, theme: str, width: int = 240, height: int = 28) -> str:
    """Draw counts as thin bars, the last at the right end; the highest fills the height.

    Examples
    --------
    >>> sparkline([0, 2], theme="light", width=20, height=10).count("<rect")
    1
    """
    most, n = max(counts, default=0), max(1, len(counts))
    wide = width / n
    bars = [
        f'<rect x="{index * wide:.1f}" y="{height - height * value / most:.1f}" width="{max(0.8, wide - 0.6):.1f}" '
        f'height="{height * value / most:.1f}" fill="{colour("primary", theme)}"/>'
        for index, value in enumerate(counts)
        if value
    ]
    axis = f'<path d="M0 {height - 0.5}h{width}" stroke="{colour("line", theme)}"/>'
    return svg_picture(width, height, [axis, *bars])


def status_picture(status: LineStatus, *, theme: str) -> str:
    """Draw the stroke of a status as it stands on the map, 24 x 8."""
    key = STATUS_KEY[status]
    style = tokens()["status"][key]
    dash = f' stroke-dasharray="{style["dash"]}"' if style["dash"] else ""
    stroke = f'stroke="{colour("status-" + key, theme)}" stroke-width="{style.get("width", 3)}"'
    return svg_picture(24, 8, [f'<line x1="0" x2="24" y1="4" y2="4" {stroke}{dash}/>'])


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
        parts.append(text_label(at, height - 10, f"{_MONTHS[tick.month - 1]} {tick.year}", fill, anchor="start"))
    return parts


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
    view = fit_view(points, width, height)
    parts = [f'<rect width="{width}" height="{height}" fill="{colour("sea", theme)}"/>', land(view, theme)]
    parts += _doubts(located, view, theme)
    parts += _arrivals(profile, view, theme)
    for r in located:
        if r.lon is not None and r.lat is not None and (r.uncertainty_m or 0) < 10_000:  # noqa: PLR2004
            x, y = view.at(r.lon, r.lat)
            parts.append(shape(r.kind, x, y, 9, colour("kind-" + r.kind, theme)))
    for area in profile.destinations:
        x, y = view.at(area.lon, area.lat)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{colour("ink", theme)}"/>')
        parts.append(
            text_label(x + 8, y + 4, area.label.split(",")[0], colour("ink", theme), anchor="start", weight=600)
        )
    parts.append(scale_bar(view, theme))
    return svg_picture(width, height, parts)


_NEAR_DEG = 1.2


def _is_near(record: PlacedRecord, home: Sequence[tuple[float, float]]) -> bool:
    """Tell whether a record lies within about 80 km of one of the line's towns."""
    if not home:
        return True
    lon, lat = record.lon or 0.0, record.lat or 0.0
    return any(abs(lon - town[0]) < _NEAR_DEG and abs(lat - town[1]) < _NEAR_DEG for town in home)


def _doubts(located: Sequence[PlacedRecord], view: View, theme: str) -> list[str]:
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


def _arrivals(profile: LineProfile, view: View, theme: str) -> list[str]:
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


def caption(profile: LineProfile) -> str:
    """Say in words what the pictures of a line show."""
    first = f"first seen {day(profile.first_seen)}" if profile.first_seen else "not yet seen"
    return f"{profile.name}, {first}, {profile.n_records:,} records"
