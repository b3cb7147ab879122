"""Write the map as one HTML text that carries everything inside it and can reach nothing outside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from branca.element import Element

from linesmap.view.browser_files import CHART_SCRIPTS, FRAME_SCRIPTS, frame_script, third_party
from linesmap.view.folium_map import frame_figure, script_json
from linesmap.view.page import self_contained
from linesmap.view.scene import Scene
from linesmap.view.scene_pack import packed, packed_words
from linesmap.view.tokens import asset_text

__all__ = ["About", "snapshot_html"]

_SCRIPTS = ("snapshot_unpack", "snapshot_about", "snapshot_print", "host_snapshot")
_CHART_CSS = ("frame/chart.css", "frame/snapshot.css", "frame/snapshot_chart.css")


@dataclass(frozen=True)
class About:
    """What a snapshot says of itself: title, filters in words, limits, sources, marking and licences.

    `made` says by whom and from which data, `summed` how records were added up. `facts` and `file` rows are label
    and value; `sources` rows are file, date of import, rows and, for the map, how many are here, as text.
    """

    title: str
    shown: str
    what: str
    limits: str
    left_out: str
    sources: Sequence[Sequence[str]]
    file: Sequence[tuple[str, str]]
    licences: Sequence[str]
    marking: str
    handling: str = ""
    note: str = ""
    made: str = ""
    facts: Sequence[tuple[str, str]] = ()
    summed: str = ""
    more_sources: str = ""
    methods: Sequence[str] = ()


def snapshot_html(scene: Scene, about: About, details: Mapping[str, Mapping[str, Any]], *, chart: bool = False) -> str:
    """Build the page.

    Parameters
    ----------
    scene
        What to draw; everything in it leaves.
    about
        What the page says of itself.
    details
        Record id to the words of the panel; a record without them shows its title, date and place.
    chart
        Whether the scene holds a chart, packed by `chart_pack.packed_chart`, to stand beside the map.

    Returns
    -------
    html
        One text; the same input gives the same text.

    Raises
    ------
    ExternalReferenceError
        If anything in it would refer to a network address.
    """
    scene_text = _plain(packed(scene.json))
    digest = hashlib.sha256(scene_text.encode()).hexdigest()
    said = {
        "title": about.title,
        "shown": about.shown,
        "made": about.made,
        "what": about.what,
        "facts": [list(row) for row in about.facts],
        "summed": about.summed,
        "limits": about.limits,
        "left_out": about.left_out,
        "sources": [list(row) for row in about.sources],
        "more_sources": about.more_sources,
        "methods": list(about.methods),
        "file": [["Data SHA-256", digest], *[list(row) for row in about.file]],
        "parts": [list(part) for part in third_party()],
        "licences": list(about.licences),
    }
    content = {
        "about": said,
        "bands": {"marking": about.marking, "handling": about.handling, "note": about.note},
        "details": packed_words([details.get(identifier, {}) for identifier in scene.record_ids]) if details else {},
    }
    # The scene is text already; it is put in as it is, so that its hash can be checked.
    text = _plain(json.dumps(content, ensure_ascii=False, separators=(",", ":")))[:-1] + f',"scene":{scene_text}}}'
    figure = frame_figure(
        "network" if chart else "snapshot",
        extra_css="\n".join(map(asset_text, _CHART_CSS if chart else _CHART_CSS[1:2])),
        scripts=(*FRAME_SCRIPTS, *CHART_SCRIPTS) if chart else FRAME_SCRIPTS,
        extra_scripts=tuple(map(frame_script, (*_SCRIPTS, "snapshot_chart") if chart else _SCRIPTS)),
    )
    figure.html.add_child(
        Element(f'<script type="application/json" id="lm-snapshot">{script_json(_plain(text))}</script>'),
        name="snapshot",
    )
    return self_contained(figure)


def _plain(text: str) -> str:
    """Take the scheme from addresses that records or sources mention, so that no address stands in the file."""
    return text.replace("https://", "").replace("http://", "")
