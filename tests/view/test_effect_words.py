"""The words, tables and map of the Effect page: hostile names stay text, suggestions stay suggestions."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from linesmap.measure.effect import METHODS
from linesmap.measure.series import Outcome
from linesmap.view.effect_map import areas_map, areas_words, legend_swatch
from linesmap.view.effect_words import (
    METHOD_WORDS,
    comparison_frame,
    join_names,
    outcome_option,
    recovery_rows,
    surface_rows,
)
from linesmap.view.tokens import colour

BRISTOL, SOUTH_GLOS, EXETER = "E06000023", "E06000025", "E07000041"
NAMES = {BRISTOL: "Bristol, City of", SOUTH_GLOS: "South Gloucestershire", EXETER: "Exeter"}


def test_every_method_says_what_it_does_and_needs() -> None:
    assert set(METHOD_WORDS) == set(METHODS)
    for words in METHOD_WORDS.values():
        assert words.does.endswith(".")
        assert words.needs.startswith("Needs ")
        assert words.needs.endswith(".")


def test_an_output_carries_its_label_in_the_list() -> None:
    arrests = Outcome("arrests", "Arrests", "arrests", True, 1429, date(2024, 4, 1), date(2025, 6, 1))
    assert outcome_option(arrests) == "Arrests: 1,429 arrests, Apr 2024 to Jun 2025 (driven by police activity)"


def test_names_with_commas_stay_apart() -> None:
    assert join_names([EXETER, BRISTOL, "X"], NAMES) == "Bristol, City of; Exeter; X"


def test_comparison_lists_the_proposed_first_and_marks_the_used() -> None:
    table = pd.DataFrame(
        {
            "area": ["a", "b", "c", "d"],
            "role": ["other", "buffer", "comparison", "comparison"],
            "distance": [0.1, 0.2, 0.9, 0.3],
            "reason": ["w", "x", "y", "z"],
        }
    )
    frame = comparison_frame(table, ["d"], {"d": "Derby"})
    assert frame["Area"].tolist() == ["Derby", "c", "b", "a"]
    assert frame["Used"].tolist() == [True, False, False, False]
    assert frame["Role"].tolist() == ["proposed", "proposed", "beside, buffer", "not proposed"]


def test_what_followed_says_basis_time_and_new_forces() -> None:
    closed = {"line": "Fieldfare", "closed_on": date(2024, 8, 15), "closure_type": "Type 1"}
    followed = pd.DataFrame(
        [
            closed | {"became": "", "basis": "", "on": None, "gap_days": None, "forces": "", "new_forces": ""},
            closed
            | {
                "became": "Bittern",
                "basis": "suggested, weak",
                "on": date(2024, 8, 14),
                "gap_days": -1,
                "forces": "Devon and Cornwall",
                "new_forces": "Devon and Cornwall",
            },
        ]
    )
    nothing, suggested = surface_rows(followed)
    assert nothing == ("Fieldfare", "15 Aug 2024, Type 1", "nothing known", "–", "–", "–")
    assert suggested[3:] == (
        "suggested, weak",
        "14 Aug 2024, 1 day earlier",
        "Devon and Cornwall; new: Devon and Cornwall",
    )


def test_recovery_never_adds_the_types_and_says_when_it_is_too_early() -> None:
    shares = [("Type 2", 30, 0, 0, None, None), ("Type 1", 90, 3, 2, 0.2077, 0.9385), ("Type 1", 30, 3, 0, 0.0, 0.5615)]
    assert recovery_rows(shares) == [
        [("Closure", ""), ("30 days", ""), ("90 days", "")],
        [("Type 1", ""), ("0 of 3", "0% to 56%"), ("2 of 3", "21% to 94%")],
        [("Type 2", ""), ("too early", ""), ("–", "")],
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_draws_three_kinds_apart_and_asks_for_nothing(theme: str) -> None:
    svg = areas_map([BRISTOL], [SOUTH_GLOS, "ring"], [EXETER, "nonesuch"], by="lad", theme=theme)
    assert f'fill="{colour("primary", theme)}"' in svg
    assert svg.count('fill="url(#beside)"') == svg.count('fill="url(#compared)"') == 1
    assert re.findall(r"https?://[^\"]+", svg) == ["http://www.w3.org/2000/svg"]
    forces = areas_map(["E23000036"], ["E23000038"], [], by="force", theme=theme)
    assert "url(#compared)" not in forces


def test_an_area_that_is_two_things_is_drawn_once() -> None:
    svg = areas_map([BRISTOL], [BRISTOL], [BRISTOL], by="lad", theme="light")
    assert "url(#beside)" not in svg.partition("</defs>")[2]
    assert "url(#compared)" not in svg.partition("</defs>")[2]


def test_the_map_without_areas_is_england_and_wales() -> None:
    assert areas_map([], [], [], by="lad", theme="light").startswith("<svg")
    assert areas_words([], [], [], {}) == "Map of England and Wales without areas."


def test_the_map_is_told_in_words_and_its_legend_uses_its_marks() -> None:
    words = areas_words([BRISTOL], [SOUTH_GLOS], [EXETER], NAMES)
    assert words == (
        "Map. areas of the operation: Bristol, City of. beside them: South Gloucestershire. compared with: Exeter."
    )
    for kind, mark in (("treated", colour("primary")), ("beside", "url(#beside)"), ("compared", "url(#compared)")):
        assert f'fill="{mark}"' in legend_swatch(kind, "light")
