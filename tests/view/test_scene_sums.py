"""Records added up for a snapshot: every record counts once, nothing lies finer than it is known, any size fits."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import h3
import numpy as np
import pandas as pd
import pytest

from linesmap import reference
from linesmap.errors import RenderError
from linesmap.model.filters import Filters
from linesmap.picture import Backdrop, backdrop_of, scene_of
from linesmap.snapshot_sums import EDGE_M, STEPS, Counted, Step, parents_of
from linesmap.snapshots import SnapshotRequest, make_snapshot
from linesmap.store import Tables, Workspace, records_of_lines, selected_records
from linesmap.view import tokens
from linesmap.view.scene_pack import packed, packed_column, packed_words

SOUTH_WEST = Filters(forces=reference.regional_units()["SWROCU"])
DAY = pd.Timedelta(days=1)


@pytest.fixture(scope="module")
def backdrop(demo_path: Path) -> Backdrop:
    """Read once what every scene shares."""
    with Workspace(demo_path).read() as tables:
        return backdrop_of(tables)


@pytest.fixture
def counted(demo_tables: Tables, backdrop: Backdrop) -> Counted:
    """Count the records of five forces."""
    records = selected_records(demo_tables, SOUTH_WEST)
    return Counted(demo_tables, records.filter(records.occurred_from.notnull()), backdrop.profiles)


@pytest.fixture
def single(demo_tables: Tables) -> pd.DataFrame:
    """Read the same records one by one: the oracle."""
    frame: pd.DataFrame = selected_records(demo_tables, SOUTH_WEST).to_pandas()
    return frame.dropna(subset=["occurred_from"])


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_every_record_counts_once_in_kind_place_and_line(
    step: Step, counted: Counted, single: pd.DataFrame, demo_tables: Tables
) -> None:
    rows = counted.rows(step)
    assert rows is not None
    assert rows["n"].sum() == len(single)
    assert rows.groupby("kind")["n"].sum().to_dict() == single["kind"].value_counts().to_dict()
    assert rows.loc[~rows["located"], "n"].sum() == (~single["located"].astype(bool)).sum()
    pairs = records_of_lines(demo_tables).to_pandas()
    named = pairs[pairs["record_id"].isin(single["record_id"])]["line_id"].value_counts().to_dict()
    sums: Counter[str] = Counter()
    for lines, n in rows.loc[rows["lines"].notna(), ["lines", "n"]].itertuples(index=False):
        sums.update(dict.fromkeys(lines.split(";"), n))
    assert sums == named


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_hexagon_holds_only_records_known_better_than_it_is_wide(
    step: Step, counted: Counted, single: pd.DataFrame
) -> None:
    rows = counted.rows(step)
    assert rows is not None
    located = single[single["located"].astype(bool)]
    fine = located[located["uncertainty_m"].round() <= 2 * EDGE_M[step.resolution]]
    cells = rows[rows["precision"].isna() & rows["located"]]
    assert cells.groupby("h3")["n"].sum().to_dict() == Counter(
        h3.cell_to_parent(cell, step.resolution) for cell in fine["h3"]
    )
    areas = rows[rows["precision"].notna()]
    assert (areas["uncertainty_m"] > 2 * EDGE_M[step.resolution]).all()
    assert areas["n"].sum() == len(located) - len(fine)
    # An area keeps its own middle and radius: they stand in the records themselves.
    own = set(zip(located["lon"], located["lat"], located["uncertainty_m"].round(), strict=True))
    assert set(zip(areas["lon"], areas["lat"], areas["uncertainty_m"], strict=True)) <= own


@pytest.mark.parametrize("unit", ["week", "month", "year"])
def test_a_period_of_whole_spans_holds_exactly_its_records(unit: str, counted: Counted, single: pd.DataFrame) -> None:
    rows = counted.rows(Step(4, unit))
    assert rows is not None
    starts = sorted(set(rows["occurred_from"]))
    ends = sorted(set(rows["occurred_to"]))
    assert {start.day_name() for start in starts} == {"Monday"} if unit == "week" else {s.day for s in starts} == {1}
    for first in starts[:: max(1, len(starts) // 5)]:
        for last in (end for end in ends[:: max(1, len(ends) // 5)] if end >= first):
            by_rows = rows[(rows["occurred_from"] <= last) & (rows["occurred_to"] >= first)]["n"].sum()
            one_by_one = (single["occurred_from"] < last + DAY) & (single["occurred_to"] >= first)
            assert by_rows == one_by_one.sum()


def test_towns_are_those_of_the_single_records(demo_tables: Tables, backdrop: Backdrop, counted: Counted) -> None:
    scene = json.loads(scene_of(demo_tables, backdrop, SOUTH_WEST).json)
    expected = Counter(
        (scene["lines"][line]["id"], town)
        for line, town in zip(scene["records"]["line"], scene["records"]["town"], strict=True)
        if line >= 0
    )
    rows = counted.rows(Step(5, "week"))
    assert rows is not None
    named = rows[rows["lines"].notna()]
    got: Counter[tuple[str, int]] = Counter()
    for lines, town, n in named[["lines", "town", "n"]].itertuples(index=False):
        got[(lines.split(";")[0], town)] += n
    assert got == expected


def test_precision_is_that_of_all_located_records(counted: Counted, single: pd.DataFrame) -> None:
    expected = single.loc[single["located"].astype(bool), "precision"].value_counts().to_dict()
    assert {name: n for name, _, n in counted.precision()} == expected
    assert next(name for name, _, _ in counted.precision()) == "point"


def test_parents_are_those_of_h3() -> None:
    cells = [h3.latlng_to_cell(49.9 + 0.37 * i, -5.8 + 0.45 * i, size) for i in range(17) for size in (7, 9, 12, 15)]
    numbers = np.array([int(cell, 16) for cell in cells], dtype="uint64")
    for resolution in (4, 5, 6, 7):
        assert [f"{cell:x}" for cell in parents_of(numbers, resolution)] == [
            h3.cell_to_parent(cell, resolution) for cell in cells
        ]


def test_edges_are_those_of_the_browser() -> None:
    found = re.search(r"EDGE_M = \{(.*?)\}", tokens.asset_text("frame/hexagons.js"))
    assert found
    assert {int(a): int(b) for a, b in re.findall(r"(\d+): (\d+)", found[1])} == EDGE_M


# What host_snapshot.js does, again, to check what it is given.
def unpacked(column: Any) -> list[int]:
    if isinstance(column, list):
        return column
    if "steps" in column:
        return np.cumsum(column["steps"]).tolist()
    values, at = [column["of"][1]] * column["of"][0], 0
    for gap, value in zip(column["only"][::2], column["only"][1::2], strict=True):
        at += gap
        values[at] = value
    return values


@pytest.mark.parametrize(
    "values",
    [
        [],
        [-1],
        [-1, -1, -1],
        [0],
        [5, -1, -1, -1, -1, -1, -1, -1, 7],
        list(range(2000, 2050)),
        [6] * 40 + [13],
        [3, 1, 4, 1, 5, -9, 2],
    ],
)
def test_a_packed_column_is_the_same_column(values: list[int]) -> None:
    assert unpacked(packed_column(values)) == values
    assert len(json.dumps(packed_column(values))) <= len(json.dumps(values)) + 25


def test_random_columns_survive_packing() -> None:
    draw = np.random.default_rng(7)
    for low, high in ((-1, 0), (-1, 3), (0, 100_000), (-5, 5)):
        values = draw.integers(low, high, size=300).tolist()
        assert unpacked(packed_column(values)) == values


def test_a_packed_scene_says_the_same_in_fewer_bytes(demo_tables: Tables, backdrop: Backdrop) -> None:
    text = scene_of(demo_tables, backdrop, SOUTH_WEST).json
    scene, small = json.loads(text), json.loads(packed(text))
    assert len(packed(text)) < 0.8 * len(text)
    for name in ("place", "from", "len", "kind", "line", "title", "town"):
        assert unpacked(small["records"][name]) == scene["records"][name]
    index = unpacked(small["places"]["hex"])
    assert index == scene["places"]["hex"]["7"]
    for size in ("6", "5", "4"):
        within = unpacked(small["within"][size])
        index = [within[cell] for cell in index]
        assert index == scene["places"]["hex"][size]
    shape = np.cumsum(np.reshape(small["hexes"]["5"][0], (-1, 2)), axis=0).ravel() / 10_000
    assert shape.tolist() == pytest.approx(scene["hexes"]["5"][0], abs=1e-9)
    path = np.cumsum(np.reshape(small["flows"][0]["path"], (-1, 2)), axis=0).ravel() / 10_000
    assert path.tolist() == pytest.approx(scene["flows"][0]["path"], abs=1e-9)


def test_words_are_written_once() -> None:
    columns = packed_words([{"a": "x", "b": True}, {"a": "y"}, {"a": "x"}])
    assert columns["a"]["values"] == ["x", "y"]
    assert unpacked(columns["a"]["at"]) == [0, 1, 0]
    assert unpacked(columns["b"]["at"]) == [0, -1, -1]


@pytest.fixture
def workspace(demo_path: Path, tmp_path: Path) -> Workspace:
    """Give a workspace that may be written to."""
    copy = tmp_path / "w.duckdb"
    copy.write_bytes(demo_path.read_bytes())
    return Workspace(copy)


def test_a_snapshot_stays_under_its_bytes_and_is_the_same_each_time(workspace: Workspace) -> None:
    request = SnapshotRequest(Path("a.html"), Filters(), most_bytes=2_000_000, made_by="A unit")
    data, written = make_snapshot(workspace, request)
    again, _ = make_snapshot(workspace, request)
    assert data == again
    assert written.n_bytes == len(data) < request.most_bytes
    assert written.added_up
    one_by_one, all_of_it = make_snapshot(workspace, replace(request, most_bytes=5_000_000))
    assert len(data) < len(one_by_one) < 5_000_000
    assert all_of_it.added_up == ""
    assert all_of_it.n_records == written.n_records


def test_too_few_bytes_is_a_stated_problem_and_is_not_logged(workspace: Workspace) -> None:
    request = SnapshotRequest(Path("a.html"), Filters(), most_bytes=900_000)
    with pytest.raises(RenderError, match="under 900,000 bytes"):
        make_snapshot(workspace, request)
    with workspace.read() as tables:
        assert tables["audit"].to_pandas()["action"].tolist().count("disclosure") == 0


def test_a_snapshot_says_who_made_it_from_data_of_which_day(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace.read() as tables:
        audit = tables["audit"].to_pandas()
    monkeypatch.setenv("LINESMAP_ACTOR", "an.analyst")
    filters = Filters(period=(date(2025, 4, 7), date(2025, 6, 29)), forces=("E23000039",))
    data, _ = make_snapshot(workspace, SnapshotRequest(Path("a.html"), filters))
    last = audit["at"].max()
    held = f"{last.day} {last:%b} {last.year}"
    assert f"Made by an.analyst from data as held on {held}.".encode() in data
    # A disclosure is an entry of the trail, but changes nothing that is held.
    data, _ = make_snapshot(workspace, SnapshotRequest(Path("a.html"), filters, made_by="SW regional unit"))
    assert f"Made by SW regional unit from data as held on {held}.".encode() in data


def test_undated_records_are_left_out_and_told(workspace: Workspace) -> None:
    with workspace.write() as writer:
        frame = writer.tables()["records"].to_pandas()
        some = frame[(frame["kind"] == "intelligence") & (frame["handling"] == "P")].sort_values("record_id").index[:3]
        frame.loc[some, ["occurred_from", "occurred_to"]] = pd.NaT
        writer.replace_all("records", frame)
    data, written = make_snapshot(workspace, SnapshotRequest(Path("a.html"), Filters()))
    assert b"3 records without a date." in data
    assert f"A picture of {written.n_records:,} records.".encode() in data
