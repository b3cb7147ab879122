"""Write what the Lines page draws with widgets, as HTML for its file: cards and suggestions without their buttons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape

from linesmap.network import LineProfile, Suggestion
from linesmap.page_held import Held, public_reason
from linesmap.ui.line_marks import age, capital, forces
from linesmap.ui.line_parts import status_chip
from linesmap.view.line_pictures import data_uri, sparkline
from linesmap.view.words import MISSING, day, plural

__all__ = ["MOST_CARDS", "card", "cards", "suggestions"]

MOST_CARDS = 60
"""Most lines that are shown as cards."""

_STANDS = {
    "accept": "Accepted",
    "reject": "Rejected",
    "unsure": "Left open",
    "register": "The register says so",
    "records": "Its records have reactivated it",
}


def card(profile: LineProfile, n: int, weeks: Sequence[int], shade: str) -> str:
    """Write a line as a card.

    Parameters
    ----------
    profile
        The line.
    n
        Records in the period and filters chosen.
    weeks
        Records a week.
    shade
        light or dark.
    """
    picture = data_uri(sparkline(weeks, theme=shade))
    last = day(profile.last_activity) if profile.last_activity else MISSING
    return (
        f'<p class="lm-title">{escape(profile.name)} {status_chip(profile, shade)}</p>'
        f'<p class="lm-p">{escape(capital(profile.route))}<br>{escape(", ".join(profile.drugs) or MISSING)}'
        f"<br>{escape(forces(profile.forces) or MISSING)}</p>"
        f'<img style="width:100%" alt="Records a week" src="{picture}">'
        f'<p class="lm-note">{plural(n, "record")}, last {last}, age {age(profile.age_days)}</p>'
    )


def cards(
    profiles: Sequence[LineProfile], counts: Mapping[str, int], weekly: Mapping[str, Sequence[int]], shade: str
) -> str:
    """Write lines as cards; `counts` and `weekly` are by line."""
    made = "".join(
        f"<div>{card(one, counts.get(one.line_id, 0), weekly.get(one.line_id, ()), shade)}</div>"
        for one in profiles[:MOST_CARDS]
    )
    more = f'<p class="lm-note">and {len(profiles) - MOST_CARDS:,} more</p>' if len(profiles) > MOST_CARDS else ""
    return f'<div class="lms-cards">{made}</div>{more}'


def suggestions(held: Held, line_ids: Collection[str]) -> str:
    """Write the suggestions that these lines play a part in, with reasons that name nothing but lines.

    Parameters
    ----------
    held
        What may leave.
    line_ids
        Identifiers of lines.
    """
    wanted = set(line_ids)
    found = [one for one in held.suggestions if {one.earlier, one.later} & wanted]
    if not found:
        return '<p class="lm-p">Nothing suggests that a line went on as another, or came back on a new number.</p>'
    note = "Suggestions only: nothing changes until a person accepts one."
    held.say_left_out("Of the reasons for suggestions: the numbers, plates, addresses and adverts that they name.")
    return f'<p class="lm-note">{note}</p>' + "".join(_suggestion(held, one) for one in found)


def _suggestion(held: Held, one: Suggestion) -> str:
    gap = (
        f"{plural(abs(one.gap_days), 'day')} {'after' if one.gap_days >= 0 else 'before'} the end of {one.earlier_name}"
    )
    what = (
        f"{one.earlier_name} back on a new number? First named {day(one.on)}, {gap} ({one.end.how})."
        if one.is_return
        else f"{one.earlier_name} goes on as {one.later_name}? First activity {day(one.on)}, {gap} ({one.end.how})."
    )
    stands = _STANDS.get(one.verdict, one.verdict) or "Waits for a decision"
    decision = f" ({one.judgement_id})" if one.judgement_id else ""
    rows = "".join(
        f"<tr><td>{escape(public_reason(reason.kind, reason.words))}"
        f"<small>{escape(held.origins(reason.record_ids))}</small></td>"
        f'<td class="n">{reason.points}</td></tr>'
        for reason in one.reasons
    )
    return (
        f'<p class="lm-p" style="margin-top:12px"><b>{escape(what)}</b> {escape(stands)}{escape(decision)}.</p>'
        f'<table class="lm-t"><caption>{escape(one.strength)}: {one.score} points; points are a choice, not a chance'
        '</caption><thead><tr><th scope="col">Reason and where it stands</th><th scope="col" class="n">Points</th>'
        f"</tr></thead><tbody>{rows}</tbody></table>"
    )
