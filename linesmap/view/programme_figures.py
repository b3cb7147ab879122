"""Arrange published figures for reading: one row a figure with all its sources, and what disagrees beside it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from linesmap import reference
from linesmap.measure import programmes
from linesmap.measure.bounded import BoundedFigure, agrees
from linesmap.model.vocabulary import Bound
from linesmap.view.words import bounded, published_period

__all__ = [
    "NO_RESULT",
    "ForceCounts",
    "Published",
    "counts_by_force",
    "listed_programmes",
    "narrowed",
    "parts_of",
    "published_rows",
]

NO_RESULT = "no result figure published"
"""Measure of a programme that the reports name without any figure."""

_IN_THE_UNIT = frozenset({"GBP", "%", "kg", "g"})
_DAYS = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}
_REMARK = re.compile(r"\bconflicts with\b")
_ELSEWHERE = re.compile(r"\banother release says (?P<said>.+)$")
_BRACKETS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True)
class Published:
    """One published figure, with every source that gives it and what disagrees with it.

    `figure` is written with its sign; `claim` is the word for it, empty when exact; `noun` is the unit where the
    figure does not show it. `remark` is the publisher's qualifier. `disagrees` are sentences.
    """

    measure: str
    value: float | None
    unit: str
    bound: str
    remark: str
    period: str
    forces: tuple[str, ...]
    sources: tuple[str, ...]
    flagged: bool
    disagrees: tuple[str, ...] = ()

    @property
    def figure(self) -> str:
        """The figure with its sign."""
        return bounded(self.value, self.unit or None, self.bound or None)

    @property
    def claim(self) -> str:
        """What the sign means, in a word."""
        return self.bound if self.bound != Bound.EXACT else ""

    @property
    def noun(self) -> str:
        """The unit, where the figure does not show it."""
        return "" if self.unit in _IN_THE_UNIT or self.value is None else self.unit


def parts_of(cell: object) -> tuple[str, ...]:
    """Split names at semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip()) if isinstance(cell, str) else ()


def narrowed(
    figures: pd.DataFrame,
    *,
    strand: str | None = None,
    lead: str | None = None,
    force: str | None = None,
    words: str = "",
) -> pd.DataFrame:
    """Choose figures.

    Parameters
    ----------
    figures
        From `linesmap.measure.published_figures`.
    strand
        Key of a strand.
    lead, force
        Name of an office or a force, as published.
    words
        Looked for in programme, measure and lead office, case apart.
    """
    if strand is not None:
        figures = figures[figures["strand"] == strand]
    for column, name in (("lead", lead), ("forces", force)):
        if name is not None:
            figures = figures[[name in parts_of(cell) for cell in figures[column]]]
    if words.strip():
        text = figures["programme"] + " " + figures["measure"] + " " + figures["lead"].fillna("")
        figures = figures[text.str.casefold().str.contains(words.strip().casefold(), regex=False)]
    return figures


def listed_programmes(figures: pd.DataFrame) -> pd.DataFrame:
    """Describe each programme as `linesmap.measure.programmes`; a row that says that there is no figure counts none."""
    frame = programmes(figures)
    stated = figures[figures["measure"] != NO_RESULT].groupby("programme").size()
    frame["n_figures"] = frame["programme"].map(stated).fillna(0).astype(int)
    return frame


@dataclass(frozen=True)
class ForceCounts:
    """How many programmes and figures name each force: by code for those with a name known, `elsewhere` by words."""

    programmes: dict[str, int]
    figures: dict[str, int]
    elsewhere: tuple[tuple[str, int], ...]


def counts_by_force(figures: pd.DataFrame, drawn: Sequence[str]) -> ForceCounts:
    """Count programmes and figures by force.

    Parameters
    ----------
    figures
        From `linesmap.measure.published_figures`.
    drawn
        Codes of the forces with an area on the map.

    Returns
    -------
    counts
        `elsewhere` are areas that are no force on the map, with their figures, most first; figures that name no area
        are `no area named`.
    """
    named = figures[["programme", "measure"]].assign(force=figures["forces"].map(lambda cell: parts_of(cell) or ("",)))
    named = named.explode("force")
    codes = {name: found.code if (found := reference.find_force(name)) else "" for name in named["force"].unique()}
    named["code"] = [code if code in drawn else "" for code in named["force"].map(codes)]
    inside = named[named["code"] != ""]
    stated = inside[inside["measure"] != NO_RESULT]
    outside = named[(named["code"] == "") & (named["measure"] != NO_RESULT)]["force"].replace("", "no area named")
    ranked = sorted(outside.value_counts().items(), key=lambda item: (-item[1], str(item[0])))
    return ForceCounts(
        programmes={str(code): int(n) for code, n in inside.groupby("code")["programme"].nunique().items()},
        figures={str(code): int(n) for code, n in stated.groupby("code").size().items()},
        elsewhere=tuple((str(name), int(n)) for name, n in ranked),
    )


def published_rows(figures: pd.DataFrame) -> tuple[Published, ...]:
    """Arrange the figures of one programme.

    Parameters
    ----------
    figures
        Rows of one programme.

    Returns
    -------
    rows
        In the order of the file. A figure that several sources give alike is one row with all of them. Two figures
        disagree when they are for the same measure, period and forces and cannot both be true, or when a remark says
        so and they are for the same thing in other words.
    """
    made: dict[tuple[object, ...], Published] = {}
    for row in figures.to_dict("records"):
        one = _published(row)
        key = (one.measure, one.value, one.unit, one.bound, one.remark, one.period, one.forces)
        held = made.get(key)
        sources = tuple(dict.fromkeys([*(held.sources if held else ()), *one.sources]))
        made[key] = replace(one, sources=sources, flagged=one.flagged or bool(held and held.flagged))
    rows = list(made.values())
    return tuple(
        replace(one, disagrees=(*one.disagrees, *(_against(one, other) for other in rows if _conflict(one, other))))
        for one in rows
    )


def _published(row: Mapping[Hashable, Any]) -> Published:
    qualifier = _text(row["qualifier"])
    kept = [part.strip() for part in qualifier.split(";")]
    elsewhere = [match["said"] for part in kept if (match := _ELSEWHERE.search(part))]
    return Published(
        measure=_text(row["measure"]),
        value=None if pd.isna(row["value"]) else float(row["value"]),
        unit=_text(row["unit"]),
        bound=_text(row["bound"]),
        remark="; ".join(part for part in kept if part and not _REMARK.search(part) and not _ELSEWHERE.search(part)),
        period=published_period(row["period_start"], row["period_end"]),
        forces=parts_of(row["forces"]),
        sources=(_text(row["source"]) or "source not stated",),
        flagged=bool(_REMARK.search(qualifier)),
        disagrees=tuple(f"Disagrees with another release, which says {said}" for said in elsewhere),
    )


def _conflict(one: Published, other: Published) -> bool:
    if one is other or one.value is None or other.value is None or one.forces != other.forces:
        return False
    scales = _scale(one.unit), _scale(other.unit)
    if scales[0][0] != scales[1][0]:
        return False
    flagged = one.flagged or other.flagged
    alike = _about_the_same(one.measure, other.measure) if flagged else _core(one.measure) == _core(other.measure)
    if not alike or (one.period != other.period and not flagged):
        return False
    values = [
        BoundedFigure(each.value * scale, Bound(each.bound) if each.bound else Bound.EXACT)
        for each, (_, scale) in zip((one, other), scales, strict=True)
        if each.value is not None
    ]
    return not agrees(values[0], values[1])


def _scale(unit: str) -> tuple[str, float]:
    """Give what a unit measures and how much one of it is: lengths of time in days."""
    return ("days", _DAYS[unit]) if unit in _DAYS else (unit, 1.0)


def _core(measure: str) -> str:
    return _BRACKETS.sub("", measure).casefold().strip()


def _about_the_same(one: str, other: str) -> bool:
    first, second = set(_core(one).split()), set(_core(other).split())
    return first <= second or second <= first


def _against(one: Published, other: Published) -> str:
    words = f"{other.figure} {other.noun}".strip()
    named = f" ({other.measure})" if other.measure != one.measure else ""
    where = "the same source" if set(one.sources) & set(other.sources) else "another source"
    return f"Disagrees with {words}{named} in {where}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
