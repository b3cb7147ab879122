"""Write weights, counts and pounds for the sentences of values."""

from __future__ import annotations

__all__ = ["pounds", "several", "weights"]

_GRAMS_A_KILO = 1000


def pounds(value: float, *, pence: bool = False) -> str:
    """Write pounds, whole unless pence are asked for.

    Examples
    --------
    >>> pounds(1340.4), pounds(37.931, pence=True)
    ('£1,340', '£37.93')
    """
    return f"£{value:,.2f}" if pence else f"£{value:,.0f}"


def several(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> several(1, "seizure"), several(1200, "seizure")
    ('1 seizure', '1,200 seizures')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def weights(quantity_g: float | None, n_doses: float | None, n_plants: float | None) -> str:
    """Write how much there is, weight first; grams, doses and plants stand apart.

    Examples
    --------
    >>> weights(14.2, 3, None), weights(2200, None, 1), weights(None, None, None)
    ('14.2 g, 3 doses', '2.2 kg, 1 plant', 'quantity not known')
    """
    said = []
    if quantity_g is not None:
        kilos = quantity_g >= _GRAMS_A_KILO
        said.append(f"{quantity_g / _GRAMS_A_KILO:,.1f} kg" if kilos else f"{quantity_g:,.1f} g")
    said += [
        f"{number:,.0f} {noun if number == 1 else noun + 's'}"
        for number, noun in ((n_doses, "dose"), (n_plants, "plant"))
        if number is not None
    ]
    return ", ".join(said) or "quantity not known"
