"""Read a panel of counts by area and period, and choose the windows before and after an operation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linesmap.errors import ColumnError, InputError

__all__ = ["Division", "Panel", "WindowKind", "Windows", "choose_windows", "divide", "month_words", "read_panel"]

WindowKind = Literal["same-season", "plain"]
Step = Literal["month", "week"]

_WEEK_DAYS = 7
_PER_YEAR: dict[Step, int] = {"month": 12, "week": 52}
_FEWEST_PERIODS = 2


@dataclass(frozen=True)
class Panel:
    """Counts of areas by period, complete.

    `counts` and `exposure` have one row per period (first day) and one column per area, sorted; `exposure` is what
    the caller gave, or the days of each period (`exposure_is_days`). `step` is the length of a period.
    """

    counts: pd.DataFrame
    exposure: pd.DataFrame
    step: Step
    exposure_is_days: bool

    @cached_property
    def periods(self) -> pd.DatetimeIndex:
        """First days of the periods."""
        return pd.DatetimeIndex(self.counts.index)

    @property
    def per_year(self) -> int:
        """Periods in a year: 12 months or 52 weeks."""
        return _PER_YEAR[self.step]

    @property
    def areas(self) -> list[str]:
        """Codes of the areas, sorted."""
        return [str(code) for code in self.counts.columns]

    def total(self, areas: list[str]) -> pd.DataFrame:
        """Add up areas: columns count and exposure, by period.

        Days of several areas are area-days, so a rate is always per unit of exposure of one area.
        """
        return pd.DataFrame({"count": self.counts[areas].sum(axis=1), "exposure": self.exposure[areas].sum(axis=1)})

    def need(self, areas: list[str], what: str) -> list[str]:
        """Give the areas sorted without repeats, or refuse those that the panel does not hold.

        Raises
        ------
        InputError
            If there is none, or one is not in the panel.
        """
        wanted = sorted({str(code) for code in areas})
        if not wanted:
            msg = f"Expected at least one {what}, found none. Name its code."
            raise InputError(msg)
        unknown = [code for code in wanted if code not in self.counts.columns]
        if unknown:
            msg = (
                f"Expected every {what} among the areas of the panel, found no counts for {', '.join(unknown[:5])}"
                f"{' and others' if len(unknown) > 5 else ''}. Add their rows or leave them out."  # noqa: PLR2004
            )
            raise InputError(msg)
        return wanted


def read_panel(panel: pd.DataFrame) -> Panel:
    """Check a panel and lay it out by period and area.

    Parameters
    ----------
    panel
        Columns area (code), period (datetime64, first day of a month or of a week), count (whole number, 0 or more)
        and, if wanted, exposure (days or people, above 0). Every area has one row for every period, and no period
        is left out; a period without events has the count 0.

    Raises
    ------
    ColumnError
        If a column is missing.
    InputError
        If counts, exposure or periods are not as described.
    """
    missing = [name for name in ("area", "period", "count") if name not in panel.columns]
    if missing:
        msg = f"Expected the columns area, period and count, found no {', '.join(missing)}. Rename the columns."
        raise ColumnError(msg)
    _check_values(panel)
    keys = pd.MultiIndex.from_arrays([panel["period"], panel["area"].astype(str)], names=["period", "area"])
    if keys.has_duplicates:
        msg = "Expected one row for every area and period, found some twice. Add their counts up first."
        raise InputError(msg)
    counts = _laid_out(panel["count"], keys)
    periods = pd.DatetimeIndex(counts.index)
    step = _step(periods)
    if counts.isna().to_numpy().any():
        row, column = np.argwhere(counts.isna().to_numpy())[0]
        period, code = periods[row], counts.columns[column]
        msg = (
            f"Expected a count for every area and {step}, found {int(counts.isna().to_numpy().sum())} missing, the "
            f"first for {code} in the {step} of {month_words(period, 'week')}. Add rows with the count 0 where nothing "
            "was recorded, and leave out areas whose records do not cover all periods."
        )
        raise InputError(msg)
    given = "exposure" in panel.columns
    if given:
        exposure = _laid_out(panel["exposure"], keys)
    else:
        days = _days(periods, step)
        exposure = pd.DataFrame(np.repeat(days[:, None], counts.shape[1], axis=1), counts.index, counts.columns)
    return Panel(counts, exposure.astype(float), step, not given)


def _laid_out(values: pd.Series, keys: pd.MultiIndex) -> pd.DataFrame:
    """Lay values out by period and area, both sorted."""
    return pd.Series(pd.to_numeric(values).to_numpy(dtype=float), index=keys).unstack("area").sort_index(axis=0)


def _check_values(panel: pd.DataFrame) -> None:
    if panel.empty:
        msg = "Expected rows with the count of each area and period, found none."
        raise InputError(msg)
    if not pd.api.types.is_datetime64_any_dtype(panel["period"]) or panel["period"].isna().any():
        msg = "Expected dates in the column period (the first day of a month or week), found something else."
        raise InputError(msg)
    counts = pd.to_numeric(panel["count"], errors="coerce").to_numpy(dtype=float)
    if not np.isfinite(counts).all() or (counts < 0).any() or (counts != np.round(counts)).any():
        msg = "Expected whole numbers of 0 or more in the column count, found something else."
        raise InputError(msg)
    if "exposure" in panel.columns:
        exposure = pd.to_numeric(panel["exposure"], errors="coerce").to_numpy(dtype=float)
        if not np.isfinite(exposure).all() or (exposure <= 0).any():
            msg = "Expected numbers above 0 in the column exposure (days or people), found something else."
            raise InputError(msg)


def _step(periods: pd.DatetimeIndex) -> Step:
    """Tell months from weeks, and refuse anything else and gaps."""
    if len(periods) < _FEWEST_PERIODS:
        msg = f"Expected a series of months or weeks, found {len(periods)} period. Give the counts before as well."
        raise InputError(msg)
    if (periods.day == 1).all() and (periods == periods.normalize()).all():
        whole = pd.date_range(periods[0], periods[-1], freq="MS")
        step: Step = "month"
    elif ((periods - periods[0]).days % _WEEK_DAYS == 0).all():
        whole = pd.date_range(periods[0], periods[-1], freq="7D")
        step = "week"
    else:
        msg = "Expected periods that are all first days of months, or all the same day of the week, found a mixture."
        raise InputError(msg)
    if len(whole) != len(periods):
        first = whole.difference(periods)[0]
        msg = (
            f"Expected every {step} from {month_words(periods[0], step)} to {month_words(periods[-1], step)}, found "
            f"none for {month_words(first, step)}. Add its rows, with the count 0 where nothing was recorded."
        )
        raise InputError(msg)
    return step


def _ends(periods: pd.DatetimeIndex, step: Step) -> pd.DatetimeIndex:
    """Give the first day after each period."""
    return periods + (pd.offsets.MonthBegin(1) if step == "month" else pd.Timedelta(days=_WEEK_DAYS))


def _days(periods: pd.DatetimeIndex, step: Step) -> NDArray[np.float64]:
    return np.asarray((_ends(periods, step) - periods).days, dtype=np.float64)


def month_words(day: pd.Timestamp, step: Step = "month") -> str:
    """Write a period: `Mar 2022` for a month, `7 Mar 2022` for a week, which is named by its first day."""
    day = pd.Timestamp(day)
    return f"{day:%b %Y}" if step == "month" else f"{day.day} {day:%b %Y}"


@dataclass(frozen=True)
class Division:
    """Where the periods of a panel lie: before, during the operation (or its lead-in), and after.

    A period that the operation only partly covers is during. Without an end everything from `start` on is after.
    """

    before: pd.DatetimeIndex
    during: pd.DatetimeIndex
    after: pd.DatetimeIndex

    def parts(self, periods: pd.DatetimeIndex) -> NDArray[np.str_]:
        """Say `before`, `during` or `after` of each period."""
        return np.where(periods.isin(self.before), "before", np.where(periods.isin(self.after), "after", "during"))


def divide(panel: Panel, start: pd.Timestamp, end: pd.Timestamp | None = None, *, lead_in_periods: int = 0) -> Division:
    """Divide the periods of a panel by an operation.

    Parameters
    ----------
    panel
        From `read_panel`.
    start
        First day of action.
    end
        Last day of a burst; None for action that goes on.
    lead_in_periods
        Periods before the start that are left out, such as the weeks of building the case.

    Raises
    ------
    InputError
        If the dates do not fit each other or the panel.
    """
    start = pd.Timestamp(start)
    if pd.isna(start) or (end is not None and (pd.isna(end) or pd.Timestamp(end) < start)):
        msg = "Expected a start of the operation and, if given, an end on or after it, found otherwise. Correct them."
        raise InputError(msg)
    if lead_in_periods < 0:
        msg = f"Expected a lead-in of 0 or more periods, found {lead_in_periods}."
        raise InputError(msg)
    periods = panel.periods
    finish = _ends(periods, panel.step)
    before = periods[finish <= start]
    after = periods[periods > pd.Timestamp(end)] if end is not None else periods[periods >= start]
    before = before[: max(0, len(before) - lead_in_periods)]
    if before.empty or after.empty:
        side = "before" if before.empty else "after"
        msg = (
            f"Expected counts before and after the operation, found none {side} it: the data run from "
            f"{month_words(periods[0], panel.step)} to {month_words(periods[-1], panel.step)}, the operation starts on "
            f"{month_words(start, 'week')}. Import more records or choose another operation."
        )
        raise InputError(msg)
    return Division(before, periods.difference(before).difference(after), after)


@dataclass(frozen=True)
class Windows:
    """The periods that are compared.

    `before` and `after` are first days of periods; `days_before` and `days_after` their days on the calendar.
    """

    kind: WindowKind
    before: pd.DatetimeIndex
    after: pd.DatetimeIndex
    days_before: int
    days_after: int
    step: Step

    def sentence(self) -> str:
        """Say in words which periods are compared."""
        season = ", the same months of the year" if self.kind == "same-season" else ""
        return (
            f"{self._span(self.after)} ({self.days_after:,} days) against {self._span(self.before)} "
            f"({self.days_before:,} days{season})."
        )

    def _span(self, periods: pd.DatetimeIndex) -> str:
        first, last = month_words(periods[0], self.step), month_words(periods[-1], self.step)
        if len(periods) == 1:
            return first
        gaps = np.diff(periods.to_numpy()).max() > np.timedelta64(31, "D")
        return f"{len(periods)} {self.step}s {'between' if gaps else 'from'} {first} {'and' if gaps else 'to'} {last}"


def choose_windows(
    panel: Panel,
    division: Division,
    *,
    kind: WindowKind = "same-season",
    years: int = 1,
    periods_after: int | None = None,
) -> Windows:
    """Choose the windows of a comparison.

    Parameters
    ----------
    panel
        From `read_panel`.
    division
        From `divide`. Only its before and after are used, so the operation's own days and lead-in never count.
    kind
        `same-season`: the same months (or the weeks 52 weeks earlier) of the years before. `plain`: as many periods
        right before, times `years`.
    years
        How many years before (or how many times the length of the after window).
    periods_after
        Length of the after window. By default up to a year, cut where the same season a year before would run into
        the operation.

    Raises
    ------
    InputError
        If the data do not cover the windows.
    """
    if years < 1 or (periods_after is not None and periods_after < 1):
        msg = "Expected windows of one period and one year or more, found less. Choose a longer window."
        raise InputError(msg)
    most = panel.per_year
    if kind == "same-season":
        # What the same season may cover: a year less what lies between the last period before and the first after.
        gap = int(panel.periods.searchsorted(division.after[0]) - len(division.before))
        most = max(1, panel.per_year - gap)
    length = min(len(division.after), most if periods_after is None else periods_after)
    if periods_after is not None and (length < periods_after or (kind == "same-season" and length > most)):
        msg = (
            f"Expected an after window of at most {min(len(division.after), most)} {panel.step}s, found "
            f"{periods_after}: the data end in {month_words(panel.periods[-1], panel.step)}, and the same season a "
            "year before must lie before the operation. Choose a shorter window."
        )
        raise InputError(msg)
    after = division.after[:length]
    start = int(panel.periods.searchsorted(after[0]))
    if kind == "same-season":
        back = panel.per_year * np.arange(years, 0, -1)
        places = (np.arange(start, start + length) - back[:, None]).ravel()
    else:
        places = np.arange(len(division.before) - length * years, len(division.before))
    if places.min() < 0 or places.max() >= len(division.before):
        found = f"{month_words(division.before[0], panel.step)} to {month_words(division.before[-1], panel.step)}"
        season = f"the same {panel.step}s of {years} year{'s' if years > 1 else ''} before"
        msg = (
            f"Expected counts for {season if kind == 'same-season' else f'{length * years} {panel.step}s before'} the "
            f"operation, found them for {found} only. Import earlier records, or choose "
            f"{'plain windows or fewer years' if kind == 'same-season' else 'a shorter window'}."
        )
        raise InputError(msg)
    before = division.before[places]
    return Windows(
        kind,
        before,
        after,
        int(_days(before, panel.step).sum()),
        int(_days(after, panel.step).sum()),
        panel.step,
    )
