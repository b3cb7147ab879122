"""Say how each person stands in the records: suspect or exploited, adult or child; on the side of caution."""

from __future__ import annotations

from datetime import date
from typing import Any

import networkx as nx
import pandas as pd

from linesmap.model.vocabulary import EntityType
from linesmap.store import Tables, resolved_mentions

__all__ = ["mark_people", "people_standing"]

_OF_AGE = 18
_CHILD = "under 18"
_ADULT = ("18-24", "25-34", "over 34")


def people_standing(tables: Tables, *, as_of: date) -> pd.DataFrame:
    """Read the roles and the age of every person of a workspace.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    as_of
        Day on which a year of birth counts.

    Returns
    -------
    people
        Columns entity_id; roles (tuple, in order); adult (True: of age by a year of birth or by the age band of an
        enforcement record that names nobody else, and nothing says otherwise; False: some record says a child; None:
        nothing is known). Sorted by entity_id.
    """
    named = resolved_mentions(tables)
    named = named.filter(named.entity_type == EntityType.PERSON.value)
    people = named.select("mention_id", "record_id", "entity_id", "role").to_pandas()
    bands = tables["enforcement"].select("record_id", "age_band").to_pandas()
    born = tables["particulars"].select("mention_id", "born_from", "born_to").to_pandas()
    rows = people.merge(bands, on="record_id", how="left").merge(born, on="mention_id", how="left")
    alone = rows.groupby("record_id")["entity_id"].transform("nunique").eq(1)
    # Born in the year `born_to` at the latest: somebody of age in any case on the last day of the year 18 later.
    rows["of_age"] = (rows["born_to"] + _OF_AGE < as_of.year) | (alone & rows["age_band"].isin(_ADULT))
    rows["child"] = rows["age_band"].eq(_CHILD) | (rows["born_from"] + _OF_AGE > as_of.year)
    gathered = rows.groupby("entity_id", sort=True).agg(of_age=("of_age", "any"), child=("child", "any"))
    roles = people.dropna(subset=["role"]).groupby("entity_id")["role"].agg(lambda found: tuple(sorted(set(found))))
    adult = [
        False if child else (True if of_age else None)
        for of_age, child in zip(gathered["of_age"], gathered["child"], strict=True)
    ]
    return pd.DataFrame(
        {
            "entity_id": gathered.index,
            "roles": [roles.get(entity, ()) for entity in gathered.index],
            "adult": pd.Series(adult, dtype="object"),
        }
    )


def mark_people(graph: nx.Graph[Any], people: pd.DataFrame) -> None:
    """Write roles and adult on the people of a graph, so that adult suspects can be told from everybody else.

    Parameters
    ----------
    graph
        From `graph_of`; changed in place.
    people
        From `people_standing`. Who is not in it keeps no role, and so may not be acted on.
    """
    for entity, roles, adult in zip(people["entity_id"], people["roles"], people["adult"], strict=True):
        if entity in graph:
            graph.nodes[entity]["roles"] = tuple(roles)
            if isinstance(adult, bool):
                graph.nodes[entity]["adult"] = adult
