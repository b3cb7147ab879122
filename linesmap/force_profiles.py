"""Describe one force: its lines, its activity, the operations it took part in, its ties; and what crosses borders."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import ibis
import pandas as pd

from linesmap import reference
from linesmap.lines import profiles
from linesmap.measure.cross_border import (
    SHARED_KINDS,
    BoundaryShare,
    ForceMatrix,
    cross_border_of_operation,
    few_people,
    force_matrix,
)
from linesmap.measure.operation_counts import COUNTED, operation_counts
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType
from linesmap.network import LineProfile
from linesmap.network.flows import NOT_KNOWN, line_areas
from linesmap.overlaps import between_forces
from linesmap.store import Tables, records_of_lines, resolved_mentions, selected_records

__all__ = [
    "ForceLines",
    "ForceProfile",
    "ForceTie",
    "cross_border_of_operations",
    "force_profile",
    "lines_between_forces",
    "lines_of_force",
]


@dataclass(frozen=True)
class ForceLines:
    """The lines of a force by their direction.

    `inward` end in it and start elsewhere, `outward` the other way round; an end that is not known is elsewhere.
    `internal` start and end in it. A line that starts in it and sells in it and in another is internal and outward.
    """

    inward: tuple[LineProfile, ...]
    outward: tuple[LineProfile, ...]
    internal: tuple[LineProfile, ...]


@dataclass(frozen=True)
class ForceTie:
    """What ties a force to another.

    `lines_to` and `lines_from` are identifiers of lines that run to the other and from it. `shared` counts by kind
    the things that records of both name; `exploited` says how many of the people are exploited (`under 10` from 1
    to 9).
    """

    code: str
    name: str
    lines_to: tuple[str, ...]
    lines_from: tuple[str, ...]
    shared: dict[str, int]
    exploited: str

    @property
    def n_lines(self) -> int:
        """How many lines run between the two."""
        return len({*self.lines_to, *self.lines_from})

    @property
    def n_shared(self) -> int:
        """How many things both name."""
        return sum(self.shared.values())


@dataclass(frozen=True)
class ForceProfile:
    """One force.

    `months` counts records of its area by month (first day) and kind. `operations` has one row an operation that
    names the force in its register or in a record: operation_id, operation, start_on, end_on, n_forces, n_phases,
    registered, and records and every key of `COUNTED`, once for this force (`own_...`) and once for the whole
    operation (`all_...`). `ties` stand most tied first.
    """

    code: str
    name: str
    lines: ForceLines
    n_records: int
    n_recorded: int
    months: pd.DataFrame
    operations: pd.DataFrame
    ties: tuple[ForceTie, ...]


def force_profile(tables: Tables, code: str, *, found: Sequence[LineProfile] | None = None) -> ForceProfile:
    """Describe a force by all records of a workspace.

    A record belongs to the force of its location, and to its recording force when it has none.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    code
        Code of a force.
    found
        From `profiles`, where they are at hand.

    Raises
    ------
    ReferenceDataError
        If there is no force of this code.
    """
    name = reference.force(code).name
    known = profiles(tables) if found is None else found
    own = selected_records(tables, Filters(forces=(code,)))
    months = own.filter(own.occurred_from.notnull()).mutate(month=ibis._.occurred_from.truncate("M").date())
    counted = months.group_by(["month", "kind"]).aggregate(records=ibis._.count()).order_by(["month", "kind"])
    every = selected_records(tables, Filters())
    return ForceProfile(
        code=code,
        name=name,
        lines=lines_of_force(known, code),
        n_records=int(own.count().execute()),
        n_recorded=int(every.filter(every.recording_force == code).count().execute()),
        months=counted.to_pandas(),
        operations=_operations(tables, code),
        ties=_ties(tables, code, known),
    )


def lines_of_force(found: Sequence[LineProfile], code: str) -> ForceLines:
    """Sort lines by how they run from, to or inside a force; those that do neither are left out."""
    pairs = line_areas(found, "force")
    starts, ends = pairs["origin"] == code, pairs["destination"] == code
    chosen = [set(pairs.loc[where, "line_id"]) for where in (ends & ~starts, starts & ~ends, starts & ends)]
    inward, outward, internal = (tuple(one for one in found if one.line_id in ids) for ids in chosen)
    return ForceLines(inward, outward, internal)


def lines_between_forces(found: Sequence[LineProfile]) -> ForceMatrix:
    """Count lines from force to force, internal lines on the diagonal."""
    return force_matrix(line_areas(found, "force"))


def _operations(tables: Tables, code: str) -> pd.DataFrame:
    whole = operation_counts(tables, Filters(), by="operation").set_index("operation_id")
    own = operation_counts(tables, Filters(forces=(code,)), by="operation").set_index("operation_id")
    register = tables["operations"].to_pandas()
    taking_part = {one: _codes(rows["forces"]) for one, rows in register.groupby("operation_id")}
    named = {one for one, codes in taking_part.items() if code in codes}
    ids = sorted({*own.index, *named})
    keys = ["records", *COUNTED]
    frame = pd.DataFrame({"operation_id": ids})
    frame["operation"] = _labels(tables, ids)
    rows = {one: register[register["operation_id"] == one] for one in ids}
    frame["start_on"] = [rows[one]["start_on"].min() if len(rows[one]) else pd.NaT for one in ids]
    frame["end_on"] = [rows[one]["end_on"].max() if len(rows[one]) else pd.NaT for one in ids]
    frame["n_forces"] = [len(taking_part.get(one, ())) for one in ids]
    frame["n_phases"] = [int(rows[one]["phase"].nunique()) for one in ids]
    frame["registered"] = [one in named for one in ids]
    for prefix, counts in (("own", own), ("all", whole)):
        part = counts.reindex(ids)[keys].fillna(0.0)
        frame = pd.concat([frame, part.add_prefix(f"{prefix}_").reset_index(drop=True)], axis=1)
    order = ["start_on", "operation", "operation_id"]
    return frame.sort_values(order, ascending=[False, True, True], na_position="last", ignore_index=True)


def _labels(tables: Tables, ids: Collection[str]) -> list[str]:
    entities = tables["entities"]
    rows = entities.filter(entities.entity_type == EntityType.OPERATION.value).select("entity_id", "label").to_pandas()
    labels = dict(zip(rows["entity_id"], rows["label"], strict=True))
    return [str(labels.get(one, one)) for one in ids]


def _codes(cells: pd.Series) -> tuple[str, ...]:
    return tuple(sorted({code for cell in cells.dropna() for code in str(cell).split(";") if code}))


def _ties(tables: Tables, code: str, found: Sequence[LineProfile]) -> tuple[ForceTie, ...]:
    """Count what runs between two forces, and what records of both name, as the Overlaps page finds it."""
    pairs = line_areas(found, "force")
    to = pairs[(pairs["origin"] == code) & (pairs["destination"] != code)].groupby("destination")["line_id"].agg(set)
    from_ = pairs[(pairs["destination"] == code) & (pairs["origin"] != code)].groupby("origin")["line_id"].agg(set)
    shared: dict[str, dict[str, int]] = {}
    exploited: dict[str, int] = {}
    for hit in between_forces(tables, code, None, Filters()):
        for other in {one for side in hit.sides if not side.own for one in side.forces}:
            kinds = shared.setdefault(other, {})
            kinds[hit.entity_type] = kinds.get(hit.entity_type, 0) + 1
            if hit.safeguarding and hit.entity_type == EntityType.PERSON.value:
                exploited[other] = exploited.get(other, 0) + 1
    names = {force.code: force.name for force in reference.forces()}
    made = [
        ForceTie(
            code=other,
            name=names.get(other, other),
            lines_to=tuple(sorted(to.get(other, ()))),
            lines_from=tuple(sorted(from_.get(other, ()))),
            shared={kind: n for kind in SHARED_KINDS if (n := shared.get(other, {}).get(kind, 0))},
            exploited=few_people(exploited.get(other, 0)),
        )
        for other in sorted({*to.index, *from_.index, *shared} - {NOT_KNOWN, code})
    ]
    return tuple(sorted(made, key=lambda one: (-one.n_lines, -one.n_shared, one.name)))


def cross_border_of_operations(
    tables: Tables, *, found: Sequence[LineProfile] | None = None, operations: Collection[str] | None = None
) -> tuple[BoundaryShare, ...]:
    """Measure how far the lines of operations reach beyond the forces taking part.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    found
        From `profiles`, where they are at hand.
    operations
        Identifiers of operations; every one that a record names when left out.

    Returns
    -------
    found
        By name. The boundary of an operation is its forces in the register; of one in no register, the forces that
        recorded it. What another force also names is what its own records say outside the operation.
    """
    known = profiles(tables) if found is None else found
    pairs = line_areas(known, "force")
    events = selected_records(tables, Filters()).select("record_id", "operation_id", "recording_force").to_pandas()
    named = records_of_lines(tables).to_pandas()
    things = _things(tables)
    register = tables["operations"].to_pandas()
    names = {force.code: force.name for force in reference.forces()}
    asked = set(events["operation_id"].dropna()) if operations is None else set(operations)
    ids = sorted(asked)
    made = []
    for one, label in zip(ids, _labels(tables, ids), strict=True):
        own = events[events["operation_id"] == one]
        boundary = _codes(register.loc[register["operation_id"] == one, "forces"]) or _codes(own["recording_force"])
        lines = set(named.loc[named["record_id"].isin(set(own["record_id"])), "line_id"])
        inside = set(things.loc[things["record_id"].isin(set(own["record_id"])), "entity_id"])
        beyond = events[(events["operation_id"] != one) & ~events["recording_force"].isin(boundary)]
        shared = things[things["entity_id"].isin(inside)].merge(beyond, on="record_id")
        shared = shared.rename(columns={"recording_force": "force"}).dropna(subset=["force"])
        chosen = pairs[pairs["line_id"].isin(lines)]
        made.append(cross_border_of_operation(label, chosen, boundary, shared, names))
    return tuple(sorted(made, key=lambda one: one.operation.casefold()))


def _things(tables: Tables) -> pd.DataFrame:
    """Give what records name: record_id, entity_id, entity_type, safeguarding."""
    mentions = resolved_mentions(tables).select("record_id", "entity_id", "entity_type").distinct()
    mentions = mentions.filter(mentions.entity_type.isin(list(SHARED_KINDS)))
    entities = tables["entities"].select("entity_id", "safeguarding")
    frame: pd.DataFrame = mentions.inner_join(entities, "entity_id").to_pandas()
    return frame.assign(safeguarding=frame["safeguarding"].fillna(value=False).astype(bool))
