"""Share what both pictures of a what-if answer draw with: the things, the colours of parts, and the marks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from linesmap.model.vocabulary import EntityType
from linesmap.view.tokens import colour

__all__ = [
    "PART_COLOURS",
    "REMOVED",
    "Labels",
    "Picture",
    "Side",
    "cross",
    "mark",
    "part_colour",
    "parts_words",
    "radius_of",
    "shield",
    "short",
]

Side = Literal["before", "after"]

REMOVED = -1
"""Part of a thing that is removed."""

PART_COLOURS = (
    "primary", "status-reactivated", "kind-enforcement", "drug-cannabis", "status-active", "kind-offence",
)  # fmt: skip
"""Tokens of the parts by size; told apart by every kind of sight. All smaller parts share `_SMALLER`."""

_SMALLER = "drug-other"
_MOST_SAID = 4


@dataclass(frozen=True)
class Picture:
    """What the pictures draw, one entry a thing; see `picture` of `linesmap.what_if_document.document`.

    `x` and `y` are places in the chart without a unit; `places` are lon, lat (degrees, EPSG:4326), None where no
    place is known. `before` and `after` number the parts by size. `ties` are pairs of things.
    """

    labels: tuple[str, ...]
    types: tuple[str, ...]
    x: tuple[float, ...]
    y: tuple[float, ...]
    places: tuple[tuple[float, float] | None, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    guarded: tuple[bool, ...]
    ties: tuple[tuple[int, int], ...]
    left_out: int

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Picture:
        """Read a document."""
        picture = document["picture"]
        nodes = picture["nodes"]
        return cls(
            labels=tuple(str(label) for label in nodes["label"]),
            types=tuple(str(kind) for kind in nodes["type"]),
            x=tuple(float(value) for value in nodes["x"]),
            y=tuple(float(value) for value in nodes["y"]),
            places=tuple(
                None if lon is None or lat is None else (float(lon), float(lat))
                for lon, lat in zip(nodes["lon"], nodes["lat"], strict=True)
            ),
            before=tuple(int(part) for part in nodes["before"]),
            after=tuple(int(part) for part in nodes["after"]),
            guarded=tuple(bool(one) for one in nodes["safeguard"]),
            ties=tuple((int(a), int(b)) for a, b in picture["ties"]),
            left_out=int(picture["left_out"]),
        )

    def parts(self, side: Side) -> tuple[int, ...]:
        """Give the part of each thing."""
        return self.before if side == "before" else self.after

    def sizes(self, side: Side) -> list[int]:
        """Count the things of each part that has a colour of its own, the largest first."""
        counted = Counter(part for part in self.parts(side) if 0 <= part < len(PART_COLOURS))
        return [counted[number] for number in range(len(PART_COLOURS)) if counted[number]]

    def smaller(self, side: Side) -> int:
        """Count the things of all smaller parts."""
        return sum(part >= len(PART_COLOURS) for part in self.parts(side))

    def removed(self) -> list[int]:
        """Give the things that are removed."""
        return [number for number, part in enumerate(self.after) if part == REMOVED]

    def drawn_ties(self, side: Side) -> list[tuple[int, int]]:
        """Give the ties there are: after a removal those of the removed are gone."""
        parts = self.parts(side)
        return [(a, b) for a, b in self.ties if parts[a] != REMOVED and parts[b] != REMOVED]


def part_colour(part: int, theme: str) -> str:
    """Give the colour of a part by its number; what is removed is ink."""
    if part == REMOVED:
        return colour("ink", theme)
    return colour(PART_COLOURS[part] if part < len(PART_COLOURS) else _SMALLER, theme)


def parts_words(picture: Picture, side: Side) -> str:
    """Say how large the parts are, the largest first."""
    sizes = picture.sizes(side)
    if not sizes:
        return "nothing is left"
    largest = f"the largest part has {sizes[0]:,} {'thing' if sizes[0] == 1 else 'things'}"
    if len(sizes) == 1:
        return largest
    said = ", ".join(f"{size:,}" for size in sizes[1:_MOST_SAID])
    more = ", then smaller ones" if len(sizes) > _MOST_SAID or picture.smaller(side) else ""
    return f"{largest}, the next {said}{more}"


def shield(x: float, y: float, r: float) -> str:
    """Write the outline of the mark of an exploited person, as in the Network chart."""
    return (
        f"M{x:.1f} {y - 1.14 * r:.1f}"
        f"Q{x + 0.55 * r:.1f} {y - 0.8 * r:.1f} {x + 1.02 * r:.1f} {y - 0.8 * r:.1f}"
        f"Q{x + 1.12 * r:.1f} {y + 0.55 * r:.1f} {x:.1f} {y + 1.2 * r:.1f}"
        f"Q{x - 1.12 * r:.1f} {y + 0.55 * r:.1f} {x - 1.02 * r:.1f} {y - 0.8 * r:.1f}"
        f"Q{x - 0.55 * r:.1f} {y - 0.8 * r:.1f} {x:.1f} {y - 1.14 * r:.1f}Z"
    )


def cross(x: float, y: float, r: float) -> str:
    """Write the two strokes of a cross."""
    return f"M{x - r:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}M{x - r:.1f} {y + r:.1f}L{x + r:.1f} {y - r:.1f}"


def mark(kind: str, x: float, y: float, r: float, *, part: int, guarded: bool, chosen: bool, theme: str) -> str:
    """Draw one thing.

    Parameters
    ----------
    kind
        Type of the thing; a deal line is a square, all else a dot.
    x, y, r
        Middle and radius, pixels.
    part
        Number of its part; -1 draws it hollow with a cross.
    guarded
        Whether it is an exploited person: a shield, with the colour of the part in its middle.
    chosen
        Whether it belongs to the set, and is to be ringed.
    theme
        light or dark.
    """
    fill, ground = part_colour(part, theme), colour("bg", theme)
    if guarded:
        return (
            f'<g class="guard"><path d="{shield(x, y, r * 1.3)}" fill="{colour("warn-ground", theme)}" '
            f'stroke="{colour("warn", theme)}" stroke-width="{min(1.4, 0.3 * r):.1f}"/>'
            f'<circle cx="{x:.1f}" cy="{y - 0.1 * r:.1f}" r="{r * 0.55:.1f}" fill="{fill}"/></g>'
        )
    if part == REMOVED:
        return (
            f'<g class="removed" stroke="{fill}" stroke-width="{min(1.6, 0.4 * r):.1f}" fill="{ground}">'
            f'{_body(kind, x, y, r * 1.25)}<path d="{cross(x, y, r * 0.75)}"/></g>'
        )
    ring = (
        f' stroke="{colour("ink", theme)}" stroke-width="{min(2.0, 0.45 * r):.1f}"'
        if chosen
        else f' stroke="{ground}" stroke-width="{0.12 * r:.1f}"'
    )
    size = r * 1.25 if chosen else r
    return f'<g class="part-{part}" fill="{fill}"{ring}>{_body(kind, x, y, size)}</g>'


def _body(kind: str, x: float, y: float, r: float) -> str:
    if kind == EntityType.DEAL_LINE.value:
        side = r * 1.9
        return (
            f'<rect x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side:.1f}" height="{side:.1f}" '
            f'rx="{r * 0.3:.1f}"/>'
        )
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>'


class Labels:
    """Put words beside points without covering each other: the first place that is free, or none."""

    def __init__(self, width: float, height: float, theme: str) -> None:
        self._width, self._height, self._theme = width, height, theme
        self._taken: list[tuple[float, float, float, float]] = []
        self.drawn: list[str] = []

    def keep_free(self, x: float, y: float, r: float) -> None:
        """Let no words stand on a mark."""
        self._taken.append((x - r, y - r, x + r, y + r))

    def put(self, x: float, y: float, words: str, *, gap: float, size: float = 12, weight: int = 400) -> bool:
        """Write words at the first free side of a point: right, left, below, above."""
        wide, high = len(words) * size * (0.56 if weight > 500 else 0.53), size * 1.15  # noqa: PLR2004
        tries: Iterable[tuple[str, float, float]] = (
            ("start", x + gap, y + size * 0.35),
            ("end", x - gap, y + size * 0.35),
            ("middle", x, y + gap + size),
            ("middle", x, y - gap - 2),
            ("start", x + gap, y + gap + size * 0.8),
            ("end", x - gap, y + gap + size * 0.8),
            ("start", x + gap, y - gap),
            ("end", x - gap, y - gap),
        )
        for anchor, at, base in tries:
            left = {"start": at, "end": at - wide, "middle": at - wide / 2}[anchor]
            box = (left - 2, base - high, left + wide + 2, base + size * 0.3)
            inside = box[0] >= 0 and box[2] <= self._width and box[1] >= 0 and box[3] <= self._height
            if inside and not any(_cover(box, other) for other in self._taken):
                self._taken.append(box)
                self.drawn.append(_words((at, base), words, anchor=anchor, size=size, weight=weight, theme=self._theme))
                return True
        return False


def _words(at: tuple[float, float], words: str, *, anchor: str, size: float, weight: int, theme: str) -> str:
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}" font-size="{size:g}" font-weight="{weight}" '
        f'fill="{colour("ink", theme)}" stroke="{colour("bg", theme)}" stroke-width="3" stroke-linejoin="round" '
        f'paint-order="stroke">{escape(words)}</text>'
    )


def _cover(a: Sequence[float], b: Sequence[float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def short(words: str, most: int = 26) -> str:
    """Cut words that are too long for a picture; control characters, which no picture may hold, become spaces."""
    clean = " ".join("".join(one if one.isprintable() else " " for one in words).split())
    return clean if len(clean) <= most else clean[: most - 1].rstrip(" ,") + "…"


def radius_of(number: int) -> float:
    """Choose how large things are drawn by how many there are, in pixels."""
    return max(2.3, min(6.0, 54 / math.sqrt(max(number, 1))))
