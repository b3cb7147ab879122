"""A what-if answer as it may leave: by key, not by name; without the keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from linesmap.link import entity_id, exact_key
from linesmap.model.vocabulary import EntityType
from linesmap.page_held import Held
from linesmap.store import Workspace
from linesmap.ui.what_if_file import leaving
from tests.test_lines import AFTER, REGISTER, add
from tests.test_page_files import OPEN


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder: Path = tmp_path_factory.mktemp("what_if_file")
    workspace = Workspace(folder / "w.duckdb")
    add(workspace, folder, "deal_line", register=REGISTER)
    add(workspace, folder, "intelligence", before=OPEN, after=AFTER)
    return workspace


def phone(number: str) -> str:
    return entity_id(EntityType.PHONE, exact_key(EntityType.PHONE, number))


def document(lines: list[str], phones: list[str]) -> dict[str, Any]:
    """Make an answer in which both lines are called Harrier, one of which only a withheld record names."""
    named = [{"id": one, "label": "Harrier", "type": "deal_line"} for one in lines]
    rows = [*named, *({"id": one, "label": "07700 900001", "type": "phone"} for one in phones)]
    return {
        "set": [row | {"lines": ["Harrier", "Harrier"], "line_ids": lines} for row in rows],
        "ranks": rows,
        "routes": [{"line_id": one, "line": "Harrier", "area": "Yeovil"} for one in (*lines, None)],
        "safeguard_first": {"by_thing": [{"id": one, "label": "07700 900001", "ties": 2} for one in phones]},
        "picture": {"nodes": {"id": [*lines, *phones], "label": ["Harrier"] * 4,
                              "type": ["deal_line", "deal_line", "phone", "phone"]}},
        "best": {"set": ["Harrier", "Harrier", "07700 900001", "07700 900055"], "ids": [*lines, *phones]},
    }  # fmt: skip


def test_what_only_withheld_records_name_has_no_name_even_where_another_is_called_the_same(
    workspace: Workspace,
) -> None:
    with workspace.read() as tables:
        held = Held(tables, most_rows=10)
        entities = tables["entities"].to_pandas()
        keys = {one: entities.loc[entities["label"] == one, "entity_id"].iloc[0] for one in ("Harrier", "Osprey")}
        told = document([keys["Harrier"], keys["Osprey"]], [phone("+447700900001"), phone("+447700900055")])
        made = leaving(held, told)
        known = held.number("+447700900001")
    hidden = ["Line of records that stay behind", "Phone of records that stay behind"]
    wanted = ["Harrier", hidden[0], known, hidden[1]]
    assert [row["label"] for row in made["ranks"]] == wanted
    assert made["picture"]["nodes"]["label"] == wanted
    assert made["set"][0]["lines"] == ["Harrier", hidden[0]]
    assert [row["line"] for row in made["routes"]] == ["Harrier", hidden[0], None]
    nameless = "Thing of records that stay behind"
    assert made["best"]["set"] == ["Harrier", nameless, known, nameless]
    assert [row["label"] for row in made["safeguard_first"]["by_thing"]] == [known, nameless]
    written = json.dumps(made)
    assert not [key for key in (*keys.values(), phone("+447700900001"), "07700", "Osprey") if key in written]
    assert told["ranks"][0]["id"] == keys["Harrier"], "the answer itself is left as it was"
