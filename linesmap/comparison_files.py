"""Write a comparison of operations as CSV, as a workbook and as one HTML file, and log that it left."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from linesmap import reference
from linesmap.asked import known_marking
from linesmap.comparisons import as_document
from linesmap.errors import InputError
from linesmap.measure.comparison import Cell, Comparison, Row, Scale
from linesmap.measure.figures import UNDER_TEN, Figure, Subject
from linesmap.model.cells import safe_cell
from linesmap.model.vocabulary import Bound
from linesmap.reference.measures import MEASURE_GROUPS
from linesmap.settings import load_settings
from linesmap.store import Workspace
from linesmap.view import compare_words as words
from linesmap.view.compare_ink import Ink
from linesmap.view.compare_page import CompareAbout, comparison_body, comparison_page
from linesmap.view.compare_phases import PhaseRates
from linesmap.view.plain_values import csv_text
from linesmap.view.words import MISSING

__all__ = [
    "FILE_NAMES",
    "CompareFile",
    "FileKind",
    "compare_csv",
    "compare_html",
    "compare_xlsx",
    "tidy_cells",
    "write_file",
]

FileKind = Literal["csv", "xlsx", "html"]

FILE_NAMES: dict[FileKind, str] = {
    "csv": "linesmap-compare.csv",
    "xlsx": "linesmap-compare.xlsx",
    "html": "linesmap-compare.html",
}
"""What the files are called when they are offered."""

_SIGNS = {Bound.AT_LEAST: "≥ ", Bound.MORE_THAN: "> ", Bound.AT_MOST: "≤ ", Bound.ABOUT: "≈ "}
_FIRST_WIDTH, _COLUMN_WIDTH, _TEXT_WIDTH = 30, 24, 110
_GREY = PatternFill("solid", fgColor="F4F6F8")
_INK2 = "4A5763"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


@dataclass(frozen=True)
class CompareFile:
    """Everything that a file of a comparison is made of: `columns` are the figures of the columns shown.

    `rules` says how recorded numbers were made fit for a PCC office; empty for analysts.
    """

    comparison: Comparison
    rates: PhaseRates
    columns: Mapping[Subject, Sequence[Figure]]
    rules: str = ""


def write_file(workspace: Workspace, kind: FileKind, content: CompareFile, *, marking: str | None = None) -> bytes:
    """Make a file and log the disclosure.

    Parameters
    ----------
    workspace
        Whose comparison it is.
    kind
        csv, xlsx or html.
    content
        What to write.
    marking
        Of the HTML file; that of the workspace when left out.

    Returns
    -------
    data
        The file; to write it is for the caller.

    Raises
    ------
    InputError
        If the marking is not known.
    """
    if kind == "csv":
        data = compare_csv(content.comparison).encode("utf-8-sig")
    elif kind == "xlsx":
        data = compare_xlsx(content.comparison, rules=content.rules)
    else:
        data = compare_html(workspace, content, marking=marking).encode()
    n_cells = sum(cell.stated for row in content.comparison.rows for cell in row.cells)
    with workspace.write() as writer:
        writer.log(
            "disclosure",
            FILE_NAMES[kind],
            changes_data=False,
            audience="pcc" if content.rules else "analyst",
            operations=[subject.name for subject in content.comparison.subjects],
            scale=content.comparison.scale.value,
            figures=n_cells,
        )
    return data


def tidy_cells(comparison: Comparison) -> pd.DataFrame:
    """Give one row a cell, also where nothing is stated.

    Returns
    -------
    cells
        Columns operation, measure, group, value, bound, basis, unit, scale, comparable, reasons, definition, period,
        days, forces, population, figures (published or recorded), invented, words, qualifier, as_published, note,
        other_figures, source. `value` is scaled; weights are grams, money pounds. Addresses stand without their
        scheme.
    """
    rows = []
    for row in comparison.rows:
        for subject, cell in zip(comparison.subjects, row.cells, strict=True):
            rows.append(_tidy(comparison.scale, subject, row, cell))
    return pd.DataFrame(rows)


def _tidy(scale: Scale, subject: Subject, row: Row, cell: Cell) -> dict[str, Any]:
    figure = cell.figure
    reasons = "; ".join(cell.reasons) if figure else "not stated"
    return {
        "operation": subject.name,
        "measure": row.definition.label,
        "group": MEASURE_GROUPS[row.definition.group][0],
        "value": cell.value,
        "bound": cell.bound.value if cell.bound else None,
        "basis": cell.basis.value if figure else None,
        "unit": row.definition.unit,
        "scale": scale.value,
        "comparable": "yes" if cell.comparable else "no",
        "reasons": reasons,
        "definition": row.definition.definition,
        "period": words.period_words(subject),
        "days": subject.days,
        "forces": "; ".join(subject.forces),
        "population": subject.population,
        "figures": subject.origin.value,
        "invented": "yes" if subject.invented else "no",
        "words": figure.words if figure else None,
        "qualifier": figure.qualifier if figure else None,
        "as_published": words.published_words(figure) if figure else None,
        "note": cell.note,
        "other_figures": "; ".join(
            f"{words.published_words(one)}, {one.words} ({words.without_scheme(one.source)})" for one in cell.others
        ),
        "source": words.without_scheme(figure.source) if figure else None,
    }


def compare_csv(comparison: Comparison) -> str:
    """Write `tidy_cells` as CSV; no cell is a formula to a spreadsheet."""
    frame = tidy_cells(comparison)
    # Whole numbers that may be missing must not become 7.0.
    for name in ("days", "population"):
        frame[name] = frame[name].astype("Int64").astype("object")
    return csv_text(frame.where(frame.notna(), None))


def compare_html(workspace: Workspace, content: CompareFile, *, marking: str | None = None) -> str:
    """Write the comparison as one file that needs nothing else; see `view.compare_page`."""
    settings, state = load_settings(), workspace.state()
    chosen = known_marking(marking or state.get("marking") or settings.marking)
    comparison = content.comparison
    document = json.dumps(as_document(comparison), ensure_ascii=False, sort_keys=True)
    about = CompareAbout(
        title="Operations compared",
        shown=f"Shown: {', '.join(words.short_name(one) for one in comparison.subjects)}; {comparison.scale.value}.",
        marking=chosen,
        handling=state.get("handling", settings.handling),
        note=state.get("invented", ""),
        file=[
            *([("Small numbers", content.rules)] if content.rules else []),
            ("Workspace", f"state {state.get('version', '0')}"),
            ("Data SHA-256", hashlib.sha256(document.encode()).hexdigest()),
            ("Made with", "linesmap"),
        ],
        licences=(*reference.attributions(), "Source Sans: SIL Open Font License 1.1"),
    )
    return comparison_page(comparison, comparison_body(comparison, content.rates, content.columns, Ink()), about)


def compare_xlsx(comparison: Comparison, *, rules: str = "") -> bytes:
    """Write a workbook: the comparison as on screen, notes with rules, definitions and differences, and sources.

    Returns
    -------
    data
        Numbers are numbers, their bound is part of the format; text is never a formula. The same comparison gives
        the same bytes.
    """
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # pragma: no cover - a new workbook has one
        sheet = book.create_sheet()
    sheet.title = "Comparison"
    _comparison_sheet(sheet, comparison)
    _notes_sheet(book.create_sheet("Notes"), comparison, rules)
    _sources_sheet(book.create_sheet("Sources"), comparison)
    held = io.BytesIO()
    book.save(held)
    return _without_clock(held.getvalue())


def _without_clock(data: bytes) -> bytes:
    """Write the archive again with fixed times, so that the same comparison is the same file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as found, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in found.namelist():
            content = found.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            made.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _text(cell: SheetCell, value: str, *, bold: bool = False, faint: bool = False, wrap: bool = True) -> None:
    """Write text that stays text."""
    cell.value = safe_cell(ILLEGAL_CHARACTERS_RE.sub("", words.without_scheme(value)))
    cell.data_type = "s"
    cell.font = Font(bold=bold, color=_INK2 if faint else None, size=9 if faint else 11)
    cell.alignment = Alignment(wrap_text=wrap, vertical="top")


def _cell(sheet: Worksheet, row: int, column: int) -> SheetCell:
    found = sheet.cell(row, column)
    if not isinstance(found, SheetCell):  # pragma: no cover - only merged cells are another class
        msg = "Expected a plain cell of the sheet, found a merged one."
        raise InputError(msg)
    return found


def _comparison_sheet(sheet: Worksheet, comparison: Comparison) -> None:
    _text(_cell(sheet, 1, 1), "Operations compared", bold=True, wrap=False)
    said = (
        f"Figures {comparison.scale.value}. Grey: cannot be compared, for the reason below the figure. – not published."
    )
    if any(subject.invented for subject in comparison.subjects):
        said += " Some columns are invented for demonstration."
    _text(_cell(sheet, 2, 1), said, faint=True, wrap=False)
    heads = [
        ("", [words.short_name(one) for one in comparison.subjects]),
        ("Figures", [one.origin.value + (", invented" if one.invented else "") for one in comparison.subjects]),
        ("Period", [words.period_words(one) for one in comparison.subjects]),
        ("Length", [words.length_words(one) for one in comparison.subjects]),
        ("Forces", [", ".join(one.forces) or "not stated" for one in comparison.subjects]),
        ("Population, mid-2020", [words.population_words(one) for one in comparison.subjects]),
    ]
    at = 4
    for label, values in heads:
        for column, value in enumerate([label, *values], start=1):
            _text(_cell(sheet, at, column), value, bold=at == 4, faint=at > 4)  # noqa: PLR2004 - the row of names
            if column > 1:
                sheet.cell(at, column).alignment = Alignment(wrap_text=True, vertical="top", horizontal="right")
        at += 1
    sheet.freeze_panes = f"B{at}"
    last = None
    for row in comparison.rows:
        if row.definition.group != last:
            last = row.definition.group
            label, sentence = MEASURE_GROUPS[last]
            _text(_cell(sheet, at, 1), f"{label}: {sentence}", bold=True, wrap=False)
            at += 1
        at = _measure_rows(sheet, at, comparison, row)
    sheet.column_dimensions["A"].width = _FIRST_WIDTH
    for column in range(2, len(comparison.subjects) + 2):
        sheet.column_dimensions[get_column_letter(column)].width = _COLUMN_WIDTH
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_title_rows = "4:9"


def _measure_rows(sheet: Worksheet, at: int, comparison: Comparison, row: Row) -> int:
    """Write a measure as two rows, figures and what stands under them, and give the row after."""
    decimals = words.row_decimals(row, comparison.scale)
    _text(_cell(sheet, at, 1), row.definition.label, bold=True)
    unit = {"g": "grams", "GBP": "£"}.get(row.definition.unit, row.definition.unit)
    _text(_cell(sheet, at + 1, 1), unit, faint=True)
    for column, (subject, cell) in enumerate(zip(comparison.subjects, row.cells, strict=True), start=2):
        target, below = _cell(sheet, at, column), _cell(sheet, at + 1, column)
        if cell.value is not None:
            target.value = int(cell.value) if float(cell.value).is_integer() else cell.value
            target.number_format = _format(row.definition.unit, cell, decimals)
        else:
            suppressed = cell.figure.suppressed if cell.figure else None
            shown = UNDER_TEN if suppressed == UNDER_TEN else "not shown" if suppressed else "not quantified"
            _text(target, shown if cell.figure else MISSING)
        _text(below, "; ".join(words.notes_under(comparison, subject, row, cell)), faint=True)
        for one in (target, below):
            one.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right")
            if cell.stated and not cell.comparable:
                one.fill = _GREY
    for column in range(1, len(comparison.subjects) + 2):
        sheet.cell(at + 1, column).border = Border(bottom=Side("thin", color="DFE4E9"))
    return at + 2


def _format(unit: str, cell: Cell, decimals: int | None) -> str:
    """Give the number format: bound before, unit behind."""
    value = cell.value or 0.0
    whole = float(value).is_integer() and (decimals is None or not cell.comparable)
    places = 0 if whole else max(1, decimals if decimals is not None else 2)
    number = "#,##0" + ("." + "0" * places if places else "")
    number = {"GBP": f'"£"{number}', "g": f'{number}" g"', "%": f'{number}"%"'}.get(unit, number)
    sign = _SIGNS.get(cell.bound, "") if cell.bound else ""
    return f'"{sign}"{number}' if sign else number


def _notes_sheet(sheet: Worksheet, comparison: Comparison, rules: str) -> None:
    lines: list[tuple[str, str, str]] = [("Small numbers", "", rules)] if rules else []
    lines += [("Difference", "", sentence) for sentence in comparison.differences] + [
        ("Phases", "", sentence) for sentence in words.reconciliation_sentences(comparison.reconciliations)
    ]
    lines += [("Definition", row.definition.label, row.definition.definition) for row in comparison.rows]
    lines += [("No total", row.definition.label, row.why_no_total) for row in comparison.rows if row.why_no_total]
    lines += [("Attribution", "", line) for line in reference.attributions()]
    _list(sheet, ("About", "Measure", "Note"), lines, (14, 30, _TEXT_WIDTH))


def _sources_sheet(sheet: Worksheet, comparison: Comparison) -> None:
    lines = [
        (
            subject.name,
            row.definition.label,
            words.published_words(figure),
            figure.words,
            figure.qualifier or "",
            figure.source,
        )
        for row in comparison.rows
        for subject, cell in zip(comparison.subjects, row.cells, strict=True)
        for figure in (cell.figure, *cell.others)
        if figure is not None
    ]
    heads = ("Operation", "Measure", "As published", "Publisher's words", "Qualifier", "Source")
    _list(sheet, heads, lines, (28, 28, 28, 34, 34, 90))


def _list(sheet: Worksheet, heads: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), start=1):
        _text(_cell(sheet, 1, column), head, bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, line in enumerate(lines, start=2):
        for column, value in enumerate(line, start=1):
            _text(_cell(sheet, number, column), value)
    sheet.freeze_panes = "A2"
