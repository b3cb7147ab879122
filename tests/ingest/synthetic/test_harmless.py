"""Nothing in the files can belong to, point to or demean a real person."""

from __future__ import annotations

import re
from pathlib import Path

from linesmap.ingest.synthetic import broadcasts, texts
from linesmap.ingest.synthetic.addresses import STREET_WORDS
from linesmap.ingest.synthetic.groups import GROUPS
from linesmap.ingest.synthetic.layout import INVENTED
from linesmap.ingest.synthetic.names import BIRDS
from linesmap.settings import data_dir

from .conftest import Demo

CHECKOUT = f"{Path(__file__).resolve().parents[4]}/".encode()
"""Folder that holds the checkout, wherever it is."""

PHONE = re.compile(r"(?<![\dA-Za-z/])(?:\+44|0044|44|0)?\s?-?(7\d{3})[\s-]?(\d{3})[\s-]?(\d{3})(?!\d)")
MARK = re.compile(r"\b([A-Z]{2})\d{2} ?[A-Z]{3}\b")
HARMFUL = ("slave", "mule", "plugg", "prostitut", "recruited", "junkie", "county lines kid", "gang member", "target")


def cells(demo: Demo) -> list[str]:
    return [
        str(int(cell)) if isinstance(cell, float) and cell > 1e9 else str(cell)
        for *_, row in demo.rows()
        for cell in row
    ]


def test_every_phone_number_is_in_the_drama_range(demo: Demo) -> None:
    found = [match.groups() for text in cells(demo) for match in PHONE.finditer(text)]
    assert len(found) > 8_000
    assert {(area, start[0]) for area, start, _ in found} == {("7700", "9")}
    assert all(start.startswith("900") for _, start, _ in found)


def test_truth_files_name_no_other_phone(demo: Demo) -> None:
    for path in demo.written.truth:
        found = [match.groups() for match in PHONE.finditer(path.read_text(encoding="utf-8"))]
        assert all((area, start) == ("7700", "900") for area, start, _ in found)


def test_registration_marks_have_an_area_code_that_is_not_issued(demo: Demo) -> None:
    columns = {"VRM", "Reg", "Vehicle (VRM)", "Index", "Registration", "VRN", "Vehicle reg"}
    marks = []
    for rows in demo.tables.values():
        header = next((row for row in rows[:4] if columns & {str(cell) for cell in row}), None)
        if header is None:
            continue
        at = next(index for index, cell in enumerate(header) if cell in columns)
        marks += [str(row[at]).upper() for row in rows[rows.index(header) + 1 :] if len(row) > at and row[at]]
    assert len(marks) > 1_000
    assert all(MARK.fullmatch(mark) and mark[0] in "QZ" for mark in marks)


def test_nobody_exploited_has_a_name_in_any_file(demo: Demo) -> None:
    exploited = {row["person_id"] for row in demo.truth["people"] if row["role"] == "exploited"}
    others = {row["person_id"] for row in demo.truth["people"] if row["role"] != "exploited"}
    assert exploited
    assert not exploited & others
    places = {(r["file"], r["sheet"], int(r["row"])) for r in demo.truth["people"] if r["role"] == "exploited"}
    assert all(not row["name_as_written"] for row in demo.truth["people"] if row["role"] == "exploited")
    names = {"Name", "Subject", "Nominal name", "Subject name"}
    headers = {}
    for file, sheet, number, row in demo.rows():
        if number <= 3 and names & {str(cell) for cell in row}:
            headers[file, sheet] = next(index for index, cell in enumerate(row) if cell in names)
        elif (file, sheet, number) in places and (file, sheet) in headers:
            assert not row[headers[file, sheet]]


def fields_of(header: str) -> set[str]:
    """Give what a column may hold, by its header alone."""
    known = {
        "name": {"Name", "Subject", "Nominal name", "Subject name", "Forename", "Surname"},
        "born": {"DOB", "Date of birth"},
        "home": {"Home address", "Nominal address", "Home postcode"},
        "role": {"Role", "Subject category", "Subject role", "Person role"},
    }
    return {field for field, headers in known.items() if header in headers}


def test_no_row_about_someone_exploited_says_who_it_is(demo: Demo, small: Demo) -> None:
    rows = 0
    for written in (demo, small):
        for _, row in written.cells():
            roles = " ".join(str(cell) for header, cell in row.items() if "role" in fields_of(header))
            if "exploited" in roles.casefold():
                rows += 1
                told = [header for header, cell in row.items() if cell and fields_of(header) & {"name", "born", "home"}]
                assert not told
    assert rows > 1_000


def test_nobody_exploited_stands_in_a_nominal_index_or_has_a_home(demo: Demo) -> None:
    exploited = {row["person_id"] for row in demo.truth["people"] if row["role"] == "exploited"}
    indexed = {row["person_id"] for row in demo.truth["people"] if row["file"].startswith("nominals")}
    assert len(indexed) > 300
    assert not exploited & indexed
    homes = {(row["file"], row["sheet"], row["row"]) for row in demo.truth["addresses"]}
    at_home = [row for row in demo.truth["people"] if (row["file"], row["sheet"], row["row"]) in homes]
    assert {row["role"] for row in at_home} == {"suspect"}


def test_streets_and_groups_are_invented(demo: Demo) -> None:
    addresses = [row["address_as_written"] for row in demo.truth["addresses"]]
    words = {word.casefold() for word in STREET_WORDS}
    assert len(addresses) > 3_000
    assert all(words & set(re.findall("[a-z]+", text.casefold())) for text in addresses)
    places = (data_dir() / "reference" / "places.csv").read_text(encoding="utf-8")
    gazetteer = set(re.findall("[a-z]+", places.casefold()))
    assert "southampton" in gazetteer
    assert not (words | {name.casefold() for name in GROUPS}) & (gazetteer | {bird.casefold() for bird in BIRDS})


def test_exploited_people_have_the_role_and_children_are_ten_or_older(demo: Demo) -> None:
    places = {(r["file"], r["sheet"], int(r["row"])) for r in demo.truth["people"] if r["role"] == "exploited"}
    roles, ages = [], []
    at: dict[tuple[str, str], tuple[int, int | None]] = {}
    for file, sheet, number, row in demo.rows():
        texts_ = [str(cell).casefold() for cell in row]
        role = next((i for i, cell in enumerate(texts_) if cell.endswith("role") or cell == "subject category"), None)
        if number <= 3 and role is not None:
            age = next((i for i, cell in enumerate(texts_) if cell in {"age", "age at arrest"}), None)
            at[file, sheet] = (role, age)
        elif (file, sheet, number) in places:
            role_at, age_at = at[file, sheet]
            roles.append(str(row[role_at]).casefold())
            if age_at is not None and str(row[age_at]).replace(".0", "").isdigit():
                ages.append(int(float(row[age_at])))
    assert all("exploited" in role for role in roles)
    assert min(ages) >= 10
    assert sum(age < 18 for age in ages) > 100


def test_both_roles_stand_in_one_row_only_where_the_log_lists_them(demo: Demo) -> None:
    roles: dict[tuple[str, str, str], set[str]] = {}
    for row in demo.truth["people"]:
        roles.setdefault((row["file"], row["sheet"], row["row"]), set()).add(row["role"])
    mixed = [place for place, found in roles.items() if len(found) > 1]
    assert 10 <= len(mixed) <= 80
    assert {file for file, *_ in mixed} <= {
        "intelligence_avon_and_somerset_niche.csv",
        "intelligence_regional_shared.csv",
    }


def test_every_file_says_that_it_is_invented(demo: Demo) -> None:
    for path in demo.written.files:
        tables = [rows for (file, _), rows in demo.tables.items() if file == path.name]
        assert all(any(INVENTED in str(cell) for row in rows[:2] for cell in row) for rows in tables), path.name
    for path in demo.written.truth:
        assert INVENTED in path.read_text(encoding="utf-8").split("\n")[1]


def test_sentences_are_many_and_speak_with_respect() -> None:
    every = [text for group in texts._BY_NAME.values() for text in group]
    assert len(set(every)) >= 60
    every += [*broadcasts._OPENINGS, *broadcasts._NEWS, *broadcasts._DEALS, *broadcasts._HOURS, *broadcasts._CLOSINGS]
    assert not [text for text in every for word in HARMFUL if word in text.casefold()]


def test_no_machine_or_address_leaks(demo: Demo) -> None:
    for path in (*demo.written.files, *demo.written.truth):
        content = path.read_bytes()
        for token in (b"http://" if path.suffix == ".csv" else b"/" + b"home/", b"/tmp/", CHECKOUT):
            assert token not in content
