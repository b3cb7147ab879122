"""Who is who: what waits, what a decision does, and that taking it back restores everything."""

from __future__ import annotations

import itertools
import json
import math
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.errors import InputError
from linesmap.link.degrees import FIELDS
from linesmap.linking import relink
from linesmap.network import build, graphml
from linesmap.people_held import names_of, pair_of, sides
from linesmap.pipeline import import_files
from linesmap.review_people import (
    UNDER_THRESHOLD,
    decide,
    flagged,
    judgements_named,
    note_names_shown,
    to_review,
    undo,
    waiting_by_reason,
)
from linesmap.store import Workspace
from linesmap.view.pair_pictures import steps, waterfall
from linesmap.view.pair_words import chance, particulars_table, proper, shown_name, signed
from tests.people_files import PEOPLE, VEXLEYS, nominals, others

NAME_ALONE = "name alone: nothing else that both state agrees"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    workspace = Workspace(folder / "w.duckdb")
    import_files([nominals(folder, "people.csv", PEOPLE + others())], workspace, kind="nominal")
    return workspace.path


@pytest.fixture
def workspace(imported: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copy(imported, tmp_path / "w.duckdb"))


def table(workspace: Workspace, name: str) -> pd.DataFrame:
    with workspace.read() as tables:
        return tables[name].to_pandas()


def waiting(workspace: Workspace) -> pd.DataFrame:
    with workspace.read() as tables:
        return to_review(tables)


def profile(workspace: Workspace, ref: str) -> str:
    said = table(workspace, "particulars")
    return str(said.loc[said["refs"].fillna("").str.endswith(f":{ref}"), "profile_id"].iloc[0])


def person(workspace: Workspace, ref: str) -> str:
    said, resolved = table(workspace, "particulars"), table(workspace, "resolutions")
    mentions = said.loc[said["refs"].fillna("").str.endswith(f":{ref}"), "mention_id"]
    (entity,) = set(resolved.loc[resolved["mention_id"].isin(mentions), "entity_id"])
    return str(entity)


def together(workspace: Workspace, *refs: str) -> bool:
    return len({person(workspace, ref) for ref in refs}) == 1


def pair(workspace: Workspace, a: str, b: str) -> str:
    ends = {profile(workspace, a), profile(workspace, b)}
    pairs = table(workspace, "pairs")
    found = [row for row in pairs.to_dict("records") if {row["profile_a"], row["profile_b"]} == ends]
    (row,) = found
    return str(row["pair_id"])


def picture(workspace: Workspace) -> bytes:
    return graphml(build(workspace))


def test_pairs_of_people_wait_not_pairs_of_records(workspace: Workspace) -> None:
    """Both N1 and N2, one person, may be N3: that is one question, put once."""
    frame = waiting(workspace)
    people = {frozenset(pair) for pair in zip(frame["entity_a"], frame["entity_b"], strict=True)}
    assert people == {
        frozenset((person(workspace, "N1"), person(workspace, "N3"))),
        frozenset((person(workspace, "N4"), person(workspace, "N5"))),
    }
    assert len(frame) == 2
    assert (frame["probability"].diff().dropna() <= 0).all()
    by_people = frame.set_index([[frozenset(one) for one in zip(frame["entity_a"], frame["entity_b"], strict=True)]])
    anna = by_people.loc[[frozenset((person(workspace, "N1"), person(workspace, "N3")))]].iloc[0]
    assert (anna["n_pairs"], anna["records_a"] + anna["records_b"], anna["reason"]) == (2, 3, UNDER_THRESHOLD)
    assert sorted([anna["forces_a"], anna["forces_b"]]) == [["E23000036"], ["E23000039"]]
    peter = frame[frame["n_pairs"] == 1].iloc[0]
    assert (peter["reason"], bool(peter["safeguarding"])) == (UNDER_THRESHOLD, False)
    with workspace.read() as tables:
        assert waiting_by_reason(tables) == {UNDER_THRESHOLD: 2}
        assert to_review(tables, reason=NAME_ALONE).empty
        assert list(to_review(tables, most=1)["pair_id"]) == [frame["pair_id"][0]]
        assert list(to_review(tables, find=peter["label_b"].lower())["pair_id"]) == [peter["pair_id"]]
        assert to_review(tables, find="Person %").empty


def test_the_same_as_a_slow_count(demo_path: Path) -> None:
    """Oracle: walk over all pairs of the demo workspace one by one."""
    with Workspace(demo_path).read() as tables:
        frame = to_review(tables)
        counts = waiting_by_reason(tables)
        pairs, said, resolved = (tables[name].to_pandas() for name in ("pairs", "particulars", "resolutions"))
    of_mention = dict(zip(resolved["mention_id"], resolved["entity_id"], strict=True))
    of = {row.profile_id: of_mention[row.mention_id] for row in said.itertuples()}
    best: dict[frozenset[str], tuple[float, str]] = {}
    for row in pairs[pairs["entity_type"] == "person"].itertuples():
        ends = frozenset((of[row.profile_a], of[row.profile_b]))
        if len(ends) == 2:
            best[ends] = min(best.get(ends, (0.0, "~")), (-row.probability, row.pair_id))
    assert len(frame) == len(best) == sum(counts.values())
    assert list(frame["pair_id"]) == [pair_id for _, pair_id in sorted(best.values())]
    for row in frame.itertuples():
        assert sum(weight for _, _, weight in row.contributions) == pytest.approx(row.match_weight, abs=2e-3)
        assert row.contributions[0][0] == "prior"


def test_accept_joins_and_undo_restores_the_graph_byte_for_byte(workspace: Workspace) -> None:
    before, listed = picture(workspace), waiting(workspace)
    done = decide(workspace, pair(workspace, "N4", "N5"), "accept", note=" same photograph ")
    assert (done.judgement_id, done.n_before, done.n_together) == ("J1", 2, 2)
    assert done.words == "One person now: 2 mentions"
    assert together(workspace, "N4", "N5")
    assert len(waiting(workspace)) == 1
    assert picture(workspace) != before
    with workspace.read() as tables:
        (made,) = judgements_named(tables).to_dict("records")
    assert (made["verdict"], made["note"], made["label_a"]) == ("accept", "same photograph", made["label_b"])
    assert made["by"]
    resolved = table(workspace, "resolutions").set_index("entity_id").loc[[person(workspace, "N4")]]
    assert set(resolved["method"]) == {"decided"}
    undo(workspace, "J1")
    assert picture(workspace) == before
    pd.testing.assert_frame_equal(waiting(workspace), listed)
    assert workspace.verify_audit() is None


def test_the_model_is_overruled_and_the_split_can_be_undone(workspace: Workspace) -> None:
    assert together(workspace, "N8", "N9")
    before = picture(workspace)
    done = decide(workspace, pair(workspace, "N8", "N9"), "reject")
    assert done.words == "Two people: 1 and 1 mentions"
    assert done.n_together == 0
    assert not together(workspace, "N8", "N9")
    assert len(waiting(workspace)) == 2, "what was rejected does not wait again"
    undo(workspace, done.judgement_id)
    assert picture(workspace) == before


def test_a_rejected_pair_stays_apart_when_a_third_would_join_it(workspace: Workspace, tmp_path: Path) -> None:
    decide(workspace, pair(workspace, "N8", "N9"), "reject")
    third = "N10,Kim,Wetherfold,11/12/1979,9 Nowhere Street,,,Dorset\n"
    import_files([nominals(tmp_path, "third.csv", third)], workspace, kind="nominal")
    relink(workspace)
    assert not together(workspace, "N8", "N9")
    assert person(workspace, "N10") in {person(workspace, "N8"), person(workspace, "N9")}
    # Without the decision the third holds all together, so that the test can fail.
    undo(workspace, "J1")
    assert together(workspace, "N8", "N9", "N10")


def test_decisions_survive_another_file_and_the_same_rows_again(workspace: Workspace, tmp_path: Path) -> None:
    decide(workspace, pair(workspace, "N4", "N5"), "accept")
    decide(workspace, pair(workspace, "N1", "N3"), "reject")
    import_files([nominals(tmp_path, "again.csv", PEOPLE + VEXLEYS)], workspace, kind="nominal")
    assert together(workspace, "N4", "N5")
    assert not together(workspace, "N1", "N3")
    ends = {person(workspace, "N1"), person(workspace, "N3")}
    assert not any({row.entity_a, row.entity_b} == ends for row in waiting(workspace).itertuples())
    standing = table(workspace, "judgements")
    assert standing["undone_at"].isna().all()


def test_unsure_changes_nothing_but_the_order(workspace: Workspace) -> None:
    before, listed = picture(workspace), waiting(workspace)
    first = listed["pair_id"][0]
    done = decide(workspace, first, "unsure")
    assert done.words.endswith("Nothing has changed")
    assert picture(workspace) == before
    after = waiting(workspace)
    assert list(after["pair_id"]) == [*listed["pair_id"][1:], first]
    assert list(after["judged"].fillna("")) == ["", "unsure"]
    decide(workspace, first, "reject")
    assert first not in set(waiting(workspace)["pair_id"])
    made = table(workspace, "judgements").set_index("judgement_id")
    assert made["undone_at"].notna().to_dict() == {"J1": True, "J2": False}


MIDDLE_OF_FOUR = (("V1", "V2", 0.9999), ("V2", "V3", 0.93), ("V3", "V4", 0.9999))


def chained(
    folder: Path, links: Sequence[tuple[str, str, float]] = MIDDLE_OF_FOUR, *, people: str = VEXLEYS
) -> Workspace:
    """Join profiles by links of a probability; four by three, the middle one of 0.93, when left out."""
    workspace = Workspace(folder / "weak.duckdb")
    import_files([nominals(folder, "weak.csv", people)], workspace, kind="nominal")
    rows = []
    for number, (a, b, probability) in enumerate(links):
        first, second = sorted((profile(workspace, a), profile(workspace, b)))
        weight = math.log2(probability / (1 - probability))
        rows.append(
            {"pair_id": f"Q{number}", "entity_type": "person", "profile_a": first, "profile_b": second,
             "probability": probability, "match_weight": weight, "band": "automatic", "reason": None,
             "contributions": json.dumps([["prior", "two people taken at random", weight]])}
        )  # fmt: skip
    with workspace.write() as writer:
        writer.replace_all("pairs", pd.DataFrame(rows))
        writer.log("alteration", "pairs")
    relink(workspace)
    return workspace


def test_people_on_one_weak_link_are_flagged_with_it_and_come_apart(tmp_path: Path) -> None:
    workspace = chained(tmp_path)
    assert together(workspace, "V1", "V2", "V3", "V4")
    with workspace.read() as tables:
        (weak,) = flagged(tables).to_dict("records")
        assert to_review(tables).empty
    assert (weak["pair_id"], weak["probability"], weak["reason"]) == ("Q1", 0.93, "held together by one link of 0.93")
    assert (weak["records_a"], weak["records_b"], weak["entity_a"]) == (2, 2, weak["entity_b"])
    assert {tuple(weak["forces_a"]), tuple(weak["forces_b"])} == {("E23000039",), ("E23000038",)}
    assert {profile(workspace, "V1"), profile(workspace, "V2")} in (
        set(weak["part_a"]), set(table(workspace, "particulars")["profile_id"]) - set(weak["part_a"])
    )  # fmt: skip
    done = decide(workspace, "Q1", "reject")
    assert done.words == "Two people: 2 and 2 mentions"
    assert together(workspace, "V1", "V2")
    assert together(workspace, "V3", "V4")
    assert not together(workspace, "V2", "V3")
    with workspace.read() as tables:
        assert flagged(tables).empty
        assert to_review(tables).empty
    decide(workspace, "Q1", "unsure")
    with workspace.read() as tables:
        assert list(flagged(tables)["judged"]) == ["unsure"]
    decide(workspace, "Q1", "accept")
    with workspace.read() as tables:
        assert flagged(tables).empty, "what a person said holds it together now"
    assert together(workspace, "V1", "V2", "V3", "V4")


def test_the_link_that_is_shown_is_the_one_that_was_found_weak(tmp_path: Path) -> None:
    """A link of the same rounded probability that holds one record only is another one."""
    links = (("V1", "V2", 0.9999), ("V2", "V3", 0.934), ("V3", "V4", 0.9999), ("V4", "V5", 0.926))
    fifth = "V5,Karl,Vexley,,77 Unreal Road,BS4 1AA,07700 900111,Wiltshire\n"
    with chained(tmp_path, links, people=VEXLEYS + fifth).read() as tables:
        (weak,) = flagged(tables).to_dict("records")
    assert (weak["pair_id"], weak["probability"]) == ("Q1", 0.934)
    assert {weak["records_a"], weak["records_b"]} == {2, 3}


def test_sides_carry_every_particular_and_its_source(workspace: Workspace) -> None:
    with workspace.read() as tables:
        a, b = sides(tables, profile(workspace, "N1"), profile(workspace, "N3"))
    assert (a.told["forename"], a.told["surname"], a.told["born"]) == ("anna", "larchmont", "1990-04-03")
    assert a.told["phones"] == "+447700900101"
    assert (a.told["born_from"], a.told["forces"], b.told["born"]) == (1990, ["E23000036"], None)
    assert list(a.rows["own"]) == [True, False]
    assert list(a.rows["row_number"]) == [2, 3]
    assert set(a.rows["file"]) == {"people.csv"}
    assert list(b.rows["row_number"]) == [4]
    with workspace.read() as tables:
        names = names_of(tables, [a.profile_id])
        with pytest.raises(InputError, match="this workspace holds"):
            sides(tables, a.profile_id, "F0")
    assert list(names.loc[a.profile_id]) == ["anna", "larchmont", "1990-04-03"]


def test_wrong_input_is_said_and_nothing_is_written(workspace: Workspace) -> None:
    version = workspace.version()
    with pytest.raises(InputError, match="identifier of a pair of people"):
        decide(workspace, "Q0", "accept")
    with pytest.raises(InputError, match="accept, reject, unsure"):
        decide(workspace, pair(workspace, "N4", "N5"), "maybe")
    with pytest.raises(InputError, match="judgement that stands"):
        undo(workspace, "J1")
    with workspace.read() as tables, pytest.raises(InputError, match="identifier"):
        pair_of(tables, "Q0")
    assert workspace.version() == version


def test_looking_at_names_is_noted_and_changes_no_data(workspace: Workspace) -> None:
    version = workspace.version()
    note_names_shown(workspace, "Q1")
    assert workspace.version() == version
    last = table(workspace, "audit").sort_values("seq").iloc[-1]
    assert (last["action"], last["object"]) == ("consultation", "Q1")
    assert workspace.verify_audit() is None


def test_exploited_people_are_marked(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    rows = "Nominal ref,Forename,Surname,DOB,Role,Force\nE1,Ivy,Pennywhistle,2/2/2009,exploited,Dorset\n"
    rows += "E2,Ivy,Pennywhistle,,suspect,Wiltshire\n"
    path = tmp_path / "n.csv"
    path.write_text(rows, encoding="utf-8")
    import_files([path], workspace, kind="nominal")
    first, second = sorted((profile(workspace, "E1"), profile(workspace, "E2")))
    with workspace.write() as writer:
        row = {"pair_id": "Q1", "entity_type": "person", "profile_a": first, "profile_b": second, "band": "review",
               "probability": 0.7, "match_weight": 1.2224, "reason": None,
               "contributions": '[["prior", "x", 1.2224]]'}  # fmt: skip
        writer.replace_all("pairs", pd.DataFrame([row]))
        writer.log("alteration", "pairs")
    relink(workspace)
    assert list(waiting(workspace)["safeguarding"]) == [True]
    decide(workspace, "Q1", "accept")
    marked = table(workspace, "entities").set_index("entity_id").loc[person(workspace, "E2"), "safeguarding"]
    assert marked, "whoever is named as exploited once is so everywhere"


CONTRIBUTIONS = [
    ["prior", "two people taken at random", -10.0],
    ["forename", "alike", 4.0],
    ["surname", "the same", 8.5],
    ["born", "one slip of the keyboard", 5.0],
    ["phone", "not stated", 0.0],
    ["household", "may be two people of one household", -2.5],
]
TOLD = {
    "forename": "anna", "surname": "larchmont", "born": "1990-04-03", "born_from": 1990, "born_to": 1990,
    "sex": "female", "address": "12 invented road", "postcode": "BS1 1AD", "phones": "+447700900101",
    "refs": "E23000036:N1;PNC:90/123456A", "forces": ["E23000036"],
}  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(sorted(FIELDS)), st.floats(-20, 20)), min_size=1, max_size=8))
def test_every_bar_starts_where_the_last_ended(weights: list[tuple[str, float]]) -> None:
    laid = steps([[field, "alike", weight] for field, weight in weights])
    assert laid[0].before == 0
    assert all(one.after == two.before for one, two in itertools.pairwise(laid))
    assert laid[-1].after == pytest.approx(sum(weight for _, weight in weights))


def test_waterfall_in_words() -> None:
    assert [one.after for one in steps(CONTRIBUTIONS)] == [-10, -6, 2.5, 7.5, 7.5, 5.0]
    html = waterfall(CONTRIBUTIONS, 5.0, 32 / 33)
    text = re.sub(r"<[^>]+>", "|", html)
    assert "Date of birth: one slip of the keyboard" in text
    assert re.findall(r"\|([+−]?\d+\.\d)\|", text) == [
        "−10.0", "+4.0", "+8.5", "+5.0", "0.0", "−2.5", "+5.0",
    ]  # fmt: skip
    assert "Sum|almost certain, 97%" in text
    assert "Each +1 doubles the odds" in text
    assert html.count("repeating-linear-gradient") == 2, "what speaks against is hatched, not only of another colour"
    # The scale runs from -10 to 7.5; the last bar from 0 (57.14%) to 5, 28.57% of it.
    assert "left:57.14%;width:28.57%;background:var(--lm-ink)" in html


def force_name(code: str) -> str:
    return {"E23000036": "Avon and Somerset"}.get(code, code)


def test_nothing_that_names_a_person_shows_unless_asked() -> None:
    other = TOLD | {"forename": "anne", "born": "1990-04-08", "refs": "E23000036:N3", "phones": None}
    hidden = particulars_table(
        TOLD, other, CONTRIBUTIONS, heads=("Person A", "Person B"), shown=False, force_name=force_name
    )
    for word in ("anna", "anne", "larchmont", "1990", "invented", "900101", "123456", "mark"):
        assert word not in hidden.casefold(), word
    assert "A…" in hidden
    assert "19.." in hidden
    assert shown_name(TOLD, shown=False) == "A… L…, born 19.."
    assert shown_name(TOLD, shown=True) == "Anna Larchmont, born 3 Apr 1990"
    assert shown_name(TOLD | dict.fromkeys(("forename", "surname", "born", "born_from")), shown=True) == (
        "name not stated"
    )
    shown = particulars_table(
        TOLD, other, CONTRIBUTIONS, heads=("Person A", "Person B"), shown=True, force_name=force_name
    )
    assert re.search(r"Ann<mark [^>]+>a</mark>", shown)
    assert re.search(r"<mark [^>]+>3</mark> Apr 1990", shown)
    assert "PNC 90/123456A" in shown
    assert "07700 900101" in shown


def test_hostile_names_stay_text() -> None:
    html = particulars_table(
        TOLD | {"forename": HOSTILE, "address": HOSTILE},
        TOLD | {"surname": HOSTILE, "refs": f"{HOSTILE}:{HOSTILE}"},
        CONTRIBUTIONS, heads=(HOSTILE, "B"), shown=True, force_name=force_name,
    )  # fmt: skip
    assert "<img" not in html.casefold()
    hidden = particulars_table(
        TOLD | {"forename": HOSTILE}, TOLD, CONTRIBUTIONS, heads=("A", "B"), shown=False, force_name=force_name
    )
    assert "<img" not in hidden.casefold()
    assert "<img" not in waterfall([["prior", HOSTILE, 1.0], [HOSTILE, "x", 1.0]], 2.0, 0.8)


@given(st.text(max_size=30))
def test_proper_changes_nothing_but_letters(text: str) -> None:
    assert proper(text).casefold() == text.casefold()


@given(st.floats(0, 1))
def test_a_chance_is_never_written_as_certain(probability: float) -> None:
    assert chance(probability) not in {"100%", "0%"}


@pytest.mark.parametrize(("weight", "words"), [(10.44, "+10.4"), (-1.66, "−1.7"), (0.04, "0.0"), (-0.04, "0.0")])
def test_weights_carry_their_sign(weight: float, words: str) -> None:
    assert signed(weight) == words
