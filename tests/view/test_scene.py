"""Scenes: complete, in order, and what the frame's scripts count on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from linesmap import reference
from linesmap.model.filters import Filters
from linesmap.picture import backdrop_of, details_of, filter_words, scene_of
from linesmap.store import Tables, selected_records
from linesmap.view.scene_lines import nearest_towns

SOUTH_WEST = Filters(forces=reference.regional_units()["SWROCU"])


@pytest.fixture
def scene(demo_tables: Tables) -> dict[str, object]:
    return json.loads(scene_of(demo_tables, backdrop_of(demo_tables), SOUTH_WEST).json)


def test_every_record_is_in_the_scene_once(demo_tables: Tables) -> None:
    made = scene_of(demo_tables, backdrop_of(demo_tables), SOUTH_WEST)
    expected = selected_records(demo_tables, SOUTH_WEST).to_pandas()
    assert set(made.record_ids) == set(expected["record_id"])
    assert len(made.record_ids) == len(expected)
    columns = json.loads(made.json)["records"]
    assert {len(columns[name]) for name in ("place", "from", "len", "kind", "line", "title", "town")} == {len(expected)}
    assert columns["place"].count(-1) == int((~expected["located"].astype(bool)).sum())
    assert columns["from"] == sorted(columns["from"])


def test_same_input_same_text(demo_tables: Tables) -> None:
    one = scene_of(demo_tables, backdrop_of(demo_tables), SOUTH_WEST)
    other = scene_of(demo_tables, backdrop_of(demo_tables), SOUTH_WEST)
    assert one == other


def test_numbers_point_into_their_lists(scene: dict[str, object]) -> None:
    records, places = scene["records"], scene["places"]
    assert max(records["place"]) < len(places["lon"])
    assert max(records["line"]) < len(scene["lines"])
    assert max(records["title"]) < len(scene["titles"])
    for resolution in ("4", "5", "6", "7"):
        assert len(places["hex"][resolution]) == len(places["lon"])
        assert max(places["hex"][resolution]) == len(scene["hexes"][resolution]) - 1
        edges = scene["breaks"][resolution]
        assert edges[0] == 1
        assert edges == sorted(set(edges))
    for flow in scene["flows"]:
        assert len(flow["path"]) == 88
        assert len(flow["lines"]) == len(flow["towns"])
        start, end = scene["ends"][flow["from"]], scene["ends"][flow["to"]]
        assert flow["path"][:2] == pytest.approx([start["lat"], start["lon"]], abs=1e-3)
        assert flow["path"][-2:] == pytest.approx([end["lat"], end["lon"]], abs=1e-3)


def test_internal_lines_are_rings_and_external_lines_flows(scene: dict[str, object]) -> None:
    internal = {number for number, line in enumerate(scene["lines"]) if line["internal"]}
    assert internal == {ring["line"] for ring in scene["rings"]}
    flowing = {line for flow in scene["flows"] for line in flow["lines"]}
    assert not internal & flowing
    assert len(internal) == 10
    assert len(flowing) == 26


def test_a_record_counts_at_the_nearest_town_of_its_line(scene: dict[str, object]) -> None:
    records, places, lines = scene["records"], scene["places"], scene["lines"]
    by_name = {line["name"]: number for number, line in enumerate(lines)}
    harrier = by_name["Harrier"]
    flow_towns = {
        flow["towns"][0]: scene["ends"][flow["to"]]["label"] for flow in scene["flows"] if flow["lines"] == [harrier]
    }
    assert set(flow_towns.values()) == {"Yeovil", "Sherborne"}
    for place, line, town in zip(records["place"], records["line"], records["town"], strict=True):
        if line == harrier and place >= 0 and places["label"][place] == "Sherborne, Dorset":
            assert flow_towns[town] == "Sherborne"


def test_lives_reach_the_end_of_the_data(scene: dict[str, object]) -> None:
    statuses = {line["life"][-1][1] for line in scene["lines"]}
    assert statuses == {"active", "suspected", "reactivated", "dormant", "closed-1", "closed-2", "rebranded"}


def test_no_personal_data_is_in_a_scene(demo_tables: Tables, scene: dict[str, object]) -> None:
    text = json.dumps(scene)
    mentions = demo_tables["mentions"].to_pandas()
    for kind in ("phone", "vehicle", "person"):
        for value in mentions.loc[mentions["entity_type"] == kind, "normalised"].unique()[:400]:
            assert str(value) not in text


def test_an_empty_selection_is_a_scene_too(demo_tables: Tables) -> None:
    nothing = replace(SOUTH_WEST, drugs=("nonesuch",), period=(date(2025, 1, 1), date(2025, 1, 31)))
    made = json.loads(scene_of(demo_tables, backdrop_of(demo_tables), nothing).json)
    assert made["records"]["from"] == []
    assert made["span"] == [20089, 20119]
    assert made["empty"] == "No record matches these filters."


def test_records_without_any_line_are_a_scene_too(demo_tables: Tables) -> None:
    for filters in (Filters(kinds=("offence",)), Filters(kinds=("offence",), lines=("Lnonesuch",))):
        made = json.loads(scene_of(demo_tables, backdrop_of(demo_tables), filters).json)
        assert made["lines"] == []
        assert set(made["records"]["town"]) <= {-1}


def test_the_nearest_town_counts_the_first_of_two_equally_near() -> None:
    towns = pd.DataFrame(
        [(0, 0, -1.0, 51.0), (0, 1, -3.0, 51.0), (1, 0, 0.0, 53.0)], columns=["line", "town", "lon", "lat"]
    )
    places = pd.DataFrame(
        [(0, -1.1, 51.0), (0, -2.9, 51.2), (0, -2.0, 51.0), (1, -3.0, 51.0), (-1, -1.0, 51.0), (0, None, None)],
        columns=["line", "lon", "lat"],
    )
    assert nearest_towns(places, towns).tolist() == [0, 1, 0, 0, -1, -1]
    # A degree of longitude is shorter than one of latitude: 1.2 degrees east are nearer than one degree north.
    two = pd.DataFrame([(0, 0, 1.2, 52.0), (0, 1, 0.0, 53.0)], columns=["line", "town", "lon", "lat"])
    assert nearest_towns(pd.DataFrame([(0, 0.0, 52.0)], columns=["line", "lon", "lat"]), two).tolist() == [0]


def test_details_hold_file_row_and_force(demo_tables: Tables) -> None:
    backdrop = backdrop_of(demo_tables)
    records = selected_records(demo_tables, SOUTH_WEST).to_pandas()
    other = records[(records["pfa_code"] != records["recording_force"]) & records["pfa_code"].notna()].iloc[0]
    detail = details_of(demo_tables, backdrop, [other["record_id"]])[other["record_id"]]
    assert detail["other_force"]
    assert detail["force"] != detail["recorded_by"]
    assert detail["row"].replace(",", "") == str(other["row_number"])
    assert detail["raw"]
    assert "raw" not in details_of(demo_tables, backdrop, [other["record_id"]], with_raw=False)[other["record_id"]]
    assert details_of(demo_tables, backdrop, ["R0"]) == {}


def test_filters_are_said_in_words(demo_tables: Tables) -> None:
    backdrop = backdrop_of(demo_tables)
    harrier = next(profile.line_id for profile in backdrop.profiles if profile.name == "Harrier")
    assert filter_words(Filters(), backdrop) == ""
    assert filter_words(SOUTH_WEST, backdrop) == "Records located in the SWROCU forces"
    chosen = Filters(forces=("E23000039", "E23000038"), drugs=("heroin",), lines=(harrier,))
    said = filter_words(chosen, backdrop)
    assert said == "Records located in Dorset or Wiltshire; naming the line Harrier; with heroin"


def test_missing_titles_do_not_break_a_scene(demo_tables: Tables) -> None:
    assert isinstance(selected_records(demo_tables, Filters()).to_pandas()["title"], pd.Series)
