"""Hold a template: which column of a source is which of ours, and how its values are meant.

A template is data, read from a YAML file by `template_files`; here it is applied to the headers of a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from linesmap.errors import ColumnError
from linesmap.ingest.cleaners.base import squash
from linesmap.ingest.cleaners.units import find_unit
from linesmap.ingest.headers import header_forms, listed_headers
from linesmap.ingest.mapping import ColumnMap, map_columns
from linesmap.ingest.privacy import identifies_officer_or_source
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import RecordKind

__all__ = ["ColumnSource", "DateOrder", "Template", "apply_template", "fits", "template_of"]


class DateOrder(StrEnum):
    """What stands first in a date of figures only."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@dataclass(frozen=True)
class ColumnSource:
    """Where a column of ours comes from: the first of these headers that is there, or all of them joined."""

    headers: tuple[str, ...]
    joined: bool = False


@dataclass(frozen=True)
class Template:
    """Describe how the files of one source are read.

    `columns` are by our name; `constants` hold for every row; `values` translate the words of a source, by our column,
    then by the word blind to case, spaces and punctuation. `quantity_unit` is the unit of quantities that name none.
    `drop` are headers never to be read, `keep` headers that only look as if they identified an officer or a source.
    `unused` are headers known and left. An `automatic` template is used for every file whose headers are exactly its
    own; `match_others` lets columns it does not name be found by their name. `snapped` says that the source moves its
    points.
    """

    name: str
    kind: RecordKind
    columns: dict[str, ColumnSource]
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    date_order: DateOrder = DateOrder.DAY_FIRST
    quantity_unit: str | None = None
    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    automatic: bool = False
    match_others: bool = False
    snapped: bool = False
    force: str | None = None
    about: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header the template names."""
        named = [header for source in self.columns.values() for header in source.headers]
        return tuple(dict.fromkeys((*named, *self.unused, *self.drop)))


def fits(template: Template, headers: Sequence[str]) -> bool:
    """Tell whether a table has exactly the headers of a template, in any order."""
    return set(map(squash, template.headers)) == set(map(squash, headers)) and len(headers) == len(template.headers)


def apply_template(template: Template, headers: Sequence[str]) -> ColumnMap:
    """Find the columns of a template in a table.

    Parameters
    ----------
    template
        Headers are compared blind to case, spaces, punctuation, and what stands in brackets.
    headers
        As in the file, in order.

    Returns
    -------
    column_map
        A column that the table lacks is left out; a required one is in `missing`.

    Raises
    ------
    ColumnError
        If the table has none of the template's columns.
    """
    at: dict[str, int] = {}
    for position, header in enumerate(headers):
        for form in header_forms(header):
            at.setdefault(form, position)
    dropped = _dropped(template, headers, at)
    positions: dict[str, tuple[int, ...]] = {}
    for name, source in template.columns.items():
        found = [at[squash(header)] for header in source.headers if squash(header) in at]
        found = [position for position in dict.fromkeys(found) if position not in dropped]
        if found:
            positions[name] = tuple(found) if source.joined else (found[0],)
    if not positions and headers:
        msg = (
            f"The template {template.name!r} fits none of the columns: expected such as "
            f"{', '.join(template.headers[:6])}; found {listed_headers(headers)}. Choose another template, or make one "
            "with `linesmap template suggest`."
        )
        raise ColumnError(msg)
    others = _others(template, headers, positions, dropped) if template.match_others else None
    unit = find_unit(template.quantity_unit) if template.quantity_unit else None
    return ColumnMap(
        kind=template.kind,
        headers=tuple(headers),
        positions=dict(sorted((others.positions if others else positions).items(), key=lambda item: item[1])),
        constants={**(others.constants if others else {}), **template.constants},
        dropped=dropped,
        unit=unit or (others.unit if others else None),
        translations=template.values,
        month_first=template.date_order is DateOrder.MONTH_FIRST,
    )


def template_of(columns: ColumnMap, name: str, *, snapped: bool = False, force: str | None = None) -> Template:
    """Write down how a table was read, so that other rows of the same source can be read the same way.

    Parameters
    ----------
    columns
        What each column was taken for.
    name
        Of the template it was read by.
    snapped, force
        As in `Template`.
    """
    dropped = {columns.headers[position] for position in columns.dropped}
    suspected = {header for header in columns.headers if identifies_officer_or_source(header)}
    return Template(
        name=name or "as suggested",
        kind=columns.kind,
        columns={
            ours: ColumnSource(tuple(columns.headers[p] for p in several), joined=len(several) > 1)
            for ours, several in columns.positions.items()
        },
        constants=dict(columns.constants),
        values=columns.translations,
        date_order=DateOrder.MONTH_FIRST if columns.month_first else DateOrder.DAY_FIRST,
        quantity_unit=columns.unit.name if columns.unit else None,
        drop=tuple(header for header in columns.headers if header in dropped),
        keep=tuple(header for header in columns.headers if header in suspected - dropped),
        unused=columns.unmapped,
        snapped=snapped,
        force=force,
    )


def _dropped(template: Template, headers: Sequence[str], at: dict[str, int]) -> tuple[int, ...]:
    kept = {at[squash(header)] for header in template.keep if squash(header) in at}
    asked = {at[squash(header)] for header in template.drop if squash(header) in at}
    suspected = {p for p, header in enumerate(headers) if identifies_officer_or_source(header)}
    return tuple(sorted(asked | (suspected - kept)))


def _others(
    template: Template, headers: Sequence[str], positions: dict[str, tuple[int, ...]], dropped: tuple[int, ...]
) -> ColumnMap:
    """Match by name the headers that the template says nothing of."""
    taken = {position for several in positions.values() for position in several} | set(dropped)
    unused = set(map(squash, template.unused))
    # A header that is spoken for is hidden by a name that nothing has.
    free = [
        f"\x00{position}" if position in taken or squash(header) in unused else header
        for position, header in enumerate(headers)
    ]
    found = map_columns(free, template.kind)
    known = {column.name for column in KINDS[template.kind].all_columns}
    more = {name: where for name, where in found.positions.items() if name in known and name not in positions}
    unit = map_columns(headers, template.kind).unit
    return replace(found, headers=tuple(headers), positions=more | positions, unit=unit)
