"""Net closures by hand, and Kaplan-Meier against the textbook and against numpy."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.errors import MetricUndefinedError
from linesmap.model.vocabulary import ClosureType
from linesmap.network import closure_outcomes, net_closures
from linesmap.network.survival import closure_times, return_times, survival
from tests.network.line_frames import closures_of, day, judgements_of, profiles_of, records_of

NAMES = {"L1": "Avocet", "L2": "Bittern", "L3": "Curlew", "L4": "Dunlin", "L5": "Egret"}


def story(until: int = 200, **judged: object) -> dict[str, object]:
    """Five lines closed on day 40: one holds, one is back after 20 days, one after 100; two are of Type 2."""
    records = [(line, 0, "seizure") for line in NAMES]
    records += [("L2", 60, "seizure"), ("L2", 70, "seizure"), ("L3", 140, "seizure"), ("L3", 150, "seizure")]
    closed = [(line, 40, "Type 1") for line in ("L1", "L2", "L3")] + [("L4", 40, "Type 2"), ("L5", 190, "Type 2")]
    return profiles_of(NAMES, records=records_of(records), closures=closures_of(closed), until=until, **judged)  # type: ignore[arg-type,return-value]


def net(profiles: dict[str, object], until: int = 200) -> dict[tuple[str, int], tuple[int, ...]]:
    frame = net_closures(closure_outcomes(list(profiles.values()), as_of=day(until)))  # type: ignore[arg-type]
    names = ["closed", "reopened", "taken_over", "net", "too_early"]
    return {(row["closure_type"], row["within_days"]): tuple(row[n] for n in names) for row in frame.to_dict("records")}


def test_net_closures_by_hand() -> None:
    assert net(story()) == {
        ("Type 1", 30): (3, 1, 0, 2, 0),
        ("Type 1", 90): (3, 1, 0, 2, 0),
        ("Type 1", 180): (3, 2, 0, 1, 1),
        ("Type 2", 30): (2, 0, 0, 2, 1),
        ("Type 2", 90): (2, 0, 0, 2, 1),
        ("Type 2", 180): (2, 0, 0, 2, 2),
    }


def test_an_accepted_successor_takes_one_off_and_undoing_puts_it_back() -> None:
    accepted = judgements_of([{"a": "L1", "b": "L9", "relation": "rebranded", "on": day(49)}])
    found = net(story(judgements=accepted))
    assert found["Type 1", 30] == (3, 1, 1, 1, 0)
    assert found["Type 2", 30] == (2, 0, 0, 2, 1), "the other type is untouched"
    undone = accepted.assign(undone_at=records_of([("L", 0, "seizure")])["occurred_from"].iloc[0])
    assert net(story(judgements=undone)) == net(story())


def test_a_succession_long_before_the_closure_is_another_story() -> None:
    early = judgements_of([{"a": "L1", "b": "L9", "relation": "rebranded", "on": day(5)}])
    assert net(story(judgements=early))["Type 1", 90] == (3, 1, 0, 2, 0)


def test_a_period_chooses_closures() -> None:
    outcomes = closure_outcomes(list(story().values()), as_of=day(200))  # type: ignore[arg-type]
    late = net_closures(outcomes, within_days=[30], period=(day(100), day(200)))
    assert late.set_index("closure_type")["closed"].to_dict() == {"Type 1": 0, "Type 2": 1}


def test_what_is_known_after_a_closure() -> None:
    outcomes = closure_outcomes(list(story().values()), as_of=day(200)).set_index("line")  # type: ignore[arg-type]
    assert outcomes.loc["Bittern", "back_on"] == day(60)
    assert outcomes.loc["Bittern", ["records_after", "first_record_after", "observed_days"]].tolist() == [
        2,
        day(60),
        160,
    ]
    assert outcomes.loc["Avocet", "records_after"] == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(NAMES)), st.integers(0, 200), st.sampled_from(list(ClosureType))),
                max_size=8))  # fmt: skip
def test_types_are_counted_apart_and_net_never_exceeds_closed(closed: list[tuple[str, int, ClosureType]]) -> None:
    rows = [(line, on, kind.value) for line, on, kind in closed]
    profiles = profiles_of(NAMES, closures=closures_of(rows))
    frame = net_closures(closure_outcomes(list(profiles.values()), as_of=day(200)), within_days=[90])
    assert (frame["net"] == frame["closed"] - frame["reopened"] - frame["taken_over"]).all()
    assert (frame[["net", "reopened", "taken_over"]] >= 0).all(axis=None)
    if not any(kind is ClosureType.TYPE_1 for _, _, kind in closed):
        assert frame.loc[frame["closure_type"] == "Type 1", "closed"].tolist() == [0]


# Remission of 21 patients on 6-MP, weeks, + censored (Freireich and others 1963, Blood 21: 699).
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def test_survival_is_that_of_the_textbook() -> None:
    curve = survival(WEEKS, [bool(one) for one in RELAPSED])
    by_day = curve.steps[curve.steps["events"] > 0].set_index("day")["surviving"].round(4).to_dict()
    assert by_day == {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
    assert (curve.n, curve.n_events, curve.median_days) == (21, 9, 23)
    # Log-log interval at 10 weeks, by hand: 0.7529 with a standard error of 0.0963.
    _, low, high = curve.at(10) or (0, 0, 0)
    assert (round(low, 3), round(high, 3)) == (0.503, 0.889)
    assert curve.at(5) == (1.0, 1.0, 1.0)
    assert curve.at(36) is None, "nobody was watched so long"


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=40))
def test_survival_agrees_with_the_product_of_shares(cases: list[tuple[int, bool]]) -> None:
    days, happened = np.array([day for day, _ in cases]), np.array([event for _, event in cases])
    curve = survival(days.tolist(), happened.tolist())
    for moment in range(int(days.max()) + 1):
        expected = 1.0
        for one in sorted(set(days[happened & (days <= moment)])):
            at_risk, events = (days >= one).sum(), (happened & (days == one)).sum()
            expected *= 1 - events / at_risk
        found, low, high = curve.at(moment) or (0, 0, 0)
        assert found == pytest.approx(expected, abs=1e-9)
        assert low <= found + 1e-12
        assert high >= found - 1e-12


def test_no_case_has_no_curve() -> None:
    with pytest.raises(MetricUndefinedError):
        survival([], [])


def test_times_end_with_the_other_type_without_the_event() -> None:
    profiles = list(story().values())
    first = closure_times(profiles, ClosureType.TYPE_1, as_of=day(200)).set_index("line")  # type: ignore[arg-type]
    assert first.loc[["Avocet", "Dunlin"], ["days", "closed"]].to_numpy().tolist() == [[40, True], [40, False]]
    held = return_times(closure_outcomes(profiles, as_of=day(200)), ClosureType.TYPE_1).set_index("line")  # type: ignore[arg-type]
    assert held.loc[["Avocet", "Bittern", "Curlew"], "days"].tolist() == [160, 20, 100]
    assert held.loc[["Avocet", "Bittern", "Curlew"], "returned"].tolist() == [False, True, True]


def test_dates_stay_dates() -> None:
    outcomes = closure_outcomes(list(story().values()), as_of=day(200))  # type: ignore[arg-type]
    assert all(isinstance(on, date) for on in outcomes["closed_on"])
