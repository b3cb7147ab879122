"""Write what an opened line shows as HTML, once for the page and once for its file; nothing here draws."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import Any

import pandas as pd

from linesmap import lines
from linesmap.network import FootprintArea, LineProfile, Suggestion
from linesmap.store import EVENT_KINDS
from linesmap.ui import sheet, widgets
from linesmap.ui.line_marks import age, capital, forces, status_label
from linesmap.view.line_links import Neighbour, choose_neighbours, link_chart
from linesmap.view.line_pictures import PlacedRecord, caption, data_uri, footprint, life_strip, shape, status_picture
from linesmap.view.scene import STATUS_KEY
from linesmap.view.tokens import colour, tokens
from linesmap.view.words import MISSING, day, money, plural, radius, share, weight

__all__ = [
    "LineView",
    "changes",
    "closures",
    "evidence",
    "facts",
    "head",
    "life",
    "links",
    "numbers",
    "status_chip",
    "where",
]

_MOST_EVIDENCE = 60
_FEW = 5
_FEW_AREAS = 4


@dataclass(frozen=True)
class LineView:
    """One line and all that is shown of it.

    `evidence` is from `lines.evidence`, `ties` as of `network.neighbours`, `closures` rows of `lines.closures`,
    `sums` what its records add to. `pairs` ties its neighbours to each other, `origins` says where something comes
    from, `number` how a telephone number is called. `names` are those of all lines. `told` says whether the text of
    records is shown; in a file it is not.
    """

    profile: LineProfile
    evidence: pd.DataFrame
    ties: pd.DataFrame
    closures: Sequence[Mapping[Hashable, Any]]
    sums: Mapping[Hashable, Any]
    suggested: Sequence[Suggestion]
    names: Mapping[str, str]
    pairs: Callable[[tuple[str, ...]], list[tuple[str, str]]]
    origins: Callable[[Sequence[str]], str]
    number: Callable[[str], str]
    told: bool

    @property
    def placed(self) -> list[PlacedRecord]:
        """Its dated records for the pictures."""
        return [
            PlacedRecord(
                on=row["occurred_from"].date(),
                kind=row["kind"],
                lon=None if pd.isna(row["lon"]) else float(row["lon"]),
                lat=None if pd.isna(row["lat"]) else float(row["lat"]),
                uncertainty_m=None if pd.isna(row["uncertainty_m"]) else float(row["uncertainty_m"]),
            )
            for row in self.evidence.dropna(subset=["occurred_from"]).to_dict("records")
        ]


def status_chip(profile: LineProfile, shade: str) -> str:
    """Write the status with its stroke for a theme."""
    if profile.status is None:
        return ""
    picture = data_uri(status_picture(profile.status, theme=shade))
    return f'<span class="lm-chip"><img alt="" src="{picture}">{escape(status_label(profile))}</span>'


def head(view: LineView, shade: str) -> str:
    """Write name, status, route and drugs."""
    profile, waiting = view.profile, sum(not one.verdict for one in view.suggested)
    register = "" if profile.in_register else " It stands in no register."
    said = f"{capital(profile.route)}. {capital(', '.join(profile.drugs)) or 'Drugs not recorded'}.{register}"
    said += f" {plural(waiting, 'suggestion waits', 'suggestions wait')} for a decision." if waiting else ""
    return (
        f'<p class="lm-name">{escape(profile.name)}</p>{status_chip(profile, shade)}<p class="lm-p">{escape(said)}</p>'
    )


def facts(view: LineView, _: str) -> str:
    """Write the key facts."""
    profile, sums = view.profile, view.sums
    grams = sum(float(sums.get(name, 0)) for name in ("class_a_g", "class_b_g", "class_c_g", "class_unknown_g"))
    stated = [use for use in profile.numbers if use.stated]
    used = [f"last {view.number(use.number)}" for use in stated[-1:] if use.last_seen]
    seen = forces(profile.forces[:1]) + (f" and {len(profile.forces) - 1}" if len(profile.forces) > 1 else "")
    return sheet.facts_html(
        [
            ("First seen", day(profile.first_seen) if profile.first_seen else MISSING, f"age {age(profile.age_days)}"),
            ("Last activity", day(profile.last_activity) if profile.last_activity else MISSING, ""),
            ("Records", f"{profile.n_records:,}", "whole time"),
            ("Numbers used", f"{len(stated):,}", used[0] if used else "in registers"),
            ("Seized", weight(grams), f"and {money(float(sums.get('cash_gbp', 0)))}"),
            ("Recorded in", plural(len(profile.forces), "force"), seen),
            ("Exploited people", _few(view.ties), "not named here"),
        ]
    )


def _few(ties: pd.DataFrame) -> str:
    if ties.empty:
        return "0"
    count = ties.loc[ties["safeguarding"] & (ties["type"] == "person"), "entity_id"].nunique()
    return f"{count:,}" if count == 0 or count >= _FEW else f"under {_FEW}"


def life(view: LineView, shade: str) -> str:
    """Draw the life of the line, with its heading; nothing when no day is known."""
    if not view.profile.spans:
        return ""
    note = "active while a record falls within 28 days; closures, mergers and new names are entered by a person"
    picture = data_uri(life_strip(view.profile.spans, view.placed, theme=shade))
    return sheet.heading_html("Life of the line", note) + (
        f'<img style="width:100%" alt="{escape(caption(view.profile))}" src="{picture}">'
    )


def where(view: LineView, shade: str) -> str:
    """Draw where it works, with its heading and the areas in words."""
    profile, placed = view.profile, view.placed
    located = sum(1 for r in placed if r.lon is not None)
    said = sheet.heading_html("Footprint", f"{located:,} of {len(placed):,} records located; dashed circles to scale")
    svg = footprint(profile, placed, theme=shade, width=410, height=330)
    if svg is None:
        said += '<p class="lm-p">No record of this line has a place.</p>'
    else:
        words = f"Map of {profile.name}: {profile.route}. ONS, OGL v3"
        said += f'<img style="width:100%" alt="{escape(words)}" src="{data_uri(svg)}">'
    names = lines.district_names()
    areas = [f"{names.get(area.code, area.code)}: {_sure(area)}" for area in profile.footprint.districts[:_FEW_AREAS]]
    origin = profile.footprint.origin
    if origin is not None:
        areas.insert(0, f"From {forces([origin.code])}: {_sure(origin)}")
    more = len(profile.footprint.districts) - _FEW_AREAS
    areas += [f"{plural(more, 'more district')}"] if more > 0 else []
    kind = f"{profile.footprint.kind.value}, {profile.footprint.kind_basis}"
    areas.append(f"Kind of line: {kind if profile.footprint.kind_basis != 'unknown' else 'not known'}")
    return said + '<p class="lm-note">' + "<br>".join(escape(one) for one in areas) + "</p>"


def _sure(area: FootprintArea) -> str:
    counted = f"{area.n_records:,} of {area.n_located:,} located records"
    if area.stated:
        return f"in the register; {counted}"
    return f"{area.confidence}, from {counted} ({share(area.low)} to {share(area.high)})"


def links(view: LineView, shade: str) -> str:
    """Draw what the line is tied to, with its heading."""
    profile = view.profile
    every = [
        Neighbour(row["entity_id"], row["type"], str(row["label"]), int(row["n_records"]), bool(row["safeguarding"]))
        for row in (view.ties.drop_duplicates("entity_id") if len(view.ties) else view.ties).to_dict("records")
    ]
    chosen = choose_neighbours(every)
    more = len(every) - len(chosen)
    said = sheet.heading_html(
        "Links", f"{len(chosen):,} shown{f' and {more:,} more' if more > 0 else ''}; dashed ring: safeguard first"
    )
    if not chosen:
        return said + '<p class="lm-p">Nothing else is named in its records.</p>'
    pairs = view.pairs(tuple(one.entity_id for one in chosen))
    stroke = colour("status-" + STATUS_KEY[profile.status], shade) if profile.status else colour("ink2", shade)
    svg = link_chart(profile.name, chosen, pairs, theme=shade, stroke=stroke, width=450, height=430)
    listed = ", ".join(f"{one.kind.replace('_', ' ')} {one.shown}" for one in chosen)
    return said + f'<img style="width:100%" alt="{escape(profile.name)} and {escape(listed)}" src="{data_uri(svg)}">'


def evidence(view: LineView, shade: str) -> str:
    """Write the records that name the line as a table."""
    marks = {
        kind: data_uri(
            '<svg xmlns="http://www.w3.org/2000/svg" width="12" height="12">'
            + shape(kind, 6, 6, 10, colour("kind-" + kind, shade))
            + "</svg>"
        )
        for kind in EVENT_KINDS
    }
    rows = []
    for row in view.evidence.head(_MOST_EVIDENCE).to_dict("records"):
        place = row["place_label"] if isinstance(row["place_label"], str) else "Not located"
        exact = row["precision"] if isinstance(row["precision"], str) else ""
        exact += f", {radius(row['uncertainty_m'])}" if exact and pd.notna(row["uncertainty_m"]) else ""
        title = str(row["title"]) if isinstance(row["title"], str) else tokens()["kind"][row["kind"]]["label"]
        by = forces([row["recording_force"]]) if isinstance(row["recording_force"], str) else MISSING
        label = tokens()["kind"][row["kind"]]["label"]
        icon = f'<img class="lm-icon" alt="{escape(label)}" src="{marks[row["kind"]]}">'
        grade = row["grading"] if isinstance(row["grading"], str) else MISSING
        rows.append(
            f"<tr><td>{day(row['occurred_from'])}</td>"
            f"<td>{_text(icon, title, row['summary'] if view.told else None)}"
            f"<small>{escape(str(row['file']))}, row {row['row_number']:,}</small></td>"
            f"<td>{escape(place)}<small>{escape(exact)}</small></td>"
            f"<td>{escape(by)}</td>"
            f"<td>{escape(grade)}</td></tr>"
        )
    left_out = f", the newest {_MOST_EVIDENCE} of them" if len(view.evidence) > _MOST_EVIDENCE else ""
    opens = "; a title opens to its text" if view.told else ""
    return (
        f'<table class="lm-t fixed"><caption>{plural(len(view.evidence), "record")} that name this line, newest first'
        f'{left_out}{opens}</caption><colgroup><col style="width:15%"><col style="width:37%">'
        '<col style="width:23%"><col style="width:16%"><col style="width:9%"></colgroup><thead><tr>'
        '<th scope="col">Date</th><th scope="col">Record</th><th scope="col">Where</th><th scope="col">By</th>'
        f'<th scope="col">Grade</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _text(icon: str, title: str, summary: object) -> str:
    if not isinstance(summary, str) or not summary:
        return icon + escape(title)
    return f"<details><summary>{icon}{escape(title)}</summary><p>{escape(summary)}</p></details>"


def changes(view: LineView, _: str) -> str:
    """Write every change of status as a table."""
    labels = {status: tokens()["status"][key]["label"] for status, key in STATUS_KEY.items()}
    rows = [
        f"<tr><td>{day(change.on)}</td><td>{escape(labels[change.after])}"
        f"<small>{escape('from ' + labels[change.before].lower() if change.before else 'first known')}</small></td>"
        f"<td>{escape(change.why)}<small>{escape(view.origins(change.behind))}</small></td></tr>"
        for change in reversed(view.profile.transitions)
    ]
    return (
        '<table class="lm-t fixed"><caption>Every change of status, newest first, with what is behind it</caption>'
        '<colgroup><col style="width:20%"><col style="width:24%"><col style="width:56%"></colgroup><thead><tr>'
        '<th scope="col">Day</th><th scope="col">Status</th><th scope="col">Why, and where it stands</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def numbers(view: LineView, _: str) -> str:
    """Write the telephone numbers of the line as a table."""
    if not view.profile.numbers:
        return '<p class="lm-p">No register and no record names a number with this line.</p>'
    rows = [
        [
            view.number(use.number),
            "register" if use.stated else "named with it",
            day(use.first_seen) if use.first_seen else MISSING,
            day(use.last_seen) if use.last_seen else MISSING,
            f"{len(use.record_ids):,}",
        ]
        for use in sorted(view.profile.numbers, key=lambda use: (not use.stated, -len(use.record_ids), use.number))
    ]
    said = "Numbers of the register first; a number only named with the line may be somebody else's"
    heads = ["Number", "Known from", "First seen", "Last seen", "Records"]
    return widgets.html_table(heads, rows, caption=said, right=(4,), widths="28% 22% 18% 18% 14%")


def closures(view: LineView, _: str) -> str:
    """Write every closure and what became of it, a table each."""
    if not view.closures:
        return '<p class="lm-p">No closure of this line is recorded. linesmap never closes a line by itself.</p>'
    return "".join(_closure(view, row) for row in view.closures)


def _closure(view: LineView, row: Mapping[Hashable, Any]) -> str:
    known = [("Recorded by", f"{row['recorded_by'] or 'force not known'} ({row['sources']})"),
             ("Stands in", view.origins(row["record_ids"])),
             ("Watched since", plural(int(row["observed_days"]), "day"))]  # fmt: skip
    if row["check_backs"]:
        checked = f"{plural(int(row['check_backs']), 'check-back')} found it dead, last {day(row['last_check_back'])}"
        known.append(("Check-backs", checked))
    else:
        known.append(("Check-backs", "none recorded within a year"))
    old = day(row["old_number_after"]) if pd.notna(row["old_number_after"]) else "not named again"
    known.append(("Old number", f"named again {old}" if pd.notna(row["old_number_after"]) else old))
    first = f", first {day(row['first_record_after'])}" if pd.notna(row["first_record_after"]) else ""
    known.append(("Named again", f"{plural(int(row['records_after']), 'record')}{first}"))
    if pd.notna(row["back_on"]):
        after = (row["back_on"] - row["closed_on"]) // timedelta(days=1)
        known.append(("Reactivated", f"{day(row['back_on'])}, after {plural(after, 'day')}"))
    if pd.notna(row["taken_over_on"]):
        after_all = view.names.get(row["taken_over_by"], "a line not named")
        known.append(("Goes on as", f"{after_all} ({row['taken_over_as']}, {day(row['taken_over_on'])})"))
    said = f"Closed {row['closure_type']} on {day(row['closed_on'])}"
    return widgets.html_table(
        ["Fact", "What is known"], [[name, value] for name, value in known], caption=said, widths="26% 74%"
    )
