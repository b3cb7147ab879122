"""Write the fractions, number words and trade measures of a quantity as figures."""

from __future__ import annotations

import re

__all__ = ["spell_out"]

_WORD_NUMBERS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "dozen": "12",
    "couple": "2",
    "a": "1",
    "an": "1",
}
_GLYPHS = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅛": " 1/8", "×": "x"})


def spell_out(text: str) -> str:
    """Write fractions and number words of a quantity as figures.

    Parameters
    ----------
    text
        Lower case.

    Examples
    --------
    >>> spell_out("half a kilo"), spell_out("1/8th"), spell_out("a dozen wraps"), spell_out("1 1/2 oz")
    ('0.5 kilo', '1 eighth', '12 wraps', '1.5 oz')
    """
    text = re.sub(r"\ba (?=dozen\b|couple\b)", "", text.translate(_GLYPHS))
    text = re.sub(r"\bnine[ -]?bars?\b|\b9[ -]?bar\b", "ninebar", text)
    text = re.sub(r"(?<![\dx])(?<![\dx] )\b(ninebar|henry|eighth|teenth)\b", r"1 \1", text)
    # "half an ounce", "quarter of a kilo"; a quarter of nothing named is the trade measure.
    text = re.sub(r"\bhalf(?:\s+of)?(?:\s+an?)?\s+(?=[a-z])", "0.5 ", text)
    text = re.sub(r"\b(?:an?\s+)?quarter(?:\s+of)?(?:\s+an?)?\s+(?=kilo|kg|oz|ounce)", "0.25 ", text)
    text = re.sub(
        r"\b(" + "|".join(_WORD_NUMBERS) + r")\b(?:\s+of(?=\s))?(?!\s*/)", lambda found: _WORD_NUMBERS[found[1]], text
    )
    text = re.sub(r"\b1/(8|16|4)(?:ths?|s)?\b(?!\s*(?:of\s*)?(?:1\s*)?(?:oz|ounce|kilo|kg|g\b))", _trade_measure, text)
    text = re.sub(r"\b(?:(\d+)\s+)?(\d{1,2})/(\d{1,2})(?:ths?)?\b(?:\s+of)?(?:\s+1(?=\s))?", _fraction, text)
    return " ".join(text.split())


def _trade_measure(found: re.Match[str]) -> str:
    return "1 " + {"8": "eighth", "16": "teenth", "4": "quarter"}[found[1]]


def _fraction(found: re.Match[str]) -> str:
    if int(found[3]) == 0:
        return found[0]
    return f"{int(found[1] or 0) + int(found[2]) / int(found[3]):g}"
