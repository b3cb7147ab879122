"""Say what drugs are called, how much of them is found, and what officers say it is worth.

Words and prices follow sections 4.4, 4.5 and 7.3 of the domain reference; the prices are illustrative only.
"""

from __future__ import annotations

from dataclasses import dataclass

from linesmap.ingest.synthetic.draws import Draws, Weighted

__all__ = ["CLASSES", "Amount", "draw_amount", "drug_word", "ordinary_drug", "stated_value", "write_amount"]

CLASSES = {
    "heroin": "A",
    "crack cocaine": "A",
    "powder cocaine": "A",
    "MDMA": "A",
    "cannabis": "B",
    "cannabis resin": "B",
    "cannabis plants": "B",
    "ketamine": "B",
    "amphetamine": "B",
    "synthetic cannabinoids": "B",
    "benzodiazepines": "C",
    "nitrous oxide": "C",
    "": "",
}
_WORDS = {
    "heroin": Weighted({"Heroin": 0.5, "heroin": 0.18, "brown": 0.14, "H": 0.05, "dark": 0.08, "Diamorphine": 0.05}),
    "crack cocaine": Weighted(
        {
            "Crack cocaine": 0.42,
            "crack": 0.22,
            "Crack": 0.12,
            "rocks": 0.08,
            "stones": 0.06,
            "white": 0.06,
            "light": 0.04,
        }
    ),
    "powder cocaine": Weighted({"Cocaine": 0.6, "coke": 0.14, "Powder cocaine": 0.16, "charlie": 0.06, "powder": 0.04}),
    "MDMA": Weighted({"MDMA": 0.55, "MD": 0.15, "pills": 0.12, "Ecstasy": 0.18}),
    "cannabis": Weighted({"Cannabis": 0.5, "Herbal cannabis": 0.2, "weed": 0.18, "skunk": 0.12}),
    "cannabis resin": Weighted({"Cannabis resin": 0.75, "pollen": 0.25}),
    "cannabis plants": Weighted({"Cannabis plants": 0.8, "Cannabis plant": 0.2}),
    "ketamine": Weighted({"Ketamine": 0.65, "ket": 0.3, "K": 0.05}),
    "amphetamine": Weighted({"Amphetamine": 0.8, "speed": 0.2}),
    "synthetic cannabinoids": Weighted({"Spice": 0.7, "Synthetic cannabinoids": 0.3}),
    "benzodiazepines": Weighted({"Diazepam": 0.5, "benzos": 0.3, "street vals": 0.2}),
    "nitrous oxide": Weighted({"Nitrous oxide": 0.6, "NOS": 0.4}),
    "": Weighted({"Unknown": 0.5, "White powder, not identified": 0.5}),
}
_ORDINARY = Weighted(
    {
        "cannabis": 0.46,
        "cannabis plants": 0.05,
        "cannabis resin": 0.04,
        "powder cocaine": 0.16,
        "heroin": 0.06,
        "crack cocaine": 0.06,
        "ketamine": 0.05,
        "MDMA": 0.03,
        "amphetamine": 0.02,
        "synthetic cannabinoids": 0.02,
        "benzodiazepines": 0.02,
        "nitrous oxide": 0.01,
        "": 0.02,
    }
)
_GBP_PER_G = {
    "heroin": 60,
    "crack cocaine": 80,
    "powder cocaine": 80,
    "MDMA": 40,
    "cannabis": 10,
    "cannabis resin": 8,
    "ketamine": 25,
    "amphetamine": 10,
    "synthetic cannabinoids": 9,
}
_GBP_EACH = {"wraps": 12, "tablets": 3, "canisters": 4}
_COUNTED = {"benzodiazepines": "tablets", "nitrous oxide": "canisters", "cannabis plants": "plants"}
_SOLD_IN_WRAPS = frozenset({"heroin", "crack cocaine", "powder cocaine"})
_KILO, _GRAM, _OUNCE_G, _EIGHTH_G = 1_000.0, 1.0, 28.35, 3.5
_UNKNOWN_SHARE, _MOST_G, _STRONGEST = 0.035, 6_000.0, 0.9


@dataclass(frozen=True, slots=True)
class Amount:
    """How much: a number of a unit (`g`, `wraps`, `tablets`, `plants`, `canisters`), or None when not known."""

    number: float | None
    unit: str

    @property
    def grams(self) -> float:
        """Weight when it was weighed, else 0."""
        return self.number if self.number is not None and self.unit == "g" else 0.0


def drug_word(drug: str, draws: Draws) -> str:
    """Write a drug in one of the words people use for it."""
    return draws.weighted(_WORDS[drug])


def ordinary_drug(draws: Draws) -> str:
    """Draw the drug of a record that has nothing to do with a line."""
    return draws.weighted(_ORDINARY)


def draw_amount(drug: str, scale: str, draws: Draws) -> Amount:
    """Draw how much of a drug was found.

    Parameters
    ----------
    drug
        One of `CLASSES`.
    scale
        `street` (a person searched) or `premises` (a warrant), where a few finds weigh kilos.
    draws
        Source of randomness.

    Returns
    -------
    amount
        Weight, or a count for what is counted.
    """
    premises = scale == "premises"
    if draws.chance(_UNKNOWN_SHARE):
        return Amount(None, "g")
    if drug in _COUNTED:
        median = {"tablets": 40.0, "canisters": 24.0, "plants": 20.0 if premises else 6.0}[_COUNTED[drug]]
        return Amount(float(max(round(draws.lognormal(median, 1.0)), 1)), _COUNTED[drug])
    if drug == "MDMA" and draws.chance(0.5):
        return Amount(float(max(round(draws.lognormal(12, 0.9)), 1)), "tablets")
    if drug in _SOLD_IN_WRAPS and draws.chance(0.3 if premises else 0.5):
        return Amount(float(max(round(draws.lognormal(28 if premises else 9, 0.75)), 1)), "wraps")
    if premises and draws.chance(0.02):
        return Amount(round(draws.lognormal(1_300, 0.5), -1), "g")
    weak = drug.startswith("cannabis")
    median, spread = ((110.0, 1.3) if weak else (38.0, 1.1)) if premises else ((4.0, 1.1) if weak else (2.2, 1.0))
    grams = min(draws.lognormal(median, spread), _MOST_G)
    return Amount(round(grams, 1 if grams >= _GRAM else 2), "g")


def write_amount(amount: Amount, draws: Draws, *, with_unit: bool) -> tuple[str, str]:
    """Write an amount as officers do.

    Parameters
    ----------
    amount
        What was found.
    draws
        Source of randomness.
    with_unit
        Whether number and unit stand in one cell.

    Returns
    -------
    quantity, unit
        `unit` is empty when it stands in the first text.
    """
    if amount.number is None:
        return draws.pick(("TBC", "trace", "TBC", "not weighed")), ""
    if not with_unit:
        return _apart(amount, draws)
    if amount.unit == "g":
        return _weight(amount.number, draws), ""
    count = f"{amount.number:.0f}"
    if amount.unit == "wraps":
        return draws.pick((f"{count} x wraps", f"{count} wraps", f"{count} deals", f"{count} x wrap")), ""
    if amount.unit == "tablets":
        return draws.pick((f"{count} pills", f"{count} tablets", f"approx {count} tablets")), ""
    return f"{count} {amount.unit}", ""


def _apart(amount: Amount, draws: Draws) -> tuple[str, str]:
    number = amount.number or 0.0
    if amount.unit != "g":
        return f"{number:.0f}", amount.unit
    if number >= _KILO:
        return f"{number / _KILO:.2f}", "kg"
    if number >= _OUNCE_G and draws.chance(0.12):
        return f"{number / _OUNCE_G:.1f}", "oz"
    return f"{number:g}", draws.pick(("g", "g", "grams"))


def _weight(grams: float, draws: Draws) -> str:
    if grams >= _KILO:
        kilos = f"{grams / _KILO:.1f}"
        return draws.pick((f"{kilos}kg", f"{kilos} kg", f"approx {kilos} kilos"))
    if grams < _GRAM:
        return draws.pick((f"{grams:.2f}".lstrip("0") + "g", f"{grams:.2f}g", f"{grams:.2f} g"))
    if abs(grams - _EIGHTH_G) <= 0.2 and draws.chance(0.6):  # noqa: PLR2004 -- near enough for the street word
        return "1/8th"
    if grams >= 0.45 * _OUNCE_G and draws.chance(0.1):
        return f"{grams / _OUNCE_G:.1f}oz"
    return draws.pick((f"{grams:.1f}g", f"{grams:.1f} g", f"{grams:.1f} grams", f"approx {grams:.0f}g"))


def stated_value(drug: str, amount: Amount, draws: Draws) -> int | None:
    """Give the street value an officer might state, or None when there is nothing to go by."""
    if amount.number is None:
        return None
    each = _GBP_PER_G.get(drug) if amount.unit == "g" else _GBP_EACH.get(amount.unit)
    if each is None:
        return None
    value = amount.number * each * draws.lognormal(1.0, 0.18)
    step = 10 if value < _KILO else 100
    return max(round(value / step), 1) * step


def purity(draws: Draws) -> int:
    """Draw a purity in per cent."""
    return round(min(draws.lognormal(0.48, 0.35), _STRONGEST) * 100)
