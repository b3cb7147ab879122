"""Measure how far areas move apart without an operation: by month, by area, and before it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linesmap.measure.estimates import Estimate, Interval, change_words, coverage_words, critical_value
from linesmap.measure.ratios import RatioOfRateRatios
from linesmap.measure.windows import Division, Panel, Windows

__all__ = [
    "FEWEST_AREAS",
    "FEWEST_PLACEBOS",
    "PreTrend",
    "area_factor",
    "area_groups",
    "at_both_levels",
    "laid_out",
    "placebo_share",
    "pre_trend",
    "share_dispersion",
    "stack",
]

FEWEST_PLACEBOS = 19
"""Comparison areas below which a placebo test cannot reach 5%."""

FEWEST_AREAS = 5
"""Comparison areas below which their own drift cannot be measured."""

_MOST_PLACEBOS = 499
_DRIFT_P = 0.1
_FEWEST_MONTHS = 6


@dataclass(frozen=True)
class PreTrend(Estimate):
    """How far treated and comparison areas moved apart before the operation.

    `ratio` is the factor a year by which the treated areas grew against the comparison areas, over `n_periods`.
    """

    ratio: float
    interval: Interval
    n_periods: int
    step: str

    @property
    def apart(self) -> bool:
        """Whether the interval leaves out moving alike."""
        return not self.interval.holds(1)

    def sentence(self) -> str:
        """Say whether they moved alike."""
        grew = change_words(self.ratio) if self.ratio != 1 else "0% higher"
        found = (
            f"Over {self.n_periods} {self.step}s before, the treated areas ended each year {grew} against the "
            f"comparison areas ({coverage_words(self.interval.coverage)} interval {self.interval.lower:.2f} to "
            f"{self.interval.upper:.2f} times)."
        )
        if self.apart:
            return f"{found} They did not move alike, so the comparison is doubtful."
        return f"{found} This does not show that they moved apart; it does not prove that they moved alike."


def pre_trend(target: pd.DataFrame, control: pd.DataFrame, per_year: int, coverage: float = 0.95) -> PreTrend | None:
    """Measure how far two groups moved apart before an operation.

    A binomial regression of the target's share of both on time, with its own dispersion and Student's t: season and
    shared trend cancel.

    Parameters
    ----------
    target, control
        Columns count and exposure, one row per period before.
    per_year
        Periods in a year, 12 or 52.

    Returns
    -------
    trend
        None with fewer than six periods or nothing counted in one group.
    """
    import statsmodels.api as sm  # costs start-up time

    n = len(target)
    counts = np.column_stack([target["count"], control["count"]]).astype(float)
    kept = counts.sum(axis=1) > 0
    if kept.sum() < _FEWEST_MONTHS or not counts.sum(axis=0).all():
        return None
    time = np.arange(n) / per_year
    offset = np.log(target["exposure"].to_numpy() / control["exposure"].to_numpy())
    design = np.column_stack([np.ones(n), time - time.mean()])
    model = sm.GLM(counts[kept], design[kept], family=sm.families.Binomial(), offset=offset[kept])
    fit = model.fit(scale="X2")
    factor = np.sqrt(max(1.0, 1 / fit.scale))
    reach = critical_value(coverage, float(kept.sum() - 2)) * float(fit.bse[1]) * factor
    slope = float(fit.params[1])
    interval = Interval(
        float(np.exp(slope - reach)), float(np.exp(slope + reach)), coverage, "quasi-binomial, Student's t"
    )
    return PreTrend(float(np.exp(slope)), interval, n, "month" if per_year == 12 else "week")  # noqa: PLR2004


_Stacked = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]


def stack(data: Panel, division: Division, targets: list[pd.DataFrame], controls: list[pd.DataFrame]) -> _Stacked:
    """Lay groups side by side: counts, counts of their controls, ratio of exposures, and which rows are after."""
    used = data.periods.isin(division.before) | data.periods.isin(division.after)
    after = np.asarray(data.periods.isin(division.after))[used]

    def column(frames: list[pd.DataFrame], name: str) -> NDArray[np.float64]:
        return np.column_stack([frame[name].to_numpy()[used] for frame in frames])

    return (
        column(targets, "count"),
        column(controls, "count"),
        column(targets, "exposure") / column(controls, "exposure"),
        after,
    )


def share_dispersion(
    target: NDArray[np.float64], control: NDArray[np.float64], exposure: NDArray[np.float64], after: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], float]:
    """Measure how far the share of a target varies about its level before and its level after, by column."""
    chi_square = np.zeros(target.shape[1])
    df = 0
    for rows in (~after, after):
        if rows.sum() < 2:  # noqa: PLR2004
            continue
        t, c, e = target[rows], control[rows], exposure[rows]
        n = t + c
        odds = _common_odds(t, n, e)
        share = odds * e / (1 + odds * e)
        weight = n * share * (1 - share)
        parts = np.divide((t - n * share) ** 2, weight, out=np.zeros_like(t), where=weight > 0)
        chi_square += parts.sum(axis=0)
        df += int(rows.sum()) - 1
    if df == 0:
        return np.ones(target.shape[1]), 1.0
    return chi_square / df, float(df)


def _common_odds(
    target: NDArray[np.float64], n: NDArray[np.float64], exposure: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Solve for the odds at which the expected total of the target is the counted one (a few Newton steps)."""
    total = target.sum(axis=0)
    odds = np.maximum(total, 0.5) / np.maximum(((n - target) * exposure).sum(axis=0), 1e-9)
    for _ in range(8):
        share = odds * exposure / (1 + odds * exposure)
        slope = np.maximum((n * share * (1 - share)).sum(axis=0), 1e-9)
        odds = odds * np.exp(np.clip((np.maximum(total, 0.5) - (n * share).sum(axis=0)) / slope, -1, 1))
    return np.asarray(odds)


def area_factor(data: Panel, division: Division, windows: Windows, areas: list[str]) -> float:
    """Measure by how much comparison areas change beyond what their months explain: 1 where chance would do."""
    from scipy.special import fdtrc  # costs start-up time

    if len(areas) < FEWEST_AREAS:
        return 1.0
    used = division.before.union(division.after)
    counts, exposure = data.counts.loc[used, areas], data.exposure.loc[used, areas]
    after = np.asarray(used.isin(division.after))
    by_month, df_month = 0.0, 0
    for rows in (~after, after):
        if rows.sum() > 1:
            by_month += _independence(counts.to_numpy()[rows], exposure.to_numpy()[rows])
            df_month += (int(rows.sum()) - 1) * (len(areas) - 1)
    sides = (windows.before, windows.after)
    by_area = _independence(
        np.stack([data.counts.loc[at, areas].sum().to_numpy() for at in sides]),
        np.stack([data.exposure.loc[at, areas].sum().to_numpy() for at in sides]),
    ) / (len(areas) - 1)
    if df_month == 0 or by_month == 0:
        return 1.0
    factor = by_area / max(1.0, by_month / df_month)
    # A factor that chance gives is no drift, and taking it would make intervals too wide where there is none.
    return factor if fdtrc(len(areas) - 1, df_month, max(factor, 0.0)) < _DRIFT_P else 1.0


def _independence(counts: NDArray[np.float64], exposure: NDArray[np.float64]) -> float:
    """Give Pearson's chi-square of period x area counts about a rate per area times a factor per period."""
    kept = counts.sum(axis=1) > 0
    counts, exposure = counts[kept], exposure[kept][:, counts.sum(axis=0) > 0]
    counts = counts[:, counts.sum(axis=0) > 0]
    if counts.size == 0:
        return 0.0
    mean = exposure.copy()
    for _ in range(20):
        mean = mean * (counts.sum(axis=0) / mean.sum(axis=0))
        mean = mean * (counts.sum(axis=1) / mean.sum(axis=1))[:, None]
    return float(((counts - mean) ** 2 / mean).sum())


def placebo_share(  # noqa: PLR0917 - one thing each
    data: Panel,
    division: Division,
    windows: Windows,
    size: int,
    areas: list[str],
    ratio: RatioOfRateRatios,
    phi: float,
    seed: int,
) -> tuple[float | None, int]:
    """Treat groups of comparison areas as if they had had the operation, and count those that moved as far."""
    if len(areas) < FEWEST_PLACEBOS or len(areas) < 2 * size or ratio.standard_error is None:
        return None, 0
    groups = area_groups(len(areas), size, seed)
    counts, exposure = data.counts[areas].to_numpy(), data.exposure[areas].to_numpy()
    target, target_exposure = counts @ groups.T, exposure @ groups.T
    control, control_exposure = counts.sum(axis=1)[:, None] - target, exposure.sum(axis=1)[:, None] - target_exposure
    used = np.asarray(data.periods.isin(division.before) | data.periods.isin(division.after))
    after = np.asarray(data.periods.isin(division.after))[used]
    phis, _ = share_dispersion(target[used], control[used], (target_exposure / control_exposure)[used], after)
    before_at, after_at = (np.asarray(data.periods.isin(at)) for at in (windows.before, windows.after))
    tables = [part[at].sum(axis=0) for part in (target, control) for at in (before_at, after_at)]
    rates = [part[at].sum(axis=0) for part in (target_exposure, control_exposure) for at in (before_at, after_at)]
    signs = (-1, 1, 1, -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = sum(sign * np.log(n / e) for sign, n, e in zip(signs, tables, rates, strict=True))
        moved = np.abs(logs) / np.sqrt(np.maximum(1, phis) * sum(1 / n for n in tables))
    moved = moved[np.isfinite(moved)]
    own_error = ratio.standard_error * np.sqrt(max(1.0, phi) / ratio.dispersion)
    own = abs(float(np.log(ratio.estimate))) / own_error
    return float((1 + (moved >= own).sum()) / (len(moved) + 1)), len(moved)


def area_groups(n: int, size: int, seed: int, most: int = _MOST_PLACEBOS) -> NDArray[np.float64]:
    """Choose different groups of areas, one a row of zeros and ones: each by itself, or some of the treated's size."""
    if size == 1:
        return np.eye(n)
    if comb(n, size) <= most:
        drawn = set(combinations(range(n), size))
    else:
        rng = np.random.default_rng(seed)
        drawn = set()
        while len(drawn) < most:
            drawn.add(tuple(sorted(int(each) for each in rng.choice(n, size, replace=False))))
    groups = np.zeros((len(drawn), n))
    for row, members in enumerate(sorted(drawn)):
        groups[row, list(members)] = 1
    return groups


def at_both_levels(phi: float, total: pd.DataFrame, windows: Windows, counts: list[float]) -> float:
    """Turn a dispersion measured before into one for both windows.

    The variance of a negative binomial is mean + alpha mean², so a lower level after is less dispersed, and a higher
    one more. `counts` are before and after, or before, after, before, after of target and control.
    """
    if min(counts) <= 0 or phi <= 1:
        return max(1.0, phi)
    alpha = (phi - 1) / float(total.loc[windows.before, "count"].mean())
    after = 1 + alpha * float(total.loc[windows.after, "count"].mean())
    known = [sum(1 / each for each in counts[side::2]) for side in (0, 1)]
    return (phi * known[0] + after * known[1]) / sum(known)


def laid_out(  # noqa: PLR0917 - one thing each
    data: Panel,
    division: Division,
    total: pd.DataFrame,
    at: pd.DatetimeIndex,
    expected: NDArray[np.float64],
    spread: NDArray[np.float64],
) -> pd.DataFrame:
    """Put what was expected of some periods, and its spread, beside everything that was counted."""
    periods = data.periods
    table = pd.DataFrame({"period": periods, "observed": total["count"].to_numpy()})
    wanted = np.asarray(periods.isin(at))
    for name, values in (
        ("expected", expected),
        ("lower", np.maximum(0, expected - spread)),
        ("upper", expected + spread),
    ):
        table[name] = np.nan
        table.loc[wanted, name] = values
    table["part"] = division.parts(periods)
    return table
