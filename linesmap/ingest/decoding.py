"""Turn the bytes of a text file into text, and tell what a file is that is not text."""

from __future__ import annotations

import codecs
import re

from linesmap.errors import FileFormatError

__all__ = ["decode_text", "describe_format"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a rich text document"),
    (b"SQLite format 3", "a SQLite database"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|table|\?xml|meta|head)", re.IGNORECASE)
_SAMPLE = 4096
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# A text file has next to no control characters; one byte in ten of anything else is one.
_MOST_CONTROLS = 0.02
_FEW_CONTROLS = 8


def describe_format(data: bytes) -> str | None:
    """Name a file that is no table of text by its first bytes, such as "a PDF"; None when it may be text."""
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    start = data[:_SAMPLE].removeprefix(codecs.BOM_UTF8)
    if _MARKUP.match(start):
        return "a web page or XML, perhaps with a misleading ending"
    return None


def _cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8 as Windows-1252, one by one."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", errors="replace"), error.end


codecs.register_error("linesmap-cp1252", _cp1252)


def decode_text(data: bytes, name: str) -> str:
    """Decode a text file: by its byte-order mark, else UTF-16 without a mark, else UTF-8.

    Bytes that are not UTF-8 are read as Windows-1252. So a file of one encoding is read as such, and a file
    that was put together from both loses no pound sign.

    Parameters
    ----------
    data
        The whole file.
    name
        Its name, for the message.

    Returns
    -------
    text
        Without byte-order mark; line ends as in the file.

    Raises
    ------
    FileFormatError
        If the content is binary.
    """
    text = _decode(data)
    sample = text[: _SAMPLE * 4]
    if len(_CONTROL.findall(sample)) > max(_FEW_CONTROLS, _MOST_CONTROLS * len(sample)):
        msg = (
            f"{name}: expected a table as CSV, XLSX, XLS, ODS, JSON lines or Parquet, found binary data. Export the "
            "table as CSV."
        )
        raise FileFormatError(msg)
    return text.replace("\x00", "")


def _decode(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            errors = "linesmap-cp1252" if encoding == "utf-8" else "replace"
            return data[len(bom) :].decode(encoding, errors)
    utf16 = _utf16_without_mark(data[:_SAMPLE])
    if utf16:
        return data.decode(utf16, "replace")
    return data.decode("utf-8", "linesmap-cp1252")


def _utf16_without_mark(sample: bytes) -> str | None:
    """Recognise UTF-16 by the zero byte that every second position has in European text."""
    pairs = len(sample) // 2
    if pairs < 2:  # noqa: PLR2004
        return None
    even = sample[: pairs * 2 : 2].count(0) / pairs
    odd = sample[1 : pairs * 2 : 2].count(0) / pairs
    if odd > 0.4 and even < 0.1:  # noqa: PLR2004
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else None  # noqa: PLR2004
