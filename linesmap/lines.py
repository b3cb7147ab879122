"""Put together what is known of deal lines: their lives, closures that held, survival, successors, evidence.

Reads tables and gives frames with names instead of codes; what a person decides about lines goes through here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import ibis
import pandas as pd

from linesmap import judgements, network, reference
from linesmap.errors import InputError
from linesmap.judgements import RELATIONS
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import ClosureType, EntityType
from linesmap.pipeline import last_day, line_profiles_of
from linesmap.settings import load_settings
from linesmap.store import Tables, Workspace, events_naming, records_of_lines, resolved_mentions, selected_records
from linesmap.view.words import phone

__all__ = [
    "RELATIONS",
    "accept",
    "closures",
    "district_names",
    "evidence",
    "find_line",
    "places_of",
    "profiles",
    "reject",
    "suggestions",
    "survival_frame",
    "ties_among",
    "undo",
]

_NUMBER = re.compile(r"\+447\d{9}")
_CURVE_DAYS = (30, 60, 90, 180, 365)


def profiles(tables: Tables, *, active_days: int | None = None) -> tuple[network.LineProfile, ...]:
    """Describe every line up to the last day of the workspace; none when it holds no event.

    Parameters
    ----------
    active_days
        See `life_spans`; from the settings when left out.
    """
    as_of = last_day(tables)
    days = load_settings().active_days if active_days is None else active_days
    return tuple(line_profiles_of(tables, as_of=as_of, active_days=days)) if as_of else ()


def find_line(found: Sequence[network.LineProfile], name: str) -> network.LineProfile:
    """Find a line by its name, case apart, or by its identifier.

    Raises
    ------
    InputError
        If there is no such line, or several.
    """
    wanted = name.strip().casefold()
    matching = [one for one in found if one.line_id == name.strip() or one.name.casefold() == wanted]
    if len(matching) == 1:
        return matching[0]
    if matching:
        ids = ", ".join(one.line_id for one in matching)
        msg = f"Expected one line, found {len(matching):,} called {name!r}. Name one by its identifier: {ids}."
    else:
        msg = f"Expected the name of a line of this workspace, found {name!r}. `linesmap lines list` lists them."
    raise InputError(msg)


def closures(tables: Tables, found: Sequence[network.LineProfile]) -> pd.DataFrame:
    """List every closure and what became of it, with names.

    Returns
    -------
    closures
        As `network.closure_outcomes`, plus recorded_by (forces), sources (register, enforcement record or both) and
        successor (name of the line that took over).
    """
    as_of = last_day(tables)
    frame = network.closure_outcomes(found, as_of=as_of or date.min)
    wanted = sorted({one for ids in frame["record_ids"] for one in ids})
    records = tables["records"].filter(ibis._.record_id.isin(wanted)).select("record_id", "kind", "recording_force")
    rows = {row["record_id"]: row for row in records.to_pandas().to_dict("records")}
    names = {force.code: force.name for force in reference.forces()}
    kinds = {"deal_line": "register", "enforcement": "enforcement record"}
    frame["recorded_by"] = [
        "; ".join(sorted({names.get(str(rows[one]["recording_force"]), "") for one in ids if one in rows} - {""}))
        for ids in frame["record_ids"]
    ]
    frame["sources"] = [
        "; ".join(sorted({kinds.get(rows[one]["kind"], rows[one]["kind"]) for one in ids if one in rows}))
        for ids in frame["record_ids"]
    ]
    lines = {one.line_id: one.name for one in found}
    frame["successor"] = [lines.get(one, "") for one in frame["taken_over_by"]]
    return frame


def survival_frame(found: Sequence[network.LineProfile], outcomes: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """Say how long lines live until they are closed, and how long closures hold, by type.

    Returns
    -------
    curves
        Columns what, closure_type, n, events, median_days (with median_low and median_high), and for 30, 60, 90, 180
        and 365 days the surviving share with its 95% interval; empty beyond the last day that anything was watched.
    """
    # statsmodels takes a second to load, and few commands need it.
    from linesmap.network.survival import closure_times, return_times, survival

    rows = []
    for kind in ClosureType:
        lives, held = closure_times(found, kind, as_of=as_of), return_times(outcomes, kind)
        for what, days, happened in (
            (f"lines not closed {kind.value}", lives["days"], lives["closed"]),
            (f"{kind.value} closures that hold", held["days"], held["returned"]),
        ):
            if len(days) == 0:
                continue
            curve = survival([int(one) for one in days], [bool(one) for one in happened])
            row: dict[str, Any] = {
                "what": what,
                "closure_type": kind.value,
                "n": curve.n,
                "events": curve.n_events,
                "median_days": curve.median_days,
                "median_low": curve.median_low,
                "median_high": curve.median_high,
            }
            for day in _CURVE_DAYS:
                share = curve.at(day)
                row |= dict(zip((f"at_{day}", f"low_{day}", f"high_{day}"), share or (None,) * 3, strict=True))
            rows.append(row)
    return pd.DataFrame(rows)


def suggestions(
    tables: Tables, found: Sequence[network.LineProfile], *, within_days: int = 90
) -> tuple[network.Suggestion, ...]:
    """Suggest which lines may have taken over from ended ones, and which are back on a new number.

    Parameters
    ----------
    found
        From `profiles` on the same tables.
    within_days
        Days around the end of a line.
    """
    first_days = {one.line_id: one.first_seen for one in found if one.first_seen}
    judged = network.judged_lines(tables["judgements"].to_pandas(), first_days)
    ground = _ground(tables, found)
    made = network.suggest(found, ground, verdicts=judged.verdicts, within_days=within_days)
    return tuple(replace(one, reasons=tuple(_readable(reason) for reason in one.reasons)) for one in made)


def _readable(reason: network.Reason) -> network.Reason:
    return replace(reason, words=_NUMBER.sub(lambda match: phone(match.group()), reason.words))


def _ground(tables: Tables, found: Sequence[network.LineProfile]) -> network.Ground:
    events = selected_records(tables, Filters())
    columns = ["record_id", "line_id", "occurred_from", "summary", "place_id", "place_label", "precision"]
    of_lines = events.inner_join(records_of_lines(tables), "record_id").select(columns)
    pairs = of_lines.to_pandas().dropna(subset=["occurred_from"])
    pairs["on"] = [stamp.date() for stamp in pairs["occurred_from"]]
    labels = tables["entities"].select("entity_id", "label")
    named = resolved_mentions(tables).semi_join(of_lines, "record_id").inner_join(labels, "entity_id")
    frame = named.select("record_id", "entity_id", "entity_type", "role", "label").to_pandas()
    return network.Ground(pairs, frame, {one.line_id: one.name for one in found})


def accept(
    workspace: Workspace,
    earlier: str,
    later: str,
    *,
    relation: str = "rebranded",
    on: date | None = None,
    note: str = "",
) -> str:
    """Accept that one line goes on as another, or, where both are the same line, that it is back on a day.

    Parameters
    ----------
    earlier, later
        Identifiers of lines.
    relation
        rebranded or merged.
    on
        Day of the change; the first activity of the later line when left out. A return needs it.

    Returns
    -------
    judgement_id
        Number of the judgement, to undo it by.

    Raises
    ------
    InputError
        If the relation is neither, or a return states no day.
    """
    if relation not in RELATIONS:
        msg = f"Expected {' or '.join(RELATIONS)}; found {relation!r}."
        raise InputError(msg)
    _check_return(earlier, later, on)
    kept = None if earlier == later else relation
    return judgements.judge(
        workspace, EntityType.DEAL_LINE.value, earlier, later, "accept", relation=kept, on=on, note=note
    )


def reject(workspace: Workspace, earlier: str, later: str, *, on: date | None = None, note: str = "") -> str:
    """Reject a suggestion for good: it stays rejected whatever is imported later. See `accept`."""
    _check_return(earlier, later, on)
    return judgements.judge(workspace, EntityType.DEAL_LINE.value, earlier, later, "reject", on=on, note=note)


def undo(workspace: Workspace, judgement_id: str) -> None:
    """Take an accepted or rejected suggestion back: it waits again."""
    judgements.undo(workspace, judgement_id)


def _check_return(earlier: str, later: str, on: date | None) -> None:
    if earlier == later and on is None:
        msg = "Expected the day on which the line is back, found none. Name it with the suggestion."
        raise InputError(msg)


def evidence(tables: Tables, line_id: str) -> pd.DataFrame:
    """List the records that name a line, newest first, each with its file and row.

    Returns
    -------
    records
        record_id, occurred_from, kind, title, summary, place_label, precision, uncertainty_m, lon, lat,
        recording_force (code), force, grading, reference, file, row_number.
    """
    columns = ["record_id", "occurred_from", "kind", "title", "summary", "place_label", "precision", "uncertainty_m",
               "lon", "lat", "recording_force", "force", "grading", "reference", "source_id", "row_number"]  # fmt: skip
    sources = tables["sources"].select("source_id", file="name")
    rows: pd.DataFrame = events_naming(tables, line_id).select(columns).inner_join(sources, "source_id").to_pandas()
    return rows.sort_values(["occurred_from", "record_id"], ascending=[False, True], ignore_index=True)


def ties_among(tables: Tables, entity_ids: Sequence[str]) -> list[tuple[str, str]]:
    """List the pairs of these entities that at least two records tie to each other, in order; towns left out."""
    links = tables["links"]
    wanted = list(entity_ids)
    rows = links.filter(links.entity_a.isin(wanted), links.entity_b.isin(wanted), links.n_records > 1)
    towns = tables["entities"].filter(ibis._.entity_type == EntityType.PLACE.value).entity_id
    rows = rows.filter(rows.entity_b.notin(towns)).select("entity_a", "entity_b")
    frame = rows.distinct().order_by(["entity_a", "entity_b"]).to_pandas()
    return list(zip(frame["entity_a"], frame["entity_b"], strict=True))


def places_of(tables: Tables, record_ids: Sequence[str]) -> dict[str, tuple[str, int, str]]:
    """Give file, row and title of records of any kind, registers too.

    Returns
    -------
    places
        record_id to (file, row, title); unknown ones are left out.
    """
    sources = tables["sources"].select("source_id", file="name")
    wanted = tables["records"].filter(ibis._.record_id.isin(list(record_ids)))
    rows = wanted.select("record_id", "source_id", "row_number", "title").inner_join(sources, "source_id").to_pandas()
    return {
        str(row["record_id"]): (str(row["file"]), int(row["row_number"]), _text(row["title"]))
        for row in rows.to_dict("records")
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def district_names() -> dict[str, str]:
    """Give the name of every district, those of the past too."""
    table = reference.districts()
    return dict(zip(table["lad_code"], table["lad_name"], strict=True))
