"""Find and read the shipped reference files, with one error for whatever is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from linesmap.errors import ReferenceDataError
from linesmap.settings import data_dir

__all__ = ["read_areas", "read_json", "read_table"]


def _file(name: str) -> Path:
    path = data_dir() / "reference" / name
    if not path.is_file():
        msg = f"The reference file {name} is missing. Install linesmap again."
        raise ReferenceDataError(msg)
    return path


def read_table(name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Read a shipped CSV as text.

    Parameters
    ----------
    name
        File name inside data/reference.
    columns
        Columns that must be there; others stay too.

    Returns
    -------
    table
        Every cell text; an empty cell is empty text.

    Raises
    ------
    ReferenceDataError
        If the file is missing or lacks a column.
    """
    table = pd.read_csv(_file(name), dtype=str, keep_default_na=False, encoding="utf-8")
    missing = [column for column in columns if column not in table.columns]
    if missing:
        msg = f"The reference file {name} should have the columns {missing}. Install linesmap again."
        raise ReferenceDataError(msg)
    return table


def read_json(name: str) -> dict[str, Any]:
    """Read a shipped GeoJSON file as a dictionary.

    Raises
    ------
    ReferenceDataError
        If the file is missing or is not a feature collection.
    """
    try:
        content = json.loads(_file(name).read_text(encoding="utf-8"))
    except ValueError as error:
        msg = f"The reference file {name} is damaged. Install linesmap again."
        raise ReferenceDataError(msg) from error
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        msg = f"The reference file {name} should be a FeatureCollection. Install linesmap again."
        raise ReferenceDataError(msg)
    return content


def read_areas(name: str) -> gpd.GeoDataFrame:
    """Read a shipped GeoJSON file as areas.

    Returns
    -------
    areas
        One row per feature, its properties as columns, MultiPolygons in EPSG:4326 (longitude, latitude).

    Raises
    ------
    ReferenceDataError
        If the file is missing or is not a feature collection.
    """
    return gpd.GeoDataFrame.from_features(read_json(name)["features"], crs="EPSG:4326")
