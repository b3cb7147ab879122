"""Hold a what-if question and what was found: what may be acted on, how much, and what a set would leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from linesmap.engine import Communities, KeySet, Objective, WhatIf
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType
from linesmap.what_if_network import ReadNetwork

__all__ = ["ACT_ON", "MOST_BUDGET", "REFERRAL", "WhatIfAnswer", "WhatIfQuestion"]

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

MOST_BUDGET = 12
"""Most things that a best set is searched for."""

_FIRST = tuple(ACT_ON)[:4]


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
