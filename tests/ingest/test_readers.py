from __future__ import annotations

import base64
import io
import zipfile
import zlib
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest

from linesmap.errors import FileFormatError, FileTooLargeError, InputError
from linesmap.ingest.decoding import decode_text
from linesmap.ingest.readers import read_table, read_tables
from linesmap.settings import Settings

TEXT = "Date,Location,Text\r\n7/3/22,Café,£20 – paid\r\n"


# No writer of the old format is installed: a small workbook made with xlwt, packed.
XLS = (
    "c-"
    "rk)O=uHA6#izrn?L%K)K+MP5(=$a3#I76OI<6`o>E#B{6WyvEHSjEWr>G)&}z+55IiYf3iaTn>P0Pz=*@#r(Sslet>Vd(px~kH`sVE{Cb2>T"
    "TCD81%$u3_GyCT6&FsFKk1b5!Z(T$M_MiqUP8fj_o}d)=Dp8Q!ab(fULzEmJ8w%kNO=Q5p<GPnYIfrt-"
    "7op*v{+uZAfzk;~U~oKV#n%!0*oTymKJ*b4xJ8_Lw6Ir=Oiwf2#Plv}K4H3-"
    "IaitXk?w*xj(KyiYqwg(N40jA)kC)XkZs;Erx(q5Ay@ImYr@qv&~Il`V;fA+rq^NyG@%1l&a!2_0k;tW5{aH<vga6K0Zla7Gx+Ajfv?`Keir"
    "xn>&q7){`Ycz@HhMrO=2bgx~2n@a8B_iDN=y$(A~9gXbJst4RA7m!`b|pMY2RHZ&4Ue*yl3wd||?>0fzGh+W2QIdpw(?YVWQLRnJ;>#!5$I("
    "B~i#EejHLym@MgrqRIV7;m8{dAW4w%j@LGka?0hlYB6^$47_s77i{+3o@>UcW{6X9H5IWb}+rnt#09RE7K<G2IZYY&8l!<igm8Aw3FJ|$#`R"
    "KEh%rKa`E%<qqgElb32u12Nusa&Av6K(N3e4CVTlzp<8r|n>QrpOfMHI)Vycf@=MqWX;IZTN1c%kSe6@&5Oe!R8iIRQt|3@MQn%)fpIg(YR-"
    ">%73hN76L<PaYIgRz*(btu=#@2?iHdgV@;CBa<Mxa9DDUDG;`7h<cRpdb>|HR%JT&GKe)`$nvH44E$5rGdMK79D_;lqcIe+Kdbs;SGj?tUlm"
    "<u9oI>nu}R@qd&2w>XG#dh+y9xgR;oZ4|0nKbv6)uPw1g8}EOi#1VSCjZuuSAEQ;TU-~=~rTtm6Vf4>!p=#g1QjMQ~`TaitxAfq{"
)


def _workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def tables(tmp_path: Path):  # type: ignore[no-untyped-def]  # noqa: ANN201
    def run(data: bytes, name: str = "file.csv", **settings: int):  # type: ignore[no-untyped-def]  # noqa: ANN202
        (tmp_path / name).write_bytes(data)
        return read_tables(tmp_path / name, replace(Settings(), **settings))

    return run


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(encoding: str) -> None:
    assert decode_text(TEXT.encode(encoding), "file") == TEXT


def test_a_file_put_together_from_two_encodings_loses_no_pound_sign() -> None:
    assert decode_text("£1 é\n".encode() + "£2\n".encode("cp1252"), "file") == "£1 é\n£2\n"


def test_a_table_with_title_rows(tables) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    (table,) = tables(b"Extract for March\nOFFICIAL\n\nDate,Drug type,Quantity,,\n7/3/22,heroin,1g\n\n8/3/22,crack\n")
    assert table.headers == ("Date", "Drug type", "Quantity")
    assert table.header_row == 4
    assert table.rows == [["7/3/22", "heroin", "1g"], ["8/3/22", "crack", ""]]
    assert table.row_numbers == [5, 7]
    assert table.preamble == ("Extract for March", "OFFICIAL")


def test_headers_become_unique_and_extra_cells_are_kept_only_when_filled(tables) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    (table,) = tables(b"Date,Notes,,Notes\n7/3/22,a,b,c,,\n8/3/22,a,b,c,d\n")
    assert table.headers == ("Date", "Notes", "(column 3)", "Notes (2)")
    assert [len(row) for row in table.rows] == [4, 5]


def test_a_header_no_one_knows_is_the_first_full_row_of_words(tables) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    (table,) = tables(b"Some title\nalpha,beta,gamma\n1,2,3\n")
    assert table.headers == ("alpha", "beta", "gamma")


def test_every_sheet_of_a_workbook(tables) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    data = _workbook(
        Seized=[
            ["A title"],
            ["Date", "Time", "Drug type", "Number", "Cash"],
            [datetime(2022, 3, 7), time(14, 30), "heroin", 447700900123, 10.5],
            [datetime(2022, 3, 7, 14, 30), None, True, 0.1, -1],
        ],
        Empty=[],
        Second=[["Date", "Drug"], ["x", "=1+1"]],
    )
    first, second = tables(data, "book.xlsx")
    assert (first.name, second.name) == ("Seized", "Second")
    assert first.row_numbers == [3, 4]
    assert first.rows == [
        ["2022-03-07", "14:30", "heroin", "447700900123", "10.5"],
        ["2022-03-07T14:30:00", "", "TRUE", "0.1", "-1"],
    ]


def test_merged_cells_speak_for_the_rows_they_cover(tables) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Seizures of the week"], ["Force", "Date", "Drug"], ["Dorset", "7/3/22", "a"], [None, "8/3/22", "b"]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    out = io.BytesIO()
    book.save(out)
    (table,) = tables(out.getvalue(), "book.xlsx")
    assert [row[0] for row in table.rows] == ["Dorset", "Dorset"]
    assert table.preamble == ("Seizures of the week",)


def test_an_open_document_sheet(tables) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    def row(*cells: str) -> str:
        made = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
        )
        return f"<table:table-row>{made}</table:table-row>"

    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    body = f'<table:table table:name="S">{row("Date", "Drug")}{row("7/3/22", "heroin")}</table:table>'
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>{body}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    (table,) = tables(out.getvalue(), "sheet.ods")
    assert table.rows == [["7/3/22", "heroin"]]


def test_an_old_workbook(tables) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    (table,) = tables(zlib.decompress(base64.b85decode(XLS)), "old.xls")
    assert table.preamble == ("Title",)
    assert table.headers == ("Date", "Drug type", "Qty")
    assert table.rows[0] == ["2022-03-07", "heroin", "14g"]
    assert [row[0] for row in table.rows[1:]] == ["merged"]


def test_a_damaged_old_workbook_does_not_take_the_process_with_it(tables) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    whole = zlib.decompress(base64.b85decode(XLS))
    for position in range(600, 1500, 60):
        data = bytearray(whole)
        data[position : position + 4] = b"\xff\xff\xff\x7f"
        try:
            assert tables(bytes(data), "old.xls")
        except (FileFormatError, FileTooLargeError) as error:
            assert str(error).startswith("old.xls: ")


def test_the_content_decides_not_the_ending(tables) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    assert tables(_workbook(S=[["Date", "Drug"], ["1", "2"]]), "book.csv")[0].rows == [["1", "2"]]
    assert tables(b"Date,Drug\n1,2\n", "book.xlsx")[0].rows == [["1", "2"]]


@pytest.mark.parametrize("data", [b"", b"\n \r\n,,\n", b"\xef\xbb\xbf"])
def test_nothing_is_a_table_without_rows(tables, data: bytes) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    (table,) = tables(data)
    assert (table.header_row, table.headers, table.rows) == (0, (), [])


def test_a_table_of_texts_for_other_commands(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("A title\nName;Postcode\nx;SO14\n;007;stray\n", encoding="utf-8")
    table = read_table(tmp_path / "places.csv")
    assert table.columns.tolist() == ["Name", "Postcode"]
    assert table["Postcode"].tolist() == ["SO14", "007"]


def _archive(**entries: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PAR1....", "Parquet"),
        (b'[{"a": 1}, {"a"', "breaks off"),
        (b"<html><table></table>", "web page"),
        (bytes(range(256)) * 8, "binary"),
        (_archive(), "an empty one"),
        (_workbook(S=[["Date"]])[:2000], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
    ],
)
def test_says_what_a_file_is_that_is_no_table(tables, data: bytes, words: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    with pytest.raises(FileFormatError, match=words) as caught:
        tables(data, "thing.csv")
    assert str(caught.value).startswith("thing.csv: ")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^none\.csv could not be opened"):
        read_tables(tmp_path / "none.csv", Settings())
    with pytest.raises(InputError):
        read_tables(tmp_path, Settings())


@pytest.mark.parametrize(
    ("data", "setting", "words"),
    [
        (b"a,b\n" * 5, {"max_rows": 3}, "at most 3 rows"),
        (b"a,b,c,d\n", {"max_columns": 3}, "found 4 columns, expected at most 3"),
        (b"a,bbbbbb\n", {"max_cell_chars": 5}, "longer than 5 characters"),
        (b"a\n" * 600_000, {"max_file_mb": 1}, "expected at most 1 MB"),
        (_workbook(S=[["a"]] * 5), {"max_rows": 3}, "at most 3 rows"),
        (_workbook(S=[["a", "b", "c"]]), {"max_columns": 2}, "at most 2 columns"),
        (_workbook(S=[["a", "bbbbbb"]]), {"max_cell_chars": 5}, "longer than 5 characters"),
    ],
)
def test_bounds_are_refused_with_a_sentence(tables, data: bytes, setting: dict[str, int], words: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    with pytest.raises(FileTooLargeError, match=words):
        tables(data, "file.csv", **setting)


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tables) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 5_000_000)
    with pytest.raises(FileTooLargeError, match="unpacks"):
        tables(out.getvalue(), "bomb.xlsx", max_file_mb=1)


def test_a_cell_at_the_far_corner_cannot_take_the_memory(tables) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["XFD1048576"] = "y"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(FileTooLargeError, match="stray cell"):
        tables(out.getvalue(), "corner.xlsx")
