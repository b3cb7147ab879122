"""Find rows that stand in several files and differ in their reference only."""

from __future__ import annotations

import ibis
import pandas as pd

from linesmap.model.kinds import KINDS, KindSpec
from linesmap.model.vocabulary import EntityType, RecordKind
from linesmap.store import Tables

__all__ = ["likely_duplicates"]

_COMPARED = (
    "recording_force", "occurred_from", "occurred_to", "place", "operation_id", "phase", "drugs", "grading", "handling",
    "summary", "named",
)  # fmt: skip
_TELLING = ("place", "summary", "named")
_COLUMNS = ["group", "kind", "record_id", "file", "row_number", "reference", "title", "occurred_from"]
_KINDS = (*(kind for kind, spec in KINDS.items() if spec.located), RecordKind.DEAL_LINE, RecordKind.DISRUPTION)


def likely_duplicates(tables: Tables) -> pd.DataFrame:
    """List the rows of different files that have the same content apart from their reference.

    Compared are force, dates, place as written, operation, phase, drugs, grading, handling, text, everybody and
    everything named, and all columns of the kind. A row must have a place, a text or a name to be compared. Rows that
    are the same in their reference too are known again at import and held once; they are not among these.

    Returns
    -------
    rows
        Columns group (record_id of its first row), kind, record_id, file, row_number, reference, title,
        occurred_from, sorted by group, file and row.
    """
    frames = [_of_kind(tables, KINDS[kind]) for kind in _KINDS]
    frame = pd.concat([frame for frame in frames if len(frame)] or [pd.DataFrame(columns=_COLUMNS)])
    return frame[_COLUMNS].sort_values(["group", "file", "row_number"], ignore_index=True)


def _of_kind(tables: Tables, spec: KindSpec) -> pd.DataFrame:
    records = tables["records"].filter(tables["records"].kind == spec.kind.value)
    places = tables["places"].select("place_id", place=tables["places"].text)
    mentions = tables["mentions"].filter(tables["mentions"].entity_type != EntityType.PLACE.value)
    text = mentions.entity_type + ":" + mentions.normalised
    named = mentions.group_by("record_id").aggregate(named=text.group_concat(";", order_by=text))
    own = tables[spec.table]
    compared = [name for name in own.columns if name != "record_id"]
    renamed = own.rename({f"own_{name}": name for name in compared})
    joined = records.left_join(places, "place_id").drop("place_id_right")
    joined = joined.left_join(named, "record_id").drop("record_id_right")
    joined = joined.left_join(renamed, "record_id").drop("record_id_right")
    joined = joined.filter(ibis.or_(*(joined[name].notnull() for name in _TELLING)))
    same = ibis.window(group_by=[*_COMPARED, *(f"own_{name}" for name in compared)])
    marked = joined.mutate(
        group=joined.record_id.min().over(same),
        first=joined.source_id.min().over(same),
        last=joined.source_id.max().over(same),
    )
    several = marked.filter(marked["first"] != marked["last"])
    sources = tables["sources"].select("source_id", file=tables["sources"].name)
    frame: pd.DataFrame = several.inner_join(sources, "source_id").select(_COLUMNS).to_pandas()
    return frame
