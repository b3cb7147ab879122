"""Choose and fill the sentence of a record: what it says of a line, a vehicle, a place, and never of a source."""

from __future__ import annotations

from linesmap.ingest.synthetic.broadcasts import message
from linesmap.ingest.synthetic.draws import Draws
from linesmap.ingest.synthetic.drugs import drug_word
from linesmap.ingest.synthetic.event_table import Story
from linesmap.ingest.synthetic.facts import Facts
from linesmap.ingest.synthetic.identifiers import officer, write_mark, write_phone
from linesmap.ingest.synthetic.lines import DealLine
from linesmap.ingest.synthetic.names import person_name
from linesmap.ingest.synthetic.texts import NO_LINE, capital, fill, line_phrase, sentence
from linesmap.ingest.synthetic.towns import TOWNS
from linesmap.model.vocabulary import EnforcementAction, RecordKind

__all__ = ["summary"]

_A = EnforcementAction
_OFFICER_NAMED, _GROUP_NAMED = 0.012, 0.04
_MESSAGE, _MESSAGE_AT_TURN = 0.24, 0.75
_TURNS = frozenset({Story.ANSWERS_AGAIN, Story.REBRAND, Story.NEW_NUMBER})
_PLAIN_DRUG = {"": "an unknown drug", "cannabis plants": "cannabis"}
_STORIES = {
    Story.CHECK_BACK: "check back",
    Story.ANSWERS_AGAIN: "answers again",
    Story.REBRAND: "rebrand",
    Story.NEW_NUMBER: "new number",
    Story.CLOSURE: "closure",
    Story.HOLDER_ARREST: "holder arrest",
    Story.HOLDER_CHARGE: "holder charge",
}
_ACTIONS = {
    _A.ARREST: "arrest",
    _A.CHARGE: "charge",
    _A.WARRANT: "warrant",
    _A.LINE_CLOSURE: "closure",
    _A.OTHER: "other",
    _A.DRUG_TEST: "drug test",
    _A.STOP_SEARCH: "stop and search",
}


def summary(facts: Facts, draws: Draws) -> str:
    """Write the text of a record.

    Parameters
    ----------
    facts
        What happened.
    draws
        Source of randomness.

    Returns
    -------
    text
        One or two sentences; names the line by brand or number where the facts say that the text does.
    """
    in_text = _line_in_text(facts, draws)
    name = _sentence_name(facts, draws)
    template = sentence(name, draws, of_line=facts.line is not None)
    if in_text and "{s}" not in template and "{S}" not in template:
        template += " Linked to {s}."
    phrase = in_text or ("the line" if facts.line is not None else NO_LINE)
    other = facts.other_line.name if facts.other_line is not None else "another line"
    text = fill(
        template,
        {
            "s": phrase,
            "S": capital(phrase),
            "town": TOWNS[_town(facts, template)].name,
            "origin": TOWNS[facts.line.origin].name if facts.line is not None else "another force area",
            "drug": _drug(facts, draws),
            "spot": facts.spot,
            "vrm": write_mark(facts.vehicle, draws) if facts.vehicle else "",
            "before": f"the {other} line",
            "other": f"the {other} line",
            "handset": facts.line.handset if facts.line is not None else "",
        },
    )
    if facts.kind is RecordKind.INTELLIGENCE and facts.line is not None:
        text += _aside(facts, facts.line, draws)
    if facts.kind is RecordKind.INTELLIGENCE and draws.chance(_OFFICER_NAMED):
        text += f" Recorded by {officer(draws, person_name(draws)[1].upper())}."
    return text


def _aside(facts: Facts, line: DealLine, draws: Draws) -> str:
    """Quote a message of the line or name the group that controls it, now and then."""
    text = ""
    if facts.story is not Story.CHECK_BACK and not facts.exploited:
        if draws.chance(_MESSAGE_AT_TURN if facts.story in _TURNS else _MESSAGE):
            text += f' Message read: "{message(line.wording, draws)}".'
        if line.group and draws.chance(_GROUP_NAMED):
            text += f" Said to be controlled by the {line.group} group."
    return text


def _town(facts: Facts, template: str) -> int:
    """Give the town a sentence speaks of: where it happened, or the far end when it also names the origin."""
    town, line = facts.place.town, facts.line
    if line is None or "{origin}" not in template or town in line.destinations:
        return town
    at_origin = TOWNS[town].force == TOWNS[line.origin].force
    return line.destinations[0] if at_origin else town


def _line_in_text(facts: Facts, draws: Draws) -> str:
    """Write the line as the text names it; empty when it does not."""
    if facts.line is None:
        return ""
    name = facts.line.name if "text" in facts.name_in else ""
    number = write_phone(facts.number, draws) if facts.number and "text" in facts.number_in else ""
    return line_phrase(name, number, draws) if name or number else ""


def _drug(facts: Facts, draws: Draws) -> str:
    if draws.chance(0.3) and facts.drug not in _PLAIN_DRUG:
        word = drug_word(facts.drug, draws)
        return word if word.isupper() else word.lower()
    return _PLAIN_DRUG.get(facts.drug, facts.drug)


def _sentence_name(facts: Facts, draws: Draws) -> str:
    if facts.story is Story.SHARED:
        return "shared vehicle" if facts.vehicle and draws.chance(0.6) else "shared"
    if facts.story in _STORIES:
        return _STORIES[facts.story]
    if facts.kind is RecordKind.SEIZURE:
        return _of_seizure(facts)
    if facts.kind is RecordKind.ENFORCEMENT:
        return _of_action(facts)
    return _of_intelligence(facts, draws)


def _of_seizure(facts: Facts) -> str:
    if facts.phone_found:
        return "phone seized"
    if facts.drug == "cannabis plants":
        return "plants seized"
    return "seizure at warrant" if facts.premises else "seizure"


def _of_intelligence(facts: Facts, draws: Draws) -> str:
    if facts.exploited:
        return "child" if facts.exploited[0].is_child else "adult"
    if facts.drug == "cannabis plants":
        return "growing"
    plain = "line" if facts.line is not None else "ordinary"
    return f"{plain} vehicle" if facts.vehicle and draws.chance(0.7) else plain


def _of_action(facts: Facts) -> str:
    victims = facts.exploited
    if facts.action is _A.SAFEGUARDING:
        return "safeguarding child" if victims and victims[0].is_child else "safeguarding adult"
    if facts.action is _A.REFERRAL:
        return "referral of the exploited" if victims else "referral to treatment"
    if facts.action is _A.STOP_SEARCH and victims:
        return "stop of a child"
    return _ACTIONS[facts.action]
