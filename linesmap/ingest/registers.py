"""Read the columns of the registers: deal lines, operations, published results, people, graded disruptions."""

from __future__ import annotations

import re

from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.cleaners.bounds import clean_bound, take_bound
from linesmap.ingest.cleaners.disruptions import clean_assessor, clean_four_p, clean_grade, clean_moderation
from linesmap.ingest.cleaners.drugs import clean_drugs
from linesmap.ingest.cleaners.forces import clean_force, clean_forces
from linesmap.ingest.cleaners.numbers import clean_number
from linesmap.ingest.cleaners.words import clean_closure_type, clean_line_kind, clean_line_status
from linesmap.ingest.common import Columns, Context, clean_text
from linesmap.ingest.privacy import scrub
from linesmap.ingest.reasons import Reason
from linesmap.ingest.rows import Rows, Values
from linesmap.model.vocabulary import Bound
from linesmap.reference import find_district

__all__ = ["closure_in", "read_deal_lines", "read_disruptions", "read_nominals", "read_operations", "read_results"]

# The office that oversees a force is named after it.
_OFFICE = re.compile(r"\s+(?:O?PF?CC|Police (?:and|&) Crime Commissioner|Mayor|PCC's office)\s*$", re.IGNORECASE)


def closure_in(text: str) -> str | None:
    """Find the type of a closure that another column mentions, such as "Closed (Type 1)"."""
    found = clean_closure_type(text)
    return found if isinstance(found, str) else None


def _clean_towns(text: str) -> str | None:
    if is_blank(text):
        return None
    parts = text.replace("\n", ";").replace("|", ";").replace("/", ";")
    towns = (tidy(part) for part in (parts.split(";") if ";" in parts else parts.split(",")))
    return ";".join(dict.fromkeys(town for town in towns if not is_blank(town))) or None


def read_deal_lines(rows: Rows, _: Columns, __: Context) -> Columns:
    """Read a line register. `destination` separates towns by semicolons; `status` keeps the register's word."""
    statuses = rows.clean("status", clean_line_status)
    closures = rows.clean("closure_type", clean_closure_type)
    types = [
        closure or (closure_in(text) if status == "closed" else None)
        for closure, status, text in zip(closures, statuses, rows.texts("status"), strict=True)
    ]
    drugs = rows.clean("drugs", clean_drugs)
    return {
        "line_name": rows.clean("line_name", clean_text, required=True),
        "status": statuses,
        "line_kind": rows.clean("line_kind", clean_line_kind),
        "origin_force": rows.clean("origin_force", clean_force),
        "origin_place": rows.clean("origin_place", clean_text),
        "destination": rows.clean("destination", _clean_towns),
        "drugs": [value.text if value else None for value in drugs],
        "closure_type": types,
        "successor_of": rows.clean("successor_of", clean_text),
    }


def read_operations(rows: Rows, shared: Columns, context: Context) -> Columns:
    """Read a register of operations. `forces` are codes separated by semicolons."""
    codes = rows.clean("forces", clean_forces)
    # An operation of several forces is filed by the one that leads it.
    leads = rows.empty()
    leads[:] = [_one_code(text) for text in rows.texts("lead")]
    owners = [only or lead for only, lead in zip(_only_force(codes, shared, context), leads, strict=True)]
    return {
        "operation": rows.clean("operation", clean_text, required=True),
        "lead": rows.clean("lead", clean_text),
        "forces": codes,
        "recording_force": owners,
        "strand": rows.clean("strand", clean_text),
        "funding": rows.clean("funding", clean_text),
        "districts": rows.clean("districts", _clean_districts),
        "officer_days": rows.clean("officer_days", _clean_officer_days),
        "drugs": rows.empty(),
    }


def _only_force(codes: Values, shared: Columns, context: Context) -> list[object]:
    """Give the force of a row that names one force only; otherwise the one the user gave, or none."""
    return [
        own or (code if code and ";" not in code else context.force)
        for own, code in zip(shared["recording_force"], codes, strict=True)
    ]


def read_results(rows: Rows, shared: Columns, context: Context) -> Columns:
    """Read a results return. Forces and period stay as published; `bound` is empty where there is no figure."""
    values = rows.clean("value", clean_number)
    bounds = [
        _bound(qualifier, text) if value is not None else None
        for value, qualifier, text in zip(values, rows.texts("qualifier"), rows.texts("value"), strict=True)
    ]
    # Published areas such as "England and Wales" are no force, and no fault either.
    codes = rows.empty()
    codes[:] = [_one_code(text) for text in rows.texts("forces")]
    return {
        "programme": rows.clean("programme", clean_text, required=True),
        "lead": rows.clean("lead", clean_text),
        "forces": rows.clean("forces", clean_text),
        "recording_force": _only_force(codes, shared, context),
        "strand": rows.clean("strand", clean_text),
        "measure": rows.clean("measure", clean_text, required=True),
        "value": values,
        "unit": rows.clean("unit", clean_text),
        "bound": bounds,
        "qualifier": rows.clean("qualifier", clean_text),
        "source": rows.clean("source", clean_text),
        "drugs": rows.empty(),
    }


def read_nominals(rows: Rows, shared: Columns, _: Context) -> Columns:
    """Read a register of people. A row that neither names a person nor refers to one is rejected."""
    nobody = Problem(Reason.REQUIRED_MISSING, "expected a name or a reference of one person; found none of them")
    named = "surname" if rows.has("surname") else "person_name" if rows.has("person_name") else "person_ref"
    for row, naming in enumerate(zip(*(shared[name] for name in ("surname", "forename", "person_ref")), strict=True)):
        if not any(naming):
            rows.reject(row, named, nobody)
    return {
        "known_as": rows.clean("known_as", _clean_other_names),
        "status": rows.clean("status", clean_text),
        "drugs": rows.empty(),
    }


def read_disruptions(rows: Rows, _: Columns, __: Context) -> Columns:
    """Read graded disruptions. A row without a grade, an assessor or a rationale is rejected: none is made up."""
    return {
        "grade": rows.clean("grade", clean_grade, required=True),
        "assessor": rows.clean("assessor", clean_assessor, required=True),
        "rationale": rows.clean("rationale", _clean_rationale, required=True),
        "four_p": rows.clean("four_p", clean_four_p),
        "moderated": rows.clean("moderated", clean_moderation),
        "drugs": rows.empty(),
    }


def _clean_rationale(text: str) -> str | None:
    plain = clean_text(text)
    return scrub(plain) if plain else None


def _clean_districts(text: str) -> str | Problem | None:
    """Read districts by name or code, parted at semicolons as names hold commas; give their codes."""
    names = [tidy(part) for part in text.split(";") if not is_blank(part)]
    found = [find_district(name) for name in names]
    value = ";".join(dict.fromkeys(one.code for one in found if one)) or None
    if all(found):
        return value
    told = "expected districts of England and Wales, separated by semicolons; found a name or code that is none"
    return Problem(Reason.WORD_UNKNOWN, told, value)


def _clean_officer_days(text: str) -> float | Problem | None:
    days = clean_number(text)
    if isinstance(days, float) and days < 0:
        return Problem(Reason.OUT_OF_RANGE, "expected a number of officer-days, 0 or more; found one below it")
    return days


def _clean_other_names(text: str) -> str | None:
    names = (tidy(part) for part in re.split(r"[;,|/\n]", text) if not is_blank(part))
    return ";".join(dict.fromkeys(names)) or None


def _one_code(text: str) -> str | None:
    found = clean_force(_OFFICE.sub("", text))
    return found if isinstance(found, str) else None


def _bound(qualifier: str, value: str) -> str:
    stated = clean_bound(qualifier)
    return (stated if stated is not Bound.EXACT else take_bound(value)[0]).value
