"""Read how a disruption was graded, by whom, and whether somebody checked it. Nothing here guesses a grade."""

from __future__ import annotations

from linesmap.ingest.cleaners.base import Problem, is_blank, squash, tidy
from linesmap.ingest.privacy import scrub
from linesmap.ingest.reasons import Reason
from linesmap.model.vocabulary import DisruptionGrade, FourP

__all__ = ["clean_assessor", "clean_four_p", "clean_grade", "clean_moderation"]

_GRADE_WORDS = {
    **dict.fromkeys(("maj", "majorimpact", "majoreffect"), DisruptionGrade.MAJOR),
    **dict.fromkeys(("mod", "moderateimpact", "moderateeffect"), DisruptionGrade.MODERATE),
    **dict.fromkeys(("min", "minorimpact", "minoreffect"), DisruptionGrade.MINOR),
    **dict.fromkeys(
        ("nodisruption", "nodisruptiveeffect", "noimpact", "noeffect", "notdisrupted"), DisruptionGrade.NONE
    ),
    **dict.fromkeys(("neg", "negativeimpact", "negativeeffect"), DisruptionGrade.NEGATIVE),
    **{f"{word}{grade.value}": grade for grade in DisruptionGrade for word in ("", "grade", "graded")},
    **{f"{grade.value}disruption": grade for grade in DisruptionGrade},
}
_FOUR_P_WORDS = {
    **{form: four_p for four_p in FourP for form in (four_p.value, f"{four_p.value}strand", f"4p{four_p.value}")},
    **dict.fromkeys(("pursuit", "pursued"), FourP.PURSUE),
    **dict.fromkeys(("prevention", "prevented"), FourP.PREVENT),
    **dict.fromkeys(("protection", "protected"), FourP.PROTECT),
    **dict.fromkeys(("preparation", "prepared"), FourP.PREPARE),
}
_YES = frozenset({"yes", "y", "true", "1", "moderated", "done", "complete", "completed"})
_NO = frozenset({"no", "n", "false", "0", "none", "notmoderated", "unmoderated", "notyet", "pending", "awaiting"})


def clean_grade(text: str) -> str | Problem | None:
    """Read the grade of a disruption: one of `DisruptionGrade`.

    Returns
    -------
    grade
        None when the cell is empty; here the word "none" is a grade. A `Problem` without a value for any other word,
        which rejects the row.

    Examples
    --------
    >>> clean_grade("Major disruption"), clean_grade("MOD"), clean_grade("None"), clean_grade("")
    ('major', 'moderate', 'none', None)
    >>> clean_grade("major/moderate").value is None
    True
    """
    grade = _GRADE_WORDS.get(squash(tidy(text)))
    if grade is not None:
        return grade.value
    if is_blank(text):
        return None
    message = "expected one grade: major, moderate, minor, none or negative; found something else, and none is guessed"
    return Problem(Reason.GRADE_UNKNOWN, message)


def clean_four_p(text: str) -> str | Problem | None:
    """Read the strand: one of `FourP`. A row has one; several are left empty with a warning.

    Examples
    --------
    >>> clean_four_p("PURSUE"), clean_four_p("Prevention")
    ('pursue', 'prevent')
    """
    if is_blank(text):
        return None
    found = _FOUR_P_WORDS.get(squash(tidy(text)))
    message = "expected one of pursue, prevent, protect, prepare; found something else, left empty"
    return found.value if found else Problem(Reason.WORD_UNKNOWN, message)


def clean_assessor(text: str) -> str | Problem | None:
    """Read the office or unit that judged a disruption. A rank with a name or a number is a person, and no office.

    Examples
    --------
    >>> clean_assessor(" South West  ROCU")
    'South West ROCU'
    >>> clean_assessor("DI SMITH").code.value
    'person_named'
    """
    if is_blank(text):
        return None
    office = tidy(text)
    if scrub(office) != office:
        message = "expected the office or unit that judged it; found an officer, who is not to be named"
        return Problem(Reason.PERSON_NAMED, message)
    return office


def clean_moderation(text: str) -> str | Problem | None:
    """Read whether a grade was checked: yes, no, or the office that did, without officers.

    Examples
    --------
    >>> clean_moderation("Y"), clean_moderation("not moderated"), clean_moderation("Regional panel")
    ('yes', 'no', 'Regional panel')
    """
    word = squash(tidy(text))
    if word in _YES or word in _NO:
        return "yes" if word in _YES else "no"
    return None if is_blank(text) else scrub(tidy(text))
