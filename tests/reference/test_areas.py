"""Areas: points fall where they should, and what is drawn fits together."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from linesmap.crs import from_national_grid
from linesmap.errors import InputError
from linesmap.reference import (
    assign_areas,
    context_areas,
    district_areas,
    drawn_force_areas,
    drawn_regional_areas,
    force_areas,
    lookup_units,
    places,
    regional_units,
)

METRES = "EPSG:27700"


def _gdf(collection: dict[str, object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame.from_features(collection["features"], crs="EPSG:4326").to_crs(METRES)


@pytest.mark.parametrize(
    ("lon", "lat", "pfa_code", "lad_code"),
    [
        (-2.5879, 51.4545, "E23000036", "E06000023"),  # Bristol
        (-1.4043, 50.9039, "E23000030", "E06000045"),  # Southampton
        (-2.9984, 51.5877, "W15000002", "W06000022"),  # Newport, Gwent
        (-0.0915, 51.5155, "E23000034", "E09000001"),  # City of London
        (-1.4701, 53.3811, "E23000011", "E08000039"),  # Sheffield, under its code of 2025
        (-2.0050, 55.7700, "E23000007", "E06000057"),  # Berwick-upon-Tweed, north of most of the border
        (-3.0650, 55.0010, "S23000009", None),  # Gretna, 2 km inside Scotland
        (-3.1883, 55.9533, "S23000009", None),  # Edinburgh
        (-5.9301, 54.5973, "N99999999", None),  # Belfast
        (-4.4821, 54.1500, None, None),  # Douglas, Isle of Man
        (-6.2603, 53.3498, None, None),  # Dublin
    ],
)
def test_known_points(lon: float, lat: float, pfa_code: str | None, lad_code: str | None) -> None:
    [row] = assign_areas([lon], [lat]).to_dict("records")
    assert (row["pfa_code"], row["lad_code"], row["distance_m"]) == (pfa_code, lad_code, 0.0)


def test_a_point_off_the_coast_takes_the_nearest_area_and_says_how_far() -> None:
    # The head of Southend pier is 2.1 km from the shore of 51.533, 0.716.
    [row] = assign_areas([0.7225], [51.5145]).to_dict("records")
    assert row["pfa_code"] == "E23000028"
    assert 1_000 < row["distance_m"] < 2_500
    far = assign_areas([2.5, -6.0, np.nan, np.inf], [53.5, 49.0, 51.0, 51.0])
    assert far["pfa_code"].isna().all()
    assert far["distance_m"].isna().all()


def test_no_points_and_unequal_lengths() -> None:
    assert assign_areas([], []).empty
    with pytest.raises(InputError, match="as many longitudes"):
        assign_areas([1.0, 2.0], [51.0])


def test_against_a_plain_search_of_all_areas() -> None:
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(-5.5, 1.8, 400), rng.uniform(50.0, 55.5, 400)
    areas = force_areas()
    points = gpd.GeoSeries.from_xy(lon, lat, crs="EPSG:4326")
    metres = gpd.GeoDataFrame(geometry=points).to_crs(METRES).geometry
    shapes = areas.to_crs(METRES).geometry
    got = assign_areas(lon, lat)
    checked = 0
    for index, point in enumerate(points):
        inside = areas.loc[areas.contains(point), "pfa_code"].tolist()
        if inside:
            assert got.at[index, "pfa_code"] == inside[0]
            checked += 1
        elif got.at[index, "lad_code"] is not None:
            gaps = shapes.distance(metres[index])
            assert got.at[index, "distance_m"] == pytest.approx(gaps.min(), abs=1)
            assert got.at[index, "pfa_code"] == areas.at[gaps.idxmin(), "pfa_code"]
            checked += 1
    assert checked > 150


def test_postcodes_fall_into_their_own_force() -> None:
    from linesmap.reference.postcodes import _letter

    rng = np.random.default_rng(5)
    right = total = 0
    for letter in "BCELNSW":
        directory = _letter(letter)
        rows = rng.choice(len(directory.key), 2_000)
        lad = directory.lad_codes[directory.lad[rows]]
        home = np.array([code is not None and code[0] in "EW" for code in lad]) & np.isfinite(directory.easting[rows])
        lon, lat = from_national_grid(directory.easting[rows][home], directory.northing[rows][home])
        force_of = district_areas().set_index("lad_code")["pfa_code"].to_dict()
        expected = [force_of[code] for code in lad[home]]
        right += int((assign_areas(lon, lat)["pfa_code"] == expected).sum())
        total += int(home.sum())
    assert total > 10_000
    assert right / total > 0.998


def test_detailed_areas() -> None:
    assert len(force_areas()) == 43
    assert len(district_areas()) == 318
    by_force = district_areas().to_crs(METRES).dissolve("pfa_code").area
    whole = force_areas().set_index("pfa_code").to_crs(METRES).area
    assert np.allclose(by_force, whole.loc[by_force.index], rtol=1e-4)
    # England and Wales: 151,000 km2 (ONS Standard Area Measurements, land).
    assert whole.sum() / 1e6 == pytest.approx(151_000, rel=0.005)


def test_drawn_force_areas_meet_without_gap_or_overlap() -> None:
    areas = _gdf(drawn_force_areas())
    assert len(areas) == 43
    assert areas.geometry.is_valid.all()
    union = areas.union_all()
    overlap = areas.area.sum() - union.area
    # Four decimals move a vertex by up to 7 m on both sides alike: what overlaps is rounding, nothing more.
    assert overlap / 1e6 < 0.5
    holes = sum(shapely.Polygon(ring).area for part in union.geoms for ring in part.interiors)
    assert holes / 1e6 < 5, "between two forces there is no sea"
    exact = force_areas().to_crs(METRES).set_index("pfa_code").area
    change = areas.set_index("pfa_code").area / exact
    assert change.between(0.98, 1.02).all() or change.drop("E23000034").between(0.99, 1.01).all()


def test_islands_that_people_look_for_are_drawn() -> None:
    union = _gdf(drawn_force_areas()).to_crs("EPSG:4326").union_all()
    for lon, lat in [(-4.667, 51.180), (-6.300, 49.915), (-1.30, 50.69), (-4.40, 53.28)]:
        assert union.distance(shapely.Point(lon, lat)) < 0.02


@pytest.mark.parametrize("collection", [drawn_force_areas(), drawn_regional_areas()], ids=["forces", "regions"])
def test_labels_stand_inside_their_area(collection: dict[str, object]) -> None:
    for feature in collection["features"]:  # type: ignore[attr-defined]
        properties = feature["properties"]
        point = shapely.Point(properties["label_lon"], properties["label_lat"])
        assert shapely.geometry.shape(feature["geometry"]).contains(point), properties


def test_regions_are_the_forces_of_their_unit() -> None:
    forces = _gdf(drawn_force_areas()).set_index("pfa_code")
    for row in _gdf(drawn_regional_areas()).itertuples():
        members = forces.loc[list(regional_units()[row.regional_unit])]
        assert row.geometry.area == pytest.approx(members.area.sum(), rel=1e-3)


def test_neighbouring_land_shows_no_gap_and_no_sliver() -> None:
    ours = _gdf(drawn_force_areas()).union_all()
    context = _gdf(context_areas()).set_index("code").geometry
    assert {"S92000003", "N92000002", "IE", "M83000003", "FX"} <= set(context.index)
    # Off the Scottish border nothing comes near our coast, so nothing can show beside it.
    others = context.drop("S92000003")
    assert others.distance(ours).min() > 10_000
    scotland = context["S92000003"]
    border = scotland.intersection(ours)
    assert border.area > 0
    # What lies on our side is the strip under the border; beyond our coast there is none of it.
    far_south = scotland.difference(ours).intersection(shapely.box(300_000, 400_000, 450_000, 560_000))
    assert far_south.area / 1e6 < 5
    both = scotland.union(ours)
    inland = gpd.GeoSeries([shapely.box(-2.9, 55.06, -2.25, 55.6)], crs="EPSG:4326").to_crs(METRES).iloc[0]
    assert inland.difference(both).area == pytest.approx(0, abs=1)


def test_places_lie_in_the_force_they_are_listed_under() -> None:
    table = places()
    home = table[table["country"].isin(["ENG", "WLS"])]
    got = assign_areas(home["lon"], home["lat"])["pfa_code"].to_numpy()
    assert (got == home["pfa_code"].to_numpy()).mean() > 0.998
    assert lookup_units([]).empty
