from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.ingest.csv_reader import read_grid, sniff_delimiter
from linesmap.settings import Settings

SETTINGS = Settings()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "~", "^", ":"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_line_end(delimiter: str, newline: str) -> None:
    rows = [["Date", "Location", "Text"], ["7/3/22", "Yeovil", "one, two; three"], ["8/3/22", "Bath", 'said "no"']]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline).writerows(rows)
    assert read_grid(out.getvalue(), SETTINGS) == rows


def test_a_text_full_of_commas_does_not_hide_the_semicolon() -> None:
    lines = ["Date;Text", *(f"7/3/22;a, b, c, {n}, d, e" for n in range(30))]
    assert sniff_delimiter([line + "\n" for line in lines]) == ";"


def test_without_known_headers_the_evenest_delimiter_wins() -> None:
    assert sniff_delimiter(["a|b|c\n", "1, 2|2|3\n", "4|5|6, 7, 8\n"]) == "|"
    assert sniff_delimiter(["14:30\n", "15:45\n"]) == ","


def test_the_separator_line_of_a_spreadsheet_is_obeyed_and_hidden() -> None:
    assert read_grid("sep=!\na!b\n", SETTINGS) == [["a", "b"]]


def test_blank_rows_keep_their_place() -> None:
    assert read_grid("a,b\n\n1,2\n", SETTINGS) == [["a", "b"], [], ["1", "2"]]


def test_a_quoted_cell_may_hold_lines() -> None:
    grid = read_grid('Date,Text\n7/3/22,"one\ntwo, three"\n8/3/22,x\n', SETTINGS)
    assert grid == [["Date", "Text"], ["7/3/22", "one\ntwo, three"], ["8/3/22", "x"]]


def test_an_open_quote_swallows_no_row() -> None:
    rows = [f"{n}/3/22,place {n},text" for n in range(1, 29)]
    rows[4] = '5/3/22,"place 5,text'
    rows[20] = '21/3/22,"place, 21","te""xt"'
    grid = read_grid("Date,Location,Text\n" + "\n".join(rows) + "\n", SETTINGS)
    assert len(grid) == 29
    assert grid[5] == ["5/3/22", '"place 5', "text"]
    assert grid[21] == ["21/3/22", "place, 21", 'te"xt']


def test_inches_are_no_quotes() -> None:
    assert read_grid('Date,Text\n7/3/22,a 14" blade\n8/3/22,x\n', SETTINGS)[1] == ["7/3/22", 'a 14" blade']


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_a_spreadsheet_writes_is_read_back(body: list[list[str]]) -> None:
    rows = [["Date", "Location", "Text"], *([cell.strip(" ") for cell in row] for row in body)]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    assert read_grid(out.getvalue(), SETTINGS) == rows


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    grid = read_grid(text, SETTINGS)
    letters = {character for character in text if character.isalnum()}
    assert letters <= {character for row in grid for cell in row for character in cell} | set("sepSEP=")
