"""Train the model of people without any labels, and score pairs with it.

By Splink, in three steps: how often two different people agree by chance, from random pairs; how often two mentions
of one person agree in forename and date of birth, from pairs that share a house, where the people of a household
are told from one another by just these two; how often they agree in the rest, from pairs that share forename and
date of birth, and pairs that share the whole name.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pyarrow as pa
from splink import Linker, block_on
from splink.backends.duckdb import DuckDBAPI
from splink.blocking_analysis import count_comparisons_from_blocking_rules

from linesmap.link.degrees import (
    DEFAULT_HOUSE_SHARE,
    DEFAULT_M,
    DEFAULT_U,
    FIELDS,
    HOUSEHOLD_FIELDS,
    NOT_STATED,
    Degree,
    TrainedModel,
)
from linesmap.link.people_model import BLOCKING, settings_of
from linesmap.store.scratch import scratch_database

__all__ = ["score_people"]

SEED = 20_220_307
_RANDOM_PAIRS = 1_000_000
_TRAINING_PAIRS = 2_000_000
_MOST_PAIRS = 30_000_000
_ENOUGH_PAIRS = 300
_LEAST = 1e-5
_LEAST_M = 0.0005
_LEAST_DIFFERENT = 0.005  # people take new names and are written down wrongly, however clean a set
_DIGITS = 5
_KEPT_FROM, _KEPT_FROM_OF_FEW = 0.05, 0.001
_FEW = 50_000
_RECALL_OF_RULES = 0.7
_SURE_RULES = (
    block_on("forename", "surname", "born"),
    block_on("born", "house"),
    block_on("forename", "surname", "house"),
)

Settings = dict[str, Any]


def score_people(features: pa.Table, *, memory_gb: float = 4.0) -> tuple[pd.DataFrame, TrainedModel]:
    """Train on a set of people and score its likely pairs.

    Parameters
    ----------
    features
        From `profiles.features_of`.
    memory_gb
        Most memory for the database.

    Returns
    -------
    pairs
        left, right (row numbers, left < right), match_weight (log2 of the odds, by the fields alone), and for each
        field its weight and `<field>_is`, the label of its degree; of the pairs that may match
        before households are considered; sorted by left, right.
    model
        What was learnt. The same features give the same model and the same pairs.
    """
    fields = [name for name in FIELDS if _is_filled(features, name)]
    with _quiet(), scratch_database(memory_gb) as connection:
        table = DuckDBAPI(connection).register(features)
        rules = _affordable(table, len(features))
        chance = _learn_chance(table, settings_of(fields, rules).create_settings_dict("duckdb"), len(features))
        if chance is None:
            return _no_pairs(fields), TrainedModel({}, 0.0, DEFAULT_HOUSE_SHARE, trained=False)
        house_share, trained = _learn_households(table, chance)
        trained &= _learn_rest(table, chance)
        _settle(chance, len(features))
        # Scored by rounded figures: sums over several processors differ in their last digits from run to run.
        found = Linker(table, chance).inference.predict(
            threshold_match_probability=_KEPT_FROM_OF_FEW if len(features) <= _FEW else _KEPT_FROM,
            warning_mode="never",
        )
        raw = found.as_pandas_dataframe()  # type: ignore[no-untyped-call]
    model = TrainedModel(_degrees(chance), chance["probability_two_random_records_match"], house_share, trained=trained)
    return _tidy(raw, model, fields), model


def _is_filled(features: pa.Table, field: str) -> bool:
    column = {"address": "words", "phone": "phones"}.get(field, field)
    if field == "force":
        return len({*features[column].to_pylist()} - {None}) > 1
    stated = features.num_rows - features[column].null_count
    if field == "born" and not stated:
        stated = features.num_rows - features["born_from"].null_count
    return bool(stated > 0)


def _affordable(table: Any, n_rows: int) -> list[Any]:  # noqa: ANN401 - a frame of Splink
    """Leave out the rules that would look at too many pairs."""
    counted = count_comparisons_from_blocking_rules(
        table,
        blocking_rules=list(BLOCKING),
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        record_sample_proportion=1.0 if n_rows <= _FEW else 0.1,
    )
    kept, total = [], 0.0
    for rule, record in zip(BLOCKING, counted, strict=True):
        more = float(record["marginal_comparison_count"])
        if total + more <= _MOST_PAIRS:
            kept.append(rule)
            total += more
    return kept


def _learn_chance(table: Any, settings: Settings, n_rows: int) -> Settings | None:  # noqa: ANN401
    """Learn how often different people agree, and how many pairs match; None when there is no pair at all."""
    if n_rows < 2:  # noqa: PLR2004
        return None
    linker = Linker(table, settings)
    linker.training.estimate_u_using_random_sampling(
        max_pairs=_RANDOM_PAIRS, seed=SEED, min_count_per_level=None, num_chunks=1
    )
    linker.training.estimate_probability_two_random_records_match(list(_SURE_RULES), recall=_RECALL_OF_RULES)
    return dict(linker.misc.save_model_to_json())


def _levels(settings: Settings) -> Iterator[tuple[str, dict[str, Any]]]:
    """Go through the degrees of every field but that of nothing stated."""
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                yield comparison["output_column_name"], level


def _learn_households(table: Any, settings: Settings) -> tuple[float, bool]:  # noqa: ANN401
    """Learn how mentions of one person vary in what tells the people of a household apart.

    Surname, address and phone are left out: a household shares them, and with them brothers would look like one man.
    """
    small = {
        **settings,
        "comparisons": [c for c in settings["comparisons"] if c["output_column_name"] in HOUSEHOLD_FIELDS],
        "blocking_rules_to_generate_predictions": [],
        "probability_two_random_records_match": DEFAULT_HOUSE_SHARE,
    }
    session = _trained(table, small, block_on("house"))
    if session is None:
        return DEFAULT_HOUSE_SHARE, False
    learnt, share = session
    found = {(field, level["label_for_charts"]): level.get("m_probability") for field, level in _levels(learnt)}
    for field, level in _levels(settings):
        m = found.get((field, level["label_for_charts"]))
        if isinstance(m, float):
            level["m_probability"] = max(m, _LEAST_M)
            level["fix_m_probability"] = True
    return share, True


def _learn_rest(table: Any, settings: Settings) -> bool:  # noqa: ANN401
    """Learn how mentions of one person agree in surname, address, phone, sex and force."""
    learnt: dict[tuple[str, str], list[float]] = {}
    for rule in (block_on("forename", "born"), block_on("forename", "surname")):
        session = _trained(table, settings, rule)
        for field, level in _levels(session[0]) if session else ():
            if isinstance(level.get("m_probability"), float) and field not in HOUSEHOLD_FIELDS:
                learnt.setdefault((field, level["label_for_charts"]), []).append(level["m_probability"])
    for field, level in _levels(settings):
        values = learnt.get((field, level["label_for_charts"]))
        if values:
            level["m_probability"] = max(sorted(values)[-1], _LEAST_M)
    return bool(learnt)


def _trained(table: Any, settings: Settings, rule: Any) -> tuple[Settings, float] | None:  # noqa: ANN401
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


def _settle(settings: Settings, n_rows: int) -> None:
    """Fill what could not be learnt, keep every figure off zero, round them, and let the m of a field sum to one."""
    sampled = min(_RANDOM_PAIRS, n_rows * (n_rows - 1) / 2)
    least_u = max(_LEAST, 1 / sampled)
    for comparison in settings["comparisons"]:
        field = comparison["output_column_name"]
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        ms = [
            m if isinstance(m := level.get("m_probability"), float) else DEFAULT_M[field][level["label_for_charts"]]
            for level in levels
        ]
        for level, m in zip(levels, ms, strict=True):
            label, u = level["label_for_charts"], level.get("u_probability")
            least_m = _LEAST_DIFFERENT if label == "different" else _LEAST_M
            level["m_probability"] = round(max(m / sum(ms), least_m), _DIGITS)
            seen = isinstance(u, float) and u >= least_u
            level["u_probability"] = round(u if seen else DEFAULT_U[field][label], _DIGITS + 1)
            level.pop("fix_m_probability", None)
    prior = settings["probability_two_random_records_match"]
    settings["probability_two_random_records_match"] = float(f"{min(max(prior, 1e-9), 0.2):.4g}")


def _degrees(settings: Settings) -> dict[str, tuple[Degree, ...]]:
    found: dict[str, list[Degree]] = {}
    for field, level in _levels(settings):
        degree = Degree(level["label_for_charts"], level["m_probability"], level["u_probability"])
        found.setdefault(field, []).append(degree)
    return {field: tuple(degrees) for field, degrees in found.items()}


def _no_pairs(fields: Sequence[str]) -> pd.DataFrame:
    names = ["left", "right", "match_weight", *fields, *(f"{field}_is" for field in fields)]
    return pd.DataFrame({name: pd.Series(dtype="float64") for name in names})


def _tidy(raw: pd.DataFrame, model: TrainedModel, fields: Sequence[str]) -> pd.DataFrame:
    """Give each field its whole weight and the label of its degree."""
    left, right = raw[["unique_id_l", "unique_id_r"]].min(axis=1), raw[["unique_id_l", "unique_id_r"]].max(axis=1)
    columns: dict[str, Any] = {"left": left, "right": right, "match_weight": raw["match_weight"].round(4)}
    for field in fields:
        plain = raw[f"mw_{field}"].fillna(0.0)
        columns[field] = (plain + raw.get(f"mw_tf_adj_{field}", 0.0)).round(4)
        labels = {round(degree.weight, 6): degree.label for degree in model.degrees[field]}
        columns[f"{field}_is"] = plain.round(6).map(labels).fillna(NOT_STATED).astype("category")
    return pd.DataFrame(columns).sort_values(["left", "right"], ignore_index=True)


@contextmanager
def _quiet() -> Iterator[None]:
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
