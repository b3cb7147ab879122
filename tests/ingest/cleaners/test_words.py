from __future__ import annotations

from datetime import date

import pytest

from linesmap.ingest.cleaners.ages import clean_age
from linesmap.ingest.cleaners.base import Problem
from linesmap.ingest.cleaners.forces import clean_force, clean_forces
from linesmap.ingest.cleaners.gradings import clean_grading, clean_handling, combine_evaluations
from linesmap.ingest.cleaners.markings import clean_marking, states_too_high
from linesmap.ingest.cleaners.words import (
    LINE_STATUSES,
    OUTCOMES,
    clean_action,
    clean_closure_type,
    clean_line_kind,
    clean_line_status,
    clean_outcome,
    clean_role,
)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Arrested", "arrest"),
        ("Arrest on warrant", "arrest"),
        ("Warrant, 3 arrests", "warrant"),
        ("S.23 warrant", "warrant"),
        ("s.23 search", "stop and search"),
        ("Stop/search", "stop and search"),
        ("Person search", "stop and search"),
        ("Charged", "charge"),
        ("Line closure T1", "line closure"),
        ("DDTRO", "line closure"),
        ("Cuckooing visit", "safeguarding visit"),
        ("Welfare check", "safeguarding visit"),
        ("Safeguarding referral", "referral"),
        ("NRM referral", "referral"),
        ("Drug test on arrest", "drug test"),
        ("Other", "other"),
    ],
)
def test_actions(text: str, action: str) -> None:
    assert clean_action(text) == action


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("A no further action disposal", "no further action"),
        ("NFA", "no further action"),
        ("not charged", "no further action"),
        ("Investigation complete; no suspect identified", "no further action"),
        ("Arrest", "other"),
        ("Khat or Cannabis warning", "out of court"),
        ("Penalty Notice for Disorder", "out of court"),
        ("CR", "out of court"),
        ("Summons / charged by post", "charged"),
        ("Remanded", "charged"),
        ("RUI", "pending"),
        ("Bailed", "pending"),
    ],
)
def test_outcomes(text: str, outcome: str) -> None:
    assert clean_outcome(text) == outcome
    assert outcome in OUTCOMES


@pytest.mark.parametrize(
    ("cleaner", "text", "value"),
    [
        (clean_role, "DP", "suspect"),
        (clean_role, "Exploited child", "exploited"),
        (clean_role, "Suspect / potential victim", "exploited"),
        (clean_role, "Witness", "witness"),
        (clean_role, "Subject", "unknown"),
        (clean_line_status, "LIVE", "active"),
        (clean_line_status, "Not active", "dormant"),
        (clean_line_status, "Closed (Type 1)", "closed"),
        (clean_line_status, "re-opened", "reactivated"),
        (clean_line_status, "Rebranded", "rebranded"),
        (clean_line_status, "Suspected", "suspected"),
        (clean_line_kind, "Ext", "external"),
        (clean_line_kind, "internal", "internal"),
        (clean_closure_type, "T1", "Type 1"),
        (clean_closure_type, "type two", "Type 2"),
        (clean_closure_type, "2", "Type 2"),
    ],
)
def test_lists(cleaner, text: str, value: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    assert cleaner(text) == value


@pytest.mark.parametrize(
    ("cleaner", "kept"),
    [
        (clean_action, "other"),
        (clean_outcome, "other"),
        (clean_role, "unknown"),
        (clean_line_status, "unknown"),
        (clean_line_kind, "unknown"),
        (clean_closure_type, None),
    ],
)
def test_an_unknown_word_is_kept_as_the_least(cleaner, kept: str | None) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    problem = cleaner("qwerty 12")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.value) == ("word_unknown", kept)
    assert cleaner(" - ") is None


def test_statuses_are_a_closed_list() -> None:
    texts = ("live", "quiet", "closed", "merged", "new", "reactivated", "rebrand", "qwerty")
    found = [clean_line_status(text) for text in texts]
    assert {value.value if isinstance(value, Problem) else value for value in found} == set(LINE_STATUSES)


@pytest.mark.parametrize(
    ("text", "marking"),
    [
        ("OFFICIAL", "OFFICIAL"),
        ("O", "OFFICIAL"),
        ("O-S", "OFFICIAL-SENSITIVE"),
        ("OFFSEN", "OFFICIAL-SENSITIVE"),
        ("OFFICIAL - SENSITIVE", "OFFICIAL-SENSITIVE"),
        ("OFFICIAL-SENSITIVE [PERSONAL]", "OFFICIAL-SENSITIVE"),
    ],
)
def test_markings(text: str, marking: str) -> None:
    assert clean_marking(text) == marking


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("RESTRICTED", "marking_legacy", "OFFICIAL-SENSITIVE"),
        ("NOT PROTECTIVELY MARKED", "marking_legacy", "OFFICIAL-SENSITIVE"),
        ("banana", "marking_unknown", "OFFICIAL-SENSITIVE"),
        ("SECRET", "marking_too_high", None),
        ("UK TOP SECRET", "marking_too_high", None),
        ("Confidential", "marking_too_high", None),
    ],
)
def test_markings_with_a_doubt(text: str, code: str, value: str | None) -> None:
    problem = clean_marking(text)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.value) == (code, value)


def test_a_lone_marking_above_a_table() -> None:
    assert states_too_high("SECRET")
    assert states_too_high("UK SECRET - OPERATIONAL")
    assert not states_too_high("The secret garden list")


def test_gradings_keep_their_scheme() -> None:
    new, old = clean_grading("2b p"), clean_grading("B31")
    assert (new.text, new.scheme, new.handling) == ("2B", "3x5x2", "P")  # type: ignore[union-attr]
    assert (old.text, old.scheme, old.handling) == ("B3", "5x5x5", "1")  # type: ignore[union-attr]
    assert combine_evaluations("2 - Untested", "B").text == "2B"  # type: ignore[union-attr]
    assert isinstance(combine_evaluations("2", ""), Problem)
    assert isinstance(clean_grading("9Z"), Problem)
    assert clean_grading("") is None


def test_handling_codes() -> None:
    assert [clean_handling(text) for text in ("p", "C", "1", "With conditions", "No conditions", "")] == [
        "P",
        "C",
        "1",
        "C",
        "P",
        None,
    ]
    assert isinstance(clean_handling("ask"), Problem)


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("17", "under 18"),
        ("18", "18-24"),
        ("34", "25-34"),
        ("35", "over 34"),
        ("10-17", "under 18"),
        ("under 10", "under 18"),
        ("18-24", "18-24"),
        ("over 34", "over 34"),
        ("35+", "over 34"),
        ("Juvenile", "under 18"),
        ("25 years old", "25-34"),
        ("08/03/2004", "under 18"),
        ("07/03/2004", "18-24"),
        ("1/1/65", "over 34"),
        ("adult", None),
        ("", None),
    ],
)
def test_ages(text: str, band: str | None) -> None:
    assert clean_age(text, on=date(2022, 3, 7), today=date(2026, 3, 1)) == band


@pytest.mark.parametrize(
    ("text", "on", "code"),
    [
        ("16-19", date(2022, 3, 7), "age_across_bands"),
        ("over 20", date(2022, 3, 7), "age_across_bands"),
        ("01/01/1900", date(2022, 3, 7), "age_unreadable"),
        ("07/03/2024", date(2022, 3, 7), "age_unreadable"),
        ("07/03/2004", None, "age_unreadable"),
        ("999", date(2022, 3, 7), "age_unreadable"),
        ("old", date(2022, 3, 7), "age_unreadable"),
    ],
)
def test_ages_that_tell_nothing(text: str, on: date | None, code: str) -> None:
    problem = clean_age(text, on=on, today=date(2026, 3, 1))
    assert isinstance(problem, Problem)
    assert problem.code == code


def test_forces() -> None:
    assert [clean_force(text) for text in ("Hants", "HIOW", "D&C", "Hampshire Constabulary")] == [
        "E23000030",
        "E23000030",
        "E23000035",
        "E23000030",
    ]
    assert clean_force("n/a") is None
    assert isinstance(clean_force("Ruritania"), Problem)
    assert clean_forces("Avon and Somerset; Devon and Cornwall") == "E23000036;E23000035"
    assert clean_forces("Dorset and Wiltshire, D&C") == "E23000039;E23000038;E23000035"
    some = clean_forces("Cambridgeshire;ERSOU")
    assert isinstance(some, Problem)
    assert some.value == "E23000023"
