"""Let a person decide whether two profiles are one person, or one line took over from another; and take it back.

Judgements are kept under what they are about: profiles are named by what records say, lines by their keys, so a
judgement holds for the same words in later imports. It wins over the model and over references. The pairs that the
model found are kept beside it: when a judgement is taken back, people are joined anew from the same pairs, and
everything is exactly as before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import pandas as pd

from linesmap import link
from linesmap.errors import InputError
from linesmap.model.numbering import next_id, numbers_of
from linesmap.store import Tables, Workspace, Writer

__all__ = ["RELATIONS", "SUBJECTS", "VERDICTS", "judge", "judgements_made", "undo"]

_LINE = "deal_line"
SUBJECTS = ("person", _LINE)
VERDICTS = ("accept", "reject", "unsure")
RELATIONS = ("rebranded", "merged")
"""How an accepted line went on."""


@dataclass(frozen=True)
class _Asked:
    """What a judgement is about; the order of two profiles does not matter, that of two lines does."""

    subject: str
    a: str
    b: str


def judge(
    workspace: Workspace,
    subject: str,
    a: str,
    b: str,
    verdict: str,
    *,
    relation: str | None = None,
    on: date | None = None,
    note: str = "",
) -> str:
    """Decide about two things, in one transaction.

    The ties of lines follow at once; who is who follows at the next `linking.relink`.

    Parameters
    ----------
    workspace
        Where both stand.
    subject
        `person`: are two profiles one person? `deal_line`: did line `b` take over from line `a`?
    a, b
        Profiles, as `pairs` names them, or lines, the earlier one first. A line with itself: it came back.
    verdict
        accept, reject, or unsure, which leaves things as the model has them and marks the pair as looked at.
    relation
        Of lines that are accepted: rebranded or merged.
    on
        Of lines: the day of the change.
    note
        Why, in a few words; kept with the judgement.

    Returns
    -------
    judgement_id
        An earlier judgement about the same two is replaced, and counts as undone.

    Raises
    ------
    InputError
        If a word is not one of those expected, or one of the two is not in the workspace.
    WorkspaceError
        If the workspace cannot be used.
    """
    asked = _checked(subject, a, b, verdict, relation)
    with workspace.write() as writer:
        tables = writer.tables()
        _must_be_held(tables, asked)
        made = tables["judgements"].to_pandas()
        now = pd.Timestamp.now("UTC").tz_localize(None)
        judgement_id = next_id("J", made["judgement_id"])
        same = (made["subject"] == asked.subject) & (made["a"] == asked.a) & (made["b"] == asked.b)
        writer.replace_rows("judgements", made[same & made["undone_at"].isna()].assign(undone_at=now))
        row: dict[str, object] = {
            "judgement_id": judgement_id,
            "subject": asked.subject,
            "a": asked.a,
            "b": asked.b,
            "verdict": verdict,
            "relation": relation if verdict == "accept" else None,
            "on": on,
            "note": note.strip() or None,
        }
        _write(writer, row)
        if asked.subject == _LINE:
            _tie_successions(writer)
        return judgement_id


def _tie_successions(writer: Writer) -> None:
    """Let the ties between lines follow what was decided; nothing else rests on a judgement about lines."""
    tables = writer.tables()
    standing = tables["judgements"].filter(ibis._.undone_at.isnull()).to_pandas()
    writer.remove("links", "relation", [link.SUCCEEDED_BY])
    writer.insert("links", link.succession_links(standing, tables["entities"].to_pandas()))


def _write(writer: Writer, row: dict[str, object]) -> None:
    """Log the judgement and store it with the name and time that the audit trail has."""
    entry = writer.log("alteration", str(row["judgement_id"]), subject=row["subject"], verdict=row["verdict"])
    writer.insert("judgements", pd.DataFrame([row | {"by": entry["actor"], "at": entry["at"]}]))


def _checked(subject: str, a: str, b: str, verdict: str, relation: str | None) -> _Asked:
    for name, value, allowed in (("a subject", subject, SUBJECTS), ("a verdict", verdict, VERDICTS)):
        if value not in allowed:
            msg = f"Expected {name}: {', '.join(allowed)}; found {value[:40]!r}."
            raise InputError(msg)
    if subject == "person":
        if a == b:
            msg = "Expected two different profiles; found the same one twice. `linesmap review people` lists pairs."
            raise InputError(msg)
        return _Asked(subject, *sorted((a, b)))
    if verdict == "accept" and a != b and relation not in RELATIONS:
        msg = f"Expected how the line went on: {' or '.join(RELATIONS)}; found {relation!r}."
        raise InputError(msg)
    return _Asked(subject, a, b)


def _must_be_held(tables: Tables, asked: _Asked) -> None:
    wanted = sorted({asked.a, asked.b})
    if asked.subject == "person":
        held = tables["particulars"].filter(ibis._.profile_id.isin(wanted)).profile_id.to_pandas()
        where = "`linesmap review people` lists the pairs"
    else:
        held = tables["entities"].filter(ibis._.entity_id.isin(wanted)).entity_id.to_pandas()
        where = "`linesmap lines list` lists the lines"
    missing = sorted(set(wanted) - set(held))
    if missing:
        msg = f"Expected two that this workspace holds; found {missing[0][:40]!r}, which it does not. {where}."
        raise InputError(msg)


def undo(workspace: Workspace, judgement_id: str) -> None:
    """Take a judgement back, in one transaction; what follows and when is as in `judge`.

    Raises
    ------
    InputError
        If there is no such judgement, or it was undone or replaced before.
    WorkspaceError
        If the workspace cannot be used.
    """
    with workspace.write() as writer:
        made = writer.tables()["judgements"].to_pandas()
        chosen = made[(made["judgement_id"] == judgement_id) & made["undone_at"].isna()]
        if chosen.empty:
            msg = (
                f"Expected the number of a judgement that stands, such as J1; found {judgement_id[:40]!r}. "
                "`linesmap review judgements` lists them."
            )
            raise InputError(msg)
        now = pd.Timestamp.now("UTC").tz_localize(None)
        writer.replace_rows("judgements", chosen.assign(undone_at=now))
        subject = str(chosen["subject"].iloc[0])
        writer.log("alteration", judgement_id, subject=subject, verdict="undone")
        if subject == _LINE:
            _tie_successions(writer)


def judgements_made(tables: Tables) -> pd.DataFrame:
    """List every judgement, newest first; columns of the `judgements` table."""
    frame: pd.DataFrame = tables["judgements"].to_pandas()
    return frame.sort_values("judgement_id", key=numbers_of, ascending=False, ignore_index=True)
