"""Read the columns of each kind of record's own table."""

from __future__ import annotations

from collections.abc import Callable

from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.cleaners.bounds import take_bound
from linesmap.ingest.cleaners.drugs import DrugValue, clean_drug, drugs_in_text
from linesmap.ingest.cleaners.money import clean_money
from linesmap.ingest.cleaners.numbers import clean_count, clean_percent
from linesmap.ingest.cleaners.quantities import Quantity, clean_quantity
from linesmap.ingest.cleaners.words import clean_action, clean_closure_type, clean_outcome
from linesmap.ingest.common import Columns, Context, clean_text
from linesmap.ingest.police_uk import STOP_TEMPLATE
from linesmap.ingest.reasons import Reason
from linesmap.ingest.registers import (
    closure_in,
    read_deal_lines,
    read_disruptions,
    read_nominals,
    read_operations,
    read_results,
)
from linesmap.ingest.rows import Rows, Values
from linesmap.model.vocabulary import Bound, DrugClass, EnforcementAction, RecordKind, Role
from linesmap.reference.drugs import class_of_drug

__all__ = ["read_own"]

_NO = frozenset({"no", "n", "none", "nil", "0", "false"})


def read_own(kind: RecordKind, rows: Rows, shared: Columns, context: Context) -> Columns:
    """Read the columns that only this kind has, but for its dates, and the drugs.

    Parameters
    ----------
    kind
        Kind of record.
    rows
        Doubts are noted in it; rows that lack a required value are rejected.
    shared
        The shared columns: descriptions name drugs, ages and actions tell roles.
    context
        What is known about the table.

    Returns
    -------
    columns
        Those of the kind's table without identifiers, and `drugs`; some replace a shared column.
    """
    return _READERS[kind](rows, shared, context)


def _intelligence(rows: Rows, shared: Columns, _: Context) -> Columns:
    drugs = _named_drugs(rows, shared, "summary")
    return {"themes": rows.clean("themes", clean_text), "drugs": drugs}


def _named_drugs(rows: Rows, shared: Columns, described_in: str) -> list[str | None]:
    """Give the drugs of the drug column, or where it is empty those a description names."""
    values = _drug_values(rows, shared, described_in)
    return [value.text if value else None for value in values]


def _drug_values(rows: Rows, shared: Columns, described_in: str) -> Values:
    texts = rows.texts("drug")
    descriptions = [
        text if is_blank(drug) and isinstance(text, str) else ""
        for drug, text in zip(texts, shared[described_in], strict=True)
    ]
    return rows.clean_texts("drug", [texts, descriptions], _drug_or_described)


def _drug_or_described(text: str, description: str) -> DrugValue | Problem | None:
    if not is_blank(text):
        return clean_drug(text)
    names = drugs_in_text(description) if description else ()
    if not names:
        return None
    classes = {class_of_drug(name) for name in names}
    highest = next(c for c in (DrugClass.A, DrugClass.B, DrugClass.C, DrugClass.UNKNOWN) if c in classes)
    return DrugValue(names, highest, None)


def _seizures(rows: Rows, shared: Columns, _: Context) -> Columns:
    drugs = _drug_values(rows, shared, "summary")
    forms = [value.form or "" if value else "" for value in drugs]

    def clean(text: str, unit: str, form: str) -> Quantity | Problem | None:
        return clean_quantity(text, unit_text=unit, default_unit=rows.columns.unit, form=form or None)

    quantities = rows.clean_texts("quantity", [rows.texts("quantity"), rows.texts("unit"), forms], clean)
    named = [value.text if value else None for value in drugs]
    classes = [
        value.drug_class.value if value else None if is_blank(text) else DrugClass.UNKNOWN.value
        for value, text in zip(drugs, rows.texts("drug"), strict=True)
    ]

    def of(part: Callable[[Quantity], object]) -> list[object]:
        return [part(quantity) if quantity else None for quantity in quantities]

    return {
        "drug": named,
        "drugs": named,
        "drug_class": classes,
        "form": [form or None for form in forms],
        "quantity": of(lambda quantity: quantity.value),
        "unit": of(lambda quantity: quantity.unit),
        "bound": of(lambda quantity: quantity.bound.value),
        "quantity_g": of(lambda quantity: quantity.grams),
        "n_doses": of(lambda quantity: quantity.n_doses),
        "n_plants": of(lambda quantity: quantity.n_plants),
        "purity_pct": rows.clean("purity_pct", clean_percent),
        "stated_value_gbp": rows.clean("stated_value_gbp", clean_money),
        "cash_gbp": rows.clean("cash_gbp", clean_money),
        "weapon": rows.clean("weapon", _clean_thing),
    }


def _clean_thing(text: str) -> str | None:
    return None if tidy(text).casefold() in _NO else clean_text(text)


def _enforcement(rows: Rows, shared: Columns, context: Context) -> Columns:
    actions = rows.clean("action", clean_action, required=True)
    closures = rows.clean("closure_type", clean_closure_type)
    closed = EnforcementAction.LINE_CLOSURE.value
    types = [
        closure or (closure_in(text) if action == closed else None)
        for closure, action, text in zip(closures, actions, rows.texts("action"), strict=True)
    ]
    offences = rows.clean("offence", clean_text)
    roles = [
        _role(role, action, age, stop=context.template == STOP_TEMPLATE)
        for role, action, age in zip(shared["person_role"], actions, shared["age_band"], strict=True)
    ]
    return {
        "action": actions,
        "action_count": [1 if count is None else count for count in rows.clean("action_count", clean_count)],
        "outcome": rows.clean("outcome", clean_outcome),
        "closure_type": types,
        "offence": offences,
        "search_object": rows.clean("search_object", clean_text),
        "referral_to": rows.clean("referral_to", clean_text),
        "role": roles,
        "person_role": roles,
        "drugs": _named_drugs(rows, {**shared, "offence": offences}, "offence"),
    }


def _role(role: object, action: str | None, age_band: object, *, stop: bool) -> str:
    """Say what a person is where the row does not.

    A person arrested or charged is a suspect in law, unless a child: a child may be exploited, so the role
    stays unknown until somebody records it. Who is visited for safeguarding is taken for exploited, which
    protects them. A person stopped is nothing yet.
    """
    if isinstance(role, str):
        return Role.UNKNOWN.value if role == Role.OFFICER else role
    if action == EnforcementAction.SAFEGUARDING:
        return Role.EXPLOITED.value
    suspected = action in {EnforcementAction.ARREST, EnforcementAction.CHARGE} and not stop
    return Role.SUSPECT.value if suspected and age_band != "under 18" else Role.UNKNOWN.value


def _offences(rows: Rows, _: Columns, __: Context) -> Columns:
    return {
        "crime_type": rows.clean("crime_type", clean_text, required=True),
        "outcome": rows.clean("outcome", clean_text),
        "lsoa_code": rows.clean("lsoa_code", clean_text),
        "offence_count": _offence_counts(rows),
        "drugs": rows.empty(),
    }


def _offence_counts(rows: Rows) -> Values:
    """Read how many offences each row stands for, None where the cell is empty.

    A number withheld ("*", "<5") or unreadable must not count as one offence, so its row is rejected.
    """
    texts = rows.texts("offence_count")
    known = {text: _offence_count(text) for text in set(texts)}
    counts = rows.empty()
    for index, text in enumerate(texts):
        count = known[text]
        if isinstance(count, Problem):
            rows.reject(index, "offence_count", count)
        else:
            counts[index] = count
    return counts


def _offence_count(text: str) -> int | Problem | None:
    if not tidy(text):
        return None
    bound, _ = take_bound(tidy(text).casefold())
    count = clean_count(text) if bound is Bound.EXACT else None
    if isinstance(count, int):
        return count
    message = "expected how many offences the row stands for, a whole number, 0 or more; found none that can be counted"
    return Problem(Reason.NUMBER_UNREADABLE, message)


_READERS: dict[RecordKind, Callable[[Rows, Columns, Context], Columns]] = {
    RecordKind.INTELLIGENCE: _intelligence,
    RecordKind.SEIZURE: _seizures,
    RecordKind.ENFORCEMENT: _enforcement,
    RecordKind.OFFENCE: _offences,
    RecordKind.DEAL_LINE: read_deal_lines,
    RecordKind.OPERATION: read_operations,
    RecordKind.RESULT: read_results,
    RecordKind.NOMINAL: read_nominals,
    RecordKind.DISRUPTION: read_disruptions,
}
