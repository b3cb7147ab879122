"""Postcodes: units, and what sectors, districts and areas are made of."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.crs import from_national_grid
from linesmap.errors import InputError, ReferenceDataError
from linesmap.reference import lookup_units, normalise_postcode, postcode_group
from linesmap.reference import postcodes as module


@pytest.fixture(scope="module")
def southampton() -> pd.DataFrame:
    """Read the postcodes that begin with S by the package alone: an independent way to the same rows."""
    reader = module.Postcodes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader.load_postcodes("S")
    table: pd.DataFrame = reader.dataframe
    return table


def test_known_units() -> None:
    units = lookup_units(["BS1 1AD", "SO14 7LW"])
    # ONS Postcode Directory, November 2025.
    assert units[["easting", "northing"]].to_numpy().tolist() == [[360205, 173432], [441847, 112279]]
    assert units["lad_code"].tolist() == ["E06000023", "E06000045"]


@given(
    st.sampled_from(["BS1 1AD", "SO14 7LW", "M1 1AE", "EC1A 1BB", "CF10 1AA"]),
    st.sampled_from(["", " ", "  ", "-"]),
    st.booleans(),
)
@settings(max_examples=30, deadline=None)
def test_spacing_and_case_make_no_difference(code: str, gap: str, lower: bool) -> None:
    written = code.replace(" ", gap)
    written = written.lower() if lower else written
    assert normalise_postcode(written) == code
    pd.testing.assert_frame_equal(lookup_units([written]), lookup_units([code]))


def test_what_is_no_postcode_is_null_and_keeps_its_row() -> None:
    units = lookup_units(["", "nonsense", "ZZ1 1ZZ", "BS1 1AD", "Q1 1AA", "é1 1AA"])
    assert units["easting"].notna().tolist() == [False, False, False, True, False, False]
    assert units["lad_code"].tolist()[:3] == [None, None, None]


def test_islands_have_a_district_code_and_no_position() -> None:
    units = lookup_units(["IM1 1AA", "JE2 3AB"])
    assert units["lad_code"].tolist() == ["M99999999", "L99999999"]
    assert units["easting"].isna().all()


def test_northern_ireland_is_moved_from_the_irish_grid() -> None:
    [unit] = lookup_units(["BT1 5GS"]).to_dict("records")
    lon, lat = from_national_grid(unit["easting"], unit["northing"])
    # Belfast City Hall is at 54.5965, -5.9301; left on the Irish Grid the point would lie in Devon.
    assert abs(lat - 54.5965) < 0.02
    assert abs(lon + 5.9301) < 0.02


def test_districts_are_those_in_force(southampton: pd.DataFrame) -> None:
    codes = southampton.loc[southampton["laua"] == "E08000039", "pcd"].head(3).tolist()
    assert set(lookup_units(codes)["lad_code"]) == {"E08000039"}


def test_uncertainty_is_that_of_the_rule(southampton: pd.DataFrame) -> None:
    near = southampton[southampton["pcd"].str.startswith("SO14")].dropna(subset=["oseast1m"])
    everywhere = southampton.dropna(subset=["oseast1m"])[["oseast1m", "osnrth1m"]].drop_duplicates()
    sample = near.head(60)
    got = lookup_units(sample["pcd"].tolist())["uncertainty_m"].to_numpy()
    for (_, row), metres in zip(sample.iterrows(), got, strict=True):
        gaps = np.hypot(everywhere["oseast1m"] - row["oseast1m"], everywhere["osnrth1m"] - row["osnrth1m"])
        second = np.sort(gaps.to_numpy())[2]
        assert metres == pytest.approx(np.clip(1.5 * second, 60, 1500), abs=0.01)


@pytest.mark.parametrize(
    ("code", "pattern"), [("SO14", "SO14"), ("SO14 7", "SO147"), ("S1", "S1  "), ("S11 8", "S11 8")]
)
def test_groups_are_made_of_their_postcodes(southampton: pd.DataFrame, code: str, pattern: str) -> None:
    rows = southampton[southampton["pcd"].str.startswith(pattern)].dropna(subset=["oseast1m"])
    group = postcode_group(code)
    assert group is not None
    assert group.n_postcodes == len(rows)
    middle = rows["oseast1m"].median(), rows["osnrth1m"].median()
    assert (group.easting, group.northing) == middle
    gaps = np.hypot(rows["oseast1m"] - middle[0], rows["osnrth1m"] - middle[1])
    assert group.radius_95_m == pytest.approx(np.quantile(gaps, 0.95))
    assert sum(share for _, share in group.forces) == pytest.approx(1)


def test_an_area_of_one_letter_leaves_out_areas_of_two(southampton: pd.DataFrame) -> None:
    group = postcode_group("S")
    rows = southampton[southampton["pcd"].str.match(r"S\d")].dropna(subset=["oseast1m"])
    assert group is not None
    assert group.n_postcodes == len(rows)
    assert group.forces[0][0] == "E23000011"


def test_a_straddling_district_shares_itself_out() -> None:
    group = postcode_group("NP16")
    assert group is not None
    assert [code for code, _ in group.forces] == ["W15000002", "E23000037"]
    assert group.forces[0][1] == pytest.approx(0.786, abs=0.02)
    assert group.lad_code is None


def test_central_london_without_its_letter_stands_for_all_parts() -> None:
    whole, part = postcode_group("EC1"), postcode_group("EC1A")
    assert whole is not None
    assert part is not None
    assert whole.n_postcodes > part.n_postcodes > 100


def test_unknown_groups_and_malformed_ones() -> None:
    assert postcode_group("ZZ9") is None
    assert postcode_group("QQ") is None
    with pytest.raises(InputError, match="sector, district or area"):
        postcode_group("SO14 7LW")


def test_a_switched_off_directory_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLAC_DISABLE_PC", "1")
    module._letter.cache_clear()
    module._positions.cache_clear()
    try:
        with pytest.raises(ReferenceDataError, match="QLAC_DISABLE_PC"):
            lookup_units(["BS1 1AD"])
    finally:
        module._letter.cache_clear()
