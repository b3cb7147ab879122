"""Make the West Yorkshire sample: recorded drug offences of three months, as data.police.uk published them."""

from __future__ import annotations

import csv
from pathlib import Path

from packages import unpack

MONTHS = ("2016-07", "2017-07", "2018-07")


def build(out: Path) -> None:
    """Write samples/west_yorkshire_drug_offences.csv: the header and the rows of crime type Drugs, unchanged."""
    folder = unpack("crime-sim-toolkit") / "crime_sim_toolkit" / "tests" / "testing_data" / "test_policedata"
    lines: list[str] = []
    for month in MONTHS:
        text = (folder / month / f"{month}-west-yorkshire-street.csv").read_text(encoding="utf-8")
        header, *rows = text.splitlines()
        kind = header.split(",").index("Crime type")
        lines = lines or [header]
        lines += [row for row in rows if next(csv.reader([row]))[kind] == "Drugs"]
    path = out / "samples" / "west_yorkshire_drug_offences.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
