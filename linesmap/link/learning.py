"""Train models of agreement with Splink, without labels, and score pairs: what people and addresses share."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd
from splink import Linker
from splink.blocking_analysis import count_comparisons_from_blocking_rules

from linesmap.link.degrees import DEFAULT_M, DEFAULT_U, NOT_STATED, Degree

__all__ = [
    "LEAST_M",
    "Settings",
    "affordable",
    "degrees_of",
    "learn_chance",
    "levels",
    "no_pairs",
    "predict",
    "quiet",
    "settle",
    "tidy",
    "trained",
]

_SEED = 20_220_307
_RANDOM_PAIRS = 1_000_000
_USUAL_PAIRS = 20_000
_TRAINING_PAIRS = 2_000_000
_MOST_PAIRS = 12_000_000
_ENOUGH_PAIRS = 300
_LEAST = 1e-5
LEAST_M = 0.0005
_LEAST_DIFFERENT = 0.005  # people take new names and are written down wrongly, however clean a set
_DIGITS = 5
_KEPT_FROM, _KEPT_FROM_OF_FEW = 0.05, 0.001
_FEW = 50_000
_RECALL_OF_RULES = 0.7

Settings = dict[str, Any]


def affordable(table: Any, blocking: Sequence[Any], n_rows: int) -> list[Any]:  # noqa: ANN401 - a frame of Splink
    """Leave out the rules that would look at too many pairs."""
    counted = count_comparisons_from_blocking_rules(
        table,
        blocking_rules=list(blocking),
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        record_sample_proportion=1.0 if n_rows <= _FEW else 0.1,
    )
    kept, total = [], 0.0
    for rule, record in zip(blocking, counted, strict=True):
        more = float(record["marginal_comparison_count"])
        if total + more <= _MOST_PAIRS:
            kept.append(rule)
            total += more
    return kept


def learn_chance(table: Any, settings: Settings, sure: Sequence[Any], n_rows: int) -> Settings | None:  # noqa: ANN401
    """Learn how often different ones agree, and how many pairs match; None when there is no pair at all."""
    if n_rows < 2:  # noqa: PLR2004
        return None
    linker = Linker(table, settings)
    linker.training.estimate_u_using_random_sampling(
        max_pairs=_RANDOM_PAIRS, seed=_SEED, min_count_per_level=None, num_chunks=1
    )
    try:
        linker.training.estimate_probability_two_random_records_match(list(sure), recall=_RECALL_OF_RULES)
    except ValueError:
        # In a set of few, all of them one, more pairs are sure than the rules are thought to find.
        linker.training.estimate_probability_two_random_records_match(list(sure), recall=1.0)
    return dict(linker.misc.save_model_to_json())


def levels(settings: Settings) -> Iterator[tuple[str, dict[str, Any]]]:
    """Go through the degrees of every field but that of nothing stated."""
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                yield comparison["output_column_name"], level


def trained(table: Any, settings: Settings, rule: Any) -> tuple[Settings, float] | None:  # noqa: ANN401
    """Train on the pairs that a rule finds; None when they are too few to say anything."""
    counted = count_comparisons_from_blocking_rules(
        table,
        blocking_rules=rule,
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        record_sample_proportion=1.0,
    )
    if counted[0]["marginal_comparison_count"] < _ENOUGH_PAIRS:
        return None
    linker = Linker(table, settings)
    session = linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=_TRAINING_PAIRS)
    share = session.core_model_settings.probability_two_random_records_match
    return dict(linker.misc.save_model_to_json()), float(share)


def settle(settings: Settings, n_rows: int) -> None:
    """Fill what could not be learnt, keep every figure off zero, round them, and let the m of a field sum to one."""
    sampled = min(_RANDOM_PAIRS, n_rows * (n_rows - 1) / 2)
    least_u = max(_LEAST, 1 / sampled)
    for comparison in settings["comparisons"]:
        field = comparison["output_column_name"]
        stated = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        ms = [
            m if isinstance(m := level.get("m_probability"), float) else DEFAULT_M[field][level["label_for_charts"]]
            for level in stated
        ]
        for level, m in zip(stated, ms, strict=True):
            label, u = level["label_for_charts"], level.get("u_probability")
            least_m = _LEAST_DIFFERENT if label == "different" else LEAST_M
            level["m_probability"] = round(max(m / sum(ms), least_m), _DIGITS)
            usual = DEFAULT_U[field][label]
            seen = u if isinstance(u, float) and u >= least_u else usual
            # What few pairs show of chance is mostly the matches among them: then what is usual weighs more.
            level["u_probability"] = round(
                (seen * sampled + usual * _USUAL_PAIRS) / (sampled + _USUAL_PAIRS), _DIGITS + 1
            )
            level.pop("fix_m_probability", None)
    prior = settings["probability_two_random_records_match"]
    settings["probability_two_random_records_match"] = float(f"{min(max(prior, 1e-9), 0.2):.4g}")


def degrees_of(settings: Settings) -> dict[str, tuple[Degree, ...]]:
    """Give the degrees of every field with their settled figures, best first."""
    found: dict[str, list[Degree]] = {}
    for field, level in levels(settings):
        degree = Degree(level["label_for_charts"], level["m_probability"], level["u_probability"])
        found.setdefault(field, []).append(degree)
    return {field: tuple(degrees) for field, degrees in found.items()}


def predict(table: Any, settings: Settings, n_rows: int) -> pd.DataFrame:  # noqa: ANN401
    """Score the pairs that may match, by settled figures: sums over several processors differ from run to run."""
    found = Linker(table, settings).inference.predict(
        threshold_match_probability=_KEPT_FROM_OF_FEW if n_rows <= _FEW else _KEPT_FROM, warning_mode="never"
    )
    frame: pd.DataFrame = found.as_pandas_dataframe()  # type: ignore[no-untyped-call]
    return frame


def no_pairs(fields: Sequence[str]) -> pd.DataFrame:
    """Give the frame of `tidy` without a row."""
    names = ["left", "right", "match_weight", *fields, *(f"{field}_is" for field in fields)]
    return pd.DataFrame({name: pd.Series(dtype="float64") for name in names})


def tidy(raw: pd.DataFrame, degrees: Mapping[str, Sequence[Degree]], fields: Sequence[str]) -> pd.DataFrame:
    """Give each field its whole weight and the label of its degree."""
    left, right = raw[["unique_id_l", "unique_id_r"]].min(axis=1), raw[["unique_id_l", "unique_id_r"]].max(axis=1)
    columns: dict[str, Any] = {"left": left, "right": right, "match_weight": raw["match_weight"].round(4)}
    for field in fields:
        plain = raw[f"mw_{field}"].fillna(0.0)
        columns[field] = (plain + raw.get(f"mw_tf_adj_{field}", 0.0)).round(4)
        labels = {round(degree.weight, 6): degree.label for degree in degrees[field]}
        columns[f"{field}_is"] = plain.round(6).map(labels).fillna(NOT_STATED).astype("category")
    return pd.DataFrame(columns).sort_values(["left", "right"], ignore_index=True)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Splink's remarks on its training to itself."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "splink"]
    before = {name: logging.getLogger(name).disabled for name in names}
    for name in names:
        logging.getLogger(name).disabled = True
    try:
        yield
    finally:
        for name, disabled in before.items():
            logging.getLogger(name).disabled = disabled
