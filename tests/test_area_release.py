"""What leaves for a PCC office: nothing but checked aggregates, in the page and in every file."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest

from linesmap import comparisons, reference
from linesmap.area_comparison import checked_columns, rule_words
from linesmap.area_snapshots import AreaRelease, AreaRequest, area_release, make_area_export, make_area_snapshot
from linesmap.area_tables import area_tables, last_day_shown
from linesmap.area_words import area_name, district_key
from linesmap.comparison_files import CompareFile, compare_html, compare_xlsx
from linesmap.disclose import Rules
from linesmap.errors import InputError
from linesmap.export_rules import Leaving
from linesmap.measure.activity import activity
from linesmap.measure.area_facts import AREA_FACTS, area_facts
from linesmap.measure.figures import Origin
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import Bound
from linesmap.store import Tables, Workspace, selected_records
from linesmap.view.area_files import area_file, tidy_areas
from linesmap.view.area_page import area_page
from linesmap.view.compare_phases import phase_rates
from tests.commands import run
from tests.disclose.linear_attack import ranges, sums_of

COLUMNS = ["force", "district", "period", "operation", "phase"]
FULL_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")


@pytest.fixture(scope="module")
def own(demo_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a copy of the demo that may be logged into."""
    return Workspace(shutil.copy(demo_path, tmp_path_factory.mktemp("areas") / "w.duckdb"))


@pytest.fixture(scope="module")
def release(own: Workspace) -> AreaRelease:
    """Protect every number of the demo, once."""
    return area_release(own, AreaRequest(Path("b.html"), made_by="South West regional unit"))


@pytest.fixture(scope="module")
def page(release: AreaRelease) -> str:
    return area_page(release.scene, release.about)


def words_of(page: str) -> str:
    """Give everything that the page carries as text a reader could see: data unescaped, without scripts and fonts."""
    data = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    texts = [json.dumps(json.loads(block), ensure_ascii=False) for block in data]
    assert texts
    return html.unescape("\n".join(texts))


# ---- What the numbers are ----


def test_facts_add_up_to_the_counts_of_the_analyst(demo_tables: Tables) -> None:
    facts = area_facts(demo_tables, Filters(), step="quarter", since=None, until=date(2030, 1, 1))
    whole = activity(demo_tables, Filters(), by="all").iloc[0]
    events = selected_records(demo_tables, Filters())
    assert facts["records"].sum() == events.filter(events.occurred_from.notnull()).count().execute()
    for key in ("arrests", "charges", "warrants", "class_a_g", "cash_gbp", "plants", "closures_type_2"):
        assert facts[key].sum() == pytest.approx(float(whole[key])), key
    assert facts["people_charged"].sum() <= facts["arrests"].sum()
    assert (facts["class_a_g_max"] <= facts["class_a_g"] + 1e-6).all()
    assert (facts["class_a_g_n"] <= facts["seizures"]).all()
    by_force = activity(demo_tables, Filters(), by="force").set_index("force")["arrests"]
    mine = facts.groupby("force")["arrests"].sum()
    for force in set(by_force.index) & set(mine.index):
        assert mine[force] == by_force[force]


@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        (date(2025, 3, 15), date(2025, 1, 31)),
        (date(2025, 3, 1), date(2025, 1, 31)),
        (date(2025, 2, 28), date(2024, 12, 31)),
        (date(2024, 4, 30), date(2024, 2, 29)),
    ],
)
def test_a_complete_month_lies_between(as_of: date, last: date) -> None:
    assert last_day_shown(as_of) == last


def test_a_district_is_named_within_its_force() -> None:
    assert district_key("E23000039", "E06000059") == "E06000059"
    assert district_key("E23000036", "E06000059") == "E23000036/E06000059"
    assert area_name("E23000036", "E06000059") == "Dorset, recorded by another force"
    assert area_name("E23000039", "not known") == "District not known"


# ---- What may not be in it ----


def test_no_name_number_text_or_place_of_a_record_is_in_the_page(page: str, demo_tables: Tables) -> None:
    told = words_of(page)
    tokens = set(re.findall(r"[\w'-]+", told))
    mentions = demo_tables["mentions"].to_pandas()
    hard = mentions[mentions["entity_type"].isin(["phone", "vehicle", "address"])]
    found = {text for text in {*hard["raw"], *hard["normalised"]} if isinstance(text, str) and text in told}
    assert not found, "telephones, plates and addresses"
    records = demo_tables["records"].to_pandas()
    assert not {text for text in records["reference"].dropna() if len(text) > 3 and text in tokens}
    assert not {text for text in records["summary"].dropna() if len(text) > 12 and text[:40] in told}
    assert not {text for text in records["record_id"] if text in told}
    people = demo_tables["particulars"].to_pandas()
    for forename, surname in people[["forename", "surname"]].dropna().drop_duplicates().itertuples(index=False):
        assert not re.search(rf"{re.escape(forename)}\W+{re.escape(surname)}", told, re.IGNORECASE)
    refs = {ref for cell in people["refs"].dropna() for ref in cell.split(";") if ref}
    refs |= set(mentions.loc[(mentions["entity_type"] == "person") & (mentions["raw"] != "named"), "raw"])
    assert not {ref for ref in refs if len(ref) > 3 and ref in tokens}, "nominal references"
    lines = {name for name in mentions.loc[mentions["entity_type"] == "deal_line", "raw"] if len(name) > 3}
    assert not {name for name in lines if re.search(rf"\b{re.escape(name)}\b", told)}, "names of lines"
    sources = demo_tables["sources"].to_pandas()
    assert not {name for name in sources["name"] if name in told}, "names of files"
    assert not FULL_POSTCODE.findall(told)


def test_no_coordinate_finer_than_a_district_is_in_the_page(page: str, demo_tables: Tables) -> None:
    blocks = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    # The ground of the map names towns where they are; what was made of records is the rest.
    told = "\n".join(json.dumps(json.loads(block), ensure_ascii=False) for block in blocks if '"scene"' in block)
    assert len(told) > 10_000
    places = demo_tables["places"].to_pandas().dropna(subset=["lon", "lat"])
    pairs = {(f"{lon:.4f}", f"{lat:.4f}") for lon, lat in zip(places["lon"], places["lat"], strict=True)}
    near = re.findall(r"(-?\d+\.\d{4})\d*,\s*(-?\d+\.\d{4})\d*", told)
    assert not pairs & ({*near} | {(second, first) for first, second in near})
    assert not {cell for cell in places["h3"].dropna() if cell in told}


def test_small_numbers_are_not_shown_anywhere(release: AreaRelease) -> None:
    scene = release.scene
    for numbers in (scene.whole, scene.by_period, scene.by_operation):
        for of_measure in numbers.values():
            for cell in of_measure.values():
                assert isinstance(cell, str) or cell == 0 or cell >= 10
                assert not isinstance(cell, str) or cell in {"under 10", "not shown"}
    counts = [one.key for one in scene.measures if one.unit == "count"]
    for key in set(counts) - {"plants", "doses"}:
        assert all(isinstance(cell, str) or cell % 5 == 0 for cell in scene.whole[key].values())


# ---- What cannot be worked out ----


@pytest.mark.parametrize("measure", ["arrests", "warrants", "children_safeguarded", "stop_searches", "weapons"])
def test_another_attack_recovers_no_hidden_count_of_the_demo(release: AreaRelease, measure: str) -> None:
    assert release.report.passed
    frame = release.tables.frame
    own = frame[frame["measure"] == measure].reset_index(drop=True)
    sums = sums_of(
        own, COLUMNS, [("force", "district"), ("force",), ("period",), ("operation", "phase"), ("operation",)]
    )
    seen = ranges(own, sums, most=30, seed=4)
    rows = own.iloc[seen["row"]]
    worded = (rows["suppressed"] == "small number").to_numpy()
    assert (seen.loc[worded, "low"] <= 1 + 1e-6).all()
    assert (seen.loc[worded, "high"] >= 9 - 1e-6).all()
    assert (seen.loc[~worded, "high"] - seen.loc[~worded, "low"] >= 10 - 1e-6).all()


def test_every_shown_number_is_near_the_truth(release: AreaRelease, own: Workspace) -> None:
    with own.read() as tables:
        facts = area_facts(Leaving(tables), Filters(), step=release.tables.step, since=None, until=release.tables.last)
    truth = facts.groupby("force")[[fact.key for fact in AREA_FACTS]].sum()
    for measure in release.scene.measures:
        for force in truth.index:
            cell = release.scene.whole[measure.key][force]
            true = truth.loc[force, measure.key]
            if isinstance(cell, str):
                assert true > 0
            else:
                assert abs(cell - true) <= (50 if measure.unit in {"g", "gbp"} else 3), (measure.key, force)


# ---- Files ----


def test_files_hold_the_numbers_of_the_page(release: AreaRelease) -> None:
    scene, about = release.scene, release.about
    tidy = tidy_areas(scene)
    n_cells = sum(len(one) for part in (scene.whole, scene.by_period, scene.by_operation) for one in part.values())
    assert len(tidy) == n_cells
    read = pd.read_csv(io.BytesIO(area_file(".csv", scene, about)), encoding="utf-8-sig")
    assert len(read) == n_cells
    assert read["value"].sum() == tidy["value"].sum()
    assert set(read.loc[read["value"].isna(), "shown_as"]) == {"under 10", "not shown"}
    assert set(read["export_marking"]) == {"OFFICIAL-SENSITIVE"}
    book = openpyxl.load_workbook(io.BytesIO(area_file(".xlsx", scene, about)))
    assert book.sheetnames[:5] == ["Notes", "Data dictionary", "By area", "By period", "By operation"]
    sheet = book["By area"]
    head = [cell.value for cell in sheet[1]]
    total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "All")
    assert total[head.index("Arrests")] == scene.whole["arrests"]["All"]
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    geo = json.loads(area_file(".geojson", scene, about))
    dorset = next(one for one in geo["features"] if one["properties"]["code"] == "E23000039")
    assert dorset["properties"]["arrests"] == scene.whole["arrests"]["E23000039"]
    assert {one["properties"]["level"] for one in geo["features"]} == {"force", "district"}
    assert any(line["value"] == "OFFICIAL-SENSITIVE" for line in geo["linesmap"])


def test_geopackage_has_layers_of_areas_in_both_systems(release: AreaRelease, tmp_path: Path) -> None:
    data = area_file(".gpkg", release.scene, release.about)
    assert data == area_file(".gpkg", release.scene, release.about)
    path = tmp_path / "areas.gpkg"
    path.write_bytes(data)
    assert {name for name, _ in pyogrio.list_layers(path)} == {
        "forces_27700", "forces_4326", "districts_27700", "districts_4326", "numbers", "linesmap_about",
    }  # fmt: skip
    grid = pyogrio.read_dataframe(path, layer="forces_27700")
    dorset = grid[grid["code"] == "E23000039"].iloc[0]
    assert dorset["arrests"] == release.scene.whole["arrests"]["E23000039"]
    assert 350_000 < dorset.geometry.centroid.x < 410_000
    hidden = grid[grid["children_safeguarded"].isna()]
    assert set(hidden["children_safeguarded_as"]) <= {"under 10", "not shown"}
    assert len(pyogrio.read_dataframe(path, layer="numbers")) == len(tidy_areas(release.scene))


def test_a_file_with_records_is_refused(own: Workspace) -> None:
    for name in ("x.graphml", "x.kml", "x.i2.xlsx", "x.csv.zip", "x.parquet", "x.ftm.jsonl"):
        with pytest.raises(InputError, match="Not shown to a PCC office: record level"):
            make_area_export(own, AreaRequest(Path(name)))


# ---- The comparison ----


def test_comparison_holds_recorded_numbers_only_as_they_may_leave(release: AreaRelease, own: Workspace) -> None:
    with own.read() as tables:
        columns = comparisons.all_columns(tables)
    checked = checked_columns(columns, release.tables)
    published = {subject: figures for subject, figures in columns.items() if subject.origin is Origin.PUBLISHED}
    assert {subject: checked[subject] for subject in published} == published
    recorded = {subject.name: figures for subject, figures in checked.items() if subject.origin is Origin.RECORDED}
    assert "Larkspur" in recorded
    frame = release.tables.frame
    whole = frame[(frame["force"] == "All") & (frame["period"] == "All") & (frame["phase"] == "All")]
    code = next(one for one, name in release.tables.operation_names.items() if name == "Larkspur")
    own_rows = whole[whole["operation"] == code].set_index("measure")
    for figure in recorded["Larkspur"]:
        row = own_rows.loc[figure.measure]
        assert figure.value == (None if pd.isna(row["shown"]) else row["shown"])
        assert figure.suppressed == ({"small number": "under 10"}.get(row["suppressed"], row["suppressed"]) or None)
        assert figure.bound is (Bound.ABOUT if figure.value is not None else None)
    exact = {one.measure: one.value for subject, figures in columns.items() if subject.name == "Larkspur"
             for one in figures if subject.origin is Origin.RECORDED}  # fmt: skip
    assert any(one.value != exact[one.measure] for one in recorded["Larkspur"])
    compared = comparisons.compare_columns(checked, ["recorded:Larkspur", "Scorpion 1"])
    content = CompareFile(compared, phase_rates(checked, list(compared.subjects)), {one: checked[one] for one in compared.subjects}, rule_words(release.tables))  # fmt: skip # noqa: E501
    told = compare_html(own, content)
    assert "For a PCC office: recorded counts under 10 are not shown" in told
    book = openpyxl.load_workbook(io.BytesIO(compare_xlsx(compared, rules=content.rules)))
    assert any("For a PCC office" in str(cell.value) for row in book["Notes"] for cell in row)


# ---- A narrow selection, by command ----


def test_snapshot_by_command_is_logged_reported_and_the_same_each_time(demo_path: Path, tmp_path: Path) -> None:
    workspace = Workspace(shutil.copy(demo_path, tmp_path / "w.duckdb"))
    narrow = (
        "--workspace",
        workspace.path,
        "--audience",
        "pcc",
        "--force",
        "Dorset",
        "--from",
        "2025-01-01",
        "--to",
        "2025-06-30",
    )
    done = run("snapshot", tmp_path / "b.html", *narrow, "--report", tmp_path / "r.json", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["attack_passed"]
    assert said["n_earlier"] == 0
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["passed"]
    assert report["cells"] == said["n_numbers"]
    again = run("snapshot", tmp_path / "c.html", *narrow)
    assert again.returncode == 0
    page = (tmp_path / "b.html").read_bytes()
    # The log of the first is part of the workspace, but not of what the numbers are made of.
    assert page == (tmp_path / "c.html").read_bytes()
    wider = run("export", tmp_path / "d.csv", "--workspace", workspace.path, "--audience", "pcc", "--force", "Dorset")
    assert wider.returncode == 0, wider.stderr
    assert "2 files for a PCC office left before with another selection" in wider.stderr
    with workspace.read() as tables:
        audit = tables["audit"].to_pandas()
    logged = [json.loads(text) for text in audit.loc[audit["action"] == "disclosure", "detail"]]
    assert [one["audience"] for one in logged] == ["pcc"] * 3
    assert logged[0]["sha256"] == said["sha256"]
    assert workspace.verify_audit() is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["snapshot", "x.html", "--audience", "public"], "Expected an audience, analyst or pcc; found 'public'"),
        (["snapshot", "x.html", "--audience", "pcc", "--threshold", "3"], "threshold of 5 or more, found 3"),
        (["snapshot", "x.html", "--audience", "pcc", "--round-to", "4"], "rounding to a multiple of 5 or more"),
        (["snapshot", "x.html", "--report", "r.json"], "only with --audience pcc"),
        (["snapshot", "x.html", "--audience", "pcc", "--operation", "Nobody knows"], "Expected an operation of this"),
        (
            ["snapshot", "x.html", "--audience", "pcc", "--from", "2031-01-01", "--to", "2031-12-31"],
            "No record of this selection may be",
        ),
        (["export", "x.csv", "--audience", "pcc", "--names", "--reason", "x"], "Not shown to a PCC office"),
        (["export", "x.csv", "--audience", "pcc", "--table", "lines"], "Not shown to a PCC office"),
        (["export", "x.kmz", "--audience", "pcc"], "Not shown to a PCC office: record level"),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_written(
    arguments: list[str], words: str, demo_path: Path, tmp_path: Path
) -> None:
    command, name, *rest = arguments
    done = run(command, tmp_path / name, "--workspace", demo_path, *rest)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / name).exists()


def test_what_cannot_be_chosen_is_refused(demo_tables: Tables) -> None:
    for filters in (Filters(drugs=("heroin",)), Filters(lines=("L1",)), Filters(kinds=("seizure",))):
        with pytest.raises(InputError, match="drugs, lines, kinds and grades cannot be chosen"):
            area_tables(demo_tables, filters)


def test_records_with_conditions_running_operations_and_the_last_month_stay_out(own: Workspace) -> None:
    with own.read() as tables:
        until = date(2024, 12, 31)
        records = tables["records"].to_pandas()
        chosen = Filters(period=(date(2024, 10, 1), until), forces=reference.regional_units()["SWROCU"][:1])
        found = area_tables(tables, chosen, rules=Rules())
    assert found.last <= until
    assert found.left_out.handling > 0
    assert (records["handling"] == "C").any()
    larkspur = {name for name in found.operation_names.values() if "Larkspur" in name}
    assert not larkspur, "an operation that went on after the last day is left out"
    assert found.left_out.running >= 0


def test_page_and_written_agree(own: Workspace) -> None:
    request = AreaRequest(Path("b.html"), Filters(forces=("E23000038",)), title="<b>A & B</b>")
    data, written, report = make_area_snapshot(own, request)
    assert written.n_bytes == len(data) < 5_000_000
    assert written.n_shown == report.n_shown
    assert b"<b>A & B</b>" not in data
    assert np.isfinite(written.n_numbers)
