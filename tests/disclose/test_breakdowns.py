"""Numbers broken down in several ways are protected together, and give none of the hidden ones away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from disclose.linear_attack import ranges, sums_of

from linesmap.disclose import Part, protect_breakdowns
from linesmap.errors import InputError

BREAKDOWNS = [[("force", "district")], ["force", "period"]]
COLUMNS = ["force", "district", "period"]


def counts(seed: int, mean: float = 14.0) -> pd.DataFrame:
    source = np.random.default_rng(seed)
    rows = [
        {"force": f"F{force}", "district": f"D{force}{district}", "period": f"2024-{quarter:02d}",
         "arrests": float(source.poisson(mean * source.gamma(0.7)))}
        for force in range(4) for district in range(3) for quarter in (1, 4, 7, 10)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame.assign(charged=source.binomial(frame["arrests"].astype(int), 0.3).astype(float))


@pytest.mark.parametrize("seed", range(12))
def test_another_attack_leaves_every_hidden_number_wide_open(seed: int) -> None:
    frame = counts(seed)
    made = protect_breakdowns(frame, BREAKDOWNS, ["arrests", "charged"], parts=[Part("charged", "arrests")])
    assert made.report.passed
    found = made.frame
    sums = sums_of(found, COLUMNS, [("force", "district"), ("force",), ("period",)])
    seen = ranges(found, sums, most=12, seed=seed)
    rows = found.iloc[seen["row"]]
    # The word itself says 1 to 9; a bare "not shown" must be open by the threshold.
    worded = (rows["suppressed"] == "small number").to_numpy()
    assert (seen.loc[worded, "low"] <= 1 + 1e-6).all()
    assert (seen.loc[worded, "high"] >= 9 - 1e-6).all()
    assert (seen.loc[~worded, "high"] - seen.loc[~worded, "low"] >= 10 - 1e-6).all()


def test_what_two_breakdowns_share_is_one_number() -> None:
    made = protect_breakdowns(counts(3), BREAKDOWNS, ["arrests"]).frame
    assert list(made.columns[:3]) == COLUMNS
    assert not made.duplicated([*COLUMNS, "measure"]).any()
    assert len(made) == 1 + 4 + 12 + 4 + 4 * 4, "all, forces, districts, periods, forces by period"
    assert not ((made["district"] != "All") & (made["period"] != "All")).any(), "and no district by period"
    truth = counts(3)["arrests"].sum()
    whole = made[(made[COLUMNS] == "All").all(axis=1)].iloc[0]
    assert abs(whole["shown"] - truth) <= 2


def test_a_whole_is_shown_although_one_part_can_only_be_the_whole() -> None:
    # One force has records in one district and four quarters: the district cannot be less than 4, whatever is hidden.
    rows = [
        {"force": "F0", "district": "D0", "period": f"2024-{quarter:02d}", "arrests": 1.0} for quarter in (1, 4, 7, 10)
    ]
    rows += [{"force": f"F{i}", "district": f"D{i}", "period": f"2024-{quarter:02d}", "arrests": 40.0}
             for i in (1, 2) for quarter in (1, 4, 7, 10)]  # fmt: skip
    made = protect_breakdowns(pd.DataFrame(rows), BREAKDOWNS, ["arrests"])
    assert made.report.passed
    assert made.report.n_withheld == 0
    shown = made.frame[made.frame["shown"] > 0]
    assert len(shown) >= 3, "hiding everything would serve nobody"


def test_complete_parts_leave_no_rest_to_hide_behind() -> None:
    frame = counts(5)
    frame["other"] = frame["arrests"] - frame["charged"]
    made = protect_breakdowns(
        frame, BREAKDOWNS, ["arrests", "charged", "other"], parts=[Part(("charged", "other"), "arrests", complete=True)]
    )
    wide = made.frame.pivot(index=COLUMNS, columns="measure", values="shown")
    lone = wide.isna().sum(axis=1) == 1
    zero = (wide == 0).any(axis=1)
    assert not (lone & ~zero).any(), "a lone hidden one is what is left"
    with pytest.raises(InputError, match="make up arrests"):
        protect_breakdowns(
            frame.assign(other=0.0), BREAKDOWNS, ["arrests", "charged", "other"],
            parts=[Part(("charged", "other"), "arrests", complete=True)],
        )  # fmt: skip


def test_several_parts_that_exclude_each_other_share_one_rest() -> None:
    frame = counts(6, mean=60)
    frame["adults"] = (frame["arrests"] * 0.4).round()
    frame["children"] = (frame["arrests"] * 0.4).round()
    made = protect_breakdowns(
        frame, [["force"]], ["arrests", "adults", "children"], parts=[Part(("adults", "children"), "arrests")],
        victims=["adults", "children"],
    )  # fmt: skip
    assert made.report.passed
    rest = frame.groupby("force")[["arrests", "adults", "children"]].sum()
    rest = rest["arrests"] - rest["adults"] - rest["children"]
    small = set(rest[(rest > 0) & (rest < 10)].index)
    wide = made.frame.pivot(index="force", columns="measure", values="shown")
    for force in small:
        assert wide.loc[force].isna().any(), "three shown numbers would give the rest away"
