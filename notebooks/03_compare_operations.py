# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Comparing operations without adding what does not add
#
# Offices publish results in their own words: totals beside weekly averages, lines "closed" beside lines "disrupted",
# values at each publisher's prices. This page sets published figures side by side, reconciles Operation Scorpion with
# its phases, and redraws the drug testing funnel of Basingstoke. Every figure is published; its source stands beside it.

# %%
import tempfile
from pathlib import Path

import pandas as pd

from linesmap import comparisons, measure
from linesmap.measure.bounded import BoundedFigure, add_bounded, agrees
from linesmap.measure.comparison import Scale, compare
from linesmap.model.vocabulary import Bound
from linesmap.network.footprint import wilson
from linesmap.pipeline import import_files
from linesmap.settings import data_dir
from linesmap.store import Workspace

workspace = Workspace(Path(tempfile.mkdtemp()) / "published.duckdb")
(report,) = import_files([data_dir() / "reference" / "published_results.csv"], workspace)
print(f"{report.accepted:,} published figures of {report.rows_in:,} rows")
assert report.accepted == report.rows_in

with workspace.read() as tables:
    columns = comparisons.all_columns(tables)
    figures = measure.published_figures(tables)
print(f"{figures['programme'].nunique()} programmes, {figures['source'].nunique()} sources")

# %% [markdown]
# ## Do the phases of Scorpion add to the published whole?
#
# 388 arrests and about £363,000 were published for March to December 2022. The phases were published one by one, one
# of them as "more than 120" arrests. Bounds add as bounds: the sum is at least 384, which 388 does not contradict.

# %%
names = ["Operation Scorpion 1", "Operation Scorpion 2", "Operation Scorpion 3", "Operation Scorpion"]
scorpion = compare(columns, comparisons.find_subjects(columns, names))
for one in scorpion.reconciliations:
    if one.total is None:
        print(f"{one.measure}: {one.why_not}")
    else:
        print(
            f"{one.measure}: phases add to {one.total.bound.value} {one.total.value:,.0f}; "
            f"{one.published.bound.value} {one.published.value:,.0f} was published; consistent: {one.consistent}"
        )

found = {one.measure: one for one in scorpion.reconciliations}
assert found["arrests"].total == BoundedFigure(384, Bound.AT_LEAST)
assert found["arrests"].published == BoundedFigure(388)
assert found["cash_gbp"].total is not None and found["cash_gbp"].total.value == 362_853
assert all(one.consistent for one in scorpion.reconciliations if one.total is not None)

# The same by hand, from the three releases.
by_hand = add_bounded([BoundedFigure(194), BoundedFigure(120, Bound.MORE_THAN), BoundedFigure(70)])
assert by_hand == found["arrests"].total
assert agrees(by_hand, BoundedFigure(388)) and not agrees(by_hand, BoundedFigure(380))

# %% [markdown]
# ## Three operations side by side
#
# A figure that does not mean the same as its row stays in sight, with the reason. Hypernova's 33 lines were
# "dismantled" and Scorpion's 400 "disrupted": neither is a closure of a stated type. Warrior gives weekly averages, which
# compare per day and not as totals.

# %%
side_by_side = comparisons.find_subjects(columns, ["Operation Scorpion 1", "Operation Hypernova", "Operation Warrior"])
table = compare(columns, side_by_side)
rows = [
    {"measure": row.definition.label}
    | {
        subject.name: "–"
        if cell.figure is None
        else f"{cell.value if cell.value is not None else '?'} {'; '.join(cell.reasons)}"
        for subject, cell in zip(table.subjects, row.cells, strict=True)
    }
    for row in table.rows
    if row.definition.group != "other"
]
print(pd.DataFrame(rows).to_string(index=False))
print()
print("\n".join(table.differences))

lines_closed = next(row for row in table.rows if row.definition.key == "lines_closed")
assert [cell.reasons for cell in lines_closed.cells][:2] == [
    ("“disrupted”, not closed",),
    ("“dismantled”, type not stated",),
]
assert lines_closed.total is None

per_day = compare(columns, side_by_side, scale=Scale.PER_DAY)
arrests = next(row for row in per_day.rows if row.definition.key == "arrests").cells
assert round(arrests[0].value or 0, 1) == 27.7
assert round(arrests[2].value or 0, 1) == 2.4
assert arrests[1].reasons == ("period not stated",)

# %% [markdown]
# ## Is one phase of Scorpion different from the rest?
#
# A funnel instead of a league table: arrests of each phase against what its people and days would lead to expect at the
# common rate. Arrests are driven by police activity, so a phase outside the funnel says that more or less was done.

# %%
phases = [
    subject
    for subject in columns
    if subject.programme.startswith("Operation Scorpion ") and subject.days and subject.population
]
counts = {
    subject.name: next(figure.value for figure in columns[subject] if figure.measure == "arrests")
    for subject in phases
    if any(figure.measure == "arrests" and figure.value is not None for figure in columns[subject])
}
days = {
    subject.name: float((subject.population or 0) * (subject.days or 0)) for subject in phases if subject.name in counts
}
rate = sum(value or 0 for value in counts.values()) / sum(days.values())
picture = measure.funnel(
    [counts[name] or 0 for name in counts], [days[name] * rate for name in counts], names=list(counts)
)
for point in picture.points:
    print(f"{point.name:24} {point.observed:5.0f} arrests, {point.expected:6.1f} expected")
print(picture.sentence())
assert len(picture.points) == len(counts) >= 8

# %% [markdown]
# ## The drug testing funnel of Basingstoke, October to December 2022
#
# Of 335 people who could be tested 261 were, and 178 were trigger offenders with intelligence. Of 157 who were referred 30
# failed to attend, and 26 of them were prosecuted. The published shares follow from the published counts.

# %%
pilot = figures[figures["programme"] == "Drug Testing on Arrest (DToA), Basingstoke pilot"]
steps = pilot.dropna(subset=["value"]).groupby("measure")["value"].agg(["min", "max", "size"])
assert (steps["min"] == steps["max"]).all(), "two sources, one figure"
value = steps["min"]
tested = (value["people tested"], value["people eligible to be tested"])
absent = (value["failed to attend assessment"], value["offenders referred to treatment"])
for words, (part, whole) in {"tested of those eligible": tested, "failed to attend of those referred": absent}.items():
    low, high = wilson(int(part), int(whole))
    print(f"{words}: {part:.0f} of {whole:.0f} = {part / whole:.0%} (95% interval {low:.0%} to {high:.0%})")

assert round(100 * 261 / 335) == round(100 * tested[0] / tested[1]) == value["share of eligible people tested"] == 78
assert (
    round(100 * 30 / 157) == round(100 * absent[0] / absent[1]) == value["share of referred who failed to attend"] == 19
)
assert value["trigger offenders with associated intelligence"] == 178
assert value["prosecuted for failing to attend"] == 26

divert = figures[figures["programme"] == "DIVERT (West Mercia)"].set_index("measure")["value"]
assert round(100 * divert["assessments"] / divert["referrals"]) == 70 == round(divert["share of referrals assessed"])
