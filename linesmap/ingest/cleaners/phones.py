"""Read telephone numbers into E.164, with the zero that spreadsheets eat."""

from __future__ import annotations

import re

from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.reasons import Reason

__all__ = ["clean_phones"]

_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?e\+?\d{1,2}", re.IGNORECASE)
_SEPARATORS = re.compile(r"[;,/|&]|\s+(?:and|or)\s+", re.IGNORECASE)
_EXTENSION = re.compile(r"\b(?:ext|extension|x)\.?\s*\d+\s*$", re.IGNORECASE)
_WORDS = re.compile(
    r"withheld|unknown|none|not known|no number|private|n/?k|n/?a|blocked|pay as you go|payg", re.IGNORECASE
)
_UK_MOBILE = r"7\d{9}"
# Numbers of Great Britain after the country code: mobiles, geographic (9 or 10 digits), non-geographic.
_UK_NATIONAL = re.compile(r"7\d{9}|[1238]\d{8,9}|5[56]\d{8}|9\d{9}")
_SEVERAL_MOBILES = re.compile(rf"(?:(?:\+44|0044|44)?0?({_UK_MOBILE}))+")
_FOREIGN = re.compile(r"(?:\+|00)([1-9]\d{7,14})")
_SEVERAL = 12  # more digits than one number with its country code has


def clean_phones(text: str) -> str | Problem | None:
    """Read one telephone number or several.

    Parameters
    ----------
    text
        Such as `07700 900123`, `+44 (0)7700 900123`, `0044 7700 900123`, `447700900123`, `7700900123`
        (the zero eaten by a spreadsheet), `0117 496 0123`, or several separated by `;`, `,` or `/`.

    Returns
    -------
    numbers
        E.164, separated by semicolons, each once. None when the cell says nothing ("withheld" says nothing).
        A `Problem` when a number is incomplete, or lost in Excel's scientific notation; its value is the
        other numbers of the cell.

    Examples
    --------
    >>> clean_phones("07700 900123 / +44 (0)7700 900124")
    '+447700900123;+447700900124'
    >>> clean_phones("7700900123")
    '+447700900123'
    >>> clean_phones("4.47E+11").code.value
    'excel_scientific'
    """
    if is_blank(text):
        return None
    numbers: list[str] = []
    problem: tuple[Reason, str] | None = None
    for part in _SEPARATORS.split(tidy(text)):
        if not any(character.isdecimal() for character in part):
            if part.strip() and not _WORDS.search(part) and not numbers:
                problem = problem or (Reason.PHONE_UNREADABLE, "text without a number")
        elif _SCIENTIFIC.search(part):
            problem = (Reason.EXCEL_SCIENTIFIC, "a number shortened by a spreadsheet, so its digits are lost")
        elif found := _read(part):
            numbers += found
        else:
            problem = problem or (Reason.PHONE_UNREADABLE, "one that is incomplete or has too many digits")
    value = ";".join(dict.fromkeys(numbers)) or None
    if problem:
        code, what = problem
        return Problem(code, f"expected a telephone number such as 07700 900123; found {what}", value)
    return value


def _read(part: str) -> list[str]:
    """Read one number, or several mobiles that only spaces part."""
    digits = re.sub(r"[^\d+]", "", _EXTENSION.sub("", part).replace("(0)", ""))
    one = _one(digits)
    if one:
        return [one]
    if len(digits) > _SEVERAL and _SEVERAL_MOBILES.fullmatch(digits):
        return ["+44" + number for number in re.findall(_UK_MOBILE, _without_codes(digits))]
    return []


def _without_codes(digits: str) -> str:
    return re.sub(rf"(?:\+44|0044|44)?0?({_UK_MOBILE})", r"\1", digits)


def _one(digits: str) -> str | None:
    for prefix in ("+440", "00440", "440", "+44", "0044", "44", "0", ""):
        if digits.startswith(prefix):
            national = digits.removeprefix(prefix)
            # Without any prefix only ten digits are a number whose zero was eaten.
            if _UK_NATIONAL.fullmatch(national) and (prefix or len(national) == 10):  # noqa: PLR2004
                return "+44" + national
    found = _FOREIGN.fullmatch(digits)
    return "+" + found[1] if found and not found[1].startswith("44") else None
