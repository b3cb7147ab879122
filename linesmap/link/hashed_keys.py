"""Exchange keys without showing them: each is replaced by a keyed hash (HMAC-SHA256) under a shared secret.

Who holds the file but not the secret cannot find out what a hash stands for. Who holds both can test whether a value
that they have is in the file, and with patience could test every possible telephone number: the secret is for one
exchange between two named parties (docs/overlap.md).
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from linesmap.errors import FileFormatError, FileTooLargeError, InputError
from linesmap.link.overlap_keys import COMPARED
from linesmap.settings import Settings

__all__ = ["KEY_COLUMNS", "LEAST_SECRET_BYTES", "hash_keys", "is_keys_file", "keys_text", "read_keys", "read_secret"]

LEAST_SECRET_BYTES = 16
_MOST_SECRET_BYTES = 4096

KEY_COLUMNS = ("entity_type", "hash", "last_month", "contact")
_BARE_COLUMNS = KEY_COLUMNS[:2]
_NAME, _VERSION = "linesmap overlap keys", "1"
_DOMAIN = f"linesmap overlap v{_VERSION}"
_CHECK = "check value"

_HASH = re.compile(r"[0-9a-f]{64}")
_MONTH = re.compile(r"(?:\d{4}-(?:0[1-9]|1[0-2]))?")
_CONTACT = re.compile(r"(?:[A-Za-z0-9]{1,12}(?:;[A-Za-z0-9]{1,12}){0,99})?")
_TYPES = frozenset(kind.value for kind in COMPARED)
_LONGEST_LINE = 2000


def read_secret(path: Path) -> bytes:
    """Read the shared secret; white space around it does not count, as editors add a line end.

    Parameters
    ----------
    path
        A file of at least 16 bytes, the same on both sides.

    Returns
    -------
    secret
        Bytes.

    Raises
    ------
    InputError
        If there is no such file, or the secret is too short or too long to be one.
    """
    if not path.is_file():
        msg = f"Expected a file with the shared secret; there is none at {path}. Check the name."
        raise InputError(msg)
    with path.open("rb") as file:
        read = file.read(_MOST_SECRET_BYTES + 1)
    secret = read.removeprefix(b"\xef\xbb\xbf").strip()
    if len(read) > _MOST_SECRET_BYTES or len(secret) < LEAST_SECRET_BYTES:
        found = f"more than {_MOST_SECRET_BYTES:,}" if len(read) > _MOST_SECRET_BYTES else f"{len(secret):,}"
        msg = (
            f"Expected a secret of {LEAST_SECRET_BYTES} to {_MOST_SECRET_BYTES:,} bytes in {path.name}; found {found}. "
            "Agree on a longer random one with the other side, such as 64 hexadecimal digits."
        )
        raise InputError(msg)
    return secret


def _hash(secret: bytes, entity_type: str, key: str) -> str:
    return hmac.new(secret, f"{_DOMAIN}\x1f{entity_type}\x1f{key}".encode(), hashlib.sha256).hexdigest()


def hash_keys(secret: bytes, pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Hash keys under the secret.

    Parameters
    ----------
    secret
        From `read_secret`.
    pairs
        entity_type and key.

    Returns
    -------
    hashes
        64 hexadecimal digits each, in the order of the pairs.
    """
    return [_hash(secret, entity_type, key) for entity_type, key in pairs]


def keys_text(secret: bytes, keys: pd.DataFrame, *, bare: bool = False) -> str:
    """Write a keys file: a line that says what it is, the names of the columns, and one row a key, sorted by hash.

    Parameters
    ----------
    secret
        From `read_secret`.
    keys
        Columns entity_type, key, last_month (YYYY-MM or empty) and contact (codes of forces, separated by
        semicolons); one row a distinct entity_type and key.
    bare
        Leave month and force out.

    Returns
    -------
    text
        CSV. Nothing in it but type, hash, month and force; a check value in the first line tells a wrong secret.
    """
    columns = list(_BARE_COLUMNS if bare else KEY_COLUMNS)
    pairs = zip(keys["entity_type"], keys["key"], strict=True)
    rows = keys.assign(hash=hash_keys(secret, pairs))[columns].sort_values(["hash", "entity_type"])
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_NAME, _VERSION, _hash(secret, _CHECK, "")])
    writer.writerow(columns)
    writer.writerows(rows.itertuples(index=False))
    return out.getvalue()


def is_keys_file(path: Path) -> bool:
    """Tell whether a file says of itself that it holds keys."""
    with path.open("rb") as file:
        return file.read(len(_NAME)) == _NAME.encode()


def read_keys(path: Path, secret: bytes, settings: Settings) -> pd.DataFrame:
    """Read the keys file of another party.

    Parameters
    ----------
    path
        As `keys_text` writes it.
    secret
        The one it was made with.
    settings
        Bounds on size and rows.

    Returns
    -------
    keys
        Columns entity_type, hash, last_month, contact; the last two empty in a bare file.

    Raises
    ------
    InputError
        If it is no such file, is over a bound, has a row that cannot be, or was made with another secret.
    """
    if not path.is_file():
        msg = f"Expected a keys file; there is none at {path}. Check the name."
        raise InputError(msg)
    if path.stat().st_size > settings.max_file_mb * 1_000_000:
        msg = f"{path.name} is larger than {settings.max_file_mb} MB, the bound that LINESMAP_MAX_FILE_MB sets."
        raise FileTooLargeError(msg)
    rows: list[list[str]] = []
    with path.open("rb") as file:
        first, names = _cells(file.readline(_LONGEST_LINE)), _cells(file.readline(_LONGEST_LINE))
        columns = _checked_head(path, first, names, secret)
        for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), b""), start=3):
            row = _cells(line)
            if len(row) != len(columns) or not _can_be(row):
                msg = (
                    f"{path.name}, line {number:,}: expected {', '.join(columns)}; found something else. "
                    "Ask the other side to make the file again."
                )
                raise FileFormatError(msg)
            if len(rows) >= settings.max_rows:
                msg = f"{path.name} has more than {settings.max_rows:,} rows, the bound that LINESMAP_MAX_ROWS sets."
                raise FileTooLargeError(msg)
            rows.append([*row, "", ""][: len(KEY_COLUMNS)])
    return pd.DataFrame(rows, columns=list(KEY_COLUMNS), dtype="object")


def _cells(line: bytes) -> list[str]:
    """Split a line; nothing in these files needs quotes, so a quote is as wrong as any other sign."""
    try:
        return line.decode("ascii").rstrip("\r\n").split(",")
    except UnicodeDecodeError:
        return []


def _can_be(row: list[str]) -> bool:
    patterns = (_HASH, _MONTH, _CONTACT)
    return row[0] in _TYPES and all(pattern.fullmatch(cell) for pattern, cell in zip(patterns, row[1:], strict=False))


def _checked_head(path: Path, first: list[str], names: list[str], secret: bytes) -> tuple[str, ...]:
    if len(first) != len(KEY_COLUMNS) - 1 or first[0] != _NAME or tuple(names) not in {KEY_COLUMNS, _BARE_COLUMNS}:
        msg = f"Expected {path.name} to be a file made by `linesmap overlap ... --keys`; it is not."
        raise FileFormatError(msg)
    if first[1] != _VERSION:
        msg = f"{path.name} should be of version {_VERSION}; found another. Both sides need the same linesmap."
        raise FileFormatError(msg)
    if not hmac.compare_digest(first[2].encode(), _hash(secret, _CHECK, "").encode()):
        msg = f"{path.name} was made with another secret. Check that both sides use the same secret file."
        raise InputError(msg)
    return tuple(names)
