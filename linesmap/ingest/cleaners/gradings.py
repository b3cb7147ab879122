"""Read gradings and handling codes, 3x5x2 and 5x5x5, each kept as recorded."""

from __future__ import annotations

import re

from linesmap.ingest.cleaners.base import Problem, is_blank, squash, tidy
from linesmap.ingest.reasons import Reason
from linesmap.model.grading import Grading, parse_grading

__all__ = ["clean_grading", "clean_handling", "combine_evaluations"]

_LEADING_CODE = re.compile(r"([1-5A-E])(?![A-Z0-9])")


def clean_grading(text: str) -> Grading | Problem | None:
    """Read a grading such as `2B`, `2B P`, `1-A-C` or `B31`.

    Examples
    --------
    >>> clean_grading("2b p").text
    '2B'
    """
    if is_blank(text):
        return None
    grading = parse_grading(tidy(text).replace("(", " ").replace(")", " ").strip())
    if grading is None:
        message = "expected a grading such as 2B P (3x5x2) or B31 (5x5x5); found other text"
        return Problem(Reason.GRADING_UNREADABLE, message)
    return grading


def combine_evaluations(source: str, information: str) -> Grading | Problem | None:
    """Read a grading filed in two columns, source and information, such as `2` and `B - corroborated`.

    Examples
    --------
    >>> combine_evaluations("2 - Untested", "B").text
    '2B'
    >>> combine_evaluations("B", "3").scheme
    '5x5x5'
    """
    if is_blank(source) and is_blank(information):
        return None
    codes = [_LEADING_CODE.match(tidy(part).upper()) for part in (source, information)]
    grading = parse_grading("".join(code[1] for code in codes if code)) if all(codes) else None
    if grading is None:
        message = "expected a source code and an information code such as 2 and B; found other text"
        return Problem(Reason.GRADING_UNREADABLE, message)
    return grading


def clean_handling(text: str) -> str | Problem | None:
    """Read a handling code: P (lawful sharing permitted), C (with conditions), or the 5x5x5 digit.

    Examples
    --------
    >>> clean_handling("Lawful sharing permitted with conditions"), clean_handling("p"), clean_handling("1")
    ('C', 'P', '1')
    """
    if is_blank(text):
        return None
    word = squash(text)
    if "condition" in word and not word.startswith(("nocondition", "withoutcondition")):
        return "C"
    if word.startswith(("lawfulsharing", "sharingpermitted", "nocondition", "withoutcondition")):
        return "P"
    if found := re.fullmatch(r"([PC1-5])(?:[\s:.-].*)?", tidy(text).upper()):
        return found[1]
    return Problem(
        Reason.HANDLING_UNREADABLE, "expected the handling code P or C, or a digit from 1 to 5; found other text"
    )
