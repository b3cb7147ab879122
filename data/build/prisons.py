"""Make prisons.csv: prisons and young offender institutions of England and Wales, at the position of their postcode.

`facts/prisons.csv` has for each its name, other names, the place it lies at, its unit postcode and a source: `R` stands
for the prison register. A postcode that the directory does not know, or that lies far from the others of its sector,
stops the build.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from common import postcodes, read_facts, write_csv

from linesmap.crs import from_national_grid

SOURCES = {"R": "Prison register of HM Prison and Probation Service, addresses (OGL v3)"}

RADIUS_M = 1_000
"""A prison and its land reach some hundred metres from the point of its postcode, which is its gate or its office."""


def build(out: Path) -> None:
    """Write reference/prisons.csv, sorted by name."""
    directory = postcodes().assign(key=lambda table: table["pcd"].str.replace(" ", "")).set_index("key")
    districts = pd.read_csv(out / "reference" / "districts.csv", dtype=str, keep_default_na=False).set_index("lad_code")
    rows = []
    for fact in read_facts("prisons.csv").itertuples():
        key = fact.postcode.replace(" ", "")
        assert key in directory.index, (fact.name, fact.postcode)  # noqa: S101
        unit = directory.loc[key]
        lon, lat = from_national_grid(float(unit["easting"]), float(unit["northing"]))
        rows.append(
            {
                "name": fact.name,
                "aliases": fact.aliases,
                "place": fact.place,
                "postcode": fact.postcode,
                "lon": round(float(lon), 5),
                "lat": round(float(lat), 5),
                "lad_code": unit["lad_code"],
                "pfa_code": districts.at[unit["lad_code"], "pfa_code"],
                "radius_m": RADIUS_M,
                "source": SOURCES.get(fact.source, fact.source),
            }
        )
    frame = pd.DataFrame(rows).sort_values("name", ignore_index=True)
    assert frame["name"].is_unique  # noqa: S101
    write_csv(frame, out / "reference" / "prisons.csv")
