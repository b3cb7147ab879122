"""Rebuild everything that `data/build` makes, and say whether it equals what is shipped.

    python data/build/all.py            rebuild into data/
    python data/build/all.py --check    rebuild into a temporary folder and compare byte by byte
    python data/build/all.py --wheels FOLDER    use wheels already downloaded

Exit code 1 if `--check` finds a difference.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import areas
import context
import counties
import districts
import drawn_areas
import forces
import packages
import places
import prisons
import published
import sources
import stations
import west_yorkshire
from common import SHIPPED

# In this order: a later step reads what an earlier one wrote.
STEPS: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("reference/forces.csv", forces.build),
    ("reference/regional_units.csv", forces.build_regional_units),
    ("reference/counties.csv", counties.build),
    ("reference/districts.csv", districts.build),
    ("reference/district_areas.geojson", areas.build_districts),
    ("reference/force_areas.geojson", areas.build_forces),
    ("reference/force_areas_drawn.geojson", drawn_areas.build),
    ("reference/regional_areas_drawn.geojson", drawn_areas.build_regional),
    ("reference/context_areas.geojson", context.build),
    ("reference/sea_labels.csv", context.build_sea_labels),
    ("reference/stations.csv", stations.build),
    ("reference/places.csv", places.build),
    ("reference/prisons.csv", prisons.build),
    ("reference/published_results.csv", published.build),
    ("samples/west_yorkshire_drug_offences.csv", west_yorkshire.build),
)


def main() -> int:
    """Run the build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with what is shipped instead of replacing it")
    parser.add_argument("--wheels", type=Path, help="folder with the wheels and archives of the pinned packages")
    arguments = parser.parse_args()
    packages.use_wheels(arguments.wheels)
    if not arguments.check:
        for file, step in STEPS:
            step(SHIPPED)
            print(f"made     {file}")
        sources.write()
        print("made     SOURCES.md")
        return 0
    different = 0
    with tempfile.TemporaryDirectory() as folder:
        for file, step in STEPS:
            step(Path(folder))
            same = (Path(folder) / file).read_bytes() == (SHIPPED / file).read_bytes()
            different += not same
            print(f"{'equal' if same else 'DIFFERS':8} {file}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
