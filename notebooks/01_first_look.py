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
# # First look: from files to a map
#
# linesmap reads police files as they are, locates every record offline, ties records together and draws them. This page
# goes through the whole chain on a small invented set. Everything in it is made up; telephone numbers come from Ofcom's
# drama range. Open it in Jupyter with jupytext, or run it as a script.

# %%
import tempfile
from pathlib import Path

from linesmap import geocode, measure, network, reports
from linesmap.ingest import synthetic
from linesmap.model.filters import Filters
from linesmap.pipeline import import_files, last_day, line_profiles_of
from linesmap.snapshots import SnapshotRequest, write_snapshot
from linesmap.store import Workspace

folder = Path(tempfile.mkdtemp())
files = synthetic.write_files(folder / "files", n_records=2_000, seed=7).files
[path.name for path in files]

# %% [markdown]
# ## Files in: every row accounted for
#
# The kind of each file is told by its header. Rows in = accepted + rejected + already held; a rejected row keeps its
# content and a reason.

# %%
workspace = Workspace(folder / "first_look.duckdb")
imported = import_files(files, workspace)
for file in imported[:5]:
    print(f"{file.name:52} {file.kind:13} {file.rows_in:5} in {file.accepted:5} accepted {file.rejected:3} rejected")

assert all(file.rows_in == file.accepted + file.rejected + file.already_held for file in imported)
assert sum(file.rejected for file in imported) > 10

# %%
again = import_files(files[:1], workspace)
assert again[0].accepted == 0, "the same file again adds nothing"

# %% [markdown]
# ## Places: as sure as the evidence, and no surer
#
# A postcode district is kilometres wide. "Newport" alone is refused, with its candidates.

# %%
for text, found in zip(
    texts := ["BA20 1QR", "BA20", "Yeovil, Somerset", "ST 554 160", "Newport"], geocode.locate_texts(texts), strict=True
):
    print(f"{text:18} {found.status:10} {found.precision or '':18} {found.uncertainty_m or '':>8}  {found.label}")

unit, district, town, grid, ambiguous = geocode.locate_texts(texts)
assert unit.uncertainty_m < town.uncertainty_m < 6_000
assert ambiguous.lon is None
assert len(ambiguous.candidates) >= 3

# %% [markdown]
# ## Lines: where they run, and the state they are in
#
# A line is closed only when a person recorded a closure. Type 1 and Type 2 are never added. A closed line that records
# name again is reactivated.

# %%
with workspace.read() as tables:
    lines = line_profiles_of(tables, as_of=last_day(tables))
    graph = network.graph_of(tables)

for line in lines[:6]:
    print(f"{line.name:14} {line.status:15} {line.route:42} {line.n_records:4} records")

internal = [line for line in lines if line.line_kind == "internal"]
print(f"{len(lines)} lines, {len(internal)} of them internal; graph of {len(graph):,} things and {graph.size():,} ties")

assert {line.status for line in lines} >= {"active", "reactivated", "closed Type 1"}
assert internal, "lines inside one force are first class"
assert all(graph.nodes[line.line_id]["type"] == "deal_line" for line in lines)

# %% [markdown]
# ## Measures: outputs, each of its own kind
#
# Arrests, weights and closures count what police did. Every number opens to the records it is made of.

# %%
with workspace.read() as tables:
    phases = reports.operations(tables, Filters(), by_phase=True)
    total = measure.activity(tables, Filters(), by="all").iloc[0]
    behind = measure.records_behind(tables, Filters(), "arrests")

print(phases[["operation", "phase", "start_on", "records", "arrests", "closures_type_1", "closures_type_2"]].to_string())

assert behind["amount"].sum() == total["arrests"]

# %% [markdown]
# ## The map, as one file
#
# The snapshot opens in any browser, also without a network. `linesmap serve` shows the same map in the app.

# %%
written = write_snapshot(workspace, SnapshotRequest(folder / "map.html", Filters(), title="First look"))
print(f"{written.path}: {written.n_records:,} records, {written.n_bytes / 1e6:.1f} MB, {written.n_withheld} held back")

assert written.n_bytes < 5_000_000
assert "https://" not in Path(written.path).read_text(encoding="utf-8")
