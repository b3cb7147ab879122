"""Make a snapshot of the Network page: the link chart beside the map, for analysts, in one file that is logged.

Records whose handling carries conditions stay behind, with everything that only they say. People, phones, vehicles
and addresses stand by pseudonyms, the same as in the other exports of the workspace.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import networkx as nx

from linesmap.asked import known_marking
from linesmap.chart import Material, chart_of, material_of
from linesmap.errors import RenderError
from linesmap.export_rules import Leaving, Naming, naming_of
from linesmap.picture import backdrop_of, details_of
from linesmap.settings import load_settings
from linesmap.snapshot_about import Chosen, about_of
from linesmap.snapshots import (
    MOST_DETAILS,
    MOST_RECORDS,
    SnapshotRequest,
    SnapshotWritten,
    chosen_of,
    with_operations,
    without_text,
)
from linesmap.store import Tables, Workspace, resolved_mentions
from linesmap.view.chart_pack import far_nodes, packed_chart, without_nodes
from linesmap.view.chart_scene import with_chart
from linesmap.view.scene import Scene
from linesmap.view.snapshot import About, snapshot_html
from linesmap.view.words import plural

__all__ = ["make_network_snapshot", "write_network_snapshot"]

_SHARES = (1.0, 0.5, 0.0)
"""How much of what is far from the first view is tried, in turn, until the file is small enough."""

_LEFT_OUT = "The text of records, names, references to people, telephone numbers, plates and addresses."

_METHODS = """
Things are tied when a record names both, or a register ties them. The weight of a tie is 1 minus the doubt left by
independent reports, from their gradings; 0.5 for one ungraded report. A tie says that records connect two things, not
that anybody did anything.

People, phones, vehicles and addresses stand by pseudonyms. They are the same in every export of this workspace and say
nothing outside it.

The chart opens on lines, operations and the strongest of what ties two or more of them, or on what was asked for. A
person exploited in any record is marked to be safeguarded first.
"""


@dataclass(frozen=True)
class _Parts:
    """What every size of one snapshot is made from: the scene without its chart, the chart, and what is said."""

    scene: Scene
    chart: dict[str, Any]
    about: About
    details: dict[str, dict[str, object]]


def write_network_snapshot(
    workspace: Workspace,
    request: SnapshotRequest,
    *,
    focus: Sequence[str] = (),
    events: bool = False,
    progress: Callable[[str], None] | None = None,
) -> SnapshotWritten:
    """Write a snapshot file with the chart and log the disclosure.

    Raises
    ------
    InputError, RenderError
        As for `make_network_snapshot`.
    """
    (progress or (lambda _: None))("Drawing the chart")
    data, written = make_network_snapshot(workspace, request, focus=focus, events=events)
    request.path.parent.mkdir(parents=True, exist_ok=True)
    request.path.write_bytes(data)
    return written


def make_network_snapshot(
    workspace: Workspace, request: SnapshotRequest, *, focus: Sequence[str] = (), events: bool = False
) -> tuple[bytes, SnapshotWritten]:
    """Build the page of a snapshot with the link chart and log that it leaves.

    Parameters
    ----------
    workspace
        Where the records are.
    request
        As for `snapshots.make_snapshot`.
    focus
        Entity ids of the workspace to open on; those that no record of the file names are passed over.
    events
        Whether seizures and enforcement actions are things of their own.

    Returns
    -------
    data, written
        The page as UTF-8, and what is in it; the file itself is for the caller to write. The same state of the
        workspace and the same request give the same page.

    Raises
    ------
    InputError
        If an operation or marking is not known.
    RenderError
        If there are more records than the page can show one by one, or it would be too large without what is far
        from the first view.
    """
    settings = load_settings()
    marking = known_marking(request.marking or workspace.state().get("marking") or settings.marking)
    with workspace.read() as tables:
        leaving = Leaving(tables)
        backdrop = backdrop_of(leaving, active_days=settings.active_days)
        asked = replace(request, filters=with_operations(request, backdrop), marking=marking)
        chosen = chosen_of(tables, asked)
        _check(chosen)
        naming = naming_of(tables, names=False)
        whole = material_of(leaving, backdrop, chosen.filters, events=events)
        ids = _ids_of(whole, naming)
        material = _renamed(whole, leaving, naming, ids)
        details = {}
        if len(material.scene.record_ids) <= MOST_DETAILS:
            found = details_of(leaving, backdrop, material.scene.record_ids, with_raw=False)
            details = {key: without_text(detail) for key, detail in found.items()}
        chart = json.loads(chart_of(material, [ids[one] for one in focus if one in ids]).json)["chart"]
        parts = _Parts(material.scene, chart, about_of(tables, backdrop, chosen), details)
    data = _fitting(_pages(parts), request.most_bytes)
    n_records = chosen.n_kept - chosen.n_undated
    with workspace.write() as writer:
        writer.log(
            "disclosure", request.path.name, changes_data=False, records=n_records, withheld=chosen.n_withheld,
            audience="analyst", chart=True, sha256=hashlib.sha256(data).hexdigest(),
        )  # fmt: skip
    return data, SnapshotWritten(str(request.path), n_records, chosen.n_withheld, len(data))


def _check(chosen: Chosen) -> None:
    if chosen.n_kept > MOST_RECORDS:
        msg = (
            f"A snapshot with the chart shows records one by one, at most {MOST_RECORDS:,}; this selection has "
            f"{chosen.n_kept:,}. Narrow the period with --from and --to, or on the timeline."
        )
        raise RenderError(msg)


def _fitting(pages: Iterator[str], most_bytes: int) -> bytes:
    n_bytes = 0
    for page in pages:
        data = page.encode()
        if len(data) < most_bytes:
            return data
        n_bytes = len(data)
    msg = (
        f"A snapshot must stay under {most_bytes:,} bytes and would have {n_bytes:,} with as little in the chart as "
        "can be. Narrow the period with --from and --to, or on the timeline."
    )
    raise RenderError(msg)


def _pages(parts: _Parts) -> Iterator[str]:
    """Build the page with ever less: first what is far from the first view goes, then the particulars of records."""
    far = far_nodes(parts.chart)
    for details in [parts.details, {}] if parts.details else [{}]:
        for share in _SHARES if far else _SHARES[:1]:
            chart = without_nodes(parts.chart, far[int(len(far) * share) :])
            scene = with_chart(parts.scene, packed_chart(chart))
            yield snapshot_html(scene, _told(parts.about, chart, with_details=bool(details)), details, chart=True)


def _told(about: About, chart: dict[str, Any], *, with_details: bool) -> About:
    """Say of the chart what the map has no need to."""
    held, total = len(chart["nodes"]["id"]), chart["total"]["nodes"]
    ties = len(chart["edges"]["a"])
    before = about.left_out.rpartition("The text of records")[0]
    parts = [before.strip(), _LEFT_OUT]
    if held < total:
        parts.append(
            f"{total - held:,} of the {plural(total, 'thing')} that these records name: all that the chart shows at "
            "first are in this file, of the others those tied to them or with the strongest ties."
        )
    if not with_details:
        parts.append("The grading, force and source of single records, beyond what the lists say.")
    return replace(
        about,
        what=f"A link chart of {plural(held, 'thing')} with {plural(ties, 'tie')}, beside its map. {about.what}",
        left_out=" ".join(part for part in parts if part),
        methods=[*about.methods, *(" ".join(one.split()) for one in _METHODS.split("\n\n"))],
    )


# ---- what may leave, and by what name ----


def _ids_of(material: Material, naming: Naming) -> dict[str, str]:
    """Give everything in a chart the identifier that it has in a file: an event, which is a record, by its order."""
    events = [*material.scene.record_ids, *sorted(set(material.graph) - set(naming.ids))]
    return {**{one: f"E{number}" for number, one in enumerate(dict.fromkeys(events))}, **naming.ids}


def _renamed(material: Material, leaving: Leaving, naming: Naming, ids: Mapping[str, str]) -> Material:
    """Keep what records that may leave say, and put pseudonyms for ids and labels."""
    graph = _said_by(material.graph, leaving)
    for node, about in graph.nodes(data=True):
        about["label"] = naming.labels.get(node, about["label"])
    content = json.loads(material.scene.json)
    for line in content["lines"]:
        line["id"] = ids[line["id"]]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return replace(
        material,
        scene=replace(material.scene, json=text),
        graph=nx.relabel_nodes(graph, {node: ids[node] for node in graph}),
        named=material.named.assign(entity_id=material.named["entity_id"].map(ids)),
        places={ids[node]: at for node, at in material.places.items()},
    )


def _said_by(graph: nx.MultiGraph[str], tables: Tables) -> nx.MultiGraph[str]:
    """Take from a graph the ties that only records left behind state, and what then nothing names."""
    kept = set(tables["records"].select("record_id").to_pandas()["record_id"])
    named = set(resolved_mentions(tables).select("entity_id").distinct().to_pandas()["entity_id"])
    made: nx.MultiGraph[str] = nx.MultiGraph()
    made.add_nodes_from((node, dict(about)) for node, about in graph.nodes(data=True))
    for a, b, relation, data in graph.edges(keys=True, data=True):
        ids = tuple(one for one in data["record_ids"] if one in kept)
        if data["record_ids"] and not ids:
            continue
        count = len(ids) if data["record_ids"] else data["n_records"]
        made.add_edge(a, b, key=relation, **{**data, "record_ids": ids, "n_records": count})
    made.remove_nodes_from([node for node in graph if node not in named and not made.degree(node)])
    return made
