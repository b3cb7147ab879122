"""Write protected numbers by area as one HTML text: a map, tables and bars that can reach nothing outside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from linesmap.view.area_data import plain_scene, plain_shapes
from linesmap.view.area_scene import AreaScene
from linesmap.view.browser_files import third_party
from linesmap.view.folium_map import frame_figure
from linesmap.view.page import self_contained
from linesmap.view.snapshot import About
from linesmap.view.tokens import asset_text

__all__ = ["AREA_SCRIPTS", "ROUNDING", "AreaAbout", "area_page"]

AREA_SCRIPTS = (
    "core", "area_state", "area_classes", "area_parts", "area_map", "area_labels", "area_legend", "area_tables",
    "area_tabs", "area_panel", "area_time", "area_find", "area_print", "start", "area_start",
)  # fmt: skip
"""What the page runs, in order: the common helpers and start, and nothing that knows of records or lines."""

ROUNDING = "Numbers are rounded to the nearest 5, each on its own, so they need not add up."


@dataclass(frozen=True)
class AreaAbout:
    """What a snapshot of areas says of itself.

    Parameters
    ----------
    about
        As for a snapshot of the map.
    rules
        How small numbers are hidden, one sentence each.
    disclosure
        What a reader must know of every number; it stands beside the map all the time.
    """

    about: About
    rules: Sequence[str] = ()
    disclosure: str = ROUNDING


def area_page(scene: AreaScene, about: AreaAbout | About) -> str:
    """Build the page.

    Parameters
    ----------
    scene
        Protected numbers; everything in it leaves.
    about
        What the page says of itself; an `About` alone has no rules to state beyond the rounding.

    Returns
    -------
    html
        One text; the same input gives the same text. Under "This file" it shows the SHA-256 of its `scene`, written
        as JSON without spaces.

    Raises
    ------
    InputError
        If the scene holds a number for something it does not name, or for a district by period or operation.
    RenderError
        If an area that is to be drawn has no outline.
    ExternalReferenceError
        If anything in it would refer to a network address.
    """
    said = about if isinstance(about, AreaAbout) else AreaAbout(about)
    scene_text = _json(plain_scene(scene))
    digest = hashlib.sha256(scene_text.encode()).hexdigest()
    content = {
        "about": _about(said, digest),
        "bands": {"marking": said.about.marking, "handling": said.about.handling, "note": said.about.note},
        "shapes": plain_shapes(scene),
    }
    # The scene is text already; it is put in as it is, so that its hash can be checked.
    text = f'{_json(content)[:-1]},"scene":{scene_text}}}'
    style = asset_text("frame/snapshot.css") + asset_text("frame/areas.css")
    return self_contained(
        frame_figure("areas", extra_css=style, scripts=AREA_SCRIPTS, contents={"lm-area-data": text}, place_names=False)
    )


def _about(said: AreaAbout, digest: str) -> dict[str, Any]:
    about = said.about
    carried = [f"{name} {version}, {licence}" for name, version, licence in third_party()]
    return {
        "title": about.title,
        "shown": about.shown,
        "what": about.what,
        "limits": about.limits,
        "left_out": about.left_out,
        "disclosure": said.disclosure,
        "rules": list(said.rules),
        "sources": [list(row) for row in about.sources],
        "file": [["Data SHA-256", digest], *[list(row) for row in about.file]],
        "licences": [*about.licences, *carried],
    }


def _json(value: dict[str, Any]) -> str:
    """Write values as JSON; an address that a source mentions loses its scheme, so that none stands in the file."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("https://", "").replace("http://", "")
