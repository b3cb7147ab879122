from __future__ import annotations

import csv

import pytest

from linesmap.errors import ReferenceDataError
from linesmap.model.vocabulary import DrugClass
from linesmap.reference import drugs
from linesmap.reference.drugs import class_of_drug, drug_names, drug_words, find_drug_words, normalise_drug_text
from linesmap.settings import data_dir


def _rows() -> list[dict[str, str]]:
    with (data_dir() / "reference" / "drugs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_usable_and_no_word_stands_twice() -> None:
    rows = _rows()
    assert len(rows) == len(drug_words()) >= 150
    for row in rows:
        assert normalise_drug_text(row["word"]) == row["word"]
        assert row["scope"] in {"text", "column", "alone"}
        assert row["certain"] in {"yes", "no"}


def test_a_drug_has_one_class() -> None:
    classes: dict[str, set[str]] = {}
    for row in _rows():
        for drug in row["drug"].split(";"):
            classes.setdefault(drug, set()).add(row["drug_class"])
    assert {drug: found for drug, found in classes.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("drug", "drug_class"),
    [
        ("heroin", "A"),
        ("crack cocaine", "A"),
        ("powder cocaine", "A"),
        ("MDMA", "A"),
        ("methadone", "A"),
        ("nitazenes", "A"),
        ("cannabis", "B"),
        ("ketamine", "B"),
        ("amphetamine", "B"),
        ("synthetic cannabinoids", "B"),
        ("GHB", "B"),  # since 13 April 2022
        ("pregabalin", "C"),  # since 1 April 2019
        ("nitrous oxide", "C"),  # since 8 November 2023
        ("xylazine", "C"),  # since 15 January 2025
        ("benzodiazepines", "C"),
        ("alkyl nitrites", "unknown"),
        ("no such drug", "unknown"),
    ],
)
def test_classes(drug: str, drug_class: str) -> None:
    assert class_of_drug(drug) == drug_class


def test_names_are_those_shown_on_screen() -> None:
    assert {"heroin", "crack cocaine", "powder cocaine", "cannabis", "ketamine", "MDMA", "ecstasy"} <= set(drug_names())
    assert all(";" not in drug for drug in drug_names())


def test_running_text_trusts_only_plain_words() -> None:
    text = "Brown bags of white food; crack and heroin sold, no nos given, dark van"
    words, rest = find_drug_words(text, running_text=True)
    assert [drug for word in words for drug in word.drugs] == ["crack cocaine", "heroin"]
    assert "brown bags of white food" in rest
    assert find_drug_words("nothing here", running_text=True) == ((), "nothing here")


def test_the_longest_word_wins() -> None:
    words, rest = find_drug_words("crack cocaine and cannabis resin", running_text=False)
    assert [word.word for word in words] == ["crack cocaine", "cannabis resin"]
    assert rest == "| and |"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("word,drug\nx,y\n", "should have the columns"),
        ("word,drug,drug_class,form,scope,certain\nx,y,Z,,text,yes\n", "class"),
        ("word,drug,drug_class,form,scope,certain\nx,y,A,,everywhere,yes\n", "scope"),
        (None, "missing"),
    ],
)
def test_a_damaged_file_says_so(tmp_path, monkeypatch, content: str | None, message: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    (tmp_path / "reference").mkdir()
    if content is not None:
        (tmp_path / "reference" / "drugs.csv").write_text(content, encoding="utf-8")
    monkeypatch.setattr(drugs, "data_dir", lambda: tmp_path)
    with pytest.raises(ReferenceDataError, match=message):
        drug_words.__wrapped__()


def test_classes_are_the_vocabulary() -> None:
    assert set(drug_names().values()) <= set(DrugClass)
