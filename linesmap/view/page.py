"""Turn a folium figure into one HTML text that needs nothing else and can reach nothing else."""

from __future__ import annotations

import re

from branca.element import Figure

from linesmap.errors import ExternalReferenceError
from linesmap.view.browser_files import shipped

__all__ = ["POLICY", "self_contained"]

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "connect-src 'none'; form-action 'none'; base-uri 'none'"
)
"""The content security policy of every page: the browser itself forbids any request."""

_SCRIPT = re.compile(r'<script src="([^"]+)"></script>')
_STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)"\s*/>')
_ADDRESS = re.compile(r"https?://[^\s\"'<>)]+")
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*/>', re.DOTALL)


def self_contained(figure: Figure, *, images_from: str = "") -> str:
    """Render a figure with every script and style inside it.

    Parameters
    ----------
    figure
        From `folium_map.frame_figure`.
    images_from
        Host of a tile server that the app map may ask for images; empty for none, and always empty for a
        file that leaves.

    Returns
    -------
    html
        The page; the same figure gives the same text.

    Raises
    ------
    AssetMissingError
        If a script or style it asks for is not shipped.
    ExternalReferenceError
        If any network address remains in it.
    """
    html = figure.render()
    html = _SCRIPT.sub(lambda found: f"<script>{shipped(found[1])}</script>", html)
    html = _STYLE.sub(lambda found: f"<style>{shipped(found[1])}</style>", html)
    html = _VIEWPORT.sub('<meta name="viewport" content="width=device-width, initial-scale=1" />', html)
    policy = POLICY.replace("img-src data:", f"img-src data: {images_from}") if images_from else POLICY
    html = html.replace("<head>", f'<head><meta http-equiv="Content-Security-Policy" content="{policy}">', 1)
    html = html.replace("<html>", '<html lang="en-GB">', 1)
    if not images_from:
        found = _ADDRESS.search(html)
        if found:
            msg = f"A page must hold no network address; found {found[0]!r}."
            raise ExternalReferenceError(msg)
    return html
