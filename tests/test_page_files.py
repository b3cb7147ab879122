"""The file of a page: what stays behind, what it says of itself, its audit entry, and that it is always the same."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Sequence
from html import unescape
from pathlib import Path

import pytest

from linesmap import network
from linesmap.errors import RenderError
from linesmap.link import entity_id, exact_key
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType
from linesmap.page_files import Drawn, DrawnRow, DrawnSection, PageFile, file_name, make_page, write_page
from linesmap.page_held import Held, public_reason
from linesmap.picture import backdrop_of
from linesmap.store import Workspace
from linesmap.view.sheet_pictures import chart_picture
from tests.test_lines import AFTER, REGISTER, add
from tests.view.test_sheet_page import chart

HEAD = "URN,Date,Force,Postcode,Grade,Handling,Line,Phone,VRM,Nominal ref,Role,Text\n"
OPEN = (
    HEAD
    + """\
IR1,1/2/2025,A&S,BA20 1BB,2B,P,Harrier,07700 900001,AB12 CDE,N/1,suspect,Deals from a flat
IR2,10/2/2025,A&S,BA20 1DE,2B,P,Harrier,07700 900001,AB12 CDE,N/2,suspect,Deals from a house
IR3,20/2/2025,A&S,BA20 1BB,2B,P,Harrier,07700 900001,,N/9,exploited,A child was seen carrying
IR8,5/3/2025,Dorset,DT9 3AA,2B,C,Harrier,07700 900055,ZZ99 ZZZ,N/55,suspect,Secret words of a source
IR9,6/3/2025,Dorset,DT9 3AA,2B,C,Osprey,07700 900066,,N/66,suspect,More secret words
IR10,7/3/2025,A&S,BA20 1BB,2B,C,Harrier,07700 900001,,,,Secret words again
"""
)
SECRET = ("07700 900", "+447700", "AB12", "ZZ99", "N/1", "N/55", "IR1", "Deals from", "Secret words", "Osprey")
"""What no file may hold: numbers, plates, references, the text of records, and what only a withheld record names."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    workspace = Workspace(folder / "w.duckdb")
    add(workspace, folder, "deal_line", register=REGISTER)
    add(workspace, folder, "intelligence", before=OPEN, after=AFTER)
    return workspace.path


@pytest.fixture
def workspace(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("LINESMAP_ACTOR", "A unit")
    return Workspace(shutil.copy(built, tmp_path / "w.duckdb"))


def page(*parts: Drawn | DrawnRow | DrawnSection, **given: object) -> PageFile:
    return PageFile(**({"page": "lines", "title": "Lines", "shown": lambda _: "All", "parts": parts} | given))  # type: ignore[arg-type]


def held_words(data: bytes) -> str:
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", data.decode(), flags=re.DOTALL))


def line_id(held: Held, name: str) -> str:
    return next(one.line_id for one in held.profiles if one.name == name)


def test_lines_are_described_by_the_records_that_may_leave(workspace: Workspace) -> None:
    with workspace.read() as tables:
        held = Held(tables, most_rows=10)
        assert held.n_withheld == 3
        assert [one.name for one in held.profiles] == ["Harrier", "New Harrier", "Plover"]
        harrier = held.profiles[0]
        assert harrier.n_records == 3, "IR8 carries conditions"
        assert harrier.last_activity is not None
        assert harrier.last_activity.isoformat() == "2025-02-20"
        assert {use.number for use in harrier.numbers} == {"+447700900001"}
        assert held.line_names == {one.line_id: one.name for one in held.profiles}


def test_ties_count_the_records_that_may_leave_and_have_pseudonyms(workspace: Workspace) -> None:
    with workspace.read() as tables:
        held = Held(tables, most_rows=10)
        harrier = line_id(held, "Harrier")
        ties = held.ties(harrier)
        phones = ties[ties["type"] == "phone"].drop_duplicates("entity_id")
        assert len(phones) == 1, "the number of IR8 stays behind"
        assert phones["n_records"].tolist() == [4], "the register and IR1 to IR3, not IR10"
        assert re.fullmatch(r"Phone [0-9A-F]{6}", phones["label"].iloc[0])
        assert phones["label"].iloc[0] == held.number("+447700900001")
        plates = ties.loc[ties["type"] == "vehicle", "label"].unique()
        assert len(plates) == 1
        assert plates[0].startswith("Vehicle ")
        people = ties[ties["type"] == "person"]["entity_id"].nunique()
        assert people == 3
        whole = tables["links"].to_pandas()
        between = {harrier, phones["entity_id"].iloc[0]}
        own = whole[whole["entity_a"].isin(between) & whole["entity_b"].isin(between)]
        assert own["n_records"].tolist() == [5]
        hidden = entity_id(EntityType.PHONE, exact_key(EntityType.PHONE, "+447700900055"))
        assert hidden in {*whole["entity_a"], *whole["entity_b"]}
        phone = phones["entity_id"].iloc[0]
        vehicle = ties.loc[ties["type"] == "vehicle", "entity_id"].iloc[0]
        pairs = held.ties_among([phone, vehicle])
        assert pairs == [(min(phone, vehicle), max(phone, vehicle))], "two records name both"
        assert held.ties_among([hidden, phone]) == []


def test_records_that_may_leave_are_told_from_the_others(workspace: Workspace) -> None:
    with workspace.read() as tables:
        held = Held(tables, most_rows=10)
        records = tables["records"].to_pandas().set_index("reference")["record_id"]
        assert held.leaving([records["IR1"], records["IR8"]]) == {records["IR1"]}
        assert held.origins([records["IR1"], records["IR8"], "J7"]) == "before.csv, row 2; decision J7"


def test_a_withheld_line_has_no_name_in_the_words_of_the_filters(workspace: Workspace) -> None:
    with workspace.read() as tables:
        held, backdrop = Held(tables, most_rows=10), backdrop_of(tables)
        ids = {one.name: one.line_id for one in backdrop.profiles}
        assert held.filter_words(Filters(lines=(ids["Harrier"],)), backdrop) == "Records naming the line Harrier"
        assert "Osprey" not in held.filter_words(Filters(lines=(ids["Osprey"],)), backdrop)


def test_reasons_for_suggestions_name_nothing_but_lines(workspace: Workspace) -> None:
    with workspace.read() as tables:
        found = Held(tables, most_rows=10).suggestions
    said = [public_reason(reason.kind, reason.words) for one in found for reason in one.reasons]
    assert said
    assert not [words for words in said if any(secret in words for secret in SECRET)]
    assert public_reason("wording", "adverts are worded alike (90 of 100): Best of Harrier") == (
        "adverts are worded alike (90 of 100)"
    )
    brand = "the name Harrier on a number not known before the closure: +447700900001"
    assert public_reason("brand", brand) == "the name Harrier on a number not known before the closure"
    assert public_reason("handset", "same handset: 3567") == "same handset"
    every = set(network.POINTS)
    cut = {kind for kind in every if public_reason(kind, "x: 07700 900001") == "x"}
    assert {"number", "people", "vehicles", "addresses", "places", "handset", "wording", "brand"} <= cut


def test_the_file_says_what_it_is_and_is_logged(workspace: Workspace) -> None:
    drawn = Drawn(lambda held, _: f"<p>{len(held.profiles)} lines</p>")
    file = page(drawn, DrawnRow((1, 2), ([drawn], [])), DrawnSection("Fold", [drawn]), limits=["Mind."], counts="leave")
    data = write_page(workspace, file)
    words = " ".join(held_words(data).split())
    assert "Shown: All. Made by A unit from data as held on" in words
    assert words.count("3 lines") == 3
    assert "3 records whose handling carries conditions, and all that only they say. No number of this file" in words
    assert "before.csv" in words
    assert "Source Sans: SIL Open Font License 1.1" in words
    with workspace.read() as tables:
        entry = tables["audit"].to_pandas().sort_values("seq").iloc[-1]
    assert (entry["action"], entry["object"]) == ("disclosure", "linesmap-lines.html")
    detail = json.loads(entry["detail"])
    assert detail == {
        "page": "lines",
        "audience": "analyst",
        "withheld": 3,
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    assert workspace.verify_audit() is None
    assert write_page(workspace, file) == data, "that it was taken away once changes nothing in it"


def test_sums_of_every_record_are_said_to_be_so(workspace: Workspace) -> None:
    with workspace.read() as tables:
        every = held_words(make_page(tables, page(Drawn(lambda _, __: "<p>1</p>")))[0])
        published = held_words(make_page(tables, page(Drawn(lambda _, __: "<p>1</p>"), counts="published"))[0])
    assert "Sums count every record: 3 records carry conditions." in every
    assert "all figures of this page are published" in published
    assert "before.csv" not in published
    assert "Vega" not in every


def test_a_file_with_a_chart_names_who_drew_it(workspace: Workspace) -> None:
    def draw(_: Held, shade: str) -> str:
        return chart_picture(chart(shade), alt_text="Bars", width=300, theme=shade)

    with workspace.read() as tables:
        data, _ = make_page(tables, page(Drawn(draw)))
        assert make_page(tables, page(Drawn(draw)))[0] == data, "charts are drawn alike every time"
    assert "Charts drawn with Vega and Vega-Lite: BSD 3-Clause" in held_words(data)


def test_a_part_says_what_it_leaves_out_once(workspace: Workspace) -> None:
    def draw(held: Held, _: str) -> str:
        held.say_left_out("Two things.")
        return "<p>x</p>"

    with workspace.read() as tables:
        data, n_withheld = make_page(tables, page(Drawn(draw), Drawn(draw)))
    assert n_withheld == 3
    assert held_words(data).count("Two things.") == 1


def test_a_file_that_is_too_large_has_fewer_rows_or_is_refused(workspace: Workspace) -> None:
    asked: list[int] = []

    def rows(held: Held, theme: str) -> str:
        asked.append(held.most_rows)
        return "<p>" + "x" * 8_000 * held.most_rows + "</p>"

    with workspace.read() as tables:
        data, _ = make_page(tables, page(Drawn(rows)))
        assert len(data) < 5_000_000
        assert sorted(set(asked), reverse=True) == [1000, 250]
        with pytest.raises(RenderError, match="under 5,000,000 bytes"):
            make_page(tables, page(Drawn(lambda _, __: "x" * 6_000_000)))


@pytest.mark.parametrize(
    ("about", "name"),
    [
        ("", "linesmap-lines.html"),
        ("Harrier", "linesmap-lines-harrier.html"),
        ("../../etc/passwd", "linesmap-lines-etc-passwd.html"),
        ("<b>\x00 É", "linesmap-lines-b.html"),
        ("a" * 200, f"linesmap-lines-{'a' * 60}.html"),
    ],
)
def test_names_of_files_are_plain(about: str, name: str) -> None:
    assert file_name("lines", about) == name


def parts_of(kinds: Sequence[str]) -> list[Drawn]:
    return [Drawn(lambda _, __, kind=kind: f"<p>{kind}</p>") for kind in kinds]  # type: ignore[misc]


def test_parts_stand_in_their_order(workspace: Workspace) -> None:
    one, two, three, four = parts_of(["one", "two", "three", "four"])
    with workspace.read() as tables:
        data, _ = make_page(tables, page(one, DrawnRow((1, 2), ([two], [DrawnSection("Tab", [three])])), four))
    assert re.findall(r"<p>(one|two|three|four)</p>", data.decode()) == ["one", "two", "three", "four"]
