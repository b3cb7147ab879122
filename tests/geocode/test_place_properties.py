"""What must hold for every place: how it is written does not matter, and its county never makes it another."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.geocode.place_texts import locate_place_text
from linesmap.geocode.shipped_gazetteer import shipped_gazetteer
from linesmap.model.locations import Location
from linesmap.model.vocabulary import PlaceStatus
from linesmap.reference import counties, districts, places

_TABLE = places()
_HOME = _TABLE[_TABLE["country"].isin(["ENG", "WLS"])].reset_index(drop=True)
_ROWS = st.integers(0, len(_HOME) - 1)
_ALIASES = counties().set_index("name")["aliases"].to_dict()
_DISTRICT = districts().set_index("lad_code")["lad_name"].to_dict()


def _ask(text: str) -> Location:
    return locate_place_text(text, None, shipped_gazetteer())


def _key(answer: Location) -> tuple[object, ...]:
    labels = tuple(sorted(candidate.label for candidate in answer.candidates))
    return answer.status, answer.label, answer.lon, answer.lat, answer.uncertainty_m, labels


def _gap_m(answer: Location, row: int) -> float:
    lon, lat = _HOME.at[row, "lon"], _HOME.at[row, "lat"]
    assert answer.lon is not None
    assert answer.lat is not None
    return float(111_200 * np.hypot((answer.lon - lon) * np.cos(np.radians(lat)), answer.lat - lat))


@given(_ROWS, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]), st.sampled_from(["  ", " ", "   "]))
@settings(max_examples=200, deadline=None)
def test_case_and_spacing_do_not_matter(row: int, case: object, gap: str) -> None:
    name, county = _HOME.at[row, "name"], _HOME.at[row, "county"]
    written = f"{gap}{case(name)},{gap}{case(county)}{gap}"  # type: ignore[operator]
    assert _key(_ask(written))[:5] == _key(_ask(f"{name}, {county}"))[:5]


@given(_ROWS, st.sampled_from(["{0} ({1})", "{0}; {1}", "{0} - {1}", "{0}, {1}.", "{0},{1}", "{0} [{1}]"]))
@settings(max_examples=200, deadline=None)
def test_punctuation_does_not_matter(row: int, form: str) -> None:
    name, county = _HOME.at[row, "name"], _HOME.at[row, "county"]
    assert _key(_ask(form.format(name, county)))[:5] == _key(_ask(f"{name}, {county}"))[:5]


@given(_ROWS)
@settings(max_examples=200, deadline=None)
def test_hyphens_apostrophes_and_saints_do_not_matter(row: int) -> None:
    name, county = _HOME.at[row, "name"], _HOME.at[row, "county"]
    other = name.replace("-", " ").replace("'", "").replace("Saint ", "St ").replace(" upon ", " on ")
    if other.lower().split()[0] in {"of", "the", "in"}:
        return
    assert _key(_ask(f"{other}, {county}"))[:5] == _key(_ask(f"{name}, {county}"))[:5]


@given(_ROWS, st.data())
@settings(max_examples=300, deadline=None)
def test_the_right_county_never_makes_a_place_wrong(row: int, data: st.DataObject) -> None:
    """Neither its county, nor a short form of it, nor its district, as a part of its own or in brackets."""
    name, county = _HOME.at[row, "name"], _HOME.at[row, "county"]
    words = data.draw(st.sampled_from([county, *_ALIASES.get(county, ()), _DISTRICT[_HOME.at[row, "lad_code"]]]))
    answer = _ask(data.draw(st.sampled_from(["{0}, {1}", "{0} ({1})"])).format(name, words))
    if answer.status is PlaceStatus.FOUND and answer.precision == "place":
        assert _gap_m(answer, row) <= 5_000, (name, words, answer.label)


@given(_ROWS)
@settings(max_examples=300, deadline=None)
def test_a_place_found_alone_stays_where_it_is_with_its_county(row: int) -> None:
    name, county = _HOME.at[row, "name"], _HOME.at[row, "county"]
    alone, narrowed = _ask(name), _ask(f"{name}, {county}")
    if alone.status is PlaceStatus.FOUND and alone.precision == "place" and _gap_m(alone, row) <= 5_000:
        assert narrowed.status in {PlaceStatus.FOUND, PlaceStatus.AMBIGUOUS}
        if narrowed.status is PlaceStatus.FOUND:
            assert narrowed.label == alone.label
