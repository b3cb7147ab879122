"""Fit counts that vary more than by chance on a few terms: negative binomial, with errors that fit short series."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from statsmodels.genmod.generalized_linear_model import GLMResults

__all__ = ["SIGNIFICANT", "CountModel", "Errors", "cycles_for", "fit_counts", "interval_errors", "seasonal_terms"]

SIGNIFICANT = 0.05
"""Below this p the residuals are taken to hang together."""

_MOST_CYCLES = 2
_MOST_LAGS = 6
_ROUNDS = 12
_CLOSE = 1e-8
_MOST_ALPHA = 50.0
_DAYS_A_YEAR = 365.25


def seasonal_terms(periods: pd.DatetimeIndex, cycles: int) -> NDArray[np.float64]:
    """Give cosines and sines of the middle of each period at 1, 2, ... cycles a year.

    Returns
    -------
    terms
        Shape (n, 2 x cycles), the cosines first.
    """
    gap = int(np.median(np.diff(periods.to_numpy()).astype("timedelta64[D]").astype(int))) if len(periods) > 1 else 7
    day = periods.day_of_year.to_numpy(dtype=np.float64) - 1 + gap / 2
    angles = 2 * np.pi * np.outer(day / _DAYS_A_YEAR, np.arange(1, cycles + 1))
    return np.hstack([np.cos(angles), np.sin(angles)])


def cycles_for(n_before: int, per_year: int) -> int:
    """Say how many cycles a year a series can carry: 2 from two years, 1 from one year, else none."""
    return min(_MOST_CYCLES, n_before // per_year)


@dataclass(frozen=True)
class CountModel:
    """A fitted model of counts.

    `covariance` is that of the coefficients by the model, `newey_west` allows for residuals that hang together;
    `residuals` are Pearson's. The variance is `scale` x (mean + `alpha` x mean²), `dispersion` that over the mean at
    the mean count, `df` the counts less the terms.
    """

    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    newey_west: NDArray[np.float64]
    residuals: NDArray[np.float64]
    family: str
    reason: str
    alpha: float
    scale: float
    dispersion: float
    df: int


def fit_counts(counts: NDArray[np.float64], design: NDArray[np.float64], offset: NDArray[np.float64]) -> CountModel:
    """Fit log mean = design x coefficients + offset.

    Alpha is chosen so that Pearson's chi-square equals its degrees of freedom: maximum likelihood would make it too
    small where there are many terms for few counts. Where the counts vary no more than Poisson counts, alpha is 0;
    where no alpha is found, the model is quasi-Poisson and `reason` says why.
    """
    df = len(counts) - design.shape[1]
    result = _glm(counts, design, offset)
    alpha, family, reason = 0.0, "Poisson", "the counts vary no more than Poisson counts do"
    scale = 1.0
    if _pearson(counts, result.mu, 0) > df:
        found = _negative_binomial(counts, design, offset, df, result)
        if isinstance(found, str):
            family, reason, scale = "quasi-Poisson", found, _pearson(counts, result.mu, 0) / df
        else:
            alpha, result = found
            family, reason = "negative binomial", "the counts vary more than Poisson counts do"
    robust = _glm(counts, design, offset, alpha=alpha, start=result.params, lags=_lags(len(counts)))
    mean = np.asarray(result.mu)
    return CountModel(
        coefficients=np.asarray(result.params),
        covariance=np.asarray(result.normalized_cov_params) * scale,
        newey_west=np.asarray(robust.cov_params()) * len(counts) / df,
        residuals=(counts - mean) / np.sqrt(scale * (mean + alpha * mean**2)),
        family=family,
        reason=reason,
        alpha=alpha,
        scale=scale,
        dispersion=float(scale * (1 + alpha * mean.mean())),
        df=df,
    )


def _glm(
    counts: NDArray[np.float64],
    design: NDArray[np.float64],
    offset: NDArray[np.float64],
    *,
    alpha: float = 0.0,
    start: NDArray[np.float64] | None = None,
    lags: int = 0,
) -> GLMResults:
    import statsmodels.api as sm  # costs start-up time

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        family = sm.families.NegativeBinomial(alpha=alpha) if alpha > 0 else sm.families.Poisson()
        model = sm.GLM(counts, design, family=family, offset=offset)
        robust = {"cov_type": "HAC", "cov_kwds": {"maxlags": lags, "use_correction": False}} if lags else {}
        return model.fit(start_params=start, maxiter=100, **robust)


def _pearson(counts: NDArray[np.float64], mean: NDArray[np.float64], alpha: float) -> float:
    return float(((counts - mean) ** 2 / (mean + alpha * mean**2)).sum())


def _negative_binomial(
    counts: NDArray[np.float64],
    design: NDArray[np.float64],
    offset: NDArray[np.float64],
    df: int,
    result: GLMResults,
) -> tuple[float, GLMResults] | str:
    """Find the alpha at which Pearson's chi-square is its degrees of freedom, or say why there is none."""
    from scipy.optimize import brentq  # costs start-up time

    alpha = 0.0
    for _ in range(_ROUNDS):
        mean = np.asarray(result.mu)

        def excess(value: float, mean: NDArray[np.float64] = mean) -> float:
            return _pearson(counts, mean, value) - df

        if excess(0.0) <= 0 or excess(_MOST_ALPHA) >= 0:
            return "the dispersion of the negative binomial has no solution"
        new = float(brentq(excess, 0.0, _MOST_ALPHA, xtol=_CLOSE))
        result = _glm(counts, design, offset, alpha=new, start=result.params)
        if not result.converged or not np.isfinite(result.params).all():
            return "the negative binomial did not converge"
        done, alpha = abs(new - alpha) < 1e-4 * new, new
        if done:
            break
    return alpha, result


def _lags(n: int) -> int:
    return max(1, min(_MOST_LAGS, n // 5))


@dataclass(frozen=True)
class Errors:
    """Which standard errors are used: their name, covariance, and what the residuals showed."""

    name: str
    covariance: NDArray[np.float64]
    autocorrelation: float
    ljung_box_p: float


def interval_errors(fit: CountModel, step: str, place: int) -> Errors:
    """Choose the standard errors: the model's, or Newey-West where the residuals hang together and it is wider.

    Parameters
    ----------
    fit
        From `fit_counts` on a series in the order of time.
    step
        `month` or `week`, for the name.
    place
        Of the coefficient that the name speaks of.
    """
    from scipy.special import chdtrc  # costs start-up time

    residuals = fit.residuals - fit.residuals.mean()
    n, lags = residuals.size, _lags(residuals.size)
    total = float(residuals @ residuals)
    if total == 0:
        return Errors("model", fit.covariance, 0.0, 1.0)
    correlations = np.array([float(residuals[lag:] @ residuals[:-lag]) / total for lag in range(1, lags + 1)])
    statistic = n * (n + 2) * float((correlations**2 / (n - np.arange(1, lags + 1))).sum())
    p = float(chdtrc(lags, statistic))
    name, covariance = "model", fit.covariance
    if p < SIGNIFICANT:
        # Term by term the wider of the two, which keeps every interval at least as wide as the model's.
        wider = np.sqrt(np.maximum(1.0, np.diag(fit.newey_west) / np.diag(fit.covariance)))
        covariance = fit.covariance * np.outer(wider, wider)
        if wider[place] > 1:
            name = f"Newey-West, {lags} {step}s"
    return Errors(name, covariance, float(correlations[0]), p)
