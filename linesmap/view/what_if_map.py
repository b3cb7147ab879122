"""Draw what falls apart as a map: things at the place that most of their records name, each part in its colour."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from linesmap.view.ground import ground
from linesmap.view.small_map import fit_view, land, scale_bar, svg_picture
from linesmap.view.tokens import colour
from linesmap.view.what_if_marks import (
    PART_COLOURS,
    REMOVED,
    Labels,
    Picture,
    Side,
    mark,
    part_colour,
    parts_words,
    short,
)

__all__ = ["map_alt", "map_picture"]

Place = tuple[float, float]

_GOLDEN = math.pi * (3 - math.sqrt(5))
_MOST_PLACES = 5
_MOST_MARKS = 400
_NEAR_KM = 6.0
_ENGLAND_AND_WALES = [(-5.6, 50.0), (1.7, 55.75)]


def map_picture(document: Mapping[str, Any], side: Side, *, theme: str, width: int = 310, height: int = 330) -> str:
    """Draw things at their places.

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
        Things of one place stand around it as a cluster, those of one part together; a line between two places is as
        wide as the number of ties between them. The same document gives the same bytes.
    """
    picture = Picture.of(document)
    known = sorted({place for place in picture.places if place is not None})
    view = fit_view(known or _ENGLAND_AND_WALES, width, height)
    middles = {place: view.at(*place) for place in known}
    r = _radius(sum(place is not None for place in picture.places))
    points = _spread(picture, side, middles, r)
    removed = set(picture.removed())
    order = sorted(points, key=lambda n: (n in removed, picture.guarded[n], n))
    parts = picture.parts(side)
    marks = [
        mark(
            picture.types[n], *points[n], r, part=parts[n], guarded=picture.guarded[n], chosen=n in removed, theme=theme
        )
        for n in order
    ]
    labels = Labels(width, height, theme)
    _name_places(picture, middles, labels, r)
    ground_path = f'<rect width="{width}" height="{height}" fill="{colour("sea", theme)}"/>{land(view, theme)}'
    between = _between(picture, side, middles, theme)
    return svg_picture(width, height, [ground_path, *between, *marks, *labels.drawn, scale_bar(view, theme)])


def map_alt(document: Mapping[str, Any], side: Side) -> str:
    """Say what the map shows."""
    picture = Picture.of(document)
    placed = [place for place in picture.places if place is not None]
    without = len(picture.places) - len(placed)
    said = f"; {without:,} have no known place and are not drawn" if without else ""
    n_places = len(set(placed))
    return (
        f"Map of {len(placed):,} things at {n_places:,} {'place' if n_places == 1 else 'places'} {side} the removal: "
        f"{parts_words(picture, side)}{said}."
    )


def _radius(number: int) -> float:
    return max(1.6, min(4.0, 40 / math.sqrt(max(number, 1))))


def _spread(
    picture: Picture, side: Side, middles: Mapping[Place, tuple[float, float]], r: float
) -> dict[int, tuple[float, float]]:
    """Lay the things of a place around it like the seeds of a sunflower, part by part."""
    parts = picture.parts(side)
    here: dict[Place, list[int]] = defaultdict(list)
    for n, place in enumerate(picture.places):
        if place is not None:
            here[place].append(n)
    found = {}
    for place, members in sorted(here.items()):
        x, y = middles[place]
        # The same thing stands at the same point before and after: the order is that of the parts after.
        ordered = sorted(members, key=lambda n: (picture.after[n] == REMOVED, picture.after[n], parts[n], n))
        for seat, n in enumerate(ordered):
            away = 0.0 if len(ordered) == 1 else r * 1.25 * math.sqrt(seat + 0.4)
            angle = seat * _GOLDEN
            found[n] = (round(x + away * math.cos(angle), 1), round(y + away * math.sin(angle), 1))
    return found


def _between(picture: Picture, side: Side, middles: Mapping[Place, tuple[float, float]], theme: str) -> list[str]:
    """Draw the ties between places, those of one part in its colour."""
    parts = picture.parts(side)
    counted: Counter[tuple[int, Place, Place]] = Counter()
    for a, b in picture.drawn_ties(side):
        one, other = picture.places[a], picture.places[b]
        if one is not None and other is not None and one != other:
            counted[min(parts[a], len(PART_COLOURS)), min(one, other), max(one, other)] += 1
    drawn = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:_MOST_MARKS]
    return [
        f'<line class="ties" x1="{middles[one][0]:.1f}" y1="{middles[one][1]:.1f}" x2="{middles[other][0]:.1f}" '
        f'y2="{middles[other][1]:.1f}" stroke="{part_colour(part, theme)}" stroke-opacity="0.45" '
        f'stroke-width="{0.6 + 0.5 * math.sqrt(number):.1f}"/>'
        for (part, one, other), number in reversed(drawn)
    ]


def _name_places(picture: Picture, middles: Mapping[Place, tuple[float, float]], labels: Labels, r: float) -> None:
    """Name the places where most things stand, by the towns that the Map page names."""
    counted = Counter(place for place in picture.places if place is not None)
    wide = {place: r * 1.25 * math.sqrt(number) + r for place, number in counted.items()}
    largest = sorted(counted, key=lambda place: (-counted[place], place))[:_MOST_PLACES]
    for place in largest:
        labels.keep_free(*middles[place], wide[place] * 0.8)
    said: set[str] = set()
    for place in largest:
        name = _town(place, ground()["places"])
        if name and name not in said:
            said.add(name)
            labels.put(*middles[place], short(name, 20), gap=wide[place] + 3, weight=600)


def _town(place: Place, towns: Sequence[Mapping[str, Any]]) -> str | None:
    """Find the town at a place, if one stands within a few kilometres; degrees, EPSG:4326."""

    def far_km(town: Mapping[str, Any]) -> float:
        across = (float(town["lon"]) - place[0]) * math.cos(math.radians(place[1]))
        return 111.32 * math.hypot(across, float(town["lat"]) - place[1])

    nearest = min(towns, key=lambda town: (far_km(town), str(town["label"])), default=None)
    return str(nearest["label"]) if nearest is not None and far_km(nearest) <= _NEAR_KM else None
