"""Read the pages and the text of a PDF that Chromium printed, as far as the tests need it."""

from __future__ import annotations

import re
import unicodedata
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\(((?:\\.|[^\\)])*)\) Tj|(\bET\b|Tm\b|Td\b)")


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if not found:
        return b""
    return zlib.decompress(found[1]) if b"FlateDecode" in body[: found.start()] else found[1]


def _signs(table: bytes) -> dict[int, str]:
    """Read a ToUnicode table: glyph to text."""
    signs = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, text in _PAIR.findall(block):
            signs[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in _RANGE.findall(block):
            start = bytes.fromhex(text.decode()).decode("utf-16-be")
            for step in range(int(last, 16) - int(first, 16) + 1):
                signs[int(first, 16) + step] = start[:-1] + chr(ord(start[-1]) + step)
    return signs


def pages_of(pdf: bytes) -> list[str]:
    """Give the text of each page, without blanks, in the order in which it was drawn."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    pages = []
    for body in objects.values():
        if not re.search(rb"/Type\s*/Page\b", body):
            continue
        fonts = {}
        named = re.search(rb"/Font\s*<<(.*?)>>", body, re.DOTALL)
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", named[1] if named else b""):
            table = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
            fonts[name] = _signs(_stream(objects[int(table[1])])) if table else {}
        content = re.search(rb"/Contents (\d+) 0 R", body)
        assert content
        pages.append(_text(_stream(objects[int(content[1])]), fonts))
    return pages


def _text(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    said, signs = [], dict[int, str]()
    for font, codes, _, _ in _SHOWN.findall(content):
        if font:
            signs = fonts.get(font, {})
        said += [signs.get(int(codes[at : at + 4], 16), "") for at in range(0, len(codes), 4)]
    # A font may draw two letters as one sign.
    return unicodedata.normalize("NFKC", "".join(said)).replace(" ", "")
