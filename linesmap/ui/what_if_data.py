"""Load what the What if page offers to choose from, cached under the version of the workspace."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import streamlit as st

from linesmap.engine import candidates
from linesmap.model.filters import Filters
from linesmap.store import Workspace
from linesmap.ui import data
from linesmap.view.chart_scene import shown_label
from linesmap.view.what_if_words import TYPE_WORDS
from linesmap.view.words import plural
from linesmap.what_if_network import read_network
from linesmap.what_ifs import ACT_ON

__all__ = ["Thing", "things"]


@dataclass(frozen=True)
class Thing:
    """One thing that may be acted on: its node, type, and what it is called in a list."""

    node: str
    kind: str
    words: str


@st.cache_data(max_entries=8, show_spinner="Reading the network")
def things(at: data.Key, filters: Filters) -> tuple[Thing, ...]:
    """List what may be acted on in a selection: lines first, then by what it is called; people by pseudonym.

    Raises
    ------
    InputError
        If no record of the selection ties anything.
    """
    with Workspace(Path(at.path)).read() as tables:
        core = read_network(tables, filters).core
    order = list(ACT_ON)
    simple = nx.Graph(core)
    found = []
    for node in candidates(core, set(ACT_ON)):
        kind, label = str(core.nodes[node]["type"]), str(core.nodes[node]["label"])
        words = f"{shown_label(label, kind)} · {TYPE_WORDS[kind][0]}, {plural(simple.degree(node), 'tie')}"
        found.append((order.index(kind), words.casefold(), Thing(node, kind, words)))
    seen: Counter[str] = Counter()
    listed = []
    for _, _, one in sorted(found, key=lambda item: (item[0], item[1], item[2].node)):
        seen[one.words] += 1
        # A list of choices knows things by their words: no two may be called alike.
        same = f" ({seen[one.words]})" if seen[one.words] > 1 else ""
        listed.append(Thing(one.node, one.kind, one.words + same))
    return tuple(listed)
