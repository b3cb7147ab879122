"""Draw the answer of the Effect page: the sentence first, then interval, series, map and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from linesmap.effects import EffectAnswer
from linesmap.measure.estimates import coverage_words
from linesmap.measure.ring import RING
from linesmap.ui import sheet
from linesmap.ui.effect_choices import Choice
from linesmap.ui.sheet import paragraph
from linesmap.view.effect_intervals import (
    RatioRow,
    around_chart,
    around_frame,
    around_words,
    expectation_chart,
    ratio_chart,
)
from linesmap.view.effect_map import areas_map, areas_words, legend_swatch
from linesmap.view.effect_series import series_chart, series_words
from linesmap.view.effect_words import (
    AVERAGE_NOTE,
    OUTPUT_WARNING,
    interval_words,
    join_names,
    placebo_sentence,
)
from linesmap.view.small_map import data_uri
from linesmap.view.words import count, day, plural

__all__ = ["days_of_action", "show"]

_MAP_WIDTH, _MAP_HEIGHT = 375, 330
_WIDTHS = [1010, 386]
_CLAIM = "font-size:19px;line-height:26px;font-weight:600;margin:2px 0 4px;max-width:none"


def days_of_action(
    found: EffectAnswer, choice: Choice, phases: Sequence[tuple[date, date | None]]
) -> list[tuple[date, date | None]]:
    """Give the days to shade: those of every phase where the operation has several, else its first to its last."""
    asked = choice.question
    if phases and asked is not None and asked.start is None and asked.end is None:
        return list(phases)
    return [(found.start, found.end)]


def show(found: EffectAnswer, choice: Choice, days: Sequence[tuple[date, date | None]]) -> None:
    """Draw the answer."""
    left, right = sheet.columns(_WIDTHS, gap="medium")
    with left:
        _claim(found)
        _series(found, choice, days)
        _around(found, choice)
    with right:
        _map(found)
        _trust(found)
        _expectation(found, choice)


def _claim(found: EffectAnswer) -> None:
    effect = found.effect
    paragraph(effect.sentence(), style=_CLAIM)
    if found.is_output:
        sheet.html(
            f'<p class="lm-chip lm-warn" style="display:block;margin:4px 0;padding:4px 8px">'
            f"<b>Warning.</b> {escape(OUTPUT_WARNING)}</p>"
        )
    until = f" to {day(found.end)}" if found.end else ""
    what = found.question.operation or "The action"
    areas = plural(len(found.treated), "area")
    paragraph(
        f"{what}, {day(found.start)}{until}, in {areas}: {join_names(found.treated, found.names)}. "
        f"Compared: {effect.period}",
        "lm-note",
        style="margin:0 0 6px;max-width:none",
    )
    row = RatioRow(effect.outcome, effect.estimate, effect.interval.lower, effect.interval.upper)
    sure = coverage_words(effect.interval.coverage)
    words = f"{effect.outcome}: {interval_words(effect)}. The line marks no change."
    sheet.chart(lambda shade: ratio_chart([row], theme=shade), alt_text=words, width=_WIDTHS[0])
    paragraph(
        f"Diamond: estimate {effect.estimate:.2f}. Bar: {sure} interval {effect.interval.lower:.2f} to "
        f"{effect.interval.upper:.2f}. {AVERAGE_NOTE}",
        "lm-note",
        style="margin:0;max-width:none",
    )


def _series(found: EffectAnswer, choice: Choice, days: Sequence[tuple[date, date | None]]) -> None:
    effect = found.effect
    n = effect.n
    note = f"{count(n['count_before'])} {choice.units} in the window before, {count(n['count_after'])} in that after"
    sheet.heading(f"{effect.outcome} in the areas of the operation", f"all areas added; {note}")
    sheet.chart(
        lambda shade: series_chart(effect, days, unit=choice.units, theme=shade),
        alt_text=series_words(effect, choice.units),
        width=_WIDTHS[0],
    )
    sure = coverage_words(effect.interval.coverage)
    paragraph(
        f"Band: where a count would lie in {sure} of cases without the operation. Strips on top: the windows compared, "
        "hollow before, filled after.",
        "lm-note",
        style="margin:0;max-width:none",
    )


def _map(found: EffectAnswer) -> None:
    sheet.heading("Where")
    sheet.html(lambda shade: _map_html(found, shade))


def _map_html(found: EffectAnswer, shade: str) -> str:
    around = found.displacement
    controls = found.effect.comparators or around.controls
    picture = areas_map(
        found.treated,
        around.buffer,
        controls,
        by=found.question.by,
        theme=shade,
        width=_MAP_WIDTH,
        height=_MAP_HEIGHT,
    )
    alt = areas_words(found.treated, around.buffer, controls, found.names)
    ring = f": {found.names[RING].lower()}, not drawn" if RING in around.buffer else ""
    words = "Compared with" if found.effect.comparators else "For displacement only"
    rows = (
        ("treated", "Areas of the operation", found.treated),
        ("beside", f"Beside them, the buffer{ring}", around.buffer),
        ("compared", words, controls),
    )
    legend = "".join(
        f'<div style="margin-top:3px"><img alt="" src="{data_uri(legend_swatch(kind, shade))}" '
        f'style="vertical-align:-2px;margin-right:8px"><b style="font-weight:550">{escape(label)}</b> '
        f"{len(codes):,}</div>"
        for kind, label, codes in rows
    )
    return (
        f'<img src="{data_uri(picture)}" alt="{escape(alt)}" style="width:100%;max-width:{_MAP_WIDTH}px;height:auto;'
        f'display:block;border-radius:4px"><div style="font-size:12px;line-height:18px">{legend}</div>'
        f'<details style="font-size:12px;line-height:16px;margin-top:4px"><summary style="cursor:pointer">Names of the '
        f"areas</summary>{_names(rows, found)}</details>"
        '<p class="lm-note" style="margin-top:4px">Areas: ONS boundaries, OGL v3.</p>'
    )


def _names(rows: Sequence[tuple[str, str, Sequence[str]]], found: EffectAnswer) -> str:
    return "".join(
        f'<p class="lm-note" style="margin:4px 0"><b>{escape(label)}:</b> '
        f"{escape(join_names(codes, found.names) or 'none')}</p>"
        for _, label, codes in rows
    )


def _trust(found: EffectAnswer) -> None:
    effect = found.effect
    sheet.heading("Did the areas move alike before")
    if effect.pre_trend is not None:
        doubtful = "color:var(--lm-warn);font-weight:550" if effect.pre_trend.apart else ""
        paragraph(effect.pre_trend.sentence(), style=doubtful)
    elif effect.method == "difference_in_differences":
        paragraph("Too few periods before to see whether the areas moved alike.")
    elif effect.method == "synthetic_control":
        paragraph("The weights are chosen so that the areas did. The limits below say how well that went.")
    else:
        paragraph("Not checked: this method compares the areas with themselves only.")
    sheet.heading("How often is this method wrong")
    paragraph(effect.calibration.sentence())
    if placebo := placebo_sentence(effect):
        paragraph(placebo)


def _around(found: EffectAnswer, choice: Choice) -> None:
    sheet.heading("Displacement and diffusion", "what the areas beside those of the operation did")
    around = found.displacement
    text, picture = sheet.columns([560, 430], gap="medium")
    with picture:
        if around.difference is not None:
            frame = around_frame(around.difference)
            days = around.difference.exposure_after
            sheet.chart(
                lambda shade: around_chart(frame, days=days, unit=choice.units, theme=shade),
                alt_text=around_words(frame, days),
                width=430,
            )
            paragraph("Pale bars: before, brought to the days after. Full bars: after.", "lm-note", style="margin:0")
    named = (
        ("Weighted displacement difference", around.difference),
        ("Weighted displacement quotient", around.quotient),
        ("Total net effect", around.total),
    )
    with text:
        for label, one in named:
            if one is not None:
                sheet.html(
                    f'<p class="lm-p" style="max-width:none"><b style="font-weight:550">{label}.</b> '
                    f"{escape(one.sentence())}</p>"
                )
        for words in around.why_not:
            paragraph(words, style="max-width:none")


def _expectation(found: EffectAnswer, choice: Choice) -> None:
    sheet.heading("Expected without action", "areas chosen at a peak fall back by themselves")
    if found.without_action is None:
        paragraph(found.why_no_expectation or "Not worked out.")
        return
    expected = found.without_action
    sheet.chart(
        lambda shade: expectation_chart(expected, unit=choice.units, theme=shade),
        alt_text=expected.sentence(),
        width=_WIDTHS[1],
    )
    paragraph(expected.sentence())
