"""Put pictures, charts and tables of figures into a page that stands still, in light and in dark."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

import altair as alt
import pandas as pd

from linesmap.view.tokens import THEMES, colour
from linesmap.view.words import MISSING, count, day, plural

__all__ = ["CHART_MARK", "MOST_ROWS", "chart_picture", "rows_table", "spark", "two_themes"]

MOST_ROWS = 1_000
"""A table of a file holds no more rows; it says how many are left out."""

CHART_MARK = 'class="marks"'
"""What stands in every chart that `chart_picture` has drawn."""

_IMAGE = re.compile(r'src="(data:image/svg\+xml;base64,[A-Za-z0-9+/=]+)"')
_TAG = re.compile(r"<img\b[^>]*>")
_NAMESPACE = re.compile(r' (?:xmlns(?::xlink)?|version)="[^"]*"')
_ID = re.compile(r'\bid="([^"]+)"')
_SPARK = (150, 20)
_WIDEST = 1180
"""A chart across the page is drawn somewhat smaller than at 1440, so that its words can be read at 1024."""


def two_themes(make: Callable[[str], str]) -> str:
    """Write HTML that is right in light and in dark, whichever the reader's system asks for.

    Parameters
    ----------
    make
        Writes it for a theme. Where only its images differ, each becomes a picture of two; where more differs both
        stand in the page, and style shows one of them.
    """
    light, dark = (make(theme) for theme in THEMES)
    if light == dark:
        return light
    if _IMAGE.sub("", light) == _IMAGE.sub("", dark):
        others = iter(_TAG.findall(dark))
        return _TAG.sub(lambda found: _either(found[0], next(others)), light)
    return f'<div class="lms-light">{light}</div><div class="lms-dark">{dark}</div>'


def _either(light: str, dark: str) -> str:
    source = _IMAGE.search(dark)
    if light == dark or source is None:
        return light
    return f'<picture><source media="screen and (prefers-color-scheme:dark)" srcset="{source[1]}">{light}</picture>'


def chart_picture(chart: Any, *, alt_text: str, width: int, theme: str) -> str:  # noqa: ANN401 - every class of chart
    """Draw a chart as SVG that is part of the page, so that it has the page's own type.

    Parameters
    ----------
    chart
        From Altair, in the colours of the theme; it needs no network.
    alt_text
        What it shows, in words.
    width
        Pixels of the plot with its axes, about.
    theme
        light or dark.
    """
    # The converter takes half a second to load, and only a file needs it.
    import vl_convert

    fitted = chart.properties(width=min(width, _WIDEST), autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
    svg = vl_convert.vegalite_to_svg(fitted.to_dict(), config=_config(theme), allowed_base_urls=[])
    svg = _NAMESPACE.sub("", svg)
    # The converter counts on from chart to chart; here names come from the order in one chart and its content.
    for number, name in enumerate(dict.fromkeys(_ID.findall(svg))):
        svg = svg.replace(f'id="{name}"', f'id="part{number}~"').replace(f"url(#{name})", f"url(#part{number}~)")
    mark = hashlib.sha256(svg.encode()).hexdigest()[:8]
    svg = re.sub(r'(id="|url\(#)part(\d+)~', rf"\1c{mark}-\2", svg)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(alt_text)}" ', 1)


def _config(theme: str) -> dict[str, Any]:
    """Set what the app sets around its charts: quiet axes and small type in the colours of the page."""
    ink, ink2, line = (colour(name, theme) for name in ("ink", "ink2", "line"))
    return {
        "aria": False,
        "background": "transparent",
        "font": "Source Sans",
        "axis": {
            "labelColor": ink2, "titleColor": ink2, "gridColor": line, "domainColor": line, "tickColor": line,
            "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        },
        "legend": {"labelColor": ink, "titleColor": ink2, "labelFontSize": 12, "symbolType": "square"},
    }  # fmt: skip


def spark(values: Sequence[float], words: str = "By week") -> str:
    """Draw counts as thin bars from zero, in the page's own colour.

    Examples
    --------
    >>> spark([0, 2]).count("M")
    1
    """
    wide, high = _SPARK
    most, n = max(values, default=0), max(1, len(values))
    step = wide / n
    bars = "".join(
        f"M{number * step:.1f} {high}v-{high * value / most:.1f}h{max(0.8, step - 0.6):.1f}V{high}"
        for number, value in enumerate(values)
        if value
    )
    said = f"{words}: {count(sum(values))} in all, most {count(most)}"
    return (
        f'<svg class="lms-spark" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img" '
        f'aria-label="{escape(said)}"><path d="{bars}"/></svg>'
    )


def rows_table(
    frame: pd.DataFrame, *, caption: str = "", patterns: Mapping[str, str] | None = None, most: int = MOST_ROWS
) -> str:
    """Write a table of the app that could be sorted there; every text is escaped.

    Parameters
    ----------
    frame
        Columns as they are called on the page.
    caption
        What the table is.
    patterns
        How a column writes its numbers, such as `%d days` or `%.2f`; whole numbers with commas when left out.
    most
        Rows that it may hold; how many are left out is said in the caption.
    """
    shown, wanted = frame.head(most), patterns or {}
    over = len(frame) - len(shown)
    said = [caption] if caption else []
    if over:
        said.append(f"the first {plural(len(shown), 'row')}; {plural(over, 'more row')} left out")
    figures = [str(name) for name in frame if _is_number(frame[name])]
    head = "".join(f'<th scope="col"{_side(str(name), figures)}>{escape(str(name))}</th>' for name in frame)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{_kind(value, str(name), figures)}>{_cell(value, wanted.get(str(name), ''))}</td>"
            for name, value in row.items()
        )
        + "</tr>"
        for row in shown.to_dict("records")
    )
    return (
        f'<table class="lm-t lms-rows"><caption>{escape("; ".join(said))}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _side(name: str, figures: Sequence[str]) -> str:
    return ' class="n"' if name in figures else ""


def _kind(value: object, name: str, figures: Sequence[str]) -> str:
    return ' class="day"' if isinstance(value, datetime | date) else _side(name, figures)


def _cell(value: Any, pattern: str) -> str:  # noqa: ANN401 - whatever a frame holds
    if isinstance(value, list | tuple):
        return spark(value) if value else MISSING
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return day(value)
    if isinstance(value, int | float):
        return escape(_number(value, pattern))
    return escape(str(value)) or MISSING


def _number(value: float, pattern: str) -> str:
    if pattern.startswith("%d"):
        return f"{value:,.0f}{pattern[2:]}"
    if pattern == "%.1f":
        return f"{value:,.1f}"
    if pattern == "%.2f":
        return f"{value:,.2f}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
