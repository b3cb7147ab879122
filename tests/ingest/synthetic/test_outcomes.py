"""The invented counts of recorded crime are what they say, and hold the effect that the truth states."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from linesmap.cli import app
from linesmap.errors import InputError
from linesmap.ingest.synthetic import write_outcomes
from linesmap.reference import district_areas, district_force, find_district, find_force, forces

BEFORE, AFTER = ("2023-09", "2024-06"), ("2024-09", "2025-06")


def written(folder: Path, **named: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write a set and read counts and truth back."""
    files = write_outcomes(folder, **named)  # type: ignore[arg-type]
    return pd.read_csv(files.files[0]), pd.read_csv(files.truth[0])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, pd.DataFrame]:
    return written(tmp_path_factory.mktemp("outcomes"))


def log_ratio(counts: pd.DataFrame, crime_type: str, areas: set[str], others: set[str]) -> float:
    """Give the log of the ratio of rate ratios of the same ten months in two years."""
    rows = counts[counts["Crime type"] == crime_type]

    def total(codes: set[str], months: tuple[str, str]) -> int:
        return int(rows[rows["District code"].isin(codes) & rows["Month"].between(*months)]["Offences"].sum())

    return float(np.log(total(areas, AFTER) / total(areas, BEFORE) / (total(others, AFTER) / total(others, BEFORE))))


def sets(counts: pd.DataFrame, truth: pd.DataFrame) -> tuple[set[str], set[str], set[str]]:
    """Give the districts of the operation, those beside them, and those with counts of all types that it left alone."""
    own = set(truth.loc[truth["why"] == "effect of the operation", "district_code"])
    beside = set(truth.loc[truth["why"].str.startswith("moved"), "district_code"])
    whole = set(counts.loc[counts["Crime type"] == "Drug offences", "District code"])
    return own, beside, whole - own - beside


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    contents = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        files = write_outcomes(tmp_path / name, seed=seed)
        contents.append([path.read_bytes() for path in (*files.files, *files.truth)])
    assert contents[0] == contents[1]
    assert contents[0][0] != contents[2][0]


def test_every_district_is_real_and_every_row_says_it_is_invented(made: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    counts, truth = made
    for frame in made:
        assert set(frame["Data status"]) == {"INVENTED DATA FOR DEMONSTRATION"}
    for code, name, force in counts[["District code", "District", "Force"]].drop_duplicates().itertuples(index=False):
        found, by_name = find_district(f"{code}, {name}"), find_force(force)
        assert found is not None
        assert by_name is not None
        assert district_force(code) == by_name.code
    assert set(truth["district_code"]) <= set(counts["District code"])


def test_the_set_covers_the_months_and_the_south_west(made: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    counts, _ = made
    assert 7_500 < len(counts) < 8_500
    assert (counts["Month"].min(), counts["Month"].max(), counts["Month"].nunique()) == ("2021-01", "2025-06", 54)
    assert not counts.duplicated(["Month", "District code", "Crime type"]).any()
    assert len(counts) == 54 * len(counts[["District code", "Crime type"]].drop_duplicates())
    areas = district_areas()
    south_west = {"E23000035", "E23000036", "E23000037", "E23000038", "E23000039"}
    assert set(areas.loc[areas["pfa_code"].isin(south_west), "lad_code"]) <= set(counts["District code"])
    held = {district_force(code) for code in counts["District code"].unique()}
    around = {code for force in forces() if force.code in south_west for code in force.neighbours} - south_west
    assert around <= held
    assert len(held - south_west - around) == 8
    assert (counts.loc[counts["District"] == "Isles of Scilly", "Offences"] == 0).any(), "a month without is a zero"


def test_beside_means_a_shared_border(made: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    counts, truth = made
    own, beside, _ = sets(counts, truth)
    shapes = district_areas().to_crs(27700).set_index("lad_code").geometry
    near = {code for one in own for code in shapes.index[shapes.distance(shapes[one]) < 300]}
    assert beside == (near - own) & set(counts["District code"]) == near - own


def test_truth_is_in_the_counts(tmp_path: Path) -> None:
    """Over several seeds the mean log ratio is the true one: a plain ratio of rate ratios is not biased by the set."""
    found: dict[str, list[float]] = {"Robbery": [], "beside": [], "Burglary": [], "Violence with injury": []}
    for seed in range(12):
        counts, truth = written(tmp_path, seed=seed, effect=0.6)
        own, beside, others = sets(counts, truth)
        for crime_type in ("Robbery", "Burglary", "Violence with injury"):
            found[crime_type].append(log_ratio(counts, crime_type, own, others))
        found["beside"].append(log_ratio(counts, "Robbery", beside, others))
    for name, ratio in (("Robbery", 0.6), ("beside", 1.05), ("Burglary", 1.0), ("Violence with injury", 1.0)):
        logs = np.array(found[name])
        assert logs.mean() == pytest.approx(np.log(ratio), abs=3.5 * logs.std(ddof=1) / len(logs) ** 0.5), name
    assert np.array(found["Robbery"]).max() < -0.25


def test_drug_offences_rise_while_a_phase_runs(made: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    counts, truth = made
    own, _, _ = sets(counts, truth)
    drugs = counts[counts["Crime type"] == "Drug offences"]
    by_month = drugs.assign(own=drugs["District code"].isin(own)).pivot_table(
        index="Month", columns="own", values="Offences", aggfunc="sum"
    )
    during = by_month.loc[["2024-08", "2025-01", "2025-06"]].sum()
    rest = by_month[by_month.index < "2024-08"].sum()
    # 34 of 92 days of three months at 1.6 times.
    assert during[True] / during[False] / (rest[True] / rest[False]) == pytest.approx(1 + 0.6 * 34 / 92, abs=0.09)
    assert set(truth.loc[truth["crime_type"] == "Drug offences", "rate_ratio"]) == {1.6}


def test_truth_states_days_and_ratios(made: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    _, truth = made
    bristol = truth[truth["district_code"] == "E06000023"].set_index("crime_type")
    robbery = bristol.loc["Robbery"]
    assert (robbery["from"], robbery["to"], robbery["rate_ratio"]) == ("2024-08-12", "2025-06-30", 0.7)
    assert bristol.loc["Burglary", "rate_ratio"] == 1.0


def test_a_shorter_set_states_only_what_it_covers(tmp_path: Path) -> None:
    counts, truth = written(tmp_path, start=date(2023, 3, 15), end=date(2024, 2, 1))
    assert (counts["Month"].min(), counts["Month"].max()) == ("2023-03", "2024-02")
    assert truth.empty


@pytest.mark.parametrize(
    "named",
    [{"seed": -1}, {"effect": 0}, {"effect": float("inf")}, {"start": date(2025, 1, 1), "end": date(2024, 1, 1)}],
)
def test_arguments_out_of_range_are_refused(tmp_path: Path, named: dict[str, object]) -> None:
    with pytest.raises(InputError, match="Choose values in range"):
        write_outcomes(tmp_path, **named)  # type: ignore[arg-type]


def test_the_command_writes_them_when_asked(tmp_path: Path) -> None:
    runner = CliRunner()
    plain = runner.invoke(app, ["synth", str(tmp_path / "a"), "--records", "200"])
    more = runner.invoke(app, ["synth", str(tmp_path / "b"), "--records", "200", "--outcomes"])
    assert plain.exit_code == more.exit_code == 0
    assert "recorded_crime" not in plain.output
    assert (tmp_path / "b" / "recorded_crime_by_district.csv").is_file()
    assert more.output.replace("\n", "").count("outcomes.csv") == 1
