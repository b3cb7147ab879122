"""A person's decision about a place text holds for every row with the same words, and can be taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from linesmap.decisions import CHOSEN, UNKNOWN, apply_decisions, decide, decisions_made, place_words, undo
from linesmap.errors import InputError
from linesmap.meanings import BY_HAND_M, candidate_meaning, point_meaning
from linesmap.pipeline import import_files, relink
from linesmap.review import candidates_of, rows_of_places, to_review
from linesmap.store import Workspace

DORSET, SOMERSET, HAMPSHIRE = "E23000039", "E23000036", "E23000030"

ARRESTS = """Ref,Date,Action,Town,Force
A1,1/3/2025,arrest,Newport,Dorset
A2,2/3/2025,arrest, NEWPORT ,Dorset
A3,3/3/2025,arrest,Newport,Avon and Somerset
A4,4/3/2025,arrest,Newport,Hampshire
A5,5/3/2025,arrest,NFA,Dorset
A6,6/3/2025,arrest,Yeovil,Avon and Somerset
"""
MORE = """Ref,Date,Action,Town,Force
B1,1/4/2025,arrest,newport,Dorset
B2,2/4/2025,arrest,Newport,Gloucestershire
"""
REGISTER = """Line name,Origin force,Origin,Destination,Status
Harrier,Metropolitan,Croydon,Newport;Yeovil,active
"""
TABLES = ("places", "mentions", "entities", "links", "resolutions", "records")


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def table(workspace: Workspace, name: str) -> pd.DataFrame:
    with workspace.read() as tables:
        frame: pd.DataFrame = tables[name].to_pandas()
    return frame.sort_values(list(frame.columns), ignore_index=True) if len(frame) else frame


def waiting(workspace: Workspace) -> pd.DataFrame:
    with workspace.read() as tables:
        return to_review(tables)


def place_of(workspace: Workspace, reference: str) -> pd.Series:
    records = table(workspace, "records")
    place_id = records.loc[records["reference"] == reference, "place_id"].iloc[0]
    places = table(workspace, "places")
    return places[places["place_id"] == place_id].iloc[0]


def newport(workspace: Workspace, label: str, near: str = DORSET):  # noqa: ANN201
    candidates = candidates_of(waiting(workspace), "Newport", near)
    return candidate_meaning(next(one for one in candidates if one["label"] == label))


@pytest.fixture
def small(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path / "w.duckdb")
    import_files([write(tmp_path, "arrests.csv", ARRESTS), write(tmp_path, "lines.csv", REGISTER)], workspace)
    return workspace


def test_words_are_compared_without_case_and_spaces() -> None:
    assert place_words("  NEWPORT,\t Gwent ") == place_words("newport, gwent") == "newport, gwent"


def test_what_waits_is_counted_by_text_and_force(small: Workspace) -> None:
    frame = waiting(small)
    rows = {(row["words"], row["near"]): row for row in frame.to_dict("records")}
    assert set(rows) == {("newport", DORSET), ("newport", SOMERSET), ("newport", ""), ("nfa", DORSET)}
    dorset = rows["newport", DORSET]
    assert (dorset["records"], dorset["status"], dorset["kinds"]) == (2, "ambiguous", ["enforcement"])
    assert dorset["examples"] == ["arrests.csv, row 2", "arrests.csv, row 3"]
    assert {"Newport, Gwent", "Newport, Isle of Wight"} <= {one["label"] for one in dorset["candidates"]}
    assert rows["newport", ""]["kinds"] == ["deal_line"]
    assert frame["records"].tolist() == sorted(frame["records"], reverse=True)
    with small.read() as tables:
        behind = rows_of_places(tables, dorset["place_ids"])
    assert behind[["file", "row_number"]].to_numpy().tolist() == [["arrests.csv", 3], ["arrests.csv", 2]]


def test_a_candidate_locates_the_rows_of_one_force(small: Workspace) -> None:
    done = decide(small, "newport", newport(small, "Newport, Gwent"), near=DORSET)
    assert (done.decision_id, done.n_records) == ("D1", 2)
    for reference in ("A1", "A2"):
        place = place_of(small, reference)
        assert (place["status"], place["label"], place["precision"]) == ("found", "Newport, Gwent", "place")
        assert (place["pfa_code"], place["lad_code"]) == ("W15000002", "W06000022")
        assert place["method"].startswith(CHOSEN)
        assert 1000 < place["uncertainty_m"] < 10_000
        assert place["easting"] == pytest.approx(330_900, abs=500)
        assert isinstance(place["h3"], str)
    assert place_of(small, "A3")["status"] == "ambiguous"
    assert ("newport", DORSET) not in set(zip(waiting(small)["words"], waiting(small)["near"], strict=True))


def test_undo_restores_everything_as_before(small: Workspace) -> None:
    before = {name: table(small, name) for name in TABLES}
    first = decide(small, "Newport", newport(small, "Newport, Gwent"), near=DORSET)
    second = decide(small, "NFA", None)
    third = decide(small, "Newport", point_meaning("51.5, -2.6"), near="")
    relink(small)
    assert not table(small, "links").equals(before["links"]) or not table(small, "entities").equals(before["entities"])
    for done in (first, third, second):
        undo(small, done.decision_id)
    relink(small)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(table(small, name), frame)
    assert table(small, "decided_places").empty
    with pytest.raises(InputError, match="that stands"):
        undo(small, first.decision_id)
    with pytest.raises(InputError, match="that stands"):
        undo(small, "D99")
    assert small.verify_audit() is None


def test_one_for_everyone_leaves_alone_what_was_found(small: Workspace) -> None:
    assert place_of(small, "A4")["pfa_code"] == HAMPSHIRE, "the recording force tells which Newport it is"
    done = decide(small, "newport", newport(small, "Newport, Gwent"))
    assert done.n_records == 4, "three arrests and one line of the register"
    assert place_of(small, "A3")["label"] == "Newport, Gwent"
    assert place_of(small, "A4")["label"] == "Newport, Isle of Wight"


def test_one_for_a_force_goes_before_one_for_everyone(small: Workspace) -> None:
    wide = decide(small, "Newport", newport(small, "Newport, Gwent"))
    narrow = decide(small, "Newport", point_meaning("NP20 1HG", uncertainty_m=300), near=DORSET)
    place = place_of(small, "A1")
    assert (place["uncertainty_m"], place["precision"]) == (300, "postcode unit")
    assert place_of(small, "A3")["label"] == "Newport, Gwent"
    undo(small, narrow.decision_id)
    assert place_of(small, "A1")["label"] == "Newport, Gwent"
    undo(small, wide.decision_id)
    assert place_of(small, "A1")["status"] == "ambiguous"


def test_a_second_decision_about_the_same_words_replaces_the_first(small: Workspace) -> None:
    decide(small, "Newport", newport(small, "Newport, Gwent"), near=DORSET)
    decide(small, "NEWPORT", point_meaning("50.7, -1.29"), near=DORSET, note="said by the officer")
    with small.read() as tables:
        made = decisions_made(tables).set_index("decision_id")
    assert made.loc["D1", "places"] == 0
    assert pd.notna(made.loc["D1", "undone_at"])
    assert pd.isna(made.loc["D2", "undone_at"])
    assert made.loc["D2", "note"] == "said by the officer"
    assert place_of(small, "A1")["uncertainty_m"] == BY_HAND_M
    undo(small, "D2")
    assert place_of(small, "A1")["status"] == "ambiguous"


def test_unknown_is_a_refusal_by_a_person(small: Workspace) -> None:
    decide(small, "nfa", None, near=DORSET)
    place = place_of(small, "A5")
    assert (place["status"], place["method"], place["label"]) == ("refused", UNKNOWN, "NFA")
    assert pd.isna(place["lon"])
    assert "nfa" not in set(waiting(small)["words"])


def test_decisions_hold_for_later_imports(small: Workspace, tmp_path: Path) -> None:
    decide(small, "Newport", newport(small, "Newport, Gwent"), near=DORSET)
    import_files([write(tmp_path, "more.csv", MORE)], small)
    assert place_of(small, "B1")["label"] == "Newport, Gwent"
    assert place_of(small, "B2")["status"] == "ambiguous"
    other = Workspace(tmp_path / "other.duckdb")
    files = [tmp_path / name for name in ("arrests.csv", "lines.csv", "more.csv")]
    import_files(files, other)
    decide(other, "Newport", newport(other, "Newport, Gwent"), near=DORSET)
    relink(other)
    for name in ("places", "mentions", "entities", "links"):
        pd.testing.assert_frame_equal(table(small, name), table(other, name))
    again = import_files(files[:1], small)
    assert [report.accepted for report in again] == [0]
    relink(small)
    assert place_of(small, "A1")["label"] == "Newport, Gwent"
    undo(small, "D1")
    assert place_of(small, "B1")["status"] == "ambiguous"


def test_a_place_located_again_keeps_its_newer_answer(small: Workspace) -> None:
    decide(small, "Newport", None, near=DORSET)
    places = table(small, "places")
    mine = places[places["place_id"] == place_of(small, "A1")["place_id"]]
    newer = mine.assign(status="not_found", method="a newer gazetteer knows none", label="Newport")
    from linesmap.decisions import settle

    with small.write() as writer:
        writer.replace_rows("places", newer)
        settle(writer, newer)
    assert place_of(small, "A1")["method"] == UNKNOWN
    undo(small, "D1")
    assert place_of(small, "A1")["method"] == "a newer gazetteer knows none"


def test_mentions_entities_and_lines_follow(small: Workspace) -> None:
    decide(small, "newport", newport(small, "Newport, Gwent"))
    relink(small)
    mentions = table(small, "mentions")
    named = mentions.loc[mentions["entity_type"] == "place", "raw"].tolist()
    assert named.count("Newport, Gwent") == 3
    entities = table(small, "entities")
    assert "Newport, Gwent" in set(entities["label"])
    with small.read() as tables:
        from linesmap.picture import backdrop_of

        (harrier,) = backdrop_of(tables).profiles
    assert [area.label for area in harrier.destinations] == ["Newport, Gwent", "Yeovil, Somerset"]


def test_who_and_when_are_those_of_the_audit_trail(small: Workspace) -> None:
    decide(small, "nfa", None)
    row = table(small, "place_decisions").iloc[0]
    entry = table(small, "audit").sort_values("seq").iloc[-1]
    assert (entry["action"], entry["object"]) == ("alteration", "D1")
    assert (row["by"], row["at"]) == (entry["actor"], entry["at"])
    assert json.loads(entry["detail"]) == {"choice": "unknown", "near": "", "places": 1, "records": 1}


@pytest.mark.parametrize(("text", "near"), [("Atlantis", ""), ("Newport", "E23000013"), ("", ""), ("Yeovil", "")])
def test_nothing_to_decide_changes_nothing(small: Workspace, text: str, near: str) -> None:
    version = small.version()
    with pytest.raises(InputError, match="waits for a decision"):
        decide(small, text, None, near=near)
    assert small.version() == version
    assert table(small, "place_decisions").empty


@pytest.mark.parametrize(
    ("text", "precision", "uncertainty_m", "force"),
    [
        ("51.4545, -2.5879", "point", BY_HAND_M, SOMERSET),
        ("BS1 1AD", "postcode unit", None, SOMERSET),
        ("SU 429 128", "point", None, HAMPSHIRE),
        ("Yeovil, Somerset", "place", None, SOMERSET),
    ],
)
def test_a_point_is_set_in_any_form_that_is_found(
    text: str, precision: str, uncertainty_m: float | None, force: str
) -> None:
    meaning = point_meaning(text)
    assert (meaning.precision.value, meaning.pfa_code) == (precision, force)
    assert meaning.uncertainty_m == uncertainty_m or (uncertainty_m is None and meaning.uncertainty_m > 0)
    assert point_meaning(text, uncertainty_m=700).uncertainty_m == 700


@pytest.mark.parametrize("text", ["Newport", "H885640", "no such place at all", "", "0,0"])
def test_a_point_that_is_not_found_is_said(text: str) -> None:
    with pytest.raises(InputError, match="Expected a latitude"):
        point_meaning(text)


@pytest.mark.parametrize("metres", [0.5, -1, 1e6, float("nan")])
def test_an_uncertainty_out_of_bounds_is_said(metres: float) -> None:
    with pytest.raises(InputError, match="uncertainty of 1 to 100,000"):
        point_meaning("BS1 1AD", uncertainty_m=metres)


def test_a_candidate_of_any_sort_becomes_a_place() -> None:
    district = candidate_meaning({"label": "M16 (postcode district)", "lon": -2.2628, "lat": 53.4573, "pfa_code": None})
    assert district.precision.value == "postcode district"
    assert district.uncertainty_m > 1000
    strange = candidate_meaning({"label": "Nowhere, Noshire", "lon": -2.6, "lat": 51.45, "pfa_code": None})
    assert (strange.pfa_code, strange.lad_code, strange.uncertainty_m) == (SOMERSET, "E06000023", 5000)


def test_applying_is_pure_and_passes_over_what_was_undone(small: Workspace) -> None:
    decide(small, "Newport", newport(small, "Newport, Gwent"), near=DORSET)
    undo(small, "D1")
    places = table(small, "places").assign(near=DORSET)
    before = places.copy(deep=True)
    applied = apply_decisions(places, table(small, "place_decisions"))
    assert applied["decision_id"].isna().all()
    pd.testing.assert_frame_equal(places, before)
    pd.testing.assert_frame_equal(applied.drop(columns="decision_id"), places, check_dtype=False)
