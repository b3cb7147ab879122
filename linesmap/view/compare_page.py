"""Put a comparison together as one body for the app and for a file, and write that file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from linesmap.errors import ExternalReferenceError
from linesmap.measure.comparison import Comparison, Scale
from linesmap.measure.figures import Figure, Origin, Subject
from linesmap.view.browser_files import font_face
from linesmap.view.compare_bars import bars_heading, bars_html, bars_subjects
from linesmap.view.compare_funnel import funnel_figure
from linesmap.view.compare_ink import Ink
from linesmap.view.compare_maps import maps_html
from linesmap.view.compare_phases import PhaseRates
from linesmap.view.compare_table import comparison_table
from linesmap.view.compare_words import reconciliation_sentences, sources_of, without_scheme
from linesmap.view.tokens import THEMES, asset_text, tokens
from linesmap.view.words import plural

__all__ = ["CompareAbout", "comparison_body", "comparison_page", "comparison_style"]

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; connect-src 'none'; "
    "form-action 'none'; base-uri 'none'"
)
_LIMITS = (
    "Operations differ in length, forces, what they count and at what prices. Nothing is ranked; figures are added "
    "only where kinds, units and periods allow. Arrests, seizures and closures are driven by police activity."
)


@dataclass(frozen=True)
class CompareAbout:
    """What the file says of itself; `file` rows are label and value."""

    title: str
    shown: str
    marking: str
    handling: str = ""
    note: str = ""
    file: Sequence[tuple[str, str]] = ()
    licences: Sequence[str] = ()


def comparison_style() -> str:
    """Give the style of the body; it uses the variables `--lm-*` of the page around it."""
    return asset_text("compare.css")


def comparison_body(
    comparison: Comparison,
    rates: PhaseRates,
    figures: Mapping[Subject, Sequence[Figure]],
    ink: Ink,
    *,
    records_at: str = "",
) -> str:
    """Write table, charts, maps and differences.

    Parameters
    ----------
    comparison
        At least one operation.
    rates
        From `phase_rates`.
    figures
        All figures of the columns.
    ink
        How pictures are drawn.
    records_at
        Address of the page that lists records; empty in a file that leaves.
    """
    table = comparison_table(comparison, figures, records_at=records_at, key=_key())
    return (
        f'<div class="lmc"><div class="lmc-left">{table}{_differences(comparison)}</div>'
        f'<aside class="lmc-side" aria-label="Charts and maps">{_funnel(rates, ink)}{_bars(comparison)}'
        f"<section><h3>Forces involved</h3>{maps_html(comparison.subjects, ink)}</section></aside></div>"
    )


def _key() -> str:
    return (
        '<p class="lmc-key"><i></i>Grey: cannot be compared, for the reason given. <b>–</b> not published. '
        "At least, more than, about: the publisher's own words. Select a figure to open its source, a measure "
        "its definition.</p>"
    )


def _differences(comparison: Comparison) -> str:
    said = [*comparison.differences, *reconciliation_sentences(comparison.reconciliations)]
    if not said:
        return ""
    rows = "".join(f"<li>{escape(one)}</li>" for one in said)
    return f'<details class="lmc-more"><summary>What cannot be compared, and why</summary><ul>{rows}</ul></details>'


def _funnel(rates: PhaseRates, ink: Ink) -> str:
    drawn = funnel_figure(rates, ink)
    by_reason: dict[str, list[str]] = {}
    for name, why in rates.left_out:
        by_reason.setdefault(why, []).append(name)
    names = "; ".join(f"{', '.join(several)}: {why}" for why, several in by_reason.items())
    left_out = f" Not drawn: {escape(names)}." if names else ""
    head = "<section><h3>Is one phase different from the rest?</h3>"
    if not drawn or rates.rate is None or rates.funnel is None:
        return f'{head}<p class="lmc-note">{escape(rates.short_sentence())}{left_out}</p></section>'
    bounds = "△ lower bound, not counted. " if len(rates.exact) < len(rates.points) else ""
    return (
        f'{head}<p class="lmc-note">Arrests of {plural(len(rates.points), "dated phase")} against their common rate, '
        f"{rates.rate:.2f}. {escape(rates.short_sentence())}</p>{drawn}"
        f'<p class="lmc-note">{bounds}Inner band 95%, outer 99.8%. Arrests are <b>driven by police activity</b>.'
        f"{left_out}</p>"
        f'<details class="lmc-more"><summary>How to read the funnel</summary><p class="lmc-note">'
        f"{escape(rates.funnel.sentence())}</p></details></section>"
    )


def _bars(comparison: Comparison) -> str:
    drawn = bars_html(comparison)
    if not drawn:
        return ""
    heading = bars_heading([comparison.subjects[number] for number in bars_subjects(comparison)])
    counted = all(subject.origin is Origin.RECORDED for subject in comparison.subjects)
    shown = "as recorded" if counted and comparison.scale is Scale.TOTAL else comparison.scale.value
    scale = f"{shown}; own scale in each chart, from zero"
    return f'<section><h3>{escape(heading)}</h3><p class="lmc-note">{escape(scale)}</p>{drawn}</section>'


def comparison_page(comparison: Comparison, body: str, about: CompareAbout) -> str:
    """Write the file: everything inside it, no script, and a policy that lets the browser reach nothing.

    Raises
    ------
    ExternalReferenceError
        If anything in it would refer to a network address.
    """
    top, foot = (
        f'<div class="band {place}"><span>{escape(left)}</span><b>{escape(about.marking)}</b>'
        f"<span>{escape(about.note)}</span></div>"
        for place, left in (("top", about.handling), ("bot", about.title))
    )
    invented = any(subject.invented for subject in comparison.subjects)
    warning = '<p class="warning">Invented data: some columns are made up for demonstration.</p>' if invented else ""
    sources = "".join(
        f"<li>{escape(name)} <small>({plural(number, 'figure')})</small></li>"
        for name, number in sources_of(comparison)
    )
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in about.file)
    licences = "".join(f"<li>{escape(line)}</li>" for line in about.licences)
    html = (
        '<!DOCTYPE html><html lang="en-GB"><head>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(about.title)}</title>"
        f"<style>{font_face()}{_variables()}{comparison_style()}{asset_text('compare_file.css')}</style></head><body>"
        f"{top}<header><h1>{escape(about.title)}</h1><p>{escape(about.shown)}</p>{warning}</header><main>{body}</main>"
        f"<footer><section><h2>What to keep in mind</h2><p>{_LIMITS}</p><h2>This file</h2><dl>{facts}</dl></section>"
        f"<section><h2>Sources</h2><ul>{sources}</ul></section>"
        f"<section><h2>Attribution</h2><ul>{licences}</ul></section></footer>{foot}</body></html>\n"
    )
    # Names and sources may mention addresses; the file keeps their words and nothing that could be followed.
    html = without_scheme(html)
    if "://" in html:
        at = html.index("://")
        msg = f"A page must hold no network address; found {html[max(0, at - 10) : at + 30]!r}."
        raise ExternalReferenceError(msg)
    return html


def _variables() -> str:
    light, dark = (";".join(f"--lm-{name}:{value}" for name, value in tokens()[theme].items()) for theme in THEMES)
    return (
        f":root{{color-scheme:light dark;--lm-font:{tokens()['font']};{light}}}"
        f"@media (prefers-color-scheme:dark){{@media not print{{:root{{{dark}}}}}}}"
    )
