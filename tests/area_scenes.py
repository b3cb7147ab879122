"""A made-up snapshot of areas: the five forces of the South West, their districts, eight quarters, two operations."""

from __future__ import annotations

import random
from datetime import date, timedelta

from linesmap import reference
from linesmap.view.area_page import AreaAbout
from linesmap.view.area_scene import (
    ALL,
    Area,
    AreaMeasure,
    AreaOperation,
    AreaPeriod,
    AreaScene,
    AreaTable,
    Shown,
)
from linesmap.view.snapshot import About

HOSTILE = '</script><img src=x onerror="alert(1)"> {{ 7 * 7 }} {% raw %} https://example.org/ \u2028'
MEASURES = (
    AreaMeasure("records", "Records", "count", "Records", "Reports, seizures and enforcement together."),
    AreaMeasure("arrests", "Arrests", "count", "Enforcement", driven=True),
    AreaMeasure("warrants", "Warrants", "count", "Enforcement", driven=True),
    AreaMeasure("searches", "Stops and searches", "count", "Enforcement", driven=True),
    AreaMeasure("seizures", "Seizures", "count", "Seizures", driven=True),
    AreaMeasure("cash", "Cash seized", "gbp", "Seizures", "Rounded to the nearest £100.", driven=True),
    AreaMeasure("heroin", "Heroin seized", "g", "Seizures", driven=True),
    AreaMeasure("crack", "Crack cocaine seized", "g", "Seizures", driven=True),
    AreaMeasure("lines", "Lines active", "count", "Lines", rate=False),
    AreaMeasure("closed", "Lines closed", "count", "Lines", "Type 1 and Type 2 are not added.", rate=False),
    AreaMeasure("safeguarded", "People safeguarded", "count", "People"),
    AreaMeasure("children", "Children safeguarded", "count", "People"),
)
WIDE = {"records": 900, "cash": 90_000, "heroin": 4_000, "crack": 3_000, "searches": 300, "lines": 25, "closed": 20}
SOUTH_WEST = reference.regional_units()["SWROCU"]


def quarters(first_year: int, number: int) -> tuple[AreaPeriod, ...]:
    names = ("Jan to Mar", "Apr to Jun", "Jul to Sep", "Oct to Dec")
    made = []
    for index in range(number):
        year, quarter = first_year + index // 4, index % 4
        start = date(year, 3 * quarter + 1, 1)
        end = date(year + quarter // 3, (3 * quarter + 3) % 12 + 1, 1) - timedelta(days=1)
        made.append(AreaPeriod(f"{year}Q{quarter + 1}", f"{names[quarter]} {year}", start, end))
    return tuple(made)


def protected(measure: AreaMeasure, value: float) -> Shown:
    """Stand in for the protection: words for what is small, multiples for the rest."""
    if measure.unit == "count":
        return "under 10" if 0 < value < 10 else float(5 * round(value / 5))
    return "not shown" if 0 < value < 100 else float(100 * round(value / 100))


def made_scene(*, hostile: str = "", districts: bool = True) -> AreaScene:
    """Make the scene; `hostile` is put into every text that comes from outside."""
    chance = random.Random(20250330)  # noqa: S311 - numbers to look at, not secrets
    forces = [force for force in reference.forces() if force.code in SOUTH_WEST]
    table = reference.districts()
    rows = table[table["pfa_code"].isin(SOUTH_WEST) & table["valid_to"].isna()].sort_values("lad_name")
    areas = [Area(force.code, force.name, "force", force.code, force.population) for force in forces]
    if districts:
        areas += [
            Area(
                row["lad_code"], row["lad_name"] + hostile, "district", row["pfa_code"], chance.randint(60, 570) * 1000
            )
            for row in rows.to_dict("records")
        ]
    periods = quarters(2023, 8)
    operations = (
        AreaOperation("larkspur", "Larkspur" + hostile, "6 Mar to 2 Apr 2023"),
        AreaOperation("bryony", "Bryony", "1 to 14 Oct 2024"),
        AreaOperation("teasel", "Teasel", "throughout"),
    )
    whole: dict[str, dict[str, Shown]] = {}
    by_period: dict[str, dict[tuple[str, str], Shown]] = {}
    by_operation: dict[str, dict[tuple[str, str], Shown]] = {}
    for measure in MEASURES:
        size = WIDE.get(measure.key, 60)
        counts = {
            (force.code, period.key): chance.choice([0.05, 0.3, 1, 1, 1]) * chance.uniform(0.05, 1) * size
            for force in forces
            for period in periods
        }
        counts[forces[1].code, periods[2].key] = 0
        totals = {force.code: sum(counts[force.code, period.key] for period in periods) for force in forces}
        whole[measure.key] = {ALL: protected(measure, sum(totals.values()))}
        whole[measure.key] |= {code: protected(measure, value) for code, value in totals.items()}
        by_period[measure.key] = {key: protected(measure, value) for key, value in counts.items()}
        for period in periods:
            everywhere = sum(counts[force.code, period.key] for force in forces)
            by_period[measure.key][ALL, period.key] = protected(measure, everywhere)
        if measure.key not in {"lines", "closed"}:
            for area in areas[len(forces) :]:
                whole[measure.key][area.code] = protected(
                    measure, totals[area.force] * chance.choice([0, 0.02, 0.1, 0.3])
                )
        by_operation[measure.key] = {
            (operation.key, code): protected(measure, share * value)
            for operation, share in zip(operations, (0.1, 0.03, 0.4), strict=True)
            for code, value in ({ALL: sum(totals.values())} | totals).items()
            if not (operation.key == "bryony" and code == forces[0].code)
        }
    whole["children"][forces[2].code] = "not shown"
    del whole["safeguarded"][forces[3].code]
    return AreaScene(
        measures=MEASURES,
        areas=areas,
        periods=periods,
        operations=operations,
        first=periods[0].start,
        last=periods[-1].end,
        whole=whole,
        by_period=by_period,
        by_operation=by_operation,
        tables=(
            AreaTable(
                "Arrests by outcome" + hostile,
                "All forces, whole time. Outcomes are as known on 31 Dec 2024.",
                ("Outcome", "Arrests", "Of 100"),
                (
                    ("Charged", 620, 44),
                    ("No further action", 410, 29),
                    ("Cautioned", 95, 7),
                    ("Other", "under 10", "–"),
                ),
            ),
        ),
        focus=SOUTH_WEST,
    )


def made_about(*, hostile: str = "") -> AreaAbout:
    about = About(
        title="County lines and drug enforcement by area, South West" + hostile,
        shown="police force areas and districts of the South West; any operation; 1 Jan 2023 to 31 Dec 2024." + hostile,
        what="Protected numbers of 21,480 records by area. It works without a network and cannot contact one.",
        limits="Numbers say where records are, not where crime is. Forces record in different ways.",
        left_out="Records, names, places and points. 34 records that lie in no force area.",
        sources=[
            ("intelligence_south_west.csv" + hostile, "3 Nov 2025", "14,902"),
            ("seizures.xlsx", "3 Nov 2025", "6,578"),
        ],
        file=[("Workspace", "state 118"), ("Made with", "linesmap")],
        licences=reference.attributions(),
        marking="OFFICIAL-SENSITIVE",
        handling="Handling: South West forces and PCC offices only",
        note="Invented data for demonstration",
    )
    return AreaAbout(
        about,
        rules=(
            'Counts from 1 to 9 are not shown: "under 10".',
            'Some other numbers are "not shown", so that no small number can be worked out from totals.',
            "Shown counts are rounded to the nearest 5, money and weights to the nearest 100.",
            "Money and weights with fewer than 10 contributors, or with one over half of them, are not shown.",
        ),
    )
