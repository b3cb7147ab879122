"""Measure what records and publications say of operations, forces and lines."""

from linesmap.measure.activity import MEASURES, By, Measure, activity, records_behind
from linesmap.measure.advice import what_to_fix_first
from linesmap.measure.completeness import completeness
from linesmap.measure.duplicates import likely_duplicates
from linesmap.measure.published import STRANDS, programmes, published_figures
from linesmap.measure.quality import (
    force_disagreement,
    precision_by_source,
    precision_counts,
    reject_reasons,
    source_quality,
    unlocated_places,
    warning_reasons,
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
    "force_disagreement",
    "likely_duplicates",
    "per_100_000",
    "precision_by_source",
    "precision_counts",
    "programmes",
    "published_figures",
    "records_behind",
    "reject_reasons",
    "source_quality",
    "unlocated_places",
    "warning_reasons",
    "what_to_fix_first",
]
