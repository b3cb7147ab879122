"""Find the places of a workspace that may be located otherwise now, and what was asked for each."""

from __future__ import annotations

import pandas as pd

from linesmap import link
from linesmap.geocode.place_table import question_of
from linesmap.model.locations import LocationQuery
from linesmap.model.review_tables import CHOSEN, UNKNOWN
from linesmap.model.vocabulary import EntityType, PlaceStatus
from linesmap.store import Tables, Writer

__all__ = ["places_to_ask_again", "questions_of", "rename_mentions"]

_DECIDED = (CHOSEN, UNKNOWN)
_OPEN = (PlaceStatus.NOT_FOUND.value, PlaceStatus.AMBIGUOUS.value)


def places_to_ask_again(tables: Tables) -> pd.DataFrame:
    """List the places that a change of gazetteers may concern."""
    places = tables["places"]
    frame: pd.DataFrame = places.filter(places.status.isin(_OPEN) | places.method.contains("; from ")).to_pandas()
    return frame[~frame["method"].fillna("").str.startswith(_DECIDED)].reset_index(drop=True)


def questions_of(tables: Tables, places: pd.DataFrame) -> dict[str, LocationQuery]:
    """Give what was asked for each place; in an older workspace, which did not keep it, what must have been asked."""
    questions = {
        place_id: question_of(asked)
        for place_id, asked in zip(places["place_id"], places["asked"], strict=True)
        if isinstance(asked, str)
    }
    older = places[~places["place_id"].isin(questions)]
    if len(older):
        forces = [None, *sorted(tables["records"].recording_force.to_pandas().dropna().unique())]
        for place_id, text in zip(older["place_id"], older["text"], strict=True):
            tries = [LocationQuery(text=text, near=near) for near in forces]
            tries += [LocationQuery(postcode=text, near=near) for near in forces]
            asked = next((query for query in tries if query.place_id == place_id), None)
            if asked is not None:
                questions[place_id] = asked
    return {place_id: query for place_id, query in questions.items() if query.place_id == place_id}


def rename_mentions(writer: Writer, places: pd.DataFrame) -> None:
    """Let the places that records mention follow the label of their place."""
    tables = writer.tables()
    records, mentions = tables["records"], tables["mentions"]
    used = records.filter(records.place_id.isin(list(places["place_id"]))).select("record_id", "place_id").to_pandas()
    if used.empty:
        return
    earlier = mentions.filter(
        mentions.entity_type == EntityType.PLACE.value, mentions.record_id.isin(list(used["record_id"]))
    )
    writer.remove("mentions", "mention_id", earlier.to_pandas()["mention_id"])
    labels = places[places["status"] == PlaceStatus.FOUND.value].set_index("place_id")["label"]
    writer.insert("mentions", link.extract_mentions(used.assign(place_label=used["place_id"].map(labels))))
