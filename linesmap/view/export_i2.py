"""Write links and entities as a workbook that the import of i2 Analyst's Notebook reads, with notes on how.

The import assigns columns to identities, types, labels, dates and attributes of two entities and the link between
them [M]; the notes say which column is which, so that the specification is made once and saved.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from linesmap.view.export_book import BookSheet, book
from linesmap.view.export_content import ExportContent

__all__ = ["ENTITY_COLUMNS", "LINK_COLUMNS", "i2_workbook"]

LINK_COLUMNS = (
    "Entity 1 Type", "Entity 1 ID", "Entity 1 Label", "Link ID", "Link Type", "Link Label", "Link Strength",
    "Link Weight", "Link Records", "Start Date", "End Date", "Source Reference", "Source Description", "Marking",
    "Entity 2 Type", "Entity 2 ID", "Entity 2 Label",
)  # fmt: skip
ENTITY_COLUMNS = (
    "Entity Type", "Entity ID", "Entity Label", "Description", "Safeguarding", "Links", "Source Reference",
    "Source Description", "Marking",
)  # fmt: skip

_TYPES = {
    "person": "Person",
    "phone": "Telephone",
    "vehicle": "Vehicle",
    "address": "Address",
    "deal_line": "Deal Line",
    "group": "Organisation",
    "operation": "Operation",
    "event": "Event",
    "place": "Place",
}
_CONFIRMED, _UNCONFIRMED = 0.5, 0.2

_STEPS = (
    ("1", "In Analyst's Notebook choose the import of data from a spreadsheet, and this file, sheet Links."),
    ("2", "Row 1 holds the headings. Read every column as text, but for Start Date and End Date: dates."),
    ("3", "Entity 1: identity = Entity 1 ID, label = Entity 1 Label, type = Entity 1 Type (from the column)."),
    ("4", "Entity 2: identity = Entity 2 ID, label = Entity 2 Label, type = Entity 2 Type (from the column)."),
    (
        "5",
        "Link: identity = Link ID, type = Link Type, label = Link Label, without direction, multiplicity = multiple.",
    ),
    ("6", "Link strength: Confirmed from weight 0.5, Unconfirmed from 0.2, Tentative below. Weight is from 0 to 1."),
    ("7", "Link attributes: Link Weight and Link Records are numbers, Start Date and End Date dates, Marking text."),
    ("8", "Source reference = Source Reference, source type = Source Description, of entities and links."),
    (
        "9",
        "Save the specification. Then import the sheet Entities with identity = Entity ID: it adds what has no link.",
    ),
    ("Types", "Map each Entity Type to an icon of yours: " + ", ".join(_TYPES.values()) + "."),
    (
        "People",
        "A label such as Person A1B2C3 is a stable pseudonym: the same person has the same one in every export.",
    ),
)


def i2_workbook(content: ExportContent) -> bytes:
    """Write the graph as sheets Links, Entities and Import notes."""
    graph, marking = content.graph, content.about.marking
    links = []
    keys = sorted((min(a, b), max(a, b), str(relation)) for a, b, relation in graph.edges(keys=True))
    for number, (a, b, relation) in enumerate(keys, start=1):
        data = graph.edges[a, b, relation]
        middle = [
            f"L{number:06d}", relation.replace("_", " ").capitalize(), relation.replace("_", " "),
            _strength(data["weight"]), float(data["weight"]), int(data["n_records"]), _day(data["first_seen"]),
            _day(data["last_seen"]), data["record_ids"], data["sources"], marking,
        ]  # fmt: skip
        links.append([*_end(content, a), *middle, *_end(content, b)])
    entities = [
        [
            *_end(content, node), graph.nodes[node]["caution"] or None,
            "yes" if graph.nodes[node]["safeguarding"] else "no", graph.degree(node),
            graph.nodes[node]["record_ids"], graph.nodes[node]["sources"], marking,
        ]
        for node in sorted(graph)
    ]  # fmt: skip
    notes = [*_STEPS, *content.about.all_lines]
    sheets = [
        BookSheet("Links", LINK_COLUMNS, links, {"Link Weight": "0.00", "Link Records": "#,##0"}),
        BookSheet("Entities", ENTITY_COLUMNS, entities, {"Links": "#,##0"}),
        BookSheet("Import notes", ("Step", "What to do"), notes, wrapped=True),
    ]
    return book(sheets, content.about)


def _end(content: ExportContent, node: str) -> list[Any]:
    data = content.graph.nodes[node]
    return [_TYPES.get(data["type"], str(data["type"])), node, data["label"]]


def _strength(weight: float) -> str:
    return "Confirmed" if weight >= _CONFIRMED else "Unconfirmed" if weight >= _UNCONFIRMED else "Tentative"


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None
