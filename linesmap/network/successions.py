"""Read from the register and from people's judgements which line goes on as which, and which came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd

from linesmap.model.vocabulary import EntityType, LineStatus
from linesmap.network.lines import Return, Succession

__all__ = ["LineJudgements", "judged_lines", "stated_successions"]

_ENDED = {LineStatus.MERGED.value: LineStatus.MERGED, LineStatus.REBRANDED.value: LineStatus.REBRANDED}


class LineJudgements:
    """What people decided about lines, by the line it is about. Judgements that were undone are left out.

    `successions` are the accepted ones, by earlier line. `returns` and `no_returns` are about a line being back
    after its end: judgements of a line with itself. `verdicts` is (earlier, later) to (verdict, judgement id).
    """

    def __init__(self) -> None:
        self.successions: dict[str, list[Succession]] = {}
        self.returns: dict[str, list[Return]] = {}
        self.no_returns: dict[str, list[Return]] = {}
        self.verdicts: dict[tuple[str, str, date | None], tuple[str, str]] = {}


def judged_lines(judgements: pd.DataFrame | None, first_days: Mapping[str, date]) -> LineJudgements:
    """Sort what people decided about lines.

    Parameters
    ----------
    judgements
        The `judgements` table; None when there is none.
    first_days
        Line to its first day of activity, for succession judgements that state no day.

    Returns
    -------
    judged
        A judgement whose day is neither stated nor known is kept among the verdicts only.
    """
    judged = LineJudgements()
    if judgements is None or judgements.empty:
        return judged
    standing = judgements[judgements["undone_at"].isna() & judgements["subject"].eq(EntityType.DEAL_LINE.value)]
    for row in standing.sort_values("judgement_id").to_dict("records"):
        earlier, later, behind = str(row["a"]), str(row["b"]), str(row["judgement_id"])
        stated = None if pd.isna(row["on"]) else pd.Timestamp(row["on"]).date()
        same = earlier == later
        judged.verdicts[earlier, later, stated if same else None] = (str(row["verdict"]), behind)
        day = stated or (None if same else first_days.get(later))
        if day is None or row["verdict"] == "unsure":
            continue
        accepted = row["verdict"] == "accept"
        if same:
            side = judged.returns if accepted else judged.no_returns
            side.setdefault(earlier, []).append(Return(day, behind))
        elif accepted:
            status = _ENDED.get(str(row["relation"]), LineStatus.REBRANDED)
            judged.successions.setdefault(earlier, []).append(Succession(day, status, later, behind))
    return judged


def stated_successions(
    register: pd.DataFrame, names: pd.DataFrame, key: Callable[[str], str], first_days: Mapping[str, date]
) -> dict[str, list[Succession]]:
    """Read which lines the register says go on as others.

    Parameters
    ----------
    register
        The `deal_lines` table.
    names
        Columns line_id and label of every line.
    key
        Writes a name as lines are compared.
    first_days
        Line to its first day of activity, used where the register gives none.

    Returns
    -------
    successions
        By earlier line. An entry that names the line it took over from ends that line on the entry's own first
        day; merged when the earlier entry says merged, else rebranded. An entry that says merged or rebranded, and
        that no other names, ends on its day of closure, else on its last day. A name that fits several other lines
        ends none of them.
    """
    by_name: dict[str, set[str]] = {}
    for line_id, label in zip(names["line_id"], names["label"], strict=True):
        by_name.setdefault(key(str(label)), set()).add(str(line_id))
    rows = register.dropna(subset=["line_id"]).sort_values("record_id").to_dict("records")
    ended = {str(row["line_id"]): _ENDED[row["status"]] for row in rows if row["status"] in _ENDED}
    found: dict[str, list[Succession]] = {}
    for row in rows:
        if not isinstance(row["successor_of"], str) or not row["successor_of"]:
            continue
        later = str(row["line_id"])
        named = {
            one for part in row["successor_of"].split(";") for one in by_name.get(key(part), set()) if one != later
        }
        day = _day(row["first_seen"]) or first_days.get(later)
        if len(named) == 1 and day is not None:
            (earlier,) = named
            status = ended.get(earlier, LineStatus.REBRANDED)
            found.setdefault(earlier, []).append(Succession(day, status, later, str(row["record_id"])))
    for row in rows:
        line_id = str(row["line_id"])
        last = _day(row["closed_on"]) or _day(row["last_seen"])
        if line_id in ended and line_id not in found and last is not None:
            found[line_id] = [Succession(last, ended[line_id], "", str(row["record_id"]))]
    return found


def _day(value: object) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload,arg-type]
