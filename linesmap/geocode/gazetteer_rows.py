"""Turn the rows of official gazetteers, and of a user's own list, into places and postcodes.

Columns relied on, by their official names:

- OS Open Names (header in Doc/OS_Open_Names_Header.csv): NAME1, NAME2, LOCAL_TYPE, GEOMETRY_X, GEOMETRY_Y, MBR_XMIN,
  MBR_YMIN, MBR_XMAX, MBR_YMAX, POPULATED_PLACE, COUNTY_UNITARY, COUNTRY.
- ONS Postcode Directory and NSPL: the postcode (pcds, else pcd, pcd7, pcd8, pcd2), easting and northing to a metre
  (oseast1m and osnrth1m, or east1m and north1m), district (oslaua, laua, or lad and a year and cd), grid quality
  (osgrdind or gridind: 6 is the mean of the sector, 9 no position), lat and long.
- Code-Point Open (no header in its data): postcode, positional quality (60 is the mean of the sector, 90 no position
  [M]), easting, northing, country, two codes of the NHS, county, district, ward.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyproj import Transformer

from linesmap.crs import BRITISH_NATIONAL_GRID, from_national_grid, to_national_grid
from linesmap.geocode.names import name_key
from linesmap.geocode.streets import street_key
from linesmap.geocode.user_gazetteer import STATION, STREET
from linesmap.reference import assign_areas

__all__ = ["Rows", "code_point_rows", "directory_rows", "names_rows", "own_rows", "text_frame"]

_UNIT = "^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$"
_IRISH_GRID = "EPSG:29902"
_MOST_EASTING, _MOST_NORTHING = 700_000.0, 1_300_000.0
_LONGEST_NAME = 200
_POLICE_SCOTLAND = "S23000009"

_OPEN_NAMES_KINDS = {
    "city": "city",
    "town": "town",
    "village": "village",
    "suburban area": "suburb",
    "hamlet": "hamlet",
    "other settlement": "settlement",
    "named road": STREET,
    "section of named road": STREET,
}
_STATION = re.compile(r"(?:rail|light rapid transit|tram|underground|metro)\b.*\bstation|railway station", re.I)

_OWN_COLUMNS = {
    "name": ("name", "place", "place name", "placename", "location", "title"),
    "other_names": ("other names", "other name", "alternative names", "aliases", "alias", "also known as", "aka"),
    "lat": ("lat", "latitude", "y lat"),
    "lon": ("lon", "long", "lng", "longitude"),
    "easting": ("easting", "eastings", "x", "east", "osgb easting", "geometry x"),
    "northing": ("northing", "northings", "y", "north", "osgb northing", "geometry y"),
    "kind": ("kind", "type", "category", "local type"),
    "county": ("county", "county unitary", "area"),
    "town": ("town", "settlement", "populated place", "town or city"),
    "radius_m": ("radius m", "uncertainty m", "radius", "uncertainty", "accuracy m"),
    "population": ("population",),
}
_OWN_KINDS = {"": "settlement", "place": "settlement", "suburban area": "suburb", "railway station": STATION}
_OWN_KINDS |= {"train station": STATION, "road": STREET, "named road": STREET, "other settlement": "settlement"}


@dataclass
class Rows:
    """Rows taken from a piece of a gazetteer: `places` or `postcodes`, and what became of the others."""

    places: pd.DataFrame | None = None
    postcodes: pd.DataFrame | None = None
    rows_in: int = 0
    left_out: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def refuse(self, reason: str, count: int) -> None:
        """Count rows that cannot be used."""
        if count:
            self.refused[reason] = self.refused.get(reason, 0) + int(count)


def text_frame(batch: pa.RecordBatch | pa.Table) -> pd.DataFrame:
    """Give the columns of a batch as texts without space around them; an empty cell is empty text."""
    columns = {}
    for name in batch.schema.names:
        columns[name] = pc.fill_null(pc.utf8_trim_whitespace(batch.column(name)), "").to_pandas()
    return pd.DataFrame(columns)


def _number(frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
    if column not in frame:
        return np.full(len(frame), np.nan)
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    values[~np.isfinite(values)] = np.nan
    return values


def _on_grid(easting: NDArray[np.float64], northing: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether positions lie on the National Grid; 0, 0 and not-a-number stand for none."""
    return (easting > 0) & (easting < _MOST_EASTING) & (northing > 0) & (northing < _MOST_NORTHING)


def _codes(frame: pd.DataFrame, column: str) -> pd.Series:
    """Give codes of districts; what stands for none is null."""
    if column not in frame:
        return pd.Series(None, index=frame.index, dtype=object)
    codes = frame[column].astype(object)
    known = frame[column].str.fullmatch(r"[EWSNLM]\d{8}").to_numpy(dtype=bool)
    stand_in = frame[column].isin(["E99999999", "W99999999", "S99999999", "N99999999"]).to_numpy(dtype=bool)
    return codes.where(known & ~stand_in, None)


def names_rows(frame: pd.DataFrame, first_row: int) -> Rows:
    """Take settlements, stations and named roads from rows of OS Open Names.

    Parameters
    ----------
    frame
        Texts in the columns named at the head of this module.
    first_row
        Number of the first row.

    Returns
    -------
    rows
        With `places`. The radius reaches from the position to the furthest corner of the bounding rectangle. Other
        kinds of name (water, land forms, postcodes, numbered roads, schools) are left out.
    """
    words = frame["LOCAL_TYPE"].str.casefold()
    kinds = {
        word: _OPEN_NAMES_KINDS.get(word) or (STATION if _STATION.search(word) else None) for word in words.unique()
    }
    kind = words.map(kinds).astype(object)
    used = kind.notna().to_numpy()
    out = Rows(rows_in=len(frame), left_out=int((~used).sum()))
    easting, northing = _number(frame, "GEOMETRY_X"), _number(frame, "GEOMETRY_Y")
    placed = _on_grid(easting, northing)
    named = frame["NAME1"].str.len().between(1, _LONGEST_NAME).to_numpy(dtype=bool)
    out.refuse("no position on the National Grid", (used & ~placed).sum())
    out.refuse("no name, or one that is too long", (used & placed & ~named).sum())
    keep = used & placed & named
    left, right = _number(frame, "MBR_XMIN"), _number(frame, "MBR_XMAX")
    low, high = _number(frame, "MBR_YMIN"), _number(frame, "MBR_YMAX")
    across = np.maximum(np.abs(easting - left), np.abs(right - easting))
    along = np.maximum(np.abs(northing - low), np.abs(high - northing))
    places = pd.DataFrame(
        {
            "row_number": np.arange(first_row, first_row + len(frame)),
            "name": frame["NAME1"].astype(object),
            "other_names": frame["NAME2"].astype(object),
            "kind": kind,
            "town": frame["POPULATED_PLACE"].astype(object),
            "county": frame["COUNTY_UNITARY"].astype(object),
            "easting": easting,
            "northing": northing,
            "radius_m": np.hypot(across, along).round(),
            "scottish": (frame["COUNTRY"].str.casefold() == "scotland").to_numpy(dtype=bool),
        }
    )[keep]
    out.places = _finished(places)
    return out


def own_rows(frame: pd.DataFrame) -> Rows:
    """Take places from a user's own list.

    Parameters
    ----------
    frame
        Texts. A name, and lat and lon (degrees, EPSG:4326) or easting and northing (metres, EPSG:27700); optional:
        other names (separated by semicolons), kind, county, town, radius_m or uncertainty_m (metres), population.

    Returns
    -------
    rows
        With `places`; `places` is null when the columns needed are not there.
    """
    names = {_plain(name): name for name in frame.columns}
    found = {ours: next((names[one] for one in theirs if one in names), None) for ours, theirs in _OWN_COLUMNS.items()}
    degrees = found["lat"] is not None and found["lon"] is not None
    metres = found["easting"] is not None and found["northing"] is not None
    out = Rows(rows_in=len(frame))
    if found["name"] is None or not (degrees or metres):
        return out
    texts = {ours: frame[theirs].astype("str").str.strip() for ours, theirs in found.items() if theirs is not None}
    table = pd.DataFrame(texts, index=frame.index)
    easting, northing = _number(table, "easting"), _number(table, "northing")
    if degrees:
        lon, lat = _number(table, "lon"), _number(table, "lat")
        from_degrees = to_national_grid(lon, lat)
        use = ~_on_grid(easting, northing)
        easting, northing = np.where(use, from_degrees[0], easting), np.where(use, from_degrees[1], northing)
    placed = _on_grid(easting, northing)
    named = table["name"].str.len().between(1, _LONGEST_NAME).to_numpy(dtype=bool)
    out.refuse("no position in Great Britain", (~placed).sum())
    out.refuse("no name, or one that is too long", (placed & ~named).sum())
    empty = pd.Series("", index=table.index)
    words = table.get("kind", empty).str.casefold()
    radius = _number(table, "radius_m")
    places = pd.DataFrame(
        {
            "row_number": np.arange(1, len(table) + 1),
            "name": table["name"].astype(object),
            "other_names": table.get("other_names", empty).astype(object),
            "kind": words.map({word: _OWN_KINDS.get(word, word)[:40] for word in words.unique()}).astype(object),
            "town": table.get("town", empty).astype(object),
            "county": table.get("county", empty).astype(object),
            "easting": easting.round(1),
            "northing": northing.round(1),
            "radius_m": np.where(radius > 0, radius, np.nan),
            "population": _number(table, "population"),
            "scottish": False,
        }
    )[placed & named]
    out.places = _finished(places)
    return out


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", str(name).casefold()).split())


def _finished(places: pd.DataFrame) -> pd.DataFrame:
    """Add the keys to look up by, and the areas."""
    roads = (places["kind"] == STREET).to_numpy(dtype=bool)
    keys = {name: street_key(name) for name in places["name"][roads].unique()}
    keys_of_others = {name: name_key(name) for name in places["name"][~roads].unique()}
    lon, lat = from_national_grid(places["easting"], places["northing"])
    areas = assign_areas(lon, lat)
    scottish = places["scottish"].to_numpy(dtype=bool)
    return places.assign(
        name_key=np.where(roads, places["name"].map(keys), places["name"].map(keys_of_others)),
        # Borders are simplified here; which side of the Scottish one a place is on, its source knows better.
        pfa_code=np.where(scottish, _POLICE_SCOTLAND, areas["pfa_code"].to_numpy(dtype=object)),
        lad_code=areas["lad_code"].where(~scottish, None).to_numpy(dtype=object),
    ).drop(columns="scottish")


def directory_rows(frame: pd.DataFrame, columns: Mapping[str, str]) -> Rows:
    """Take postcodes from rows of the ONS Postcode Directory or NSPL.

    Parameters
    ----------
    frame
        Texts.
    columns
        Which of its columns are postcode, easting, northing, lad, quality, lat, lon; the last four may lack.

    Returns
    -------
    rows
        With `postcodes`. Positions of Northern Ireland, which stand on the Irish Grid, are turned into the National
        Grid.
    """
    frame = frame.rename(columns={theirs: ours for ours, theirs in columns.items()})
    easting, northing = _number(frame, "easting"), _number(frame, "northing")
    quality = _number(frame, "quality")
    irish = (frame["postcode"].str.casefold().str.startswith("bt") & np.isfinite(easting)).to_numpy(dtype=bool)
    if irish.any():
        to_britain = Transformer.from_crs(_IRISH_GRID, BRITISH_NATIONAL_GRID, always_xy=True)
        easting[irish], northing[irish] = to_britain.transform(easting[irish], northing[irish])
    lat, lon = _number(frame, "lat"), _number(frame, "lon")
    # 99.999999 stands for no latitude.
    spare = ~_on_grid(easting, northing) & (lat > 49) & (lat < 61)  # noqa: PLR2004 - Great Britain and around
    easting[spare], northing[spare] = to_national_grid(lon[spare], lat[spare])
    easting[quality == 9] = np.nan  # noqa: PLR2004 - the code for no position
    return _postcodes(frame, easting, northing, sector_only=quality == 6)  # noqa: PLR2004 - mean of the sector


def code_point_rows(frame: pd.DataFrame) -> Rows:
    """Take postcodes from rows of Code-Point Open: columns postcode, quality, easting, northing, lad.

    Returns
    -------
    rows
        With `postcodes`.
    """
    easting, northing = _number(frame, "easting"), _number(frame, "northing")
    quality = _number(frame, "quality")
    easting[quality == 90] = np.nan  # noqa: PLR2004 - the code for no position
    return _postcodes(frame, easting, northing, sector_only=quality == 60)  # noqa: PLR2004 - mean of the sector


def _postcodes(
    frame: pd.DataFrame, easting: NDArray[np.float64], northing: NDArray[np.float64], *, sector_only: NDArray[np.bool_]
) -> Rows:
    plain = pc.replace_substring_regex(pc.utf8_upper(pa.array(frame["postcode"], type=pa.string())), r"[^A-Z0-9]+", "")
    unit = pc.match_substring_regex(plain, _UNIT).to_numpy(zero_copy_only=False)
    code = pc.replace_substring_regex(plain, "^(.*)(...)$", r"\1 \2").to_pandas()
    placed = _on_grid(easting, northing)
    out = Rows(rows_in=len(frame))
    out.refuse("not a unit postcode", (~unit).sum())
    out.refuse("no position", (unit & ~placed).sum())
    out.postcodes = pd.DataFrame(
        {
            "postcode": code.to_numpy(),
            "easting": easting.round(1),
            "northing": northing.round(1),
            "lad_code": _codes(frame, "lad").to_numpy(),
            "sector_only": sector_only,
        }
    )[unit & placed]
    return out
