"""Find phones, registration marks, postcodes and the names of known lines, operations and groups in texts.

A name is taken for that of a line when the word "line" stands beside it, when it is quoted, or when it is written
with a capital letter, is neither a forename nor the name of a town, and no word such as Road follows. Everything
found keeps the place where it stands, so that the sentence can be shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd
from nicknames import name_triplets

from linesmap.link.keys import exact_key
from linesmap.link.mentions import MENTION_FIELDS, mention_id
from linesmap.model.vocabulary import EntityType

__all__ = [
    "Found",
    "KnownNames",
    "find_in_text",
    "stated_mentions",
    "text_mentions",
    "with_lines_of_numbers",
    "with_text_mentions",
]

_PHONE = re.compile(
    r"(?<![\d+])\(?(?:\+44|0044|44|0)?\)?[ .\u00a0]?(?:\(0\)[ \u00a0]?)?7(?:[ .)\u00a0-]{0,2}\d){9}(?!\d)"
)
_MARK = re.compile(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b|\b[a-z]{2}\d{2} ?[a-z]{3}\b")
# Older marks look like roads and dates: they count only where the text says that a mark follows.
_OLDER_MARK = re.compile(
    r"\b(?i:vehicle|vrm|vrn|reg(?:istration)?|index|plate|car|van|moped)s?\.?:?(?: (?i:mark|number|no\.?))? "
    r"([A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z])\b"
)
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SHORT_WORDS = frozenset(
    {"the", "and", "for", "was", "has", "had", "are", "but", "not", "his", "her", "who", "did", "off", "out", "all"}
    | {"any", "new", "one", "two", "day", "via", "per", "see", "saw", "got", "end", "ltd"}
)
_LINE_WORDS = frozenset({"line", "lines", "brand", "deal", "county"})
_OPERATION_WORDS = frozenset({"op", "operation", "opn"})
_STREET_WORDS = frozenset(
    {"Road", "Street", "Lane", "Avenue", "Close", "Drive", "Way", "Court", "Crescent", "Gardens", "Place", "Terrace"}
    | {"Grove", "Walk", "Square", "Rise", "Hill", "View", "Park", "Green", "Mews", "Row", "House", "Rd", "St", "Ave"}
)
_QUOTES = frozenset("'‘’\"“”")
_DIGIT = re.compile(r"\d")
_LEAST_LETTERS = 3


@dataclass(frozen=True)
class Found:
    """Something named in a text: what, as written, its key, and its first character and the one after its last."""

    entity_type: EntityType
    raw: str
    normalised: str
    start: int
    end: int


@cache
def _forenames() -> frozenset[str]:
    return frozenset(name.casefold() for triplet in name_triplets() for name in (triplet.name1, triplet.name2))


class KnownNames:
    """The names of lines, operations and groups that are looked for.

    Parameters
    ----------
    lines, operations, groups
        Keys as `exact_key` makes them.
    ordinary
        Words that are also something else, such as towns, in small letters: alone they name no line.
    """

    def __init__(
        self,
        lines: Iterable[str] = (),
        operations: Iterable[str] = (),
        groups: Iterable[str] = (),
        *,
        ordinary: Collection[str] = (),
    ) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], EntityType, str]]] = defaultdict(list)
        self._ordinary = frozenset(ordinary)
        kinds = ((EntityType.DEAL_LINE, lines), (EntityType.OPERATION, operations), (EntityType.GROUP, groups))
        for kind, keys in kinds:
            for key in sorted(set(keys)):
                words = tuple(word.group().casefold() for word in _WORD.finditer(key))
                if words and len(key) >= _LEAST_LETTERS:
                    self._by_first[words[0]].append((words, kind, key))
        for names in self._by_first.values():
            names.sort(key=lambda name: (-len(name[0]), name[1].value, name[2]))

    def __bool__(self) -> bool:
        """Tell whether there is anything to look for."""
        return bool(self._by_first)

    def find(self, text: str) -> Iterator[Found]:
        """Find the names in a text."""
        # Most texts name nothing that is known; looking at their words alone makes a million of them quick.
        if self._by_first.keys().isdisjoint(_WORD.findall(text.casefold())):
            return
        words = list(_WORD.finditer(text))
        plain = [word.group().casefold() for word in words]
        named_until = 0
        for position, word in enumerate(plain):
            # The longer of two names is the one that is named: "snow goose" is not "goose".
            for name, kind, key in self._by_first.get(word, ()) if position >= named_until else ():
                after = position + len(name)
                if tuple(plain[position:after]) != name:
                    continue
                start, end = words[position].start(), words[after - 1].end()
                beside = set(plain[max(position - 1, 0) : position]) | set(plain[after : after + 1])
                street = words[after].group() in _STREET_WORDS if after < len(words) else False
                if not street and self._is_meant(kind, text, (start, end), beside, key):
                    yield Found(kind, text[start:end], key, start, end)
                    named_until = after
                    break

    def _is_meant(self, kind: EntityType, text: str, span: tuple[int, int], beside: set[str], key: str) -> bool:
        if kind is EntityType.DEAL_LINE and beside & _LINE_WORDS:
            return True
        if kind is EntityType.OPERATION and beside & _OPERATION_WORDS:
            return True
        start, end = span
        if kind is EntityType.DEAL_LINE and {text[start - 1 : start], text[end : end + 1]} <= _QUOTES:
            return True
        return text[start].isupper() and key not in _forenames() and key not in self._ordinary


def find_in_text(text: str, known: KnownNames) -> list[Found]:
    """Find what a text names.

    Parameters
    ----------
    text
        The sanitised text of a record.
    known
        Names to look for.

    Returns
    -------
    found
        In the order of the text, each thing once, where it stands first.

    Examples
    --------
    >>> known = KnownNames(["harrier"], ["larkspur"])
    >>> text = "Op Larkspur: HARRIER line on 07700 900123"
    >>> [(one.entity_type.value, one.normalised) for one in find_in_text(text, known)]
    [('operation', 'larkspur'), ('deal_line', 'harrier'), ('phone', '+447700900123')]
    """
    found = list(known.find(text)) if known else []
    if _DIGIT.search(text):
        found += _phones(text)
        found += _marks(text, [one for one in found if one.entity_type is EntityType.PHONE])
        found += _postcodes(text)
    once: dict[tuple[EntityType, str], Found] = {}
    for one in sorted(found, key=lambda one: (one.start, one.entity_type.value)):
        once.setdefault((one.entity_type, one.normalised), one)
    return list(once.values())


def _phones(text: str) -> list[Found]:
    spans = [(match.start(), match.end(), match.group()) for match in _PHONE.finditer(text)]
    return [
        Found(EntityType.PHONE, raw.strip(), "+44" + re.sub(r"\D", "", raw)[-10:], end - len(raw.lstrip()), end)
        for _, end, raw in spans
    ]


def _marks(text: str, taken: list[Found]) -> list[Found]:
    spans = [match.span() for match in _MARK.finditer(text)]
    spans += [match.span(1) for match in _OLDER_MARK.finditer(text)]
    found = []
    for start, end in spans:
        raw = text[start:end]
        letters = re.sub(r"[^A-Za-z]", " ", raw).casefold().split()
        inside = any(one.start < end and start < one.end for one in taken)
        if not inside and _SHORT_WORDS.isdisjoint(letters):
            found.append(Found(EntityType.VEHICLE, raw, exact_key(EntityType.VEHICLE, raw), start, end))
    return found


def _postcodes(text: str) -> list[Found]:
    return [
        Found(EntityType.PLACE, match.group(), f"{match[1]} {match[2]}".casefold(), match.start(), match.end())
        for match in _POSTCODE.finditer(text)
    ]


def text_mentions(records: pd.DataFrame, known: KnownNames) -> pd.DataFrame:
    """List what the texts of records name.

    Parameters
    ----------
    records
        Columns record_id and summary.
    known
        Names to look for.

    Returns
    -------
    mentions
        Columns of the `mentions` table, `from_text` true, with the span of the first place where each thing stands;
        sorted by mention_id.
    """
    texts = records.dropna(subset=["summary"])
    seen: Mapping[str, list[Found]] = {text: find_in_text(text, known) for text in texts["summary"].unique()}
    rows = [
        (
            mention_id(record_id, one.entity_type.value, one.normalised),
            record_id,
            one.entity_type.value,
            None,
            one.raw,
            one.normalised,
            True,
            one.start,
            one.end,
        )
        for record_id, text in zip(texts["record_id"], texts["summary"], strict=True)
        for one in seen[text]
    ]
    frame = pd.DataFrame(rows, columns=list(MENTION_FIELDS))
    return frame.sort_values("mention_id", ignore_index=True)


def stated_mentions(mentions: pd.DataFrame) -> pd.DataFrame:
    """Keep the mentions that columns make: neither those of texts, nor those of lines by their numbers."""
    of_text = mentions["from_text"].fillna(value=False).astype(bool)
    by_number = (mentions["entity_type"] == EntityType.DEAL_LINE.value) & mentions["raw"].str.match(r"^\+?\d{6}")
    return mentions[~of_text & ~by_number]


def with_text_mentions(stated: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Add what texts name to what columns name; what both name keeps its place in the text.

    Parameters
    ----------
    stated
        Mentions from columns.
    found
        From `text_mentions`.

    Returns
    -------
    mentions
        Sorted by mention_id; `from_text` is true where only the text names it.
    """
    spans = found.set_index("mention_id")[["span_from", "span_to"]]
    kept = stated.assign(
        from_text=False,
        span_from=stated["mention_id"].map(spans["span_from"]).astype("Int64"),
        span_to=stated["mention_id"].map(spans["span_to"]).astype("Int64"),
    )
    new = found[~found["mention_id"].isin(stated["mention_id"])]
    new = new.astype({"span_from": "Int64", "span_to": "Int64"})
    both = pd.concat([part for part in (kept, new) if len(part)] or [kept], ignore_index=True)
    return both.sort_values("mention_id", ignore_index=True)[list(MENTION_FIELDS)]


def with_lines_of_numbers(mentions: pd.DataFrame, numbers: Mapping[str, str]) -> pd.DataFrame:
    """Let a record that names the number of a line name the line.

    Parameters
    ----------
    mentions
        From `with_text_mentions`.
    numbers
        Number (E.164) to the key of the only line that a register gives it to.

    Returns
    -------
    mentions
        With a mention of the line for every mention of its number, where the record does not name it already.
    """
    line_type = EntityType.DEAL_LINE.value
    phones = mentions[(mentions["entity_type"] == EntityType.PHONE.value) & mentions["normalised"].isin(numbers)]
    lines = phones.assign(entity_type=line_type, normalised=phones["normalised"].map(numbers))
    lines = lines.drop_duplicates(["record_id", "normalised"])
    ids = zip(lines["record_id"], lines["normalised"], strict=True)
    lines = lines.assign(mention_id=[mention_id(record_id, line_type, key) for record_id, key in ids])
    new = lines[~lines["mention_id"].isin(mentions["mention_id"])]
    both = pd.concat([part for part in (mentions, new) if len(part)] or [mentions], ignore_index=True)
    return both.sort_values("mention_id", ignore_index=True)
