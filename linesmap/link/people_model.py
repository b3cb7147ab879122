"""Describe to Splink how people are compared: which fields, which degrees of agreement, which pairs are looked at.

Degrees stand from the best to the worst; the first that holds counts. SQL here are conditions on two rows, the
left and the right one of a pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import SettingsCreator, block_on

from linesmap.link.degrees import FIELDS

__all__ = ["BLOCKING", "comparisons", "settings_of"]

_SWAPPED = '("{one}_l" = "{other}_r" AND "{one}_r" = "{other}_l")'
_SWAPPED_ALIKE = (
    '(jaro_winkler_similarity("{one}_l", "{other}_r") >= 0.92 '
    'AND jaro_winkler_similarity("{other}_l", "{one}_r") >= 0.92)'
)
_MOST_WORDS = (
    '(jaro_winkler_similarity("words_l", "words_r") >= {alike} OR len(list_intersect("telling_l", "telling_r")) '
    '>= {share} * least(len("telling_l"), len("telling_r")))'
)
_DAY_AND_MONTH = '("born_l"[1:4] = "born_r"[1:4] AND "born_l"[6:7] = "born_r"[9:10] AND "born_l"[9:10] = "born_r"[6:7])'
_AGES = '("born_l" IS NULL OR "born_r" IS NULL)'


def _level(condition: str, label: str) -> cll.CustomLevel:
    return cll.CustomLevel(condition, label)


def _named(level: Any, label: str) -> Any:  # noqa: ANN401 - Splink names no public type of its levels
    return level.configure(label_for_charts=label)


def _forename(by_frequency: bool) -> cl.CustomComparison:  # noqa: FBT001
    names = {"one": "forename", "other": "surname"}
    return cl.CustomComparison(
        output_column_name="forename",
        comparison_levels=[
            cll.NullLevel("forename"),
            _named(cll.ExactMatchLevel("forename", term_frequency_adjustments=by_frequency), "the same"),
            _level(_SWAPPED.format(**names), "swapped with the surname"),
            _level(_SWAPPED_ALIKE.format(**names), "swapped with the surname, alike"),
            _level('list_has_any("forms_l", "forms_r")', "another form of the same name"),
            _level(
                'jaro_winkler_similarity("forename_l", "forename_r") >= 0.88 '
                'OR (len("forename_l") > 3 AND damerau_levenshtein("forename_l", "forename_r") <= 1)',
                "alike",
            ),
            _level(
                '(len("forename_l") = 1 OR len("forename_r") = 1) AND "forename_l"[1] = "forename_r"[1]', "initial only"
            ),
            _named(cll.ElseLevel(), "different"),
        ],
    )


def _surname(by_frequency: bool) -> cl.CustomComparison:  # noqa: FBT001
    names = {"one": "second_name", "other": "surname"}
    swapped = f"{_SWAPPED.format(**names)} OR {_SWAPPED_ALIKE.format(**names)}"
    return cl.CustomComparison(
        output_column_name="surname",
        comparison_levels=[
            # Swapped names are weighed once, with the forename.
            _level(
                f'"surname_l" IS NULL OR "surname_r" IS NULL OR ("second_name_l" <> "second_name_r" AND ({swapped}))',
                "not compared",
            ).configure(is_null_level=True),
            _named(cll.ExactMatchLevel("surname", term_frequency_adjustments=by_frequency), "the same"),
            _level(
                'jaro_winkler_similarity("surname_l", "surname_r") >= 0.9 '
                'OR damerau_levenshtein("surname_l", "surname_r") <= 1',
                "alike",
            ),
            _level(
                'jaro_winkler_similarity("surname_l", "surname_r") >= 0.85 '
                'OR damerau_levenshtein("surname_l", "surname_r") <= 2',
                "a little alike",
            ),
            _named(cll.ElseLevel(), "different"),
        ],
    )


def _born() -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name="born",
        comparison_levels=[
            _level(
                f'{_AGES} AND ("born_from_l" IS NULL OR "born_from_r" IS NULL)',
                "not stated",
            ).configure(is_null_level=True),
            _named(cll.ExactMatchLevel("born"), "the same"),
            _level(
                f'damerau_levenshtein("born_l", "born_r") <= 1 OR {_DAY_AND_MONTH}',
                "one slip of the keyboard",
            ),
            _level(
                '"born_l"[1:4] = "born_r"[1:4] AND (\'01-01\' IN ("born_l"[6:10], "born_r"[6:10]))',
                "same year, day not known",
            ),
            _level('damerau_levenshtein("born_l", "born_r") <= 2', "two slips"),
            _level(f'{_AGES} AND "born_from_l" <= "born_to_r" + 1 AND "born_from_r" <= "born_to_l" + 1', "ages agree"),
            _named(cll.ElseLevel(), "different"),
        ],
    )


def _address() -> cl.CustomComparison:
    most, many, some = (_MOST_WORDS.format(alike=a, share=s) for a, s in ((0.9, 0.6), (0.88, 0.5), (0.85, 0.6)))
    return cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.NullLevel("words"),
            _named(cll.ExactMatchLevel("house"), "the same house"),
            _level(
                f'"number_l" = "number_r" AND ("postcode_l" = "postcode_r" OR {most})', "number and most words the same"
            ),
            _level(f'"postcode_l" = "postcode_r" AND {many}', "postcode and most words the same"),
            _level(
                '("number_l" IS NULL OR "number_r" IS NULL OR damerau_levenshtein("number_l", "number_r") <= 1) '
                'AND jaro_winkler_similarity("words_l", "words_r") >= 0.93 AND len("tokens_l") > 1',
                "words alike",
            ),
            _level(some, "some words the same"),
            _level(
                '"postcode_l" = "postcode_r" OR len(list_intersect("tokens_l", "tokens_r")) >= 1',
                "town or postcode the same",
            ),
            _named(cll.ElseLevel(), "different"),
        ],
    )


def _phone() -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name="phone",
        comparison_levels=[
            cll.NullLevel("phones"),
            _level('list_has_any("phones_l", "phones_r")', "the same"),
            _named(cll.ElseLevel(), "different"),
        ],
    )


def _plain(name: str) -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name=name,
        comparison_levels=[
            cll.NullLevel(name),
            _named(cll.ExactMatchLevel(name), "the same"),
            _named(cll.ElseLevel(), "different"),
        ],
    )


def comparisons(fields: Sequence[str], *, by_frequency: bool) -> list[cl.CustomComparison]:
    """Give the comparisons of some fields, in the order of `FIELDS`.

    Parameters
    ----------
    fields
        Which fields.
    by_frequency
        Whether the same name weighs less the commoner it is; a small set does not show how common a name is.
    """
    makers = {"born": _born, "address": _address, "phone": _phone}
    made = {"forename": _forename, "surname": _surname}
    return [
        made[name](by_frequency) if name in made else makers[name]() if name in makers else _plain(name)
        for name in FIELDS
        if name in fields
    ]


_NOT_BOTH_THIN = 'NOT (l."thin" AND r."thin")'
_SAME_START = 'substr(l."{name}", 1, {n}) = substr(r."{name}", 1, {n})'
BLOCKING = (
    f'l."forename" = r."forename" AND l."surname" = r."surname" AND {_NOT_BOTH_THIN}',
    block_on("born"),
    block_on("phone"),
    block_on("house"),
    block_on("surname", "number"),
    block_on("postcode", "number"),
    block_on("postcode", "surname"),
    block_on("postcode", "forename"),
    block_on("surname", "substr(born, 1, 4)"),
    block_on("forename", "substr(born, 1, 7)"),
    f"{_SAME_START.format(name='forename', n=3)} AND {_SAME_START.format(name='surname', n=4)} AND {_NOT_BOTH_THIN}",
    f'l."surname" = r."surname" AND {_SAME_START.format(name="forename", n=1)} AND {_NOT_BOTH_THIN}',
    f'l."forename" = r."surname" AND l."surname" = r."forename" AND {_NOT_BOTH_THIN}',
    block_on("rare", arrays_to_explode=["rare"]),
)
"""A pair is looked at when it agrees in all of one of these; two names with nothing beside them are not a pair."""


def settings_of(fields: Sequence[str], rules: Sequence[Any], *, by_frequency: bool) -> SettingsCreator:
    """Put a model together that compares some fields of the pairs that some rules find."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=list(comparisons(fields, by_frequency=by_frequency)),
        blocking_rules_to_generate_predictions=list(rules),
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )
