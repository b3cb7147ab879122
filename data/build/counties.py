"""Make counties.csv: words that people use for an area, and the districts each stands for.

The words are facts in `facts/counties.csv`: ceremonial counties of England, preserved counties and principal areas
of Wales, historic and abolished counties, force areas, and abbreviations. `districts` is the present meaning, `also`
the districts that the word reaches in an older or looser meaning (Croydon, Surrey). A district is named in full
there, `force:NAME` stands for all districts of a force, and `-NAME` takes one out.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from areas import postcodes_with_former_district
from common import joined, read_facts, spread, write_csv
from districts import code_of_name, table

from linesmap.crs import from_national_grid

SOURCES = {
    "ceremonial": "Lieutenancies Act 1997, schedule 1, by district; abbreviations from common use",
    "preserved": "Local Government (Wales) Act 1994, preserved counties as amended in 2003",
    "principal": "Local Government (Wales) Act 1994, principal areas",
    "historic": "Historic county by district, from general knowledge; the edges do not follow districts exactly",
    "former": "Local Government Act 1972, abolished 1996 or 1998",
    "force": "Police Act 1996, schedule 1; ONS police force areas",
    "area": "Common use, from general knowledge",
}


def expand(cell: str) -> list[str]:
    """Turn one cell of district names into sorted district codes."""
    codes: set[str] = set()
    now = table()[table()["valid_to"] == ""]
    force_code = dict(read_facts("forces.csv")[["pfa_name", "pfa_code"]].itertuples(index=False))
    for token in filter(None, cell.split(";")):
        if token.startswith("force:"):
            codes |= set(now.loc[now["pfa_code"] == force_code[token.removeprefix("force:")], "lad_code"])
        elif token.startswith("-"):
            codes.discard(code_of_name(token.removeprefix("-")))
        else:
            codes.add(code_of_name(token))
    return sorted(codes)


def force_rows() -> list[dict[str, str]]:
    """Add each force area under the full name of its force; its other names are in forces.csv."""
    facts = read_facts("forces.csv")
    area = facts[facts["pfa_code"].str[:3].isin(["E23", "W15"])]
    return [
        {"name": row.force_name, "kind": "force", "districts": f"force:{row.pfa_name}", "also": "", "aliases": ""}
        for row in area.itertuples()
    ]


def build(out: Path) -> None:
    """Write reference/counties.csv, with the middle and spread of the postcodes of each."""
    points = postcodes_with_former_district()
    rows = []
    for fact in [*read_facts("counties.csv").to_dict("records"), *force_rows()]:
        districts, also = expand(fact["districts"]), expand(fact["also"])
        assert not set(districts) & set(also), fact["name"]  # noqa: S101
        inside = points["lad_code"].isin(districts) | points["former_lad_code"].isin(districts)
        easting, northing, radius = spread(points[inside])
        lon, lat = from_national_grid(easting, northing)
        rows.append(
            {
                "name": fact["name"],
                "kind": fact["kind"],
                "aliases": fact["aliases"],
                "districts": joined(districts),
                "also": joined(also),
                "lon": np.round(float(lon), 5),
                "lat": np.round(float(lat), 5),
                "radius_95_m": int(round(radius, -2)),
                "source": SOURCES[fact["kind"]],
            }
        )
    frame = pd.DataFrame(rows)
    covered = {
        code
        for cell in frame.loc[frame["kind"].isin(["ceremonial", "preserved"]), "districts"]
        for code in cell.split(";")
    }
    missing = set(table().loc[table()["valid_to"] == "", "lad_code"]) - covered
    assert not missing, missing  # noqa: S101 - every district lies in a county
    write_csv(frame, out / "reference" / "counties.csv")
