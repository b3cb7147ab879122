"""Read what somebody asks for by name: a marking, operations, lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linesmap import link
from linesmap.errors import InputError
from linesmap.model.vocabulary import EntityType, Marking
from linesmap.store import Tables

__all__ = ["find_named", "known_marking", "labels_of"]

_WHAT = {EntityType.OPERATION: "an operation", EntityType.DEAL_LINE: "a deal line"}


def known_marking(text: str) -> str:
    """Give a marking back when it is one.

    Raises
    ------
    InputError
        If it is not.
    """
    allowed = [marking.value for marking in Marking]
    if text not in allowed:
        msg = f"Expected a marking, {' or '.join(allowed)}; found {text!r}."
        raise InputError(msg)
    return text


def labels_of(tables: Tables, kind: EntityType) -> dict[str, str]:
    """Give what every entity of a kind is called, by its identifier."""
    entities = tables["entities"]
    held = entities.filter(entities.entity_type == kind.value).select("entity_id", "label").to_pandas()
    return dict(zip(held["entity_id"], held["label"], strict=True))


def find_named(kind: EntityType, names: Sequence[str], labels: Mapping[str, str]) -> tuple[str, ...]:
    """Turn names of operations or lines into their entities.

    Parameters
    ----------
    kind
        Operation or deal line.
    names
        As somebody wrote them; case and the like do not matter.
    labels
        Identifier to name, from `labels_of`.

    Raises
    ------
    InputError
        If the workspace holds none of a name; the message lists those it holds.
    """
    by_key = {link.exact_key(kind, label): code for code, label in labels.items()}
    found = []
    for name in names:
        code = by_key.get(link.exact_key(kind, name))
        if code is None:
            known = ", ".join(sorted(labels.values())) or "none"
            msg = f"Expected {_WHAT[kind]} of this workspace ({known}); found {name!r}."
            raise InputError(msg)
        found.append(code)
    return tuple(found)
