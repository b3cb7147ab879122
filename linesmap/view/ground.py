"""Gather what stays the same on every map: areas, labels, seas, the tokens and the lines of attribution."""

from __future__ import annotations

from functools import cache
from typing import Any

from linesmap import reference
from linesmap.model.vocabulary import PRECISION_LADDER
from linesmap.view.tokens import tokens

__all__ = ["MAP_ATTRIBUTION", "context_shapes", "force_shapes", "ground", "region_shapes"]

MAP_ATTRIBUTION = "Areas: ONS boundaries, OGL v3 | Coast: Natural Earth | Places: GeoNames"

_ZOOM_BY_RANK = {1: 6.25, 2: 7.25, 3: 8.25, 4: 9.25, 5: 10.25}


@cache
def force_shapes() -> dict[str, Any]:
    """Give the force areas for drawing: GeoJSON, lon/lat EPSG:4326, properties code and name."""
    shapes = reference.drawn_force_areas()
    features = [
        {
            "type": "Feature",
            "properties": {"code": feature["properties"]["pfa_code"], "name": feature["properties"]["name"]},
            "geometry": feature["geometry"],
        }
        for feature in shapes["features"]
    ]
    return {"type": "FeatureCollection", "features": features}


@cache
def region_shapes() -> dict[str, Any]:
    """Give the outlines of the policing regions: GeoJSON, lon/lat EPSG:4326, property name."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": feature["properties"]["region_label"]},
            "geometry": feature["geometry"],
        }
        for feature in reference.drawn_regional_areas()["features"]
    ]
    return {"type": "FeatureCollection", "features": features}


@cache
def context_shapes() -> dict[str, Any]:
    """Give the outlines of the neighbouring countries: GeoJSON, lon/lat EPSG:4326."""
    shapes = reference.context_areas()
    features = [
        {"type": "Feature", "properties": {"name": str(number)}, "geometry": feature["geometry"]}
        for number, feature in enumerate(shapes["features"])
    ]
    return {"type": "FeatureCollection", "features": features}


@cache
def ground() -> dict[str, Any]:
    """Give the labels, tokens and words that the frame's scripts need, as plain values."""
    forces = [
        {
            "code": feature["properties"]["pfa_code"],
            "label": feature["properties"]["name"],
            "lon": feature["properties"]["label_lon"],
            "lat": feature["properties"]["label_lat"],
            "unit": feature["properties"]["regional_unit"],
        }
        for feature in reference.drawn_force_areas()["features"]
    ]
    regions = [
        {
            "label": feature["properties"]["region_label"],
            "lon": feature["properties"]["label_lon"],
            "lat": feature["properties"]["label_lat"],
        }
        for feature in reference.drawn_regional_areas()["features"]
    ]
    places = [
        {
            "label": row["name"],
            "lon": round(row["lon"], 4),
            "lat": round(row["lat"], 4),
            "zoom": _ZOOM_BY_RANK[row["rank"]],
        }
        for row in reference.place_labels().to_dict("records")
    ]
    seas = [
        {"label": row["name"], "lon": row["lon"], "lat": row["lat"]}
        for row in reference.sea_labels().to_dict("records")
    ]
    shown = {name: tokens()[name] for name in ("status", "kind", "flow", "font")}
    return {
        "tokens": shown,
        "precision": [precision.value for precision in PRECISION_LADDER],
        "forces": forces,
        "regions": regions,
        "places": places,
        "seas": seas,
        "attribution": [MAP_ATTRIBUTION],
    }
