"""Write workbooks: one sheet a kind of record, notes and a data dictionary. Text is never a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from linesmap.errors import RenderError
from linesmap.view.export_content import ExportAbout, ExportContent, literal, packed

__all__ = ["BookSheet", "book", "workbook"]

_MOST_ROWS = 1_048_575
_MOST_SIGNS = 32_767
_WIDEST, _NARROWEST, _SAMPLED = 60, 9, 200
_GREY = PatternFill("solid", fgColor="F4F6F8")
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_DAY, _MINUTE = "d mmm yyyy", "d mmm yyyy hh:mm"


class BookSheet:
    """One sheet: its name, its columns, its rows of plain values, and number formats by column."""

    def __init__(
        self,
        name: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        formats: Mapping[str, str] | None = None,
        *,
        wrapped: bool = False,
    ) -> None:
        self.name, self.columns, self.wrapped = name, tuple(columns), wrapped
        self.rows = [list(row) for row in rows]
        self.formats = dict(formats or {})


def workbook(content: ExportContent) -> bytes:
    """Write every kind of record in the columns of our own import, after notes and a data dictionary.

    Raises
    ------
    RenderError
        If a kind has more rows than a sheet holds.
    """
    dictionary = [
        (one.label, str(column), one.help.get(str(column), "")) for one in content.kinds for column in one.frame
    ]
    sheets = [
        BookSheet("Notes", ("About", "What"), content.about.all_lines, wrapped=True),
        BookSheet("Data dictionary", ("Sheet", "Heading", "Meaning"), dictionary, wrapped=True),
        *(
            BookSheet(
                one.label, [str(name) for name in one.frame], one.frame.itertuples(index=False), _formats(one.frame)
            )
            for one in content.kinds
        ),
    ]
    return book(sheets, content.about)


def _formats(columns: Iterable[object]) -> dict[str, str]:
    money = {str(name): "£#,##0.00" for name in columns if str(name).endswith("_gbp")}
    return money | {"lon": "0.000000", "lat": "0.000000", "linesmap_row": "#,##0"}


def book(sheets: Sequence[BookSheet], about: ExportAbout) -> bytes:
    """Write sheets with frozen headers, widths, formatted numbers and dates, and the marking on every printed page.

    Returns
    -------
    data
        The same sheets give the same bytes.

    Raises
    ------
    RenderError
        If a sheet has more rows than a workbook holds.
    """
    made = Workbook(write_only=True)
    made.properties.title, made.properties.creator = literal(about.title), "linesmap"
    made.properties.keywords = literal(about.marking)
    for one in sheets:
        if len(one.rows) > _MOST_ROWS:
            msg = (
                f"A sheet of a workbook holds {_MOST_ROWS:,} rows; {one.name} has {len(one.rows):,}. "
                "Narrow the records with --from and --to, or write Parquet or CSV."
            )
            raise RenderError(msg)
        _sheet(made, one, about)
    out = io.BytesIO()
    made.save(out)
    return _without_clock(out.getvalue())


def _sheet(made: Workbook, one: BookSheet, about: ExportAbout) -> None:
    sheet = made.create_sheet(one.name)
    sheet.freeze_panes = "A2"
    for number, (name, width) in enumerate(zip(one.columns, _widths(one), strict=True), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        del name
    for edge in (sheet.oddHeader, sheet.oddFooter):
        edge.center.text = literal(about.marking).replace("&", "&&")
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.print_title_rows = "1:1"
    head = [_cell(sheet, name) for name in one.columns]
    for cell in head:
        cell.font, cell.fill = Font(bold=True), _GREY
    sheet.append(head)
    formats = [one.formats.get(name) for name in one.columns]
    for row in one.rows:
        cells = [_cell(sheet, value, form) for value, form in zip(row, formats, strict=True)]
        if one.wrapped:
            for cell in cells:
                if cell is not None:
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(cells)


def _widths(one: BookSheet) -> list[int]:
    sample = [one.columns, *one.rows[:_SAMPLED]]
    return [
        min(_WIDEST, max(_NARROWEST, *(len(str(row[at])) + 2 for row in sample if row[at] is not None)))
        for at in range(len(one.columns))
    ]


def _cell(sheet: Any, value: Any, form: str | None = None) -> Any:  # noqa: ANN401 -- openpyxl's own classes
    if value is None or value != value:  # noqa: PLR0124 -- NaN
        return None
    if isinstance(value, str):
        cell: Any = WriteOnlyCell(sheet, "")
        # Set as text, and marked as text for whoever edits it: "=1+1" stays those four signs.
        cell._value, cell.data_type = literal(value)[:_MOST_SIGNS], "s"
        if value[:1] in "=+-@\t\r" and value:
            cell.quotePrefix = True
        return cell
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, datetime) and value.time() == time():
        return _cell(sheet, f"{value:%Y-%m-%d %H:%M}")  # as a date cell it would say the whole day
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, datetime):
        cell.number_format = _MINUTE
    elif isinstance(value, date):
        cell.number_format = _DAY
    elif form and not isinstance(value, bool):
        cell.number_format = form
    return cell


def _without_clock(data: bytes) -> bytes:
    """Write the archive again with fixed times, so that the same sheets are the same file."""
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        members = [(name, found.read(name)) for name in found.namelist()]
    fixed = rb"\g<1>1980-01-01T00:00:00Z"
    return packed((name, _STAMP.sub(fixed, data) if name == "docProps/core.xml" else data) for name, data in members)
