"""Value the seizures of a workspace by operation, phase or force, or all together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from linesmap import reference
from linesmap.measure.value import Amounts, SeizureValue, value_of
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType, RecordKind
from linesmap.reference.prices import PriceTable
from linesmap.store import Tables, selected_records

__all__ = ["ValueBy", "seizure_rows", "value_by", "value_frame"]

ValueBy = Literal["operation", "phase", "force", "all"]

_KEYS: Mapping[str, tuple[str, ...]] = {
    "operation": ("operation_id",),
    "phase": ("operation_id", "phase"),
    "force": ("force",),
    "all": (),
}
_QUANTITIES = {"g": "quantity_g", "dose": "n_doses", "plant": "n_plants"}
_OWN = (
    "drug", "drug_class", "form", "bound", "quantity_g", "n_doses", "n_plants", "purity_pct", "stated_value_gbp",
)  # fmt: skip
_COLUMNS = (
    "drug_class", "drug", "seizures", "quantity_g", "n_doses", "n_plants", "valued_by", "low_gbp", "mid_gbp",
    "high_gbp", "not_valued", "stated_gbp", "implied_gbp_per_g", "implied_outside", "prices",
)  # fmt: skip


def seizure_rows(tables: Tables, filters: Filters) -> pd.DataFrame:
    """Give the items of seizure registers that a selection includes, as `value_of` takes them.

    Returns
    -------
    seizures
        Columns record_id, occurred_from, operation_id, phase, force (of the location, or the recording force), and of
        the `seizures` table drug, drug_class, form, bound, quantity_g, n_doses, n_plants, purity_pct,
        stated_value_gbp.
    """
    chosen = selected_records(tables, filters)
    chosen = chosen.filter(chosen.kind == RecordKind.SEIZURE.value)
    chosen = chosen.select("record_id", "occurred_from", "operation_id", "phase", "force")
    joined = chosen.inner_join(tables["seizures"].select("record_id", *_OWN), "record_id")
    frame: pd.DataFrame = joined.order_by("record_id").to_pandas()
    return frame


def value_by(
    tables: Tables,
    filters: Filters,
    *,
    by: ValueBy = "all",
    prices: PriceTable | None = None,
    level: str = "street",
    area: str = "UK",
    adjust_purity: bool = False,
) -> dict[tuple[str, ...], SeizureValue]:
    """Value the seizures of a workspace; see `value_of`.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    filters
        What to include.
    by
        operation, phase, force (of the location, or the recording force where there is none) or all. Seizures without
        an operation, phase or force are left out of a grouping by it.
    prices
        From `reference.prices`; those in force when left out.
    level, area, adjust_purity
        As in `value_of`.

    Returns
    -------
    values
        By (operation_id,), (operation_id, phase), (code of the force,) or (), in that order.
    """
    rows = seizure_rows(tables, filters)
    table = prices or reference.prices()

    def value(own: pd.DataFrame) -> SeizureValue:
        return value_of(own, table, level=level, area=area, adjust_purity=adjust_purity)

    keys = list(_KEYS[by])
    if not keys:
        return {(): value(rows)}
    return {tuple(map(str, key)): value(own) for key, own in rows.dropna(subset=keys).groupby(keys)}


def value_frame(
    tables: Tables,
    filters: Filters,
    *,
    by: ValueBy = "all",
    prices: PriceTable | None = None,
    level: str = "street",
    area: str = "UK",
    adjust_purity: bool = False,
) -> pd.DataFrame:
    """Give `value_by` as one row for each drug and unit, and for each reason why something has no value.

    Returns
    -------
    frame
        First the grouping: operation_id and operation, phase, or force and force_name. Then drug_class, drug, seizures,
        quantity_g (grams), n_doses, n_plants, valued_by (g, dose or plant), low_gbp, mid_gbp, high_gbp, not_valued
        (the reason; the pounds are then empty, not zero), stated_gbp (what sources stated, in a column of its own
        because it is never added to the others), implied_gbp_per_g and implied_outside (pounds a gram of all stated
        values of the drug with a weight, and whether they lie outside the prices; on the first row of the drug in each
        group), prices (version of the table).
    """
    values = value_by(
        tables, filters, by=by, prices=prices, level=level, area=area, adjust_purity=adjust_purity
    )  # fmt: skip
    labels = _labels(tables, by)
    rows = [labels(key) | row for key, value in values.items() for row in _rows(value)]
    return pd.DataFrame(rows, columns=[*labels(("",) * len(_KEYS[by])), *_COLUMNS])


def _labels(tables: Tables, by: ValueBy) -> Any:  # noqa: ANN401 - a function from a key to its columns
    if by == "all":
        return lambda _: {}
    if by == "force":
        forces = {force.code: force.name for force in reference.forces()}
        return lambda key: {"force": key[0], "force_name": forces.get(key[0], key[0])}
    entities = tables["entities"]
    named = entities.filter(entities.entity_type == EntityType.OPERATION.value).to_pandas()
    names = dict(zip(named["entity_id"], named["label"], strict=True))
    keys = _KEYS[by]
    return lambda key: (
        {"operation_id": key[0], "operation": names.get(key[0], key[0])} | dict(zip(keys[1:], key[1:], strict=True))
    )


def _rows(value: SeizureValue) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "drug_class": one.drug_class,
            "drug": one.drug,
            "seizures": one.n,
            "valued_by": one.unit,
            _QUANTITIES[one.unit]: one.quantity,
            "low_gbp": one.low,
            "mid_gbp": one.mid,
            "high_gbp": one.high,
            "stated_gbp": one.stated_gbp,
        }
        for one in value.by_drug
    ]
    rows += [
        {"drug_class": one.drug_class, "drug": one.drug, "not_valued": one.reason, "stated_gbp": one.stated_gbp}
        | _amounts(one.amounts)
        for one in value.unvalued
    ]
    rows.sort(key=lambda row: (row["drug_class"], row["drug"] or "", row.get("not_valued") or ""))
    implied = {(one.drug_class, one.drug): one for one in value.implied}
    for row in rows:
        stated = implied.pop((row["drug_class"], str(row["drug"])), None)
        if stated:
            row |= {"implied_gbp_per_g": stated.per_gram, "implied_outside": stated.outside}
    return [row | {"prices": value.version} for row in rows]


def _amounts(amounts: Amounts) -> dict[str, Any]:
    return {
        "seizures": amounts.n,
        "quantity_g": amounts.quantity_g,
        "n_doses": amounts.n_doses,
        "n_plants": amounts.n_plants,
    }
