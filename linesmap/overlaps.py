"""Compare what two forces, or two workspaces, hold: what both name, whom to contact, and what may be shown of it.

A hit says that both sides name one thing. What the records of the other side say is shown only where their handling
codes allow it; for the rest a hit names the force to contact. Every comparison is written to the audit trail of the
side that asks, without values.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from linesmap import reference
from linesmap.errors import InputError
from linesmap.link.hashed_keys import is_keys_file, keys_text, read_keys
from linesmap.model.filters import Filters
from linesmap.overlap_bodies import Body, read_body
from linesmap.overlap_hits import Hit, Shown, Side
from linesmap.overlap_matching import Keyed, between_forces, by_hash, by_value, exported_keys, keyed
from linesmap.settings import Settings, load_settings
from linesmap.store import Workspace

__all__ = [
    "Comparison",
    "Hit",
    "KeysWritten",
    "Party",
    "Shown",
    "Side",
    "between_forces",
    "compare",
    "find_party",
    "note_comparison",
    "write_keys",
]

_OTHERS = "any other force"


@dataclass(frozen=True)
class Party:
    """One side of a comparison: a workspace, one force of it, or the keys file of somebody else."""

    name: str
    workspace: Workspace | None = None
    force: str | None = None
    keys_file: Path | None = None


@dataclass(frozen=True)
class Comparison:
    """What a comparison found; `a` asks. `hits` stand in order: last seen newest first, then strongest."""

    a: str
    b: str
    hashed: bool
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class KeysWritten:
    """A keys file: how many keys it holds."""

    path: str
    n_keys: int


def find_party(text: str, workspace: Workspace) -> Party:
    """Find out what a side of a comparison is: a workspace file, a keys file, or a force of a workspace.

    Parameters
    ----------
    text
        Path of a file, or any name of a force.
    workspace
        Whose force it is, when it is one.

    Raises
    ------
    InputError
        If there is no such file and no force is called so.
    """
    path = Path(text)
    if path.is_file():
        if is_keys_file(path):
            return Party(path.name, keys_file=path)
        return Party(path.stem, Workspace(path, load_settings()))
    force = reference.find_force(text)
    if force is None:
        msg = (
            f"Expected a workspace file, a keys file or the name of a police force; found {text!r}. "
            "Check that the file is there, or try a name such as 'Avon and Somerset'."
        )
        raise InputError(msg)
    return Party(force.name, workspace, force.code)


def compare(
    a: Party,
    b: Party | None,
    *,
    filters: Filters | None = None,
    secret: bytes | None = None,
    hashed: bool = False,
    settings: Settings | None = None,
) -> Comparison:
    """Compare two sides and log it in the audit trail of the first.

    Parameters
    ----------
    a
        The side that asks: a workspace or a force of one.
    b
        The other side; None for every other force of the first side's workspace.
    filters
        Which records take part; all of them when left out, else only events.
    secret
        Shared secret; needed for a keys file.
    hashed
        Compare keyed hashes only, so that the first side learns no more than which of its own things overlap; under
        the secret, or one made for the purpose.
    settings
        Bounds of a keys file; read from the environment when left out.

    Raises
    ------
    InputError
        If the two sides are one, the first is a keys file, a secret is missing or wrong, or a keys file is damaged.
    WorkspaceError
        If a workspace cannot be used.
    """
    chosen = filters or Filters()
    own = _own_workspace(a)
    if b is None or _same_workspace(a, b):
        _refuse_same(a, b)
        if hashed and b is not None and a.force and b.force:
            key = secret or secrets.token_bytes(32)
            hits = by_hash(_body(a, chosen), keyed(_body(b, chosen), key), key)
        elif hashed:
            msg = "Hashes are compared between two sides: name two forces, two workspaces, or a keys file second."
            raise InputError(msg)
        else:
            with own.read() as tables:
                hits = between_forces(tables, a.force, b.force if b else None, chosen)
    elif b.keys_file is not None:
        if secret is None:
            msg = f"{b.name} holds keyed hashes: name the file with the shared secret by --secret-file."
            raise InputError(msg)
        theirs = read_keys(b.keys_file, secret, settings or load_settings())
        hits = by_hash(_body(a, chosen), Keyed(b.name, theirs), secret)
        hashed = True
    elif hashed:
        key = secret or secrets.token_bytes(32)
        hits = by_hash(_body(a, chosen), keyed(_body(b, chosen), key), key)
    else:
        hits = by_value(_body(a, chosen), _body(b, chosen))
    other = b.name if b else _OTHERS
    note_comparison(own, a=a.name, b=other, n_hits=len(hits), hashed=hashed)
    return Comparison(a.name, other, hashed, hits)


def note_comparison(workspace: Workspace, *, a: str, b: str, n_hits: int, hashed: bool = False) -> None:
    """Write a comparison to the audit trail of the side that asks; names of sides and a number, no values."""
    with workspace.write() as writer:
        writer.log("consultation", "overlap", changes_data=False, a=a, b=b, hits=n_hits, hashed=hashed)


def _own_workspace(party: Party) -> Workspace:
    if party.workspace is None:
        msg = f"{party.name} is a keys file. Name your own workspace or force first, the other side's keys second."
        raise InputError(msg)
    return party.workspace


def _same_workspace(a: Party, b: Party) -> bool:
    return bool(a.workspace and b.workspace and a.workspace.path.resolve() == b.workspace.path.resolve())


def _refuse_same(a: Party, b: Party | None) -> None:
    if b is not None and a.force == b.force:
        msg = f"Expected two different sides; both are {a.name}. Name two forces or two workspaces."
        raise InputError(msg)


def _body(party: Party, filters: Filters) -> Body:
    with _own_workspace(party).read() as tables:
        return read_body(tables, party.name, party.force, filters)


def write_keys(
    a: Party, out: Path, secret: bytes, *, filters: Filters | None = None, bare: bool = False
) -> KeysWritten:
    """Write the keyed hashes of a side for another party, and log that they leave.

    Parameters
    ----------
    a
        A workspace, or a force of one.
    out
        CSV file to write.
    secret
        From `linesmap.link.hashed_keys.read_secret`.
    filters
        Which records take part; all of them when left out, else only events.
    bare
        Leave out the month last seen and the force to contact.

    Raises
    ------
    InputError
        If the side is a keys file itself.
    """
    workspace = _own_workspace(a)
    keys = exported_keys(_body(a, filters or Filters()))
    text = keys_text(secret, keys, bare=bare)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(text.encode("ascii"))
    with workspace.write() as writer:
        writer.log(
            "disclosure", out.name, changes_data=False, what="overlap keys", of=a.name, keys=len(keys), bare=bare
        )
    return KeysWritten(str(out), len(keys))
