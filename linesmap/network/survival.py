"""Tell how long lines live until they are closed, and how long closures hold: Kaplan-Meier curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from statsmodels.duration.survfunc import SurvfuncRight

from linesmap.errors import MetricUndefinedError
from linesmap.model.vocabulary import ClosureType, LineStatus
from linesmap.network.profiles import LineProfile

__all__ = ["Survival", "closure_times", "return_times", "survival"]

_Z = 1.959963984540054
_HALF = 0.5
_CURVE = ["surviving", "low", "high"]
_OPEN = {LineStatus.SUSPECTED, LineStatus.ACTIVE, LineStatus.REACTIVATED}


@dataclass(frozen=True)
class Survival:
    """A Kaplan-Meier curve.

    `steps` has day, at_risk, events, surviving (share) and its 95% interval low, high (log-log, pointwise).
    `median_days` is the first day by which half had the event, with the days at which the interval crosses a half;
    None where the curve or the bound stays above.
    """

    steps: pd.DataFrame
    n: int
    n_events: int
    median_days: int | None
    median_low: int | None
    median_high: int | None

    def at(self, day: int) -> tuple[float, float, float] | None:
        """Give the surviving share on a day with its interval; None beyond the last day that anybody was watched."""
        if day > self._last:
            return None
        before = self.steps[self.steps["day"] <= day]
        if before.empty:
            return 1.0, 1.0, 1.0
        row = before.iloc[-1]
        return float(row["surviving"]), float(row["low"]), float(row["high"])

    @property
    def _last(self) -> int:
        return int(self.steps["day"].max())


def survival(days: Sequence[int], happened: Sequence[bool]) -> Survival:
    """Estimate a survival curve.

    Parameters
    ----------
    days
        Days that each was watched, from its start to the event or to the end of watching; 0 or more.
    happened
        Whether the event happened on the last of them; where not, the case is censored.

    Raises
    ------
    MetricUndefinedError
        If there is no case.
    """
    if len(days) == 0:
        msg = "A survival curve needs at least one case, found none. Import records that name lines."
        raise MetricUndefinedError(msg)
    fitted = SurvfuncRight(np.asarray(days, dtype=float), np.asarray(happened, dtype=int))
    surviving, error = np.asarray(fitted.surv_prob), np.asarray(fitted.surv_prob_se)
    low, high = _interval(surviving, error)
    steps = pd.DataFrame(
        {
            "day": np.asarray(fitted.surv_times, dtype=int),
            "at_risk": np.asarray(fitted.n_risk, dtype=int),
            "events": np.asarray(fitted.n_events, dtype=int),
            "surviving": surviving,
            "low": low,
            "high": high,
        }
    )
    last = int(max(days))
    if steps.empty or steps["day"].max() != last:
        # The curve stays level to the last day that anything was watched.
        share = dict(zip(_CURVE, steps[_CURVE].iloc[-1] if len(steps) else (1.0, 1.0, 1.0), strict=True))
        tail = {"day": last, "at_risk": sum(1 for day in days if day >= last), "events": 0, **share}
        steps = pd.DataFrame([*steps.to_dict("records"), tail])
    median, first, second = (_first_half(steps, name) for name in ("surviving", "low", "high"))
    return Survival(steps, len(days), int(sum(happened)), median, first, second)


def _interval(surviving: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the pointwise log-log interval; where the curve is at one or zero there is no width to give."""
    inside = (surviving > 0) & (surviving < 1)
    share = np.where(inside, surviving, _HALF)
    spread = _Z * np.where(inside, error, 0) / (share * np.abs(np.log(share)))
    low, high = share ** np.exp(spread), share ** np.exp(-spread)
    return np.where(inside, low, surviving), np.where(inside, high, surviving)


def _first_half(steps: pd.DataFrame, column: str) -> int | None:
    below = steps.loc[steps[column] <= _HALF + 1e-12, "day"]
    return int(below.iloc[0]) if len(below) else None


def closure_times(profiles: Sequence[LineProfile], closure_type: ClosureType, *, as_of: date) -> pd.DataFrame:
    """Give how long each line was watched until its first closure of a type.

    Parameters
    ----------
    profiles
        From `line_profiles` with the same `as_of`.
    closure_type
        The closure that counts as the event. Watching a line ends, without the event, on a closure of the other
        type, on the day it merged or was rebranded, when it fell dormant for good, and on `as_of`.

    Returns
    -------
    times
        Columns line_id, line, days, closed; sorted by line.
    """
    rows = []
    for profile in profiles:
        if not profile.spans:
            continue
        start = profile.spans[0].start
        ends = [(one.on, one.closure_type is closure_type) for one in profile.closures]
        ends += [(one.on, False) for one in profile.successions]
        open_until = max((span.end for span in profile.spans if span.status in _OPEN), default=start)
        until, closed = min(ends, key=lambda end: (end[0], not end[1]), default=(min(open_until, as_of), False))
        rows.append((profile.line_id, profile.name, max(0, (until - start).days), closed))
    return pd.DataFrame(rows, columns=["line_id", "line", "days", "closed"])


def return_times(outcomes: pd.DataFrame, closure_type: ClosureType) -> pd.DataFrame:
    """Give how long each closure of a type held.

    Parameters
    ----------
    outcomes
        From `closure_outcomes`. The event is the return of the line, or a line that took over, whichever came first.

    Returns
    -------
    times
        Columns line_id, line, days, returned; newest closure first.
    """
    rows = []
    for row in outcomes[outcomes["closure_type"] == closure_type.value].to_dict("records"):
        back = [day for day in (row["back_on"], row["taken_over_on"]) if pd.notna(day)]
        until = (min(back) - row["closed_on"]).days if back else row["observed_days"]
        rows.append((row["line_id"], row["line"], max(0, until), bool(back)))
    return pd.DataFrame(rows, columns=["line_id", "line", "days", "returned"])
