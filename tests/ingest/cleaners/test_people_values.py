"""Names, dates of birth, sexes and homes of people."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from linesmap.ingest.cleaners.ages import age_on, age_range, band_of_age, clean_age
from linesmap.ingest.cleaners.base import Problem
from linesmap.ingest.cleaners.births import birth_in_age, birth_years, clean_birth
from linesmap.ingest.cleaners.homes import clean_home, clean_home_postcode
from linesmap.ingest.cleaners.person_names import clean_name, split_name
from linesmap.ingest.cleaners.words import clean_sex
from linesmap.ingest.reasons import Reason

TODAY = date(2026, 3, 1)
BIRTHS = st.dates(date(1927, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("text", "forename", "surname"),
    [
        ("SMITH, John", "john", "smith"),
        ("Smith,John Paul", "john paul", "smith"),
        ("SMITH John", "john", "smith"),
        ("SMITH John P", "john p", "smith"),
        ("John SMITH", "john", "smith"),
        ("John Smith", "john", "smith"),
        ("J SMITH", "j", "smith"),
        ("SMITH J.", "j", "smith"),
        ("JOHN SMITH", "john", "smith"),
        ("O'BRIEN-SMITH Mary Ann", "mary ann", "o'brien-smith"),
        ("O’Brien - Smith, Mary-Ann", "mary-ann", "o'brien-smith"),
        ("McDONALD Ada", "ada", "mcdonald"),
        ("DE SOUZA Ana Maria", "ana maria", "de souza"),
        ("Ana de Souza", "ana", "de souza"),
        ("Theo van der Holt", "theo", "van der holt"),
        ("Mr John Smith", "john", "smith"),
        ("SMITH, Mrs Ada", "ada", "smith"),
        ("Dr. Ada SMITH", "ada", "smith"),
        ("SMITH John Jr", "john", "smith"),
        ("SMITH, Mr", None, "smith"),
        ("John Smith (known as Jonno)", "john", "smith"),
        ("SMITH, John aka Jonno", "john", "smith"),
        ("  José\u00a0 MUÑOZ ", "josé", "muñoz"),
        ("Jose\u0301 MUN\u0303OZ", "josé", "muñoz"),
        ("SMITH", None, "smith"),
        ("Unknown male", None, None),
        ("Unidentified Female Suspect", None, None),
        ("N/K", None, None),
        ("", None, None),
        ("N100001", None, None),
        ("PC 4321 SMITH", None, None),
        ("SMITH, PC 4321", None, None),
        ("DC Jones", None, None),
        ("Lee CHILD", "lee", "child"),
        ("DI CANIO, Paolo", "paolo", "di canio"),
    ],
)
def test_names_are_parted(text: str, forename: str | None, surname: str | None) -> None:
    assert split_name(text) == (forename, surname)


def test_a_header_may_say_what_stands_first() -> None:
    assert split_name("SMITH JOHN", surname_first=True) == ("john", "smith")
    assert split_name("De la Cruz Maria", surname_first=True) == ("maria", "de la cruz")
    assert split_name("John SMITH", surname_first=True) == ("john", "smith"), "capitals tell more than the header"


WORDS = st.text(st.sampled_from("abcdeéñ"), min_size=2, max_size=8).map(str.capitalize)


@given(WORDS, WORDS)
@example("Mary-Ann", "O'Brien")
def test_the_ways_to_write_a_name_agree(forename: str, surname: str) -> None:
    assume({forename, surname}.isdisjoint({"De", "Da", "Dc"}))  # a particle, or a rank
    told = (forename.casefold(), surname.casefold())
    ways = (
        f"{surname.upper()}, {forename}",
        f"{surname.upper()} {forename}",
        f"{forename} {surname}",
        f"Mr {forename} {surname.upper()}",
    )
    for text in ways:
        assert split_name(text) == told, text


@given(st.text(max_size=40))
def test_any_text_gives_a_tidy_name_or_none(text: str) -> None:
    for name in (clean_name(text), *split_name(text)):
        assert name is None or (
            name == " ".join(name.split()) == name.casefold() and not any(c.isdecimal() for c in name)
        )


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("7/3/1990", "1990-03-07"),
        ("07-MAR-90", "1990-03-07"),
        ("19900307", "1990-03-07"),
        ("1990-03-07T00:00:00", "1990-03-07"),
        ("DOB: 7/3/1990", "1990-03-07"),
        ("4 May 61", "1961-05-04"),
        ("01/01/1900", None),
        ("1900-01-01 00:00:00", None),
        ("00/00/0000", None),
        ("N/K", None),
        ("", None),
    ],
)
def test_dates_of_birth(text: str, born: str | None) -> None:
    assert clean_birth(text, today=TODAY) == born


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("31/02/1990", "1990-02-31"),
        ("45.13.1990", "1990-13-45"),
        ("1990-13-45", "1990-13-45"),
        ("19610029", "1961-00-29"),
        ("31021990", "1990-02-31"),
        ("00/00/1985", "1985-00-00"),
        ("7/3/2031", "2031-03-07"),
        ("7/3/1890", "1890-03-07"),
        ("31/02/1990 00:00", "1990-02-31"),
        ("1990", "1990"),
        ("Mar 1990", "1990"),
        ("about thirty", None),
        ("07700 900123", None),
    ],
)
def test_what_is_no_date_of_birth_is_kept_in_the_order_of_one_or_as_digits(text: str, kept: str | None) -> None:
    found = clean_birth(text, today=TODAY)
    assert isinstance(found, Problem)
    assert (found.code, found.value) == (Reason.BIRTH_UNREADABLE, kept)


@given(BIRTHS)
def test_every_way_to_write_a_day_is_the_same_birth(day: date) -> None:
    ways = ("%d/%m/%Y", "%d-%b-%Y", "%Y-%m-%d", "%d %B %Y", "%Y%m%d")
    # Eight digits are read day first where they can be: 20011901 is a day of 1901.
    for way in ways[: 4 if day.strftime("%Y%m%d")[4:] >= "1900" else 5]:
        assert clean_birth(day.strftime(way), today=TODAY) == day.isoformat(), way
    assert birth_in_age(f"DOB {day:%d/%m/%Y}", today=TODAY) == day.isoformat()


@given(BIRTHS, st.integers(0, 36500), st.integers(0, 400))
def test_an_age_allows_the_year_somebody_was_born(born: date, after: int, lasts: int) -> None:
    first = born + timedelta(days=after)
    if age_on(born, first) > 120:
        return
    years = birth_years(None, str(age_on(born, first)), first, first + timedelta(days=lasts))
    assert years is not None
    assert years[0] <= born.year <= years[1]
    assert birth_years(born.isoformat(), "99", first, first) == (born.year, born.year), "a date goes before an age"


@given(st.integers(0, 119), st.dates(date(2000, 1, 1), date(2025, 12, 31)))
def test_an_age_allows_no_other_year(age: int, on: date) -> None:
    """Count over all days of birth, one by one."""
    day = date(on.year - age - 1, 1, 1)
    allowed = {(day + timedelta(days=n)).year for n in range(1096) if age_on(day + timedelta(days=n), on) == age}
    assert birth_years(None, f"aged {age}", on, on) == (min(allowed), max(allowed))


def test_bands_and_what_says_nothing() -> None:
    day = date(2022, 3, 7)
    assert birth_years(None, "18-24", day, day) == (1997, 2004)
    assert birth_years(None, "under 18", day, day) == (2004, 2022)
    assert birth_years(None, "16-19", day, day) == (2002, 2006)
    assert birth_years(None, "17", date(2022, 12, 31), date(2022, 12, 31)) == (2005, 2005)
    assert birth_years(None, "adult", day, day) is None
    assert birth_years(None, "17", None, None) is None
    assert birth_years("1990-02-31", "17", day, day) == (2004, 2005), "what is no date tells no year"
    assert birth_in_age("24", today=TODAY) is None
    assert birth_in_age("1990", today=TODAY) is None


@given(st.integers(0, 120))
def test_the_band_of_an_age_is_the_same_from_the_age_and_the_text(years: int) -> None:
    assert band_of_age(years) == clean_age(str(years), on=None, today=TODAY)
    assert age_range(str(years)) == (years, years)


@pytest.mark.parametrize(
    ("text", "sex"),
    [("M", "male"), ("female", "female"), ("F", "female"), ("Non-binary", "other"), ("X", "other"), ("2", "female")]
    + [(nothing, None) for nothing in ("", "U", "0", "N/K", "Unknown", "Not stated")],
)
def test_sexes(text: str, sex: str | None) -> None:
    assert clean_sex(text) == sex


def test_a_word_that_is_no_sex() -> None:
    found = clean_sex("Maroon")
    assert isinstance(found, Problem)
    assert (found.code, found.value) == (Reason.WORD_UNKNOWN, None)


@pytest.mark.parametrize(
    ("text", "own", "home"),
    [
        ("12 High St, Bath, BA1 1AA", None, ("12 high st, bath", "BA1 1AA")),
        ("12 High St Bath ba11aa", None, ("12 high st bath", "BA1 1AA")),
        ("12 High St\nBath\r\nBA1 1AA", None, ("12 high st, bath", "BA1 1AA")),
        ("12, High St, Bath", "BA1 1AA", ("12 high st, bath", "BA1 1AA")),
        ("12 High St, BA1 1AB", "BA1 1AA", ("12 high st", "BA1 1AA")),
        ("Flat 3, 40 High St", None, ("flat 3, 40 high st", None)),
        ("BA1 1AA", None, (None, "BA1 1AA")),
        ("NFA", None, (None, None)),
        ("No fixed abode, ZZ99 3VZ", None, (None, None)),
        ("N/K", "BA1", (None, "BA1")),
        ("", None, (None, None)),
        ("Caba1 1aardvark Lane", None, ("caba1 1aardvark lane", None)),
    ],
)
def test_homes(text: str, own: str | None, home: tuple[str | None, str | None]) -> None:
    assert clean_home(text, own) == home


def test_postcodes_of_homes() -> None:
    assert [clean_home_postcode(text) for text in ("so147lw", "ZZ99 3VZ", "", "SO14")] == [
        "SO14 7LW",
        None,
        None,
        "SO14",
    ]
    assert isinstance(clean_home_postcode("2602"), Problem)
