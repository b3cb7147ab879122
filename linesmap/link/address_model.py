"""Match addresses that are written differently: with and without postcode, with slips of the keyboard, shortened.

By Splink, without labels, as for people. Whatever the model says, two houses with another number, another flat or
another postcode are never joined unseen.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from linesmap.link.addresses import AddressParts, telling_words
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
from linesmap.store.scratch import scratch_database

__all__ = ["score_addresses"]

_FIELDS = ("number", "street", "home_postcode")
_BLOCKING = (
    block_on("postcode", "number"),
    block_on("words"),
    block_on("number", "start"),
    block_on("postcode"),
)
_SURE_RULES = (block_on("number", "words", "postcode"), block_on("number", "words"))
_SHARED = 'len(list_intersect("{words}_l", "{words}_r")) >= {share} * least(len("{words}_l"), len("{words}_r"))'


def _level(condition: str, label: str) -> cll.CustomLevel:
    return cll.CustomLevel(condition, label)


def _comparisons() -> list[cl.CustomComparison]:
    other = cll.ElseLevel().configure(label_for_charts="different")
    return [
        cl.CustomComparison(
            output_column_name="number",
            comparison_levels=[
                cll.NullLevel("number"),
                _level('"number_l" = "number_r"', "the same"),
                other,
            ],
        ),
        cl.CustomComparison(
            output_column_name="street",
            comparison_levels=[
                cll.NullLevel("words"),
                _level('"words_l" = "words_r"', "the same"),
                _level('jaro_winkler_similarity("words_l", "words_r") >= 0.95', "alike"),
                _level(
                    f"{_SHARED.format(words='telling', share=0.6)} OR "
                    f'(least(len("tokens_l"), len("tokens_r")) > 1 AND {_SHARED.format(words="tokens", share=0.8)})',
                    "most words the same",
                ),
                cll.ElseLevel().configure(label_for_charts="different"),
            ],
        ),
        cl.CustomComparison(
            output_column_name="home_postcode",
            comparison_levels=[
                cll.NullLevel("postcode"),
                _level('"postcode_l" = "postcode_r"', "the same"),
                _level('damerau_levenshtein("postcode_l", "postcode_r") <= 1', "one slip of the keyboard"),
                _level("split_part(\"postcode_l\", ' ', 1) = split_part(\"postcode_r\", ' ', 1)", "the same district"),
                cll.ElseLevel().configure(label_for_charts="different"),
            ],
        ),
    ]


def score_addresses(parts: list[AddressParts], *, memory_gb: float = 4.0) -> pd.DataFrame:
    """Score the pairs of addresses that may be of one house.

    Parameters
    ----------
    parts
        Distinct addresses; their positions become `left` and `right`.
    memory_gb
        Most memory for the database.

    Returns
    -------
    pairs
        left, right, match_weight (log2 of the odds), number, street, home_postcode (weights) and `<field>_is` (labels);
        the same addresses give the same pairs.
    """
    features = _features(parts)
    n_rows = len(features)
    with quiet(), scratch_database(memory_gb) as connection:
        table = DuckDBAPI(connection).register(features)
        settings = SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="unique_id",
            comparisons=list(_comparisons()),
            blocking_rules_to_generate_predictions=affordable(table, _BLOCKING, n_rows),
            retain_matching_columns=False,
            retain_intermediate_calculation_columns=True,
        )
        learnt = learn_chance(table, settings.create_settings_dict("duckdb"), _SURE_RULES, n_rows)
        if learnt is None:
            return no_pairs(_FIELDS)
        _learn(table, learnt)
        settle(learnt, n_rows)
        raw = predict(table, learnt, n_rows)
    return tidy(raw, degrees_of(learnt), _FIELDS)


def _learn(table: Any, settings: Settings) -> None:  # noqa: ANN401 - a frame of Splink
    """Learn how one house is written, from pairs that share number and postcode, and pairs that share the street."""
    for rule in (block_on("number", "postcode"), block_on("words")):
        session = trained(table, settings, rule)
        found = {(field, level["label_for_charts"]): level for field, level in levels(session[0])} if session else {}
        for field, level in levels(settings):
            m = found.get((field, level["label_for_charts"]), {}).get("m_probability")
            # Neighbours share street and postcode: how often numbers differ by mistake cannot be learnt from them.
            if isinstance(m, float) and field != "number":
                level["m_probability"] = max(m, LEAST_M)


def _features(parts: list[AddressParts]) -> pa.Table:
    telling = telling_words([one.tokens for one in parts])
    strings = {
        "number": [one.number or None for one in parts],
        "words": [one.words or None for one in parts],
        "start": [one.words[:5] or None for one in parts],
        "postcode": [one.postcode or None for one in parts],
    }
    columns: dict[str, pa.Array] = {"unique_id": pa.array(range(len(parts)), pa.int64())}
    columns |= {name: pa.array(values, pa.string()) for name, values in strings.items()}
    columns["telling"] = pa.array(telling, pa.list_(pa.string()))
    columns["tokens"] = pa.array([list(one.tokens) or None for one in parts], pa.list_(pa.string()))
    return pa.table(columns)
