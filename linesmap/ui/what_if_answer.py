"""Draw a what-if answer, its first half: what was found as a range, safeguarding, the set, and what falls apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from html import escape
from typing import Any

from linesmap.ui import sheet
from linesmap.ui.what_if_file import leaving
from linesmap.view.small_map import data_uri
from linesmap.view.what_if_chart import chart_alt, chart_picture, legend_mark
from linesmap.view.what_if_map import map_alt, map_picture
from linesmap.view.what_if_marks import PART_COLOURS, Picture, Side
from linesmap.view.what_if_words import (
    TYPE_WORDS,
    as_recorded,
    chance_sentence,
    claim,
    gap_sentence,
    join,
    left_out_sentence,
    proof,
    reason,
)
from linesmap.view.words import MISSING, day, plural
from linesmap.what_ifs import REFERRAL

__all__ = ["part", "show"]

Document = Mapping[str, Any]

_CHART, _MAP = (400, 318), (310, 318)
_CLAIM = "font-size:19px;line-height:26px;font-weight:600;margin:2px 0 4px;max-width:none"
_MOST_LINES = 3
_TEXT = ' style="padding-left:12px"'
_TALL_SET, _SET_PX = 6, 250
_NOTE = "evidence from 0 to 1; what recorded ties say of a thing is no ground for action by itself"
_ATTRIBUTION = "Areas: ONS boundaries, OGL v3. Places: GeoNames."
_HEADS = (
    ("Thing", "14%", ""), ("Why", "29%", ""), ("Lines", "10%", "text"), ("Ties", "5%", "n"), ("Records", "5%", "n"),
    ("Strongest evidence", "7%", "n"), ("Last seen", "9%", "n"), ("Joins communities", "7%", "n"),
    ("Exploited people", "6%", "n"), ("Forces", "12%", "text"),
)  # fmt: skip


def part(document: Document, make: Callable[[Document, str], str]) -> None:
    """Draw a part as HTML; in a file by what may leave."""
    sheet.html(lambda shade: make(document, shade), file=lambda held, shade: make(leaving(held, document), shade))


def show(document: Document) -> None:
    """Draw the first half of an answer."""
    left, right = sheet.columns([1050, 346], gap="medium")
    with left:
        sheet.paragraph(claim(document), style=_CLAIM)
        sheet.paragraph(chance_sentence(document), style="margin:0 0 4px;max-width:none")
    with right:
        sheet.paragraph(proof(document), style="font-weight:550;margin:4px 0 2px;max-width:none")
        sheet.paragraph(as_recorded(document), "lm-note", style="margin:0 0 4px")
    if document["own"] is not None:
        part(document, _own)
    tied = bool(document["safeguard_first"]["tied_to_the_set"])
    if tied:
        part(document, _safeguard)
    part(document, _set)
    sheet.heading("What falls apart", _drawn_words(document))
    part(document, _pictures)
    if not tied:
        part(document, _safeguard)


def _drawn_words(document: Document) -> str:
    n, n_all = len(Picture.of(document).labels), int(document["network"]["nodes"])
    if n == n_all:
        return f"all {n:,} things of the network"
    return f"{n:,} of the {n_all:,} things of the network are drawn: parts that the set belongs to, the largest first"


def _own(document: Document, shade: str) -> str:
    """Say how far an own set, or an operation, is from the best of its size."""
    del shade
    best = document["best"]
    said = []
    if best is not None:
        said.append(f'<b style="font-weight:550">Against the best.</b> {escape(gap_sentence(document))}')
        if document["own"]["worse_by"]:
            names = join([str(one) for one in best["set"]])
            said.append(f'<span style="color:var(--lm-ink2)">Best of its size: {escape(names)}.</span>')
    if document["question"]["operation"]:
        said.append(f'<b style="font-weight:550">Others.</b> {escape(left_out_sentence(document))}')
    return f'<p class="lm-p" style="max-width:none;margin:0 0 4px">{" ".join(said)}</p>' if said else ""


def _safeguard(document: Document, shade: str) -> str:
    """Say who comes first, and whom to call."""
    found = document["safeguard_first"]
    people, tied = int(found["people"]), int(found["tied_to_the_set"])
    icon = f'<img alt="" src="{data_uri(legend_mark("guard", shade))}" style="vertical-align:-3px;margin-right:6px">'
    if people:
        who = f"{'1 exploited person is' if people == 1 else f'{people:,} exploited people are'} in this network"
        said = f"{who}, and never part of any set."
    else:
        said = "No record of this network names an exploited person; that does not mean that there is none."
    if tied:
        things = join([f"{one['ties']:,} from {escape(str(one['label']))}" for one in found["by_thing"]])
        said += (
            f" <b>{'1 tie leads' if tied == 1 else f'{tied:,} ties lead'} from this set to exploited people</b>: "
            f"{things}."
        )
    elif people:
        said += " No recorded tie leads from this set to them."
    look = "border-left:4px solid var(--lm-warn);background:var(--lm-warn-ground);color:var(--lm-ink);padding:7px 12px"
    return (
        f'<div role="note" class="lm-safeguard" style="{look};font-size:13px;line-height:18px;margin:4px 0;'
        f'border-radius:4px">{icon}<b style="color:var(--lm-warn)">Safeguard first.</b> {said} {escape(REFERRAL)}</div>'
    )


def _set(document: Document, shade: str) -> str:
    """Write the set as a table, each thing with its reason."""
    del shade
    rows = document["set"]
    title = (
        f"The adults of {str(document['question']['operation']).capitalize()}"
        if document["question"]["operation"]
        else ("This set" if document["question"]["own_set"] else "The set that would leave least")
    )
    cols = "".join(f'<col style="width:{width}">' for _, width, _ in _HEADS)
    best = not document["question"]["operation"] and not document["question"]["own_set"]
    called = {} if best else {"Why": "What it ties"}
    heads = "".join(
        f'<th scope="col"{_kind(kind)}>{escape(called.get(words, words))}</th>' for words, _, kind in _HEADS
    )
    body = "".join(_row(number, one) for number, one in enumerate(rows, start=1))
    table = (
        f'<table class="lm-t fixed" style="min-width:960px" aria-label="{escape(title)}"><colgroup>{cols}</colgroup>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )
    things = plural(len(rows), "adult suspect" if document["question"]["operation"] else "thing")
    heading = sheet.heading_html(title, f"{things}; {_NOTE}")
    tall = f"max-height:{_SET_PX}px;overflow:auto" if len(rows) > _TALL_SET else "overflow-x:auto"
    return (
        f'{heading}<div class="lm-scroll" role="region" '
        f'aria-label="{escape(title)}" tabindex="0" style="{tall}">{table}</div>'
    )


def _kind(kind: str) -> str:
    return {"n": ' class="n" style="white-space:normal"', "text": _TEXT}.get(kind, "")


def _row(number: int, one: Mapping[str, Any]) -> str:
    lines = [str(name) for name in one["lines"]]
    more = f" and {len(lines) - _MOST_LINES} more" if len(lines) > _MOST_LINES else ""
    last = day(date.fromisoformat(one["last_seen"])).replace(" ", "\u00a0") if one["last_seen"] else MISSING
    guarded = int(one["safeguarded_people_tied"])
    kind = "adult suspect" if one["type"] == "person" else TYPE_WORDS.get(one["type"], (str(one["type"]), ""))[0]
    cells = (
        ("", escape(reason(one))),
        ("text", escape(", ".join(lines[:_MOST_LINES]) + more or MISSING)),
        ("n", f"{one['ties']:,}"),
        ("n", f"{one['records']:,}"),
        ("n", f"{one['strongest_evidence']:.2f}"),
        ("n", escape(last)),
        ("n", f"{one['joins_communities']:,}"),
        ("n", f'<b style="color:var(--lm-warn)">{guarded:,}</b>' if guarded else "0"),
        ("text", escape(", ".join(one["forces"]) or MISSING)),
    )
    made = "".join(f"<td{_kind(kind_)}>{text}</td>" for kind_, text in cells)
    name = f"{number:,}&ensp;{escape(str(one['label']))}<small>{escape(kind)}</small>"
    return f'<tr><th scope="row" style="overflow-wrap:anywhere">{name}</th>{made}</tr>'


def _pictures(document: Document, shade: str) -> str:
    """Draw chart and map, each before and after, with their legend."""
    charts = "".join(
        _figure(chart_picture(document, side, theme=shade, width=_CHART[0], height=_CHART[1]),
                chart_alt(document, side), f"Chart, {side}", _CHART[0])
        for side in _SIDES
    )  # fmt: skip
    maps = "".join(
        _figure(map_picture(document, side, theme=shade, width=_MAP[0], height=_MAP[1]), map_alt(document, side),
                f"Map, {side}", _MAP[0])
        for side in _SIDES
    )  # fmt: skip
    pair = "display:grid;grid-template-columns:1fr 1fr;gap:12px"
    return (
        '<div class="lm-pictures" style="display:flex;flex-wrap:wrap;gap:8px 16px">'
        f'<div style="flex:812 1 560px;{pair}">{charts}</div><div style="flex:632 1 436px;{pair}">{maps}</div></div>'
        f"{_legend(document, shade)}"
    )


_SIDES: tuple[Side, Side] = ("before", "after")


def _figure(svg: str, alt: str, title: str, width: int) -> str:
    return (
        f'<figure style="margin:0"><figcaption style="font-size:12px;line-height:16px;color:var(--lm-ink2)">'
        f'{escape(title)}</figcaption><img src="{data_uri(svg)}" alt="{escape(alt)}" style="width:100%;'
        f'max-width:{width * 2}px;height:auto;display:block;border:1px solid var(--lm-line);border-radius:4px">'
        "</figure>"
    )


def _legend(document: Document, shade: str) -> str:
    picture = Picture.of(document)
    sizes, before = picture.sizes("after"), picture.sizes("before")
    rows = []
    for number, size in enumerate(sizes):
        name = "Largest part:" if number == 0 else f"Part {number + 1}:"
        was = f"{before[number]:,} before, " if number < len(before) else ""
        rows.append(("part", number, name, f"{was}{size:,} after"))
    if smaller := picture.smaller("after"):
        rows.append(("part", len(PART_COLOURS), "Smaller parts:", f"{smaller:,} after"))
    drawn, n_set = len(picture.removed()), len(document["set"])
    removed = f"{drawn:,}" if drawn == n_set else f"{drawn:,} of {n_set:,} drawn"
    rows.append(("removed", 0, "Removed:", f"{removed}, ringed before"))
    if guarded := sum(picture.guarded):
        rows.append(("guard", 0, "Exploited person:", f"{guarded:,} drawn, safeguard first"))
    rows.append(("line", 0, "Square: a line", ""))
    made = "".join(
        f'<span style="white-space:nowrap"><img alt="" src="{data_uri(legend_mark(kind, shade, number))}" '
        f'style="vertical-align:-3px;margin-right:5px"><b style="font-weight:550">{escape(name)}</b> '
        f"{escape(small)}</span>"
        for kind, number, name, small in rows
    )
    return (
        f'<div style="display:flex;flex-wrap:wrap;gap:2px 18px;font-size:12px;line-height:20px;margin-top:6px">{made}'
        f'</div><p class="lm-note" style="margin:2px 0 0;max-width:none">Numbers in the chart: things of a part. Its '
        "places mean nothing; those of the map are where most records of a thing are, things of one place around it. "
        f"{escape(_ATTRIBUTION)}</p>"
    )
