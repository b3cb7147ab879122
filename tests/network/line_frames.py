"""Small tables of lines for the tests: each line, record and closure in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from linesmap.model.tables import TABLES
from linesmap.network import LineProfile, LineTables, line_profiles

START = date(2025, 1, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


def stamp(number: int) -> pd.Timestamp:
    return pd.Timestamp(day(number))


def register_of(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    columns = list(TABLES["deal_lines"].columns)
    full = [{"record_id": f"E{row['line_id']}", "line_name": row["line_id"], **row} for row in rows]
    frame = pd.DataFrame(full, columns=columns)
    return frame.astype({name: "object" for name in columns if frame[name].isna().all()})


def records_of(rows: Sequence[tuple[str, int, str] | tuple[str, int, str, dict[str, Any]]]) -> pd.DataFrame:
    """Make records from (line, day, kind) and, where wanted, further columns."""
    made = []
    for number, row in enumerate(rows):
        line, on, kind, *rest = row
        more = rest[0] if rest else {}
        made.append(
            {"line_id": line, "record_id": f"R{number}", "kind": kind, "occurred_from": stamp(on), "force": "E23000036",
             "drugs": None, "summary": None, "lad_code": None, "pfa_code": None, "precision": None, **more}
        )  # fmt: skip
    columns = ["line_id", "record_id", "kind", "occurred_from", "force", "drugs", "summary", "lad_code", "pfa_code",
               "precision"]  # fmt: skip
    frame = pd.DataFrame(made, columns=columns)
    return frame.assign(occurred_from=pd.to_datetime(frame["occurred_from"]))


def closures_of(rows: Sequence[tuple[str, int, str]]) -> pd.DataFrame:
    made = [(line, f"C{line}{on}", stamp(on), kind) for line, on, kind in rows]
    frame = pd.DataFrame(made, columns=["line_id", "record_id", "occurred_from", "closure_type"])
    return frame.assign(occurred_from=pd.to_datetime(frame["occurred_from"]))


def judgements_of(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    made = [{"judgement_id": f"J{n}", "subject": "deal_line", "verdict": "accept", "relation": None, "on": None,
             "undone_at": pd.NaT, **row} for n, row in enumerate(rows, start=1)]  # fmt: skip
    return pd.DataFrame(made, columns=list(TABLES["judgements"].columns))


def profiles_of(
    names: dict[str, str],
    *,
    records: pd.DataFrame | None = None,
    register: pd.DataFrame | None = None,
    closures: pd.DataFrame | None = None,
    judgements: pd.DataFrame | None = None,
    numbers: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    until: int = 200,
) -> dict[str, LineProfile]:
    """Make profiles by line id."""
    empty_places = pd.DataFrame(columns=list(TABLES["places"].columns))
    tables = LineTables(
        register=register_of([]) if register is None else register,
        records=records_of([]) if records is None else records,
        closures=closures_of([]) if closures is None else closures,
        names=pd.DataFrame({"line_id": list(names), "label": list(names.values())}),
        places=empty_places if places is None else places,
        judgements=judgements,
        numbers=numbers,
    )
    return {one.line_id: one for one in line_profiles(tables, as_of=day(until))}
