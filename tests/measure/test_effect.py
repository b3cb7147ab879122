"""One call for every method: what a claim must show, its words, and how often it is wrong where the truth is known."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from linesmap.errors import InputError
from linesmap.measure.calibration import CALIBRATION, METHODS
from linesmap.measure.effect import Effect, effect

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def placebo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("placebo", ROOT / "benchmarks" / "placebo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["placebo"] = module
    spec.loader.exec_module(module)
    return module


def asked(placebo: ModuleType, method: str, ratio: float = 1.0, number: int = 3, **options: object) -> Effect:
    made = placebo.invent((1, number), ratio, placebo.World("common trend"))
    return effect(made.panel, made.treated, made.start, method=method, neighbours=made.neighbours, **options)


@pytest.mark.parametrize("method", list(METHODS))
def test_every_method_shows_what_a_claim_must(placebo: ModuleType, method: str) -> None:
    found = asked(placebo, method, 0.5, outcome="robbery")
    assert found.estimate == pytest.approx(0.5, abs=0.15)
    assert found.interval.holds(0.5)
    assert found.shows_change
    assert found.sentence().startswith("Robbery in the treated areas: ")
    assert "consistent with a fall" in found.sentence()
    assert "caused" not in found.sentence() + " ".join(found.limits())
    assert found.period
    assert found.n["periods_after"] == 12
    assert found.n["areas_treated"] >= 1
    assert (found.dispersion is None) == (method == "synthetic_control")
    assert found.calibration == CALIBRATION[method]
    assert {"period", "observed", "expected", "lower", "upper", "part"} <= set(found.series.columns)
    after = found.series[found.series["part"] == "after"]
    assert (after["observed"] < after["expected"]).mean() > 0.8
    assert any(limit.startswith("One operation in") for limit in found.limits())
    assert any("simulated operations" in limit for limit in found.limits())


@pytest.mark.parametrize("method", list(METHODS))
def test_no_effect_is_told_as_none(placebo: ModuleType, method: str) -> None:
    found = next(each for number in range(9) if not (each := asked(placebo, method, number=number)).shows_change)
    assert found.sentence().endswith("This does not show a change.")
    assert "consistent with" not in found.sentence()


def test_it_is_plain_json(placebo: ModuleType) -> None:
    for method in METHODS:
        text = json.dumps(asked(placebo, method).as_dict(), allow_nan=False)
        assert json.loads(text)["method"] == method


def test_same_question_same_answer(placebo: ModuleType) -> None:
    for method in METHODS:
        first, second = (asked(placebo, method).as_dict() for _ in range(2))
        assert json.dumps(first) == json.dumps(second)


def test_proposed_areas_never_touch_the_treated(placebo: ModuleType) -> None:
    made = placebo.invent((1, 3), 1.0, placebo.World("common trend"))
    found = effect(made.panel, made.treated, made.start, neighbours=made.neighbours)
    beside = {each for code in made.treated for each in made.neighbours[code]}
    assert not beside & set(found.comparators)
    assert len(found.comparators) == 20


def test_chosen_areas_that_touch_are_said(placebo: ModuleType) -> None:
    made = placebo.invent((1, 3), 1.0, placebo.World("common trend"))
    beside = next(each for each in made.neighbours[made.treated[0]] if each not in made.treated)
    far = next(code for code in made.neighbours if code not in made.treated and code != beside)
    found = effect(made.panel, made.treated, made.start, controls=[beside, far], neighbours=made.neighbours)
    assert any(limit.startswith("Beside a treated area: ") for limit in found.limits())
    unknown = effect(made.panel, made.treated, made.start, controls=[beside, far])
    assert any("not known which areas lie beside" in limit for limit in unknown.limits())


def test_outputs_of_police_work_are_said(placebo: ModuleType) -> None:
    found = asked(placebo, "before_after", driven_by_police=True)
    assert found.limits()[0].startswith("The outcome is driven by police activity")


def test_a_burst_is_a_pulse_for_the_interrupted_series(placebo: ModuleType) -> None:
    made = placebo.invent((1, 4), 0.4, placebo.World("common trend"), pulse=True)
    found = effect(made.panel, made.treated, made.start, end=made.end, method="interrupted_time_series")
    assert found.n["periods_after"] == 3
    assert found.interval.holds(0.4)
    assert found.calibration == CALIBRATION["interrupted_time_series_pulse"]


def test_periods_after_cut_the_interrupted_series(placebo: ModuleType) -> None:
    found = asked(placebo, "interrupted_time_series", periods_after=6)
    assert found.n["periods_after"] == 6
    assert len(found.series) == 54


def test_unknown_methods_are_refused(placebo: ModuleType) -> None:
    with pytest.raises(InputError, match="one of the methods"):
        asked(placebo, "guess")


def test_invented_operations_follow_their_seed(placebo: ModuleType) -> None:
    first, second, other = (placebo.invent((seed, 1), 1.0, placebo.World("common trend")) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first.panel, second.panel)
    assert not first.panel["count"].equals(other.panel["count"])
    lowered = placebo.invent((1, 1), 0.5, placebo.World("common trend")).panel
    before = first.panel["period"] < first.start
    pd.testing.assert_frame_equal(first.panel[before], lowered[before])


def within(share: float, runs: int, truth: tuple[float, float]) -> bool:
    """Say whether a share of runs could come of any of a range of probabilities, 1 in 10,000 left out on each side."""
    low, high = binom.ppf(1e-4, runs, truth[0]), binom.ppf(1 - 1e-4, runs, truth[1])
    return bool(low <= round(share * runs) <= high)


@pytest.mark.parametrize(
    ("name", "runs"),
    [
        ("before_after", 60),
        ("interrupted_time_series", 40),
        ("difference_in_differences", 20),
        ("synthetic_control", 12),
    ],
)
def test_a_short_placebo_run_is_within_its_bars(placebo: ModuleType, name: str, runs: int) -> None:
    world, some = placebo.world_of(name), runs // 2
    alarms = [placebo.ask(placebo.Run(name, world, 5, number, 1.0))[0] for number in range(runs)]
    held = [placebo.ask(placebo.Run(name, world, 5, number, 0.7))[1] for number in range(some)]
    assert within(float(np.mean(alarms)), runs, placebo.FALSE_ALARMS)
    assert within(float(np.mean(held)), some, placebo.HELD)


def test_the_bars_can_fail(placebo: ModuleType) -> None:
    """Operations that do have an effect are far outside the bar for those that have none."""
    world = placebo.world_of("before_after")
    alarms = [placebo.ask(placebo.Run("before_after", world, 5, number, 0.7))[0] for number in range(12)]
    assert not within(float(np.mean(alarms)), 12, placebo.FALSE_ALARMS)


def test_shipped_figures_stand_in_the_methods_and_within_the_bars(placebo: ModuleType) -> None:
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    part = text.split("## How often a method says there is an effect when there is none", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| ([\d.]+)% \| ([\d.]+)% \|", part, flags=re.MULTILINE)
    shown = {name: (float(alarms), float(held)) for name, alarms, held in rows}
    assert shown == {
        name: (round(each.false_alarms * 100, 1), round(each.held * 100, 1)) for name, each in CALIBRATION.items()
    }
    for each in CALIBRATION.values():
        assert placebo.FALSE_ALARMS[0] <= each.false_alarms <= placebo.FALSE_ALARMS[1]
        assert placebo.HELD[0] <= each.held <= placebo.HELD[1]
    assert set(CALIBRATION) == set(placebo.NAMES)
