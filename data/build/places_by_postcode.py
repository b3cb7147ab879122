"""Add towns and suburbs that GeoNames lacks, at the middle of the postcodes that bear their name.

`facts/places_by_postcode.csv` gives for each its county and its postcode districts or sectors, from general knowledge.
The position is the median of those postcodes that lie in the county; the population is a rough one, 25 people a
postcode of the directory (which counts retired ones too). A sector that does not lie in the county stops the build.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from common import postcodes, read_facts, spread

from linesmap.crs import from_national_grid

PEOPLE_PER_POSTCODE = 25
FIRST_ID = 900_000_000
"""Identifiers of these places; those of GeoNames are smaller."""

LARGEST_SPREAD_M = 9_000


def _members(directory: pd.DataFrame, code: str) -> pd.Series:
    outward, _, sector = code.partition(" ")
    inside: pd.Series = directory["pcd"].str[:4].str.strip() == outward
    return inside & (directory["pcd"].str[4] == sector) if sector else inside


def from_postcodes(out: Path) -> pd.DataFrame:
    """Give the added places: geonameid, name, alternates, lon, lat, population, country."""
    counties = pd.read_csv(out / "reference" / "counties.csv", dtype=str, keep_default_na=False).set_index("name")
    directory = postcodes()
    rows = []
    for index, fact in enumerate(read_facts("places_by_postcode.csv").itertuples()):
        districts = counties.at[fact.county, "districts"].split(";")
        parts = [_members(directory, code) for code in fact.postcodes.split(";")]
        home = directory["lad_code"].isin(districts)
        assert all((part & home).sum() > 0 for part in parts), (fact.name, fact.postcodes)  # noqa: S101
        points = directory[np.logical_or.reduce(parts) & home]
        easting, northing, radius = spread(points)
        assert radius < LARGEST_SPREAD_M, (fact.name, fact.postcodes, radius)  # noqa: S101
        lon, lat = from_national_grid(easting, northing)
        rows.append(
            {
                "geonameid": FIRST_ID + index,
                "name": fact.name,
                "alternates": "",
                "lon": round(float(lon), 5),
                "lat": round(float(lat), 5),
                "population": int(round(len(points) * PEOPLE_PER_POSTCODE, -2)),
                "country": "WLS" if districts[0].startswith("W") else "ENG",
            }
        )
    return pd.DataFrame(rows)
