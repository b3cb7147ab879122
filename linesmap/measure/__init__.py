"""Measure what records and publications say of operations, forces and lines."""

from linesmap.measure.activity import MEASURES, By, Measure, activity, records_behind
from linesmap.measure.published import STRANDS, programmes, published_figures
from linesmap.measure.quality import (
    completeness,
    precision_counts,
    reject_reasons,
    source_quality,
    unlocated_places,
)
from linesmap.measure.rates import PER_PEOPLE, per_100_000

__all__ = [
    "MEASURES",
    "PER_PEOPLE",
    "STRANDS",
    "By",
    "Measure",
    "activity",
    "completeness",
    "per_100_000",
    "precision_counts",
    "programmes",
    "published_figures",
    "records_behind",
    "reject_reasons",
    "source_quality",
    "unlocated_places",
]
