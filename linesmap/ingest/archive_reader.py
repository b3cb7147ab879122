"""Read the tables in a ZIP archive, member by member, within bounds and without unpacking anything by its name."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from linesmap.errors import FileFormatError, FileTooLargeError, InputError
from linesmap.ingest.sheet_reader import MAX_UNPACKED
from linesmap.ingest.tables import RawTable
from linesmap.settings import Settings

__all__ = ["is_archive", "read_archive"]

MAX_MEMBERS = 5000
MAX_RATIO = 250
"""A member larger than `_SMALL_BYTES` that unpacks to more than so many times its packed size is taken for a trap."""

_SMALL_BYTES = 10_000_000
_CHUNK = 1 << 20
_ENCRYPTED = 0x1
# Parts of a workbook that is itself a ZIP file.
_WORKBOOK_PARTS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")

ReadFile = Callable[[Path, str], list[RawTable]]
"""Reads the file at a path under a name for messages."""


def is_archive(path: Path) -> bool:
    """Tell whether a file is a ZIP archive of other files, and not a workbook, which is a ZIP file too."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _WORKBOOK_PARTS.isdisjoint(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def read_archive(path: Path, name: str, settings: Settings, read: ReadFile) -> list[RawTable]:
    """Read every table of an archive.

    Parameters
    ----------
    path
        The archive. Nothing of it is written under a name it holds: members go to a temporary folder under numbers.
    name
        For messages.
    settings
        Bounds; all members together may be four times the largest file allowed.
    read
        Reads one unpacked file.

    Returns
    -------
    tables
        In the order of the archive, named by their member, with its sheet where there are several. A member that is
        not a table is given with the reason in `unreadable`.

    Raises
    ------
    FileFormatError
        If the archive is protected by a password, or holds no file.
    FileTooLargeError
        If it has too many members, unpacks to more than is allowed, or nests archives.
    """
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory(prefix="linesmap-") as folder:
        members = [member for member in archive.infolist() if not _is_litter(member)]
        _check(members, name, settings)
        tables: list[RawTable] = []
        for number, member in enumerate(members):
            file = Path(folder) / f"{number}.member"
            tables += _read_member(archive, member, file, name, settings, read)
            file.unlink(missing_ok=True)
    if not tables:
        msg = f"{name}: expected an archive of tables (CSV, XLSX, XLS, ODS, JSON lines, Parquet), found an empty one."
        raise FileFormatError(msg)
    return tables


def _is_litter(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return member.is_dir() or "__MACOSX" in path.parts or path.name.casefold() in _LITTER


def _check(members: list[zipfile.ZipInfo], name: str, settings: Settings) -> None:
    if len(members) > MAX_MEMBERS:
        msg = f"{name}: expected an archive of at most {MAX_MEMBERS:,} files, found {len(members):,}. Split it."
        raise FileTooLargeError(msg)
    most = settings.max_file_mb * MAX_UNPACKED * 1_000_000
    total = sum(member.file_size for member in members)
    if total > most:
        msg = (
            f"{name}: expected an archive that unpacks to at most {most / 1e6:,.0f} MB, found {total / 1e6:,.0f} MB. "
            "Split it, or raise LINESMAP_MAX_FILE_MB."
        )
        raise FileTooLargeError(msg)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        msg = f"{name}: expected an archive without a password, found a protected one. Unpack it and import the files."
        raise FileFormatError(msg)


def _read_member(  # noqa: PLR0917 -- the member, where it goes, and how it is read
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: Path, name: str, settings: Settings, read: ReadFile
) -> list[RawTable]:
    own_name = PurePosixPath(member.filename.replace("\\", "/"))
    shown = _printable(member.filename)
    try:
        _unpack(archive, member, file, name, shown, settings)
        found = read(file, f"{name} [{shown}]")
    except FileTooLargeError:
        raise
    except InputError as error:
        return [RawTable(shown, 0, (), [], [], file_name=own_name.name, unreadable=str(error))]
    several = len(found) > 1
    return [
        replace(table, name=f"{shown}: {table.name}" if several else shown, file_name=own_name.name) for table in found
    ]


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)[:200]


def _unpack(  # noqa: PLR0917 -- as above
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: Path, name: str, shown: str, settings: Settings
) -> None:
    """Write one member to a file, counting: what an archive says of its own sizes need not be true."""
    too_dense = (
        f"{name} [{shown}]: expected a file that unpacks to at most {MAX_RATIO} times its packed size, found one that "
        "unpacks to more. Unpack the archive yourself if you trust it."
    )
    most = settings.max_file_mb * 1_000_000
    size = 0
    try:
        with archive.open(member) as packed, file.open("wb") as out:
            while chunk := packed.read(_CHUNK):
                if not size:
                    _refuse_nested(chunk, f"{name} [{shown}]")
                size += len(chunk)
                if size > most:
                    msg = (
                        f"{name} [{shown}]: expected a file of at most {settings.max_file_mb:,} MB, found a larger "
                        "one. Split it, or raise LINESMAP_MAX_FILE_MB."
                    )
                    raise FileTooLargeError(msg)
                if size > _SMALL_BYTES and size > MAX_RATIO * max(member.compress_size, 1):
                    raise FileTooLargeError(too_dense)
                out.write(chunk)
        if file.stat().st_size and is_archive(file):
            raise FileTooLargeError(_nested(f"{name} [{shown}]"))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        if isinstance(error, InputError):
            raise
        msg = f"{name} [{shown}]: expected a file that unpacks, found a damaged one. Make the archive again."
        raise FileFormatError(msg) from error


def _refuse_nested(start: bytes, where: str) -> None:
    if start.startswith(_PACKED[1:]):
        raise FileTooLargeError(_nested(where))


def _nested(where: str) -> str:
    return f"{where}: expected a table, found an archive inside an archive. Unpack it and import the files."
