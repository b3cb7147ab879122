"""Published figures for reading: every programme is there, and what disagrees stands side by side."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from linesmap.ingest.cleaners.bounds import clean_bound
from linesmap.measure.bounded import BoundedFigure, add_bounded, agrees
from linesmap.model.vocabulary import Bound
from linesmap.reference import find_force, published_results
from linesmap.view.force_pictures import force_codes
from linesmap.view.programme_figures import (
    NO_RESULT,
    Published,
    counts_by_force,
    listed_programmes,
    narrowed,
    parts_of,
    published_rows,
)
from linesmap.view.programme_tables import figures_table, funnel_steps, funnel_table

PILOT = "Drug Testing on Arrest (DToA), Basingstoke pilot"
ROLL_OUT = "Drug Testing on Arrest (DToA), roll-out"
IOM = "Integrated Offender Management (IOM) houses"
HOSTILE = "<img src=x onerror=alert(1)>"

NAMED = (
    "Operation Scorpion", "Operation Hypernova", "Operation Warrior", "Op Venetic", "Operation Bathurst", "1CLIC",
    "Darlington", "Durham OCG seizures", "Bruker Alpha II", "Naloxone carriage (Wales)",
    "Naloxone trial (Cambridgeshire)", "ADDER", "Fresh Start", "FREE", "Growing Rooms", "Safer Communities Fund",
    "WONDER+", "HICD", "Staffordshire criminal justice substance misuse commissioning", "Offender to Rehab",
    "Cranstoun", PILOT, ROLL_OUT, "Dorset youth", "DIVERT (West Midlands)", "DIVERT (West Mercia)", "IOM) houses",
    "Checkpoint Cymru", "Reconnect", "GamCare", "Safer Streets", "Heroin Assisted Treatment",
    "Combating Drugs Partnerships", "Pan Hampshire Combating Drugs Board", "Countywide High Harms Board",
    "Continuity of Care workshop", "Stand To",
)  # fmt: skip
"""What the text of the reports names; each must be a programme of the shipped file."""


@cache
def shipped() -> pd.DataFrame:
    """Give the shipped figures as a workspace holds them."""
    frame = published_results().rename(columns={"start": "period_start", "end": "period_end"})
    return frame.replace({"period_start": {"": None}, "period_end": {"": None}, "unit": {"": None}}).assign(
        invented=False
    )


def rows_of(programme: str) -> tuple[Published, ...]:
    figures = shipped()
    return published_rows(figures[figures["programme"] == programme])


@pytest.mark.parametrize("name", NAMED)
def test_every_programme_of_the_reports_appears(name: str) -> None:
    listed = listed_programmes(shipped())
    found = listed[listed["programme"].str.contains(name, regex=False)]
    assert len(found) >= 1
    own = shipped()[shipped()["programme"].isin(found["programme"])]
    assert (own["source"] != "").all()
    assert (own["lead"] != "").all()


def test_checkpoint_stands_by_itself() -> None:
    assert "Checkpoint" in set(listed_programmes(shipped())["programme"])


def test_a_programme_without_a_figure_counts_none() -> None:
    listed = listed_programmes(shipped()).set_index("programme")["n_figures"]
    assert listed[listed == 0].index.tolist() == [
        "Combating Drugs Partnerships", "Continuity of Care workshop", "Countywide High Harms Board",
        "Stand To (veterans)",
    ]  # fmt: skip
    assert listed.sum() == 297
    (row,) = rows_of("Stand To (veterans)")
    assert (row.measure, row.figure, row.claim) == (NO_RESULT, "not quantified", "")
    assert ">none</summary>" in figures_table([row])


def test_the_shipped_bound_is_what_the_importer_derives() -> None:
    table = published_results()
    quantified = table["value"].notna()
    assert (table.loc[~quantified, "bound"] == "").all()
    derived = [clean_bound(text).value for text in table.loc[quantified, "qualifier"]]
    assert table.loc[quantified, "bound"].tolist() == derived
    assert set(table["bound"]) == {"", *(bound.value for bound in Bound)}


def figure(programme: str, measure: str) -> BoundedFigure:
    rows = shipped()
    row = rows[(rows["programme"] == programme) & (rows["measure"] == measure)].iloc[0]
    return BoundedFigure(row["value"], Bound(row["bound"]))


def test_published_shares_follow_from_published_numbers() -> None:
    for part, whole, programme, share in (
        ("people tested", "people eligible to be tested", PILOT, "share of eligible people tested"),
        (
            "failed to attend assessment",
            "offenders referred to treatment",
            PILOT,
            "share of referred who failed to attend",
        ),
        ("assessments", "referrals", "DIVERT (West Mercia)", "share of referrals assessed"),
    ):
        found = 100 * figure(programme, part).value / figure(programme, whole).value
        assert round(found) == round(figure(programme, share).value)
    assert [round(100 * a / b) for a, b in ((261, 335), (30, 157), (663, 943))] == [78, 19, 70]


def test_scorpion_adds_up() -> None:
    phases = [f"Operation Scorpion {number}" for number in (1, 2, 3)]
    arrests = add_bounded(figure(name, "arrests") for name in phases)
    assert arrests == BoundedFigure(384, Bound.AT_LEAST)
    assert agrees(arrests, figure("Operation Scorpion", "drug-related arrests"))
    cash = [figure(name, "cash seized") for name in phases]
    assert [one.value for one in cash] == [131_000, 180_000, 51_853]
    assert add_bounded(cash).value == 362_853
    assert agrees(add_bounded(cash), figure("Operation Scorpion", "cash seized"))


def test_figures_that_disagree_stand_side_by_side() -> None:
    elsewhere = " in another source"
    words = {row.measure: row.disagrees[0] for row in rows_of(ROLL_OUT)}
    assert words == {
        "further custody centres planned": f"Disagrees with 4 custody centres (custody centres planned){elsewhere}",
        "custody centres planned": f"Disagrees with 2 custody centres (further custody centres planned){elsewhere}",
        "PCC funding (Drug Confiscation Fund)": f"Disagrees with > £600,000 (PCC funding){elsewhere}",
        "PCC funding": f"Disagrees with £482,000 (PCC funding (Drug Confiscation Fund)){elsewhere}",
    }
    against = {row.measure: row.disagrees for row in rows_of(IOM) if row.disagrees}
    assert set(against) == {"length of stay", "length of stay in an IOM house"}
    (arrests,) = [row for row in rows_of("Operation Scorpion 12") if row.measure == "arrests"]
    assert arrests.disagrees == ("Disagrees with another release, which says 102",)
    assert "⚠ Disagrees with 4 custody centres" in figures_table(rows_of(ROLL_OUT))


def test_nothing_else_disagrees() -> None:
    marked = {
        name for name, rows in shipped().groupby("programme") if any(row.disagrees for row in published_rows(rows))
    }
    assert marked == {ROLL_OUT, IOM, "Operation Scorpion 12"}


def test_a_figure_of_two_sources_is_one_row() -> None:
    rows = rows_of(PILOT)
    assert [len(row.sources) for row in rows] == [2] * 8
    assert not any(row.disagrees for row in rows)
    assert sum(len(row.sources) for row in rows) == 16


def test_the_funnel_is_that_of_the_report() -> None:
    steps = funnel_steps(rows_of(PILOT))
    assert [step.value for step in steps] == [335, 261, 178, 157, 30, 26]
    assert [step.share and round(100 * step.share) for step in steps] == [None, 78, 68, 60, 19, 87]
    html = funnel_table(steps)
    assert "<b>78%</b> of those eligible" in html
    assert "<b>19%</b> of those referred" in html
    assert html.count("<details>") == 6
    assert html.count("Association of Police and Crime Commissioners") == 6
    assert funnel_steps(rows_of(ROLL_OUT)) == ()


def test_bounds_have_a_sign_and_a_word() -> None:
    row = next(row for row in rows_of("Operation Warrior") if row.measure == "cash seized")
    assert (row.figure, row.claim) == ("> £55,000", "more than")
    html = figures_table([row])
    assert "&gt; £55,000" in html
    assert "<small>more than</small>" in html


def test_figures_are_chosen_by_strand_office_force_and_words() -> None:
    figures = shipped()
    assert set(narrowed(figures, strand="3")["strand"]) == {"3"}
    durham = narrowed(figures, lead="Durham PCC", force="Durham", words="VENETIC ")
    assert set(durham["programme"]) == {"Op Venetic (Durham cases)"}
    assert all("Dorset" in parts_of(cell) for cell in narrowed(figures, force="Dorset")["forces"])
    assert narrowed(figures, words="(").shape[0] < len(figures)
    assert narrowed(figures, force="Dor").empty


def test_forces_are_counted_once_a_figure_and_the_rest_is_said() -> None:
    figures = shipped()
    counts = counts_by_force(figures, force_codes())
    cambridgeshire = find_force("Cambridgeshire")
    assert cambridgeshire is not None
    own = narrowed(figures, force="Cambridgeshire")
    assert counts.programmes[cambridgeshire.code] == own["programme"].nunique()
    assert counts.figures[cambridgeshire.code] == (own["measure"] != NO_RESULT).sum()
    derbyshire = find_force("Derbyshire")
    assert derbyshire is not None
    assert counts.programmes[derbyshire.code] == 1
    assert derbyshire.code not in counts.figures
    assert dict(counts.elsewhere) == {
        "England and Wales": 68,
        "no area named": 12,
        "British Transport Police": 7,
        "ERSOU": 7,
    }


def test_text_of_a_return_stays_text() -> None:
    frame = shipped().head(1).assign(measure=HOSTILE, source=HOSTILE, qualifier=HOSTILE, unit=HOSTILE, forces=HOSTILE)
    assert "<img" not in figures_table(published_rows(frame))
