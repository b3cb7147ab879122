"""Measure what records and publications say of operations, forces and lines."""

from linesmap.measure.activity import MEASURES, By, Measure, activity, records_behind
from linesmap.measure.advice import what_to_fix_first
from linesmap.measure.completeness import completeness
from linesmap.measure.dispersion import Dispersion, dispersion
from linesmap.measure.displacement import (
    DisplacementQuotient,
    TotalNetEffect,
    total_net_effect,
    weighted_displacement_quotient,
)
from linesmap.measure.displacement_difference import DisplacementDifference, weighted_displacement_difference
from linesmap.measure.disruptions import DISRUPTION_GRADES, DisruptionBy, disruption_counts, disruptions
from linesmap.measure.duplicates import likely_duplicates
from linesmap.measure.estimates import Estimate, Interval
from linesmap.measure.funnel import Funnel, FunnelLimits, FunnelPoint, funnel, funnel_limits
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
from linesmap.measure.ratios import RateRatio, RatioOfRateRatios, rate_ratio, ratio_of_rate_ratios
from linesmap.measure.seizure_values import ValueBy, seizure_rows, value_by, value_frame
from linesmap.measure.shrinkage import EmpiricalBayes, WithoutAction, empirical_bayes
from linesmap.measure.structure import Fragmentation, Robustness, fragmentation, robustness
from linesmap.measure.value import SeizureValue, value_of

__all__ = [
    "DISRUPTION_GRADES",
    "MEASURES",
    "PER_PEOPLE",
    "STRANDS",
    "By",
    "Dispersion",
    "DisplacementDifference",
    "DisplacementQuotient",
    "DisruptionBy",
    "EmpiricalBayes",
    "Estimate",
    "Fragmentation",
    "Funnel",
    "FunnelLimits",
    "FunnelPoint",
    "Interval",
    "Measure",
    "RateRatio",
    "RatioOfRateRatios",
    "Robustness",
    "SeizureValue",
    "TotalNetEffect",
    "ValueBy",
    "WithoutAction",
    "activity",
    "completeness",
    "dispersion",
    "disruption_counts",
    "disruptions",
    "empirical_bayes",
    "force_disagreement",
    "fragmentation",
    "funnel",
    "funnel_limits",
    "likely_duplicates",
    "per_100_000",
    "precision_by_source",
    "precision_counts",
    "programmes",
    "published_figures",
    "rate_ratio",
    "ratio_of_rate_ratios",
    "records_behind",
    "reject_reasons",
    "robustness",
    "seizure_rows",
    "source_quality",
    "total_net_effect",
    "unlocated_places",
    "value_by",
    "value_frame",
    "value_of",
    "warning_reasons",
    "weighted_displacement_difference",
    "weighted_displacement_quotient",
    "what_to_fix_first",
]
