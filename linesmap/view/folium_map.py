"""Draw the map with folium: the ground as GeoJSON layers, and linesmap's own layers over it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from linesmap.view.browser_files import FRAME_SCRIPTS, LEAFLET_CSS, LEAFLET_JS, font_face, frame_script
from linesmap.view.ground import context_shapes, force_shapes, ground, region_shapes
from linesmap.view.tokens import asset_text, css_variables

__all__ = ["START", "Mode", "frame_figure", "script_json"]

Mode = Literal["app", "network", "snapshot", "areas"]

START = (51.83, -2.75)
"""Where the map stands before it has a scene: (lat, lon), degrees."""

_TEMPLATE_START = re.compile(r"\{(?=[{%#])")

_START_ZOOM = 7
_MAX_ZOOM = 18


class _GroundMap(folium.Map):
    """A folium map that asks for Leaflet and nothing else: no jQuery, no Bootstrap, no icon fonts."""

    default_js = [("leaflet", LEAFLET_JS)]  # noqa: RUF012
    default_css = [("leaflet_css", LEAFLET_CSS)]  # noqa: RUF012


class _Layers(MacroElement):
    """Hand the folium map and its areas to linesmap's scripts."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            (function () {
                var base = JSON.parse(document.getElementById("lm-ground").textContent);
                base.areas = {{ this.areas.get_name() }};
                LM.start({{ this._parent.get_name() }}, base, {{ this.mode|tojson }});
            })();
        {% endmacro %}
        """
    )

    def __init__(self, areas: folium.GeoJson, mode: Mode) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Linesmap"
        self.areas = areas
        self.mode = mode


def script_json(value: Any) -> str:  # noqa: ANN401
    """Write a value as JSON that may stand inside a script element: no tag and no line separator survives.

    Nor does the start of a Jinja expression: branca renders every element as a template, and a record must never be
    one. Outside its strings JSON without spaces has none of these signs side by side.
    """
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return _TEMPLATE_START.sub(r"\\u007b", text)


def _layer(shapes: dict[str, Any], class_name: str) -> folium.GeoJson:
    return folium.GeoJson(
        shapes,
        name=class_name,
        style_function=lambda _: {"className": class_name, "fillOpacity": 1, "opacity": 1},
        smooth_factor=0.5,
        control=False,
        interactive=False,
    )


_NOTHING: Mapping[str, str] = MappingProxyType({})


def frame_figure(
    mode: Mode,
    *,
    tiles: tuple[str, str] | None = None,
    extra_css: str = "",
    extra_scripts: tuple[str, ...] = (),
    scripts: Sequence[str] = FRAME_SCRIPTS,
    contents: Mapping[str, str] = _NOTHING,
    place_names: bool = True,
) -> Figure:
    """Build the page of the map frame.

    Parameters
    ----------
    mode
        `app` inside Streamlit, `network` there with the link chart beside the map, `snapshot` on its own, `areas`
        on its own with numbers by area only.
    tiles
        Address pattern and attribution of a tile server, for the app only; off until switched on.
    extra_css, extra_scripts
        Further style and script texts, after the common ones.
    scripts
        Names of linesmap's own browser scripts, in order.
    contents
        JSON texts that the page carries, by the id of the element that holds each.
    place_names
        Whether the ground carries the names of towns; a map of areas has no use for them.

    Returns
    -------
    figure
        A branca figure; its identifiers are the same at each build, so that the same input gives the same
        text.
    """
    map_ = _GroundMap(
        location=START, zoom_start=_START_ZOOM, tiles=None, zoom_snap=0.25, zoom_delta=0.5, max_zoom=_MAX_ZOOM,
        min_zoom=5, wheel_px_per_zoom_level=90,
    )  # fmt: skip
    figure = map_.get_root()
    assert isinstance(figure, Figure)  # noqa: S101 - folium.Map always stands in one
    figure.title = "linesmap"
    areas = _layer(force_shapes(), "lm-area")
    if tiles:
        folium.TileLayer(tiles[0], attr=tiles[1], name="Tiles", show=False, control=True).add_to(map_)
    _layer(context_shapes(), "lm-context").add_to(map_)
    areas.add_to(map_)
    _layer(region_shapes(), "lm-region").add_to(map_)
    _Layers(areas, mode).add_to(map_)
    if tiles:
        folium.LayerControl(position="bottomleft").add_to(map_)
    style = "\n".join([font_face(), css_variables(), asset_text("frame/frame.css"), extra_css])
    figure.header.add_child(Element(f"<style>{style}</style>"), name="linesmap_style")
    base = ground() if place_names else {**ground(), "places": []}
    for name, value in {"lm-ground": base, **contents}.items():
        block = f'<script type="application/json" id="{name}">{script_json(value)}</script>'
        figure.html.add_child(Element(block), name=name)
    for number, text in enumerate((*map(frame_script, scripts), *extra_scripts)):
        figure.html.add_child(Element(f"<script>{text}</script>"), name=f"linesmap_script_{number}")
    _fix_identifiers(figure)
    return figure


def _fix_identifiers(figure: Figure) -> None:
    """Replace the random identifiers that branca gives by numbers in order."""
    waiting: list[Element] = [figure]
    number = 0
    while waiting:
        element = waiting.pop(0)
        element._id = f"{number:04d}"
        number += 1
        waiting += list(element._children.values())
