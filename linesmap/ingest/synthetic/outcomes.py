"""Make invented monthly counts of recorded crime by district, with one operation whose true effect is known.

District names are real, every number is invented, and the file says so. The regional operation of the story (Larkspur)
works in the largest town of each South West force. From its first day robbery falls there, and rises a little in the
districts around; burglary and violence do not change; drug offences rise while a phase runs, because police look for
them. Everything follows from the arguments.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from linesmap.errors import InputError
from linesmap.ingest.synthetic.files import write_table
from linesmap.ingest.synthetic.generate import SyntheticFiles
from linesmap.ingest.synthetic.layout import Cell
from linesmap.ingest.synthetic.timeline import PHASES, as_date

__all__ = ["OUTCOMES_FILE", "OUTCOMES_TRUTH", "write_outcomes"]

OUTCOMES_FILE = "recorded_crime_by_district.csv"
OUTCOMES_TRUTH = "outcomes.csv"

_FIRST, _LAST = date(2021, 1, 1), date(2025, 6, 30)
_OPERATION = "Larkspur"
_DISPLACED = 1.05
_ACTIVITY = 1.6
_STAGE = 17
"""Sets these random numbers apart from those of other files of the same seed."""

_DAYS_A_MONTH = 365.25 / 12
_DISPERSION = 0.008
_SPREAD, _SPREAD_OF_TYPE = 0.25, 0.1

_OWN, _BESIDE, _ELSEWHERE = "operation", "beside", "elsewhere"
_ROBBERY, _BURGLARY, _VIOLENCE, _DRUGS = "Robbery", "Burglary", "Violence with injury", "Drug offences"

_HEADERS = ("Month", "District code", "District", "Force", "Crime type", "Offences")
_TRUTH_HEADERS = ("district_code", "district", "crime_type", "from", "to", "rate_ratio", "why")


@dataclass(frozen=True)
class _Type:
    """A crime type: offences per 1,000 people and year, growth a year, swing over the year and its peak month."""

    name: str
    rate: float
    growth: float
    swing: float
    peak: int


_TYPES = (
    _Type(_ROBBERY, 1.0, 0.02, 0.08, 11),
    _Type(_BURGLARY, 4.5, -0.03, 0.10, 1),
    _Type(_VIOLENCE, 9.0, 0.01, 0.08, 7),
    _Type(_DRUGS, 3.0, 0.00, 0.03, 4),
)
_EVERYWHERE = (_ROBBERY, _BURGLARY)
_ALL = (*_EVERYWHERE, _VIOLENCE, _DRUGS)


@dataclass(frozen=True)
class _District:
    """A district: its part in the story, and its people in round thousands [M], which set only the level of counts."""

    code: str
    name: str
    force: str
    people: float
    part: str = _ELSEWHERE
    types: tuple[str, ...] = _EVERYWHERE


def _read(text: str) -> tuple[_District, ...]:
    """Read lines of code, name, force, people in thousands, part and which types are counted."""
    rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return tuple(
        _District(code, name, force, float(people), part, _ALL if types == "all" else _EVERYWHERE)
        for code, name, force, people, part, types in rows
    )


# The South West whole; of the forces around it the districts at its border or the largest town; two towns each of
# eight forces that touch neither. Beside is what shares a border with a district of the operation.
_DISTRICTS = _read("""
E06000022 | Bath and North East Somerset        | Avon and Somerset  | 190 | beside    | two
E06000023 | Bristol, City of                    | Avon and Somerset  | 470 | operation | all
E06000024 | North Somerset                      | Avon and Somerset  | 220 | beside    | two
E06000025 | South Gloucestershire               | Avon and Somerset  | 290 | beside    | two
E06000066 | Somerset                            | Avon and Somerset  | 570 | elsewhere | all
E06000026 | Plymouth                            | Devon and Cornwall | 265 | operation | all
E06000027 | Torbay                              | Devon and Cornwall | 140 | elsewhere | two
E06000052 | Cornwall                            | Devon and Cornwall | 570 | elsewhere | two
E06000053 | Isles of Scilly                     | Devon and Cornwall | 2   | elsewhere | two
E07000040 | East Devon                          | Devon and Cornwall | 150 | elsewhere | two
E07000041 | Exeter                              | Devon and Cornwall | 130 | elsewhere | all
E07000042 | Mid Devon                           | Devon and Cornwall | 80  | elsewhere | two
E07000043 | North Devon                         | Devon and Cornwall | 100 | elsewhere | two
E07000044 | South Hams                          | Devon and Cornwall | 90  | beside    | two
E07000045 | Teignbridge                         | Devon and Cornwall | 135 | elsewhere | two
E07000046 | Torridge                            | Devon and Cornwall | 70  | elsewhere | two
E07000047 | West Devon                          | Devon and Cornwall | 60  | elsewhere | two
E06000058 | Bournemouth, Christchurch and Poole | Dorset             | 400 | operation | all
E06000059 | Dorset                              | Dorset             | 380 | beside    | two
E07000078 | Cheltenham                          | Gloucestershire    | 120 | elsewhere | all
E07000079 | Cotswold                            | Gloucestershire    | 90  | beside    | two
E07000080 | Forest of Dean                      | Gloucestershire    | 90  | elsewhere | two
E07000081 | Gloucester                          | Gloucestershire    | 130 | operation | all
E07000082 | Stroud                              | Gloucestershire    | 120 | beside    | two
E07000083 | Tewkesbury                          | Gloucestershire    | 95  | beside    | two
E06000030 | Swindon                             | Wiltshire          | 235 | operation | all
E06000054 | Wiltshire                           | Wiltshire          | 510 | beside    | two
E06000045 | Southampton                         | Hampshire          | 250 | elsewhere | two
E07000091 | New Forest                          | Hampshire          | 175 | beside    | two
E07000177 | Cherwell                            | Thames Valley      | 160 | elsewhere | two
E07000180 | Vale of White Horse                 | Thames Valley      | 140 | beside    | two
E06000019 | Herefordshire, County of            | West Mercia        | 190 | elsewhere | two
E07000221 | Stratford-on-Avon                   | Warwickshire       | 135 | elsewhere | two
W06000021 | Monmouthshire                       | Gwent              | 95  | elsewhere | two
E07000148 | Norwich                             | Norfolk            | 145 | elsewhere | all
E07000145 | Great Yarmouth                      | Norfolk            | 100 | elsewhere | all
E07000202 | Ipswich                             | Suffolk            | 140 | elsewhere | all
E07000245 | West Suffolk                        | Suffolk            | 180 | elsewhere | all
E06000035 | Medway                              | Kent               | 280 | elsewhere | all
E07000114 | Thanet                              | Kent               | 140 | elsewhere | all
E06000033 | Southend-on-Sea                     | Essex              | 180 | elsewhere | all
E07000071 | Colchester                          | Essex              | 190 | elsewhere | all
E07000138 | Lincoln                             | Lincolnshire       | 105 | elsewhere | all
E07000141 | South Kesteven                      | Lincolnshire       | 145 | elsewhere | all
E06000018 | Nottingham                          | Nottinghamshire    | 325 | elsewhere | all
E07000174 | Mansfield                           | Nottinghamshire    | 110 | elsewhere | all
E06000015 | Derby                               | Derbyshire         | 260 | elsewhere | all
E07000034 | Chesterfield                        | Derbyshire         | 105 | elsewhere | all
E06000010 | Kingston upon Hull, City of         | Humberside         | 265 | elsewhere | all
E06000012 | North East Lincolnshire             | Humberside         | 155 | elsewhere | all
""")


@dataclass(frozen=True)
class _Change:
    """What is true: between two days, both included, the counts of a type in a district are `ratio` times as high."""

    district: _District
    type: str
    first: date
    last: date
    ratio: float
    why: str


def write_outcomes(
    folder: Path, *, seed: int = 7, effect: float = 0.70, start: date = _FIRST, end: date = _LAST
) -> SyntheticFiles:
    """Write invented monthly counts of recorded crime by district, and the truth about them.

    Parameters
    ----------
    folder
        Where to write; made if absent. Files of the same name are replaced.
    seed
        Same arguments: same bytes.
    effect
        True rate ratio of robbery in the districts of the operation from its first day on, for a year. In the districts
        beside them robbery is 1.05 times as high meanwhile.
    start, end
        The months of these days are the first and the last.

    Returns
    -------
    written
        `recorded_crime_by_district.csv` to import (month, code and name of the district, force, crime type, number of
        offences; about 8,000 rows in four and a half years), and `truth/outcomes.csv`, which is not to be imported
        (district, crime type, first and last day, rate ratio). What the truth does not name did not change.

    Raises
    ------
    InputError
        If an argument is out of range.
    """
    if seed < 0 or not 0 < effect < math.inf or start > end:
        msg = (
            "Synthetic outcomes: expected a seed of 0 or more, an effect above 0 and a start before the end, found "
            f"{seed}, {effect:g}, {start} and {end}. Choose values in range."
        )
        raise InputError(msg)
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    changes = [change for change in _changes(effect) if change.first <= end and change.last >= start]
    path, truth = folder / OUTCOMES_FILE, folder / "truth" / OUTCOMES_TRUTH
    write_table(path, _HEADERS, _rows(np.random.default_rng([seed, _STAGE]), changes, _months(start, end)))
    write_table(truth, _TRUTH_HEADERS, _truth_rows(changes, end))
    return SyntheticFiles((path,), (truth,))


def _changes(effect: float) -> Iterator[_Change]:
    """List what the operation changed, and what it did not although one might expect it."""
    phases = [phase for phase in PHASES if phase.operation == _OPERATION]
    first = as_date(phases[0].first)
    last = first.replace(year=first.year + 1) - timedelta(days=1)
    for district in _DISTRICTS:
        if district.part == _BESIDE:
            yield _Change(district, _ROBBERY, first, last, _DISPLACED, "moved from the districts of the operation")
        if district.part != _OWN:
            continue
        yield _Change(district, _ROBBERY, first, last, effect, "effect of the operation")
        for unchanged in (_BURGLARY, _VIOLENCE):
            yield _Change(district, unchanged, first, last, 1.0, "no effect")
        for phase in phases:
            why = f"police activity in phase {phase.phase}"
            yield _Change(district, _DRUGS, as_date(phase.first), as_date(phase.last), _ACTIVITY, why)


def _months(start: date, end: date) -> list[date]:
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]


def _rows(rng: np.random.Generator, changes: list[_Change], months: list[date]) -> Iterator[list[Cell]]:
    """Draw every count from a negative binomial distribution, its variance mean + 0.008 mean squared."""
    size = 1 / _DISPERSION
    for district in _DISTRICTS:
        level = district.people * rng.lognormal(0.0, _SPREAD)
        for kind in (kind for kind in _TYPES if kind.name in district.types):
            rate = level * kind.rate / 12 * rng.lognormal(0.0, _SPREAD_OF_TYPE)
            own = [change for change in changes if change.district is district and change.type == kind.name]
            for month in months:
                mean = rate * _season(kind, month) * math.prod(_share(change, month) for change in own)
                count = int(rng.negative_binomial(size, size / (size + mean)))
                yield [f"{month:%Y-%m}", district.code, district.name, district.force, kind.name, count]


def _days(month: date) -> int:
    return monthrange(month.year, month.month)[1]


def _season(kind: _Type, month: date) -> float:
    """Give the level of a month without any operation: its length, the slow trend, the time of the year."""
    years = month.year - _FIRST.year + (month.month - 1) / 12
    swing = 1 + kind.swing * math.cos(2 * math.pi * (month.month - kind.peak) / 12)
    return _days(month) / _DAYS_A_MONTH * math.exp(kind.growth * years) * swing


def _share(change: _Change, month: date) -> float:
    """Apply a change to the days of a month on which it held."""
    days = _days(month)
    first, last = max(change.first, month), min(change.last, month.replace(day=days))
    return 1 + (change.ratio - 1) * max((last - first).days + 1, 0) / days


def _truth_rows(changes: list[_Change], end: date) -> Iterator[list[Cell]]:
    last = end.replace(day=_days(end))
    for change in changes:
        district, until = change.district, min(change.last, last)
        days = (change.first.isoformat(), until.isoformat())
        yield [district.code, district.name, change.type, *days, change.ratio, change.why]
