"""Write the styles that QGIS reads from a GeoPackage: colours, dashes and shapes of the design tokens.

Source of the table: QGIS keeps styles of a GeoPackage in `layer_styles`, as its provider for OGR layers writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

import pandas as pd

from linesmap.view.scene import STATUS_KEY
from linesmap.view.tokens import colour, tokens

__all__ = ["layer_styles", "qml"]

_FIXED_DAY = "1980-01-01T00:00:00.000Z"
_POINT_SIZE = 7.0
_LINE_WIDTH = 1.8
_PALE, _FAINT = 40, 24


def layer_styles(layers: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Give the rows of the table `layer_styles`.

    Parameters
    ----------
    layers
        Name of each layer and what it shows: records, record_areas, lines, line_ends or forces.
    """
    rows = [
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer,
            "f_geometry_column": "geom",
            "styleName": f"linesmap {shown}",
            "styleQML": qml(shown),
            "styleSLD": "",
            "useAsDefault": True,
            "description": "Colours, dashes and shapes as on the map of linesmap",
            "owner": "linesmap",
            "ui": "",
            "update_time": _FIXED_DAY,
        }
        for layer, shown in layers
    ]
    return pd.DataFrame(rows).assign(update_time=lambda frame: pd.to_datetime(frame["update_time"]))


def qml(shown: str) -> str:
    """Write the style of one layer as QML.

    Parameters
    ----------
    shown
        records, record_areas, lines, line_ends or forces.
    """
    root = ET.Element("qgis", {"version": "3.28.0", "styleCategories": "Symbology"})
    if shown in {"records", "record_areas"}:
        kinds = tokens()["kind"]
        parts = [(kind, str(kinds[kind]["label"]), _kind_symbol(shown, kind)) for kind in kinds]
        _categorised(root, "record_kind", parts)
    elif shown == "lines":
        statuses = tokens()["status"]
        parts = [
            (status.value, str(statuses[key]["label"]), ("line", "SimpleLine", _line_options(key)))
            for status, key in STATUS_KEY.items()
        ]
        _categorised(root, "line_status", parts)
    else:
        name = "focus-line" if shown == "forces" else "ink3"
        fill = _rgba("ink", 0) if shown == "forces" else _rgba("ink3", _FAINT)
        options = {"color": fill, "outline_color": _rgba(name), "outline_width": "0.3", "outline_style": "solid"}
        renderer = ET.SubElement(root, "renderer-v2", {"type": "singleSymbol", "enableorderby": "0"})
        _symbol(ET.SubElement(renderer, "symbols"), "0", ("fill", "SimpleFill", options))
    return '<!DOCTYPE qgis PUBLIC "qgis" "SYSTEM">\n' + ET.tostring(root, encoding="unicode")


def _rgba(name: str, alpha: int = 255) -> str:
    value = colour(name)
    return ",".join([*(str(int(value[at : at + 2], 16)) for at in (1, 3, 5)), str(alpha)])


_Symbol = tuple[str, str, dict[str, str]]


def _kind_symbol(shown: str, kind: str) -> _Symbol:
    hue = f"kind-{kind}"
    if shown == "records":
        shape = str(tokens()["kind"][kind]["shape"])
        options = {"name": shape, "color": _rgba(hue), "outline_color": _rgba("bg"), "outline_width": "0.4"}
        return ("marker", "SimpleMarker", options | {"size": str(_POINT_SIZE), "size_unit": "Pixel"})
    options = {"color": _rgba(hue, _PALE), "outline_color": _rgba(hue), "outline_style": "dash", "outline_width": "0.3"}
    return ("fill", "SimpleFill", options)


def _line_options(key: str) -> dict[str, str]:
    status = tokens()["status"][key]
    dash = str(status["dash"])
    options = {
        "line_color": _rgba(f"status-{key}"),
        "line_width": str(status.get("width", _LINE_WIDTH)),
        "line_width_unit": "Pixel",
        "capstyle": "round" if status["cap"] == "round" else "flat",
        "use_custom_dash": "1" if dash else "0",
    }
    return options | ({"customdash": dash.replace(" ", ";"), "customdash_unit": "Pixel"} if dash else {})


def _categorised(root: ET.Element, column: str, parts: Sequence[tuple[str, str, _Symbol]]) -> None:
    renderer = ET.SubElement(
        root, "renderer-v2", {"type": "categorizedSymbol", "attr": column, "enableorderby": "0", "symbollevels": "0"}
    )
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for number, (value, label, symbol) in enumerate(parts):
        said = {"value": value, "label": label, "symbol": str(number), "render": "true", "type": "string"}
        ET.SubElement(categories, "category", said)
        _symbol(symbols, str(number), symbol)


def _symbol(parent: ET.Element, name: str, symbol: _Symbol) -> None:
    kind, drawn, options = symbol
    element = ET.SubElement(parent, "symbol", {"name": name, "type": kind, "alpha": "1", "clip_to_extent": "1"})
    layer = ET.SubElement(element, "layer", {"class": drawn, "enabled": "1", "locked": "0", "pass": "0"})
    held = ET.SubElement(layer, "Option", {"type": "Map"})
    for option, value in options.items():
        ET.SubElement(held, "Option", {"name": option, "value": value, "type": "QString"})
