"""Cut the sentence out of a text in which something was found, with the found words apart."""

from __future__ import annotations

import re

__all__ = ["sentence_around"]

_END = re.compile(r"(?<=[.!?])\s+|\n+")
_MOST = 240
_LEFT_OUT = "… "


def sentence_around(text: str, first: int, last: int) -> list[list[str | bool]]:
    """Give the sentence that holds a span, in pieces.

    Parameters
    ----------
    text
        The text of a record.
    first, last
        Where the found words begin, and where what follows begins; counted in characters from 0. Numbers outside
        the text are brought into it.

    Returns
    -------
    pieces
        [text, whether it is what was found], in order, empty pieces left out. A long sentence is shortened to about
        240 characters around the words.

    Examples
    --------
    >>> sentence_around("Two males seen. Phone 07700 900123 used daily. No more.", 22, 34)
    [['Phone ', False], ['07700 900123', True], [' used daily.', False]]
    """
    first = min(max(first, 0), len(text))
    last = min(max(last, first), len(text))
    start = max((found.end() for found in _END.finditer(text) if found.end() <= first), default=0)
    end = min((found.start() for found in _END.finditer(text) if found.start() >= last), default=len(text))
    room = max(0, _MOST - (last - first)) // 2
    before, after = text[start:first], text[last:end]
    if len(before) > room:
        before = _LEFT_OUT + before[len(before) - room :]
    if len(after) > room:
        after = after[:room] + _LEFT_OUT[::-1]
    pieces: list[list[str | bool]] = [[before, False], [text[first:last], True], [after, False]]
    return [piece for piece in pieces if piece[0]]
