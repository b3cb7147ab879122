"""Every format of the export, opened again by a reader that is not ours: counts, attributes, text that stays text."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import networkx as nx
import pandas as pd
import pyogrio
import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from linesmap.view.export_book import workbook
from linesmap.view.export_content import RECORD_FIELDS, ExportContent, KindTable
from linesmap.view.export_ftm import FTM_PROPERTIES, ftm_lines
from linesmap.view.export_graphs import gexf, graphml
from linesmap.view.export_i2 import ENTITY_COLUMNS, LINK_COLUMNS, i2_workbook
from linesmap.view.export_kml import kml, kmz
from linesmap.view.export_maps import geojson, geopackage
from linesmap.view.export_qgis import qml
from linesmap.view.export_tables import csv_archive, csv_file, geoparquet
from linesmap.view.tokens import colour, tokens
from tests.export_content import HOSTILE, SAFE, content

KML = "{http://www.opengis.net/kml/2.2}"
KIND = KindTable(
    "intelligence",
    "Intelligence",
    pd.DataFrame(
        {"reference": list(HOSTILE), "quantity": [1.5] * len(HOSTILE), "day": [date(2025, 3, 7)] * len(HOSTILE)}
    ),
    {"reference": "Ref"},
)
FORMATS: dict[str, Callable[[ExportContent], bytes]] = {
    "gpkg": geopackage,
    "geojson": geojson,
    "kml": kml,
    "kmz": kmz,
    "graphml": graphml,
    "gexf": gexf,
    "csv": lambda given: csv_file(given.records),
    "csv.zip": lambda given: csv_archive([KIND], given.about),
    "parquet": geoparquet,
    "xlsx": lambda given: workbook(ExportContent(given.about, kinds=(KIND,))),
    "i2.xlsx": i2_workbook,
    "ftm.jsonl": ftm_lines,
}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_content_gives_the_same_bytes(name: str) -> None:
    assert FORMATS[name](content()) == FORMATS[name](content())


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "x.gpkg"
    path.write_bytes(geopackage(content()))
    return path


def test_geopackage_holds_every_layer_in_both_systems(package: Path) -> None:
    layers = dict(pyogrio.list_layers(package))
    shapes = {"records": "Point", "record_areas": "Polygon", "lines": "LineString", "line_ends": "Polygon"}
    shapes["forces"] = "MultiPolygon"
    expected = {f"{name}_{code}": kind for name, kind in shapes.items() for code in ("27700", "4326")}
    assert layers == expected | dict.fromkeys(("records_not_located", "linesmap_about", "layer_styles"))
    for name in expected:
        info = pyogrio.read_info(package, layer=name)
        assert info["crs"] == f"EPSG:{name.rpartition('_')[2]}"
        assert info["layer_metadata"]["DESCRIPTION"].startswith("OFFICIAL-SENSITIVE")


def test_geopackage_has_equal_counts_and_attributes(package: Path) -> None:
    names = ("records_27700", "record_areas_27700", "records_not_located")
    parts = {name: pyogrio.read_dataframe(package, layer=name) for name in names}
    assert [len(part) for part in parts.values()] == [6, 3, 3]
    back = pd.concat([part.drop(columns="geometry", errors="ignore") for part in parts.values()])
    back = back.sort_values("record_id")
    assert list(back.columns) == [one.name for one in RECORD_FIELDS]
    assert list(back["record_title"]) == list(SAFE)
    assert set(pd.to_datetime(back["first_day"]).dt.date) == {date(2025, 3, 7)}
    assert set(map(str, pyogrio.read_info(package, layer="records_not_located")["dtypes"])) >= {"datetime64[D]", "bool"}
    assert set(back["source_row"]) == set(range(2, 14))
    assert set(back["invented"].astype(bool)) == {True}
    assert len(pyogrio.read_dataframe(package, layer="lines_4326")) == 3


def test_what_is_worse_than_a_postcode_unit_is_an_area(package: Path) -> None:
    areas = pyogrio.read_dataframe(package, layer="record_areas_27700")
    assert set(areas["place_known"]) == {"place"}
    assert areas.geometry.area.between(0.95 * 3.14159 * 900**2, 3.1416 * 900**2).all()
    assert set(pyogrio.read_dataframe(package, layer="records_4326")["place_known"]) == {"point", "postcode unit"}


def test_geopackage_says_what_it_is_and_how_it_is_drawn(package: Path) -> None:
    about = pyogrio.read_dataframe(package, layer="linesmap_about")
    assert (about["name"].iloc[0], about["value"].iloc[0]) == ("Marking", "OFFICIAL-SENSITIVE")
    assert "Invented data" in set(about["value"])
    styles = pyogrio.read_dataframe(package, layer="layer_styles").set_index("f_table_name")
    assert len(styles) == 10
    assert styles["useAsDefault"].all()
    lines = styles.loc["lines_27700", "styleQML"]
    assert tokens()["status"]["dormant"]["dash"].replace(" ", ";") in lines
    for text in styles["styleQML"]:
        ET.fromstring(text.partition("\n")[2])  # noqa: S314 -- written by us a moment ago


def test_styles_follow_the_tokens() -> None:
    red, green, blue = (int(colour("kind-seizure")[at : at + 2], 16) for at in (1, 3, 5))
    drawn = qml("records")
    assert f"{red},{green},{blue},255" in drawn
    assert all(f'value="{one["shape"]}"' in drawn for one in tokens()["kind"].values())


def test_geopackage_in_one_system_has_half_the_layers(tmp_path: Path) -> None:
    path = tmp_path / "one.gpkg"
    path.write_bytes(geopackage(content(), crs=["27700"]))
    assert not [name for name, _ in pyogrio.list_layers(path) if name.endswith("4326")]


def test_geojson_follows_the_standard(tmp_path: Path) -> None:
    data = geojson(content())
    document = json.loads(data)
    assert "crs" not in document
    features = document["features"]
    records = [one for one in features if one["properties"]["layer"] in {"records", "record_areas"}]
    assert len(records) == len(HOSTILE)
    by = {one["properties"]["record_id"]: one for one in records}
    assert [by[key]["properties"]["record_title"] for key in sorted(by)] == list(SAFE)
    assert sum(one["geometry"] is None for one in records) == 3
    for one in features:
        if one["geometry"] and one["geometry"]["type"] == "Polygon":
            ring = one["geometry"]["coordinates"][0]
            turn = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
            assert turn > 0, "outer rings run against the clock"
    path = tmp_path / "x.geojson"
    path.write_bytes(data)
    assert len(gpd.read_file(path)) == len(features)
    assert document["linesmap"][0] == {"name": "Marking", "value": "OFFICIAL-SENSITIVE"}


def test_kml_keeps_text_as_text() -> None:
    root = ET.fromstring(kml(content()))  # noqa: S314
    marks = root.findall(f".//{KML}Placemark")
    assert len(marks) == len(HOSTILE) + 3 + 1 + 1
    held = [
        {one.get("name"): one.findtext(f"{KML}value") for one in mark.findall(f"{KML}ExtendedData/{KML}Data")}
        for mark in marks
    ]
    titles = {one["record_id"]: one["record_title"] for one in held if "record_id" in one}
    assert [titles[key] for key in sorted(titles)] == list(SAFE)
    for mark in marks:
        description = mark.findtext(f"{KML}description") or ""
        assert "<script" not in description
        assert "<b>" not in description
    assert len(root.findall(f".//{KML}Point")) == 6
    assert root.findtext(f"{KML}Document/{KML}name") == "OFFICIAL-SENSITIVE: Export & <title>"
    ids = {f"#{one.get('id')}" for one in root.findall(f".//{KML}Style")}
    assert {mark.findtext(f"{KML}styleUrl") for mark in marks} <= ids


def test_kmz_holds_the_same_kml() -> None:
    with zipfile.ZipFile(io.BytesIO(kmz(content()))) as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == kml(content())


def test_graphml_comes_back_with_marking_dates_and_weights() -> None:
    back = nx.read_graphml(io.BytesIO(graphml(content())), force_multigraph=True)
    assert (back.number_of_nodes(), back.number_of_edges()) == (12, 4)
    assert [back.nodes[f"N{n:02d}"]["label"] for n in range(12)] == list(SAFE)
    assert back.graph["marking"] == "OFFICIAL-SENSITIVE"
    edge = back.edges["N00", "N08", "seen_with"]
    assert (edge["weight"], edge["first_seen"], edge["record_ids"]) == (0.48, "2025-03-07", "R001;R002")


def test_gexf_comes_back_with_marking_dates_and_weights() -> None:
    data = gexf(content())
    back = nx.read_gexf(io.BytesIO(data))
    assert (back.number_of_nodes(), back.number_of_edges()) == (12, 4)
    assert [back.nodes[f"N{n:02d}"]["label"] for n in range(12)] == list(SAFE)
    meta = ET.fromstring(data).find("{http://www.gexf.net/1.2draft}meta")  # noqa: S314
    meta = meta if meta is not None else ET.fromstring(data).find("meta")  # noqa: S314
    assert meta is not None
    assert any("OFFICIAL-SENSITIVE" in (part.text or "") for part in meta)
    edges = [one for *_, one in back.edges(data=True)]
    assert sorted(one.get("start", "") for one in edges) == ["", *["2025-03-07"] * 3]
    assert {one["weight"] for one in edges} == {0.48}


def test_csv_is_text_to_a_spreadsheet() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_file(content().records).decode("utf-8-sig"), newline="")))
    assert len(rows) == len(HOSTILE)
    texts = [row["record_title"] for row in rows]
    assert [text.removeprefix("'") if text[1:2] in {"=", "+", "-", "@"} else text for text in texts] == list(SAFE)
    for row in rows:
        for name, value in row.items():
            assert value[:1] not in {"=", "+", "@"}
            assert value[:1] != "-" or name == "longitude_deg"
    assert rows[0]["source_row"] == "2"
    assert rows[0]["actions_counted"] == "2"
    assert rows[0]["longitude_deg"] == "-2.5"


def test_archive_holds_a_file_a_kind_and_says_what_it_is() -> None:
    with zipfile.ZipFile(io.BytesIO(csv_archive([KIND], content().about))) as archive:
        assert archive.namelist() == ["ABOUT.txt", "intelligence.csv"]
        assert archive.read("ABOUT.txt").startswith(b"Marking: OFFICIAL-SENSITIVE")


def test_geoparquet_comes_back_with_shapes_and_types(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(geoparquet(content()))
    frame = gpd.read_parquet(path)
    assert list(frame["record_title"]) == list(SAFE)
    assert frame.geometry.isna().sum() == 3
    assert set(frame.geometry.dropna().geom_type) == {"Point", "Polygon"}
    assert frame.crs.to_epsg() is None or frame.crs.to_epsg() == 4326
    assert frame.total_bounds[0] == pytest.approx(-2.5, abs=0.1)
    metadata = parquet.read_schema(path).metadata
    assert json.loads(metadata[b"linesmap"])[0]["value"] == "OFFICIAL-SENSITIVE"
    assert frame["first_day"].iloc[0] == date(2025, 3, 7)


def test_workbook_is_readable_and_has_no_formula() -> None:
    book = load_workbook(io.BytesIO(workbook(ExportContent(content().about, kinds=(KIND,)))))
    assert book.sheetnames == ["Notes", "Data dictionary", "Intelligence"]
    sheet = book["Intelligence"]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet["A"]][1:] == [text or None for text in SAFE]
    assert all(cell.data_type == "n" for cell in sheet["B"][1:])
    assert {cell.number_format for cell in sheet["C"][1:]} == {"d mmm yyyy"}
    cells = [cell for one in book.worksheets for row in one.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert sheet["A2"].quotePrefix
    assert sheet.oddHeader.center.text == "OFFICIAL-SENSITIVE"
    assert sheet.column_dimensions["A"].width > 9
    assert book["Notes"]["B2"].value == "OFFICIAL-SENSITIVE"
    assert ("Intelligence", "reference", "Ref") in {tuple(c.value for c in row) for row in book["Data dictionary"]}


def test_i2_workbook_holds_every_link_and_entity() -> None:
    book = load_workbook(io.BytesIO(i2_workbook(content())))
    links, entities = list(book["Links"].values), list(book["Entities"].values)
    assert links[0] == LINK_COLUMNS
    assert entities[0] == ENTITY_COLUMNS
    assert (len(links), len(entities)) == (5, 13)
    assert [row[2] for row in entities[1:]] == list(SAFE)
    first = dict(zip(LINK_COLUMNS, links[1], strict=True))
    assert (first["Entity 1 ID"], first["Entity 2 ID"], first["Link Type"]) == ("N00", "N08", "Named with")
    assert first["Start Date"].date() == date(2025, 3, 7)
    assert (first["Link Strength"], first["Marking"]) == ("Unconfirmed", "OFFICIAL-SENSITIVE")
    assert "Link ID" in str([row[1] for row in book["Import notes"].values])


def test_follow_the_money_uses_its_own_schemata_only() -> None:
    lines = [json.loads(line) for line in ftm_lines(content()).decode().splitlines()]
    assert len(lines) == 1 + 12 + len(HOSTILE) + 4
    ids = [one["id"] for one in lines]
    assert len(set(ids)) == len(ids)
    for one in lines:
        assert set(one) == {"id", "schema", "properties"}
        assert set(one["properties"]) <= FTM_PROPERTIES[one["schema"]]
        for values in one["properties"].values():
            assert isinstance(values, list)
            assert all(isinstance(value, str) and value for value in values)
        for name in ("subject", "object", "person", "associate"):
            assert set(one["properties"].get(name, ids[:1])) <= set(ids)
    by = {one["id"]: one for one in lines}
    assert [by[f"N{n:02d}"]["properties"]["name"][0] for n in range(12)] == list(SAFE)
    assert by["N00-N08-seen_with"]["schema"] == "Associate"
    assert by["N01-N04-uses"]["schema"] == "UnknownLink"
    assert by["R001"]["properties"]["startDate"] == ["2025-03-07"]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_export_of_nothing_still_says_what_it_is(name: str) -> None:
    empty = ExportContent(content().about)
    assert FORMATS[name](empty)
