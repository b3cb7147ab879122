"""Link records: what they name, exact keys, people matched by a model and by decisions, and who is who."""

from linesmap.link.addresses import address_key, address_parts
from linesmap.link.clusters import Clusters
from linesmap.link.degrees import FIELDS, TrainedModel
from linesmap.link.entities import SUCCEEDED_BY, Resolved, place_entities, register_links, resolve, succession_links
from linesmap.link.houses import Houses, address_state, join_houses, match_addresses
from linesmap.link.keys import entity_id, exact_key, person_key
from linesmap.link.mentions import extract_mentions, extract_particulars, mention_id
from linesmap.link.pairs import AUTOMATIC, REVIEW, pair_id
from linesmap.link.people import THRESHOLD, Matched, join_people, match_people, people_state, tied_by_reference
from linesmap.link.text_mentions import (
    KnownNames,
    find_in_text,
    stated_mentions,
    text_mentions,
    with_lines_of_numbers,
    with_text_mentions,
)
from linesmap.link.truth import Score, score_clusters

__all__ = [
    "AUTOMATIC",
    "FIELDS",
    "REVIEW",
    "SUCCEEDED_BY",
    "THRESHOLD",
    "Clusters",
    "Houses",
    "KnownNames",
    "Matched",
    "Resolved",
    "Score",
    "TrainedModel",
    "address_key",
    "address_parts",
    "address_state",
    "entity_id",
    "exact_key",
    "extract_mentions",
    "extract_particulars",
    "find_in_text",
    "join_houses",
    "join_people",
    "match_addresses",
    "match_people",
    "mention_id",
    "pair_id",
    "people_state",
    "person_key",
    "place_entities",
    "register_links",
    "resolve",
    "score_clusters",
    "stated_mentions",
    "succession_links",
    "text_mentions",
    "tied_by_reference",
    "with_lines_of_numbers",
    "with_text_mentions",
]
