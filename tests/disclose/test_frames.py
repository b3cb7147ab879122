"""A tidy frame goes in, a frame that may leave comes out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from disclose.tables import random_counts, tidy

from linesmap.disclose import Amount, Reason, Rules, add_rate, protect_frame
from linesmap.errors import ColumnError, InputError


def seizures(seed: int = 1) -> pd.DataFrame:
    frame = tidy(random_counts(seed, (5, 4)), ("force", "phase"), "seizures")
    source = np.random.default_rng(seed)
    frame["cash_gbp"] = (frame["seizures"] * source.integers(50, 900, len(frame))).astype(float)
    frame["largest_gbp"] = frame["cash_gbp"] * source.uniform(0.1, 0.7, len(frame))
    frame["people"] = frame["seizures"] + 20
    frame["exploited"] = frame["seizures"] // 3
    return frame


def test_frame_is_ready_to_show() -> None:
    made = protect_frame(seizures(), ["force", "phase"], ["seizures", "people"])
    frame = made.frame
    assert list(frame.columns) == ["force", "phase", "measure", "shown", "text", "suppressed"]
    assert len(frame) == 2 * 6 * 5
    assert frame.iloc[29][["force", "phase"]].tolist() == ["All", "All"], "totals come last"
    hidden = frame["shown"].isna()
    assert hidden.any()
    assert (hidden == (frame["suppressed"] != "")).all()
    assert set(frame.loc[frame["suppressed"] == "small number", "text"]) == {"under 10"}
    assert set(frame.loc[frame["suppressed"] == "not shown", "text"]) == {"not shown"}
    assert (frame["shown"].dropna() % 5 == 0).all()
    assert not frame["shown"].between(1, 9).any()
    assert made.report.passed


def test_order_of_rows_and_split_rows_make_no_difference() -> None:
    frame = seizures()
    halves = pd.concat(
        [frame.assign(seizures=frame["seizures"] // 2), frame.assign(seizures=frame["seizures"].add(1) // 2)]
    )
    first = protect_frame(frame, ["force", "phase"], ["seizures"])
    second = protect_frame(halves.sample(frac=1, random_state=4), ["force", "phase"], ["seizures"])
    pd.testing.assert_frame_equal(first.frame, second.frame)
    assert first.report == second.report


def test_an_amount_is_shown_only_where_its_count_is() -> None:
    amounts = {"cash_gbp": Amount("seizures", "largest_gbp")}
    made = protect_frame(seizures(), ["force", "phase"], ["seizures"], amounts=amounts)
    wide = made.frame.pivot(index=["force", "phase"], columns="measure", values="shown")
    assert wide["cash_gbp"].notna().any()
    assert not (wide["cash_gbp"].notna() & wide["seizures"].isna()).any()
    assert "under 10" not in set(made.frame.loc[made.frame["measure"] == "cash_gbp", "text"])
    assert made.report.counts[Reason.COUNT_NOT_SHOWN]
    assert made.report.passed


def test_dominance_is_found_at_every_level() -> None:
    frame = pd.DataFrame(
        {
            "force": ["a", "b", "c"],
            "n": [30, 40, 50],
            "cash_gbp": [9e5, 5e4, 6e4],
            "top": [8e5, 5e3, 4e3],
        }
    )
    made = protect_frame(frame, ["force"], ["n"], amounts={"cash_gbp": Amount("n", "top")})
    said = {cell.cell_id: cell.reason for cell in made.report.hidden}
    assert said["a", "cash_gbp"] is Reason.DOMINANCE
    assert said["All", "cash_gbp"] is Reason.DOMINANCE


def test_what_is_left_when_victims_are_taken_away_is_protected() -> None:
    frame = pd.DataFrame({"force": ["a", "b"], "people": [40, 60], "exploited": [36, 30]})
    apart = protect_frame(frame, ["force"], ["people", "exploited"], victims=["exploited"])
    assert apart.frame["shown"].notna().all()
    tied = protect_frame(
        frame, ["force"], ["people", "exploited"], victims=["exploited"], within={"exploited": "people"}
    )
    assert tied.frame["shown"].isna().any(), "40 less 36 is 4 people"
    assert tied.report.passed


def test_threshold_for_victims_is_never_under_10() -> None:
    frame = pd.DataFrame({"force": ["a", "b", "c"], "arrests": [7, 30, 40], "exploited": [7, 30, 40]})
    made = protect_frame(
        frame, ["force"], ["arrests", "exploited"], victims=["exploited"], rules=Rules(threshold=5)
    ).frame.set_index(["force", "measure"])["text"]
    assert made["a", "arrests"] == "5"
    assert made["a", "exploited"] == "under 10"


def test_groups_of_columns_lie_within_each_other() -> None:
    frame = pd.DataFrame(
        {
            "force": ["Dorset", "Dorset", "Gwent", "Gwent"],
            "district": ["Dorset", "Poole", "Newport", "Torfaen"],
            "n": [3, 40, 25, 31],
        }
    )
    made = protect_frame(frame, [("force", "district")], ["n"])
    assert len(made.frame) == 4 + 2 + 1
    text = made.frame.set_index(["force", "district"])["text"]
    assert text["Dorset", "Dorset"] == "under 10"
    assert text["Dorset", "Poole"] == "not shown"
    assert text["Dorset", "All"] == "45"


def test_a_rate_is_hidden_with_either_of_its_numbers() -> None:
    made = protect_frame(seizures(), ["force", "phase"], ["seizures", "people"]).frame
    frame = add_rate(made, "seizures per person", "seizures", "people")
    wide = frame.pivot(index=["force", "phase"], columns="measure", values="shown")
    hidden = wide["seizures"].isna() | wide["people"].isna()
    assert hidden.any()
    assert wide.loc[hidden, "seizures per person"].isna().all()
    shown = wide[~hidden]
    assert shown["seizures per person"].tolist() == pytest.approx((100 * shown["seizures"] / shown["people"]).tolist())
    with pytest.raises(InputError, match="none of that name"):
        add_rate(made, "x", "seizures", "nothing")


def test_labels_are_text_and_nothing_else() -> None:
    frame = pd.DataFrame({"force": ["<script>", "=1+1", "a / b"], "n": [3, 50, 60]})
    made = protect_frame(frame, ["force"], ["n"])
    assert set(made.frame["force"]) == {"<script>", "=1+1", "a / b", "All"}


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        (pd.DataFrame({"force": ["a"], "m": [1]}), ColumnError),
        (pd.DataFrame({"force": ["a", None], "n": [1, 2]}), InputError),
        (pd.DataFrame({"force": ["a", "All"], "n": [1, 2]}), InputError),
        (pd.DataFrame({"force": ["a", "b"], "n": [1, None]}), InputError),
        (pd.DataFrame({"force": ["a", "b"], "n": [1, -2]}), InputError),
        (pd.DataFrame({"place": ["a", "b"], "n": [1, 2]}), InputError),
        (pd.DataFrame({"force": ["a"], "n": [1.5]}), InputError),
    ],
)
def test_frames_that_cannot_be_protected(frame: pd.DataFrame, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"Expected .*\.$"):
        protect_frame(frame, ["force"], ["n"])


def test_too_many_cells_are_refused() -> None:
    frame = pd.DataFrame({name: [f"{name}{i}" for i in range(60)] for name in "xyz"} | {"n": 20})
    with pytest.raises(InputError, match="at most 40,000 cells"):
        protect_frame(frame, ["x", "y", "z"], ["n"])


def test_no_rows_gives_a_total_of_0() -> None:
    frame = pd.DataFrame({"force": pd.Series([], dtype=str), "n": pd.Series([], dtype=int)})
    assert protect_frame(frame, ["force"], ["n"]).frame["text"].tolist() == ["0"]
