"""Open the archive of a gazetteer within bounds, and read its members as streams.

Nothing is unpacked to disk, so no name inside an archive can become a path. What a member unpacks to is bounded by the
size the archive states for it, which is checked before anything is read.
"""

from __future__ import annotations

import codecs
import csv
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from linesmap.errors import FileFormatError, FileTooLargeError

__all__ = [
    "MAX_MEMBERS",
    "MAX_RATIO",
    "MAX_UNPACKED_MB",
    "SPOILT",
    "GazetteerArchive",
    "TextStream",
    "damaged",
    "folder_of",
    "head_rows",
    "open_archive",
]

MAX_MEMBERS = 5_000
"""Most files in the archive of a gazetteer; OS Open Names has about 820."""

MAX_UNPACKED_MB = 8_000
"""Most megabytes that the archive of a gazetteer may unpack to; the ONS Postcode Directory has about 3,000."""

MAX_RATIO = 100
"""Most times its packed size that a file may unpack to; tables of codes reach about 15."""

SPOILT = (zipfile.BadZipFile, zlib.error, EOFError, OSError)
"""What reading a damaged member may raise."""

_SMALL_BYTES = 1_000_000
_MOST_HELD = 4
_QUESTION_MARK = "linesmap-question-mark"
codecs.register_error(_QUESTION_MARK, lambda error: ("?", error.end if isinstance(error, UnicodeDecodeError) else 0))
_ENCRYPTED = 0x1
_HEAD_BYTES = 65_536
_NESTED = (".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz")


class TextStream:
    """Read a stream as bytes that are always UTF-8: what is not becomes a question mark, so that one bad row stays one.

    Parameters
    ----------
    stream
        Of any bytes.
    """

    closed = False

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors=_QUESTION_MARK)
        self._held = False

    def read(self, size: int = -1) -> bytes:
        """Give at most `size` bytes, all that is left without a size."""
        # Up to three bytes of a letter may be held back from before.
        data = self._stream.read(size - _MOST_HELD if size > _MOST_HELD else size)
        if not self._held and data.isascii():
            return data
        text = self._decoder.decode(data, final=not data)
        self._held = bool(self._decoder.getstate()[0])
        # Nothing would say that the stream is at its end.
        return text.encode() or (self.read(size) if data else b"")


class GazetteerArchive:
    """The readable members of an open archive; make it with `open_archive`."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self.name = name
        self._members = {
            member.filename.replace("\\", "/"): member
            for member in archive.infolist()
            if not member.is_dir() and "__MACOSX" not in member.filename
        }
        self._check()

    def _check(self) -> None:
        members = list(self._members.values())
        if len(members) > MAX_MEMBERS:
            msg = f"{self.name}: expected an archive of at most {MAX_MEMBERS:,} files, found {len(members):,}."
            raise FileTooLargeError(msg)
        total = sum(member.file_size for member in members)
        if total > MAX_UNPACKED_MB * 1_000_000:
            msg = (
                f"{self.name}: expected an archive that unpacks to at most {MAX_UNPACKED_MB:,} MB, found "
                f"{total / 1e6:,.0f} MB. Use the official download."
            )
            raise FileTooLargeError(msg)
        if any(
            member.file_size > _SMALL_BYTES and member.file_size > MAX_RATIO * max(member.compress_size, 1)
            for member in members
        ):
            msg = (
                f"{self.name}: expected files that unpack to at most {MAX_RATIO} times their packed size, found one "
                "that unpacks to more. Use the official download."
            )
            raise FileTooLargeError(msg)
        if any(member.flag_bits & _ENCRYPTED for member in members):
            msg = f"{self.name}: expected an archive without a password, found a protected one. Remove the password."
            raise FileFormatError(msg)

    @property
    def tables(self) -> list[str]:
        """Names of the CSV members, sorted."""
        return sorted(name for name in self._members if name.casefold().endswith(".csv"))

    @property
    def holds_archives(self) -> bool:
        """Whether a member is an archive itself; those are never opened."""
        return any(name.casefold().endswith(_NESTED) for name in self._members)

    def size(self, member: str) -> int:
        """Give the unpacked size of a member, bytes."""
        return self._members[member].file_size

    @contextmanager
    def open(self, member: str) -> Iterator[IO[bytes]]:
        """Read a member as a stream.

        Raises
        ------
        FileFormatError
            If it is damaged.
        """
        try:
            stream = self._archive.open(self._members[member])
        except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
            raise FileFormatError(damaged(self.name)) from error
        with stream:
            try:
                yield stream
            except SPOILT as error:
                raise FileFormatError(damaged(self.name)) from error

    def head(self, member: str, rows: int = 3) -> list[list[str]]:
        """Give the first rows of a CSV member, as far as they stand in its first 64 KB."""
        with self.open(member) as stream:
            return head_rows(stream, rows)


def head_rows(stream: IO[bytes], rows: int = 3) -> list[list[str]]:
    """Give the first rows of a CSV stream as texts; nothing of what is not text."""
    data = stream.read(_HEAD_BYTES)
    text = data.decode("utf-8-sig", errors="replace")
    if "\0" in text:
        return []
    try:
        return [row for _, row in zip(range(rows), csv.reader(text.splitlines()), strict=False)]
    except csv.Error:
        return []


@contextmanager
def open_archive(path: Path) -> Iterator[GazetteerArchive]:
    """Open the archive of a gazetteer.

    Raises
    ------
    FileFormatError
        If it is damaged or protected.
    FileTooLargeError
        If it is over a bound.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        msg = f"{path.name}: expected a ZIP archive that opens, found a damaged one. Download it again."
        raise FileFormatError(msg) from error
    with archive:
        yield GazetteerArchive(archive, path.name)


def damaged(name: str) -> str:
    """Say that an archive does not unpack."""
    return f"{name}: expected an archive that unpacks, found a damaged file in it. Download it again."


def folder_of(member: str) -> str:
    """Give the folder of a member in small letters, with a slash at the end: `doc/`, `data/csv/`."""
    parent = PurePosixPath(member).parent.as_posix().casefold()
    return "" if parent == "." else f"{parent}/"
