"""Gather everything known of each deal line: where it runs from and to, its numbers, its life, its activity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from linesmap.model.vocabulary import ClosureType, LineKind, LineStatus, RecordKind
from linesmap.network.lines import Closure, LineEvidence, Span, life_spans

__all__ = ["Area", "LineProfile", "LineTables", "line_profiles"]


@dataclass(frozen=True)
class Area:
    """An end of a line: what it is called and where it is (degrees, EPSG:4326)."""

    label: str
    lon: float
    lat: float
    pfa_code: str | None
    uncertainty_m: float

    @property
    def town(self) -> str:
        """Name without the county."""
        return self.label.split(",", maxsplit=1)[0]


@dataclass(frozen=True)
class LineTables:
    """The frames that profiles are made from.

    `register` is the `deal_lines` table; `records` pairs line_id with record_id, kind, occurred_from, force
    and drugs of every event that names the line; `closures` has line_id, occurred_from and closure_type of
    the enforcement records that close a line; `names` has line_id and label of every line named anywhere;
    `places` is the `places` table.
    """

    register: pd.DataFrame
    records: pd.DataFrame
    closures: pd.DataFrame
    names: pd.DataFrame
    places: pd.DataFrame


@dataclass(frozen=True)
class LineProfile:
    """One deal line. `origin` is None and `destinations` empty when no register gives them.

    `drugs` are those of the register, and those of its records where the register names none.
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
    closures = tables.closures[tables.closures["occurred_from"] < until]
    by_line = dict(tuple(records.groupby("line_id")))
    closed = dict(tuple(closures.groupby("line_id")))
    registered = dict(tuple(tables.register.dropna(subset=["line_id"]).groupby("line_id")))
    areas = _areas(tables.places)
    profiles = []
    for line_id, name in zip(tables.names["line_id"], tables.names["label"], strict=True):
        entry = registered.get(line_id)
        profiles.append(
            _profile(
                line_id=str(line_id),
                name=str(name),
                entry=entry if entry is not None else tables.register.iloc[:0],
                records=by_line.get(line_id, records.iloc[:0]),
                closures=_closures(entry, closed.get(line_id, closures.iloc[:0])),
                areas=areas,
                as_of=as_of,
                active_days=active_days,
            )
        )
    return sorted(profiles, key=lambda profile: (profile.name.casefold(), profile.line_id))


def _areas(places: pd.DataFrame) -> dict[str, Area]:
    found = places.dropna(subset=["lon", "lat"])
    return {
        row["place_id"]: Area(row["label"], row["lon"], row["lat"], _text(row["pfa_code"]), row["uncertainty_m"])
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


def _closures(entry: pd.DataFrame | None, recorded: pd.DataFrame) -> tuple[Closure, ...]:
    rows = list(zip(recorded["occurred_from"], recorded["closure_type"], strict=True))
    if entry is not None:
        rows += list(zip(entry["closed_on"], entry["closure_type"], strict=True))
    return tuple(
        sorted(
            {Closure(pd.Timestamp(on).date(), ClosureType(kind)) for on, kind in rows if pd.notna(on) and _text(kind)}
        )
    )


def _profile(
    *,
    line_id: str,
    name: str,
    entry: pd.DataFrame,
    records: pd.DataFrame,
    closures: tuple[Closure, ...],
    areas: dict[str, Area],
    as_of: date,
    active_days: int,
) -> LineProfile:
    days = tuple(
        (stamp.date(), RecordKind(kind))
        for stamp, kind in zip(records["occurred_from"], records["kind"], strict=True)
        if pd.notna(stamp)
    )
    first = [pd.Timestamp(day).date() for day in entry["first_seen"].dropna()]
    last = [pd.Timestamp(day).date() for day in entry["last_seen"].dropna()]
    last = [day for day in last if day <= as_of]
    statuses = set(entry["status"].dropna())
    evidence = LineEvidence(
        days,
        closures,
        min(first, default=None),
        max(last, default=None),
        "suspected" if statuses == {"suspected"} else next(iter(sorted(statuses)), None),
    )
    origin_force = next(iter(_parts(entry["origin_force"])), None)
    destinations = tuple(areas[p] for p in _parts(entry["destination_place_id"]) if p in areas)
    seen = [day for day, _ in days]
    return LineProfile(
        line_id=line_id,
        name=name,
        in_register=len(entry) > 0,
        line_kind=_line_kind(entry, origin_force, destinations),
        origin_force=origin_force,
        origin=next((areas[p] for p in _parts(entry["origin_place_id"]) if p in areas), None),
        destinations=destinations,
        drugs=_parts(entry["drugs"]) or _parts(records["drugs"]),
        phones=_parts(entry["phone"]),
        forces=tuple(sorted(set(records["force"].dropna()))),
        n_records=len(records),
        first_seen=min([*seen, *first], default=None),
        last_activity=max([*seen, *last], default=None),
        spans=life_spans(evidence, as_of=as_of, active_days=active_days),
        closures=closures,
        successor_of=next(iter(_parts(entry["successor_of"])), None),
    )


def _line_kind(entry: pd.DataFrame, origin_force: str | None, destinations: tuple[Area, ...]) -> LineKind:
    """Take the kind from the register, else from the forces of its two ends."""
    stated = next(iter(_parts(entry["line_kind"])), None)
    if stated in {LineKind.EXTERNAL.value, LineKind.INTERNAL.value}:
        return LineKind(stated)
    ends = {area.pfa_code for area in destinations}
    if not origin_force or not ends or None in ends:
        return LineKind.UNKNOWN
    return LineKind.INTERNAL if ends == {origin_force} else LineKind.EXTERNAL
