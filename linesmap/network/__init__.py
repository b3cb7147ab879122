"""See records as a network: the graph, the lives of deal lines and where they run."""

from linesmap.network.build import build, graph_of, tie_records
from linesmap.network.chance import Chance
from linesmap.network.closures import NET_DAYS, closure_outcomes, net_closures
from linesmap.network.common_ground import Ground, Shared
from linesmap.network.communities import MEANINGS, Communities, communities
from linesmap.network.compact import Compact, compact
from linesmap.network.dismantle import Dismantling, dismantle
from linesmap.network.edge_lists import read_edges
from linesmap.network.eligible import ACTIONABLE, candidates, may_be_acted_on, safeguard_first
from linesmap.network.footprint import Footprint, FootprintArea
from linesmap.network.graph import build_graph, graphml, neighbours
from linesmap.network.impact import impact
from linesmap.network.key_problem import Objective
from linesmap.network.key_set import KeySet, key_set
from linesmap.network.lines import Closure, LineEvidence, Return, Sighting, Span, Succession, life_spans, status_on
from linesmap.network.numbers import NumberUse
from linesmap.network.profiles import Area, LineProfile, LineTables, line_profiles
from linesmap.network.reasons import POINTS, Reason
from linesmap.network.relinking import RULES, recovery
from linesmap.network.standing import mark_people, people_standing
from linesmap.network.successions import LineJudgements, judged_lines, stated_successions
from linesmap.network.successors import STRENGTHS, LineEnd, Suggestion, suggest
from linesmap.network.supply import supply
from linesmap.network.ties import event_ties, ties_of_records
from linesmap.network.transitions import Transition, transitions
from linesmap.network.uncertainty import rank_ranges
from linesmap.network.what_if import State, WhatIf, what_if

__all__ = [
    "ACTIONABLE",
    "MEANINGS",
    "NET_DAYS",
    "POINTS",
    "RULES",
    "STRENGTHS",
    "Area",
    "Chance",
    "Closure",
    "Communities",
    "Compact",
    "Dismantling",
    "Footprint",
    "FootprintArea",
    "Ground",
    "KeySet",
    "LineEnd",
    "LineEvidence",
    "LineJudgements",
    "LineProfile",
    "LineTables",
    "NumberUse",
    "Objective",
    "Reason",
    "Return",
    "Shared",
    "Sighting",
    "Span",
    "State",
    "Succession",
    "Suggestion",
    "Transition",
    "WhatIf",
    "build",
    "build_graph",
    "candidates",
    "closure_outcomes",
    "communities",
    "compact",
    "dismantle",
    "event_ties",
    "graph_of",
    "graphml",
    "impact",
    "judged_lines",
    "key_set",
    "life_spans",
    "line_profiles",
    "mark_people",
    "may_be_acted_on",
    "neighbours",
    "net_closures",
    "people_standing",
    "rank_ranges",
    "read_edges",
    "recovery",
    "safeguard_first",
    "stated_successions",
    "status_on",
    "suggest",
    "supply",
    "tie_records",
    "ties_of_records",
    "transitions",
    "what_if",
]
