"""Write records, lines and force outlines as GeoPackage and GeoJSON.

A place that is worse than a postcode unit is an area with the radius of its uncertainty, never a pin.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio  # type: ignore[import-untyped]
import shapely

from linesmap.crs import BRITISH_NATIONAL_GRID, WGS84
from linesmap.view.export_content import (
    END_FIELDS,
    FLOW_FIELDS,
    PINNED,
    RECORD_FIELDS,
    ExportContent,
    ExportField,
    literal,
    plain_rows,
)
from linesmap.view.export_qgis import layer_styles

__all__ = ["CRS_CODES", "geojson", "geopackage", "map_layers", "record_shapes"]

CRS_CODES = {"27700": BRITISH_NATIONAL_GRID, "4326": WGS84}
"""The coordinate systems a GeoPackage may be written in."""

_FIXED_TIME = "1980-01-01T00:00:00.000Z"
_DECIMALS = 6
_QUARTER_SEGMENTS = 8
_FORCE_FIELDS = (
    ExportField("pfa_code", "text", "Code of the force area"),
    ExportField("name", "text", "Force"),
)


def record_shapes(records: pd.DataFrame) -> gpd.GeoSeries:
    """Give each record its shape in EPSG:27700: a pin, a circle of its uncertainty, or None when it is not located."""
    located = records["easting_m"].notna() & records["northing_m"].notna()
    pinned = records["place_known"].isin(PINNED)
    known: dict[tuple[float, float, float], Any] = {}
    shapes: list[Any] = []
    for here, pin, east, north, radius in zip(
        located, pinned, records["easting_m"], records["northing_m"], records["uncertainty_m"], strict=True
    ):
        if not here:
            shapes.append(None)
            continue
        key = (float(east), float(north), 0.0 if pin else float(radius))
        if key not in known:
            known[key] = shapely.Point(key[:2]) if pin else _circle(*key)
        shapes.append(known[key])
    return gpd.GeoSeries(shapes, index=records.index, crs=BRITISH_NATIONAL_GRID)


def _circle(easting: float, northing: float, radius_m: float) -> Any:  # noqa: ANN401 -- shapely is untyped
    return shapely.Point(easting, northing).buffer(max(radius_m, 1.0), quad_segs=_QUARTER_SEGMENTS)


def map_layers(content: ExportContent) -> list[tuple[str, str, tuple[ExportField, ...], gpd.GeoDataFrame]]:
    """Give every layer in EPSG:27700: name, type of geometry, fields, and frame; records that are nowhere come last."""
    records = gpd.GeoDataFrame(content.records, geometry=record_shapes(content.records))
    pins = records["place_known"].isin(PINNED) & records.geometry.notna()
    nowhere = records.geometry.isna()
    flows = gpd.GeoDataFrame(content.flows, geometry=_flow_shapes(content.flows), crs=WGS84)
    ends = gpd.GeoDataFrame(content.ends, geometry=_end_shapes(content.ends), crs=BRITISH_NATIONAL_GRID)
    forces = gpd.GeoDataFrame(content.forces, geometry="geometry", crs=WGS84).to_crs(BRITISH_NATIONAL_GRID)
    return [
        ("records", "Point", RECORD_FIELDS, records[pins]),
        ("record_areas", "Polygon", RECORD_FIELDS, records[~pins & ~nowhere]),
        ("lines", "LineString", FLOW_FIELDS, flows.to_crs(BRITISH_NATIONAL_GRID)),
        ("line_ends", "Polygon", END_FIELDS, ends),
        ("forces", "MultiPolygon", _FORCE_FIELDS, forces),
        ("records_not_located", "", RECORD_FIELDS, records[nowhere]),
    ]


def _flow_shapes(flows: pd.DataFrame) -> list[Any]:
    columns = ("from_longitude_deg", "from_latitude_deg", "to_longitude_deg", "to_latitude_deg")
    ends = zip(*(flows[name].astype("float64") for name in columns), strict=True)
    return [
        None if any(pd.isna(value) for value in end) or end[:2] == end[2:] else shapely.LineString([end[:2], end[2:]])
        for end in ends
    ]


def _end_shapes(ends: pd.DataFrame) -> gpd.GeoSeries:
    middles = gpd.GeoSeries.from_xy(
        ends["longitude_deg"].astype("float64"), ends["latitude_deg"].astype("float64"), crs=WGS84
    ).to_crs(BRITISH_NATIONAL_GRID)
    radii = ends["uncertainty_m"].astype("float64").fillna(1.0)
    circles = [_circle(point.x, point.y, radius) for point, radius in zip(middles, radii, strict=True)]
    return gpd.GeoSeries(circles, index=ends.index, crs=BRITISH_NATIONAL_GRID)


# ---- GeoPackage ----


def geopackage(content: ExportContent, *, crs: Sequence[str] = ("27700", "4326")) -> bytes:
    """Write a GeoPackage with styles for QGIS.

    Parameters
    ----------
    content
        What to write.
    crs
        Keys of `CRS_CODES`: each gives a set of layers, named with the code at the end.

    Returns
    -------
    data
        Layers records, record_areas, lines, line_ends and forces of each coordinate system; tables
        records_not_located, linesmap_about and layer_styles. The same content gives the same bytes.
    """
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_TIME})
    try:
        with tempfile.TemporaryDirectory(prefix="linesmap-") as folder:
            path = Path(folder) / "export.gpkg"
            _write_layers(path, content, crs)
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write_layers(path: Path, content: ExportContent, crs: Sequence[str]) -> None:
    about = content.about
    described = literal(f"{about.marking}. {about.title}. {about.note}").strip()
    styled: list[tuple[str, str]] = []
    for name, geometry_type, fields, frame in map_layers(content):
        typed = _typed(frame, fields)
        if not geometry_type:
            _write(path, name, pd.DataFrame(typed.drop(columns="geometry")), described)
            continue
        for code in crs:
            layer = f"{name}_{code}"
            _write(path, layer, typed.to_crs(CRS_CODES[code]), described, geometry_type)
            styled.append((layer, name))
    notes = pd.DataFrame([(literal(name), literal(text)) for name, text in about.all_lines], columns=["name", "value"])
    _write(path, "linesmap_about", notes, described)
    _write(path, "layer_styles", layer_styles(styled), "Styles for QGIS", fid="id")


def _write(  # noqa: PLR0917 -- a layer and what it is called
    path: Path, layer: str, frame: pd.DataFrame, described: str, geometry_type: str | None = None, fid: str = "fid"
) -> None:
    pyogrio.write_dataframe(
        frame.reset_index(drop=True),
        path,
        layer=layer,
        driver="GPKG",
        use_arrow=True,
        geometry_type=geometry_type,
        layer_options={"IDENTIFIER": layer, "DESCRIPTION": described, "FID": fid},
    )


_ARROW = {"text": pa.string(), "number": pa.float64(), "count": pa.int64(), "date": pa.date32(), "flag": pa.bool_()}
_NUMPY = {"number": "float64", "count": "Int64", "flag": "boolean"}


def _typed(frame: gpd.GeoDataFrame, fields: Sequence[ExportField]) -> gpd.GeoDataFrame:
    """Give every column the type its field states, and make its text safe; a layer without rows has types too."""
    with_shape = len(frame.columns) > len(fields)
    data: dict[str, Any] = {}
    for one in fields:
        values = frame[one.name]
        if one.type in _NUMPY:
            data[one.name] = pd.Series(values.astype(_NUMPY[one.type]), index=frame.index)
        elif one.type == "date":
            stamps = pd.to_datetime(values)
            days = [None if pd.isna(stamp) else stamp.date() for stamp in stamps]
            data[one.name] = pd.Series(days, index=frame.index).astype(pd.ArrowDtype(_ARROW["date"]))
        else:
            texts = [literal(value) if isinstance(value, str) else None for value in values]
            data[one.name] = pd.Series(texts, index=frame.index, dtype="object")
    shape = frame.geometry if with_shape else None
    return gpd.GeoDataFrame(data, geometry=shape, crs=frame.crs)


# ---- GeoJSON ----


def geojson(content: ExportContent) -> bytes:
    """Write one FeatureCollection (RFC 7946) whose features say their layer in `layer`.

    Returns
    -------
    data
        UTF-8; degrees with six decimals, longitude first; what has no place has the geometry null. What the file is
        stands in the member `linesmap`.
    """
    features = [feature for layer in map_layers(content) for feature in _features(*layer)]
    about = [{"name": literal(name), "value": literal(text)} for name, text in content.about.all_lines]
    document = {"type": "FeatureCollection", "linesmap": about, "features": features}
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n").encode()


def _features(name: str, _: str, fields: Sequence[ExportField], frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    layer = "records" if name == "records_not_located" else name
    degrees = frame.geometry.to_crs(WGS84)
    rows = plain_rows(frame[[one.name for one in fields]])
    for row, shape in zip(rows, degrees, strict=True):
        yield {"type": "Feature", "geometry": _geometry(shape), "properties": {"layer": layer, **row}}


def _geometry(shape: Any) -> dict[str, Any] | None:  # noqa: ANN401 -- shapely is untyped
    if shape is None or shape.is_empty:
        return None
    turned = shapely.orient_polygons(shape)
    return dict(json.loads(shapely.to_geojson(shapely.set_precision(turned, 10.0**-_DECIMALS, mode="pointwise"))))
