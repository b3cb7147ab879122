"""Make districts.csv: every district of England and Wales, now and before, with its force and county.

English districts before the mergers take their force from `crime-sim-toolkit` where it gives one (273 of 326; the
other 53 are empty there). Those, Wales, the mergers and the recodings are facts in `facts/district_changes.csv` and
`facts/districts_2024.csv`. Both ways must agree wherever both speak, and the build stops when they do not.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from common import read_facts, spread, write_csv
from packages import unpack, version

from linesmap.crs import from_national_grid

LOOKUP = "ONS lookup of districts to police force areas, December 2019, carried through the changes since"
CHANGE = "mySociety register of local authorities; force as its predecessors"

# The day of each recoding: the year is in the register, the day is from memory.
RECODED_ON = {
    "St Albans": "2012-04-01",
    "Welwyn Hatfield": "2012-04-01",
    "East Hertfordshire": "2013-04-01",
    "Stevenage": "2013-04-01",
    "Northumberland": "2013-04-01",
    "Gateshead": "2013-04-01",
    "Barnsley": "2025-04-01",
    "Sheffield": "2025-04-01",
}


@cache
def from_package() -> pd.DataFrame:
    """Read district -> force of England in 2011 codes from the package: code, name, force name or null."""
    file = unpack("crime-sim-toolkit") / "crime_sim_toolkit" / "src" / "LSOA_data" / "PoliceforceLSOA.csv"
    frame = pd.read_csv(file, dtype=str)
    frame = frame[["Local authority code", "Local authority name", "Police_force"]].drop_duplicates()
    frame.columns = pd.Index(["lad_code", "lad_name", "force"])
    assert frame["lad_code"].is_unique  # noqa: S101 - a district in two forces would be a fault of the package
    return frame


@cache
def table() -> pd.DataFrame:
    """Put the districts together: lad_code, lad_name, pfa_code, valid_from, valid_to, successor_code, source."""
    now = read_facts("districts_2024.csv")
    changes = read_facts("district_changes.csv")
    package = dict(from_package().dropna()[["lad_code", "force"]].itertuples(index=False))
    rows = {}
    for row in now.itertuples():
        rows[row.lad_code] = [row.lad_name, row.pfa_code, row.pfa_name, "", "", ""]
    for row in changes.itertuples():
        on = row.effective if row.kind.startswith("merged") else RECODED_ON[row.old_name]
        old = rows.setdefault(row.old_code, [row.old_name, row.pfa_code, row.pfa_name, "", "", ""])
        old[4], old[5] = on, row.new_code
        new = rows.setdefault(row.new_code, [row.new_name, row.pfa_code, row.pfa_name, "", "", ""])
        assert new[1] == row.pfa_code, row.new_code  # noqa: S101 - a merger never crossed a force boundary
        new[3] = on
    changed = set(changes["old_code"]) | set(changes["new_code"])
    out = []
    for code, (name, pfa_code, force, start, end, successor) in sorted(rows.items()):
        if code in package:
            assert package[code] == force, (code, package[code], force)  # noqa: S101
            source = f"crime-sim-toolkit {version('crime-sim-toolkit')}; agrees with the ONS lookup"
        else:
            source = CHANGE if code in changed else LOOKUP
        out.append((code, name, pfa_code, start, end, successor, source))
    columns = ["lad_code", "lad_name", "pfa_code", "valid_from", "valid_to", "successor_code", "source"]
    return pd.DataFrame(out, columns=columns)


def current(code: str) -> str:
    """Follow the successors of a district to the one in force."""
    successor = dict(table()[["lad_code", "successor_code"]].itertuples(index=False))
    while successor[code]:
        code = successor[code]
    return code


def code_of_name(name: str) -> str:
    """Find the code of a district by its ONS name, preferring the code in force where a name has two.

    Raises
    ------
    KeyError
        If no district has the name.
    """
    found = table()[table()["lad_name"] == name]
    if found.empty:
        raise KeyError(name)
    # "" sorts first: a code without an end is the one in force.
    return str(found.sort_values("valid_to").iloc[0]["lad_code"])


def build(out: Path) -> None:
    """Write reference/districts.csv, with county and the middle and spread of its postcodes."""
    frame = table().copy()
    counties = pd.read_csv(out / "reference" / "counties.csv", dtype=str, keep_default_na=False)
    county_of: dict[str, str] = {}
    for row in counties[counties["kind"].isin(["ceremonial", "preserved"])].itertuples():
        for code in row.districts.split(";"):
            county_of.setdefault(code, row.name)
    frame.insert(3, "county", [county_of.get(code) or county_of[current(code)] for code in frame["lad_code"]])
    # Imported late: areas are named by the table made here.
    from areas import postcodes_with_former_district

    points = postcodes_with_former_district()
    groups = {code: spread(group) for code, group in points.groupby("former_lad_code")}
    groups |= {code: spread(group) for code, group in points.groupby("lad_code")}
    found = [groups.get(code, (np.nan, np.nan, np.nan)) for code in frame["lad_code"]]
    middle = pd.DataFrame(found, columns=["easting", "northing", "radius_95_m"])
    lon, lat = from_national_grid(middle["easting"], middle["northing"])
    frame["lon"], frame["lat"] = lon.round(5), lat.round(5)
    frame["radius_95_m"] = middle["radius_95_m"].round(-2).astype("Int64")
    frame.loc[middle["easting"].isna(), ["lon", "lat"]] = np.nan
    in_force = frame["valid_to"] == ""
    assert in_force.sum() == 318, in_force.sum()  # noqa: PLR2004, S101 - districts since April 2023
    assert frame.loc[in_force, "lon"].notna().all()  # noqa: S101
    write_csv(frame, out / "reference" / "districts.csv")
