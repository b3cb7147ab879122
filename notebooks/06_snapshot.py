# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # What leaves: a map for analysts, and numbers for a PCC office
#
# A snapshot is one HTML file that opens on a computer without a network and can contact nothing. There are two. The one
# for analysts holds the map and its records without names and texts. The one for the office of a Police and Crime
# Commissioner holds aggregates that were checked: nothing small is in it, and nothing small can be worked out from it.
# Everything below is made of invented records.

# %%
import json
import re
import tempfile
from pathlib import Path

import pandas as pd

from linesmap import reference
from linesmap.area_snapshots import AreaRequest, area_release, log_release, make_area_export
from linesmap.disclose import PublishedTable, Rules, attack, protect
from linesmap.errors import InputError
from linesmap.ingest import synthetic
from linesmap.model.filters import Filters
from linesmap.pipeline import import_files
from linesmap.snapshots import SnapshotRequest, make_snapshot
from linesmap.store import Workspace
from linesmap.view.area_page import area_page

folder = Path(tempfile.mkdtemp())
made = synthetic.write_files(folder / "files", n_records=900, seed=7)
workspace = Workspace(folder / "snapshot.duckdb")
import_files([path for path in made.files if not path.name.startswith("nominals")], workspace)
south_west = reference.regional_units()["SWROCU"]

# %% [markdown]
# ## For analysts
#
# Records whose handling carries conditions stay behind, and the file says how many. So do texts, names, references,
# telephone numbers and plates. The same request gives the same bytes.

# %%
request = SnapshotRequest(Path("map.html"), Filters(forces=south_west), made_by="South West regional unit")
page, written = make_snapshot(workspace, request)
again, _ = make_snapshot(workspace, request)
print(f"{written.n_records:,} records in {len(page) / 1e6:.1f} MB, {written.n_withheld:,} left behind")
assert page == again
assert len(page) < 5_000_000
assert b"default-src 'none'" in page
assert not re.findall(rb"https?://", page)

# %% [markdown]
# A size can be asked for. Where single records do not fit, they are added up by hexagon and week or month, the file says
# so, and every number still counts all of its records.

# %%
small, added_up = make_snapshot(
    workspace, SnapshotRequest(Path("small.html"), Filters(), made_by="South West regional unit", most_bytes=len(page))
)
print(f"{added_up.n_records:,} records in {len(small) / 1e6:.2f} MB")
assert len(small) <= len(page)

# %% [markdown]
# ## What a small number gives away
#
# Three forces, three counts. Only the 3 is small, but whoever sees the totals can subtract. So more is hidden, and the
# rest is rounded. The attack knows every number that is shown, the rules, and what `under 10` means.

# %%
table = PublishedTable(
    ("Dorset", "Gwent", "Kent"), ("arrests", "charges", "referrals"), ((25, 3, 40), (31, 22, 18), (60, 45, 37))
)
safe = protect(table)
rows = [[safe.text((row, column)) for column in (*table.columns, "All")] for row in (*table.rows, "All")]
print(pd.DataFrame(rows, index=[*table.rows, "All"], columns=[*table.columns, "All"]).to_string())
print(safe.report.sentence())
for seen in attack(safe.published):
    print(" / ".join(seen.cell_id), f"could be {seen.low:.0f} to {seen.high:.0f}")
    assert seen.high - seen.low >= 8
assert safe.report.passed

# %% [markdown]
# ## For a PCC office
#
# Counts and weights by force, district, period and operation. All numbers of one file are protected together, so that its
# map, its tables, its time slices and its filters cannot be subtracted from each other. Districts are shown for the whole
# time only. Money and weights also need ten seizures, of which none is more than half.

# %%
asked = AreaRequest(Path("areas.html"), Filters(forces=south_west), made_by="South West regional unit")
release = area_release(workspace, asked)
print(release.report.sentence())
arrests = release.scene.whole["arrests"]
for area in release.scene.areas:
    if area.level == "force":
        print(f"{area.name:22} {arrests[area.code]}")
assert release.report.passed
for numbers in release.scene.whole.values():
    assert all(isinstance(cell, str) or cell == 0 or cell >= 10 for cell in numbers.values())

# %% [markdown]
# The page, and what is not in it.

# %%
text = area_page(release.scene, release.about)
told = log_release(workspace, asked.path, release, text.encode(), asked.rules)
with workspace.read() as tables:
    mentions = tables["mentions"].to_pandas()
hidden = mentions[mentions["entity_type"].isin(["phone", "vehicle", "address", "deal_line"])]
found = [raw for raw in set(hidden["raw"]) if re.search(rf"\b{re.escape(raw)}\b", text)]
print(
    f"{told.n_shown:,} of {told.n_numbers:,} numbers in {len(text) / 1e6:.1f} MB; {hidden['raw'].nunique():,} names and"
)
print(f"numbers looked for, {len(found)} found")
assert not found

# %% [markdown]
# The report on it stays with whoever publishes: why each number is hidden, and the range that the attack left. The audit
# trail has an entry for every file that left.

# %%
print(release.report.frame()[["cell", "reason", "low_by_numbers", "high_by_numbers"]].head(6).to_string(index=False))
with workspace.read() as tables:
    audit = tables["audit"].to_pandas()
left = audit[audit["action"] == "disclosure"]
print(
    left[["object"]]
    .assign(for_=[json.loads(one).get("audience", "analyst") for one in left["detail"]])
    .to_string(index=False)
)
assert workspace.verify_audit() is None

# %% [markdown]
# ## What is refused
#
# Record level for a PCC office, rules below the least that is allowed, and a choice that was not checked.

# %%
refused = (
    lambda: make_area_export(workspace, AreaRequest(Path("graph.graphml"))),
    lambda: Rules(threshold=3),
    lambda: area_release(workspace, AreaRequest(Path("x.html"), Filters(drugs=("heroin",)))),
)
for attempt in refused:
    try:
        attempt()
    except InputError as error:
        print("-", error)
    else:
        raise AssertionError
