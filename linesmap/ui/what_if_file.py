"""Give a what-if answer by what may leave: telephones, vehicles and addresses by pseudonym, lines that may be named."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from linesmap.page_held import Held
from linesmap.store import resolved_mentions
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
        The same with other names, and without keys; sums stay as they are, as they count every record. What only
        records that stay behind name has no name.
    """
    names = held.once("what_if_names", lambda: _names(held))
    made = copy.deepcopy(dict(document))

    def called(one: str | None, kind: str) -> str:
        found: str = names.get(str(one), f"{_kind(kind)} {_HIDDEN}")
        return found

    for row in (*made["set"], *made["ranks"]):
        row["label"] = called(row.pop("id"), row["type"])
        if row["label"].endswith(_HIDDEN):
            held.say_left_out("Names of things that only records whose handling carries conditions name.")
        if "lines" in row:
            row["lines"] = [called(one, "deal_line") for one in row.pop("line_ids")]
    for row in made["safeguard_first"]["by_thing"]:
        row["label"] = called(row.pop("id"), "")
    for row in made["routes"]:
        line = row.pop("line_id")
        row["line"] = called(line, "deal_line") if line else None
    nodes = made["picture"]["nodes"]
    nodes["label"] = [called(one, kind) for one, kind in zip(nodes.pop("id"), nodes["type"], strict=True)]
    if made["best"]:
        made["best"]["set"] = [called(one, "") for one in made["best"].pop("ids")]
    return made


def _kind(kind: str) -> str:
    one = TYPE_WORDS.get(kind, ("thing", "things"))[0]
    return one[:1].upper() + one[1:]


def _names(held: Held) -> dict[str, str]:
    """Give what may be named: what records that may leave name, each as a file calls it."""
    mentioned = resolved_mentions(held.tables).select("entity_id").distinct().to_pandas()["entity_id"]
    entities = held.tables["entities"].select("entity_id", "entity_type").to_pandas()
    named = set(mentioned) - set(entities.loc[entities["entity_type"] == "deal_line", "entity_id"])
    labels = held.naming.labels
    found = {str(one): str(labels[one]) for one in named if one in labels}
    return found | {str(one): name for one, name in held.line_names.items()}
