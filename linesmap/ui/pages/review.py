"""The Review page: places and people that are not sure, one after the other, for a person to decide; and to undo."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from linesmap.decisions import Decided, decide, undo
from linesmap.errors import InputError
from linesmap.gazetteers import user_gazetteer_of
from linesmap.meanings import Meaning, candidate_meaning, point_meaning
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import RecordKind
from linesmap.pipeline import relink
from linesmap.ui import data, person_review, widgets
from linesmap.ui.frame_style import theme
from linesmap.view.place_pictures import candidate_map
from linesmap.view.small_map import data_uri
from linesmap.view.words import MISSING, day, plural, radius, share

_STATUSES = {"ambiguous": "Several places fit", "refused": "Not a place", "not_found": "Not known"}
_ITEM, _NEXT, _DONE = "review_item", "review__next", person_review.DONE
_WHAT, _PLACES, _PEOPLE = "what", "places", "people"
_MOST_LISTED = 200
_MOST_ROWS = 100
_MOST_DECISIONS = 50
_LIST_HEIGHT = 560
_LABEL_LENGTH, _NAME_LENGTH = 90, 240
_ROWS_HEIGHT = 232
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

Item = dict[str, Any]


def _literal(text: str) -> str:
    """Keep the text of a record from being read as Markdown by a label."""
    return _PUNCTUATION.sub(r"\\\1", text)


def _force_name(code: str) -> str:
    return next((force.name for force in data.all_forces() if force.code == code), code)


def _recorded_by(code: str) -> str:
    return _force_name(code) if code else "any force"


def _status(item: Item) -> str:
    return _STATUSES[item["status"]]


def _name(item: Item) -> str:
    return f"{item['words']}\x1f{item['near']}"


def _filtered(waiting: pd.DataFrame) -> pd.DataFrame:
    """Draw search and filter, and give what they leave."""
    find, kind = st.columns([3, 2], gap="small")
    with find:
        words = st.text_input("Find", key="review_find", placeholder="Text or force").strip().casefold()
    with kind:
        counts = waiting["status"].value_counts()
        offered = [status for status in _STATUSES if status in counts]
        status = st.selectbox(
            "Show", ["all", *offered], key="review_status",
            format_func=lambda name: f"All ({len(waiting):,})" if name == "all"
            else f"{_STATUSES[name]} ({counts[name]:,})",
        )  # fmt: skip
    shown = waiting if status == "all" else waiting[waiting["status"] == status]
    if words:
        named = shown["near"].map(_force_name).str.casefold()
        hit = shown["words"].str.contains(words, regex=False) | named.str.contains(words, regex=False)
        shown = shown[hit]
    return shown


def _labels(by_name: dict[str, Item]) -> dict[str, str]:
    """Word the list. The radio tells its options apart by their labels, so that no two may read the same."""
    labels: dict[str, str] = {}
    for name, item in by_name.items():
        label = f"**{_literal(_short(item['text'], _LABEL_LENGTH))}**"
        label += f" · {_literal(_force_name(item['near']))}" if item["near"] else ""
        same = sum(1 for one in labels.values() if one.startswith(label))
        labels[name] = f"{label} ({same + 1})" if same else label
    return labels


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _choose_item(shown: list[Item]) -> Item:
    """Draw the list and give the text that is chosen."""
    by_name = {_name(item): item for item in shown[:_MOST_LISTED]}
    labels = _labels(by_name)
    follows = st.session_state.pop(_NEXT, None)
    if follows in by_name:
        st.session_state[_ITEM] = follows
    elif st.session_state.get(_ITEM) not in by_name:
        st.session_state[_ITEM] = next(iter(by_name))
    with st.container(height=_LIST_HEIGHT, border=True, key="review_list"):
        chosen = st.radio(
            "Texts that wait",
            list(by_name),
            key=_ITEM,
            label_visibility="collapsed",
            format_func=labels.__getitem__,
            captions=[f"{plural(item['records'], 'record')} · {_status(item).lower()}" for item in by_name.values()],
        )
    if len(shown) > _MOST_LISTED:
        st.html(f'<p class="lm-note">The first {_MOST_LISTED} of {len(shown):,}. Search for another.</p>')
    return by_name[chosen]


def _after(shown: list[Item], item: Item, *, everyone: bool) -> str | None:
    """Name the text to show next: the one below in the list that the decision leaves open."""
    open_ = [one for one in shown if not (everyone and one["words"] == item["words"])]
    names = [_name(one) for one in shown]
    place = names.index(_name(item))
    below = [one for one in open_ if names.index(_name(one)) > place] or open_
    return next((_name(one) for one in below if _name(one) != _name(item)), None)


def _do(work: Callable[[], Decided], said: str, follows: str | None) -> None:
    """Write a decision, link the records again, and show what comes next."""
    with st.spinner("Writing the decision and linking the records again"):
        try:
            done = work()
        except InputError as error:
            st.error(str(error), icon=":material/error:")
            return
        relink(data.workspace())
    st.session_state[_DONE] = f"{said}: {plural(done.n_records, 'record')}."
    if follows:
        st.session_state[_NEXT] = follows
    st.rerun()


def _heading(item: Item) -> None:
    kinds = ", ".join(KINDS[RecordKind(kind)].plural.lower() for kind in item["kinds"])
    told = f"Recorded by {_recorded_by(item['near'])}. {_capital(item['reason'])}."
    st.html(
        f'<p class="lm-name">{escape(_short(item["text"], _NAME_LENGTH))}</p>'
        f'<span class="lm-chip lm-warn">{escape(_status(item))}</span>'
        f'<p class="lm-p" style="max-width:none">{escape(told)} '
        f"{plural(item['records'], 'record')}: {escape(kinds)}.</p>"
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _caption(candidate: dict[str, Any]) -> str:
    parts = [_force_name(code) if (code := candidate.get("pfa_code")) else "force not known"]
    for name, words in (("share", "of its postcodes"), ("score", "alike")):
        if candidate.get(name) is not None:
            parts.append(f"{share(float(candidate[name]))} {words}")
    return _literal(" · ".join(parts))


def _candidates(item: Item) -> int | None:
    """Draw the candidates as a list and on a map; give the number of the one that is picked."""
    candidates = item["candidates"]
    left, right = st.columns([430, 470], gap="medium")
    picked = None
    with left:
        widgets.heading("Which place is meant", plural(len(candidates), "candidate") if candidates else "")
        if candidates:
            with st.container(key="review_candidates"):
                picked = st.radio(
                    "Candidates",
                    range(len(candidates)),
                    index=None,
                    key=f"candidate_{_name(item)}",
                    label_visibility="collapsed",
                    format_func=lambda number: f"{number + 1}\u2002{_literal(candidates[number]['label'])}",
                    captions=[_caption(one) for one in candidates],
                )
        else:
            st.html('<p class="lm-p">Nothing that could be meant is known. Set a point, or mark it as unknown.</p>')
    with right:
        svg = candidate_map(candidates, theme=theme(), near=item["near"], chosen=picked, height=290)
        places = "; ".join(f"{number} {one['label']}" for number, one in enumerate(candidates, start=1))
        words = f"Map: {places or 'no candidate'}"
        note = " · ".join(
            [
                *(["Numbers as in the list"] if candidates else []),
                *([f"outlined: {_force_name(item['near'])}"] if item["near"] else []),
                "areas: ONS, OGL v3",
            ]
        )
        st.html(
            f'<img style="width:100%;border-radius:4px" alt="{escape(words)}" '
            f'src="{data_uri(svg)}"><p class="lm-note" style="margin-top:4px">{escape(_capital(note))}</p>'
        )
    return picked


def _scope(item: Item, waiting: pd.DataFrame) -> str:
    """Ask for whom the decision is; give the code of the force, or nothing for everyone."""
    same = waiting[waiting["words"] == item["words"]]
    if not item["near"]:
        return ""
    others = int(same["records"].sum()) - item["records"]
    everyone = f"For everyone (also {plural(others, 'record')} of others)" if others else "For everyone"
    only = f"Only for rows recorded by {_literal(_force_name(item['near']))} ({item['records']:,})"
    wide = st.radio(
        "For whom",
        [False, True],
        key=f"scope_{_name(item)}",
        horizontal=True,
        format_func=lambda is_wide: everyone if is_wide else only,
        help="A decision for everyone leaves alone what was found with the help of the recording force.",
    )
    return "" if wide else item["near"]


def _actions(item: Item, waiting: pd.DataFrame, shown: list[Item], picked: int | None) -> None:
    near = _scope(item, waiting)
    follows = _after(shown, item, everyone=not near)
    workspace, text, name = data.workspace(), item["text"], _name(item)
    said = _short(text, _LABEL_LENGTH)

    def write(meaning: Callable[[], Meaning | None]) -> Callable[[], Decided]:
        return lambda: decide(workspace, text, meaning(), near=near, note=st.session_state.get(f"note_{name}", ""))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="review_actions"):
        label = "Choose" if picked is None else f"Choose {picked + 1}"
        if st.button(label, type="primary", disabled=picked is None, key="review_choose") and picked is not None:
            candidate = item["candidates"][picked]
            _do(
                write(lambda: candidate_meaning(candidate, gazetteer=user_gazetteer_of(workspace))),
                f"“{said}” is {candidate['label']}",
                follows,
            )
        with st.popover("Set a point", key="review_point"), st.form(f"point_{name}", border=False):
            typed = st.text_input("Where", placeholder="51.454, -2.588 or BS1 1AD or ST 588 727")
            metres = st.number_input(
                "Uncertainty, metres", min_value=1, max_value=100_000, value=None, placeholder="25 for coordinates",
                help="Radius that should hold the true place 95 times in 100. Left empty for a postcode, grid "
                "reference or place, it is that of the place.",
            )  # fmt: skip
            if st.form_submit_button("Set this point", type="primary"):
                _do(
                    write(lambda: point_meaning(typed, uncertainty_m=metres, gazetteer=user_gazetteer_of(workspace))),
                    f"“{said}” is the point set",
                    follows,
                )
        if st.button("Mark unknown", key="review_unknown", help="Nobody can tell where it is: it stays off the map"):
            _do(write(lambda: None), f"“{said}” is marked unknown", follows)
        st.text_input("Note", key=f"note_{name}", placeholder="Why (may stay empty)", label_visibility="collapsed")


def _rows(at: data.Key, item: Item) -> None:
    rows = data.rows_of_places(at, tuple(item["place_ids"]))
    widgets.heading("Rows that use it", plural(len(rows), "row"))
    cells = [
        [
            day(row["occurred_from"]) if pd.notna(row["occurred_from"]) else MISSING,
            KINDS[RecordKind(row["kind"])].label,
            row["title"] if isinstance(row["title"], str) else MISSING,
            row["file"],
            f"{row['row_number']:,}",
        ]
        for row in rows.head(_MOST_ROWS).to_dict("records")
    ]
    said = f"Newest {_MOST_ROWS} of {len(rows):,}" if len(rows) > _MOST_ROWS else "Newest first"
    heads = ["Date", "Kind", "What", "File", "Row"]
    with st.container(height=_ROWS_HEIGHT, border=False):
        st.html(widgets.html_table(heads, cells, caption=said, right=(4,), widths="12% 13% 27% 40% 8%"))


def _decisions(made: pd.DataFrame) -> None:
    standing = made[made["undone_at"].isna()]
    widgets.heading("Decisions", f"{len(standing):,} standing, {len(made) - len(standing):,} undone or replaced")
    if standing.empty:
        st.html('<p class="lm-p">None yet. Each can be undone: the answer from before then stands again.</p>')
        return
    with st.container(height=260 if len(standing) > 4 else "content", border=False):  # noqa: PLR2004
        for row in standing.head(_MOST_DECISIONS).to_dict("records"):
            words, button = st.columns([1260, 130], vertical_alignment="center")
            with words:
                st.html(_decision(row))
            with button:
                label = f"Undo {row['decision_id']}"
                if st.button(label, key=f"undo_{row['decision_id']}", width="stretch"):
                    _do(partial(undo, data.workspace(), row["decision_id"]), f"{row['decision_id']} is undone", None)
    if len(standing) > _MOST_DECISIONS:
        st.html(f'<p class="lm-note">The newest {_MOST_DECISIONS}; `linesmap review decisions` lists all.</p>')


def _decision(row: dict[Any, Any]) -> str:
    meant = "is unknown"
    if row["choice"] != "unknown":
        meant = f"is {row['label']}, {radius(row['uncertainty_m'])}"
    whose = f"rows recorded by {_force_name(row['near'])}" if row["near"] else "rows of every force"
    note = f" · {row['note']}" if isinstance(row["note"], str) else ""
    small = f"{whose} · {row['by']}, {day(row['at'])}{note}"
    return (
        f'<p class="lm-p"><b>{escape(row["text"])}</b> {escape(meant)} <span class="lm-sub">{escape(small)}</span></p>'
    )


def _places(at: data.Key) -> None:
    waiting = data.waiting_places(at)
    n_records = int(waiting["records"].sum())
    note = f"{plural(len(waiting), 'text')} wait, and {plural(n_records, 'record')} with them" if n_records else ""
    widgets.heading("Places", note)
    if waiting.empty:
        st.html('<p class="lm-p">Nothing to review: every place text is either found or decided.</p>')
        return
    left, right = st.columns([400, 980], gap="medium")
    with left:
        shown: list[Item] = [{str(k): v for k, v in row.items()} for row in _filtered(waiting).to_dict("records")]
        if not shown:
            st.html('<p class="lm-p">No text that waits reads like this.</p>')
            return
        item = _choose_item(shown)
    with right:
        _heading(item)
        picked = _candidates(item)
        _actions(item, waiting, shown, picked)
        _rows(at, item)


def _chosen(at: data.Key) -> str:
    """Draw the switch between places and people; the address keeps what is chosen."""
    counts = {_PLACES: len(data.waiting_places(at)), _PEOPLE: person_review.n_waiting(at)}
    asked = st.query_params.get(_WHAT)
    chosen = st.segmented_control(
        "What waits", list(counts), default=asked if asked in counts else _PLACES, key="review_what", required=True,
        format_func=lambda name: f"{name.capitalize()} ({counts[name]:,})", label_visibility="collapsed",
    )  # fmt: skip
    if chosen == _PEOPLE:
        st.query_params[_WHAT] = _PEOPLE
    else:
        st.query_params.pop(_WHAT, None)
    return str(chosen)


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        widgets.title("Review", "what is not sure is decided by a person, never by a guess")
        if said := st.session_state.pop(_DONE, None):
            st.toast(_literal(said), icon=":material/check:")
        if _chosen(key) == _PEOPLE:
            person_review.show(key)
        else:
            _places(key)
            _decisions(data.decisions_made(key))
