"""Write records, lines and force outlines as KML 2.2, and as KMZ.

Viewers of KML read a description as HTML, so every text in one is escaped twice: for HTML, and for XML.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from linesmap.crs import WGS84
from linesmap.view.export_content import ExportContent, literal, packed, plain_rows
from linesmap.view.export_maps import map_layers
from linesmap.view.scene import STATUS_KEY
from linesmap.view.tokens import colour, tokens

__all__ = ["kml", "kmz"]

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_FOLDERS = {
    "records": "Records with a point or a postcode unit",
    "record_areas": "Records with an area: the true place is inside 95 times in 100",
    "lines": "Deal lines, from where they are run to where they sell",
    "line_ends": "Towns that lines run from and sell in",
    "forces": "Force areas",
    "records_not_located": "Records without a place",
}
_TITLES = {"records": "record_title", "lines": "line_label", "line_ends": "place_label", "forces": "name"}
_DECIMALS = 6
_CLEAR, _PALE, _FULL = "00", "40", "ff"


def kmz(content: ExportContent) -> bytes:
    """Write a KMZ: the KML of `kml`, packed. The same content gives the same bytes."""
    return packed([("doc.kml", kml(content))])


def kml(content: ExportContent) -> bytes:
    """Write a KML document: one folder a layer, styles of the design tokens, every attribute as extended data.

    Returns
    -------
    data
        UTF-8. KML has no dashes, so the status of a line is told by its colour and its words.
    """
    ET.register_namespace("", _NAMESPACE)
    root = ET.Element(_tag("kml"))
    document = ET.SubElement(root, _tag("Document"))
    about = content.about
    _text(document, "name", f"{about.marking}: {about.title}")
    _text(document, "description", _description(dict(enumerate(f"{n}: {t}" for n, t in about.all_lines))))
    for name in _styles():
        _style(document, name)
    for layer, _, fields, frame in map_layers(content):
        folder = ET.SubElement(document, _tag("Folder"))
        _text(folder, "name", _FOLDERS[layer])
        shapes = frame.geometry.to_crs(WGS84)
        for row, shape in zip(plain_rows(frame[[one.name for one in fields]]), shapes, strict=True):
            _placemark(folder, layer, row, shape)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, _tag(name))
    element.text = literal(text)
    return element


def _description(said: Mapping[Any, Any]) -> str:
    return "<br/>".join(html.escape(literal(str(text))) for text in said.values() if text not in (None, ""))


def _styles() -> list[str]:
    return [*(f"kind-{kind}" for kind in tokens()["kind"]), *(f"status-{key}" for key in tokens()["status"]), "area"]


def _abgr(name: str, alpha: str) -> str:
    value = colour(name)
    return alpha + value[5:7] + value[3:5] + value[1:3]


def _style(document: ET.Element, name: str) -> None:
    hue = "focus-line" if name == "area" else name
    style = ET.SubElement(document, _tag("Style"), {"id": name})
    icon = ET.SubElement(style, _tag("IconStyle"))
    _text(icon, "color", _abgr(hue, _FULL))
    line = ET.SubElement(style, _tag("LineStyle"))
    _text(line, "color", _abgr(hue, _FULL))
    _text(line, "width", "2")
    fill = ET.SubElement(style, _tag("PolyStyle"))
    _text(fill, "color", _abgr(hue, _CLEAR if name == "area" else _PALE))
    balloon = ET.SubElement(style, _tag("BalloonStyle"))
    _text(balloon, "text", "$[description]")


def _style_of(layer: str, row: Mapping[str, Any]) -> str:
    if layer.startswith("record"):
        return f"kind-{row['record_kind']}"
    keys = {status.value: key for status, key in STATUS_KEY.items()}
    return f"status-{keys[row['line_status']]}" if layer == "lines" and row["line_status"] in keys else "area"


def _placemark(folder: ET.Element, layer: str, row: Mapping[str, Any], shape: Any) -> None:  # noqa: ANN401
    mark = ET.SubElement(folder, _tag("Placemark"))
    title = row.get(_TITLES.get(layer, "record_title")) or "Record"
    _text(mark, "name", str(title))
    lines = {name: f"{name.replace('_', ' ')}: {value}" for name, value in row.items() if value not in (None, "")}
    _text(mark, "description", _description(lines))
    if row.get("first_day"):
        span = ET.SubElement(mark, _tag("TimeSpan"))
        _text(span, "begin", str(row["first_day"]))
        if row.get("last_day"):
            _text(span, "end", str(row["last_day"]))
    _text(mark, "styleUrl", f"#{_style_of(layer, row)}")
    held = ET.SubElement(mark, _tag("ExtendedData"))
    for name, value in row.items():
        if value is not None:
            data = ET.SubElement(held, _tag("Data"), {"name": name})
            _text(data, "value", str(value))
    if shape is not None and not shape.is_empty:
        _geometry(mark, shape)


def _geometry(parent: ET.Element, shape: Any) -> None:  # noqa: ANN401 -- shapely is untyped
    if shape.geom_type == "MultiPolygon":
        several = ET.SubElement(parent, _tag("MultiGeometry"))
        for part in shape.geoms:
            _geometry(several, part)
    elif shape.geom_type == "Polygon":
        polygon = ET.SubElement(parent, _tag("Polygon"))
        for name, ring in [("outerBoundaryIs", shape.exterior), *(("innerBoundaryIs", one) for one in shape.interiors)]:
            boundary = ET.SubElement(ET.SubElement(polygon, _tag(name)), _tag("LinearRing"))
            _text(boundary, "coordinates", _coordinates(ring))
    else:
        drawn = ET.SubElement(parent, _tag(shape.geom_type))
        if shape.geom_type == "LineString":
            _text(drawn, "tessellate", "1")
        _text(drawn, "coordinates", _coordinates(shape))


def _coordinates(shape: Any) -> str:  # noqa: ANN401 -- shapely is untyped
    return " ".join(f"{x:.{_DECIMALS}f},{y:.{_DECIMALS}f}" for x, y in shape.coords)
