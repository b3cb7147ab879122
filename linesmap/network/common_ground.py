"""Hold what records name with each line and what they say of it, so that two lines can be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from linesmap.model.vocabulary import EntityType, Precision, Role
from linesmap.network.wording import SAME_WORDING, adverts, handsets, likeness, says_changed

__all__ = ["Ground", "Shared"]

_MOST_LINES = 6
_EXACT = {Precision.POINT.value, Precision.POSTCODE_UNIT.value}
_COMPARED = {EntityType.PERSON.value, EntityType.PHONE.value, EntityType.VEHICLE.value, EntityType.ADDRESS.value}


@dataclass(frozen=True)
class Shared:
    """A thing named with both lines: its label, whether only as an exploited person, and records of each."""

    entity_id: str
    label: str
    exploited: bool
    record_ids: tuple[str, ...]


class Ground:
    """What records name with lines.

    Parameters
    ----------
    pairs
        record_id, line_id of the records that name lines, with `on` (day), `summary`, `place_id`, `place_label` and
        `precision`.
    named
        record_id, entity_id, entity_type, role and label of everything those records name.
    line_names
        Line to its name.

    Notes
    -----
    A thing named with more than six lines says little and is left out, and so is an advert whose wording more than
    three lines use. What is only named in records that name both lines ties them no closer than those records do,
    and is left out too.
    """

    def __init__(self, pairs: pd.DataFrame, named: pd.DataFrame, line_names: dict[str, str]) -> None:
        self.names = dict(line_names)
        pairs = pairs.sort_values(["line_id", "record_id"])
        self._lines_of = {str(one): set(lines) for one, lines in pairs.groupby("record_id")["line_id"]}
        self._texts = {
            str(one): text
            for one, text in zip(pairs["record_id"], pairs["summary"], strict=True)
            if isinstance(text, str) and text
        }
        self._day = {str(one): on for one, on in zip(pairs["record_id"], pairs["on"], strict=True)}
        self._records: dict[str, list[str]] = {
            str(line): [str(one) for one in ids] for line, ids in pairs.groupby("line_id")["record_id"]
        }
        self._of_line: dict[str, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
        self._labels: dict[str, str] = {}
        self._plain: dict[str, bool] = defaultdict(bool)
        self._fill(pairs, named)
        self._adverts = self._said(adverts)
        self._handsets = self._said(handsets)

    def _fill(self, pairs: pd.DataFrame, named: pd.DataFrame) -> None:
        kept = named[named["entity_type"].isin(_COMPARED)]
        rows = pairs[["record_id", "line_id"]].merge(kept, on="record_id")
        for row in rows.itertuples():
            self._add(str(row.line_id), str(row.entity_type), str(row.entity_id), str(row.record_id), str(row.label))
            if row.role != Role.EXPLOITED.value:
                self._plain[str(row.entity_id)] = True
        exact = pairs[pairs["precision"].isin(_EXACT)].dropna(subset=["place_id"])
        for row in exact.itertuples():
            self._add(str(row.line_id), "exact place", str(row.place_id), str(row.record_id), str(row.place_label))
            self._plain[str(row.place_id)] = True
        lines_of: dict[tuple[str, str], set[str]] = defaultdict(set)
        for line, things in self._of_line.items():
            for key in things:
                lines_of[key].add(line)
        common = {key for key, lines in lines_of.items() if len(lines) > _MOST_LINES}
        for things in self._of_line.values():
            for key in common & things.keys():
                del things[key]

    def _add(self, line: str, kind: str, entity: str, record: str, label: str) -> None:
        self._of_line[line][kind, entity].add(record)
        self._labels[entity] = label

    def _said(self, find: Callable[[str], tuple[str, ...]]) -> dict[str, dict[str, set[str]]]:
        found: dict[str, dict[str, set[str]]] = {}
        by_record = {one: find(text) for one, text in self._texts.items()}
        for line, records in self._records.items():
            for one in records:
                for words in by_record.get(one, ()):
                    found.setdefault(line, {}).setdefault(words, set()).add(one)
        return found

    def shared(self, kind: str, earlier: str, later: str) -> list[Shared]:
        """List the things of a kind (a value of `EntityType`, or `exact place`) named with both lines, by label."""
        a, b = self._of_line.get(earlier, {}), self._of_line.get(later, {})
        found = []
        for key in sorted(a.keys() & b.keys()):
            if key[0] != kind:
                continue
            behind = self._evidence(a[key], b[key], earlier, later)
            if behind:
                found.append(Shared(key[1], self._labels[key[1]], not self._plain[key[1]], behind))
        return sorted(found, key=lambda one: (one.exploited, one.label, one.entity_id))

    def before_and_after(self, kind: str, line: str, day: date) -> list[Shared]:
        """List the things of a kind named with one line both up to a day and after it."""
        found = []
        for (of_kind, entity), records in sorted(self._of_line.get(line, {}).items()):
            if of_kind != kind:
                continue
            before = sorted(one for one in records if self._day[one] <= day)
            after = sorted(one for one in records if self._day[one] > day)
            if before and after:
                behind = (before[0], *after[:2])
                found.append(Shared(entity, self._labels[entity], not self._plain[entity], behind))
        return sorted(found, key=lambda one: (one.exploited, one.label, one.entity_id))

    def handsets(self, earlier: str, later: str) -> list[Shared]:
        """List the handsets that texts of both lines name by the end of their IMEI, or one text of both."""
        a, b = self._handsets.get(earlier, {}), self._handsets.get(later, {})
        return [
            Shared(end, f"IMEI ending {end}", False, tuple(sorted(a[end] | b[end]))[:4])  # noqa: FBT003
            for end in sorted(a.keys() & b.keys())
        ]

    def same_wording(self, earlier: str, later: str) -> tuple[float, str, str, tuple[str, ...]] | None:
        """Find the two adverts of the lines that are most alike: likeness, both texts and their records."""
        brands = [self.names[earlier], self.names[later]]
        best: tuple[float, str, str, tuple[str, ...]] | None = None
        for one, of_one in sorted(self._adverts.get(earlier, {}).items()):
            for other, of_other in sorted(self._adverts.get(later, {}).items()):
                if not self._evidence(of_one, of_other, earlier, later):
                    continue
                alike = likeness(one, other, brands)
                if alike >= SAME_WORDING and (best is None or alike > best[0]) and not self._is_common(one):
                    best = (alike, one, other, (min(of_one), min(of_other)))
        return best

    def _is_common(self, advert: str) -> bool:
        users = sum(
            any(likeness(advert, other, self.names.values()) >= SAME_WORDING for other in said)
            for said in self._adverts.values()
        )
        return users > _MOST_LINES // 2

    def said_changed(self, earlier: str, later: str) -> tuple[str, ...]:
        """List the records whose text names both lines and speaks of a change of name or hands."""
        names = self.names[earlier], self.names[later]
        either = sorted({*self._records.get(earlier, []), *self._records.get(later, [])})
        return tuple(one for one in either if says_changed(self._texts.get(one, ""), *names))

    def records_after(self, line: str, day: date) -> list[str]:
        """List the records that name a line after a day, first one first."""
        return sorted((one for one in self._records.get(line, []) if self._day[one] > day), key=lambda r: self._day[r])

    def _evidence(self, a: set[str], b: set[str], earlier: str, later: str) -> tuple[str, ...]:
        """Give a record or two of each line; none when only records that name both lines tie them."""
        both = {earlier, later}
        own = [sorted(one for one in ids if not both <= self._lines_of.get(one, set())) for ids in (a, b)]
        return (*own[0][:2], *own[1][:2]) if own[0] and own[1] else ()
