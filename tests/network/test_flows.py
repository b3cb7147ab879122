"""Flows add up, internal lines stay on the diagonal, and the baseline is that of hand and of numpy."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.model.tables import TABLES
from linesmap.network import LineProfile
from linesmap.network.flows import FlowArea, disc_distance_m, flow_matrix, line_areas, periods_of
from linesmap.network.gravity import gravity_baseline, poisson_interval
from tests.network.line_frames import day, profiles_of, register_of

SOMERSET, DORSET, LONDON = "E23000036", "E23000039", "E23000001"
PLACES = {
    "yeovil": (SOMERSET, "E06000066", -2.63, 50.94),
    "bath": (SOMERSET, "E06000022", -2.36, 51.38),
    "poole": (DORSET, "E06000058", -1.98, 50.72),
    "london": (LONDON, "E09000033", -0.13, 51.5),
}


def places() -> pd.DataFrame:
    columns = list(TABLES["places"].columns)
    rows = [
        {"place_id": key, "label": key.title(), "lon": lon, "lat": lat, "uncertainty_m": 1000.0, "pfa_code": force,
         "lad_code": lad}
        for key, (force, lad, lon, lat) in PLACES.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def lines(*rows: tuple[str, str | None, str | None, str]) -> list[LineProfile]:
    """Make lines from (kind, origin force, origin place, destinations)."""
    made = [
        {"line_id": f"L{n}", "status": "active", "line_kind": kind, "origin_force": force, "origin_place_id": origin,
         "destination_place_id": towns or None, "first_seen": day(n * 40), "last_seen": day(n * 40 + 5)}
        for n, (kind, force, origin, towns) in enumerate(rows)
    ]  # fmt: skip
    names = {row["line_id"]: row["line_id"] for row in made}
    found = profiles_of(names, register=register_of(made), places=places())
    return list(found.values())


FOUR = (
    ("external", LONDON, "london", "yeovil;bath;poole"),
    ("internal", None, None, "yeovil"),
    ("internal", DORSET, None, ""),
    ("external", None, None, "poole"),
)


def test_forces_count_each_line_once_for_each_destination_and_internal_ones_on_the_diagonal() -> None:
    found = lines(*FOUR)
    matrix = flow_matrix(line_areas(found, "force"), periods_of(found, "all"))
    got = {(row["origin"], row["destination"]): (row["lines"], row["internal"]) for row in matrix.to_dict("records")}
    assert got == {
        (LONDON, SOMERSET): (1, 0),
        (LONDON, DORSET): (1, 0),
        (SOMERSET, SOMERSET): (1, 1),
        (DORSET, DORSET): (1, 1),
        ("", DORSET): (1, 0),
    }


def test_towns_keep_what_is_not_known_apart() -> None:
    pairs = line_areas(lines(*FOUR), "town")
    assert sorted(zip(pairs["origin"], pairs["destination"], strict=True)) == [
        ("", "poole"), ("", "yeovil"), ("london", "bath"), ("london", "poole"), ("london", "yeovil"),
    ]  # fmt: skip


def test_periods_count_the_lines_open_in_them() -> None:
    found = lines(*FOUR)
    quarters = periods_of(found, "quarter")
    # Line n is open from day 40 n for 33 days: 1 Jan to 2 Feb, 10 Feb to 14 Mar, 22 Mar to 23 Apr, 1 May to 2 Jun.
    assert quarters == {"2025 Q1": {"L0", "L1", "L2"}, "2025 Q2": {"L2", "L3"}}
    assert list(periods_of(found, "month")) == [f"2025-0{month}" for month in range(1, 7)]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["external", "internal", "unknown"]),
        st.sampled_from([LONDON, SOMERSET, None]),
        st.sampled_from(["london", "yeovil", None]),
        st.lists(st.sampled_from(sorted(PLACES)), max_size=3, unique=True).map(";".join),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from(["force", "lad", "town"]))
def test_the_matrix_adds_to_the_pairs_of_a_line_and_an_area(rows: list[tuple[str, str, str, str]], level: str) -> None:
    found = lines(*rows)
    pairs = line_areas(found, level)  # type: ignore[arg-type]
    matrix = flow_matrix(pairs, periods_of(found, "all"))
    index = {"force": 0, "lad": 1}
    expected = sum(
        len({PLACES[town][index[level]] if level in index else town for town in towns.split(";")})
        if towns
        else int(bool(force if level == "force" else origin) or (level == "force" and bool(origin)))
        for _, force, origin, towns in rows
    )
    assert int(matrix["lines"].sum()) == len(pairs) == expected
    internal = {one.line_id for one in found if one.line_kind == "internal" and (one.destinations or one.origin_force)}
    if level == "force":
        assert internal <= set(pairs.loc[pairs["internal"], "line_id"]), "internal lines are always shown"


def test_baseline_of_a_worked_example() -> None:
    """Three areas a quarter of the globe apart, alike in size: what is left is internal or not.

    From A 1, 8, 3; from B 6, 2, 4; from C 4, 5, 3: every origin sends 12. The internal ones are 6 in 3 pairs, so 2
    each; the others 30 in 6 pairs, so 5 each.
    """
    at = {"A": (0.0, 0.0), "B": (90.0, 0.0), "C": (0.0, 90.0)}
    areas = {code: FlowArea(code, code, lon, lat, 50_000, 10_000) for code, (lon, lat) in at.items()}
    flows = pd.DataFrame(
        [(a, b, n) for a, row in {"A": (1, 8, 3), "B": (6, 2, 4), "C": (4, 5, 3)}.items()
         for b, n in zip("ABC", row, strict=True)],
        columns=["origin", "destination", "lines"],
    )  # fmt: skip
    found = gravity_baseline(flows, areas)
    by_pair = found.flows.set_index(["origin", "destination"])
    assert by_pair.loc[("A", "A"), "expected"] == pytest.approx(2)
    assert by_pair.loc[("A", "B"), ["expected", "ratio"]].tolist() == pytest.approx([5, 1.6])
    # Exact interval of 8: 3.454 to 15.763; over 5.
    assert by_pair.loc[("A", "B"), ["low", "high"]].tolist() == pytest.approx([0.6908, 3.1526], abs=1e-4)
    assert found.left_out == ("log lines of origin", "log population of destination")


def newton(lines_: np.ndarray, design: np.ndarray) -> np.ndarray:
    """Fit a Poisson regression by Newton's method, independently of statsmodels."""
    guess = np.zeros(design.shape[1])
    guess[0] = math.log(lines_.mean())
    for _ in range(200):
        expected = np.exp(design @ guess)
        step = np.linalg.solve(design.T @ (design * expected[:, None]), design.T @ (lines_ - expected))
        guess += step * min(1.0, 2 / np.abs(step).max())
        if np.abs(step).max() < 1e-12:
            break
    return np.exp(design @ guess)


def great_circle_m(a: FlowArea, b: FlowArea) -> float:
    """Measure by the spherical law of cosines, another formula than the one tested."""
    one, two = math.radians(a.lat), math.radians(b.lat)
    angle = math.sin(one) * math.sin(two) + math.cos(one) * math.cos(two) * math.cos(math.radians(b.lon - a.lon))
    return 6_371_008.8 * math.acos(min(1, angle))


@pytest.mark.parametrize("size", ["lines", "population"])
def test_baseline_agrees_with_newton(size: str) -> None:
    draws = np.random.default_rng(3)
    areas = {
        f"A{n}": FlowArea(f"A{n}", "", -3 + 0.6 * n, 50.5 + 0.4 * (n % 4), 20_000.0 * (n + 1) ** 1.5, 9_000.0 + 500 * n)
        for n in range(6)
    }
    flows = pd.DataFrame(
        [(a, b, int(draws.poisson(6 if a == b else 2 + int(b[1])))) for a in areas for b in areas],
        columns=["origin", "destination", "lines"],
    )
    found = gravity_baseline(flows, areas, origin_size=size)
    frame = found.flows
    out = flows.groupby("origin")["lines"].sum()
    design = np.array(
        [
            [
                1.0,
                math.log(out[a] if size == "lines" else areas[a].population),
                math.log(areas[b].population),
                math.log(disc_distance_m(areas[a].radius_m) if a == b else great_circle_m(areas[a], areas[b])),
                float(a == b),
            ]
            for a, b in zip(frame["origin"], frame["destination"], strict=True)
        ]
    )
    assert frame["expected"].to_numpy() == pytest.approx(newton(frame["lines"].to_numpy(float), design), rel=1e-6)
    assert frame["expected"].sum() == pytest.approx(flows["lines"].sum())
    assert found.left_out == ()


def test_too_few_lines_have_no_baseline_and_it_says_why() -> None:
    areas = {code: FlowArea(code, code, 0, 51, 1000, 1000) for code in "AB"}
    found = gravity_baseline(pd.DataFrame({"origin": ["A"], "destination": ["B"], "lines": [3]}), areas)
    assert "3 lines" in found.reason
    assert found.flows["expected"].isna().all()
    assert gravity_baseline(pd.DataFrame(columns=["origin", "destination", "lines"]), {}).flows.empty


def test_one_line_alone_is_never_unusual() -> None:
    areas = {f"A{n}": FlowArea(f"A{n}", "", n * 0.5, 51 + 0.3 * (n % 3), 1000.0 * (n + 1), 5000) for n in range(5)}
    flows = pd.DataFrame([(a, b, 40 if a == b else 0) for a in areas for b in areas],
                         columns=["origin", "destination", "lines"])  # fmt: skip
    flows.loc[1, "lines"] = 1
    frame = gravity_baseline(flows, areas).flows
    assert not ((frame["lines"] == 1) & (frame["unusual"] == "more")).any()


def test_intervals_of_counts() -> None:
    # Exact Poisson limits, as printed in tables (Garwood 1936): 0 to 3.689, 0.025 to 5.572, 4.795 to 18.390.
    assert [tuple(round(end, 3) for end in poisson_interval(n)) for n in (0, 1, 10)] == [
        (0.0, 3.689), (0.025, 5.572), (4.795, 18.39),
    ]  # fmt: skip
