"""Say how many lines a simple gravity baseline expects between two areas, so that unusual flows stand out."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chi2
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from linesmap.network.flows import NOT_KNOWN, FlowArea, disc_distance_m

__all__ = ["Baseline", "gravity_baseline", "poisson_interval"]

_EARTH_M = 6_371_008.8
_PAIRS_A_TERM = 3
_LEAST_LINES = 10
_LEVEL = 0.95


@dataclass(frozen=True)
class Baseline:
    """What is expected of every pair of areas, and how it was worked out.

    `flows` has origin, destination, lines, expected, ratio, low, high (95% interval of the ratio) and unusual (more,
    fewer or empty). `terms` is term to coefficient; `left_out` are terms that do not vary. `reason` says why there
    is no baseline; it is empty when there is one.
    """

    flows: pd.DataFrame
    terms: dict[str, float]
    left_out: tuple[str, ...]
    reason: str = ""


def poisson_interval(count: int, level: float = _LEVEL) -> tuple[float, float]:
    """Give the exact interval of a Poisson count (Garwood 1936).

    Examples
    --------
    >>> tuple(round(end, 2) for end in poisson_interval(10))
    (4.8, 18.39)
    """
    tail = (1 - level) / 2
    low = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    return low, float(chi2.ppf(1 - tail, 2 * count + 2)) / 2


def gravity_baseline(flows: pd.DataFrame, areas: Mapping[str, FlowArea], *, origin_size: str = "lines") -> Baseline:
    """Fit the baseline and compare every flow with it.

    Parameters
    ----------
    flows
        Columns origin, destination and lines of one period. Flows whose ends are not both known and described play
        no part.
    areas
        Code to area, for every origin and destination.
    origin_size
        lines (the number of lines that run from the origin) or population.

    Returns
    -------
    baseline
        Over every pair of an origin with lines and a destination with lines, also those without a flow: log(lines) =
        a + b1 log(size of origin) + b2 log(population of destination) + b3 log(distance, metres) + b4 internal, by
        maximum likelihood. The distance of an area to itself is the mean distance of two points of its disc. A term
        that does not vary is left out, and so is the term for internal lines when none, or nothing else, runs. The
        expected lines add to those observed. With fewer than three pairs a term, or fewer than ten lines, there is
        no baseline, and `reason` says so.
    """
    known = flows[
        flows["origin"].isin(list(areas)) & flows["destination"].isin(list(areas)) & flows["origin"].ne(NOT_KNOWN)
    ]
    counts = known.groupby(["origin", "destination"])["lines"].sum().to_dict()
    ends = [sorted(set(known[side])) for side in ("origin", "destination")]
    pairs = list(product(*ends))
    frame = pd.DataFrame(pairs, columns=["origin", "destination"])
    frame["lines"] = [int(counts.get(pair, 0)) for pair in pairs]
    terms, left_out = _terms(frame, areas, origin_size)
    total = int(frame["lines"].sum())
    if len(frame) < _PAIRS_A_TERM * (len(terms) + 1) or total < _LEAST_LINES:
        reason = f"Too few lines for a baseline: {total:,} lines and {len(frame):,} pairs of areas."
        return Baseline(_without(frame), {}, left_out, reason)
    design = np.column_stack([np.ones(len(frame)), *(terms[name] for name in terms)])
    fitted = _fit(frame["lines"].to_numpy(dtype=float), design)
    if fitted is None:
        return Baseline(_without(frame), {}, left_out, "The baseline could not be fitted to these flows.")
    coefficients, expected = fitted
    named = dict(zip(["constant", *terms], (float(one) for one in coefficients), strict=True))
    return Baseline(_compared(frame.assign(expected=expected)), named, left_out)


def _terms(
    frame: pd.DataFrame, areas: Mapping[str, FlowArea], origin_size: str
) -> tuple[dict[str, NDArray[np.float64]], tuple[str, ...]]:
    out = frame.groupby("origin")["lines"].transform("sum")
    start = [areas[code] for code in frame["origin"]]
    end = [areas[code] for code in frame["destination"]]
    size = out.to_numpy(dtype=float) if origin_size == "lines" else np.array([area.population for area in start])
    internal = frame["origin"].eq(frame["destination"])
    terms: dict[str, NDArray[np.float64]] = {
        f"log {origin_size} of origin": _log(size),
        "log population of destination": _log(np.array([area.population for area in end])),
        "log distance": _log(np.array([_metres(a, b) for a, b in zip(start, end, strict=True)])),
        "internal": np.where(internal, 1.0, 0.0),
    }
    sums = frame.groupby(internal)["lines"].sum()
    varies = {name: bool(len(values) and np.ptp(values) > 1e-9) for name, values in terms.items()}  # noqa: PLR2004
    varies["internal"] = varies["internal"] and bool((sums > 0).all())
    kept = {name: values for name, values in terms.items() if varies[name]}
    return kept, tuple(name for name in terms if name not in kept)


def _log(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(np.maximum(values, 1.0))


def _metres(a: FlowArea, b: FlowArea) -> float:
    """Measure between the middles of two areas, along the great circle."""
    if a.code == b.code:
        return disc_distance_m(a.radius_m)
    lat1, lat2 = np.radians(a.lat), np.radians(b.lat)
    half = np.sin((lat2 - lat1) / 2) ** 2
    half += np.cos(lat1) * np.cos(lat2) * np.sin(np.radians(b.lon - a.lon) / 2) ** 2
    return float(2 * _EARTH_M * np.arcsin(np.sqrt(half)))


def _fit(
    lines: NDArray[np.float64], design: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            model = GLM(lines, design, family=Poisson()).fit(maxiter=200)
        except (np.linalg.LinAlgError, ValueError):
            return None
    expected = np.asarray(model.fittedvalues, dtype=float)
    # A fit that ran off to infinity no longer adds to what was observed.
    settled = bool(model.converged) and np.isfinite(expected).all() and np.isclose(expected.sum(), lines.sum())
    return (np.asarray(model.params, dtype=float), expected) if settled else None


def _without(frame: pd.DataFrame) -> pd.DataFrame:
    empty = dict.fromkeys(("expected", "ratio", "low", "high"), np.nan)
    return frame.assign(**empty, unusual="")


def _compared(frame: pd.DataFrame) -> pd.DataFrame:
    intervals = [poisson_interval(int(count)) for count in frame["lines"]]
    expected = frame["expected"]
    frame = frame.assign(
        ratio=frame["lines"] / expected,
        low=[low / one for (low, _), one in zip(intervals, expected, strict=True)],
        high=[high / one for (_, high), one in zip(intervals, expected, strict=True)],
    )
    # One line alone is never unusual: among hundreds of pairs somewhere one always runs.
    more, fewer = (frame["low"] > 1) & (frame["lines"] > 1), frame["high"] < 1
    frame["unusual"] = np.where(more, "more", np.where(fewer, "fewer", ""))
    return frame
