"""The parts: headers that the import knows, references, dates, random draws."""

from __future__ import annotations

import re
from datetime import date, datetime

import numpy as np
import pytest

from linesmap.ingest.synthetic.dates import write_date
from linesmap.ingest.synthetic.draws import Draws, Weighted
from linesmap.ingest.synthetic.drugs import Amount, write_amount
from linesmap.ingest.synthetic.forces import FORCES
from linesmap.ingest.synthetic.identifiers import Marks, PhoneBook, nominal_reference, pnc_identity
from linesmap.ingest.synthetic.layout import DateStyle, Layout
from linesmap.ingest.synthetic.layouts import LAYOUTS
from linesmap.ingest.synthetic.timeline import FIRST_DAY, N_DAYS, PHASES, as_date, day_number
from linesmap.ingest.synthetic.towns import TOWNS
from linesmap.ingest.synthetic.whereabouts import grid_reference
from linesmap.model.kinds import KINDS

from .conftest import EVERY_LAYOUT


def squash(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


@pytest.fixture
def draws() -> Draws:
    return Draws(np.random.default_rng(1))


@pytest.mark.parametrize("layout", EVERY_LAYOUT, ids=lambda layout: f"{layout.file} {layout.sheet}")
def test_headers_are_aliases_of_the_column_they_stand_for(layout: Layout) -> None:
    aliases: dict[str, set[str]] = {}
    for column in KINDS[layout.kind].all_columns:
        for name in (column.name, *column.aliases):
            aliases.setdefault(squash(name), set()).add(column.name)
    known = {column.name for column in KINDS[layout.kind].all_columns}
    for header, field in layout.columns:
        if field in known:
            assert aliases.get(squash(header)) == {field}, header
    assert len({header for header, _ in layout.columns}) == len(layout.columns)


def test_systems_differ() -> None:
    assert {layout.dates for layout in LAYOUTS} == set(DateStyle)
    assert {layout.encoding for layout in LAYOUTS} == {"utf-8", "utf-8-sig", "cp1252"}
    assert {layout.delimiter for layout in LAYOUTS} == {",", ";"}
    assert {layout.grading for layout in LAYOUTS} == {"3x5x2", "5x5x5"}
    sheets: dict[str, set[str]] = {}
    for layout in LAYOUTS:
        sheets.setdefault(layout.file, set()).add(layout.sheet)
    assert sum(len(names) == 2 for names in sheets.values()) >= 2


def test_phone_book_gives_each_number_once(draws: Draws) -> None:
    book = PhoneBook(draws)
    numbers = [book.take() for _ in range(1_000)]
    assert len(set(numbers)) == 1_000
    assert all(number is not None and re.fullmatch(r"07700900\d{3}", number) for number in numbers)
    assert book.take() is None


def test_references_of_a_force_are_different() -> None:
    for force in range(len(FORCES)):
        assert len({nominal_reference(force, serial) for serial in range(1, 5_000)}) == 4_999


def test_marks_and_identities_cannot_be_real(draws: Draws) -> None:
    marks = Marks(draws)
    taken = [marks.take() for _ in range(500)]
    assert len(set(taken)) == 500
    assert all(mark[0] in "QZ" for mark in taken)
    assert all(pnc_identity(serial, draws).endswith("S") for serial in range(50))


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (DateStyle.LONG, "07/03/2025"),
        (DateStyle.LONG_TIME, "07/03/2025 14:30"),
        (DateStyle.SHORT, "7/3/25"),
        (DateStyle.ORACLE, "07-MAR-25"),
        (DateStyle.ISO, "2025-03-07T14:30"),
        (DateStyle.EXCEL, datetime(2025, 3, 7, 14, 30)),
    ],
)
def test_dates_are_written_in_every_style(style: DateStyle, text: object) -> None:
    assert write_date(day_number(date(2025, 3, 7)), 14 * 60 + 30, style) == text


def test_timeline_is_65_weeks_from_a_monday() -> None:
    assert FIRST_DAY.weekday() == 0
    assert as_date(N_DAYS - 1) == date(2025, 6, 29)
    assert [(as_date(p.first), as_date(p.last)) for p in PHASES if p.operation == "Larkspur"] == [
        (date(2024, 8, 12), date(2024, 8, 25)),
        (date(2025, 1, 20), date(2025, 2, 2)),
        (date(2025, 6, 9), date(2025, 6, 15)),
    ]


@pytest.mark.parametrize(
    ("easting", "northing", "expected"),
    [(442_900, 112_800, "SU429128"), (530_000, 180_000, "TQ300800"), (427_500, 542_500, "NZ275425")],
)
def test_grid_references_agree_with_known_ones(easting: int, northing: int, expected: str) -> None:
    assert "".join(grid_reference(easting, northing, 3)) == expected


def test_amounts_keep_their_meaning(draws: Draws) -> None:
    for _ in range(200):
        text, unit = write_amount(Amount(0.31, "g"), draws, with_unit=True)
        assert text in {".31g", "0.31g", "0.31 g"}
        assert unit == ""
        number, unit = write_amount(Amount(2_080.0, "g"), draws, with_unit=False)
        assert (number, unit) == ("2.08", "kg")


def test_draws_keep_to_their_shares(draws: Draws) -> None:
    choice = Weighted({"a": 3.0, "b": 1.0})
    drawn = [draws.weighted(choice) for _ in range(8_000)]
    assert drawn.count("a") / 8_000 == pytest.approx(0.75, abs=0.02)
    assert {draws.whole(1, 3) for _ in range(200)} == {1, 2, 3}


def test_towns_lie_in_england_and_belong_to_a_force() -> None:
    assert len(TOWNS) > 100
    assert len({town.name for town in TOWNS}) == len(TOWNS)
    assert all(-5.8 < town.lon < 0.2 and 50.0 < town.lat < 53.7 for town in TOWNS)
