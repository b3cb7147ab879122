"""Give a what-if answer by what may leave: telephones, vehicles and addresses by pseudonym, lines that may be named."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from linesmap.page_held import Held
from linesmap.store import resolved_mentions
from linesmap.view.chart_scene import shown_label
from linesmap.view.what_if_words import TYPE_WORDS

__all__ = ["leaving"]

_HIDDEN = "of records that stay behind"


def leaving(held: Held, document: Mapping[str, Any]) -> dict[str, Any]:
    """Call everything in a document as it may be called in a file.

    Parameters
    ----------
    held
        What may leave.
    document
        From `linesmap.what_if_document.document`.

    Returns
    -------
    document
        The same with other names; sums stay as they are, as they count every record. What only records that stay
        behind name has no name.
    """
    names = held.once("what_if_names", lambda: _names(held))
    made = copy.deepcopy(dict(document))

    def called(label: str, kind: str) -> str:
        found: str = names.get((kind, label), f"{_kind(kind)} {_HIDDEN}")
        return found

    for one in (*made["set"], *made["ranks"]):
        label = called(one["label"], one["type"])
        if label.endswith(_HIDDEN):
            held.say_left_out("Names of things that only records whose handling carries conditions name.")
        one["label"] = label
        if "lines" in one:
            one["lines"] = [called(line, "deal_line") for line in one["lines"]]
    labels = {old: new["label"] for old, new in zip(_labels(document["set"]), made["set"], strict=True)}
    by_thing = made["safeguard_first"]["by_thing"]
    made["safeguard_first"]["by_thing"] = {labels.get(one, _HIDDEN): number for one, number in by_thing.items()}
    for route in made["routes"]:
        route["line"] = called(route["line"], "deal_line") if route["line"] else None
    nodes = made["picture"]["nodes"]
    nodes["label"] = [called(label, kind) for label, kind in zip(nodes["label"], nodes["type"], strict=True)]
    if made["best"]:
        by_id = held.once("what_if_ids", lambda: _by_id(held))
        made["best"]["set"] = [names.get(by_id.get(one, ("", "")), f"a thing {_HIDDEN}") for one in made["best"]["ids"]]
    return made


def _labels(rows: list[dict[str, Any]]) -> list[str]:
    return [str(one["label"]) for one in rows]


def _kind(kind: str) -> str:
    one = TYPE_WORDS.get(kind, ("thing", "things"))[0]
    return one[:1].upper() + one[1:]


def _by_id(held: Held) -> dict[str, tuple[str, str]]:
    """Give type and label as the app shows it of every entity."""
    frame = held.tables["entities"].select("entity_id", "entity_type", "label").to_pandas()
    rows = zip(frame["entity_id"], frame["entity_type"], frame["label"], strict=True)
    return {str(one): (str(kind), shown_label(str(label), str(kind))) for one, kind, label in rows}


def _names(held: Held) -> dict[tuple[str, str], str]:
    """Give what may be named by its type and label: what records that may leave name, each as a file calls it."""
    mentioned = resolved_mentions(held.tables).select("entity_id").distinct().to_pandas()["entity_id"]
    named = {str(one) for one in mentioned}
    lines = held.line_names
    found: dict[tuple[str, str], str] = {}
    for one, (kind, label) in sorted(_by_id(held).items()):
        if kind == "deal_line":
            if one in lines:
                found.setdefault((kind, label), lines[one])
        elif one in named:
            found.setdefault((kind, label), str(held.naming.labels.get(one, f"{_kind(kind)} {_HIDDEN}")))
    return found
