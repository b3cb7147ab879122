"""Write entities, events and links as FollowTheMoney JSON lines.

Source of the schemata and their properties: the model of alephdata/followthemoney (followthemoney/schema/*.yaml,
MIT licence), as its public repository held it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from linesmap.view.export_content import ExportContent, literal, plain_rows

__all__ = ["FTM_PROPERTIES", "ftm_entities", "ftm_lines"]

_INTERVAL = ("startDate", "endDate", "date", "summary", "recordId")
_THING = ("name", "summary", "description", "country", "keywords", "topics", "address", "addressEntity", "notes")
FTM_PROPERTIES: Mapping[str, frozenset[str]] = {
    "Person": frozenset((*_THING, "idNumber", "phone")),
    "Organization": frozenset((*_THING, "legalForm", "phone", "idNumber")),
    "LegalEntity": frozenset((*_THING, "phone", "idNumber")),
    "Vehicle": frozenset((*_THING, "registrationNumber", "type")),
    "Address": frozenset((*_THING, *_INTERVAL, "full", "remarks", "city", "latitude", "longitude")),
    "Event": frozenset((*_THING, *_INTERVAL, "location", "involved")),
    "Associate": frozenset((*_INTERVAL, "person", "associate", "relationship")),
    "UnknownLink": frozenset((*_INTERVAL, "role", "status", "subject", "object")),
}
"""The schemata used, each with the properties used of it or held to be usable."""

_SCHEMA = {
    "person": "Person",
    "group": "Organization",
    "deal_line": "Organization",
    "phone": "LegalEntity",
    "vehicle": "Vehicle",
    "address": "Address",
    "place": "Address",
    "operation": "Event",
    "event": "Event",
}
_LEGAL_FORMS = {"deal_line": "Deal line", "group": "Group"}


def ftm_lines(content: ExportContent) -> bytes:
    """Write one entity a line, as JSON in UTF-8; the same content gives the same bytes."""
    lines = (json.dumps(one, ensure_ascii=False, sort_keys=True) for one in ftm_entities(content))
    return ("\n".join(lines) + "\n").encode()


def ftm_entities(content: ExportContent) -> Iterator[dict[str, Any]]:
    """Give what the file is, then every entity, event and link.

    Yields
    ------
    entity
        id, schema, and properties as lists of texts. Two people are tied by an Associate, all else by an UnknownLink.
        The first is an Event that holds marking and notes, as the format has no place for them; every other carries
        the marking in `notes` or `summary`.
    """
    about = content.about
    told = "; ".join(f"{name}: {text}" for name, text in about.all_lines)
    yield _entity("linesmap-about", "Event", name=f"{about.marking}: {about.title}", description=told)
    graph, marking = content.graph, about.marking
    for node in sorted(graph):
        yield _node(node, graph.nodes[node], marking)
    for row in plain_rows(content.records):
        yield _event(row, marking)
    keys = sorted((min(a, b), max(a, b), str(relation)) for a, b, relation in graph.edges(keys=True))
    for a, b, relation in keys:
        yield _link(content, a, b, relation)


def _entity(identifier: str, schema: str, **properties: str | None) -> dict[str, Any]:
    kept = {name: [literal(value)] for name, value in properties.items() if value}
    return {"id": literal(identifier), "schema": schema, "properties": kept}


def _node(node: str, data: Mapping[str, Any], marking: str) -> dict[str, Any]:
    schema, label = _SCHEMA.get(str(data["type"]), "LegalEntity"), str(data["label"])
    origin = f"{marking}; {data['type']}; records {data['record_ids']}; {data['sources']}"
    properties: dict[str, str | None] = {"name": label, "notes": origin, "keywords": str(data["type"])}
    if schema == "Vehicle":
        properties["registrationNumber"] = label
    elif schema == "Address":
        properties["full"] = label
    elif data["type"] == "phone":
        properties["phone"] = label
    elif data["type"] in _LEGAL_FORMS:
        properties["legalForm"] = _LEGAL_FORMS[str(data["type"])]
    return _entity(node, schema, **properties)


def _event(row: Mapping[str, Any], marking: str) -> dict[str, Any]:
    origin = f"{marking}; {row['source_file']}, row {row['source_row']}, imported {row['imported_on']}"
    reach = row["uncertainty_m"]
    place = f"{row['place_label']} ({row['place_known']}, within {reach:.0f} m)" if reach is not None else None
    return _entity(
        str(row["record_id"]),
        "Event",
        name=row["record_title"] or str(row["record_kind"]),
        startDate=row["first_day"],
        endDate=row["last_day"],
        location=place,
        recordId=str(row["record_id"]),
        keywords=row["record_kind"],
        notes=origin + ("; invented data" if row["invented"] else ""),
        description=row["record_text"],
    )


def _link(content: ExportContent, a: str, b: str, relation: str) -> dict[str, Any]:
    graph, marking = content.graph, content.about.marking
    data = graph.edges[a, b, relation]
    words = relation.replace("_", " ")
    shared: dict[str, str | None] = {
        "startDate": data["first_seen"],
        "endDate": data["last_seen"],
        "recordId": data["record_ids"],
        "summary": f"{marking}; weight {data['weight']:.2f} from {data['n_records']} records; {data['sources']}",
    }
    identifier = f"{a}-{b}-{relation}"
    if graph.nodes[a]["type"] == graph.nodes[b]["type"] == "person":
        return _entity(identifier, "Associate", person=a, associate=b, relationship=words, **shared)
    return _entity(identifier, "UnknownLink", subject=a, object=b, role=words, **shared)
