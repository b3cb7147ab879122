"""The table of a comparison: what is said of every cell, hostile text that stays text, and the charts beside it."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from linesmap.errors import ExternalReferenceError
from linesmap.measure.comparison import Scale, compare
from linesmap.measure.figures import HIDDEN_TOO, RECORDED_SOURCE, UNDER_TEN, Basis, Figure, Origin, Subject
from linesmap.measure.funnel import funnel, funnel_limits
from linesmap.model.vocabulary import Bound
from linesmap.view.compare_bars import bars_heading, bars_html
from linesmap.view.compare_funnel import funnel_figure
from linesmap.view.compare_ink import Ink
from linesmap.view.compare_maps import maps_html
from linesmap.view.compare_page import CompareAbout, comparison_body, comparison_page
from linesmap.view.compare_phases import phase_rates
from linesmap.view.compare_table import comparison_table
from linesmap.view.compare_words import (
    figure_words,
    forces_words,
    head_name,
    length_words,
    short_name,
    sources_of,
    without_scheme,
)

SOUTH_WEST = ("Avon and Somerset", "Devon and Cornwall", "Dorset", "Gloucestershire", "Wiltshire")
CODES = ("E23000036", "E23000035", "E23000039", "E23000037", "E23000038")
HOSTILE = '<img src=x onerror="alert(1)">'


def subject(name: str, days: int | None = 7, *, phases: tuple[str, ...] = (), **other: object) -> Subject:
    made = Subject(
        key=f"published:{name}",
        name=name,
        origin=Origin.PUBLISHED,
        programme=name,
        lead="South West PCCs",
        forces=SOUTH_WEST,
        force_codes=CODES,
        population=5_659_143,
        first="2022-03-07" if days else None,
        last="2022-03-13" if days else None,
        days=days,
        strand="1",
        phases=phases,
    )
    return replace(made, **other)  # type: ignore[arg-type]


def figure(measure: str, value: float | None, bound: Bound = Bound.EXACT, **other: object) -> Figure:
    made = Figure(
        measure, measure, value, bound if value is not None else None, "arrests", Basis.TOTAL, None, "A report, 2023"
    )
    return replace(made, **other)  # type: ignore[arg-type]


ONE = subject("Operation Scorpion 1")
TWO = subject("Operation Scorpion 2", 5)
THREE = subject("Operation Scorpion 3", 16)
WHOLE = subject("Operation Scorpion", 28, phases=(ONE.key, TWO.key, THREE.key))
OTHER = subject("Operation Warrior", None, forces=("Lancashire",), force_codes=("E23000003",), population=1_515_487)
COLUMNS = {
    ONE: (figure("arrests", 194), figure("lines_closed", 400, reason="“disrupted”, not closed")),
    TWO: (figure("arrests", 120, Bound.MORE_THAN),),
    THREE: (figure("arrests", 70), figure("class_a_g", 2200, Bound.ABOUT, unit="g")),
    WHOLE: (figure("arrests", 388), figure("arrests", 402, source="Another report, 2024")),
    OTHER: (figure("arrests", 17, basis=Basis.PER_WEEK), figure("words:grant", 165_156, unit="GBP")),
}
CHOSEN = list(COLUMNS)


def cell_of(html: str, label: str, number: int) -> str:
    """Give the cell of a measure by the number of its column, from 0."""
    row = next(part for part in html.split("<tr") if f"<summary>{label}</summary>" in part)
    return row.split("<td")[number + 1]


@pytest.fixture(scope="module")
def table() -> str:
    return comparison_table(compare(COLUMNS, CHOSEN), COLUMNS, records_at="operations")


def test_bounds_stand_as_sign_and_word(table: str) -> None:
    assert "<summary>194</summary>" in cell_of(table, "Arrests", 0)
    assert "<summary>&gt; 120</summary>" in cell_of(table, "Arrests", 1)
    assert "<small>more than</small>" in cell_of(table, "Arrests", 1)


def test_sum_of_phases_and_another_source_stand_under_the_whole(table: str) -> None:
    cell = cell_of(table, "Arrests", 3)
    assert "another source 402; phases add to 384 or more" in cell
    assert "Another report, 2024" in cell, "both sources open"


def test_what_a_qualifier_says_of_another_source_stands_under_the_figure() -> None:
    said = figure("arrests", 106, qualifier="dates inferred; another release says 102")
    html = comparison_table(compare({ONE: (said,)}, [ONE]))
    assert "<small>another release says 102</small>" in cell_of(html, "Arrests", 0)


def test_a_cell_that_cannot_be_compared_is_grey_and_says_why(table: str) -> None:
    average = cell_of(table, "Arrests", 4)
    assert "grey" in average
    assert "<small>average a week; no total</small>" in average
    assert "grey" not in cell_of(table, "Arrests", 0)
    disrupted = cell_of(table, "Lines closed, type not stated", 0)
    assert "grey" in disrupted
    assert "“disrupted”, not closed" in disrupted


def test_what_is_not_published_is_a_dash_with_its_name(table: str) -> None:
    assert 'aria-label="not published" title="not published">–</span>' in cell_of(table, "Class A, weight", 0)
    assert "<details" not in cell_of(table, "Class A, weight", 0)


def test_measures_of_one_operation_and_other_figures_are_folded_but_named(table: str) -> None:
    assert "Stated for one operation only: lines closed, type not stated, Class A, weight" in table
    assert "Other published figures, 1" in table
    assert "£165,156" in table
    two = comparison_table(compare(COLUMNS, [ONE, THREE]))
    assert "Stated for one operation only" not in two, "two columns have room for every row"


def test_vertical_rules_set_off_the_total_and_other_operations(table: str) -> None:
    names = re.findall(r'<th scope="col" class="(name[^"]*)">([^<]*)', table)
    assert names == [
        ("name", "Scorpion 1"),
        ("name", "Scorpion 2"),
        ("name", "Scorpion 3"),
        ("name ruled", "Scorpion 1 to 3"),
        ("name ruled", "Warrior"),
    ]


def test_heads_carry_period_length_forces_and_population(table: str) -> None:
    head = table.split("<tbody>")[0]
    for words in ("7 to 13 Mar 2022", "28 days in 3 phases", "averages only", "South West, 5", "5.66 million"):
        assert words in head, words


def test_hostile_names_words_and_sources_stay_text() -> None:
    bad = subject(f"Operation {HOSTILE}", forces=(HOSTILE, "B"), force_codes=(), population=None, lead=HOSTILE)
    columns = {
        bad: (
            figure("arrests", 3, source=HOSTILE, qualifier=HOSTILE, words=HOSTILE, reason=HOSTILE),
            figure(f"words:{HOSTILE}", 1, words=HOSTILE, unit=HOSTILE),
        ),
        ONE: COLUMNS[ONE],
    }
    chosen = list(columns)
    body = comparison_body(compare(columns, chosen), phase_rates(columns, chosen), columns, Ink("light"))
    assert "<img src=x" not in body
    assert 'onerror="' not in body
    assert "&lt;img src=x" in body


def test_recorded_figures_name_the_page_of_their_records() -> None:
    recorded = replace(ONE, key="recorded:O1/1", origin=Origin.RECORDED, invented=True)
    columns = {recorded: (figure("arrests", 12, source=RECORDED_SOURCE),)}
    app = comparison_table(compare(columns, [recorded]), records_at="operations")
    assert "Counted from the records of this workspace. Its records are listed on the Operations page." in app
    assert '<a href="operations"' in app
    assert "from records, invented" in app
    assert "<a " not in comparison_table(compare(columns, [recorded])), "a file has no page to go to"


def test_small_numbers_of_people_are_never_shown() -> None:
    recorded = replace(ONE, origin=Origin.RECORDED)
    columns = {
        recorded: (
            figure("adults_safeguarded", None, suppressed=UNDER_TEN, source=RECORDED_SOURCE),
            figure("children_safeguarded", None, suppressed=HIDDEN_TOO, source=RECORDED_SOURCE),
        )
    }
    html = comparison_table(compare(columns, [recorded]))
    assert "<summary>under 10</summary>" in cell_of(html, "Adults safeguarded", 0)
    assert "<summary>not shown</summary>" in cell_of(html, "Children safeguarded", 0)


def test_rates_share_their_decimals_and_say_what_they_are_of() -> None:
    html = comparison_table(compare(COLUMNS, CHOSEN, scale=Scale.PER_DAY), COLUMNS)
    assert [re.search(r"<summary>(.*?)</summary>", cell_of(html, "Arrests", number))[1] for number in range(5)] == [
        "27.71", "&gt; 24.00", "4.38", "13.86", "2.43",
    ]  # fmt: skip
    assert "Shown per day of 7 days." in cell_of(html, "Arrests", 0)
    people = comparison_table(compare({OTHER: COLUMNS[OTHER]}, [OTHER], scale=Scale.PER_PEOPLE))
    assert "as published" in cell_of(people, "Arrests", 0), "a figure that cannot be scaled says so"


def test_funnel_agrees_with_the_measure() -> None:
    exact = [ONE, THREE, subject("Operation Scorpion 8"), subject("Operation Scorpion 9")]
    columns = {one: (figure("arrests", n),) for one, n in zip(exact, (194, 70, 64, 117), strict=True)}
    columns[TWO] = COLUMNS[TWO]
    columns[WHOLE] = COLUMNS[WHOLE]
    rates = phase_rates(columns, [ONE])
    assert {point.name for point in rates.points} == {f"Scorpion {n}" for n in (1, 2, 3, 8, 9)}, "no whole, all phases"
    exposures = {point.name: point.exposure for point in rates.points}
    assert math.isclose(exposures["Scorpion 1"], 5_659_143 / 1e5 * 7)
    common = (194 + 70 + 64 + 117) / sum(exposures[f"Scorpion {n}"] for n in (1, 3, 8, 9))
    assert rates.rate is not None
    assert math.isclose(rates.rate, common)
    drawn = {name: exposures[name] for name in ("Scorpion 1", "Scorpion 3", "Scorpion 8", "Scorpion 9")}
    slow = funnel([194, 70, 64, 117], [common * size for size in drawn.values()], names=list(drawn))
    assert {point.name: point.band for point in rates.exact} == {point.name: point.band for point in slow.points}
    outer = funnel_limits(common * exposures["Scorpion 2"], coverage=0.998)
    bound = next(point for point in rates.points if point.is_lower_bound)
    assert (bound.band == 0.998) == (bound.arrests > outer.upper)
    html = funnel_figure(rates, Ink())
    assert html.count("<circle") == 4
    assert "more than" in html
    assert "Scorpion 1 0.49, beyond the 99.8% limits" in html


def test_invented_phases_do_not_move_the_common_rate_of_published_ones() -> None:
    exact = [ONE, THREE, subject("Operation Scorpion 8")]
    made_up = [subject(f"Operation Larkspur {n}", invented=True) for n in (1, 2, 3)]
    columns = {one: (figure("arrests", 50 + n),) for n, one in enumerate([*exact, *made_up])}
    both = phase_rates(columns, [ONE, made_up[0]])
    assert both.rate == phase_rates(columns, [ONE]).rate
    assert both.left_out == (("Larkspur 1", "invented"),)
    assert len(phase_rates(columns, made_up).points) == 3, "alone they are drawn"


def test_a_funnel_of_too_few_points_is_not_drawn() -> None:
    rates = phase_rates({ONE: COLUMNS[ONE], OTHER: COLUMNS[OTHER]}, [ONE, OTHER])
    assert rates.funnel is None
    assert funnel_figure(rates, Ink()) == ""
    assert rates.left_out == (("Warrior", "no period"),)
    assert "needs 3 phases" in rates.short_sentence()


def test_bars_start_at_zero_and_name_what_is_missing() -> None:
    html = bars_html(compare(COLUMNS, CHOSEN))
    widths = [float(width) for width in re.findall(r"--lmc-share:([\d.]+)", html)]
    assert math.isclose(widths[1] / widths[0], 120 / 194, rel_tol=0.01)
    assert bars_heading([ONE, TWO, THREE]) == "Scorpion 1, 2 and 3 side by side"
    assert bars_html(compare(COLUMNS, [OTHER])) == ""


def test_maps_are_one_for_every_set_of_forces() -> None:
    html = maps_html([ONE, TWO, WHOLE, OTHER], Ink())
    assert html.count("<figure>") == 2
    assert "<b>Scorpion</b><small>South West, 5</small>" in html
    assert "Not drawn: Hypernova" in maps_html([subject("Hypernova", force_codes=(), forces=())], Ink())


def test_names_and_words() -> None:
    assert short_name(WHOLE) == "Scorpion 1 to 3"
    dated = subject("Operation Larkspur, 7 to 13 Mar 2022", programme="Operation Larkspur")
    assert head_name(dated) == "Larkspur"
    assert length_words(OTHER, COLUMNS[OTHER]) == "averages only"
    assert forces_words(subject("X", forces=("Dorset", "Gwent", "Kent"), force_codes=CODES[:1])) == "Dorset + 2"
    assert figure_words(2200, "g", Bound.ABOUT) == "≈ 2.2 kg"
    assert without_scheme("See https://www.a.example/b and ftp://c") == "See a.example/b and c"
    assert dict(sources_of(compare(COLUMNS, CHOSEN)))["Another report, 2024"] == 1


def test_a_file_holds_no_address_no_script_and_both_themes() -> None:
    columns = dict(COLUMNS)
    columns[ONE] = (figure("arrests", 194, source="https://www.example.org/a?b=javascript://x"),)
    comparison = compare(columns, CHOSEN)
    body = comparison_body(comparison, phase_rates(columns, CHOSEN), columns, Ink())
    html = comparison_page(comparison, body, CompareAbout("Operations compared", "Shown: all.", "OFFICIAL"))
    assert "example.org/a" in html
    assert not re.search(r"://|<script|<link|<a |@import|url\((?!data:)|\son\w+=", html)
    assert "default-src 'none'" in html
    assert "connect-src 'none'" in html
    assert "prefers-color-scheme:dark" in html
    assert "size: A4 landscape" in html
    assert html == comparison_page(comparison, body, CompareAbout("Operations compared", "Shown: all.", "OFFICIAL"))
    with pytest.raises(ExternalReferenceError, match="no network address"):
        comparison_page(comparison, body + "<p>: ://x</p>", CompareAbout("T", "S", "OFFICIAL"))
