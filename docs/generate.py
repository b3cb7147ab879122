"""Write the pages of the documentation that follow from the code, so that they cannot drift from it.

python docs/generate.py
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any

import typer.main

from linesmap import ingest, reference
from linesmap.cli import app
from linesmap.ingest.archive_reader import MAX_MEMBERS, MAX_RATIO
from linesmap.model.kinds import COMMON_COLUMNS, KINDS, LOCATION_COLUMNS, MENTION_COLUMNS, Column, KindSpec
from linesmap.model.tables import TABLES
from linesmap.settings import SETTINGS

DOCS = Path(__file__).resolve().parent
SAMPLES = DOCS.parent / "data" / "samples"


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|")


def _table(heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join("---" for _ in heads) + " |"]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _columns(columns: tuple[Column, ...]) -> str:
    rows: list[tuple[object, ...]] = [
        (
            f"`{column.name}`" + (" (needed)" if column.required else ""),
            column.value.value,
            column.help + (" Personal." if column.personal else ""),
            ", ".join(column.aliases),
        )
        for column in columns
    ]
    return _table(("column", "holds", "what", "also called"), rows)


def formats() -> str:
    """Describe what can be imported and what a workspace holds."""
    parts = [
        "# File formats\n",
        "Made by `python docs/generate.py` from `linesmap/model`: do not edit by hand.\n",
        (
            "Read are CSV (any delimiter; UTF-8, UTF-16 or CP-1252), spreadsheets (XLSX, XLS, ODS; every sheet), JSON "
            "lines (or one array of objects; inner objects become columns), Parquet, and ZIP archives of those. The "
            "content decides the format, not the ending of the name. Headers are compared without case, spaces and "
            "punctuation; title rows above the header are passed over. The kind is told by the header, or named with "
            "`--kind`. A row without a needed value is rejected with a reason; any other value that cannot be read "
            "becomes a warning, and the row is kept. Columns that may name an officer or a source are never read.\n"
        ),
        (
            "Files of data.police.uk (street-level crime, stop and search) are known by their headers, in an archive "
            "too. How the columns of other sources are read can be said once, as a [template](templates.md). Places "
            "can be told apart by more [gazetteers](gazetteers.md) than the shipped one.\n"
        ),
        (
            "Every row is accepted, rejected with a reason, or already held; rows in is their sum. "
            "`linesmap rejects WORKSPACE --csv > rejects.csv` writes the rejected rows with the columns they had: mend "
            "them, import that file, and just those rows come in. The same file again adds nothing; a row that another "
            "file brings again is known by its content.\n"
        ),
        "## Bounds\n",
        (
            "A file over a bound is refused whole, with a sentence that names the bound: size of a file, rows, columns "
            "and length of a cell as in [settings](settings.md); an archive or workbook unpacked, four times the "
            f"largest file; {MAX_MEMBERS:,} files in an archive, none of which unpacks to more than {MAX_RATIO} times "
            "its packed size or is an archive itself. Formulas give the value the spreadsheet stored; nothing is "
            "computed.\n"
        ),
        "## Columns of every kind\n",
        _columns(COMMON_COLUMNS),
        "## Where\n",
        (
            "For all kinds but registers (of lines, operations, people) and results. Trust goes point, postcode, grid "
            "reference, place; see docs/methods.md.\n"
        ),
        _columns(LOCATION_COLUMNS),
        "## Who and what is named\n",
        _columns(MENTION_COLUMNS),
    ]
    for spec in KINDS.values():
        sample = f"Example: [`{example_name(spec)}`](../data/samples/{example_name(spec)}), invented.\n"
        parts += [f"## {spec.plural} (`{spec.kind.value}`)\n", spec.help + "\n", sample, _columns(spec.columns)]
    reasons: list[tuple[object, ...]] = [(f"`{code.value}`", text) for code, text in ingest.REASONS.items()]
    parts += ["## Reasons for rejected rows and warnings\n", _table(("code", "what it means"), reasons)]
    parts.append("## Tables of a workspace\n")
    for table in TABLES.values():
        rows: list[tuple[object, ...]] = [(f"`{field.name}`", field.type, field.help) for field in table.fields]
        parts += [f"### `{table.name}`\n", f"One row is {table.row}.\n", _table(("column", "type", "what"), rows)]
    words = sorted(reference.drug_names())
    parts += ["## Names of drugs\n", ", ".join(words) + ".\n"]
    return "\n".join(parts)


def settings() -> str:
    """Describe the settings."""
    rows: list[tuple[object, ...]] = [
        (f"`{setting.env}`", f"`{setting.default}`" if setting.default else "", setting.help) for setting in SETTINGS
    ]
    return "\n".join(
        [
            "# Settings\n",
            "Made by `python docs/generate.py` from `linesmap/settings.py`: do not edit by hand.\n",
            "All settings are environment variables.\n",
            _table(("variable", "default", "what"), rows),
        ]
    )


def commands() -> str:
    """Describe the commands, by their own help."""
    root = typer.main.get_command(app)
    parts = [
        "# Commands\n",
        "Made by `python docs/generate.py` from `linesmap/cli.py`: do not edit by hand.\n",
        (
            "`--json` prints one document on standard output; progress and messages go to standard error. Exit codes: "
            "0 done (rejected rows are no failure), 1 a stated problem, 2 wrong usage.\n"
        ),
    ]

    def describe(command: Any, name: str) -> None:  # noqa: ANN401 - Typer names no public class
        if hasattr(command, "commands"):
            for key, inner in sorted(command.commands.items()):
                describe(inner, f"{name} {key}")
            return
        rows: list[tuple[object, ...]] = []
        for parameter in command.params:
            if parameter.name == "help":
                continue
            shown = ", ".join(f"`{text}`" for text in parameter.opts) if parameter.param_type_name == "option" else ""
            rows.append((shown or f"`{str(parameter.name).upper()}`", getattr(parameter, "help", "") or ""))
        parts.extend([f"## `{name}`\n", (command.help or "") + "\n", _table(("option", "what"), rows) if rows else ""])

    describe(root, "linesmap")
    return "\n".join(parts)


PAGES = {"formats.md": formats, "settings.md": settings, "cli.md": commands}


def example_name(spec: KindSpec) -> str:
    """Name the example file of a kind."""
    return f"example_{spec.kind.value}.csv"


def example(spec: KindSpec) -> str:
    """Write the example file of a kind: one column a column of the model, values from the model."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([f"Example of {spec.plural.lower()} as linesmap reads them. Everything in it is invented"])
    columns = spec.example_columns
    writer.writerow([column.name for column in columns])
    writer.writerows(zip(*(column.examples for column in columns), strict=True))
    return out.getvalue()


def main() -> None:
    """Write the pages and the example files."""
    for spec in KINDS.values():
        (SAMPLES / example_name(spec)).write_text(example(spec), encoding="utf-8", newline="")
        sys.stdout.write(f"wrote data/samples/{example_name(spec)}\n")
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
        sys.stdout.write(f"wrote docs/{name}\n")


if __name__ == "__main__":
    main()
