"""A page in a file: all that it is given, in order, in light and dark, and nothing that acts or can be followed."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import altair as alt
import pandas as pd
import pytest

from linesmap.errors import ExternalReferenceError, RenderError
from linesmap.view.sheet_page import SheetAbout, SheetBlock, SheetRow, SheetSection, parts_html, sheet_page
from linesmap.view.sheet_pictures import MOST_ROWS, chart_picture, rows_table, spark, two_themes
from linesmap.view.small_map import data_uri
from linesmap.view.tokens import colour

HOSTILE = "<img src=x onerror=alert(1)>"
ABOUT = SheetAbout(
    title=f"Line {HOSTILE}",
    shown=f"Records of {HOSTILE}.",
    made="Made by A unit from data as held on 7 Mar 2025.",
    marking="OFFICIAL-SENSITIVE",
    handling="Handling: South West forces only",
    note="Invented data",
    limits=["Records follow police activity."],
    left_out=["3 records whose handling carries conditions."],
    file=[("Workspace", "state 12")],
    sources=[("seizures_dorset.csv", "7 Mar 2025", "1,082")],
    licences=["Contains OS data © Crown copyright and database right 2026"],
)
PARTS = (
    SheetBlock("<p>First</p>"),
    SheetRow((660, 720), ((SheetBlock("<p>Second</p>"),), (SheetBlock("<p>Third</p>"),))),
    SheetSection("Evidence & more", (SheetBlock("<p>Fourth</p>"),)),
)


class Tags(HTMLParser):
    """Collect the tags, their attributes and the words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_holds_everything_in_order_and_says_what_it_is() -> None:
    html = sheet_page(ABOUT, PARTS)
    assert html == sheet_page(ABOUT, PARTS)
    words = " ".join(Tags(html).words)
    wanted = [
        "Handling: South West forces only", "OFFICIAL-SENSITIVE", f"Line {HOSTILE}", "Shown:", f"Records of {HOSTILE}.",
        "Made by A unit from data as held on 7 Mar 2025.", "First", "Second", "Third", "Evidence & more", "Fourth",
        "What to keep in mind", "Records follow police activity.", "Left out", "3 records whose handling",
        "This file", hashlib.sha256(parts_html(PARTS).encode()).hexdigest(), "state 12", "Sources",
        "seizures_dorset.csv", "7 Mar 2025, 1,082 rows", "Attribution", "Contains OS data",
    ]  # fmt: skip
    places = [words.index(one) for one in wanted]
    assert sorted(places[6:]) == places[6:]
    assert words.count("OFFICIAL-SENSITIVE") == 2


def test_nothing_in_it_acts_or_leads_outside() -> None:
    html = sheet_page(ABOUT, PARTS)
    found = Tags(html)
    policy = next(attributes["content"] for tag, attributes in found.tags if "http-equiv" in attributes and tag)
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "connect-src 'none'" in policy
    assert not {"script", "iframe", "link", "a", "form", "object"} & {tag for tag, _ in found.tags}
    assert not [name for _, attributes in found.tags for name in attributes if name.startswith("on")]
    assert "://" not in html


def test_links_become_text_and_addresses_lose_their_scheme() -> None:
    block = SheetBlock(
        '<p><a href="lines?open=L1" target="_self">Harrier</a>, <abbr>see</abbr> https://www.gov.uk/x</p>'
    )
    made = parts_html((block,))
    assert made == '<div class="lms-block"><p>Harrier, <abbr>see</abbr> gov.uk/x</p></div>'


@pytest.mark.parametrize("acting", ["<script>1</script>", "<IFRAME src='x'>", '<link rel="x">', "<meta x>", "<form>"])
def test_a_piece_that_acts_is_refused(acting: str) -> None:
    with pytest.raises(RenderError, match="text and pictures only"):
        sheet_page(ABOUT, [SheetBlock(f"<p>{acting}</p>")])


def test_an_address_that_cannot_be_made_harmless_is_refused() -> None:
    with pytest.raises(ExternalReferenceError, match="no network address"):
        sheet_page(replace(ABOUT, title="9://x"), PARTS)


def test_a_row_leaves_out_an_empty_column() -> None:
    made = parts_html((SheetRow((100, 200, 300), ((SheetBlock("a"),), (SheetBlock(""),), ())),))
    assert made.count("--w:") == 1
    assert 'class="narrow"' in made
    assert parts_html((SheetSection("Nothing", ()),)) == ""


def picture(theme: str) -> str:
    return f'<p>Words</p><img alt="A &gt; B" src="{data_uri("<svg>" + theme + "</svg>")}">'


def test_a_picture_is_there_for_light_and_for_dark() -> None:
    made = two_themes(picture)
    sources = re.findall(r'base64,([A-Za-z0-9+/=]+)"', made)
    assert [base64.b64decode(one).decode() for one in sources] == ["<svg>dark</svg>", "<svg>light</svg>"]
    assert made.count("Words") == 1
    assert '<source media="screen and (prefers-color-scheme:dark)"' in made
    assert two_themes(lambda _: "same") == "same"
    both = two_themes(lambda theme: f'<b style="color:{theme}">1</b>')
    assert both.count("<b ") == 2
    assert 'class="lms-dark"' in both


def chart(theme: str) -> alt.Chart:
    frame = pd.DataFrame({"month": ["Jan", "Feb <b>"], "records": [3, 1041]})
    made: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(color=colour("primary", theme), clip=True)
        .encode(x="month:N", y=alt.Y("records:Q", axis=alt.Axis(format=",d")))
        .properties(height=120)
    )
    return made


def test_a_chart_is_drawn_with_the_type_of_the_page_in_both_themes() -> None:
    light, dark = (
        chart_picture(chart(theme), alt_text="Bars <x>", width=400, theme=theme) for theme in ("light", "dark")
    )
    assert light == chart_picture(chart("light"), alt_text="Bars <x>", width=400, theme="light")
    assert colour("primary", "light") in light
    assert colour("primary", "dark") in dark
    assert 'aria-label="Bars &lt;x&gt;"' in light
    assert "Feb &lt;b&gt;" in light
    assert "1,000" in light
    assert 'font-family="Source Sans"' in light
    assert "http" not in light
    ids = [set(re.findall(r'id="([^"]+)"', one)) for one in (light, dark)]
    assert ids[0]
    assert not ids[0] & ids[1], "two charts in one page must not share the names of their parts"
    assert set(re.findall(r"url\(#([^)]+)\)", light)) <= ids[0]
    width = re.search(r'viewBox="0 0 (\d+)', light)
    assert width is not None
    assert abs(int(width[1]) - 400) <= 2


def test_a_table_is_cut_and_says_so() -> None:
    frame = pd.DataFrame({"Id": range(MOST_ROWS + 234)})
    made = rows_table(frame, caption="Records")
    assert made.count("<tr>") == MOST_ROWS + 1
    assert "Records; the first 1,000 rows; 234 more rows left out" in made
    assert "left out" not in rows_table(frame.head(3))


def test_cells_are_written_as_everywhere() -> None:
    frame = pd.DataFrame(
        {
            "Text": [HOSTILE, None],
            "On": pd.to_datetime(["2022-03-07", None]),
            "Day": [date(2022, 3, 7), None],
            "Records": [1234, 5],
            "Age": [1455, 63],
            "Ratio": [1.5, None],
            "Used": [True, False],
            "By week": [[0, 2], []],
        }
    )
    made = rows_table(frame, patterns={"Age": "%d days", "Ratio": "%.2f", "Records": "localized"})
    first, second = made.split("<tr>")[2:]
    assert HOSTILE not in made
    cells = re.findall(r"<td[^>]*>(.*?)</td>", first)
    assert cells[:7] == [
        "&lt;img src=x onerror=alert(1)&gt;",
        "7 Mar 2022",
        "7 Mar 2022",
        "1,234",
        "1,455 days",
        "1.50",
        "yes",
    ]
    assert cells[7] == spark([0, 2])
    assert re.findall(r"<td[^>]*>(.*?)</td>", second) == ["–", "–", "–", "5", "63 days", "–", "no", "–"]
    assert first.count('class="n"') == 3


def test_a_spark_has_a_bar_for_each_count_that_is_not_zero() -> None:
    made = spark([0, 4, 2])
    assert re.findall(r"M([\d.]+) 20v-([\d.]+)", made) == [("50.0", "20.0"), ("100.0", "10.0")]
    assert "6 in all, most 4" in made
    assert '<path d=""' in spark([0, 0])
