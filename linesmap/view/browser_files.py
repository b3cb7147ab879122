"""Collect the scripts, styles and the font that a page carries inside itself.

Leaflet comes from the installed package `folium-offline`, the font from the installed package `streamlit`;
neither is copied into linesmap. The browser code of linesmap itself is in `view/assets/frame`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from linesmap.errors import AssetMissingError
from linesmap.view.tokens import asset_text

__all__ = [
    "CHART_SCRIPTS",
    "FRAME_SCRIPTS",
    "LEAFLET_CSS",
    "LEAFLET_JS",
    "font_face",
    "frame_script",
    "shipped",
    "third_party",
]

LEAFLET_JS = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js"
LEAFLET_CSS = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css"
"""The addresses by which folium asks for Leaflet; only keys here, never fetched."""

# The content these files had when they were read and tested; another content is refused.
_SHA256 = {
    LEAFLET_JS: "a7aef147d0d4833c9895c5c20dc8bc51e7383e3c450dda8a0dac1c8713661f9e",
    LEAFLET_CSS: "1773dea1910a75efc32ceff8df72d3237efbfff8f28b61860cc69b76f1707080",
}

FRAME_SCRIPTS = (
    "core", "tally", "places", "hexagons", "flows", "labels", "legend", "record", "panel", "timeline", "find", "start",
)  # fmt: skip

CHART_SCRIPTS = (
    "chart_state", "chart_layouts", "chart_glyphs", "chart_draw", "chart_labels", "chart_path", "chart_input",
    "chart_tools", "chart_panel", "chart_table", "chart_start",
)  # fmt: skip
"""The link chart beside the map, in the order in which they build on each other."""

_SVG_NAMESPACE = "http://www.w3.org/2000/svg"


@cache
def shipped(address: str) -> str:
    """Give a third-party file that folium asks for, without any network address in it.

    Parameters
    ----------
    address
        The address folium names for it.

    Raises
    ------
    AssetMissingError
        If the installed folium-offline lacks the file, or ships another content than was tested.
    """
    # The package keeps its texts under a private name; the pinned version and the hashes guard against change.
    from offlinefolium.elements import _res

    text = _res.get(address)
    if text is None or hashlib.sha256(text.encode()).hexdigest() != _SHA256.get(address):
        msg = (
            "The installed folium-offline does not hold the tested Leaflet. Install linesmap with its constraints file."
        )
        raise AssetMissingError(msg)
    return _without_addresses(str(text))


def _without_addresses(text: str) -> str:
    """Take out link texts, source maps and name spaces that look like network addresses."""
    text = re.sub(r"//# sourceMappingURL=\S+", "", text)
    text = text.replace(f' xmlns="{_SVG_NAMESPACE}"', "").replace(
        f'"{_SVG_NAMESPACE}"', '"http:"+"//www.w3.org/2000/svg"'
    )
    return re.sub(r"https?://(?!www\.w3\.org)", "", text)


def frame_script(name: str) -> str:
    """Give one of linesmap's own browser scripts."""
    return asset_text(f"frame/{name}.js")


@cache
def font_face() -> str:
    """Give the style rule that carries Source Sans inside it, or nothing when Streamlit does not ship it.

    Without it the page falls back to the system's own font.
    """
    spec = find_spec("streamlit")
    if spec is None or spec.origin is None:
        return ""
    media = Path(spec.origin).parent / "static" / "static" / "media"
    found = sorted(media.glob("SourceSansVF-Upright*.woff2"))
    if not found:
        return ""
    data = base64.b64encode(found[0].read_bytes()).decode()
    return (
        '@font-face{font-family:"Source Sans";font-weight:200 900;font-style:normal;font-display:swap;'
        f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
    )


def third_party() -> tuple[tuple[str, str, str], ...]:
    """List what a page carries of others: name, version, licence."""
    return (
        ("Leaflet", "1.9.3", "BSD 2-Clause"),
        ("folium", version("folium"), "MIT"),
        ("folium-offline", version("folium-offline"), "MIT"),
        ("Source Sans", "variable", "SIL Open Font License 1.1"),
    )
