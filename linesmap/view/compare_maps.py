"""Draw the forces that took part in each operation as small maps of England and Wales."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape

from linesmap.measure.figures import Subject
from linesmap.view.compare_ink import Ink
from linesmap.view.compare_words import family, forces_words, head_name, short_name
from linesmap.view.ground import force_shapes
from linesmap.view.small_map import View, fit_view

__all__ = ["maps_html"]

_WIDTH, _HEIGHT = 98, 118
_MOST_MAPS = 6
_LEAST_STEP, _LEAST_POINTS = 0.7, 4


def maps_html(subjects: Sequence[Subject], ink: Ink) -> str:
    """Draw one map for every set of forces; operations without an area are named under them."""
    groups: dict[tuple[str, ...], list[Subject]] = {}
    for subject in subjects:
        groups.setdefault(tuple(sorted(subject.force_codes)), []).append(subject)
    parts: list[str] = []
    unplaced: list[str] = []
    bare: list[str] = []
    for codes, several in groups.items():
        name = _name(several)
        drawn = [code for code in codes if code in _paths()]
        if not drawn or len(parts) == _MOST_MAPS:
            unplaced.append(name)
            continue
        words = forces_words(several[0])
        alt = f"Map of England and Wales with the area of {', '.join(several[0].forces)}."
        picture = ink.picture(_WIDTH, _HEIGHT, _drawn(drawn, ink), alt)
        left_out = len(several[0].forces) - len(drawn)
        if left_out:
            bare.append(f"{left_out} of {name}")
        parts.append(
            f"<figure><figcaption><b>{escape(name)}</b><small>{escape(words)}</small></figcaption>{picture}</figure>"
        )
    sentences = [f"Not drawn: {', '.join(unplaced)}."] if unplaced else []
    if bare:
        sentences.append(f"Without an area: {', '.join(bare)}.")
    said = f'<p class="lmc-note">{escape(" ".join(sentences))}</p>' if sentences else ""
    return f'<div class="lmc-maps">{"".join(parts)}</div>{said}'


def _name(several: Sequence[Subject]) -> str:
    families = {family(one)[1] for one in several}
    if len(several) > 1 and len(families) == 1:
        whole = next((one for one in several if one.phases), None)
        return head_name(several[0]).rsplit(" ", 1)[0] if whole is None else _stem(whole)
    if len(several) > 2:  # noqa: PLR2004 - two names still fit
        return f"{short_name(several[0])} and {len(several) - 1} others"
    return " and ".join(short_name(one) for one in several)


def _stem(whole: Subject) -> str:
    name = short_name(whole)
    return name.removesuffix(", total") if name.endswith(", total") else name.rsplit(" ", 3)[0]


@cache
def _view() -> View:
    edges = [(-5.8, 49.9), (1.8, 55.85)]
    fitted = fit_view(edges, _WIDTH, _HEIGHT)
    # The window of other maps keeps a margin; so small a map needs all its pixels.
    scale = fitted.scale * 1.28
    middle_x, middle_y = fitted.left + _WIDTH / fitted.scale / 2, fitted.top - _HEIGHT / fitted.scale / 2
    return View(middle_x - _WIDTH / scale / 2, middle_y + _HEIGHT / scale / 2, scale, _WIDTH, _HEIGHT)


@cache
def _paths() -> dict[str, str]:
    """Give the outline of every force in the window, thinned to what so small a map can show."""
    view = _view()
    made = {}
    for feature in force_shapes()["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings = []
        for polygon in polygons:
            points: list[tuple[float, float]] = []
            for lon, lat, *_ in polygon[0]:
                x, y = view.at(lon, lat)
                if not points or abs(x - points[-1][0]) + abs(y - points[-1][1]) >= _LEAST_STEP:
                    points.append((x, y))
            if len(points) >= _LEAST_POINTS:
                rings.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
        made[str(feature["properties"]["code"])] = "".join(rings)
    return made


def _drawn(codes: Sequence[str], ink: Ink) -> str:
    others = "".join(path for code, path in _paths().items() if code not in codes)
    chosen = "".join(path for code, path in _paths().items() if code in codes)
    edge = f'stroke="{ink("bg")}" stroke-width="0.5"'
    return (
        f'<path d="{others}" fill="{ink("control-border")}" {edge}/><path d="{chosen}" fill="{ink("primary")}" {edge}/>'
    )
