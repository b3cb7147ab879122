"""Templates: what a YAML file may say, what it does to a table, and what is suggested for a header."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.errors import ColumnError, TemplateError
from linesmap.ingest import (
    ColumnSource,
    DateOrder,
    Template,
    find_template,
    parse_template,
    read_file,
    read_template,
    required_missing,
    shipped_templates,
    suggest_table,
    suggestion_text,
    template_text,
)
from linesmap.ingest.cleaners.base import squash
from linesmap.ingest.police_uk import STOP_HEADER, STREET_HEADER
from linesmap.ingest.tables import make_table
from linesmap.model.imports import ParsedSheet
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import RecordKind

TODAY = date(2026, 3, 1)

YAML = """
name: Westmark exhibits
kind: seizure
columns:
  occurred_from: Datum
  drug: [Substance, Stuff]
  quantity: Amount
  place: {join: [Road, Town]}
  cash_gbp: Cash
constants:
  operation: Larkspur
date_order: month first
units: {quantity: kg}
values:
  drug:
    Substance 4: crack
    nothing found:
force: Dorset
drop: [Keeper]
keep: [Officer present]
unused: [Colour]
"""
ROWS = (
    "Datum,Substance,Amount,Road,Town,Cash,Keeper,Colour,Officer present\n"
    "3/7/22,substance-4,2,Fore Street,Bodmin,£5,Jo,red,yes\n"
    "12/25/22,Nothing found,1,,Poole,,Jo,,no\n"
    "7 Mar 22,heroin,3 wraps,,Poole,,Jo,,no\n"
    "25/12/22,heroin,3 wraps,,Poole,,Jo,,no\n"
)


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., ParsedSheet]:
    def run(text: str, template: Template | None = None, name: str = "x.csv", **more: object) -> ParsedSheet:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        (found,) = read_file(path, template=template, today=TODAY, **more)  # type: ignore[arg-type]
        return found

    return run


def test_a_template_says_what_columns_values_dates_and_units_mean(sheet: Callable[..., ParsedSheet]) -> None:
    found = sheet(ROWS, parse_template(YAML, "x.yaml"))
    records = found.records
    assert [str(at)[:10] for at in records["occurred_from"]] == ["2022-03-07", "2022-12-25", "2022-03-07"]
    assert list(records["drug"]) == ["crack cocaine", None, "heroin"]
    assert records["quantity_g"].tolist()[:2] == [2000.0, 1000.0], "kg is the unit of numbers without one"
    assert [query.text for query in records["location"]] == ["Fore Street, Bodmin", "Poole", "Poole"]
    assert set(records["operation"]) == {"Larkspur"}
    assert set(records["recording_force"]) == {"E23000039"}, "Dorset"
    assert found.dropped == ("Keeper",)
    assert "Keeper" not in records["raw"][0]
    assert "Officer present" in records["raw"][0], "kept, as the template says it names nobody"
    assert "3/7/22" in records["raw"][0], "the row as filed is not translated"
    (reject,) = found.rejects
    assert (reject.row_number, reject.reason_code) == (5, "date_impossible"), "25/12 has no 25th month"


def test_a_template_is_written_and_read_again_the_same() -> None:
    template = parse_template(YAML, "x.yaml")
    assert parse_template(template_text(template), "again") == template
    for shipped in shipped_templates():
        assert parse_template(template_text(shipped), "again") == shipped


NAMES = st.sampled_from([column.name for column in KINDS[RecordKind.SEIZURE].all_columns])
WORDS = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() and text.isprintable())


@given(
    st.builds(
        Template,
        name=WORDS,
        kind=st.just(RecordKind.SEIZURE),
        columns=st.dictionaries(
            NAMES, st.builds(ColumnSource, st.lists(WORDS, min_size=1).map(tuple), st.booleans()), min_size=1
        ),
        constants=st.dictionaries(NAMES, WORDS),
        date_order=st.sampled_from(list(DateOrder)),
        drop=st.lists(WORDS).map(tuple),
        automatic=st.booleans(),
    )
)
def test_any_template_survives_its_file(template: Template) -> None:
    assert parse_template(template_text(template), "x") == template


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected for a template a list of keys"),
        ("- a", "expected for a template a list of keys"),
        ("kind: seizure\ncolumns: {drug: D}", "expected for name a text, found nothing"),
        ("name: x\nkind: burglary\ncolumns: {drug: D}", "for kind one of intelligence, .*found 'burglary'"),
        ("name: x\nkind: seizure", "at least one entry under columns"),
        ("name: x\nkind: seizure\ncolumns: {colour: C}", "a column among .*found 'colour'"),
        ("name: x\nkind: seizure\ncolumns: {drug: {first: C}}", "columns, drug a header"),
        ("name: x\nkind: seizure\ncolumns: {drug: D}\ndate_order: american", "day first, month first"),
        ("name: x\nkind: seizure\ncolumns: {drug: D}\nunits: {quantity: furlong}", "a unit such as g"),
        ("name: x\nkind: seizure\ncolumns: {drug: D}\nunits: {cash: g}", "under units only `quantity`"),
        ("name: x\nkind: seizure\ncolumns: {drug: D}\ndelete: all", "the key 'delete'"),
        ("name: x\nkind: seizure\ncolumns: {drug: D}\nautomatic: maybe", "for automatic yes or no"),
        ("name: &a x\nkind: seizure\ncolumns:\n  drug: *a", "without YAML aliases"),
        ("name: [unclosed", "line 1: expected a YAML file"),
        ("name: !!python/object/apply:os.system [ls]", "expected a YAML file"),
        ("{" * 5000, "expected a YAML file"),
    ],
)
def test_a_template_that_says_something_wrong_is_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(TemplateError, match=words) as caught:
        parse_template(text, "mine.yaml")
    assert str(caught.value).startswith("mine.yaml")
    assert str(caught.value).endswith(".")


def test_templates_are_found_by_name_or_file(tmp_path: Path) -> None:
    assert find_template("Seizure-Register").name == "seizure register"
    saved = parse_template(YAML, "x")
    assert find_template("westmark exhibits", (saved,)) is saved
    path = tmp_path / "t.yaml"
    path.write_text(YAML, encoding="utf-8")
    assert find_template(str(path)) == saved
    with pytest.raises(TemplateError, match=r"found 'nothing'. Known are: .*line register"):
        find_template("nothing")
    with pytest.raises(TemplateError, match="could not be opened"):
        read_template(tmp_path / "none.yaml")
    path.write_bytes(b"#" * 300_000)
    with pytest.raises(TemplateError, match="at most 200 kB"):
        read_template(path)


def test_shipped_templates_are_those_of_the_field() -> None:
    names = {template.name: template for template in shipped_templates()}
    assert set(names) == {
        "arrest export",
        "data.police.uk stop and search",
        "data.police.uk street-level crime",
        "intelligence log",
        "line register",
        "results return",
        "seizure register",
    }
    street, stops = names["data.police.uk street-level crime"], names["data.police.uk stop and search"]
    assert set(map(squash, street.headers)) == set(map(squash, STREET_HEADER))
    assert set(map(squash, stops.headers)) == set(map(squash, STOP_HEADER))
    for template in names.values():
        assert not required_missing(template), template.name
        assert template.about.endswith(".")


def test_a_shipped_template_reads_a_register_with_other_columns(sheet: Callable[..., ParsedSheet]) -> None:
    header = "Custody record no,Arrest date/time,DOB or age,Offence,Outcome,Force,Station"
    text = f"{header}\nC1,7/3/22 10:00,17,PWITS,RUI,Hants,X\n"
    found = sheet(text, find_template("arrest export"))
    (record,) = found.records.to_dict("records")
    assert (record["action"], record["outcome"], record["age_band"]) == ("arrest", "pending", "under 18")
    assert record["recording_force"] == "E23000030", "found by its name, though the template does not name it"
    with pytest.raises(ColumnError, match="fits none of the columns"):
        sheet("a,b\n1,2\n", find_template("arrest export"))


def test_a_saved_template_is_used_for_exactly_its_header(sheet: Callable[..., ParsedSheet]) -> None:
    saved = Template(
        "mine",
        RecordKind.SEIZURE,
        {"occurred_from": ColumnSource(("A",)), "drug": ColumnSource(("B",))},
        unused=("C",),
        automatic=True,
    )
    found = sheet("B,A,C\ncrack,7/3/22,x\n", saved=(saved,))
    assert (found.template, list(found.records["drug"])) == ("mine", ["crack cocaine"])
    with pytest.raises(ColumnError):
        sheet("B,A,D\ncrack,7/3/22,x\n", saved=(saved,))


HEADER = [
    "Exhibit ref",
    "Dt seized",
    "Where seized",
    "Drug type",
    "Amount seized",
    "Units",
    "Handset",
    "Officer in case",
]
VALUES = [
    ["ABC/1", "7/3/22", "Yeovil", "crack", "14.2", "g", "07700 900123", "PC 9"],
    ["ABC/2", "8/3/22", "Poole", "heroin", "3", "wraps", "07700 900124", "PC 9"],
    ["ABC/3", "9/3/22", "Bath", "ketamine", "2", "g", "07700 900125", "PC 9"],
    ["ABC/4", "31/02/22", "Exeter", "zorbo", "5", "g", "07700 900126", "PC 9"],
    ["ABC/5", "10/3/22", "Frome", "MDMA", "6", "g", "07700 900127", "PC 9"],
]


def test_suggestions_come_with_a_confidence_and_a_reason() -> None:
    table = make_table("", [HEADER, *VALUES])
    found = suggest_table(table, kind="auto", name="x.csv", template=None, saved=(), today=TODAY)
    assert found.template is not None
    assert found.template.kind is RecordKind.SEIZURE
    by_header = {suggestion.header: suggestion for suggestion in found.suggestions}
    meaning = {header: suggestion.column for header, suggestion in by_header.items()}
    assert meaning == {
        "Exhibit ref": "reference",
        "Dt seized": "occurred_from",
        "Where seized": "place",
        "Drug type": "drug",
        "Amount seized": "quantity",
        "Units": "unit",
        "Handset": "phone",
        "Officer in case": None,
    }
    assert by_header["Exhibit ref"].confidence == 0.95
    assert by_header["Dt seized"].readable == pytest.approx(4 / 5), "31 February is not read"
    assert by_header["Dt seized"].confidence < 0.85
    assert by_header["Drug type"].readable == pytest.approx(4 / 5)
    assert by_header["Officer in case"].dropped
    assert by_header["Officer in case"].examples == ()
    text = suggestion_text(found.template, found.suggestions, found.reason)
    assert "occurred_from: Dt seized  # 0." in text
    assert parse_template(text, "suggested") == found.template


def test_values_speak_where_the_header_says_nothing() -> None:
    rows = [[f"0770090012{n}", f"AB1{n} CDE", f"{n + 1}/3/22"] for n in range(6)]
    table = make_table("", [["q1", "q2", "q3"], *rows])
    found = suggest_table(table, kind="seizure", name="x.csv", template=None, saved=(), today=TODAY)
    assert [suggestion.column for suggestion in found.suggestions] == ["phone", "vehicle", "occurred_from"]
    assert all(suggestion.confidence <= 0.6 for suggestion in found.suggestions)


def test_a_suggestion_for_any_kind_that_is_named() -> None:
    table = make_table("", [["Measure", "Value"], ["arrests", "5"]])
    found = suggest_table(table, kind="result", name="x.csv", template=None, saved=(), today=TODAY)
    assert found.template is not None
    assert required_missing(found.template) == ("programme",)


ROWS_OF_TEXT = st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=4)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6), ROWS_OF_TEXT)
def test_any_header_gets_suggestions_that_make_a_template(header: list[str], rows: list[list[str]]) -> None:
    table = make_table("", [header, *rows])
    found = suggest_table(table, kind="auto", name="x.csv", template=None, saved=(), today=TODAY)
    if found.template is None:
        return
    named = [
        suggestion.column
        for suggestion in found.suggestions
        if suggestion.column and suggestion.column not in {"place", "home_address", "person_ref"}
    ]
    assert len(named) == len(set(named))
    assert all(0 <= suggestion.confidence <= 1 for suggestion in found.suggestions)
    if found.template.columns:
        text = suggestion_text(found.template, found.suggestions, found.reason)
        assert parse_template(text, "x").columns == found.template.columns
