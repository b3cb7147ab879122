"""Share the small marks of the Lines page: status chips, names of forces, and rows that say where they come from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import streamlit as st

from linesmap.network import LineProfile
from linesmap.ui import data, line_data
from linesmap.ui.frame_style import theme
from linesmap.view.line_pictures import data_uri, status_picture
from linesmap.view.scene import STATUS_KEY
from linesmap.view.tokens import tokens
from linesmap.view.words import MISSING, plural

__all__ = ["age", "capital", "chip", "close", "forces", "open_line", "origins", "plain", "status_label"]

_YEAR_DAYS, _MONTH_DAYS = 730, 90
_MOST_BEHIND = 4
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!~$:<>|^-])")


def capital(words: str) -> str:
    """Begin with a capital letter."""
    return words[:1].upper() + words[1:]


def plain(text: str) -> str:
    r"""Write text so that the label of a button shows it as it is: Streamlit reads labels as Markdown.

    Examples
    --------
    >>> plain("Harrier"), plain("![x](http://y)")
    ('Harrier', '\\!\\[x\\]\\(http\\://y\\)')
    """
    return _MARKDOWN.sub(r"\\\1", text)


def status_label(profile: LineProfile) -> str:
    """Say the status of a line, a dash when it has none."""
    return str(tokens()["status"][STATUS_KEY[profile.status]]["label"]) if profile.status else MISSING


def chip(profile: LineProfile) -> str:
    """Write the status with its stroke, as HTML."""
    if profile.status is None:
        return ""
    picture = data_uri(status_picture(profile.status, theme=theme()))
    return f'<span class="lm-chip"><img alt="" src="{picture}">{escape(status_label(profile))}</span>'


def age(days: int | None) -> str:
    """Write an age in days, months or years.

    Examples
    --------
    >>> age(41), age(200), age(900), age(None)
    ('41 days', '7 months', '2.5 years', '–')
    """
    if days is None:
        return MISSING
    if days >= _YEAR_DAYS:
        return f"{days / 365.25:.1f} years"
    return plural(round(days / 30.44), "month") if days >= _MONTH_DAYS else plural(days, "day")


def forces(codes: Sequence[str]) -> str:
    """Name forces."""
    names = {force.code: force.name for force in data.all_forces()}
    return ", ".join(names.get(code, code) for code in codes)


def origins(at: data.Key, behind: Sequence[str]) -> str:
    """Say which file and row, or which judgement, something comes from."""
    places = line_data.places_of(at, tuple(sorted({one for one in behind if not one.startswith("J")})))
    said = [f"{places[one][0]}, row {places[one][1]:,}" for one in behind if one in places]
    said += [f"decision {one}" for one in behind if one.startswith("J")]
    more = f" and {len(said) - _MOST_BEHIND:,} more" if len(said) > _MOST_BEHIND else ""
    return "; ".join(said[:_MOST_BEHIND]) + more


def open_line(line_id: str) -> None:
    """Open a line; as the callback of a button."""
    st.query_params["open"] = line_id


def close() -> None:
    """Go back to the list; as the callback of a button."""
    st.query_params.pop("open", None)
