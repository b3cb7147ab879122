"""Say where a deal line works, and how sure that is: from the register and from located records."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from linesmap.model.vocabulary import LineKind, Precision
from linesmap.reference import district_force

__all__ = ["Footprint", "FootprintArea", "footprint_of", "wilson"]

_Z = 1.959963984540054
_LIKELY_RECORDS, _LIKELY_LOW = 3, 0.10
_ORIGIN_RECORDS = 3
_EXPORTING = {"E23000001", "E23000004", "E23000005", "E23000014", "E23000034"}
"""Force areas that most lines are run from (Home Office, County Lines Programme); City of London with London."""
_TOO_COARSE = {Precision.FORCE_AREA.value, Precision.POSTCODE_AREA.value}


@dataclass(frozen=True)
class FootprintArea:
    """A district where a line sells, or the force it is run from.

    `n_records` of `n_located` records lie there; `low` and `high` are the 95% interval of that share. `stated` by
    the register; `confidence` is stated, likely or possible. `force` is the
    code of the force.
    """

    code: str
    stated: bool
    n_records: int
    n_located: int
    low: float
    high: float
    confidence: str
    force: str = ""
    record_ids: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Share of the located records that lie here, 0 to 1."""
        return self.n_records / self.n_located if self.n_located else 0.0


@dataclass(frozen=True)
class Footprint:
    """Where a line sells (districts, most records first), where it is run from (force), and how that is known.

    `n_coarse` records have a place that is no better than a postcode area or force area; they count for no
    district. `kind` is what `kind_basis` allows: stated, from its ends, inferred, or unknown.
    """

    districts: tuple[FootprintArea, ...] = ()
    origin: FootprintArea | None = None
    n_located: int = 0
    n_coarse: int = 0
    kind: LineKind = LineKind.UNKNOWN
    kind_basis: str = "unknown"


def wilson(successes: int, trials: int, *, z: float = _Z) -> tuple[float, float]:
    """Give the Wilson interval of a share.

    Parameters
    ----------
    successes, trials
        Counts; without trials nothing is known and the interval is 0 to 1.
    z
        Width in standard errors; 1.96 for 95%.

    Returns
    -------
    low, high
        Both 0 to 1.

    Examples
    --------
    >>> tuple(round(end, 3) for end in wilson(8, 10))
    (0.49, 0.943)
    """
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    scale = 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / scale
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


def footprint_of(
    records: pd.DataFrame,
    *,
    stated_districts: Sequence[str],
    stated_origin: str | None,
    kind: LineKind,
    kind_basis: str,
    neighbours: Mapping[str, Sequence[str]],
) -> Footprint:
    """Describe where a line works.

    Parameters
    ----------
    records
        The located records that name it: record_id, lad_code, pfa_code, precision.
    stated_districts
        Codes of the districts of the towns that the register names.
    stated_origin
        Code of the force that the register says it is run from.
    kind, kind_basis
        What register and ends say; `unknown` lets the records speak.
    neighbours
        Force code to the codes of the forces beside it.

    Returns
    -------
    footprint
        A district counts as likely from three records and a lower bound of a tenth of the located records, else
        as possible. An origin is inferred, and never better than possible, only from three records or more in one
        of the exporting forces that is neither the busiest force of the line nor beside it.
    """
    located = records.dropna(subset=["pfa_code"])
    fine = located[~located["precision"].isin(_TOO_COARSE)].dropna(subset=["lad_code"])
    counts = fine.groupby("lad_code")["record_id"].agg(list)
    areas = []
    for code in sorted({*counts.index, *stated_districts}):
        ids = tuple(sorted(counts.get(code, [])))
        low, high = wilson(len(ids), len(fine))
        likely = len(ids) >= _LIKELY_RECORDS and low >= _LIKELY_LOW
        confidence = "stated" if code in stated_districts else "likely" if likely else "possible"
        areas.append(
            FootprintArea(
                str(code),
                code in stated_districts,
                len(ids),
                len(fine),
                low,
                high,
                confidence,
                district_force(str(code)) or "",
                ids,
            )
        )
    areas.sort(key=lambda area: (not area.stated, -area.n_records, area.code))
    origin = _origin(located, stated_origin, neighbours)
    busiest = _busiest(located)
    if kind is LineKind.UNKNOWN and origin is not None and busiest is not None and origin.code != busiest:
        kind, kind_basis = LineKind.EXTERNAL, "inferred"
    return Footprint(tuple(areas), origin, len(fine), len(located) - len(fine), kind, kind_basis)


def _busiest(located: pd.DataFrame) -> str | None:
    counts = located["pfa_code"].value_counts()
    ranked = sorted(zip(-counts.to_numpy(), counts.index, strict=True))
    return str(ranked[0][1]) if ranked else None


def _origin(located: pd.DataFrame, stated: str | None, neighbours: Mapping[str, Sequence[str]]) -> FootprintArea | None:
    by_force = located.groupby("pfa_code")["record_id"].agg(list)
    total = len(located)
    if stated:
        ids = tuple(sorted(by_force.get(stated, [])))
        return FootprintArea(stated, True, len(ids), total, *wilson(len(ids), total), "stated", stated, ids)  # noqa: FBT003
    busiest = _busiest(located)
    near = {busiest, *neighbours.get(busiest or "", ())}
    candidates = [
        (-len(ids), str(code), tuple(sorted(ids)))
        for code, ids in by_force.items()
        if code in _EXPORTING and code not in near and len(ids) >= _ORIGIN_RECORDS
    ]
    if not candidates:
        return None
    _, code, ids = min(candidates)
    return FootprintArea(code, False, len(ids), total, *wilson(len(ids), total), "possible", code, ids)  # noqa: FBT003
