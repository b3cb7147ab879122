"""Write protected numbers by area as tables and map layers for other tools; nothing in them is a record."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio  # type: ignore[import-untyped]
import shapely

from linesmap import reference
from linesmap.crs import BRITISH_NATIONAL_GRID, WGS84
from linesmap.view.area_page import AreaAbout
from linesmap.view.area_scene import ALL, AreaMeasure, AreaScene, Shown
from linesmap.view.export_book import BookSheet, book
from linesmap.view.export_content import ExportAbout, literal
from linesmap.view.export_tables import csv_file

__all__ = ["AREA_FORMATS", "area_csv", "area_file", "area_geojson", "area_geopackage", "area_workbook", "tidy_areas"]

AREA_FORMATS = (".csv", ".xlsx", ".geojson", ".gpkg")
"""Endings of the files that a PCC office may get."""

_UNITS = {"count": "number", "gbp": "pounds", "g": "grams"}
_FORMATS = {"count": "#,##0", "gbp": '"£"#,##0', "g": "#,##0"}
_CRS = {"27700": BRITISH_NATIONAL_GRID, "4326": WGS84}
_FIXED_TIME = "1980-01-01T00:00:00.000Z"
_DECIMALS = 4
_COLUMNS = (
    "breakdown", "force_code", "force", "district_code", "district", "period_from", "period_to", "operation",
    "measure", "unit", "value", "shown_as",
)  # fmt: skip


def area_file(ending: str, scene: AreaScene, about: AreaAbout) -> bytes:
    """Write a file by the ending of its name, one of `AREA_FORMATS`; the same scene gives the same bytes."""
    if ending == ".csv":
        return area_csv(scene, about)
    if ending == ".xlsx":
        return area_workbook(scene, about)
    return area_geojson(scene, about) if ending == ".geojson" else area_geopackage(scene, about)


def tidy_areas(scene: AreaScene) -> pd.DataFrame:
    """Give one row a number.

    Returns
    -------
    numbers
        Columns breakdown (area, period or operation), force_code, force, district_code, district, period_from,
        period_to, operation, measure, unit (number, pounds, grams), value (null where it is not shown) and shown_as
        (the number, `under 10` or `not shown`). Totals have empty labels.
    """
    areas = {area.code: area for area in scene.areas}
    periods = {period.key: period for period in scene.periods}
    operations = {operation.key: operation.label for operation in scene.operations}
    whole = (scene.first, scene.last)
    rows: list[tuple[Any, ...]] = []

    def add(label: tuple[str, tuple[Any, Any], str], code: str, measure: AreaMeasure, cell: Shown) -> None:
        breakdown, days, operation = label
        area = areas.get(code)
        force = areas.get(area.force) if area else None
        district = area if area and area.level == "district" else None
        rows.append(
            (breakdown, force.code if force else "", force.name if force else "All", district.code if district else "",
             district.name if district else "", *days, operation, measure.label, _UNITS[measure.unit],
             cell if isinstance(cell, float | int) else None, _text(cell))
        )  # fmt: skip

    for measure in scene.measures:
        for code in (ALL, *areas):
            if code in scene.whole.get(measure.key, {}):
                add(("area", whole, ""), code, measure, scene.whole[measure.key][code])
        for (code, key), cell in scene.by_period.get(measure.key, {}).items():
            add(("period", (periods[key].start, periods[key].end), ""), code, measure, cell)
        for (key, code), cell in scene.by_operation.get(measure.key, {}).items():
            add(("operation", whole, operations[key]), code, measure, cell)
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _text(cell: Shown) -> str:
    return cell if isinstance(cell, str) else f"{cell:,.0f}"


def area_csv(scene: AreaScene, about: AreaAbout) -> bytes:
    """Write `tidy_areas` as CSV with the marking in every row."""
    return csv_file(tidy_areas(scene).assign(export_marking=about.about.marking))


def area_workbook(scene: AreaScene, about: AreaAbout) -> bytes:
    """Write notes, a data dictionary, and the numbers by area, period and operation as they are read."""
    measures = list(scene.measures)
    heads = [_head(measure) for measure in measures]
    formats = dict(zip(heads, (_FORMATS[measure.unit] for measure in measures), strict=True))
    areas = {area.code: area for area in scene.areas}

    def cells(numbers: Sequence[Shown | None]) -> list[Any]:
        return ["" if cell is None else int(cell) if isinstance(cell, float) and cell == int(cell) else cell
                for cell in numbers]  # fmt: skip

    def named(code: str) -> tuple[str, str]:
        area = areas.get(code)
        if area is None:
            return "All", ""
        return (area.name, "") if area.level == "force" else (areas[area.force].name, area.name)

    by_area = [
        [*named(code), *cells([scene.whole.get(one.key, {}).get(code) for one in measures])] for code in (*areas, ALL)
    ]
    forces = [area.code for area in scene.areas if area.level == "force"]
    by_period = [
        [named(force)[0], period.start, period.end,
         *cells([scene.by_period.get(one.key, {}).get((force, period.key)) for one in measures])]
        for force in (*forces, ALL) for period in scene.periods
    ]  # fmt: skip
    by_operation = [
        [operation.label, named(force)[0],
         *cells([scene.by_operation.get(one.key, {}).get((operation.key, force)) for one in measures])]
        for operation in scene.operations for force in (*forces, ALL)
    ]  # fmt: skip
    told = _told(about)
    dictionary = [(head, measure.note) for head, measure in zip(heads, measures, strict=True)]
    sheets = [
        BookSheet("Notes", ("About", "What"), told.all_lines, wrapped=True),
        BookSheet("Data dictionary", ("Heading", "Meaning"), dictionary, wrapped=True),
        BookSheet("By area", ("Police force area", "District", *heads), by_area, formats),
        BookSheet("By period", ("Police force area", "From", "To", *heads), by_period, formats),
        *([BookSheet("By operation", ("Operation", "Police force area", *heads), by_operation, formats)]
          if scene.operations else []),
        *(BookSheet(table.title[:31], table.head, [cells(row) for row in table.rows]) for table in scene.tables),
    ]  # fmt: skip
    return book(sheets, told)


def _head(measure: AreaMeasure) -> str:
    return measure.label + {"g": " (g)", "gbp": " (£)"}.get(measure.unit, "")


def _told(about: AreaAbout) -> ExportAbout:
    said = about.about
    lines = [
        ("Shown", said.shown),
        ("What this is", said.what),
        ("What to keep in mind", said.limits),
        ("Left out", said.left_out),
        ("Rounding", about.disclosure),
        *(("How small numbers are hidden", rule) for rule in about.rules),
        *(("Source", f"{name}, imported {day}, {rows} rows") for name, day, rows in said.sources),
        *said.file,
        *(("Attribution", line) for line in said.licences),
    ]
    return ExportAbout(said.title, said.marking, said.handling, said.note, tuple(line for line in lines if line[1]))


# ---- Map layers ----


def _layer(scene: AreaScene, level: str) -> gpd.GeoDataFrame:
    """Give the areas of a level with a number and its words for each measure, of the whole time, in degrees."""
    outlines = _outlines(level)
    rows, shapes = [], []
    for area in scene.areas:
        if area.level != level or not area.shape:
            continue
        row: dict[str, Any] = {"code": area.code, "name": literal(area.name)}
        if level == "district":
            row["force"] = area.force
        for measure in scene.measures:
            cell = scene.whole.get(measure.key, {}).get(area.code)
            row[measure.key] = float(cell) if isinstance(cell, float | int) else None
            row[f"{measure.key}_as"] = "" if cell is None else _text(cell)
        rows.append(row)
        shapes.append(outlines[area.code])
    columns = ["code", "name", *(["force"] if level == "district" else [])]
    columns += [name for measure in scene.measures for name in (measure.key, f"{measure.key}_as")]
    frame = pd.DataFrame(rows, columns=columns)
    for measure in scene.measures:
        frame[measure.key] = frame[measure.key].astype("float64")
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=WGS84)


def _outlines(level: str) -> dict[str, Any]:
    frame = reference.force_areas() if level == "force" else reference.district_areas()
    code = "pfa_code" if level == "force" else "lad_code"
    return dict(zip(frame[code], frame.geometry, strict=True))


def area_geojson(scene: AreaScene, about: AreaAbout) -> bytes:
    """Write forces and districts as one FeatureCollection (RFC 7946), degrees, longitude first.

    Every measure is a property with the number, null where it is not shown, and one more with `_as` at its end that
    says it in words. What the file is stands in the member `linesmap`.
    """
    features = [one for level in ("force", "district") for one in _features(level, _layer(scene, level))]
    told = [{"name": literal(name), "value": literal(text)} for name, text in _told(about).all_lines]
    document = {"type": "FeatureCollection", "linesmap": told, "features": features}
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n").encode()


def _features(level: str, frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    rows = frame.drop(columns="geometry").astype("object").where(frame.drop(columns="geometry").notna(), None)
    for row, shape in zip(rows.to_dict("records"), frame.geometry, strict=True):
        turned = shapely.orient_polygons(shapely.set_precision(shape, 10**-_DECIMALS))
        yield {"type": "Feature", "geometry": shapely.geometry.mapping(turned), "properties": {"level": level, **row}}


def area_geopackage(scene: AreaScene, about: AreaAbout) -> bytes:
    """Write layers of forces and districts in EPSG:27700 and 4326, the tidy numbers, and what the file is."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_TIME})
    try:
        with tempfile.TemporaryDirectory(prefix="linesmap-") as folder:
            path = Path(folder) / "areas.gpkg"
            told = _told(about)
            described = literal(f"{told.marking}. {told.title}. {told.note}").strip()
            for level in ("force", "district"):
                frame = _layer(scene, level)
                for code, crs in _CRS.items():
                    _write(path, f"{level}s_{code}", frame.to_crs(crs), described, "MultiPolygon")
            tidy = tidy_areas(scene).assign(export_marking=told.marking)
            for name in ("period_from", "period_to"):
                tidy[name] = [f"{day:%Y-%m-%d}" for day in tidy[name]]
            _write(path, "numbers", tidy, described, None)
            notes = [(literal(name), literal(text)) for name, text in told.all_lines]
            _write(path, "linesmap_about", pd.DataFrame(notes, columns=["name", "value"]), described, None)
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write(path: Path, layer: str, frame: pd.DataFrame, described: str, geometry_type: str | None) -> None:
    pyogrio.write_dataframe(
        frame.reset_index(drop=True),
        path,
        layer=layer,
        driver="GPKG",
        use_arrow=True,
        geometry_type=geometry_type,
        promote_to_multi=True if geometry_type else None,
        layer_options={"IDENTIFIER": layer, "DESCRIPTION": described},
    )
