"""Places, words for areas, labels and published figures: whole, and of a piece with the rest."""

from __future__ import annotations

import numpy as np
import pytest

from linesmap.reference import (
    attributions,
    counties,
    district_force,
    districts,
    forces,
    place_labels,
    places,
    published_results,
    sea_labels,
)


def test_places_are_whole() -> None:
    table = places()
    assert table["geonameid"].is_unique
    assert (table["country"] == "ENG").sum() > 4_500
    assert (table["country"] == "WLS").sum() > 440
    home = table[table["country"].isin(["ENG", "WLS"])]
    assert home[["lad_code", "pfa_code", "county"]].notna().all().all()
    assert [district_force(code) for code in home["lad_code"]] == home["pfa_code"].tolist()
    assert table.loc[table["country"] == "SCT", "pfa_code"].eq("S23000009").all()
    assert table.loc[table["country"].isin(["IMN", "JEY", "GGY"]), "pfa_code"].isna().all()
    assert table["radius_95_m"].min() >= 1_000
    assert set(table["source"]) == {"geonames", "postcodes", "simplemaps", "station"}
    assert table.loc[table["source"].isin(["simplemaps", "station"]), "radius_95_m"].min() >= 2_000


def test_a_place_known_only_by_its_station_is_no_label() -> None:
    table = places()
    by_station = table[table["source"] == "station"]
    assert len(by_station) > 400
    assert len(place_labels()) == len(table) - len(by_station)
    # None of them is a second row for a place that is there already.
    names = table.groupby("name")["geonameid"].count()
    assert (names[by_station["name"]] == 1).mean() > 0.8


def test_the_radius_of_a_city_is_that_of_its_population() -> None:
    bristol = places().set_index("name").loc["Bristol"]
    # 479,024 people at 4,000 per km2 fill a disc of 6.17 km.
    assert bristol["radius_95_m"] == 6_200
    assert 1000 * np.sqrt(479_024 / (np.pi * 4_000)) == pytest.approx(6_174, abs=1)


def test_frames_are_copies() -> None:
    for load in (places, counties, districts):
        mine = load()
        mine.iloc[:, 0] = mine.iloc[::-1, 0].to_numpy()
        assert not load().iloc[:, 0].equals(mine.iloc[:, 0])


def test_labels_come_by_rank() -> None:
    labels = place_labels()
    assert labels["rank"].is_monotonic_increasing
    assert labels["name"].iloc[0] == "London"
    assert {"London", "Birmingham", "Liverpool", "Manchester", "Bristol"} <= set(
        labels.loc[labels["rank"] == 1, "name"]
    )
    assert "Islington" not in set(labels.loc[labels["rank"] < 5, "name"]), "a suburb of a larger place comes last"


def test_counties_cover_every_district_once() -> None:
    table = counties()
    whole = table[table["kind"].isin(["ceremonial", "preserved"])]
    assert (table["kind"] == "ceremonial").sum() == 48
    assert (table["kind"] == "preserved").sum() == 8
    covered = [code for codes in whole["districts"] for code in codes]
    now = districts()
    now = now[now["valid_to"].isna()]
    assert set(covered) == set(now["lad_code"])
    # Stockton-on-Tees lies on both banks of the Tees, in two counties.
    assert sorted(code for code in set(covered) if covered.count(code) > 1) == ["E06000004"]


@pytest.mark.parametrize(
    ("alias", "county"),
    [
        ("Hants", "Hampshire"),
        ("Glos", "Gloucestershire"),
        ("Salop", "Shropshire"),
        ("Berks", "Berkshire"),
        ("IOW", "Isle of Wight"),
        ("Middx", "Middlesex"),
        ("Oxon", "Oxfordshire"),
        ("Pembs", "Pembrokeshire"),
        ("Corn", "Cornwall"),
        ("Gtr Man", "Greater Manchester"),
        ("B&NES", "Bath and NE Somerset"),
        ("NE Lincs", "North East Lincs"),
        ("Sheppey", "Isle of Sheppey"),
    ],
)
def test_common_abbreviations_are_known(alias: str, county: str) -> None:
    table = counties().set_index("name")
    assert alias in table.at[county, "aliases"]


def test_abolished_counties_are_known() -> None:
    table = counties().set_index("name")
    assert set(table.at["Avon", "districts"]) == {"E06000022", "E06000023", "E06000024", "E06000025"}
    assert len(table.at["Cleveland", "districts"]) == 4
    assert len(table.at["Humberside", "districts"]) == 4


def test_every_force_area_has_a_row() -> None:
    table = counties()
    by_name = table[table["kind"] == "force"].set_index("name")["districts"]
    for each in forces():
        if each.territorial:
            assert {district_force(code) for code in by_name[each.full_name]} == {each.code}


def test_seas_are_at_sea() -> None:
    from linesmap.reference import assign_areas

    labels = sea_labels()
    assert {"North Sea", "Irish Sea", "Celtic Sea", "English Channel", "Bristol Channel"} <= set(labels["name"])
    assert (assign_areas(labels["lon"], labels["lat"])["distance_m"] != 0).all()


def test_published_results_are_whole() -> None:
    table = published_results()
    assert table["collection"].value_counts().to_dict() == {"reports": 175, "releases": 122, "register": 4}
    reports = table[table["collection"] == "reports"]
    assert reports["value"].notna().sum() == 162
    # The report gives 157 referred, of whom 30 (19%) failed to attend: the figures must still be there.
    assert {157, 30} <= set(reports["value"].dropna())
    assert (table["source"] != "").all()


def test_attributions_are_those_the_licences_ask_for() -> None:
    lines = attributions()
    assert "Contains OS data © Crown copyright and database right 2026" in lines
    assert "Contains Royal Mail data © Royal Mail copyright and database right 2026" in lines
    assert "Contains National Statistics data © Crown copyright and database right 2026" in lines
    assert "Place names: GeoNames, CC BY 4.0" in lines
    assert "Made with Natural Earth" in lines
    assert any("Open Government Licence v3.0" in line for line in lines)
