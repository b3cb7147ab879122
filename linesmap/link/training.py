"""Train the model of people without any labels, and score pairs with it.

By Splink, in three steps: how often two different people agree by chance, from random pairs; how often two mentions
of one person agree in forename and date of birth, from pairs that share a house, where the people of a household
are told from one another by just these two; how often they agree in the rest, from pairs that share forename and
date of birth, and pairs that share the whole name.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
from splink import block_on
from splink.backends.duckdb import DuckDBAPI

from linesmap.link.degrees import DEFAULT_HOUSE_SHARE, FIELDS, HOUSEHOLD_FIELDS, TrainedModel
from linesmap.link.learning import (
    LEAST_M,
    Settings,
    affordable,
    degrees_of,
    learn_chance,
    levels,
    no_pairs,
    predict,
    quiet,
    settle,
    tidy,
    trained,
)
from linesmap.link.people_model import BLOCKING, settings_of
from linesmap.store.scratch import scratch_database

__all__ = ["score_people"]

_SHOWS_FREQUENCY = 100
"""Profiles from which a set shows how common a name is."""

_SURE_RULES = (
    block_on("forename", "surname", "born"),
    block_on("born", "house"),
    block_on("forename", "surname", "house"),
)


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
    n_rows = len(features)
    with quiet(), scratch_database(memory_gb) as connection:
        table = DuckDBAPI(connection).register(features)
        rules = affordable(table, BLOCKING, n_rows)
        described = settings_of(fields, rules, by_frequency=n_rows >= _SHOWS_FREQUENCY)
        settings = learn_chance(table, described.create_settings_dict("duckdb"), _SURE_RULES, n_rows)
        if settings is None:
            return no_pairs(fields), TrainedModel({}, 0.0, DEFAULT_HOUSE_SHARE, trained=False)
        house_share, learnt = _learn_households(table, settings)
        learnt &= _learn_rest(table, settings)
        settle(settings, n_rows)
        raw = predict(table, settings, n_rows)
    prior = settings["probability_two_random_records_match"]
    model = TrainedModel(degrees_of(settings), prior, house_share, trained=learnt)
    return tidy(raw, model.degrees, fields), model


def _is_filled(features: pa.Table, field: str) -> bool:
    column = {"address": "words", "phone": "phones"}.get(field, field)
    if field == "force":
        return len({*features[column].to_pylist()} - {None}) > 1
    stated = features.num_rows - features[column].null_count
    if field == "born" and not stated:
        stated = features.num_rows - features["born_from"].null_count
    return bool(stated > 0)


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
    session = trained(table, small, block_on("house"))
    if session is None:
        return DEFAULT_HOUSE_SHARE, False
    learnt, share = session
    found = {(field, level["label_for_charts"]): level.get("m_probability") for field, level in levels(learnt)}
    for field, level in levels(settings):
        m = found.get((field, level["label_for_charts"]))
        if isinstance(m, float):
            level["m_probability"] = max(m, LEAST_M)
            level["fix_m_probability"] = True
    return share, True


def _learn_rest(table: Any, settings: Settings) -> bool:  # noqa: ANN401
    """Learn how mentions of one person agree in surname, address, phone, sex and force."""
    learnt: dict[tuple[str, str], list[float]] = {}
    for rule in (block_on("forename", "born"), block_on("forename", "surname")):
        session = trained(table, settings, rule)
        for field, level in levels(session[0]) if session else ():
            if isinstance(level.get("m_probability"), float) and field not in HOUSEHOLD_FIELDS:
                learnt.setdefault((field, level["label_for_charts"]), []).append(level["m_probability"])
    for field, level in levels(settings):
        values = learnt.get((field, level["label_for_charts"]))
        if values:
            level["m_probability"] = max(sorted(values)[-1], LEAST_M)
    return bool(learnt)
