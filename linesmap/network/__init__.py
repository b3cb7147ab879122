"""See records as a network: the graph, the lives of deal lines and where they run."""

from linesmap.network.graph import build_graph, neighbours
from linesmap.network.lines import Closure, LineEvidence, Span, life_spans, status_on
from linesmap.network.profiles import Area, LineProfile, LineTables, line_profiles

__all__ = [
    "Area",
    "Closure",
    "LineEvidence",
    "LineProfile",
    "LineTables",
    "Span",
    "build_graph",
    "life_spans",
    "line_profiles",
    "neighbours",
    "status_on",
]
