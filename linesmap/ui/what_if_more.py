"""Draw a what-if answer, its second half: chance, forces, routes, recovery, ranks, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import log
from typing import Any

from linesmap.ui import sheet
from linesmap.ui.what_if_answer import part
from linesmap.view.what_if_ranges import chance_chart, chance_words, recovery_chart, recovery_words
from linesmap.view.what_if_words import (
    RANK_NOTE,
    RANK_TITLE,
    SCENARIOS,
    TYPE_WORDS,
    recovery_sentence,
    routes_sentence,
    span,
)
from linesmap.view.words import MISSING, plural

__all__ = ["show"]

Document = Mapping[str, Any]

_MOST_ROUTES, _MOST_FORCES, _MOST_RANKS = 6, 10, 12
_RULE_NAMES = {"nearest": "Close by", "preferential": "With the well tied", "random": "With anybody"}
_MEANING_NAMES = {
    "community": "Community",
    "broker": "Broker",
    "articulation_point": "Articulation point",
    "core": "Core",
}


def show(document: Document) -> None:
    """Draw the second half of an answer."""
    left, middle, right = sheet.columns([400, 500, 476], gap="medium")
    with left:
        sheet.heading("Against chance", "bars hold 19 of 20 random sets")
        sheet.chart(lambda shade: chance_chart(document, theme=shade), alt_text=chance_words(document), width=400)
        sheet.paragraph(_as_much(document), "lm-note", style="margin:0")
    with middle:
        part(document, _forces)
    with right:
        part(document, _routes)
    left, right = sheet.columns([700, 692], gap="medium")
    with left:
        sheet.heading("How it may recover", "three scenarios, not forecasts")
        if document["recovery"]:
            sheet.chart(
                lambda shade: recovery_chart(document, theme=shade), alt_text=recovery_words(document), width=700
            )
        sheet.paragraph(recovery_sentence(document), style="margin:4px 0 2px;max-width:none")
        rules = " ".join(f"{_RULE_NAMES[rule]}: {_small(words)}" for rule, words in document["recovery_rules"].items())
        sheet.paragraph(f"{SCENARIOS} {rules}", "lm-note", style="margin:0;max-width:none")
        sheet.html(_sentences("What is not known", document["not_known"]))
    with right:
        part(document, _ranks)
    sheet.html(_meanings(document["communities"]))


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _as_much(document: Document) -> str:
    """Say how often chance does as much; the set itself counts as one draw."""
    rows = {one["drawn"]: one for one in document["chance"] if one["measure"] == document["question"]["objective"]}
    names = {"random": "random sets of the same types", "like_degree": "sets with as many ties"}
    said = [f"{_share(float(one['as_much']))} of {names[drawn]}" for drawn, one in rows.items()]
    if not said:
        return ""
    return (
        f"As little or less is left by {' and '.join(said)}, this set counted in; every recorded tie as certain. The "
        "axis need not begin at 0."
    )


def _share(value: float) -> str:
    return f"{value:.0%}" if value >= 0.01 else "under 1%"  # noqa: PLR2004 - one per cent


def _forces(document: Document, shade: str) -> str:
    """Write the effect by force as a table."""
    del shade
    rows = sorted(document["forces"], key=lambda one: (one["largest_after"] - one["largest_before"], one["force"]))
    shown = rows[:_MOST_FORCES]
    more = f" {plural(len(rows) - len(shown), 'force')} with less change not shown." if len(rows) > len(shown) else ""
    body = "".join(
        f'<tr><th scope="row">{escape(str(one["force"]))}</th>'
        + "".join(
            f'<td class="n">{one[f"{name}_before"]:,} → {one[f"{name}_after"]:,}</td>'
            for name in ("largest", "pairs", "able")
        )
        + "</tr>"
        for one in shown
    )
    heads = (("Force", ""), ("Largest part", "n"), ("Connected pairs", "n"), ("Lines able to supply", "n"))
    caption = f"Before and after, every recorded tie as certain. A thing counts for each force that names it.{more}"
    return sheet.heading_html("By force", "what its own records name") + _table(heads, body, caption, "34 20 28 18")


def _routes(document: Document, shade: str) -> str:
    """Write which lines could still supply which areas: those that change first."""
    del shade
    rows = document["routes"]
    changed = [one for one in rows if _changes(one)]
    changed.sort(key=lambda one: (bool(one["able_after"]), one["means_after"] - one["means_before"], one["line"] or ""))
    same = len(rows) - len(changed)
    body = "".join(
        f'<tr><th scope="row">{escape(str(one["line"] or MISSING))}<small>from {escape(_town(one["origin"]))}</small>'
        f'</th><td>{escape(_town(one["area"]))}</td><td class="n">{one["means_before"]:,} → {one["means_after"]:,}</td>'
        f"<td>{_able(one)}</td></tr>"
        for one in changed[:_MOST_ROUTES]
    )
    heads = (("Line", ""), ("Area", ""), ("Means", "n"), ("Supply after", ""))
    over = len(changed) - _MOST_ROUTES
    more = f" {plural(over, 'more route')} with fewer means." if over > 0 else ""
    unchanged = f"{plural(same, 'route does', 'routes do')} not change." if same else ""
    note = (
        f"{routes_sentence(document)} {unchanged}{more} Means: people, phones, addresses and vehicles tied to a line."
    )
    table = _table(heads, body, "Routes that change", "28 30 22 20") if changed else ""
    return (
        f'{sheet.heading_html("Lines still able to supply")}{table}<p class="lm-note" style="margin:4px 0 0">'
        f"{escape(note)}</p>"
    )


def _changes(one: Mapping[str, Any]) -> bool:
    return bool(one["able_before"] != one["able_after"] or one["means_before"] != one["means_after"])


def _town(name: str | None) -> str:
    """Shorten a place to its town; the county is in the Lines page."""
    return str(name).split(", ", maxsplit=1)[0] if name else "an origin not recorded"


def _able(one: Mapping[str, Any]) -> str:
    if one["able_after"]:
        return "still possible"
    return "<b>no longer</b>" if one["able_before"] else "not before either"


def _ranks(document: Document, shade: str) -> str:
    """Write single things with the ranges of their ranks, the best known first."""
    del shade
    rows = document["ranks"][:_MOST_RANKS]
    last = max([float(one["rank_high"]) for one in rows], default=1.0)
    body = "".join(
        f'<tr><th scope="row">{escape(str(one["label"]))} <span style="font-weight:400;color:var(--lm-ink2)">'
        f"{escape(_type(one['type']))}</span></th>"
        f'<td class="n">{escape(span(one["rank_low"], one["rank_high"]))}</td>'
        f'<td style="position:relative">{_bar(float(one["rank_low"]), float(one["rank_high"]), last)}</td>'
        f'<td class="n">{escape(span(one["loss_low"], one["loss_high"]))}</td></tr>'
        for one in rows
    )
    heads = (("Thing", ""), ("Rank", "n"), (f"1 to {last:,.0f}, on a log scale", ""), ("Fewer in largest part", "n"))
    return (
        f'{sheet.heading_html(RANK_TITLE)}<p class="lm-note" style="margin:0 0 4px;max-width:none">{escape(RANK_NOTE)}'
        f"</p>{_table(heads, body, 'Ranges hold 19 of 20 draws', '44 14 24 18')}"
    )


def _type(kind: str) -> str:
    return "adult suspect" if kind == "person" else TYPE_WORDS.get(kind, (kind, ""))[0]


def _bar(low: float, high: float, last: float) -> str:
    """Draw a range of ranks as a bar over a logarithmic axis."""
    whole = log(max(last, 2.0))
    left = log(max(low, 1.0)) / whole * 100
    wide = max((log(max(high, 1.0)) - log(max(low, 1.0))) / whole * 100, 1.5)
    return (
        f'<span aria-hidden="true" style="position:absolute;top:9px;height:8px;left:{min(left, 98.5):.1f}%;'
        f'width:{wide:.1f}%;max-width:{100 - min(left, 98.5):.1f}%;background:var(--lm-border);border-radius:2px">'
        "</span>"
    )


def _table(heads: Sequence[tuple[str, str]], body: str, caption: str, widths: str) -> str:
    cols = "".join(f'<col style="width:{width}%">' for width in widths.split())
    top = "".join(
        f'<th scope="col"{" class=n" if kind else ""} style="white-space:normal">{escape(words)}</th>'
        for words, kind in heads
    )
    return (
        f'<table class="lm-t fixed"><caption>{escape(caption)}</caption><colgroup>{cols}</colgroup>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )


def _sentences(title: str, sentences: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(one)}</li>" for one in sentences)
    style = "font-size:13px;line-height:18px;margin:0;padding-left:18px"
    return f'{sheet.heading_html(title)}<ul style="{style}">{items}</ul>'


def _meanings(found: Mapping[str, Any]) -> str:
    items = "".join(
        f'<p class="lm-p" style="max-width:none;margin:0"><b style="font-weight:550">{escape(name)}.</b> '
        f"{escape(str(found['meanings'][key]))}</p>"
        for key, name in _MEANING_NAMES.items()
        if key in found["meanings"]
    )
    style = "display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:8px 28px"
    return f'{sheet.heading_html("What the words mean")}<div style="{style}">{items}</div>'
