"""Compare two forces or two workspaces by command, in the clear or by keyed hashes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from linesmap.cli_options import CsvOption, JsonOption, WorkspaceOption, open_workspace, show_frame
from linesmap.cli_output import print_json, tell
from linesmap.model.filters import Filters

if TYPE_CHECKING:
    from linesmap.overlaps import Comparison, Party, Side

__all__ = ["overlap"]


def overlap(
    a: Annotated[
        str | None, typer.Argument(metavar="[A]", help="Your side: a workspace file or a force.", show_default=False)
    ] = None,
    b: Annotated[
        str | None,
        typer.Argument(metavar="[B]", help="The other: a workspace, a force or a keys file.", show_default=False),
    ] = None,
    workspace: WorkspaceOption = None,
    from_: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")] = None,
    to: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")] = None,
    hashed: Annotated[bool, typer.Option("--hashed", help="Compare keyed hashes instead of values.")] = False,
    keys: Annotated[
        Path | None, typer.Option("--keys", help="Write the keyed hashes of A into this CSV file, and stop.")
    ] = None,
    secret_file: Annotated[
        Path | None, typer.Option("--secret-file", help="File with the secret that both sides share.")
    ] = None,
    bare: Annotated[bool, typer.Option("--bare", help="With --keys: leave out month and force.")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List what two forces, or two workspaces, both name: phones, vehicles, addresses, people, lines.

    Without B, A is compared with every other force of its workspace; without A, every two forces of the workspace.
    What the other side's records say is shown only where their handling codes allow it.
    """
    from linesmap import overlaps
    from linesmap.link.hashed_keys import read_secret

    filters = Filters(period=_period(from_, to))
    if bare and keys is None:
        msg = "--bare goes with --keys."
        raise typer.BadParameter(msg)
    if keys is not None and (b is not None or hashed or secret_file is None):
        msg = "--keys goes with one side only, and with --secret-file."
        raise typer.BadParameter(msg)
    chosen = open_workspace(workspace)
    first = overlaps.find_party(a, chosen) if a else overlaps.Party(chosen.path.stem, chosen)
    secret = read_secret(secret_file) if secret_file else None
    if keys is not None and secret is not None:
        _write(first, keys, secret, filters, bare=bare, as_json=as_json)
        return
    second = overlaps.find_party(b, chosen) if b else None
    found = overlaps.compare(first, second, filters=filters, secret=secret, hashed=hashed)
    if as_json:
        print_json(_document(found))
        return
    frame = _frame(found)
    shown = ["entity_type", "label", "last_seen", "strength_word", "records", "other_records", "contact"]
    show_frame(frame, name="overlaps", as_json=False, as_csv=as_csv, shown=shown)
    how = " by keyed hashes" if found.hashed else ""
    tell(f"{len(found.hits):,} in common between {found.a} and {found.b}, compared{how}. --json says the rest.")


def _period(first: datetime | None, last: datetime | None) -> tuple[date, date] | None:
    if (first is None) != (last is None):
        msg = "--from and --to go together."
        raise typer.BadParameter(msg)
    if first is None or last is None:
        return None
    if first > last:
        msg = "--from must not be after --to."
        raise typer.BadParameter(msg)
    return first.date(), last.date()


def _write(party: Party, out: Path, secret: bytes, filters: Filters, *, bare: bool, as_json: bool) -> None:
    from dataclasses import asdict

    from linesmap.overlaps import write_keys

    written = write_keys(party, out, secret, filters=filters, bare=bare)
    if as_json:
        print_json(asdict(written))
    else:
        typer.echo(f"{written.path}: {written.n_keys:,} keys")


def _document(found: Comparison) -> dict[str, object]:
    from dataclasses import asdict

    return {"a": found.a, "b": found.b, "hashed": found.hashed, "overlaps": [asdict(hit) for hit in found.hits]}


def _frame(found: Comparison) -> pd.DataFrame:
    """Put one hit in a row; the records themselves are in the JSON only."""
    rows = []
    for hit in found.hits:
        own = [side for side in hit.sides if side.own] or list(hit.sides[:1])
        others = [side for side in hit.sides if side not in own]
        rows.append(
            {
                "item_id": hit.item_id,
                "entity_type": hit.entity_type,
                "label": hit.label,
                "safeguarding": hit.safeguarding,
                "last_seen": hit.last_seen,
                "strength": hit.strength,
                "strength_word": hit.strength_word,
                "side": "; ".join(side.name for side in own),
                "records": _records(own),
                "first_seen_side": min((side.first_seen for side in own if side.first_seen), default=None),
                "last_seen_side": max((side.last_seen for side in own if side.last_seen), default=None),
                "other_side": "; ".join(side.name for side in others),
                "other_records": _records(others),
                "other_last_month": max((side.last_month for side in others if side.last_month), default=None),
                "contact": "; ".join(hit.contact),
                "records_shown": sum(len(side.records) for side in others),
                "withheld": " ".join(side.withheld for side in others if side.withheld),
            }
        )
    columns = [
        "item_id", "entity_type", "label", "safeguarding", "last_seen", "strength", "strength_word", "side", "records",
        "first_seen_side", "last_seen_side", "other_side", "other_records", "other_last_month", "contact",
        "records_shown", "withheld",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns, dtype="object")


def _records(sides: list[Side]) -> int | None:
    counts = [side.n_records for side in sides if side.n_records is not None]
    return sum(counts) if counts else None
