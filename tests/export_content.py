"""A small export made by hand, full of text that is out to do harm, and a small workspace to export."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import shapely

from linesmap.ingest import synthetic
from linesmap.pipeline import import_files
from linesmap.store import Workspace
from linesmap.view.export_content import END_FIELDS, FLOW_FIELDS, RECORD_FIELDS, ExportAbout, ExportContent

HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "]]><b>&amp;</b>",
    'O\'Neill "quoted", with; signs',
    "`${1+1}` {{7*7}}",
    "first line\nsecond line",
    "\u202egnp.exe\u200f",
    "a\x00b\x07c\ufffe",
    "$[description] %s \\",
)
SAFE = tuple(text.replace("\x00", "").replace("\x07", "").replace("\ufffe", "") for text in HOSTILE)
"""The same texts as they must come back: only what no format can hold is gone."""

PRECISIONS = ("point", "postcode unit", "place", None)


def _record(number: int, text: str) -> dict[str, Any]:
    known = PRECISIONS[number % len(PRECISIONS)]
    located = known is not None
    return {one.name: None for one in RECORD_FIELDS} | {
        "record_id": f"R{number:03d}", "record_kind": ("intelligence", "seizure", "enforcement", "offence")[number % 4],
        "record_title": text, "record_ref": text, "starts": "2025-03-07T14:30:00", "ends": "2025-03-08T00:00:00",
        "first_day": date(2025, 3, 7), "last_day": date(2025, 3, 8), "date_known": "range", "place_label": text,
        "place_known": known, "uncertainty_m": 900.0 if located else None,
        "longitude_deg": -2.5 if located else None, "latitude_deg": 51.45 if located else None,
        "easting_m": 365_000.0 + number if located else None, "northing_m": 173_000.0 if located else None,
        "actions_counted": 2, "cash_found_gbp": 131.5, "invented": True, "source_file": text, "source_row": number + 2,
        "imported_on": date(2025, 4, 1), "export_marking": "OFFICIAL-SENSITIVE",
    }  # fmt: skip


def _flow(line: str, status: str, destination: tuple[float, float] | None) -> dict[str, Any]:
    lon, lat = destination or (None, None)
    return {one.name: None for one in FLOW_FIELDS} | {
        "line_id": line, "line_label": HOSTILE[4], "line_status": status, "line_reach": "external",
        "runs_from": HOSTILE[0], "runs_to": HOSTILE[5], "records_naming": 3, "first_day": date(2024, 1, 1),
        "last_day": date(2025, 1, 1), "from_longitude_deg": -0.1, "from_latitude_deg": 51.5,
        "to_longitude_deg": lon, "to_latitude_deg": lat, "record_ids": "R001;R002", "source_files": HOSTILE[1],
        "invented": True, "export_marking": "OFFICIAL-SENSITIVE",
    }  # fmt: skip


def _graph() -> nx.MultiGraph[str]:
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    kinds = ("person", "phone", "vehicle", "address", "deal_line", "group", "operation", "place")
    shared = {"safeguarding": False, "caution": "", "record_ids": "R001", "sources": HOSTILE[4], "invented": True}
    for number, text in enumerate(HOSTILE):
        graph.add_node(f"N{number:02d}", type=kinds[number % len(kinds)], label=text, **shared)
    told = {
        "weight": 0.48,
        "n_records": 2,
        "first_seen": "2025-03-07",
        "last_seen": "2025-03-09",
        "sources": HOSTILE[0],
    }
    for a, b, relation in (("N00", "N08", "seen_with"), ("N00", "N08", "named_with"), ("N01", "N04", "uses")):
        graph.add_edge(a, b, key=relation, record_ids="R001;R002", **told)
    graph.add_edge("N04", "N05", key="succeeded_by", record_ids="", **told | {"first_seen": "", "last_seen": ""})
    return graph


@cache
def content() -> ExportContent:
    records = pd.DataFrame([_record(n, text) for n, text in enumerate(HOSTILE)], dtype="object")
    flows = [_flow("L1", "active", (-2.6, 51.4)), _flow("L1", "active", (-2.7, 51.2)), _flow("L2", "dormant", None)]
    end = {
        "place_label": HOSTILE[4], "end_role": "destination", "lines_named": "A;B", "lines_counted": 2,
        "force_of_place": "Avon and Somerset", "uncertainty_m": 2500.0, "longitude_deg": -2.6, "latitude_deg": 51.4,
        "export_marking": "OFFICIAL-SENSITIVE",
    }  # fmt: skip
    outline = shapely.MultiPolygon([shapely.box(-3, 51, -2, 52)])
    return ExportContent(
        about=ExportAbout(
            "Export & <title>", "OFFICIAL-SENSITIVE", "Handle", "Invented data", (("Shown", HOSTILE[4]),)
        ),
        records=records[[one.name for one in RECORD_FIELDS]],
        flows=pd.DataFrame(flows, dtype="object")[[one.name for one in FLOW_FIELDS]],
        ends=pd.DataFrame([end], dtype="object")[[one.name for one in END_FIELDS]],
        forces=pd.DataFrame({"pfa_code": ["E23000036"], "name": ["Avon and Somerset"], "geometry": [outline]}),
        graph=_graph(),
    )


EVIL_ROWS = (
    ("=1+1", "Shared with nobody", "C"),
    ('=HYPERLINK("x")', "<script>alert(1)</script> seen", "P"),
    ("@ref", "PC 1234 SMITH saw ]]> and `${x}`", "P"),
)


@cache
def workspace() -> Path:
    """Make a workspace of about 400 invented records of every kind, some of which may not leave."""
    folder = Path(tempfile.mkdtemp(prefix="linesmap-test-"))
    written = synthetic.write_files(folder / "files", n_records=400, seed=3)
    street = folder / "2025-01-avon-and-somerset-street.csv"
    head = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    crime = "Avon and Somerset Constabulary,Avon and Somerset Constabulary,-2.595{n},51.454{n},On or near High Street,"
    rows = [f"c{n},2025-01,{crime.format(n=n)}E01014540,,Drugs,Local resolution," for n in range(1, 9)]
    street.write_text("\n".join([head + "Last outcome category,Context", *rows]) + "\n", encoding="utf-8")
    evil = folder / "intelligence_evil_invented.csv"
    lines = [
        ",".join(
            '"{}"'.format(part.replace('"', '""')) for part in (ref, "7/3/2025", "Dorset", "Poole", text, "2B", code)
        )
        for ref, text, code in EVIL_ROWS
    ]
    evil.write_text("\n".join(["IR,Date,Force,Place,Text,Grading,Handling", *lines]) + "\n", encoding="utf-8")
    path = folder / "w.duckdb"
    files = [one for one in written.files if not one.name.startswith("nominals")]
    import_files([*files, street, evil], Workspace(path))
    return path
