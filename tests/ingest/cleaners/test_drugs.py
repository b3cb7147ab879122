from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.ingest.cleaners.base import Problem
from linesmap.ingest.cleaners.drugs import DrugValue, clean_drug, drugs_in_text


@pytest.mark.parametrize(
    ("text", "names", "drug_class", "form"),
    [
        ("Crack cocaine", ("crack cocaine",), "A", None),
        ("rocks", ("crack cocaine",), "A", "rock"),
        ("light", ("crack cocaine",), "A", None),
        ("cocaine hydrochloride", ("powder cocaine",), "A", "powder"),
        ("coke/MD", ("powder cocaine", "MDMA"), "A", None),
        ("Suspected heroin (brown)", ("heroin",), "A", None),
        ("10 wraps of brown", ("heroin",), "A", None),
        ("H", ("heroin",), "A", None),
        ("B&W", ("heroin", "crack cocaine"), "A", None),
        ("crack & brown", ("crack cocaine", "heroin"), "A", None),
        ("Heroin; Crack", ("heroin", "crack cocaine"), "A", None),
        ("Cannabis, herbal", ("cannabis",), "B", "herbal"),
        ("pollen", ("cannabis",), "B", "resin"),
        ("Cannabis plants", ("cannabis",), "B", "plants"),
        ("skunk", ("cannabis",), "B", None),
        ("ket", ("ketamine",), "B", None),
        ("MD", ("MDMA",), "A", None),
        ("spice / mamba", ("synthetic cannabinoids",), "B", None),
        ("NOS", ("nitrous oxide",), "C", "canisters"),
        ("street vals", ("benzodiazepines",), "C", "tablets"),
        ("heroin and cannabis", ("heroin", "cannabis"), "A", None),
        ("class A", ("unspecified class A",), "A", None),
        ("Class A - heroin", ("heroin",), "A", None),
        ("Viagra", ("sildenafil",), "unknown", "tablets"),
    ],
)
def test_reads_names_and_slang(text: str, names: tuple[str, ...], drug_class: str, form: str | None) -> None:
    assert clean_drug(text) == DrugValue(names, drug_class, form)


@pytest.mark.parametrize(
    ("text", "code", "names"),
    [
        ("white", "drug_ambiguous", ("crack cocaine",)),
        ("pills", "drug_ambiguous", ("ecstasy",)),
        ("food", "drug_ambiguous", ("heroin", "crack cocaine")),
        ("zorbo", "drug_unknown", None),
        ("White powder, not identified", "drug_unknown", None),
        ("heroin and zorbo", "drug_unknown", ("heroin",)),
    ],
)
def test_doubts(text: str, code: str, names: tuple[str, ...] | None) -> None:
    problem = clean_drug(text)
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert (problem.value.names if problem.value else None) == names


def test_nothing_and_running_text() -> None:
    assert clean_drug("N/K") is None
    assert drugs_in_text("The brown dog ate white food near the crack in the wall") == ("crack cocaine",)
    assert drugs_in_text("Possession with intent to supply a controlled drug of Class B - cannabis") == ("cannabis",)
    assert drugs_in_text("A van was seen.") == ()


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    assert clean_drug(text) is None or isinstance(clean_drug(text), (DrugValue, Problem))
