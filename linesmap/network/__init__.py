"""See records as a network: the graph, the lives of deal lines, where they run, and what would disrupt it."""

from linesmap.engine import communities, dismantle, impact, key_set, what_if
from linesmap.network.build import build, graph_of, tie_records
from linesmap.network.closures import NET_DAYS, closure_outcomes, net_closures
from linesmap.network.common_ground import Ground, Shared
from linesmap.network.footprint import Footprint, FootprintArea
from linesmap.network.graph import build_graph, graphml, neighbours
from linesmap.network.lines import Closure, LineEvidence, Return, Sighting, Span, Succession, life_spans, status_on
from linesmap.network.numbers import NumberUse
from linesmap.network.profiles import Area, LineProfile, LineTables, line_profiles
from linesmap.network.reasons import POINTS, Reason
from linesmap.network.standing import mark_people, people_standing
from linesmap.network.successions import LineJudgements, judged_lines, stated_successions
from linesmap.network.successors import STRENGTHS, LineEnd, Suggestion, suggest
from linesmap.network.ties import event_ties, ties_of_records
from linesmap.network.transitions import Transition, transitions

__all__ = [
    "NET_DAYS",
    "POINTS",
    "STRENGTHS",
    "Area",
    "Closure",
    "Footprint",
    "FootprintArea",
    "Ground",
    "LineEnd",
    "LineEvidence",
    "LineJudgements",
    "LineProfile",
    "LineTables",
    "NumberUse",
    "Reason",
    "Return",
    "Shared",
    "Sighting",
    "Span",
    "Succession",
    "Suggestion",
    "Transition",
    "build",
    "build_graph",
    "closure_outcomes",
    "communities",
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
    "neighbours",
    "net_closures",
    "people_standing",
    "stated_successions",
    "status_on",
    "suggest",
    "tie_records",
    "ties_of_records",
    "transitions",
    "what_if",
]
