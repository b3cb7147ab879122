"""Choose what the Compare operations page shows: operations and phases, strand and scale, all kept in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from linesmap.comparisons import find_subjects
from linesmap.errors import InputError
from linesmap.measure import STRANDS
from linesmap.measure.comparison import Scale
from linesmap.measure.figures import Figure, Origin, Subject
from linesmap.ui import widgets

__all__ = ["MOST_COLUMNS", "Choice", "label", "opening", "show"]

MOST_COLUMNS = 12
"""Columns that one table still holds."""

_OPERATIONS, _STRAND, _SCALE = "compare", "compare_strand", "scale"
_ANY = "Any strand"
_FIRST = ("Scorpion 1", "Scorpion 2", "Scorpion 3", "Operation Scorpion", "Hypernova", "Warrior")
_MOST_AT_FIRST = 6
_SCALES = {
    "As published": Scale.TOTAL,
    "Per 100,000 people": Scale.PER_PEOPLE,
    "Per day": Scale.PER_DAY,
    "Per officer-day": Scale.PER_OFFICER_DAY,
}


@dataclass(frozen=True)
class Choice:
    """What is shown: columns in the order chosen, how figures are scaled, and what to say about the choice."""

    subjects: tuple[Subject, ...]
    scale: Scale
    said: tuple[str, ...]


def label(subject: Subject) -> str:
    """Name a column in the list of what can be chosen; recorded ones say so."""
    return f"{subject.name} (records)" if subject.origin is Origin.RECORDED else subject.name


def opening(columns: Mapping[Subject, Sequence[Figure]]) -> list[Subject]:
    """Choose what the page opens on.

    Returns
    -------
    subjects
        Scorpion 1, 2, 3 and its total, Hypernova and Warrior where present; else the recorded operations; else the
        first columns.
    """
    found = []
    for name in _FIRST:
        try:
            found += find_subjects(columns, [f"{Origin.PUBLISHED.value}:{name}"])
        except InputError:
            continue
    recorded = [subject for subject in columns if subject.origin is Origin.RECORDED]
    wholes = {key for subject in recorded for key in subject.phases}
    return (found or [one for one in recorded if one.key not in wholes] or list(columns))[:_MOST_AT_FIRST]


def show(columns: Mapping[Subject, Sequence[Figure]]) -> Choice:
    """Draw the choices into the bar and give what was chosen; unknown names in the address are said and left out."""
    by_label = {label(subject): subject for subject in columns}
    asked = [name for name in st.query_params.get_all(_OPERATIONS) if name]
    said = [
        f"Expected the name of an operation of this workspace in the address, found {name!r}. It is left out."
        for name in asked
        if name not in by_label
    ]
    default = [label(subject) for subject in opening(columns)]
    held = st.session_state.get(_OPERATIONS) or [name for name in asked if name in by_label] or default
    with st.popover(f"**Operations** {len(held)} chosen", key="pop_compare", width="content"):
        names = st.multiselect(
            "Operations, phases and programmes",
            list(by_label),
            default=default,
            key=_OPERATIONS,
            bind="query-params",
            max_selections=MOST_COLUMNS,
            placeholder="Choose operations",
        )
        st.caption("Columns stand in the order chosen. (records): counted from the records of this workspace.")
    chosen = [by_label[name] for name in names if name in by_label]
    return _narrowed(columns, chosen, said)


def _narrowed(columns: Mapping[Subject, Sequence[Figure]], chosen: list[Subject], said: list[str]) -> Choice:
    strands = {STRANDS.get(key, key): key for key in STRANDS if any(key == one.strand for one in columns)}
    asked = str(st.session_state.get(_STRAND) or st.query_params.get(_STRAND) or _ANY)
    now = asked if asked in strands else "any"
    with st.popover(f"**Strand** {now}", key="pop_strand", width="content"):
        strand = st.radio("Strand of the drug strategy", [_ANY, *strands], key=_STRAND, bind="query-params")
    scales = [name for name, scale in _SCALES.items() if scale is not Scale.PER_OFFICER_DAY or _by_officers(chosen)]
    scale = st.segmented_control(
        "Figures",
        scales,
        default=scales[0],
        key=_SCALE,
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    kept = [one for one in chosen if strand == _ANY or one.strand == strands.get(str(strand))]
    if len(kept) < len(chosen):
        left = ", ".join(one.name for one in chosen if one not in kept)
        said.append(f"Left out by the strand {strand}: {left}.")
    return Choice(tuple(kept), _SCALES.get(str(scale), Scale.TOTAL), tuple(said))


def _by_officers(chosen: Sequence[Subject]) -> bool:
    return any(one.officer_days for one in chosen)


def empty_choice() -> None:
    """Say that nothing is chosen, or nothing can be."""
    widgets.heading("No operation to show")
    st.html('<p class="lm-p">Choose at least one operation, or take the strand away.</p>')
