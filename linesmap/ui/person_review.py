"""Review who is who: the list of pairs that wait, a person's decision about each, and the judgements made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from linesmap import review_people
from linesmap.errors import InputError
from linesmap.ui import data, person_data, person_pairs, widgets
from linesmap.view.pair_words import chance, chance_words
from linesmap.view.words import day, plural

__all__ = ["DONE", "n_waiting", "show"]

DONE = "review__done"
"""Where the sentence about what was just done waits for the next run."""

_ITEM, _NEXT = "review_pair", "review__next_pair"
_ALL, _WEAK = "all", "weak"
_SHORT = {
    review_people.KEPT_APART: "records differ too much",
    review_people.UNDER_THRESHOLD: "under the threshold",
    "may be two people of one household": "may be one household",
}
_MOST_LISTED = 200
_MOST_JUDGEMENTS = 50
_LIST_HEIGHT = 560
_MANY = 4

Item = dict[str, Any]


def n_waiting(at: data.Key) -> int:
    """Count what waits: pairs, and people held together by one weak link."""
    return sum(person_data.waiting_by_reason(at).values()) + len(person_data.flagged(at))


def show(at: data.Key) -> None:
    """Draw the review of people.

    Parameters
    ----------
    at
        State of the workspace.
    """
    waiting, weak = person_data.waiting_by_reason(at), person_data.flagged(at)
    note = f"{plural(sum(waiting.values()), 'pair')} may be one person and are kept apart" if waiting else ""
    if len(weak):
        note += f"{'; ' if note else ''}{plural(len(weak), 'person', 'people')} held together by one weak link"
    widgets.heading("People", note)
    if not person_data.has_people(at):
        st.html('<p class="lm-p">No record of this workspace says anything of a person. Import a file that does.</p>')
    elif waiting or len(weak):
        _review(at, waiting, weak)
    else:
        st.html('<p class="lm-p">Nothing to review: no two people wait for a decision.</p>')
    _judgements(person_data.judgements(at))


def _review(at: data.Key, waiting: dict[str, int], weak: pd.DataFrame) -> None:
    left, right = st.columns([400, 980], gap="medium")
    with left:
        chosen, total = _filtered(at, waiting, weak)
        if chosen.empty:
            st.html('<p class="lm-p">No pair that waits is called so.</p>')
            return
        items = [{str(name): value for name, value in row.items()} for row in chosen.to_dict("records")]
        item = _choose(items, total)
    with right:
        both = person_data.sides(at, item["profile_a"], item["profile_b"])
        person_pairs.heading(item, both)
        shown = _actions(item, _after(items, item))
        person_pairs.side_by_side(item, both, shown=shown)
        person_pairs.evidence(item, both)


def _filtered(at: data.Key, waiting: dict[str, int], weak: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Draw search and filter; give the pairs they leave, and how many there are in all."""
    find, which = st.columns([2, 3], gap="small")
    with find:
        letters = st.text_input("Find", key="review_find_person", placeholder="Person 1A2B3C").strip()
    names = {_ALL: f"All pairs ({sum(waiting.values()):,})"}
    names |= {reason: f"{_capital(_short(reason))} ({n:,})" for reason, n in waiting.items()}
    if len(weak):
        names[_WEAK] = f"Held together by one link ({len(weak):,})"
    if not waiting:
        del names[_ALL]
    with which:
        shown = st.selectbox("Show", list(names), key="review_reason", format_func=names.__getitem__)
    if shown == _WEAK:
        labels = weak["label_a"].str.casefold()
        found = weak[labels.str.contains(letters.casefold(), regex=False)]
        return found, len(found)
    chosen = person_data.waiting(at, None if shown == _ALL else shown, letters, _MOST_LISTED)
    total = sum(waiting.values()) if shown == _ALL else waiting[str(shown)]
    return chosen, len(chosen) if letters else total


def _choose(items: list[Item], total: int) -> Item:
    """Draw the list and give the pair that is chosen."""
    by_id = {item["pair_id"]: item for item in items}
    follows = st.session_state.pop(_NEXT, None)
    if follows in by_id:
        st.session_state[_ITEM] = follows
    elif st.session_state.get(_ITEM) not in by_id:
        st.session_state[_ITEM] = next(iter(by_id))
    with st.container(height=_LIST_HEIGHT, border=True, key="review_list"):
        chosen = st.radio(
            "Pairs that wait",
            list(by_id),
            key=_ITEM,
            label_visibility="collapsed",
            format_func=_labels(by_id).__getitem__,
            captions=[_caption(item) for item in items],
        )
    if total > len(items):
        st.html(f'<p class="lm-note">The first {len(items):,} of {total:,}. Search for another.</p>')
    return by_id[chosen]


def _labels(by_id: dict[str, Item]) -> dict[str, str]:
    """Word the list. The radio tells its options apart by their labels, so that no two may read the same."""
    labels: dict[str, str] = {}
    for pair_id, item in by_id.items():
        label = f"**{item['label_a']}**"
        if item["entity_a"] != item["entity_b"]:
            label += f" and **{item['label_b']}**"
        labels[pair_id] = f"{label} ({pair_id})" if label in labels.values() else label
    return labels


def _short(reason: str) -> str:
    return _SHORT.get(reason, reason.split(":")[0])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _caption(item: Item) -> str:
    parts = [f"{chance_words(item['probability'])}, {chance(item['probability'])}", _short(item["reason"])]
    if item["safeguarding"]:
        parts.insert(0, "safeguard first")
    if item["judged"] == "unsure":
        parts.insert(0, "not sure")
    return " · ".join(parts)


def _after(items: list[Item], item: Item) -> str | None:
    """Name the pair to show next: the one below, or the one above the last."""
    ids = [one["pair_id"] for one in items]
    place = ids.index(item["pair_id"])
    return next(iter([*ids[place + 1 :], *reversed(ids[:place])]), None)


def _actions(item: Item, follows: str | None) -> bool:
    """Draw what can be done, above the tables so that it is at hand on a small screen; tell whether to show names."""
    pair_id = item["pair_id"]
    heads = person_pairs.heads_of(item)
    decisions = (
        ("Same person", "accept", "They become one person everywhere", "primary"),
        ("Not the same", "reject", "They stay apart for good, whatever is imported later", "secondary"),
        ("Not sure", "unsure", "Changes nothing; the pair moves to the end of the list", "secondary"),
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="review_actions"):
        for label, verdict, meaning, kind in decisions:
            if st.button(label, key=f"review_{verdict}", help=meaning, type=kind):  # type: ignore[arg-type]
                note = st.session_state.get(f"note_{pair_id}", "")
                _do(partial(_decided, pair_id, verdict, note, heads), follows)
        st.text_input("Note", key=f"note_{pair_id}", placeholder="Why (may stay empty)", label_visibility="collapsed")
        return person_pairs.names_shown(item)


def _decided(pair_id: str, verdict: str, note: str, heads: tuple[str, str]) -> str:
    done = review_people.decide(data.workspace(), pair_id, verdict, note=note)
    return f"{heads[0]} and {heads[1]}: {done.words}."


def _do(work: Callable[[], str], follows: str | None) -> None:
    """Write a judgement, link the records again, and show what comes next."""
    with st.spinner("Writing the decision and linking the records again"):
        try:
            st.session_state[DONE] = work()
        except InputError as error:
            st.error(str(error), icon=":material/error:")
            return
    if follows:
        st.session_state[_NEXT] = follows
    st.rerun()


def _undone(judgement_id: str) -> str:
    review_people.undo(data.workspace(), judgement_id)
    return f"{judgement_id} is undone: everything stands as before it."


def _judgements(made: pd.DataFrame) -> None:
    standing = made[made["undone_at"].isna()]
    widgets.heading("Judgements", f"{len(standing):,} standing, {len(made) - len(standing):,} undone or replaced")
    if standing.empty:
        st.html(
            '<p class="lm-p">None yet. A judgement wins over the model, holds for later imports, and can be undone: '
            "everything then stands as before.</p>"
        )
        return
    with st.container(height=260 if len(standing) > _MANY else "content", border=False):
        for row in standing.head(_MOST_JUDGEMENTS).to_dict("records"):
            words, button = st.columns([1260, 130], vertical_alignment="center")
            number = str(row["judgement_id"])
            with words:
                st.html(_judgement(row))
            with button:
                if st.button(f"Undo {number}", key=f"undo_{number}", width="stretch"):
                    _do(partial(_undone, number), None)
    if len(standing) > _MOST_JUDGEMENTS:
        st.html(f'<p class="lm-note">The newest {_MOST_JUDGEMENTS}; `linesmap review judgements` lists all.</p>')


def _judgement(row: dict[Any, Any]) -> str:
    a, b = (row[name] if isinstance(row[name], str) else "somebody no longer held" for name in ("label_a", "label_b"))
    who = f"two sets of records of {a}" if a == b else f"{a} and {b}"
    words = {
        "accept": "are one person",
        "reject": "are not the same person",
        "unsure": "may or may not be one person",
    }[row["verdict"]]
    note = f" · {row['note']}" if isinstance(row["note"], str) else ""
    small = f"{row['judgement_id']} · {row['by']}, {day(row['at'])} {row['at']:%H:%M} UTC{note}"
    return (
        f'<p class="lm-p"><b>{escape(_capital(who))}</b> {escape(words)} '
        f'<span class="lm-sub">{escape(small)}</span></p>'
    )
