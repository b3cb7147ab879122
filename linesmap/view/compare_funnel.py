"""Draw the funnel of phases: rates against size, with the limits that chance allows around the common rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from linesmap.measure.funnel import BANDS
from linesmap.view.compare_ink import Ink, label
from linesmap.view.compare_phases import PhasePoint, PhaseRates
from linesmap.view.compare_words import counted, family, phase_number

__all__ = ["funnel_figure"]

_WIDTH, _HEIGHT = 375, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 6, 8, 38
_STEPS = (1, 2, 2.5, 5, 10)
_MOST_TICKS = 5
_NEAR_X, _LABEL_HEIGHT, _LETTER = 70, 14, 6.2
_MOST_NAMES = 4


@dataclass(frozen=True)
class _Axes:
    """Pixels from exposure and rate."""

    x_first: float
    x_last: float
    y_last: float

    def x(self, exposure: float) -> float:
        wide = _WIDTH - _LEFT - _RIGHT
        return _LEFT + (exposure - self.x_first) / (self.x_last - self.x_first) * wide

    def y(self, rate: float) -> float:
        high = _HEIGHT - _TOP - _BOTTOM
        return _TOP + high * (1 - min(rate, self.y_last) / self.y_last)


def funnel_figure(rates: PhaseRates, ink: Ink) -> str:
    """Draw the funnel with its names and axes; nothing where there is no common rate.

    Circles are exact numbers, open triangles lower bounds. Points beyond a limit are named; of the others those
    beside each other share one name.
    """
    if rates.funnel is None or rates.rate is None:
        return ""
    axes = _axes(rates)
    picture = ink.picture(_WIDTH, _HEIGHT, _bands(rates, axes, ink) + _marks(rates.points, axes, ink), _alt(rates))
    words = _axis_labels(axes) + _names(rates.points, axes)
    return f'<div class="lmc-fig" style="width:{_WIDTH}px;height:{_HEIGHT}px">{picture}{words}</div>'


def _axes(rates: PhaseRates) -> _Axes:
    sizes = [point.exposure for point in rates.points]
    span = max(max(sizes) - min(sizes), 0.25 * max(sizes))
    first, last = max(min(sizes) - 0.25 * span, 0.3 * min(sizes)), max(sizes) + 0.08 * span
    return _Axes(first, last, 1.12 * max(*(point.rate for point in rates.points), 1.6 * (rates.rate or 0)))


def _ticks(first: float, last: float) -> list[float]:
    rough = (last - first) / _MOST_TICKS
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * size for size in _STEPS if power * size >= rough)
    start = math.ceil(first / step) * step
    return [round(start + number * step, 10) for number in range(int((last - start) / step + 1e-9) + 1)]


def _bands(rates: PhaseRates, axes: _Axes, ink: Ink) -> str:
    if rates.funnel is None or rates.rate is None:
        return ""
    along = np.linspace(axes.x_first, axes.x_last, 120)
    parts = [
        f'<path d="M{_LEFT} {axes.y(y):.1f}H{_WIDTH - _RIGHT}" stroke="{ink("line")}"/>' for y in _ticks(0, axes.y_last)
    ]
    for band in reversed(BANDS):
        low, high = rates.funnel.limits(rates.rate * along, band)
        upper = [f"{axes.x(x):.1f} {axes.y(y * rates.rate):.1f}" for x, y in zip(along, high, strict=True)]
        lower = [f"{axes.x(x):.1f} {axes.y(y * rates.rate):.1f}" for x, y in zip(along, low, strict=True)]
        parts.append(f'<path d="M{"L".join(upper + lower[::-1])}Z" fill="{ink("primary")}" fill-opacity="0.13"/>')
    middle = axes.y(rates.rate)
    parts.append(
        f'<path d="M{_LEFT} {middle:.1f}H{_WIDTH - _RIGHT}" stroke="{ink("ink2")}" stroke-dasharray="4 3" fill="none"/>'
    )
    return "".join(parts)


def _marks(points: Sequence[PhasePoint], axes: _Axes, ink: Ink) -> str:
    parts = []
    for point in points:
        x, y = axes.x(point.exposure), axes.y(point.rate)
        if point.is_lower_bound:
            parts.append(
                f'<path d="M{x:.1f} {y - 5:.1f}L{x + 5:.1f} {y + 4:.1f}H{x - 5:.1f}Z" fill="{ink("bg")}" '
                f'stroke="{ink("ink")}" stroke-width="1.5"/>'
            )
        else:
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{ink("ink")}" stroke="{ink("bg")}" stroke-width="0.8"/>'
            )
    return "".join(parts)


def _axis_labels(axes: _Axes) -> str:
    foot = _HEIGHT - _BOTTOM + 10
    decimals = 2 if axes.y_last < 0.5 else 1 if axes.y_last < 5 else 0  # noqa: PLR2004 - digits the ticks need
    found = [label(_LEFT - 6, axes.y(y), f"{y:.{decimals}f}", side="left") for y in _ticks(0, axes.y_last)]
    found += [label(axes.x(x), foot, counted(x), side="middle") for x in _ticks(axes.x_first, axes.x_last)]
    found.append(label((_LEFT + _WIDTH) / 2, foot + 17, "hundred-thousand person-days (people × days)", side="middle"))
    found.append(label(8, _TOP + (_HEIGHT - _TOP - _BOTTOM) / 2, "arrests per 100,000 a day", side="upward"))
    return "".join(found)


def _names(points: Sequence[PhasePoint], axes: _Axes) -> str:
    """Name every outlier, and the others by the column they stand in; no two names over each other."""
    wanted = [(axes.x(one.exposure), axes.y(one.rate), one.name, True) for one in points if one.band is not None]
    one_family = len({family(one.subject) for one in points}) == 1
    columns: dict[int, list[PhasePoint]] = {}
    for one in points:
        if one.band is None:
            columns.setdefault(round(axes.x(one.exposure) / _NEAR_X), []).append(one)
    for several in columns.values():
        x = max(axes.x(one.exposure) for one in several)
        y = sum(axes.y(one.rate) for one in several) / len(several)
        wanted.append((x, y, _together(several, alone=one_family), False))
    placed: list[tuple[float, float, float]] = []
    parts = []
    for x, y, name, strong in sorted(wanted, key=lambda one: one[1]):
        wide = len(name) * _LETTER
        left = x + 9 + wide > _WIDTH
        start = x - 9 - wide if left else x + 9
        at = y
        while any(abs(at - y_) < _LABEL_HEIGHT and start < x_ + w_ and x_ < start + wide for x_, y_, w_ in placed):
            at += 1
        placed.append((start, at, wide))
        parts.append(label(x - 9 if left else x + 9, at, name, side="left" if left else "right", strong=strong))
    return "".join(parts)


def _together(several: Sequence[PhasePoint], *, alone: bool) -> str:
    """Name points that stand together; numbers are enough where all phases drawn are of one operation."""
    if len(several) == 1:
        return several[0].name
    numbers = [phase_number(one.subject) for one in several]
    if len({family(one.subject) for one in several}) == 1 and all(numbers) and len(several) <= 2 * _MOST_NAMES:
        said = ", ".join(sorted((number or "" for number in numbers), key=int))
        return said if alone else f"{several[0].name.rsplit(' ', 1)[0]} {said}"
    names = [one.name for one in several]
    return ", ".join(names) if len(names) < _MOST_NAMES and sum(map(len, names)) < 40 else f"{len(names)} others"  # noqa: PLR2004


def _alt(rates: PhaseRates) -> str:
    said = "; ".join(
        f"{one.name} {'more than ' if one.is_lower_bound else ''}{one.rate:.2f}"
        + (f", beyond the {one.band:.1%} limits" if one.band else "")
        for one in rates.points
    ).replace(".0%", "%")
    return f"Funnel plot of arrests per 100,000 people a day, common rate {rates.rate:.2f}: {said}."
