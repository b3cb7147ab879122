"""Overlaps of two forces: ten planted in other formats are found, near misses are not, and nothing leaks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap import overlaps
from linesmap.errors import InputError
from linesmap.model.filters import Filters
from linesmap.overlap_bodies import Body, Record
from linesmap.overlap_matching import by_hash, by_value, keyed
from linesmap.overlaps import Comparison, Party
from linesmap.pipeline import import_files
from linesmap.store import Workspace

SECRET = b"0123456789abcdef0123456789abcdef"

# Each line with a number plants an overlap; the others are near misses.
ASKING = (
    "IR Ref,Date,Force,Grading,Handling code,Text,Phone,VRM,Line name,Nominal ref,Role,Forename,Surname,DOB,"
    "Home address,Home postcode"
    """
D/01,7/3/2022,Dorset,2B,P,One,07700 900123,,,,,,,,,
D/02,8/3/2022,Dorset,1A,P,Two,07700900124,,,,,,,,,
D/03,9/3/2022,Dorset,2B,C,Three,,AB12 CDE,,,,,,,,
D/04,10/3/2022,Dorset,2B,P,Four,,A123 BCD,,,,,,,,
D/05,11/3/2022,Dorset,2B,P,Five,,,The FULMAR line,,,,,,,
D/06,12/3/2022,Dorset,2B,P,Six,07700 900126,,Kittiwake,,,,,,,
D/07,13/3/2022,Dorset,2B,P,Seven,,,,12/345678A,suspect,,,,,
D/08,14/3/2022,Dorset,2B,P,Eight,,,,,suspect,Robert,O'Hara,03/02/1990,,
D/09,15/3/2022,Dorset,2B,P,Nine,,,,N900001,suspect,,,,"12 High Street, Yeovil",BA20 1AA
D/10,16/3/2022,Dorset,2B,P,Ten,,,,N900002,suspect,,,,"Flat 2, 7 Alder Road, Poole",BH15 1AA
D/11,17/3/2022,Dorset,2B,P,near,07700 900130,,,,,,,,,
D/12,17/3/2022,Dorset,2B,P,near,,ZZ11 ZZA,,,,,,,,
D/13,17/3/2022,Dorset,2B,P,near,,,Harrier,,,,,,,
D/14,17/3/2022,Dorset,2B,P,near,,,,N100001,suspect,,,,,
D/15,17/3/2022,Dorset,2B,P,near,,,,,suspect,Mary,Smith,03/02/1991,NFA,
D/16,17/3/2022,Dorset,2B,P,near,,,,,suspect,John,Brown,,,
D/17,17/3/2022,Dorset,2B,P,near,,,,,suspect,Jane,Green,01/01/1900,,
D/18,17/3/2022,Dorset,2B,P,near,,,,N900003,suspect,,,,"14 High Street, Yeovil",BA20 1AB
D/19,17/3/2022,Dorset,2B,P,near,,,,12/345679B,suspect,,,,,
"""
)

OTHER = (
    "Custody No,Arrest date,Police force,Action,Outcome,Grade,HC,PNC ID,Role,Nominal name,Date of birth,"
    "Nominal address,Home postcode,Mobile,Index,Deal line"
    """
S/01,01-APR-2022,South Wales,Arrest,,1A,P,,,,,,,+44 (0)7700 900123,,
S/02,02-APR-2022,South Wales,Arrest,,2B,C,,,,,,,0044 7700 900124,,
S/03,03-APR-2022,South Wales,Arrest,,2B,P,,,,,,,,ab12cde,
S/04,04-APR-2022,Gwent,Arrest,,2B,,,,,,,,,a123bcd,
S/05,05-APR-2022,Gwent,Arrest,,B31,1,,,,,,,,,fulmar
S/06,06-APR-2022,Gwent,Arrest,,2B,P,,,,,,,447700900126,,KITTIWAKE DEAL LINE
S/07,07-APR-2022,Gwent,Arrest,,2B,P,2012/0345678A,suspect,,,,,,,
S/08,08-APR-2022,Gwent,Arrest,,2B,P,,suspect,"O'HARA, Bob",3 Feb 1990,,,,,
S/09,09-APR-2022,Gwent,Arrest,,2B,P,N800001,suspect,,,12 HIGH ST YEOVIL,BA201AA,,,
S/10,10-APR-2022,Gwent,Arrest,,2B,P,N800002,suspect,,,"Flat 2 7 Alder Rd., Poole, BH15 1AA",,,,
S/11,11-APR-2022,Gwent,Arrest,,2B,P,,,,,,,07700 900131,,
S/12,11-APR-2022,Gwent,Arrest,,2B,P,,,,,,,,ZZ11 ZZB,
S/13,11-APR-2022,Gwent,Arrest,,2B,P,,,,,,,,,Harriet
S/14,11-APR-2022,Gwent,Arrest,,2B,P,N100001,suspect,,,,,,,
S/15,11-APR-2022,Gwent,Arrest,,2B,P,,suspect,"SMITH, Mary",3 Feb 1992,NFA,,,,
S/16,11-APR-2022,Gwent,Arrest,,2B,P,,suspect,"BROWN, John",,,,,,
S/17,11-APR-2022,Gwent,Arrest,,2B,P,,suspect,"GREEN, Jane",01/01/1900,,,,,
S/18,11-APR-2022,Gwent,Arrest,,2B,P,N800003,suspect,,,"16 High Street, Yeovil",BA20 1AB,,,
S/19,11-APR-2022,Gwent,Arrest,,2B,P,12/345679C,suspect,,,,,,,
"""
)

PLANTED = {
    ("phone", "D/01"): "S/01", ("phone", "D/02"): "S/02", ("vehicle", "D/03"): "S/03", ("vehicle", "D/04"): "S/04",
    ("deal_line", "D/05"): "S/05", ("deal_line", "D/06"): "S/06", ("phone", "D/06"): "S/06", ("person", "D/07"): "S/07",
    ("person", "D/08"): "S/08", ("address", "D/09"): "S/09", ("address", "D/10"): "S/10",
}  # fmt: skip
"""What both name: type and own record to the record of the other side. Row 6 plants a line and its number."""


def build(folder: Path, name: str, *texts: str) -> Workspace:
    workspace = Workspace(folder / f"{name}.duckdb")
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"{name}_{number}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    import_files(paths, workspace)
    return workspace


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Party, Party]:
    folder = tmp_path_factory.mktemp("overlaps")
    made = build(folder, "asking", ASKING), build(folder, "other", OTHER)
    return Party("asking", made[0]), Party("other", made[1])


@pytest.fixture(scope="module")
def clear(sides: tuple[Party, Party]) -> Comparison:
    return overlaps.compare(*sides)


def by_reference(comparison: Comparison, workspace: Workspace | None) -> dict[tuple[str, str], overlaps.Hit]:
    """Name each hit by its type and its one own record."""
    assert workspace is not None
    found = {}
    for hit in comparison.hits:
        (own,) = (side for side in hit.sides if side.own)
        (record,) = own.records
        found[hit.entity_type, str(record.reference)] = hit
    assert len(found) == len(comparison.hits)
    return found


def test_all_that_is_planted_is_found_and_nothing_else(sides: tuple[Party, Party], clear: Comparison) -> None:
    assert set(by_reference(clear, sides[0].workspace)) == set(PLANTED)


def test_each_hit_is_of_the_right_record_on_the_other_side(sides: tuple[Party, Party], clear: Comparison) -> None:
    other = sides[1].workspace
    assert other is not None
    with other.read() as tables:
        references = tables["records"].select("record_id", "reference").to_pandas().set_index("record_id")["reference"]
    for key, hit in by_reference(clear, sides[0].workspace).items():
        theirs = hit.sides[1]
        assert theirs.n_records == 1
        for record in theirs.records:
            assert references[record.record_id] == record.reference == PLANTED[key]


def test_content_is_shown_only_where_handling_allows(sides: tuple[Party, Party], clear: Comparison) -> None:
    hits = by_reference(clear, sides[0].workspace)
    shown = {key: [record.reference for record in hit.sides[1].records] for key, hit in hits.items()}
    assert shown["phone", "D/01"] == ["S/01"]
    assert shown["phone", "D/02"] == [], "handling C"
    assert shown["vehicle", "D/03"] == ["S/03"], "own conditions do not bind the other side's record"
    assert shown["vehicle", "D/04"] == [], "no code is no permission"
    assert shown["deal_line", "D/05"] == ["S/05"], "handling 1 of 5x5x5"
    conditions = hits["phone", "D/02"].sides[1].withheld
    assert conditions == "1 record withheld: it carries handling conditions. Contact South Wales."
    assert hits["vehicle", "D/04"].sides[1].withheld == "1 record withheld: it has no handling code. Contact Gwent."
    assert "S/02" not in json.dumps([asdict(hit) for hit in clear.hits], default=str)


def test_a_hit_says_when_how_strong_and_whom_to_contact(sides: tuple[Party, Party], clear: Comparison) -> None:
    hits = by_reference(clear, sides[0].workspace)
    first = hits["phone", "D/01"]
    assert (first.label, first.contact, str(first.last_seen)) == ("07700 900123", ("South Wales",), "2022-04-01")
    # 2B is 0.6 x 0.8, 1A is 1, B3 is 0.8 x 0.8; a telephone number is certain, a brand alone half so.
    assert first.strength == pytest.approx(0.48)
    assert hits["deal_line", "D/05"].strength == pytest.approx(round(0.48 * 0.64 * 0.5, 4))
    assert hits["person", "D/08"].strength == pytest.approx(round(0.48 * 0.48 * 0.8, 4))
    # The line and its number tie the same two lines: a quarter of the doubt goes, and the brand counts in full.
    tied = 1 - (1 - 0.48 * 0.48) * 0.75
    assert hits["deal_line", "D/06"].strength == hits["phone", "D/06"].strength == pytest.approx(round(tied, 4))
    days = [hit.last_seen for hit in clear.hits]
    assert days == sorted(days, reverse=True)  # type: ignore[type-var]


def test_people_are_pseudonyms(sides: tuple[Party, Party], clear: Comparison) -> None:
    hits = by_reference(clear, sides[0].workspace)
    assert all(hits["person", ref].label.startswith("Person ") for ref in ("D/07", "D/08"))
    said = json.dumps([asdict(hit) for hit in clear.hits if hit.entity_type == "person"], default=str).casefold()
    assert not [word for word in ("hara", "robert", "bob", "345678", "1990") if word in said]


def test_hashes_find_the_same_things_and_show_nothing(sides: tuple[Party, Party], clear: Comparison) -> None:
    hashed = overlaps.compare(*sides, hashed=True)
    assert hashed.hashed
    assert {hit.item_id for hit in hashed.hits} == {hit.item_id for hit in clear.hits}
    for hit in hashed.hits:
        other = hit.sides[1]
        assert (other.records, other.lines, other.n_records, other.first_seen) == ((), (), None, None)
        assert other.last_month == "2022-04"
    assert {name for hit in hashed.hits for name in hit.contact} == {"South Wales", "Gwent"}
    again = overlaps.compare(*sides, hashed=True, secret=SECRET)
    assert again.hits == hashed.hits, "the secret makes no difference to the result"


CLEAR_VALUES = (
    "7700", "900123", "+447700900123", "07700 900123", "07700900123", "ab12cde", "ab12 cde", "fulmar", "kittiwake",
    "12/345678a", "345678", "o'hara", "ohara", "robert", "bob", "1990", "high street", "yeovil", "ba20", "alder",
    "s/01", "arrest", "south wales",
)  # fmt: skip


def test_no_clear_value_of_a_side_is_in_its_keys_file(sides: tuple[Party, Party], tmp_path: Path) -> None:
    out = tmp_path / "keys.csv"
    written = overlaps.write_keys(sides[1], out, SECRET)
    text = out.read_text(encoding="ascii")
    rows = text.splitlines()[2:]
    assert written.n_keys == len(rows) > len(PLANTED)
    assert rows == sorted(rows, key=lambda row: row.split(",")[1])
    # A short value could stand in a hash by chance, so that hashes are taken away before such values are sought.
    without = "\n".join(",".join(cell for cell in row.split(",") if len(cell) != 64) for row in rows).casefold()
    for value in CLEAR_VALUES:
        assert value not in without
        for form in {value, value.upper(), value.replace(" ", ""), value.replace("'", "")}:
            assert hashlib.sha256(form.encode()).hexdigest() not in text
    with sides[1].workspace.read() as tables:  # type: ignore[union-attr]
        mentions = tables["mentions"].to_pandas()
        records = tables["records"].select("record_id", "reference", "title").to_pandas()
    for column in (mentions["raw"], mentions["normalised"], mentions["mention_id"], records["record_id"]):
        for value in set(column.dropna()) - {""}:
            assert str(value).casefold() not in without
            assert hashlib.sha256(str(value).encode()).hexdigest() not in text
    assert {row.split(",")[2] for row in rows} == {"2022-04"}
    bare = tmp_path / "bare.csv"
    overlaps.write_keys(sides[1], bare, SECRET, bare=True)
    assert all(row.count(",") == 1 for row in bare.read_text(encoding="ascii").splitlines()[2:])


def test_a_keys_file_is_compared_and_both_sides_keep_an_audit_trail(
    sides: tuple[Party, Party], clear: Comparison, tmp_path: Path
) -> None:
    out = tmp_path / "other keys.csv"
    overlaps.write_keys(sides[1], out, SECRET)
    asking, other = sides[0].workspace, sides[1].workspace
    assert asking is not None
    assert other is not None
    version = asking.version()
    theirs = overlaps.find_party(str(out), asking)
    found = overlaps.compare(sides[0], theirs, secret=SECRET)
    assert {hit.item_id for hit in found.hits} == {hit.item_id for hit in clear.hits}
    with pytest.raises(InputError, match="another secret"):
        overlaps.compare(sides[0], theirs, secret=SECRET[:-1] + b"x")
    with pytest.raises(InputError, match="--secret-file"):
        overlaps.compare(sides[0], theirs)
    with pytest.raises(InputError, match="your own workspace"):
        overlaps.compare(theirs, sides[0], secret=SECRET)
    assert asking.version() == version, "a comparison changes no data"
    entries = []
    for workspace in (asking, other):
        assert workspace.verify_audit() is None
        with workspace.read() as tables:
            entries.append(tables["audit"].order_by("seq").to_pandas().iloc[-1])
    assert (entries[0]["action"], json.loads(entries[0]["detail"])["hits"]) == ("consultation", len(PLANTED))
    assert (entries[1]["action"], entries[1]["object"]) == ("disclosure", out.name)
    assert not [value for value in CLEAR_VALUES if value in str(entries[0]["detail"]).casefold()]


def test_a_period_leaves_out_what_is_outside_it(sides: tuple[Party, Party]) -> None:
    filters = Filters(period=(date(2022, 3, 7), date(2022, 4, 1)))
    assert [hit.label for hit in overlaps.compare(*sides, filters=filters).hits] == ["07700 900123"]


def test_exploited_people_are_safeguarded_first(tmp_path: Path) -> None:
    head = "IR Ref,Date,Force,Grading,Handling code,Text,PNC ID,Role,Phone\n"
    row = "{}/1,7/3/2022,{},2B,P,text,12/345678A,{},07700 900123\n"
    texts = [head + row.format("D", "Dorset", "suspect"), head + row.format("G", "Gwent", "exploited")]
    pair = [Party(name, build(tmp_path, name, text)) for name, text in zip("ab", texts, strict=True)]
    for asking, other in (pair, pair[::-1]):
        hits = {hit.entity_type: hit for hit in overlaps.compare(asking, other).hits}
        assert set(hits) == {"person", "phone"}
        person = hits["person"]
        assert person.safeguarding
        assert person.label.startswith("Person ")
        assert [side.records for side in person.sides] == [(), ()]
        assert all(side.withheld.startswith("Safeguard first") for side in person.sides)
    assert hits["phone"].sides[1].records, "the asking side here is the one that names an exploited person"
    told = {hit.entity_type: hit for hit in overlaps.compare(*pair).hits}["phone"].sides[1]
    assert told.records == ()
    assert told.withheld == "1 record withheld: it names an exploited person. Contact Gwent."


@pytest.fixture(scope="module")
def joint(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("joint")
    return build(folder, "joint", ASKING, OTHER)


def test_between_forces_of_one_workspace(joint: Workspace) -> None:
    dorset, gwent = (overlaps.find_party(name, joint) for name in ("Dorset", "Gwent"))
    found = overlaps.compare(dorset, None)
    assert set(by_reference(found, joint)) == set(PLANTED)
    assert all(hit.sides[0].name == "Dorset" for hit in found.hits)
    pair = by_reference(overlaps.compare(dorset, gwent), joint)
    assert set(pair) == {key for key in PLANTED if key[1] > "D/03"}, "the first three are of South Wales"
    hashed = overlaps.compare(dorset, gwent, hashed=True)
    assert set(by_reference(hashed, joint)) == set(pair)
    with joint.read() as tables:
        every = overlaps.between_forces(tables, None, None, Filters())
        turned = overlaps.between_forces(tables, None, dorset.force, Filters())
    assert {hit.item_id for hit in every} == {hit.item_id for hit in found.hits}
    assert turned == found.hits
    assert not any(side.own for hit in every for side in hit.sides)
    (three,) = (hit for hit in every if hit.label == "AB12CDE")
    dorset_side = next(side for side in three.sides if side.name == "Dorset")
    assert dorset_side.records == (), "without an asking side, its conditions hold too"


def test_what_cannot_be_compared_is_refused(joint: Workspace) -> None:
    dorset = overlaps.find_party("dorset police", joint)
    with pytest.raises(InputError, match="two different sides"):
        overlaps.compare(dorset, dorset)
    with pytest.raises(InputError, match="two different sides"):
        overlaps.compare(Party("joint", joint), overlaps.find_party(str(joint.path), joint))
    with pytest.raises(InputError, match="between two sides"):
        overlaps.compare(dorset, None, hashed=True)
    with pytest.raises(InputError, match="a workspace file, a keys file or the name"):
        overlaps.find_party("Nowhere", joint)


def body(name: str, things: list[tuple[str, str]]) -> Body:
    """Make a side in which each thing, an entity and a key of it, is named by a record of its own."""
    rows = [
        {"record_id": f"{name}{i}", "entity_type": "phone", "entity_id": f"{name}{entity}", "key": key}
        for i, (entity, key) in enumerate(things)
    ]
    frame = pd.DataFrame(rows, columns=["record_id", "entity_type", "entity_id", "key"], dtype="str")
    day = date(2022, 3, 7)
    records = {
        row["record_id"]: Record(
            row["record_id"], None, "E23000039", day, day, 0.5, "ungraded", None, None, None, None, 1
        )
        for row in rows
    }
    named = frame.assign(force="E23000039", label="A thing", safeguarding=False, score=1.0)
    return Body(name, named, frame.assign(basis="same value"), records, {}, {})


THINGS = st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("abcde")), max_size=6)


@settings(max_examples=40, deadline=None)
@given(THINGS, THINGS)
def test_hashed_and_clear_comparison_agree(one: list[tuple[str, str]], two: list[tuple[str, str]]) -> None:
    mine, theirs = body("a", one), body("b", two)
    clear = by_value(mine, theirs)
    hashed = by_hash(mine, keyed(theirs, SECRET), SECRET)
    assert {hit.item_id for hit in clear} == {hit.item_id for hit in hashed}
    assert len(clear) == len(hashed) == len({hit.item_id for hit in clear})
    shared = {key for _, key in one} & {key for _, key in two}
    entities = {f"a{entity}" for entity, key in one if key in shared}
    assert {hit.item_id for hit in clear} <= entities
    covered = {record.record_id for hit in clear for side in hit.sides if side.own for record in side.records}
    assert covered == {f"a{i}" for i, (entity, _) in enumerate(one) if f"a{entity}" in entities}
