"""Answer which few things to act on, if one could, and what would be left: with proof, and with doubt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from linesmap.engine import communities, compact, key_set, rank_ranges, safeguard_first, supply, what_if
from linesmap.errors import InputError
from linesmap.model.vocabulary import EntityType
from linesmap.store import Tables
from linesmap.what_if_document import document
from linesmap.what_if_network import ReadNetwork, acted_on_in, read_network
from linesmap.what_if_question import ACT_ON, MOST_BUDGET, REFERRAL, WhatIfAnswer, WhatIfQuestion

__all__ = ["ACT_ON", "REFERRAL", "WhatIfAnswer", "WhatIfQuestion", "answer", "document"]

_RANKED = 20
_RESAMPLES = 200


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
    if not 1 <= question.budget <= MOST_BUDGET:
        msg = f"Expected a number of things to act on from 1 to {MOST_BUDGET}; found {question.budget}."
        raise InputError(msg)


def _answer(
    network: ReadNetwork, question: WhatIfQuestion, chosen: tuple[str, ...], left_out: int, tell: Callable[[str], None]
) -> WhatIfAnswer:
    core = network.core
    # The set of an operation is of adult suspects, so it is compared with the best set of these.
    types = {EntityType.PERSON.value} if question.operation else set(question.act_on)
    budget = len(chosen) if chosen else question.budget
    best = None
    if budget <= MOST_BUDGET:
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
    routes = supply(network.whole, compact(network.whole), removed)
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
