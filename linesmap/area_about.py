"""Say what a file for a PCC office is: what it shows, what was left out, how small numbers are hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from linesmap import reference
from linesmap.area_tables import AreaTables
from linesmap.asked import known_marking
from linesmap.disclose import Rules
from linesmap.model.filters import Filters
from linesmap.settings import load_settings
from linesmap.view.area_page import AreaAbout
from linesmap.view.snapshot import About
from linesmap.view.words import day, day_range, plural

__all__ = ["AreaSaid", "area_about"]

_LIMITS = (
    "Records follow police activity: more of them may mean more policing. Arrests, seizures and closures count what "
    "police did, not how much supply fell. Measures of different kinds are not added, and nothing is ranked."
)


@dataclass(frozen=True)
class AreaSaid:
    """What was asked for, and facts about the workspace. `operations` are names."""

    filters: Filters
    operations: tuple[str, ...]
    title: str | None
    marking: str | None
    made_by: str | None
    state: Mapping[str, str]


def area_about(found: AreaTables, asked: AreaSaid, sources: pd.DataFrame) -> AreaAbout:
    """Say what the file is.

    Parameters
    ----------
    found
        The protected numbers.
    asked
        What was asked for.
    sources
        Table `sources` of the workspace.

    Raises
    ------
    InputError
        If the marking is not known.
    """
    settings, state = load_settings(), asked.state
    marking = known_marking(asked.marking or state.get("marking") or settings.marking)
    rules = found.rules
    names = {force.code: force.name for force in reference.forces()}
    where = ", ".join(names.get(code, code) for code in asked.filters.forces) or "all forces"
    what = f"operations {', '.join(asked.operations)}" if asked.operations else "any operation"
    last = sources["imported_at"].max()
    held = f" from data as held on {day(last)}" if pd.notna(last) else ""
    by = f" Made by {asked.made_by}{held}." if asked.made_by else f" Made{held}."
    period = day_range(found.first, found.last)
    about = About(
        title=asked.title or f"Records and results by area, {reference.area_of(asked.filters.forces)}, {period}",
        shown=f"{where}; {what}; {period}.{by}",
        what=(
            "Aggregates for a Police and Crime Commissioner's office: counts and weights by police force area, "
            "district, period and operation. There is no record, name, number, text, point or link in this file. It "
            "works without a network and cannot contact one."
        ),
        limits=_LIMITS,
        left_out=_left_out(found, rules),
        sources=_sources(sources, rules),
        file=[("Workspace", f"state {state.get('version', '0')}"), ("Made with", "linesmap")],
        licences=reference.attributions(),
        marking=marking,
        handling=state.get("handling", settings.handling),
        note=state.get("invented", ""),
    )
    rounding = f"Numbers are rounded to the nearest {rules.round_to}, each on its own, so they need not add up."
    return AreaAbout(about, _rule_words(found), rounding)


def _small(count: int, rules: Rules) -> str:
    """Write a number about the file itself under the same rules as those in it."""
    if not count:
        return "no records"
    return f"under {rules.threshold} records" if count < rules.threshold else f"about {rules.rounded(count):,} records"


def _left_out(found: AreaTables, rules: Rules) -> str:
    left = found.left_out
    parts = [
        (left.handling, "whose handling carries conditions"),
        (left.lag, f"after {day(found.last)}, as at least one complete month must lie between"),
        (left.running, "of operations that had not ended"),
        (left.undated, "without a date"),
    ]
    said = "; ".join(f"{_small(count, rules)} {why}" for count, why in parts if count)
    return f"{said[:1].upper()}{said[1:]}. " if said else ""


def _sources(sources: pd.DataFrame, rules: Rules) -> list[tuple[str, str, str]]:
    """Name files by their kind and day, as the names of files may tell more; rows under the same rules."""
    rows = []
    for (kind, _), group in sources.groupby([sources["kind"], sources["imported_at"].dt.date], sort=True):
        n_rows = int(group["rows_accepted"].sum())
        shown = f"under {rules.threshold}" if n_rows < rules.threshold else f"{rules.rounded(n_rows):,}"
        rows.append(
            (f"{plural(len(group), 'file')} of {str(kind).replace('_', ' ')}", day(group["imported_at"].iloc[0]), shown)
        )
    return rows


def _rule_words(found: AreaTables) -> list[str]:
    rules = found.rules
    small = (
        f"A count from 1 to {rules.threshold - 1} is not shown; other counts are rounded to the nearest "
        f"{rules.round_to}, each on its own. Counts of exploited people are never shown under 10."
    )
    amounts = (
        f"Money, weights, plants and doses are shown only where {rules.fewest_contributors} or more seizures make them "
        f"up and none is more than {rules.dominance_share:.0%} of it."
    )
    further = (
        "Further numbers are not shown where a hidden one could be worked out from them. Percentages are made of "
        "shown numbers only."
    )
    areas = (
        "Areas are police force areas and districts; districts are shown for the whole time only. What cannot be "
        "chosen here was not checked and is not in the file."
    )
    attack = "Before the file was written, an attack by linear programming with every number of it recovered none."
    return [small, amounts, further, areas, attack]
