"""Write records in the columns of our own import, so that reading them again gives the same records.

A value is written as our cleaners read it: where one text would come back as something else, another is tried.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import pandas as pd

from linesmap import reference
from linesmap.ingest.cleaners.base import Problem
from linesmap.ingest.cleaners.drugs import DrugValue, clean_drug
from linesmap.ingest.cleaners.quantities import Quantity, clean_quantity
from linesmap.model.kinds import KINDS
from linesmap.model.locations import LocationQuery
from linesmap.model.vocabulary import Bound, DatePrecision, RecordKind, Role
from linesmap.view.compare_words import without_scheme
from linesmap.view.export_content import KindTable
from linesmap.view.words import phone as national

__all__ = ["PROVENANCE", "bare_point", "kind_table"]

PROVENANCE: Mapping[str, str] = {
    "linesmap_record": "Identifier of the record in linesmap",
    "linesmap_file": "File the record came from",
    "linesmap_row": "Row in that file",
    "linesmap_imported": "Day the file was imported",
    "linesmap_marking": "Marking of this export",
    "linesmap_note": "Says so when the data are invented",
}
"""Columns that say where each row came from; the import leaves them."""

_INVENTED = "Invented data"
_LAST_MINUTE = time(23, 59)
_SNAPPED_DECIMALS = 2
_Row = Mapping[str, Any]
_Cells = dict[str, Any]


def kind_table(kind: RecordKind, rows: Sequence[_Row], *, marking: str) -> KindTable:
    """Lay out the records of one kind.

    Parameters
    ----------
    kind
        Any kind but `nominal`, whose rows are people.
    rows
        One mapping a record: the columns of `records` and of the kind's table (None where there is nothing), those of
        `places` that say where under `asked`, `place_text`, `place_id`, `lon`, `lat`, `easting`, `northing`; lists of
        texts under `line_names`, `phones`, `vehicles`, `groups` and `operations`; under `people` one mapping a person
        with person_ref, person_role and, when names leave, forename, surname, date_of_birth, sex, home_address,
        home_postcode; and source_file, source_row, imported_on, invented.
    marking
        Of the export.

    Returns
    -------
    table
        Every column of the kind that any row fills, and the columns of `PROVENANCE`.
    """
    spec = KINDS[kind]
    made = [_cells(kind, row) for row in rows]
    helps = {column.name: column.help for column in spec.all_columns}
    needed = {*spec.needed, "reference", "recording_force"}
    names = [
        name
        for name in dict.fromkeys(helps)
        if name in needed or any(cells.get(name) not in (None, "") for cells in made)
    ]
    told = [
        (
            row["record_id"], row["source_file"], row["source_row"], row["imported_on"], marking,
            _INVENTED if row["invented"] else None,
        )
        for row in rows
    ]  # fmt: skip
    data: dict[str, Any] = {name: [cells.get(name) for cells in made] for name in names}
    data |= {name: [row[at] for row in told] for at, name in enumerate(PROVENANCE)}
    frame = pd.DataFrame({name: pd.Series(values, dtype="object") for name, values in data.items()})
    return KindTable(kind.value, spec.plural, frame, {**helps, **PROVENANCE})


def _cells(kind: RecordKind, row: _Row) -> _Cells:
    cells = {
        name: _text(row.get(name))
        for name in ("reference", "phase", "summary", "grading", "handling", "handling_conditions", "marking")
    }
    cells["recording_force"] = _force_name(row.get("recording_force"))
    cells["operation"] = _joined(row.get("operations"))
    cells |= _people(row.get("people") or [])
    cells |= {"line_name": _joined(row.get("line_names")), "group_name": _joined(row.get("groups"))}
    cells |= {"vehicle": _joined(row.get("vehicles")), "phone": _phones(row.get("phones"))}
    if KINDS[kind].dated:
        cells |= _dates(row)
    if KINDS[kind].located:
        cells |= _where(row)
    return cells | _OWN[kind](row)


def _text(value: Any) -> str | None:  # noqa: ANN401
    return value if isinstance(value, str) and value else None


def _number(value: Any) -> float | int | None:  # noqa: ANN401
    if value is None or pd.isna(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def _day(value: Any) -> date | None:  # noqa: ANN401
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def _joined(texts: Any) -> str | None:  # noqa: ANN401
    return ";".join(texts) or None if texts else None


def _phones(numbers: Any) -> str | None:  # noqa: ANN401
    # A plus sign in front would be a formula to a spreadsheet.
    written = [national(number) for number in numbers or []]
    return ";".join("00" + number[1:] if number.startswith("+") else number for number in written) or None


@cache
def _force_names() -> Mapping[str, str]:
    return {force.code: force.name for force in reference.forces()}


def _force_name(code: Any) -> str | None:  # noqa: ANN401
    return _force_names().get(code, code) if isinstance(code, str) else None


_PARTICULARS = ("person_ref", "forename", "surname", "date_of_birth", "sex", "home_address", "home_postcode")


def _people(people: Sequence[Mapping[str, Any]]) -> _Cells:
    """Put the people of a row side by side, in one order in every cell."""
    cells: _Cells = {}
    for name in (*_PARTICULARS, "person_role"):
        said = [str(person.get(name) or "").replace(";", ",") for person in people]
        cells[name] = ";".join(said) if any(said) else None
    return cells


def _dates(row: _Row) -> _Cells:
    start, end, known = row.get("occurred_from"), row.get("occurred_to"), row.get("date_precision")
    if start is None:
        return {"occurred_from": None, "occurred_to": None}
    first = pd.Timestamp(start).to_pydatetime()
    last = first if end is None else pd.Timestamp(end).to_pydatetime()
    if known == DatePrecision.YEAR:
        return {"occurred_from": f"{first:%Y}"}
    if known == DatePrecision.MONTH:
        return {"occurred_from": f"{first:%Y-%m}"}
    if known == DatePrecision.MINUTE:
        return {"occurred_from": first}
    if known == DatePrecision.DAY or (first.time() == time() and last == first + timedelta(hours=23, minutes=59)):
        return {"occurred_from": first.date()}
    whole = first.time() == time() and last.time() == _LAST_MINUTE
    return {"occurred_from": first.date() if whole else first, "occurred_to": _end(last)}


def _end(last: datetime) -> date | datetime:
    return last.date() if last.time() == _LAST_MINUTE else last


def _where(row: _Row) -> _Cells:
    """Ask the question that was asked before; a bare point is given as it was, by degrees or by metres."""
    asked = row.get("asked")
    if isinstance(asked, str):
        query = LocationQuery(**json.loads(asked))
        return {
            "place": query.text,
            "postcode": query.postcode,
            "grid_reference": query.grid_reference,
            **_coordinates(query.easting, query.northing, query.lon, query.lat, moved=query.snapped),
        }
    if not isinstance(row.get("place_id"), str):
        return {}
    point = bare_point(row)
    if point is None:
        return {"place": _text(row.get("place_text"))}
    return _coordinates(point.easting, point.northing, point.lon, point.lat, moved=point.snapped)


def bare_point(row: _Row) -> LocationQuery | None:
    """Find the question that gave a bare point: by degrees or metres, moved by its publisher or not.

    Parameters
    ----------
    row
        As in `kind_table`.
    """
    place_id, lon, near = row.get("place_id"), row.get("lon"), _text(row.get("recording_force"))
    if lon is None or isinstance(row.get("asked"), str):
        return None
    metres = LocationQuery(easting=row["easting"], northing=row["northing"], near=near)
    degrees = LocationQuery(lon=lon, lat=row["lat"], near=near)
    tries = [replace(one, snapped=moved) for moved in (False, True) for one in (metres, degrees)]
    return next((one for one in tries if one.place_id == place_id), None)


def _coordinates(
    easting: float | None, northing: float | None, lon: float | None, lat: float | None, *, moved: bool
) -> _Cells:
    if moved and lon is not None and lat is not None:
        # A point that its publisher moved must not come back as an exact one: two decimals say how far it is known.
        lon, lat = round(lon, _SNAPPED_DECIMALS), round(lat, _SNAPPED_DECIMALS)
    return {"easting": easting, "northing": northing, "lon": lon, "lat": lat}


# ---- the columns of each kind ----


def _drug(row: _Row) -> str | None:
    return _text(row.get("drugs"))


def _intelligence(row: _Row) -> _Cells:
    return {"themes": _text(row.get("themes")), "drug": _drug(row)}


def _seizure(row: _Row) -> _Cells:
    form = _text(row.get("form"))
    drug = _drug_text(_text(row.get("drug")), _text(row.get("drug_class")), form)
    amount, unit = _amount(row, form)
    return {
        "drug": drug,
        "quantity": amount,
        "unit": unit,
        "purity_pct": _number(row.get("purity_pct")),
        "stated_value_gbp": _number(row.get("stated_value_gbp")),
        "cash_gbp": _number(row.get("cash_gbp")),
        "weapon": _text(row.get("weapon")),
    }


@cache
def _drug_text(drug: str | None, drug_class: str | None, form: str | None) -> str | None:
    """Write drugs so that name, class and form come back."""
    if drug is None:
        # Class "unknown" without a name is a word that was not in the list.
        return "not identified" if drug_class == "unknown" else None
    for text in (drug, f"{form} {drug}", f"{drug} {form}", f"{drug} ({form})"):
        found = clean_drug(text)
        value = found.value if isinstance(found, Problem) else found
        if isinstance(value, DrugValue) and (value.text, value.form) == (drug, form):
            return text
    return drug


_BOUND_WORDS = {
    Bound.AT_LEAST: "at least ",
    Bound.MORE_THAN: "more than ",
    Bound.AT_MOST: "at most ",
    Bound.ABOUT: "about ",
}
_MEASURES = ("quantity", "unit", "bound", "quantity_g", "n_doses", "n_plants")


def _amount(row: _Row, form: str | None) -> tuple[Any, str | None]:
    values = [row.get(name) for name in _MEASURES]
    known = tuple(None if value is None or pd.isna(value) else value for value in values)
    return _amount_text(known, form)


@cache
def _amount_text(known: tuple[Any, ...], form: str | None) -> tuple[Any, str | None]:
    """Write an amount so that number, unit, bound, weight, doses and plants come back: a bare number if that does."""
    value, unit, bound, grams, doses, plants = known
    if value is None:
        return None, None
    number = _number(value)
    sign = _BOUND_WORDS.get(Bound(bound), "") if bound else ""
    tries: list[tuple[Any, str | None]] = [] if sign else [(number, unit)]
    tries += [(f"{sign}{number}", unit), (f"{sign}{number} {unit or ''}".strip(), None)]
    extra = [
        f"{_number(n)} {word}" for n, word in ((doses, "wraps"), (grams, "g"), (plants, "plants")) if n is not None
    ]
    tries += [(f"{sign}{number} {unit} ({', '.join(extra[:at])})", None) for at in range(1, len(extra) + 1)]
    tries += [(f"{sign}{number} {unit} ({part})", None) for part in extra]
    if grams is not None and doses:
        tries.append((f"{sign}{_number(doses)} {unit} ({_number(round(grams / doses, 6))} g each)", None))
    for text, beside in tries:
        found = clean_quantity(str(text), unit_text=beside or "", form=form)
        read = found.value if isinstance(found, Problem) else found
        if isinstance(read, Quantity) and _same(read, known):
            return text, beside
    return tries[0]


def _same(read: Quantity, known: tuple[Any, ...]) -> bool:
    value, unit, bound, *measures = known
    return (read.value, read.unit, read.bound.value) == (value, unit, bound) and [
        read.grams,
        read.n_doses,
        read.n_plants,
    ] == measures


def _enforcement(row: _Row) -> _Cells:
    names = ("action", "outcome", "closure_type", "offence", "search_object", "referral_to")
    cells: _Cells = {name: _text(row.get(name)) for name in names}
    cells |= {"action_count": _number(row.get("action_count")), "age": _text(row.get("age_band")), "drug": _drug(row)}
    role = _text(row.get("role"))
    # One role for several people stays one; several stand in the order of the people, which `_people` gave them.
    if {person.get("person_role") for person in row.get("people") or []} <= {role}:
        # "unknown" says nothing to the import, which would then take whoever was arrested for a suspect.
        cells["person_role"] = "person" if role == Role.UNKNOWN else role
    return cells


def _offence(row: _Row) -> _Cells:
    names = ("crime_type", "outcome", "lsoa_code")
    return {**{name: _text(row.get(name)) for name in names}, "offence_count": _number(row.get("offence_count"))}


def _deal_line(row: _Row) -> _Cells:
    names = ("line_name", "status", "line_kind", "origin_place", "destination", "drugs", "closure_type", "successor_of")
    days = {name: _day(row.get(name)) for name in ("first_seen", "last_seen", "closed_on")}
    return {
        **{name: _text(row.get(name)) for name in names},
        **days,
        "origin_force": _force_name(row.get("origin_force")),
    }


def _operation(row: _Row) -> _Cells:
    names = ("operation", "phase", "lead", "strand", "funding", "districts")
    forces = [_force_name(code) for code in (_text(row.get("forces")) or "").split(";") if code]
    days = {name: _day(row.get(name)) for name in ("start_on", "end_on")}
    return {
        **{name: _text(row.get(name)) for name in names},
        **days,
        "forces": "; ".join(name for name in forces if name) or None,
        "officer_days": _number(row.get("officer_days")),
    }


def _result(row: _Row) -> _Cells:
    names = ("programme", "lead", "forces", "strand", "measure", "unit")
    bound, source = _text(row.get("bound")), _text(row.get("source"))
    return {
        **{name: _text(row.get(name)) for name in names},
        "start": _text(row.get("period_start")),
        "end": _text(row.get("period_end")),
        "value": _number(row.get("value")),
        "qualifier": _text(row.get("qualifier")) or (bound if bound != Bound.EXACT else None),
        "source": without_scheme(source) if source else None,
    }


def _disruption(row: _Row) -> _Cells:
    names = ("grade", "assessor", "rationale", "four_p", "moderated")
    return {name: _text(row.get(name)) for name in names}


_OWN: Mapping[RecordKind, Callable[[_Row], _Cells]] = {
    RecordKind.INTELLIGENCE: _intelligence,
    RecordKind.SEIZURE: _seizure,
    RecordKind.ENFORCEMENT: _enforcement,
    RecordKind.OFFENCE: _offence,
    RecordKind.DEAL_LINE: _deal_line,
    RecordKind.OPERATION: _operation,
    RecordKind.RESULT: _result,
    RecordKind.DISRUPTION: _disruption,
}
