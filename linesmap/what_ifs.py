"""Answer which few things to act on, if one could, and what would be left: with proof, and with doubt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from linesmap.errors import InputError
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType
from linesmap.network import (
    Communities,
    KeySet,
    Objective,
    WhatIf,
    communities,
    key_set,
    rank_ranges,
    safeguard_first,
    what_if,
)
from linesmap.store import Tables
from linesmap.what_if_document import document
from linesmap.what_if_network import ReadNetwork, acted_on_in, read_network

__all__ = ["ACT_ON", "REFERRAL", "WhatIfAnswer", "WhatIfQuestion", "answer"]

ACT_ON: dict[str, str] = {
    EntityType.DEAL_LINE.value: "Lines",
    EntityType.PHONE.value: "Phones",
    EntityType.ADDRESS.value: "Addresses",
    EntityType.PERSON.value: "Adult suspects",
    EntityType.VEHICLE.value: "Vehicles",
}
"""What may be acted on, by type of node. Exploited people, children and those of unknown age or role never."""

REFERRAL = (
    "Refer to the local safeguarding partnership and, where somebody may be a victim of modern slavery, to the "
    "National Referral Mechanism (the police are a first responder). Plan with them before a phone is cut off or an "
    "address is entered."
)
"""The referral route, as stated in the guidance to the Modern Slavery Act 2015."""

_MOST_BUDGET = 12
_FIRST = tuple(ACT_ON)[:4]
_RANKED = 20
_RESAMPLES = 200


@dataclass(frozen=True)
class WhatIfQuestion:
    """What may be acted on, how much, and of which records.

    Parameters
    ----------
    filters
        Period, forces, grades and whatever else narrows the records.
    act_on
        Keys of `ACT_ON`.
    budget
        How many things.
    objective
        largest_component or connected_pairs.
    chosen
        Nodes of an own set; the best set when empty.
    operation
        Name of an operation: then the set is who was arrested or charged in it.
    time_limit_s
        For the proof.
    """

    filters: Filters = field(default_factory=Filters)
    act_on: tuple[str, ...] = _FIRST
    budget: int = 3
    objective: Objective = "largest_component"
    chosen: tuple[str, ...] = ()
    operation: str | None = None
    time_limit_s: float = 20.0
    seed: int = 0


@dataclass(frozen=True)
class WhatIfAnswer:
    """What the set is, what it leaves, and what is not known.

    `best` is the best set of the same size, with its proof; None for an operation that took out more than that can be
    searched for. `own` is None when the best set itself was asked for, else what the own set leaves. `ranks` say how
    far the effect of single things is known. `operation_left_out` counts who was arrested or charged and may not be
    acted on, or is tied to nobody.
    """

    question: WhatIfQuestion
    network: ReadNetwork
    best: KeySet | None
    own: int | None
    result: WhatIf
    made_up: Communities
    ranks: pd.DataFrame
    tied_to_safeguarded: Mapping[str, int]
    n_safeguarded: int
    operation_left_out: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Give everything as plain values; people by pseudonym."""
        return document(self)


def answer(tables: Tables, question: WhatIfQuestion, *, progress: Callable[[str], None] | None = None) -> WhatIfAnswer:
    """Work out a what-if question.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    question
        What is asked.
    progress
        Told what is being done.

    Raises
    ------
    InputError
        If the selection ties nothing, a type, budget or operation is not known, or the own set names what may not be
        acted on.
    """
    tell = progress or (lambda _: None)
    _check(question)
    tell("Reading the network")
    network = read_network(tables, question.filters)
    chosen, left_out = question.chosen, 0
    if question.operation:
        tell("Looking for who was arrested or charged")
        found, left_out = acted_on_in(tables, network, question.operation)
        chosen = tuple(found)
        if not chosen:
            msg = (
                f"Nobody who was arrested or charged in {question.operation} is an adult suspect with a tie in this "
                "selection. Choose a longer period or more forces."
            )
            raise InputError(msg)
    return _answer(network, question, chosen, left_out, tell)


def _check(question: WhatIfQuestion) -> None:
    unknown = [one for one in question.act_on if one not in ACT_ON]
    if unknown or not question.act_on:
        msg = f"Expected something to act on, of {', '.join(ACT_ON)}; found {unknown[0] if unknown else 'nothing'}."
        raise InputError(msg)
    if not 1 <= question.budget <= _MOST_BUDGET:
        msg = f"Expected a number of things to act on from 1 to {_MOST_BUDGET}; found {question.budget}."
        raise InputError(msg)


def _answer(
    network: ReadNetwork, question: WhatIfQuestion, chosen: tuple[str, ...], left_out: int, tell: Callable[[str], None]
) -> WhatIfAnswer:
    core = network.core
    # The set of an operation is of adult suspects, so it is compared with the best set of these.
    types = {EntityType.PERSON.value} if question.operation else set(question.act_on)
    budget = len(chosen) if chosen else question.budget
    best = None
    if budget <= _MOST_BUDGET:
        tell(f"Looking for the best set of {budget:,} and proving it")
        best = key_set(
            core, budget, eligible=types, objective=question.objective, time_limit_s=question.time_limit_s,
            seed=question.seed,
        )  # fmt: skip
    removed = chosen or (best.nodes if best else ())
    if not removed:
        msg = "Nothing of what may be acted on would leave less. Choose other types, or a longer period."
        raise InputError(msg)
    tell("Comparing with chance, with recovery and with doubt about the evidence")
    result = what_if(core, removed, eligible=types, forces=network.forces, resamples=_RESAMPLES, seed=question.seed)
    routes = what_if(network.whole, removed, forces={}, draws=0, resamples=0, recovery_steps=0).routes
    result = replace(result, routes=routes, forces=_with_routes(result.forces, routes, network.forces))
    tell("Ranking single things, each with its range")
    ranks = rank_ranges(core, eligible=types, resamples=_RESAMPLES, seed=question.seed).head(_RANKED)
    made_up = communities(core, eligible=types, seed=question.seed)
    after = result.after
    own = None
    if chosen:
        own = after.largest_component if question.objective == "largest_component" else after.connected_pairs
    flagged = [node for node, data in core.nodes(data=True) if data.get("safeguarding")]
    return WhatIfAnswer(
        question=question, network=network, best=best, own=own, result=result, made_up=made_up, ranks=ranks,
        tied_to_safeguarded=safeguard_first(core, removed), n_safeguarded=len(flagged), operation_left_out=left_out,
    )  # fmt: skip


def _with_routes(forces: pd.DataFrame, routes: pd.DataFrame, by_node: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Count the lines of each force that can supply, by routes through the places that tie nobody else."""
    able = {side: set(routes.loc[routes[f"able_{side}"].astype(bool), "line"]) for side in ("before", "after")}
    counts = {
        f"able_{side}": [sum(force in by_node.get(line, ()) for line in lines) for force in forces["force"]]
        for side, lines in able.items()
    }
    return forces.assign(**counts)
