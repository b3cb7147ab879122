"""Measure how many records of each kind state each column that the kind may carry."""

from __future__ import annotations

from typing import Any

import ibis
import pandas as pd

from linesmap.model.kinds import KINDS, LOCATION_COLUMNS, Column, KindSpec
from linesmap.model.vocabulary import DatePrecision, EntityType, RecordKind
from linesmap.store import Tables

__all__ = ["completeness"]

_KEPT_AS = {
    "operation": "operation_id", "drug": "drugs", "start": "period_start", "end": "period_end", "age": "age_band",
    "person_role": "role",
}  # fmt: skip
_MENTIONED_AS = {
    "line_name": EntityType.DEAL_LINE, "phone": EntityType.PHONE, "vehicle": EntityType.VEHICLE,
    "group_name": EntityType.GROUP,
}  # fmt: skip
_SAID_AS = {
    "person_ref": "refs", "forename": "forename", "surname": "surname", "date_of_birth": "born",
    "home_address": "address", "home_postcode": "postcode", "sex": "sex",
}  # fmt: skip
_WHERE = {column.name for column in LOCATION_COLUMNS}


def completeness(tables: Tables) -> pd.DataFrame:
    """Count the records that state each column, by kind.

    A place counts once, in whatever form it is given; columns that are not kept are left out. The
    word `unknown` states nothing.

    Returns
    -------
    counts
        Columns kind, column, needed (a row without it is rejected), filled, records (of the kind), share (0 to 1), in
        the order of the kinds and their columns.
    """
    rows: list[dict[str, Any]] = []
    held = set(tables["records"].select("kind").distinct().to_pandas()["kind"])
    for kind, spec in KINDS.items():
        if kind.value in held:
            rows += _of_kind(tables, spec)
    return pd.DataFrame(rows, columns=["kind", "column", "needed", "filled", "records", "share"])


def _of_kind(tables: Tables, spec: KindSpec) -> list[dict[str, Any]]:
    records = tables["records"].filter(tables["records"].kind == spec.kind.value)
    own = tables[spec.table]
    clashing = [name for name in own.columns if name in records.columns and name != "record_id"]
    joined = records.left_join(own.rename({f"own_{name}": name for name in clashing}), "record_id")
    stated = {name: held for name, _, held in _held(joined, spec, set(clashing))}
    needed = {name: column.required for name, column, _ in _held(joined, spec, set(clashing))}
    counts = joined.aggregate(
        records_=ibis._.count(), **{f"n_{name}": held.sum() for name, held in stated.items()}
    ).to_pandas()
    total = int(counts["records_"].iloc[0])
    filled = {name: int(counts[f"n_{name}"].iloc[0] or 0) for name in stated}
    filled |= _mentions(tables, spec, set(stated)) | _of_people(tables, spec, set(stated))
    order = ["place" if column.name in _WHERE else column.name for column in spec.all_columns]
    return [
        {
            "kind": spec.kind.value,
            "column": name,
            "needed": needed.get(name, False),
            "filled": filled[name],
            "records": total,
            "share": filled[name] / total,
        }
        for name in dict.fromkeys(order)
        if name in filled
    ]


Stated = tuple[str, Column, ibis.expr.types.BooleanValue]


def _held(joined: ibis.Table, spec: KindSpec, clashing: set[str]) -> list[Stated]:
    """Say for each column that is kept whether a row states it; the kind's own table goes before the common one."""
    found: list[Stated] = []
    for column in spec.all_columns:
        name = column.name
        if name in _WHERE:
            found.append(("place", column, joined.place_id.notnull()))
        elif name == "time":
            found.append((name, column, joined.date_precision == DatePrecision.MINUTE.value))
        elif name == "occurred_to":
            continue  # A day ends where it began: that the column is filled says nothing of the file.
        else:
            kept = next((one for one in (name, _KEPT_AS.get(name)) if one in joined.columns), None)
            if kept is not None:
                value = joined[f"own_{kept}" if kept in clashing else kept]
                stated = value.notnull()
                if value.type().is_string():
                    stated &= ~value.isin(["", "unknown"])
                found.append((name, column, stated))
    return found


def _mentions(tables: Tables, spec: KindSpec, known: set[str]) -> dict[str, int]:
    """Count the records that name a telephone, a vehicle, a line or a group in a column of its own."""
    mentions = tables["mentions"].filter(~ibis._.from_text.fill_null(False))  # noqa: FBT003 - ibis takes it so
    own = tables["records"].filter(tables["records"].kind == spec.kind.value).select("record_id")
    grouped = mentions.semi_join(own, "record_id").group_by("entity_type")
    frame = grouped.aggregate(n=ibis._.record_id.nunique()).to_pandas().set_index("entity_type")["n"]
    columns = {column.name for column in spec.all_columns}
    return {
        name: int(frame.get(type_.value, 0))
        for name, type_ in _MENTIONED_AS.items()
        if name in columns - known and spec.kind is not RecordKind.RESULT
    }


def _of_people(tables: Tables, spec: KindSpec, known: set[str]) -> dict[str, int]:
    """Count the records that state each particular of somebody they name."""
    own = tables["records"].filter(tables["records"].kind == spec.kind.value).select("record_id")
    mentions = tables["mentions"].select("mention_id", "record_id").semi_join(own, "record_id")
    people = tables["particulars"].inner_join(mentions, "mention_id")
    columns = {column.name for column in spec.all_columns}
    asked = {name: held for name, held in _SAID_AS.items() if name in columns - known}
    if not asked or spec.kind is RecordKind.RESULT:
        return {}
    counts = people.aggregate(
        **{name: people.record_id.nunique(where=people[held].notnull()) for name, held in asked.items()}
    ).to_pandas()
    return {name: int(counts[name].iloc[0]) for name in asked}
