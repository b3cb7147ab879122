"""Pictures and tables of forces: readable in both themes, hostile names stay text, legend and shades agree."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pandas as pd
import pytest

from linesmap.measure.cross_border import force_matrix
from linesmap.model.vocabulary import LineKind, LineStatus
from linesmap.network import LineProfile, Span
from linesmap.network.profiles import Area
from linesmap.view.force_pictures import force_codes, lines_map, shade_edges, shaded_map
from linesmap.view.force_tables import MOST_FORCES, cell_colours, cells_table, line_links, matrix_table, opens
from linesmap.view.tokens import THEMES, colour

DORSET = "E23000039"
HOSTILE = "<img src=x onerror=alert(1)>"
POOLE = Area("Poole, Dorset", -1.98, 50.72, DORSET, 2_000)
LONDON = Area("London", -0.12, 51.5, "E23000001", 20_000)


def luminance(code: str) -> float:
    parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def line(name: str, origin: Area | None, *destinations: Area, kind: LineKind = LineKind.EXTERNAL) -> LineProfile:
    span = Span(status=LineStatus.ACTIVE, start=date(2025, 1, 1), end=date(2025, 2, 1))
    return LineProfile(
        line_id=f"L{name}", name=name, in_register=True, line_kind=kind, origin_force=None, origin=origin,
        destinations=destinations, drugs=(), phones=(), forces=(), n_records=1, first_seen=None, last_activity=None,
        spans=(span,), closures=(), successor_of=None,
    )  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("lines", [0, 1, 2, 4, 8, 300])
def test_numbers_in_cells_are_readable(theme: str, lines: int) -> None:
    ground, ink = cell_colours(lines, theme)
    low, high = sorted((luminance(ground), luminance(ink)))
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_more_lines_are_never_paler() -> None:
    for theme in THEMES:
        grounds = [luminance(cell_colours(n, theme)[0]) for n in range(12)]
        assert grounds == sorted(grounds, reverse=theme == "light")


def test_the_matrix_outlines_the_diagonal_and_opens_to_lines() -> None:
    pairs = pd.DataFrame(
        [("L1", "A", "A"), ("L2", "B", "A"), ("L3", "B", "A"), ("L4", "", "B")],
        columns=["line_id", "origin", "destination"],
    )
    names = {"L1": HOSTILE, "L2": "Fulmar", "L3": "Avocet"}
    html = matrix_table(force_matrix(pairs), {"A": "Ambria", "B": HOSTILE}, names, theme="light", chosen="A")
    # The only element of HTML here that XML would want closed.
    closed = re.sub(r"(<col [^>]*)>", r"\1/>", html)
    table = ElementTree.fromstring(closed)  # noqa: S314 - our own table
    rows = table.findall("./tbody/tr")
    heads = ["".join(cell.itertext()) for cell in table.findall("./thead/tr/th")]
    assert heads == ["From", HOSTILE, "Ambria", "Lines from"]
    assert ["".join(row.find("th").itertext()) for row in rows] == [HOSTILE, "Ambria", "Not known", "Lines to"]
    outlined = [
        (r, c) for r, row in enumerate(rows) for c, cell in enumerate(row.findall("td"))
        if "outline" in (cell.get("style") or "")
    ]  # fmt: skip
    assert outlined == [(0, 0), (1, 1)]
    assert "".join(rows[0].findall("td")[1].itertext()) == "2Avocet, Fulmar"
    assert [cell.text or "".join(cell.itertext()) for cell in rows[-1].findall("td")] == ["1", "3", ""]
    assert "<img" not in html


def test_a_matrix_of_many_forces_gathers_the_others_and_loses_no_line() -> None:
    codes = [f"F{n:02d}" for n in range(43)]
    rows = [(f"L{n}_{m}", code, codes[0]) for n, code in enumerate(codes) for m in range(1 + n % 3)]
    matrix = force_matrix(pd.DataFrame(rows, columns=["line_id", "origin", "destination"]))
    html = matrix_table(matrix, {}, {}, theme="dark", chosen="F40")
    assert html.count('<th scope="row"') == MOST_FORCES + 1
    assert "<b>F40</b>" in html
    assert set(re.findall(r"open=(L\d+_\d+)", html)) == {line for line, *_ in rows}


def test_links_and_cells_escape() -> None:
    assert line_links(['L"1'], {'L"1': HOSTILE}).count("<") == 2
    assert opens(0, "x") == "0"
    assert HOSTILE not in cells_table([(HOSTILE, "n")], [], caption=HOSTILE)


def test_lines_are_drawn_by_kind() -> None:
    internal = line("Gannet", LONDON, POOLE, kind=LineKind.INTERNAL)
    for theme in THEMES:
        svg = lines_map(DORSET, [line(HOSTILE, LONDON, POOLE), internal], theme=theme)
        ElementTree.fromstring(svg)  # noqa: S314 - our own picture
        assert svg.count('width="10" height="10"') == 1, "one origin: an internal line has a ring instead"
        assert svg.count('r="12.0"') == 1
        assert ">London</text>" in svg
        assert HOSTILE not in svg
    assert "nan" not in lines_map(DORSET, [], theme="light")
    assert "nan" not in lines_map("BTP", [line("Siskin", None)], theme="light")


def test_shades_and_legend_agree() -> None:
    counts = {force_codes()[0]: 1, force_codes()[1]: 7, force_codes()[2]: 62}
    svg = shaded_map(counts, unit="Figures", theme="light", chosen=force_codes()[0])
    ElementTree.fromstring(svg)  # noqa: S314 - our own picture
    assert shade_edges(62) == (1, 5, 10, 20, 50)
    for words in ("none", "1 to 4", "5 to 9", "10 to 19", "20 to 49", "50 or more", "Figures"):
        assert f">{words}</text>" in svg
    for level, n in ((1, 2), (2, 2), (3, 1), (4, 1), (5, 2)):
        assert svg.count(f'fill="{colour(f"hex-{level}")}"') == n, "an area in its class, and the legend"
    assert ">1</text>" in shaded_map({}, unit="Figures", theme="dark") or shade_edges(0) == (1,)
