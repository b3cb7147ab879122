"""Gather what records say of people into profiles: rows that say the same of a person share one."""

from __future__ import annotations

import hashlib

import pandas as pd
import pyarrow as pa

from linesmap.link.addresses import address_parts, telling_words
from linesmap.link.nicknames import forename_forms

__all__ = ["PROFILE_FIELDS", "features_of", "is_thin", "profile_ids", "profiles_of"]

PROFILE_FIELDS = ("forename", "surname", "born", "born_from", "born_to", "sex", "address", "postcode", "phones", "refs")
"""The particulars that make a profile; the force is left out, as the same words in two forces are the same words."""

_NUMBERS = {"born_from", "born_to"}


def profile_ids(particulars: pd.DataFrame) -> list[str]:
    """Name the profile of every row by its content, and by its record where the content is too thin to be one person's.

    Parameters
    ----------
    particulars
        record_id and the columns of `PROFILE_FIELDS`, null where nothing is said. Rows that say a name and nothing
        firm beside it (no reference, date of birth, house or phone) have a profile each: two people of one name are
        never one because of the name.
    """
    thin = is_thin(particulars)
    columns = []
    for name in PROFILE_FIELDS:
        column = particulars[name]
        text = column.astype("Int64").astype("string") if name in _NUMBERS else column.astype("string")
        columns.append(text.fillna("").tolist())
    ids: dict[tuple[str, ...], str] = {}
    records = [record if own else "" for record, own in zip(particulars["record_id"], thin, strict=True)]
    rows = list(zip(records, *columns, strict=True))
    for row in rows:
        if row not in ids:
            ids[row] = "F" + hashlib.sha256("\x1f".join(row).encode()).hexdigest()[:15]
    return [ids[row] for row in rows]


def is_thin(particulars: pd.DataFrame) -> pd.Series:
    """Tell which rows say nothing firm beside a name: no reference, no date of birth, no house, no phone."""
    firm = particulars[["refs", "born", "phones"]].notna().any(axis=1)
    numbered = particulars["address"].fillna("").str.contains(r"\d", regex=True)
    return ~(firm | (numbered & particulars["forename"].notna()))


def profiles_of(particulars: pd.DataFrame) -> pd.DataFrame:
    """Give each profile once, in the order of its identifier.

    Parameters
    ----------
    particulars
        Columns of the `particulars` table.

    Returns
    -------
    profiles
        profile_id, the fields of `PROFILE_FIELDS`, force (the first in the alphabet that recorded it).
    """
    ordered = particulars.sort_values(["profile_id", "force"], kind="stable")
    kept = ordered.drop_duplicates("profile_id")[["profile_id", *PROFILE_FIELDS, "force"]]
    return kept.reset_index(drop=True)


def features_of(profiles: pd.DataFrame) -> pa.Table:
    """Work out what the model compares.

    Parameters
    ----------
    profiles
        From `profiles_of`; row numbers become the identifiers that the model works with.

    Returns
    -------
    features
        thin (nothing firm beside a name, see `is_thin`), unique_id, forename, surname, second_name (the forename
        again, for names that were swapped), forms (of the forename), born, born_from, born_to, sex, house, number,
        words, tokens, telling and rare (words that few and very few addresses have), postcode, phone, phones, force.
    """
    texts = {name: _texts(profiles[name]) for name in ("forename", "surname", "born", "sex", "force")}
    addresses = [
        address_parts(address or "", postcode or "")
        for address, postcode in zip(_texts(profiles["address"]), _texts(profiles["postcode"]), strict=True)
    ]
    given = [name.split(" ")[0] if name else None for name in texts["forename"]]
    phones = [text.split(";") if text else None for text in _texts(profiles["phones"])]
    strings: dict[str, list[str | None]] = {
        "forename": given,
        "surname": texts["surname"],
        "second_name": given,
        "born": texts["born"],
        "sex": texts["sex"],
        "house": [parts.house or None for parts in addresses],
        "number": [parts.number or None for parts in addresses],
        "words": [parts.words or None for parts in addresses],
        "postcode": [parts.postcode or None for parts in addresses],
        "phone": [numbers[0] if numbers else None for numbers in phones],
        "force": texts["force"],
    }
    words = [parts.tokens for parts in addresses]
    lists: dict[str, list[list[str] | None]] = {
        "forms": [list(forename_forms(name)) if name else None for name in given],
        "tokens": [list(parts.tokens) or None for parts in addresses],
        "telling": telling_words(words),
        "rare": telling_words(words, share=0.0),
        "phones": phones,
    }
    thin = is_thin(profiles)
    columns: dict[str, pa.Array] = {
        "thin": pa.array(thin.tolist(), pa.bool_()),
        "unique_id": pa.array(range(len(profiles)), pa.int64()),
    }
    columns |= {name: pa.array(values, pa.string()) for name, values in strings.items()}
    columns |= {name: pa.array(values, pa.list_(pa.string())) for name, values in lists.items()}
    for name in sorted(_NUMBERS):
        columns[name] = pa.array(profiles[name].astype("Int64"), pa.int64(), from_pandas=True)
    return pa.table(columns)


def _texts(column: pd.Series) -> list[str | None]:
    return [value if isinstance(value, str) and value else None for value in column]
