"""Hold what the file of a page may be made from: records that may leave, lines by them alone, and pseudonyms.

The same rules as for an export to an analyst: records whose handling carries conditions stay behind with all that
only they say; telephone numbers, plates and addresses have pseudonyms; the text of records stays behind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

import ibis
import pandas as pd

from linesmap import lines, link, network
from linesmap.export_rules import Leaving, Naming, naming_of
from linesmap.force_profiles import ForceProfile, force_profile
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType
from linesmap.network import LineProfile, Suggestion
from linesmap.picture import Backdrop, filter_words
from linesmap.store import Tables
from linesmap.view.words import day_range

__all__ = ["Held", "public_reason"]

T = TypeVar("T")

_SAID_WHOLE = frozenset({"said", "exploited", "districts", "timing"})
_SAME_BRAND = "same brand"


class Held:
    """What may leave of a workspace that is open for reading; each part is worked out when it is first asked for.

    Parameters
    ----------
    tables
        From `Workspace.read`, whole.
    most_rows
        Rows that a table of single things may hold.
    """

    def __init__(self, tables: Tables, *, most_rows: int) -> None:
        self._whole = tables
        self._made: dict[Hashable, Any] = {}
        self.tables = Leaving(tables)
        self.most_rows = most_rows
        self.left_out: list[str] = []
        """Sentences about what parts left out, in their order; see `say_left_out`."""

    def say_left_out(self, sentence: str) -> None:
        """Note what a part leaves out; the same sentence once."""
        if sentence not in self.left_out:
            self.left_out.append(sentence)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Work something out once for all parts that show it."""
        if key not in self._made:
            self._made[key] = make()
        found: T = self._made[key]
        return found

    @cached_property
    def n_withheld(self) -> int:
        """How many records stay behind, registers among them."""
        counts = [int(tables["records"].count().execute()) for tables in (self._whole, self.tables)]
        return counts[0] - counts[1]

    @cached_property
    def naming(self) -> Naming:
        """What telephones, vehicles and addresses are called; people are pseudonyms already."""
        return naming_of(self._whole, names=False)

    @cached_property
    def profiles(self) -> tuple[LineProfile, ...]:
        """Describe the lines by the records that may leave; a line that only the others name is not among them."""
        found = lines.profiles(self.tables)
        return tuple(one for one in found if one.n_records or one.in_register)

    @cached_property
    def line_names(self) -> dict[str, str]:
        """Give the name of every line that may be named."""
        return {one.line_id: one.name for one in self.profiles}

    @cached_property
    def closures(self) -> pd.DataFrame:
        """List closures as `lines.closures`."""
        return lines.closures(self.tables, self.profiles)

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Suggest successors and returns as `lines.suggestions`."""
        return lines.suggestions(self.tables, self.profiles)

    def filter_words(self, filters: Filters, backdrop: Backdrop) -> str:
        """Say what a selection includes, with its period; a line that may not be named has its identifier only."""
        known = replace(backdrop, profiles=self.profiles) if filters.lines else backdrop
        words = filter_words(replace(filters, period=None), known) or "All records"
        return f"{words}; {day_range(*filters.period)}" if filters.period else words

    def force(self, code: str) -> ForceProfile:
        """Describe a force as `force_profile`."""
        return self.once(("force", code), lambda: force_profile(self.tables, code, found=self.profiles))

    def leaving(self, record_ids: Sequence[str]) -> frozenset[str]:
        """Tell which of these records may leave."""
        wanted = self.tables["records"].filter(ibis._.record_id.isin(sorted(set(record_ids))))
        return frozenset(wanted.select("record_id").to_pandas()["record_id"])

    def origins(self, behind: Sequence[str], most: int = 4) -> str:
        """Say which file and row, or which decision, something comes from."""
        records = tuple(sorted({one for one in behind if not one.startswith("J")}))
        places = self.once(("places", records), lambda: lines.places_of(self.tables, records))
        said = [f"{places[one][0]}, row {places[one][1]:,}" for one in behind if one in places]
        said += [f"decision {one}" for one in behind if one.startswith("J")]
        more = f" and {len(said) - most:,} more" if len(said) > most else ""
        return "; ".join(said[:most]) + more

    def number(self, number: str) -> str:
        """Call a telephone number by its pseudonym."""
        found = link.entity_id(EntityType.PHONE, link.exact_key(EntityType.PHONE, number))
        return self.naming.labels.get(found, "Phone, not named in a record")

    def ties(self, line_id: str) -> pd.DataFrame:
        """List what records that may leave tie to a line, strongest first; columns as `network.neighbours`."""
        links = self._links([line_id])
        own = links[(links["entity_a"] == line_id) | (links["entity_b"] == line_id)]
        ids = sorted({line_id, *own["entity_a"], *own["entity_b"]})
        entities = self._whole["entities"].filter(ibis._.entity_id.isin(ids)).order_by("entity_id").to_pandas()
        entities["label"] = entities["entity_id"].map(self.naming.labels)
        graph = network.build_graph(entities, own)
        return network.neighbours(graph, line_id) if line_id in graph else pd.DataFrame()

    def ties_among(self, entity_ids: Sequence[str]) -> list[tuple[str, str]]:
        """List the pairs of these entities that at least two records that may leave tie to each other; no towns."""
        links = self._links(entity_ids)
        inside = links["entity_a"].isin(entity_ids) & links["entity_b"].isin(entity_ids) & (links["n_records"] > 1)
        towns = self._whole["entities"].filter(ibis._.entity_type == EntityType.PLACE.value).select("entity_id")
        rows = links[inside & ~links["entity_b"].isin(set(towns.to_pandas()["entity_id"]))]
        return sorted(set(zip(rows["entity_a"], rows["entity_b"], strict=True)))

    def _links(self, entity_ids: Sequence[str]) -> pd.DataFrame:
        """Give the links of entities, counted by the records that may leave; one that only others state is gone."""
        links, wanted = self._whole["links"], sorted(set(entity_ids))
        frame = links.filter(links.entity_a.isin(wanted) | links.entity_b.isin(wanted)).to_pandas()
        behind = [list(json.loads(cell)) if isinstance(cell, str) and cell else [] for cell in frame["record_ids"]]
        free = self.leaving([one for several in behind for one in several])
        kept = [[one for one in several if one in free] for several in behind]
        frame["n_records"] = [len(ids) if ids else n for ids, n in zip(kept, frame["n_records"], strict=True)]
        frame["record_ids"] = [json.dumps(ids) for ids in kept]
        stays = [bool(ids) or not several for ids, several in zip(kept, behind, strict=True)]
        found: pd.DataFrame = frame[stays].reset_index(drop=True)
        return found


def public_reason(kind: str, words: str) -> str:
    """Write a reason for a suggestion without what it names.

    Parameters
    ----------
    kind, words
        Of a `network.Reason`.

    Returns
    -------
    words
        Numbers, plates, addresses and the text of adverts are cut off; what names nobody is said whole.

    Examples
    --------
    >>> public_reason("number", "1 number named with both: 07700 900123")
    '1 number named with both'
    >>> public_reason("brand", "same brand: Harrier and New Harrier")
    'same brand: Harrier and New Harrier'
    """
    if kind in _SAID_WHOLE or words.startswith(_SAME_BRAND):
        return words
    return words.split(": ", maxsplit=1)[0]
