"""Link records: mentions, exact keys, entities and the ties between them."""

from linesmap.link.entities import Resolved, build_links, place_entities, register_links, resolve_exact
from linesmap.link.keys import entity_id, exact_key
from linesmap.link.mentions import extract_mentions

__all__ = [
    "Resolved",
    "build_links",
    "entity_id",
    "exact_key",
    "extract_mentions",
    "place_entities",
    "register_links",
    "resolve_exact",
]
