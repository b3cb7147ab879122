"""List what a workspace can be tested on, and count it by area and month or week.

An outcome is what an operation was meant to change, such as robbery. An output is what police themselves do or find:
arrests, seizures, drug offences. It rises because of an operation, so it says nothing of what the operation achieved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import ibis
import pandas as pd

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.activity import MEASURES, Measure
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import DatePrecision, RecordKind
from linesmap.reference import current_district, district_force
from linesmap.store import Tables, selected_records

__all__ = ["OUTPUT_NOTE", "Outcome", "chosen_outcome", "offence_points", "outcome_series", "outcomes"]

AreaLevel = Literal["lad", "force"]
Step = Literal["month", "week"]

OUTPUT_NOTE = "driven by police activity"
"""What stands beside an output wherever it appears."""

_OFFENCES = "offences"
_OUTPUT_MEASURES = ("arrests", "charges", "warrants", "stop_searches", "seizures")
# The Office for National Statistics warns that these groups of recorded crime follow police work [M].
_OUTPUT_TYPES = re.compile(
    r"\b(?:drugs?|cannabis|controlled substances?|public order|going equipped)\b"
    r"|\bpossess\w*\b.*\b(?:weapons?|knife|knives|blades?|bladed|firearms?)\b"
    r"|\b(?:weapons?|knife|blade|firearms?) possession\b",
    re.IGNORECASE,
)
_FREQUENCY: dict[Step, str] = {"month": "M", "week": "W-SUN"}
_MOST_UNDATED = 0.05
"""A series by week is refused when more than this share of what is counted is dated by month or year only."""

_MOST_NAMED = 12


@dataclass(frozen=True)
class Outcome:
    """One thing that is counted.

    `n` is its total in `unit`; `first` and `last` are the first days of its first and last month. `is_output` says that
    police activity drives it.
    """

    key: str
    label: str
    unit: str
    is_output: bool
    n: int
    first: date
    last: date

    @property
    def note(self) -> str:
        """What must stand beside it: that police activity drives it, or nothing."""
        return OUTPUT_NOTE if self.is_output else ""


def outcomes(tables: Tables) -> tuple[Outcome, ...]:
    """List what the records of a workspace can be tested on.

    Parameters
    ----------
    tables
        From `Workspace.read`.

    Returns
    -------
    outcomes
        Every type of recorded crime, its spellings in capitals and small letters taken together (key
        `offences:robbery`), and what police did: arrests, charges, warrants, stop and searches, seizures (keys as in
        `MEASURES`). True outcomes come first, then the outputs, each with the largest first.
    """
    offences = _offences(tables).group_by("crime_type")
    sums = offences.aggregate(
        n=ibis._.amount.sum(), first=ibis._.occurred_from.min(), last=ibis._.occurred_to.max()
    ).to_pandas()
    sums["key"] = sums["crime_type"].map(_type_key)
    found = []
    for key, group in sums.sort_values(["n", "crime_type"], ascending=[False, True]).groupby("key", sort=True):
        label = str(group["crime_type"].iloc[0])
        found.append(_outcome(str(key), label, "offences", group, is_output=bool(_OUTPUT_TYPES.search(label))))
    for measure in _measures():
        rows = _measured(tables, measure)
        summed = rows.aggregate(n=rows.amount.sum(), first=rows.occurred_from.min(), last=rows.occurred_to.max())
        frame = summed.to_pandas().dropna()
        if len(frame):
            found.append(_outcome(measure.key, measure.label, measure.unit, frame, is_output=True))
    return tuple(sorted(found, key=lambda outcome: (outcome.is_output, -outcome.n, outcome.key)))


def chosen_outcome(outcome: Outcome, *, confirmed: bool = False) -> Outcome:
    """Take an outcome for a before/after test; an output only when that is confirmed.

    Parameters
    ----------
    outcome
        From `outcomes`.
    confirmed
        The user was told that police activity drives it, and wants it all the same. The result must then say so.

    Raises
    ------
    InputError
        If it is an output and not confirmed.
    """
    if outcome.is_output and not confirmed:
        msg = (
            f"Expected an outcome that police do not drive themselves; found {outcome.label}, {OUTPUT_NOTE}: it rises "
            "because police act, whatever the action achieves. Choose another outcome, or confirm that it is wanted; "
            "the result will say so."
        )
        raise InputError(msg)
    return outcome


def outcome_series(
    tables: Tables,
    outcome_keys: Iterable[str],
    *,
    by: AreaLevel = "lad",
    step: Step = "month",
    listed: Sequence[Outcome] | None = None,
) -> pd.DataFrame:
    """Count outcomes by area and month or week, complete where they were reported.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    outcome_keys
        Keys of `outcomes`, all in one unit; their counts are added.
    by
        `lad`: local authority districts in force today, abolished ones counted under their successors. `force`: the
        force of the location, or the recording force where there is none.
    step
        `month`, or `week` from Monday to Sunday.
    listed
        From `outcomes`, where it is at hand.

    Returns
    -------
    series
        Columns area (code), period (first day), count, exposure (days of the period), sorted by area and period. An
        area that never has one is not there. A zero stands where other rows show that the force of the area was
        reporting: a period counts as reported when a file that holds the outcome holds any row of its kind from a
        place in that force. Every other period of a force is left out, because missing is not zero.

        `series.attrs` says what was left out, in plain values: `missing`, pairs (force code, first day of the period as
        text) between the first and last period; `left_out_area` and `left_out_date`, how many were left out because
        their place or their date is coarser than asked; `stated_twice`, how many counts of an area and period stand in
        several files and are therefore added; `notes`, all of it in sentences.

    Raises
    ------
    InputError
        If a key is not known.
    MetricUndefinedError
        If the units differ, if records that say only the month are asked for by week, if nothing can be placed, or if
        the outcomes were never reported together.
    """
    keys = [outcome_keys] if isinstance(outcome_keys, str) else list(dict.fromkeys(outcome_keys))
    chosen = _known(outcomes(tables) if listed is None else listed, keys)
    rows = [_placed(_rows_of(tables, outcome.key), by, step) for outcome in chosen]
    counted = pd.concat([frame[frame["chosen"]] for frame in rows], ignore_index=True)
    words = " and ".join(outcome.label for outcome in chosen)
    _check_dates(counted, words, step)
    ready = counted[counted["area"].notna() & counted["period"].notna()]
    if ready["amount"].sum() == 0 and not ready["stated"].any():
        what = "a district" if by == "lad" else "a force"
        msg = (
            f"{words}: expected records that name {what} and a {step}, found none. Import records with a place as "
            f"exact as {what}."
        )
        raise MetricUndefinedError(msg)
    reported = set.intersection(*(_reported(frame) for frame in rows))
    series, missing = _complete(ready, reported, step)
    if series.empty:
        msg = (
            f"{words}: expected {step}s in which all of them were reported together, found none. Take them one by one."
        )
        raise MetricUndefinedError(msg)
    held: dict[str, Any] = {
        "outcomes": tuple(keys),
        "by": by,
        "step": step,
        "missing": tuple(missing),
        "left_out_area": int(counted.loc[counted["area"].isna(), "amount"].sum()),
        "left_out_date": int(counted.loc[counted["area"].notna() & counted["period"].isna(), "amount"].sum()),
        "stated_twice": _stated_twice(ready),
    }
    series.attrs.update(held, notes=_notes(held, chosen[0].unit))
    return series


def offence_points(tables: Tables, outcome_keys: Sequence[str]) -> pd.DataFrame:
    """List recorded crime of some types with its points.

    Returns
    -------
    offences
        One row a record: occurred_from, lon, lat (degrees, EPSG:4326), uncertainty_m, amount, stated (a number for an
        area rather than one offence).
    """
    wanted = {key.removeprefix(f"{_OFFENCES}:") for key in outcome_keys if key.startswith(f"{_OFFENCES}:")}
    rows = _offences(tables)
    rows = rows.filter(rows.crime_type.lower().isin(sorted(wanted)))
    columns = ["occurred_from", "lon", "lat", "uncertainty_m", "amount", "stated"]
    frame: pd.DataFrame = rows.select(columns).to_pandas()
    return frame


def _type_key(crime_type: str) -> str:
    return f"{_OFFENCES}:{' '.join(crime_type.casefold().split())}"


def _measures() -> list[Measure]:
    return [measure for measure in MEASURES if measure.key in _OUTPUT_MEASURES]


def _outcome(key: str, label: str, unit: str, rows: pd.DataFrame, *, is_output: bool) -> Outcome:
    first, last = rows["first"].min().date().replace(day=1), rows["last"].max().date().replace(day=1)
    return Outcome(key, label, unit, is_output, int(rows["n"].sum()), first, last)


def _offences(tables: Tables) -> ibis.Table:
    """Give the recorded offences with how many each row stands for, one when it does not say."""
    own = tables["offences"].select("record_id", "crime_type", "offence_count")
    kinds = Filters(kinds=(RecordKind.OFFENCE.value,))
    rows = selected_records(tables, kinds, with_counts=True).inner_join(own, "record_id")
    return rows.mutate(amount=rows.offence_count.fill_null(1), stated=rows.offence_count.notnull())


def _measured(tables: Tables, measure: Measure, *, whole_kind: bool = False) -> ibis.Table:
    """Give the rows of an output, or all rows of its kind with which of them are counted."""
    if measure.key == "seizures":
        rows = selected_records(tables, Filters(kinds=(RecordKind.SEIZURE.value,)))
        rows = rows.mutate(amount=ibis.literal(1), counts=ibis.literal(value=True))
    else:
        own = tables["enforcement"].select("record_id", "action", "action_count", "closure_type")
        rows = selected_records(tables, Filters(kinds=(RecordKind.ENFORCEMENT.value,))).inner_join(own, "record_id")
        rows = rows.mutate(amount=rows.action_count, counts=measure.where(rows).fill_null(False))  # noqa: FBT003 - ibis takes it so
    rows = rows.mutate(stated=ibis.literal(value=False))
    return rows if whole_kind else rows.filter(rows.counts)


def _known(listed: Sequence[Outcome], keys: Sequence[str]) -> list[Outcome]:
    by_key = {outcome.key: outcome for outcome in listed}
    unknown = [key for key in keys if key not in by_key]
    if unknown or not keys:
        named = ", ".join(list(by_key)[:_MOST_NAMED]) or "none, because no offence or action is held"
        found = f"found {unknown[0]!r}" if unknown else "none was named"
        msg = f"Expected outcomes among those of this workspace ({named}); {found}. Choose one of them."
        raise InputError(msg)
    chosen = [by_key[key] for key in keys]
    units = list(dict.fromkeys(outcome.unit for outcome in chosen))
    if len(units) > 1:
        msg = (
            f"Expected outcomes of one unit, found {' and '.join(units)}, which cannot be added. Take them one by one."
        )
        raise MetricUndefinedError(msg)
    return chosen


def _rows_of(tables: Tables, key: str) -> pd.DataFrame:
    """Add up an outcome, and all rows of its kind in the same files, by place, days and file."""
    if key.startswith(f"{_OFFENCES}:"):
        rows = _offences(tables).rename(counted_as="crime_type")
    else:
        measure = next(measure for measure in MEASURES if measure.key == key)
        rows = _measured(tables, measure, whole_kind=True)
        rows = rows.mutate(counted_as=rows.counts.ifelse(key, ""))
    rows = rows.mutate(start=rows.occurred_from.date(), end=rows.occurred_to.date())
    groups = ["source_id", "lad_code", "force", "start", "end", "date_precision", "stated", "counted_as"]
    frame: pd.DataFrame = rows.group_by(groups).aggregate(amount=rows.amount.sum()).to_pandas()
    frame["chosen"] = frame["counted_as"].map(lambda text: key in {text, _type_key(text)})
    family = set(frame.loc[frame["chosen"], "source_id"])
    frame["outcome"] = key
    return frame[frame["source_id"].isin(family)].reset_index(drop=True)


def _today(code: object) -> str | None:
    """Give the district in force for a code; None for none."""
    if not isinstance(code, str):
        return None
    return current_district(code) if district_force(code) else code


def _placed(rows: pd.DataFrame, by: AreaLevel, step: Step) -> pd.DataFrame:
    """Add area, its force, and period: null where the row is coarser than that."""
    districts = rows["lad_code"].map({code: _today(code) for code in rows["lad_code"].unique()})
    forces = rows["force"].where(rows["force"].notna(), None)
    own_force = districts.map({code: district_force(code) for code in districts.dropna().unique()}).fillna(forces)
    start, end = pd.to_datetime(rows["start"]), pd.to_datetime(rows["end"])
    first = start.dt.to_period(_FREQUENCY[step]).dt.start_time
    within = first == end.dt.to_period(_FREQUENCY[step]).dt.start_time
    area = districts if by == "lad" else forces
    return rows.assign(area=area, area_force=own_force if by == "lad" else forces, period=first.where(within))


def _check_dates(counted: pd.DataFrame, words: str, step: Step) -> None:
    if step == "month":
        return
    coarse = counted["date_precision"].isin([DatePrecision.MONTH.value, DatePrecision.YEAR.value])
    total, undated = int(counted["amount"].sum()), int(counted.loc[coarse, "amount"].sum())
    # Counts that are all zero say as little about the week as any others.
    if undated > _MOST_UNDATED * total or (total == 0 and coarse.all()):
        msg = (
            f"{words}: expected records that say the week, found {undated:,} of {total:,} that say only the month or "
            "less. Count by month."
        )
        raise MetricUndefinedError(msg)


def _reported(rows: pd.DataFrame) -> set[tuple[str, pd.Timestamp]]:
    """List the forces and periods from which the files of an outcome hold any row."""
    held = rows[rows["area"].notna() & rows["period"].notna() & rows["area_force"].notna()]
    return set(zip(held["area_force"], held["period"], strict=True))


def _complete(
    ready: pd.DataFrame, reported: set[tuple[str, pd.Timestamp]], step: Step
) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """Fill zeros where an area's force reported, and list the periods in which it did not."""
    one_of_each = ready.drop_duplicates("area")
    force_of: dict[str, object] = dict(zip(one_of_each["area"], one_of_each["area_force"], strict=True))
    whole = pd.period_range(ready["period"].min(), ready["period"].max(), freq=_FREQUENCY[step])
    exposure = {period.start_time: (period.end_time - period.start_time).days + 1 for period in whole}
    sums = ready.groupby(["area", "period"])["amount"].sum().to_dict()
    rows = [
        (area, period, int(sums.get((area, period), 0)), days)
        for area in sorted(force_of)
        for period, days in exposure.items()
        if (force_of[area], period) in reported
    ]
    series = pd.DataFrame(rows, columns=["area", "period", "count", "exposure"])
    series["period"] = pd.to_datetime(series["period"])
    forces = sorted({force for force in force_of.values() if isinstance(force, str)})
    missing = [(f, f"{p:%Y-%m-%d}") for f in forces for p in exposure if (f, p) not in reported]
    return series, missing


def _stated_twice(ready: pd.DataFrame) -> int:
    """Count the totals of an area and period that more than one file states."""
    stated = ready[ready["stated"]]
    return int((stated.groupby(["outcome", "area", "period"])["source_id"].nunique() > 1).sum())


def _notes(held: dict[str, Any], unit: str) -> tuple[str, ...]:
    step, what = held["step"], "district" if held["by"] == "lad" else "force"
    missing = held["missing"]
    said = []
    if missing:
        forces = len({force for force, _ in missing})
        said.append(
            f"{len(missing):,} {step}s of {forces} force{'' if forces == 1 else 's'} are left out because no record "
            "of them is held: missing is not zero."
        )
    if held["left_out_area"]:
        said.append(f"{held['left_out_area']:,} {unit} are left out because their place does not tell the {what}.")
    if held["left_out_date"]:
        said.append(f"{held['left_out_date']:,} {unit} are left out because their date does not tell the {step}.")
    if held["stated_twice"]:
        said.append(
            f"{held['stated_twice']:,} counts of a {what} and {step} stand in more than one file and are added. Check "
            "that no file is a later copy of another."
        )
    return tuple(said)
