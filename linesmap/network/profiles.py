"""Gather everything known of each deal line: where it runs from and to, its numbers, its life, its activity."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from linesmap import reference
from linesmap.model.vocabulary import ClosureType, LineKind, LineStatus, RecordKind
from linesmap.network.check_backs import says_dead
from linesmap.network.footprint import Footprint, footprint_of
from linesmap.network.lines import Closure, LineEvidence, Sighting, Span, Succession, closures_by, life_spans
from linesmap.network.numbers import NumberUse, number_uses
from linesmap.network.successions import LineJudgements, judged_lines, stated_successions
from linesmap.network.transitions import Transition, transitions

__all__ = ["Area", "LineProfile", "LineTables", "line_profiles"]


@dataclass(frozen=True)
class Area:
    """An end of a line: what it is called and where it is (degrees, EPSG:4326)."""

    label: str
    lon: float
    lat: float
    pfa_code: str | None
    uncertainty_m: float
    lad_code: str | None = None
    place_id: str = ""

    @property
    def town(self) -> str:
        """Name without the county."""
        return self.label.split(",", maxsplit=1)[0]


@dataclass(frozen=True)
class LineTables:
    """The frames that profiles are made from.

    `register` is the `deal_lines` table; `records` pairs line_id with record_id, kind, occurred_from, force,
    drugs, summary, lad_code, pfa_code and precision of every event that names the line; `closures` has line_id,
    record_id, occurred_from and closure_type of the enforcement records that close a line; `names` has line_id and
    label of every line named anywhere; `places` and `judgements` are the tables of those names; `numbers` has
    line_id, record_id, occurred_from and number of every telephone number named with a line. `key` writes a name
    as lines are compared.
    """

    register: pd.DataFrame
    records: pd.DataFrame
    closures: pd.DataFrame
    names: pd.DataFrame
    places: pd.DataFrame
    judgements: pd.DataFrame | None = None
    numbers: pd.DataFrame | None = None
    key: Callable[[str], str] = str.casefold


@dataclass(frozen=True)
class LineProfile:
    """One deal line. `origin` is None and `destinations` empty when no register gives them.

    `drugs` are those of the register, and those of its records where the register names none. `check_backs` are
    the days on which somebody tried the line and found it dead, with the record; they are no activity.
    `record_days` are the days of the records that are. `age_days` runs from the first day known to the last day
    considered, or to the day the line ended. `successions` say which line it goes on as, from the register or from
    an accepted suggestion.
    """

    line_id: str
    name: str
    in_register: bool
    line_kind: LineKind
    origin_force: str | None
    origin: Area | None
    destinations: tuple[Area, ...]
    drugs: tuple[str, ...]
    phones: tuple[str, ...]
    forces: tuple[str, ...]
    n_records: int
    first_seen: date | None
    last_activity: date | None
    spans: tuple[Span, ...]
    closures: tuple[Closure, ...]
    successor_of: str | None
    transitions: tuple[Transition, ...] = ()
    numbers: tuple[NumberUse, ...] = ()
    footprint: Footprint = field(default_factory=Footprint)
    check_backs: tuple[tuple[date, str], ...] = ()
    successions: tuple[Succession, ...] = ()
    age_days: int | None = None
    record_days: tuple[date, ...] = ()

    @property
    def route(self) -> str:
        """Where the line runs, in words and short names of towns: `London to Yeovil and Sherborne`."""
        towns = _listed([area.town for area in self.destinations])
        if self.line_kind is LineKind.INTERNAL:
            return f"inside {towns or 'one force'}"
        origin = self.origin.town if self.origin else None
        if origin and towns:
            return f"{origin} to {towns}"
        return towns or (f"from {origin}" if origin else "route not recorded")

    @property
    def status(self) -> LineStatus | None:
        """Status on the last day considered."""
        return self.spans[-1].status if self.spans else None


def line_profiles(tables: LineTables, *, as_of: date, active_days: int = 28) -> list[LineProfile]:
    """Describe every line that a register or a record names.

    Parameters
    ----------
    tables
        See `LineTables`.
    as_of
        Last day to consider; later records are left out of the life and of the counts.
    active_days
        See `life_spans`.

    Returns
    -------
    profiles
        Sorted by name, then id.
    """
    until = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    records = tables.records[tables.records["occurred_from"] < until]
    records = records.assign(dead=[says_dead(text) for text in records["summary"]])
    sought = _Sought(tables, records, until, as_of, active_days)
    profiles = [
        sought.profile(str(line_id), str(name))
        for line_id, name in zip(tables.names["line_id"], tables.names["label"], strict=True)
    ]
    return sorted(profiles, key=lambda profile: (profile.name.casefold(), profile.line_id))


class _Sought:
    """Hold the frames by line, so that each profile takes its own part."""

    def __init__(
        self, tables: LineTables, records: pd.DataFrame, until: pd.Timestamp, as_of: date, active_days: int
    ) -> None:
        closures = tables.closures[tables.closures["occurred_from"] < until]
        self._as_of, self._active_days = as_of, active_days
        self._none = {"records": records.iloc[:0], "closures": closures.iloc[:0], "register": tables.register.iloc[:0]}
        self._records = dict(tuple(records.groupby("line_id")))
        self._closures = dict(tuple(closures.groupby("line_id")))
        self._register = dict(tuple(tables.register.dropna(subset=["line_id"]).groupby("line_id")))
        stated = {*_parts(tables.register["destination_place_id"]), *_parts(tables.register["origin_place_id"])}
        self._areas = _areas(tables.places[tables.places["place_id"].isin(stated)])
        self._numbers = number_uses(tables.register, tables.numbers, as_of)
        self._neighbours = {force.code: force.neighbours for force in reference.forces()}
        # Only a record that names several lines can speak of a successor; there may be a million others.
        several = records[records.duplicated("record_id", keep=False)]
        self._lines_of: dict[str, set[str]] = {}
        for record_id, named in zip(several["record_id"], several["line_id"], strict=True):
            self._lines_of.setdefault(str(record_id), set()).add(str(named))
        days = records.groupby("line_id")["occurred_from"].min()
        first_days = {str(line): stamp.date() for line, stamp in days.items() if pd.notna(stamp)}
        self._judged = judged_lines(tables.judgements, first_days)
        self._stated = stated_successions(tables.register, tables.names, tables.key, first_days)

    def profile(self, line_id: str, name: str) -> LineProfile:
        entry = self._register.get(line_id, self._none["register"])
        records = self._records.get(line_id, self._none["records"])
        alive = records[~records["dead"].astype(bool)]
        closures = _closures(entry, self._closures.get(line_id, self._none["closures"]))
        evidence = self._evidence(line_id, entry, alive, closures)
        spans = life_spans(evidence, as_of=self._as_of, active_days=self._active_days)
        first = [seen.on for seen in evidence.records] + ([evidence.first_seen] if evidence.first_seen else [])
        last = [seen.on for seen in evidence.records] + ([evidence.last_seen] if evidence.last_seen else [])
        origin_force = next(iter(_parts(entry["origin_force"])), None)
        destinations = tuple(self._areas[p] for p in _parts(entry["destination_place_id"]) if p in self._areas)
        kind, basis = _line_kind(entry, origin_force, destinations)
        return LineProfile(
            line_id=line_id,
            name=name,
            in_register=len(entry) > 0,
            line_kind=kind,
            origin_force=origin_force,
            origin=next((self._areas[p] for p in _parts(entry["origin_place_id"]) if p in self._areas), None),
            destinations=destinations,
            drugs=_parts(entry["drugs"]) or _parts(records["drugs"]),
            phones=_parts(entry["phone"]),
            forces=tuple(sorted(set(records["force"].dropna()))),
            n_records=len(records),
            first_seen=min(first, default=None),
            last_activity=max(last, default=None),
            spans=spans,
            closures=closures_by(evidence, self._as_of),
            successor_of=next(iter(_parts(entry["successor_of"])), None),
            transitions=transitions(evidence, spans, as_of=self._as_of, active_days=self._active_days),
            numbers=self._numbers.get(line_id, ()),
            footprint=footprint_of(
                records,
                stated_districts=sorted({area.lad_code for area in destinations if area.lad_code}),
                stated_origin=origin_force,
                kind=kind,
                kind_basis=basis,
                neighbours=self._neighbours,
            ),
            check_backs=_days_of(records[records["dead"].astype(bool)]),
            successions=tuple(one for one in evidence.successions if one.on <= self._as_of),
            age_days=_age(spans),
            record_days=tuple(sorted(seen.on for seen in evidence.records)),
        )

    def _evidence(
        self, line_id: str, entry: pd.DataFrame, records: pd.DataFrame, closures: tuple[Closure, ...]
    ) -> LineEvidence:
        judged: LineJudgements = self._judged
        by_judgement = judged.successions.get(line_id, [])
        judged_later = {one.later for one in by_judgement}
        stated = [
            one
            for one in self._stated.get(line_id, [])
            if one.later not in judged_later and judged.verdicts.get((line_id, one.later, None), ("",))[0] != "reject"
        ]
        successions = tuple(sorted([*by_judgement, *stated]))
        seen = [
            Sighting(stamp.date(), RecordKind(kind), str(record_id))
            for stamp, kind, record_id in zip(
                records["occurred_from"], records["kind"], records["record_id"], strict=True
            )
            if pd.notna(stamp)
        ]
        first = [pd.Timestamp(day).date() for day in entry["first_seen"].dropna()]
        last = [pd.Timestamp(day).date() for day in entry["last_seen"].dropna()]
        statuses = set(entry["status"].dropna())
        return LineEvidence(
            records=tuple(one for one in seen if not self._speaks_of_successor(one, successions)),
            closures=closures,
            first_seen=min((day for day in first if day <= self._as_of), default=None),
            last_seen=max((day for day in last if day <= self._as_of), default=None),
            register_status="suspected" if statuses == {"suspected"} else next(iter(sorted(statuses)), None),
            successions=successions,
            returns=tuple(judged.returns.get(line_id, [])),
            no_returns=tuple(judged.no_returns.get(line_id, [])),
            register_ids=tuple(sorted(entry["record_id"])),
        )

    def _speaks_of_successor(self, seen: Sighting, successions: tuple[Succession, ...]) -> bool:
        """Tell whether a record names an ended line only beside the one it goes on as, as in "formerly Harrier"."""
        named = self._lines_of.get(seen.record_id, set())
        return any(seen.on >= one.on and one.later in named for one in successions)


def _days_of(records: pd.DataFrame) -> tuple[tuple[date, str], ...]:
    known = records.dropna(subset=["occurred_from"])
    return tuple(
        sorted((stamp.date(), str(one)) for stamp, one in zip(known["occurred_from"], known["record_id"], strict=True))
    )


_ENDED = {LineStatus.CLOSED_TYPE_1, LineStatus.CLOSED_TYPE_2, LineStatus.MERGED, LineStatus.REBRANDED}


def _age(spans: tuple[Span, ...]) -> int | None:
    if not spans:
        return None
    open_until = [span.end for span in spans if span.status not in _ENDED]
    return (max(open_until, default=spans[0].start) - spans[0].start).days + 1


def _areas(places: pd.DataFrame) -> dict[str, Area]:
    found = places.dropna(subset=["lon", "lat"])
    return {
        row["place_id"]: Area(
            row["label"],
            row["lon"],
            row["lat"],
            _text(row["pfa_code"]),
            row["uncertainty_m"],
            _text(row["lad_code"]),
            row["place_id"],
        )
        for row in found.to_dict("records")
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _listed(words: list[str]) -> str:
    distinct = list(dict.fromkeys(words))
    return " and ".join([", ".join(distinct[:-1]), distinct[-1]] if len(distinct) > 1 else distinct)


def _parts(values: Iterable[object]) -> tuple[str, ...]:
    """Split cells at semicolons and keep each part once, in order."""
    return tuple(dict.fromkeys(part for value in values if isinstance(value, str) for part in value.split(";") if part))


def _closures(entry: pd.DataFrame, recorded: pd.DataFrame) -> tuple[Closure, ...]:
    """Gather the closures that register and records report; one of the same day and type once."""
    rows = list(zip(recorded["occurred_from"], recorded["closure_type"], recorded["record_id"], strict=True))
    rows += list(zip(entry["closed_on"], entry["closure_type"], entry["record_id"], strict=True))
    behind: dict[tuple[date, ClosureType], list[str]] = {}
    for on, kind, record_id in rows:
        if pd.notna(on) and _text(kind):
            behind.setdefault((pd.Timestamp(on).date(), ClosureType(kind)), []).append(str(record_id))
    return tuple(sorted(Closure(on, kind, tuple(sorted(set(ids)))) for (on, kind), ids in behind.items()))


def _line_kind(entry: pd.DataFrame, origin_force: str | None, destinations: tuple[Area, ...]) -> tuple[LineKind, str]:
    """Take the kind from the register, else from the forces of its two ends; and say which."""
    stated = next(iter(_parts(entry["line_kind"])), None)
    if stated in {LineKind.EXTERNAL.value, LineKind.INTERNAL.value}:
        return LineKind(stated), "stated"
    ends = {area.pfa_code for area in destinations}
    if not origin_force or not ends or None in ends:
        return LineKind.UNKNOWN, "unknown"
    return (LineKind.INTERNAL if ends == {origin_force} else LineKind.EXTERNAL), "from its ends"
