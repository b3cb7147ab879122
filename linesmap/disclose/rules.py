"""State the rules under which tables may leave, with the least that each of them may be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linesmap.errors import InputError

__all__ = ["Reason", "Rules", "Word"]

_LEAST = 5


class Reason(StrEnum):
    """Why a number is not shown; for the report, never for the reader of the table."""

    SMALL_NUMBER = "small number"
    FEW_CONTRIBUTORS = "few contributors"
    DOMINANCE = "dominance"
    COUNT_NOT_SHOWN = "count not shown"
    SECONDARY = "secondary"


class Word(StrEnum):
    """What stands in a cell: a number, one of two phrases, or nothing as no table has the cell.

    `UNDER` says that a count lies from 1 to under the threshold. `NOT_SHOWN` says only that it is not 0: such a
    number may be small or large.
    """

    SHOWN = "shown"
    UNDER = "under"
    NOT_SHOWN = "not shown"
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Rules:
    """What is too small to show, how numbers are rounded, and how wide an attacker's range must stay.

    Parameters
    ----------
    threshold
        Counts from 1 to under this are not shown; a multiple of `round_to`.
    round_to
        Shown counts are rounded to the nearest multiple, each on its own, so shown numbers need not add up.
    dominance_share
        An amount (money, weight) is not shown when one contributor has more than this share of it.
    fewest_contributors
        An amount with fewer contributors is not shown.
    round_amounts_to
        Shown amounts are rounded to the nearest multiple, in the unit of the amount.
    width
        Least difference between the highest and the lowest value that an attacker can give a hidden count; the
        threshold when left out.
    amount_width
        The same for a hidden sensitive amount, as a share of it, half to either side.
    trust_rounding
        Whether what rounding leaves open may stand in for hidden cells. If not, cells are hidden as if every shown
        number were exact, and rounding comes on top of it.

    Raises
    ------
    InputError
        If threshold, rounding, contributors or width are under 5, or another rule cannot be used.

    Examples
    --------
    >>> Rules().threshold, Rules().least_width
    (10, 10)
    >>> Rules(threshold=4)
    Traceback (most recent call last):
    ...
    linesmap.errors.InputError: Expected a threshold of 5 or more, found 4. 10 is the default.
    """

    threshold: int = 10
    round_to: int = 5
    dominance_share: float = 0.5
    fewest_contributors: int = 10
    round_amounts_to: float = 100.0
    width: int | None = None
    amount_width: float = 0.5
    trust_rounding: bool = False

    def __post_init__(self) -> None:
        for found, name, default in (
            (self.threshold, "a threshold", "10"),
            (self.round_to, "rounding to a multiple", "5"),
            (self.fewest_contributors, "fewest contributors", "10"),
            (self.least_width, "a width", "The threshold"),
        ):
            if isinstance(found, bool) or found != int(found) or found < _LEAST:
                msg = f"Expected {name} of {_LEAST} or more, found {found:g}. {default} is the default."
                raise InputError(msg)
        if self.threshold % self.round_to:
            msg = (
                f"Expected a threshold that is a multiple of {self.round_to}, to which counts are rounded, found "
                f"{self.threshold}. Otherwise a count could be shown under the threshold."
            )
            raise InputError(msg)
        for share, name in ((self.dominance_share, "dominance"), (self.amount_width, "the width of an amount")):
            if not 0 < share < 1:
                msg = f"Expected a share over 0 and under 1 for {name}, found {share:g}. 0.5 is the default."
                raise InputError(msg)
        if not 0 < self.round_amounts_to < float("inf"):
            msg = f"Expected amounts to be rounded to a number over 0, found {self.round_amounts_to:g}. 100 is usual."
            raise InputError(msg)

    @property
    def least_width(self) -> int:
        """Least width of the range of a hidden count."""
        return self.threshold if self.width is None else self.width

    def rounded(self, count: float) -> int:
        """Round a count to the nearest multiple, halves up.

        Examples
        --------
        >>> [Rules().rounded(count) for count in (0, 10, 12, 13, 17, 18)]
        [0, 10, 10, 15, 15, 20]
        """
        return int((2 * int(count) + self.round_to) // (2 * self.round_to)) * self.round_to

    def rounded_amount(self, amount: float) -> float:
        """Round an amount to the nearest multiple of `round_amounts_to`."""
        return float(round(amount / self.round_amounts_to) * self.round_amounts_to)
