"""Say what would disrupt a network: any graph of networkx, whatever it was made from."""

from linesmap.engine.chance import Chance
from linesmap.engine.communities import MEANINGS, Communities, communities
from linesmap.engine.compact import Compact, compact
from linesmap.engine.dismantle import Dismantling, default_time_limit_s, dismantle
from linesmap.engine.edge_lists import read_edges
from linesmap.engine.eligible import ACTIONABLE, candidates, may_be_acted_on, safeguard_first
from linesmap.engine.impact import impact
from linesmap.engine.key_problem import Objective
from linesmap.engine.key_set import KeySet, key_set
from linesmap.engine.relinking import RULES, recovery
from linesmap.engine.supply import supply
from linesmap.engine.uncertainty import rank_ranges
from linesmap.engine.what_if import State, WhatIf, what_if

__all__ = [
    "ACTIONABLE",
    "MEANINGS",
    "RULES",
    "Chance",
    "Communities",
    "Compact",
    "Dismantling",
    "KeySet",
    "Objective",
    "State",
    "WhatIf",
    "candidates",
    "communities",
    "compact",
    "default_time_limit_s",
    "dismantle",
    "impact",
    "key_set",
    "may_be_acted_on",
    "rank_ranges",
    "read_edges",
    "recovery",
    "safeguard_first",
    "supply",
    "what_if",
]
