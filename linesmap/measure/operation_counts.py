"""Count what each operation, phase or force of an operation did, by the measures that operations are compared by."""

from __future__ import annotations

import re
from typing import Literal

import ibis
import pandas as pd

from linesmap.measure.activity import activity
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EnforcementAction
from linesmap.store import Tables, selected_records

__all__ = ["COUNTED", "operation_counts", "weapon_kind"]

Level = Literal["operation", "phase"]

COUNTED: tuple[str, ...] = (
    "arrests", "people_charged", "charges", "warrants", "stop_searches", "drug_tests", "closures_type_1",
    "closures_type_2", "class_a_g", "class_b_g", "class_c_g", "class_unknown_g", "plants", "doses", "cash_gbp",
    "weapons", "weapons_bladed", "weapons_firearm", "weapons_imitation", "weapons_other", "safeguarding_visits",
    "adults_safeguarded", "children_safeguarded", "referrals", "treatment_referrals",
)  # fmt: skip
"""Keys of measures.csv that can be counted from records."""

_FROM_ACTIVITY = {"safeguarding": "safeguarding_visits"}
_KEYS = ["operation_id", "phase", "force"]
_CHILD, _ADULT = "under 18", {"18-24", "25-34", "over 34"}
_TREATMENT = re.compile(r"\b(?:treatment|drug|alcohol|substance|detox|rehab\w*|recovery)\b", re.IGNORECASE)
_WEAPONS = (
    ("weapons_imitation", re.compile(r"\b(?:imitation|replica|blank.?firing|bb gun|airsoft|toy)\b", re.IGNORECASE)),
    ("weapons_firearm", re.compile(r"\b(?:fire\s?arms?|guns?|handguns?|shotguns?|pistols?|revolvers?|rifles?"
                                   r"|ammunition)\b", re.IGNORECASE)),
    ("weapons_bladed", re.compile(r"\b(?:knife|knives|blades?|bladed|machetes?|swords?|dagger|axe|hatchet|cleaver"
                                  r"|zombie)\b", re.IGNORECASE)),
)  # fmt: skip


def weapon_kind(text: str) -> str:
    """Say which count a weapon belongs to; the first kind that fits, imitations before firearms before blades.

    Examples
    --------
    >>> weapon_kind("imitation handgun"), weapon_kind("lock knife"), weapon_kind("knuckleduster")
    ('weapons_imitation', 'weapons_bladed', 'weapons_other')
    """
    return next((kind for kind, pattern in _WEAPONS if pattern.search(text)), "weapons_other")


def operation_counts(tables: Tables, filters: Filters, *, by: Level, by_force: bool = False) -> pd.DataFrame:
    """Count every measure by operation or phase.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    filters
        What to include.
    by
        operation or phase; records of an operation without a phase are left out of `phase`.
    by_force
        Also by the force of the location, or the recording force where there is none.

    Returns
    -------
    counts
        Columns operation_id, phase (by phase), force (by force), records, and `COUNTED`: weights in grams, money in
        pounds, people_charged the arrests with the outcome charged, weapons the seizures with a weapon. Sorted by
        the grouping.
    """
    keys = ["operation_id", *(["phase"] if by == "phase" else []), *(["force"] if by_force else [])]
    base = _activity(tables, filters, by=by, by_force=by_force)
    base = base.rename(columns=_FROM_ACTIVITY)
    detail = _detail(tables, filters)
    if by == "phase":
        detail = detail[detail["phase"].notna()]
    extra = detail.groupby([*keys, "measure"], dropna=False)["amount"].sum().unstack("measure", fill_value=0)
    frame = base.merge(extra.reset_index(), on=keys, how="left")
    for key in COUNTED:
        frame[key] = frame[key].fillna(0.0) if key in frame else 0.0
    return frame[[*keys, "records", *COUNTED]].sort_values(keys, ignore_index=True)


def _activity(tables: Tables, filters: Filters, *, by: Level, by_force: bool) -> pd.DataFrame:
    if not by_force:
        return activity(tables, filters, by=by)
    records = selected_records(tables, filters)
    forces = records.filter(records.operation_id.notnull()).force.value_counts().to_pandas()["force"].dropna()
    parts = []
    for code in sorted(forces):
        narrowed = Filters(**{**vars(filters), "forces": (code,)})
        parts.append(activity(tables, narrowed, by=by).assign(force=code))
    return pd.concat(parts, ignore_index=True) if parts else activity(tables, filters, by=by).assign(force="")


def _detail(tables: Tables, filters: Filters) -> pd.DataFrame:
    """Give amounts by operation, phase, force and measure that need a reading of the record's own words."""
    chosen = selected_records(tables, filters)
    chosen = chosen.filter(chosen.operation_id.notnull()).select("record_id", *_KEYS)
    done = tables["enforcement"].select("record_id", "action", "action_count", "outcome", "age_band", "referral_to")
    done = chosen.inner_join(done, "record_id")
    what = [*_KEYS, "action", "outcome", "age_band", "referral_to"]
    actions = done.group_by(what).aggregate(amount=done.action_count.sum()).to_pandas()
    found = tables["seizures"].filter(ibis._.weapon.notnull()).select("record_id", "weapon")
    found = chosen.inner_join(found, "record_id")
    weapons = found.group_by([*_KEYS, "weapon"]).aggregate(amount=found.count()).to_pandas()
    visit = actions["action"] == EnforcementAction.SAFEGUARDING.value
    referral = actions["action"] == EnforcementAction.REFERRAL.value
    treated = actions["referral_to"].fillna("").str.contains(_TREATMENT)
    arrest = actions["action"] == EnforcementAction.ARREST.value
    parts = [
        actions[arrest & (actions["outcome"] == "charged")].assign(measure="people_charged"),
        actions[visit & (actions["age_band"] == _CHILD)].assign(measure="children_safeguarded"),
        actions[visit & actions["age_band"].isin(_ADULT)].assign(measure="adults_safeguarded"),
        actions[referral & treated].assign(measure="treatment_referrals"),
        weapons.assign(measure=[weapon_kind(str(text)) for text in weapons["weapon"]]),
    ]
    columns = [*_KEYS, "measure", "amount"]
    frame: pd.DataFrame = pd.concat([part[columns] for part in parts], ignore_index=True)
    return frame.assign(amount=frame["amount"].astype("float64"))
