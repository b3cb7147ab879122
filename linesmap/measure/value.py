"""Say what seized drugs would have cost, from their weight and a dated price table. For scale only.

A value is weight x price at the day of the seizure, low, mid and high. Weight always stands first. Doses and plants are
valued by prices for a dose and a plant, and are never turned into grams. What has no weight or no price is counted
apart and is never zero; values that a source stated are summed apart and never mixed with these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from linesmap.errors import InputError
from linesmap.measure.value_words import pounds, several, weights
from linesmap.model.vocabulary import Bound, DrugClass
from linesmap.reference.prices import Price, PriceTable

__all__ = ["NO_PRICE", "REASONS", "Amounts", "DrugValue", "ImpliedPrice", "SeizureValue", "Unvalued", "value_of"]

NO_PRICE = "no price for this drug and unit"
REASONS: tuple[str, ...] = (
    "drug not known", "several drugs in one row", "no weight, doses or plants", NO_PRICE, "no price for its date",
)  # fmt: skip
"""Why a seizure has no value, in the order they are looked for."""

_UNITS = {"g": "quantity_g", "dose": "n_doses", "plant": "n_plants"}
_NEEDED = ("drug", "drug_class", "occurred_from", *_UNITS.values())
_FIGURES = ("amount", "low", "mid", "high", "basis_pct")
_OPTIONAL = ("form", "bound", "purity_pct", "stated_value_gbp")


@dataclass(frozen=True)
class Amounts:
    """How much there is of something: seizures, grams, doses and plants, which are never added to each other.

    None where no seizure states it.
    """

    n: int
    quantity_g: float | None
    n_doses: float | None
    n_plants: float | None


@dataclass(frozen=True)
class DrugValue:
    """What seizures of one drug, valued by one unit, come to in pounds.

    `quantity` is in `unit` (g, dose or plant), of which `n` seizures are made. `n_inexact` of them state a quantity as
    at least, about or the like. `n_adjusted` were scaled by their purity. `stated_gbp` is what sources stated for them,
    None where none did.
    """

    drug: str
    drug_class: str
    unit: str
    n: int
    quantity: float
    low: float
    mid: float
    high: float
    n_inexact: int
    n_adjusted: int
    stated_gbp: float | None = None


@dataclass(frozen=True)
class Unvalued:
    """What has no value, and why: one of `REASONS`."""

    drug: str | None
    drug_class: str
    reason: str
    amounts: Amounts
    stated_gbp: float | None = None


@dataclass(frozen=True)
class ImpliedPrice:
    """What stated values of one drug come to a gram, over the seizures that state both.

    `low` and `high` are what the table says for the same weights, None where it has no price for all of them; `outside`
    tells whether the implied price lies beyond them.
    """

    drug: str
    drug_class: str
    n: int
    quantity_g: float
    stated_gbp: float
    low: float | None
    high: float | None

    @property
    def per_gram(self) -> float:
        """Pounds a gram."""
        return self.stated_gbp / self.quantity_g

    @property
    def outside(self) -> bool | None:
        """Whether it is beyond the prices of the table; None when there is none to compare with."""
        return None if self.low is None or self.high is None else not self.low <= self.per_gram <= self.high


@dataclass(frozen=True)
class SeizureValue:
    """What a set of seizures comes to.

    `classes` is everything seized by class, valued or not. `by_drug` adds up to `low`, `mid` and `high`, in pounds;
    these are None when nothing could be valued. `stated_gbp` is the sum of values that sources stated, over `n_stated`
    seizures, whether valued here or not: never to be added to the others.
    """

    classes: tuple[tuple[str, Amounts], ...]
    by_drug: tuple[DrugValue, ...]
    unvalued: tuple[Unvalued, ...]
    n_stated: int
    stated_gbp: float | None
    implied: tuple[ImpliedPrice, ...]
    version: str
    illustrative: bool
    level: str
    area: str
    purity_bases: tuple[str, ...]
    adjusted: bool

    @property
    def low(self) -> float | None:
        """Lowest value in pounds."""
        return sum(one.low for one in self.by_drug) if self.by_drug else None

    @property
    def mid(self) -> float | None:
        """Middle value in pounds."""
        return sum(one.mid for one in self.by_drug) if self.by_drug else None

    @property
    def high(self) -> float | None:
        """Highest value in pounds."""
        return sum(one.high for one in self.by_drug) if self.by_drug else None

    @property
    def n_valued(self) -> int:
        """Seizures that have a value."""
        return sum(one.n for one in self.by_drug)

    @property
    def n_unvalued(self) -> int:
        """Seizures that have none."""
        return sum(one.amounts.n for one in self.unvalued)

    def of_class(self, drug_class: str) -> tuple[float, float, float] | None:
        """Give low, mid and high of one class, in pounds; None when nothing of it could be valued."""
        own = [one for one in self.by_drug if one.drug_class == drug_class]
        return (sum(o.low for o in own), sum(o.mid for o in own), sum(o.high for o in own)) if own else None

    def sentence(self) -> str:
        """Say it in plain words: weight first, then the value with its limits, then what is apart."""
        said = [self._seized(), self._valued()]
        if self.n_unvalued:
            why = [
                f"{reason}: {sum(one.amounts.n for one in self.unvalued if one.reason == reason):,}"
                for reason in REASONS
                if any(one.reason == reason for one in self.unvalued)
            ]
            said.append(f"Not in it, and not zero: {several(self.n_unvalued, 'seizure')} ({'; '.join(why)}).")
        if self.stated_gbp is not None:
            said.append(
                f"Apart, and never added: {pounds(self.stated_gbp)} as stated by the source in "
                f"{several(self.n_stated, 'seizure')}."
            )
        said += [
            f"Stated values of {one.drug} imply {pounds(one.per_gram, pence=True)} a gram, outside "
            f"{pounds(one.low or 0, pence=True)} to {pounds(one.high or 0, pence=True)}."
            for one in self.implied
            if one.outside
        ]
        return " ".join(said)

    def _seized(self) -> str:
        parts = [
            f"{name}: {weights(amounts.quantity_g, amounts.n_doses, amounts.n_plants)}"
            for name, amounts in ((_class_words(drug_class), amounts) for drug_class, amounts in self.classes)
        ]
        return f"Seized, {'; '.join(parts)}." if parts else "No drugs seized."

    def _valued(self) -> str:
        made_up = ", which are illustrative" if self.illustrative else ""
        prices = f"prices of {self.version}{made_up}, {self.level} level, {self.area}"
        if self.low is None or self.mid is None or self.high is None:
            return f"No value: nothing seized has a price ({prices})."
        basis = (
            f"adjusted for purity in {sum(one.n_adjusted for one in self.by_drug):,} of {self.n_valued:,}"
            if self.adjusted
            else f"purity not taken into account (price basis: {'; '.join(self.purity_bases)})"
        )
        inexact = sum(one.n_inexact for one in self.by_drug)
        about = f" {several(inexact, 'quantity', 'quantities')} of them not exact." if inexact else ""
        return (
            f"{several(self.n_valued, 'seizure')} of these would be worth {pounds(self.mid)} "
            f"({pounds(self.low)} to {pounds(self.high)}): estimated, for scale only; {prices}; {basis}.{about}"
        )


def value_of(
    seizures: pd.DataFrame,
    prices: PriceTable,
    *,
    level: str = "street",
    area: str = "UK",
    adjust_purity: bool = False,
) -> SeizureValue:
    """Value seizures by weight and price at their day.

    Parameters
    ----------
    seizures
        Columns drug, drug_class, occurred_from, quantity_g (grams), n_doses, n_plants; and, when they are held, form,
        bound, purity_pct (per cent), stated_value_gbp (pounds). One row an item; rows without a drug and without a
        class, such as cash, are passed over.
    prices
        From `reference.prices`.
    level
        street or wholesale, as in the table.
    area
        Which prices of the table, by its column of that name.
    adjust_purity
        Scale the value of seizures that state their purity by purity / purity of the price. The price must say for
        what purity it is. Off by default: nothing is scaled unseen.

    Returns
    -------
    value
        A seizure with a weight and a price a gram is valued by weight, else by doses, else by plants, never by two.

    Raises
    ------
    InputError
        If a column is missing, or purity is to be adjusted and a price does not say for what purity it is.
    """
    missing = [name for name in _NEEDED if name not in seizures]
    if missing:
        msg = f"Expected seizures with the columns {', '.join(_NEEDED)}; {', '.join(missing)} is missing."
        raise InputError(msg)
    rows = seizures.reindex(columns=[*_NEEDED, *_OPTIONAL])
    rows = rows[rows["drug"].notna() | rows["drug_class"].notna()].reset_index(drop=True)
    rows["drug_class"] = rows["drug_class"].fillna(DrugClass.UNKNOWN.value)
    rows = _with_prices(rows, prices, level=level, area=area)
    factor = _purity_factor(rows, adjust_purity=adjust_purity)
    for part in ("low", "mid", "high"):
        rows[part] = rows["amount"] * rows[part] * factor
    valued = rows[rows["reason"].isna()]
    adjusted = (valued["purity_pct"].notna() & valued["basis_pct"].notna()) if adjust_purity else valued["drug"].isna()
    return SeizureValue(
        classes=tuple((str(name), _amounts(own)) for name, own in rows.groupby("drug_class")),
        by_drug=tuple(_drug_value(key, own, adjusted) for key, own in valued.groupby(["drug_class", "drug", "unit"])),
        unvalued=tuple(
            Unvalued(str(drug) or None, str(drug_class), str(reason), _amounts(own), _total(own["stated_value_gbp"]))
            for (drug_class, drug, reason), own in rows.assign(drug=rows["drug"].fillna(""))
            .dropna(subset="reason")
            .groupby(["drug_class", "drug", "reason"])
        ),
        n_stated=int(rows["stated_value_gbp"].notna().sum()),
        stated_gbp=_total(rows["stated_value_gbp"]),
        implied=tuple(_implied(rows)),
        version=prices.version,
        illustrative=any("[M]" in text for text in valued["source"].unique()),
        level=level,
        area=area,
        purity_bases=tuple(sorted(valued["purity_basis"].unique())),
        adjusted=adjust_purity,
    )


def _with_prices(rows: pd.DataFrame, prices: PriceTable, *, level: str, area: str) -> pd.DataFrame:
    """Add to each row its unit, amount, prices a unit and, where it has no value, the reason."""
    days = pd.to_datetime(rows["occurred_from"]).dt.date
    known: dict[tuple[object, ...], tuple[Price | None, str | None]] = {}
    numbers: list[tuple[float | None, ...]] = []
    texts: list[tuple[str | None, ...]] = []
    quantities = rows[list(_UNITS.values())].astype("float64").to_numpy()
    for drug, form, day, amounts in zip(rows["drug"], rows["form"], days, quantities, strict=True):
        stated = {unit: float(value) for unit, value in zip(_UNITS, amounts, strict=True) if not np.isnan(value)}
        form_ = form if isinstance(form, str) else None
        key = (drug, form_, day, *stated)
        if key not in known:
            known[key] = _price(prices, drug, form_, day, stated, level=level, area=area)
        price, reason = known[key]
        parts = () if price is None else (price.low, price.mid, price.high, price.purity_pct)
        words = () if price is None else (price.unit, price.purity_basis, price.source)
        numbers.append((stated[price.unit], *parts) if price else (np.nan,) * 5)
        texts.append((*words, None) if price else (None, None, None, reason))
    figures = pd.DataFrame(numbers, columns=list(_FIGURES), index=rows.index, dtype="float64")
    said = pd.DataFrame(texts, columns=["unit", "purity_basis", "source", "reason"], index=rows.index, dtype=object)
    return pd.concat([rows, figures, said], axis=1)


def _price(
    prices: PriceTable,
    drug: object,
    form: str | None,
    day: object,
    units: Iterable[str],
    *,
    level: str,
    area: str,
) -> tuple[Price | None, str | None]:
    """Find the price that values a seizure, or say why there is none."""
    stated = tuple(units)
    if not isinstance(drug, str):
        return None, REASONS[0]
    if ";" in drug:
        return None, REASONS[1]
    if not stated:
        return None, REASONS[2]
    if isinstance(day, date) and not pd.isna(day):
        for unit in stated:
            price = prices.find(drug, form, unit, day, level=level, area=area)
            if price:
                return price, None
    ever = any(prices.ever(drug, form, unit, level=level, area=area) for unit in stated)
    return None, REASONS[4] if ever else NO_PRICE


def _purity_factor(rows: pd.DataFrame, *, adjust_purity: bool) -> pd.Series:
    if not adjust_purity:
        return pd.Series(1.0, index=rows.index)
    told = rows["reason"].isna() & rows["purity_pct"].notna()
    without = sorted(rows.loc[told & rows["basis_pct"].isna(), "drug"].unique())
    if without:
        msg = (
            "Expected a purity_basis in per cent, such as 40%, in the prices of seizures that state their purity; the "
            f"price table has none for {', '.join(without)}. Give it in a price table of your own, or do not adjust."
        )
        raise InputError(msg)
    return (rows["purity_pct"].astype("float64") / rows["basis_pct"]).where(told, 1.0)


def _total(values: pd.Series) -> float | None:
    stated = values.dropna()
    return float(stated.astype("float64").sum()) if len(stated) else None


def _amounts(own: pd.DataFrame) -> Amounts:
    return Amounts(len(own), *(_total(own[column]) for column in _UNITS.values()))


def _drug_value(key: object, own: pd.DataFrame, adjusted: pd.Series) -> DrugValue:
    drug_class, drug, unit = (str(part) for part in key) if isinstance(key, tuple) else ("", "", "")
    inexact = own["bound"].notna() & own["bound"].ne(Bound.EXACT.value)
    return DrugValue(
        drug=drug,
        drug_class=drug_class,
        unit=unit,
        n=len(own),
        quantity=float(own["amount"].sum()),
        low=float(own["low"].sum()),
        mid=float(own["mid"].sum()),
        high=float(own["high"].sum()),
        n_inexact=int(inexact.sum()),
        n_adjusted=int(adjusted.loc[own.index].sum()),
        stated_gbp=_total(own["stated_value_gbp"]),
    )


def _implied(rows: pd.DataFrame) -> Iterable[ImpliedPrice]:
    both = rows[rows["stated_value_gbp"].notna() & (rows["quantity_g"].astype("float64") > 0) & rows["drug"].notna()]
    for (drug_class, drug), own in both.groupby(["drug_class", "drug"]):
        grams = float(own["quantity_g"].sum())
        priced = own["reason"].isna() & own["unit"].eq("g")
        low, high = (float(own[part].sum()) / grams if priced.all() else None for part in ("low", "high"))
        stated = float(own["stated_value_gbp"].sum())
        yield ImpliedPrice(str(drug), str(drug_class), len(own), grams, stated, low, high)


def _class_words(drug_class: str) -> str:
    return "class not known" if drug_class == DrugClass.UNKNOWN.value else f"class {drug_class}"
