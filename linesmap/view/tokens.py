"""Read the design tokens: one source for the colours, dashes and sizes of app, frame, charts and snapshot."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from linesmap.errors import AssetMissingError

__all__ = ["THEMES", "asset_text", "colour", "css_variables", "streamlit_config", "tokens"]

THEMES = ("light", "dark")

_STREAMLIT_THEME = {
    "primaryColor": "primary",
    "backgroundColor": "bg",
    "secondaryBackgroundColor": "surface",
    "textColor": "ink",
    "linkColor": "primary",
    "borderColor": "control-border",
    "dataframeBorderColor": "line",
    "dataframeHeaderBackgroundColor": "surface",
}
_CATEGORICAL = ("primary", "kind-seizure", "kind-enforcement", "kind-intelligence", "kind-offence", "status-active")


@cache
def asset_text(name: str) -> str:
    """Read a file of `view/assets` as text.

    Raises
    ------
    AssetMissingError
        If the installed package lacks it.
    """
    file = files("linesmap.view").joinpath("assets", *name.split("/"))
    if not file.is_file():
        msg = f"The file {name} of linesmap is missing. Install linesmap again."
        raise AssetMissingError(msg)
    return file.read_text(encoding="utf-8")


@cache
def tokens() -> dict[str, Any]:
    """Give every token, as in `tokens.json`."""
    return dict(json.loads(asset_text("tokens.json")))


def colour(name: str, theme: str = "light") -> str:
    """Give one colour of a theme, such as `colour("status-active", "dark")`."""
    return str(tokens()[theme][name])


def css_variables() -> str:
    """Write the tokens as CSS variables, light by default, dark under `data-theme="dark"`."""
    blocks = []
    for theme, selector in zip(THEMES, (":root", ':root[data-theme="dark"]'), strict=True):
        values = ";".join(f"--{name}:{value}" for name, value in tokens()[theme].items())
        blocks.append(f"{selector}{{color-scheme:{theme};{values}}}")
    return f":root{{--font:{tokens()['font']}}}" + "".join(blocks)


def _sequential(theme: str) -> list[str]:
    """Ten steps between the five hexagon colours, for Streamlit's own charts."""
    steps = [colour(f"hex-{level}", theme) for level in range(1, 6)]
    return [steps[index // 2] for index in range(10)]


def streamlit_config() -> str:
    """Write `.streamlit/config.toml` from the tokens; a test compares it with the file that ships."""
    lines = [
        "# Made from linesmap/view/assets/tokens.json by `python make.py config`. Change the tokens, not this file.",
        "[client]",
        'toolbarMode = "minimal"',
        'showErrorDetails = "none"',
        "showErrorLinks = false",
        "[server]",
        "headless = true",
        "maxUploadSize = 500",
        "[browser]",
        "gatherUsageStats = false",
        "[theme]",
        "baseFontSize = 14",
        'baseRadius = "4px"',
        'buttonRadius = "4px"',
        'paddingTop = "0.5rem"',
        'paddingBottom = "2.25rem"',
        'headingFontSizes = ["1.714rem", "1.286rem", "1.071rem"]',
        "headingFontWeights = [650, 650, 650]",
        "linkUnderline = true",
    ]
    for theme in THEMES:
        lines.append(f"[theme.{theme}]")
        lines += [f'{key} = "{colour(name, theme)}"' for key, name in _STREAMLIT_THEME.items()]
        lines.append(f"chartCategoricalColors = {json.dumps([colour(name, theme) for name in _CATEGORICAL])}")
        lines.append(f"chartSequentialColors = {json.dumps(_sequential(theme))}")
    return "\n".join(lines) + "\n"
