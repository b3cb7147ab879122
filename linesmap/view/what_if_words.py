"""Say in plain words what a what-if answer found: ranges, proof, reasons, and what is left; never one promised number.

All functions read the document of `linesmap.what_if_document.document`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from linesmap.model.vocabulary import EntityType
from linesmap.view.words import count, plural

__all__ = [
    "MEASURES",
    "RANK_NOTE",
    "RANK_TITLE",
    "SCENARIOS",
    "TYPE_WORDS",
    "as_recorded",
    "chance_sentence",
    "claim",
    "gap_sentence",
    "join",
    "left_out_sentence",
    "measure_of",
    "proof",
    "reason",
    "recovery_sentence",
    "routes_sentence",
    "set_words",
    "span",
]

Document = Mapping[str, Any]

MEASURES: dict[str, tuple[str, str]] = {
    "largest_component": ("the largest connected part", "things"),
    "connected_pairs": ("the number of connected pairs", "pairs"),
}
"""Each objective: what falls, and what is counted."""

TYPE_WORDS: dict[str, tuple[str, str]] = {
    EntityType.DEAL_LINE.value: ("line", "lines"),
    EntityType.PHONE.value: ("phone", "phones"),
    EntityType.ADDRESS.value: ("address", "addresses"),
    EntityType.PERSON.value: ("person", "people"),
    EntityType.VEHICLE.value: ("vehicle", "vehicles"),
    EntityType.GROUP.value: ("group", "groups"),
}

RANK_TITLE = "How little single things can be told apart"
RANK_NOTE = (
    "What taking out one thing alone would change, with the range of its rank when doubtful evidence is drawn anew "
    "200 times. Wide ranges mean that the order is not known. This is not a list of what to act on: the set above is "
    "chosen as a whole, and a thing that matters alone need not belong to it."
)
SCENARIOS = (
    "These are three scenarios, not forecasts: nobody knows which of them a network follows, nor how fast. Dots are "
    "medians, bars hold 19 of 20 draws."
)

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MOST_LINES = 4
_TYPES_FIRST = ("person", "phone", "address", "vehicle", "deal_line", "group")


def join(words: Sequence[str]) -> str:
    """Write a list as people say it.

    Examples
    --------
    >>> join(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:  # noqa: PLR2004 - two are joined by one word
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def span(low: float, high: float) -> str:
    """Write a range of counts; one number where both ends are the same.

    Examples
    --------
    >>> span(64.0, 77.025), span(902, 902)
    ('64 to 77', '902')
    """
    first, last = count(low), count(high)
    return first if first == last else f"{first} to {last}"


def measure_of(document: Document) -> str:
    """Give the measure that the question is judged by."""
    return str(document["question"]["objective"])


def set_words(document: Document) -> str:
    """Say what is removed: the set, or the people of an operation."""
    asked, n = document["question"], len(document["set"])
    if asked["operation"]:
        adults = "the one adult who was" if n == 1 else f"the {n:,} adults who were"
        return f"{adults} arrested or charged in {_capital(str(asked['operation']))}"
    return "this one thing" if n == 1 else f"these {n:,} things"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _evidence(document: Document, measure: str) -> Mapping[str, Any] | None:
    return next((row for row in document["evidence"] or () if row["measure"] == measure), None)


def claim(document: Document) -> str:
    """Say what was found, as a range."""
    measure = measure_of(document)
    what, unit = MEASURES[measure]
    row = _evidence(document, measure)
    if row is None:
        return f"How sure the evidence is could not be worked out, so no range can be given of how {what} falls."
    first = f"Without {set_words(document)}, with" if document["question"]["operation"] else "With"
    after = _between(row["after_low"], row["after_high"])
    if round(row["loss_high"]) <= 0:
        return f"{first} doubt about the evidence, {what} stays at {after} {unit}."
    before = _between(row["before_low"], row["before_high"])
    return f"{first} doubt about the evidence, {what} falls from {before} {unit} to {after}."


def _between(low: float, high: float) -> str:
    first, last = count(low), count(high)
    return first if first == last else f"between {first} and {last}"


def as_recorded(document: Document) -> str:
    """Say what follows when every tie on record is taken as certain."""
    measure = measure_of(document)
    return (
        f"If every recorded tie were certain: {document['before'][measure]:,} before, "
        f"{document['after'][measure]:,} after."
    )


def chance_sentence(document: Document) -> str:
    """Say what random sets leave, beside what this one does."""
    row = next(
        (one for one in document["chance"] if one["drawn"] == "random" and one["measure"] == measure_of(document)), None
    )
    if row is None:
        return "No comparison with random sets."
    types = "adult suspects" if document["question"]["operation"] else "things of the same types"
    return (
        f"{plural(int(row['n_draws']), 'random set')} of as many {types} leave {span(row['low'], row['high'])}; "
        f"this one leaves {count(row['left'])}, if every recorded tie is certain."
    )


def proof(document: Document) -> str:
    """Say whether the best set is proved to be the best."""
    best = document["best"]
    n = int(document["question"]["budget"])
    if best is None:
        return f"The best set of {n:,} was not looked for: the search is for up to 12 things."
    whose = "adult suspects" if document["question"]["operation"] else "what may be acted on"
    if best["proved"]:
        if document["own"] is None:
            return f"No other set of {n:,} leaves less: proved, if every recorded tie is certain."
        return f"The best set of {n:,} from {whose} leaves {count(best['value'])}: proved, if every tie is certain."
    return (
        f"The best set found leaves {count(best['value'])}; at best {count(best['lower_bound'])} would be left: not "
        f"proved within {best['seconds']:.0f} s."
    )


def gap_sentence(document: Document) -> str:
    """Say how far an own set, or an operation, is from the best set of its size."""
    own, best = document["own"], document["best"]
    unit = MEASURES[measure_of(document)][1]
    if own is None:
        return ""
    if best is None:
        return f"It leaves {count(own['value'])} {unit}."
    if own["worse_by"] == 0:
        same = "No set of this size leaves less" if best["proved"] else "No set found of this size leaves less"
        return f"It leaves {count(own['value'])} {unit}. {same}."
    gap = f"{own['gap']:.0%}" if own["gap"] >= 0.005 else "under 1%"  # noqa: PLR2004 - half a per cent
    most = "" if best["proved"] else "at most "
    return (
        f"It leaves {count(own['value'])} {unit}, {count(own['worse_by'])} more than the best set of its size: a gap "
        f"of {most}{gap}."
    )


def left_out_sentence(document: Document) -> str:
    """Say who was arrested or charged in an operation and is not part of its set."""
    n = int(document["question"]["operation_left_out"])
    if n == 0:
        return "Nobody else was arrested or charged in it."
    others = "1 other person was" if n == 1 else f"{n:,} other people were"
    return (
        f"{others} arrested or charged in it and {'is' if n == 1 else 'are'} not part of this: exploited people, "
        "children, people of unknown age, and those whom no record ties to anything."
    )


def reason(one: Mapping[str, Any]) -> str:
    """Say in a sentence why a thing belongs to the set.

    Parameters
    ----------
    one
        An entry of `set`.

    Examples
    --------
    >>> reason({"type": "phone", "lines": ["Dunlin", "Stonechat"], "tied_to": {"deal_line": 2},
    ...         "joins_communities": 2, "splits": False})
    'Ties the lines Dunlin and Stonechat, in two communities.'
    """
    lines = [str(name) for name in one["lines"]]
    named = join(lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], f"{len(lines) - 3} others"])
    named = f"the {'line' if len(lines) == 1 else 'lines'} {named}" if lines else ""
    around = {kind: int(number) for kind, number in one["tied_to"].items() if kind != "deal_line"}
    groups = [plural(around[kind], *TYPE_WORDS[kind]) for kind in _TYPES_FIRST if around.get(kind)]
    if one["type"] == "deal_line" and groups:
        said = f"Ties {join([*groups, named] if named else groups)}"
    elif len(lines) > 1:
        said = f"Ties {named}"
    elif lines:
        said = f"Ties {join(groups)} to {named}" if groups else f"Is tied to {named}"
    else:
        said = f"Ties {join(groups)} to each other" if sum(around.values()) > 1 else f"Is tied to {join(groups)}"
    joined = int(one["joins_communities"])
    where = f", in {_number(joined)} communities" if joined > 1 else ""
    ties = "them, what they tie falls" if one["type"] == "person" else "it, what it ties falls"
    apart = f" Without {ties} into separate pieces, as far as is recorded." if one["splits"] else ""
    return f"{said}{where}.{apart}"


def _number(value: int) -> str:
    return _NUMBERS[value] if value < len(_NUMBERS) else f"{value:,}"


def routes_sentence(document: Document) -> str:
    """Say how many lines can still supply their areas."""
    routes = document["routes"]
    if not routes:
        return "No line of this selection has a recorded destination."
    lost = [one for one in routes if one["able_before"] and not one["able_after"]]
    stay = sum(bool(one["able_after"]) for one in routes)
    never = sum(not one["able_before"] for one in routes)
    said = f"{len(lost):,} of {plural(len(routes), 'route')} would no longer be possible"
    first = said if lost else f"None of {plural(len(routes), 'route')} would be lost"
    before = f"; {never:,} had no recorded way before" if never else ""
    return f"{first}; {stay:,} would still be{before}."


def recovery_sentence(document: Document) -> str:
    """Say where each scenario of recovery ends, as a range."""
    measure = measure_of(document)
    rows = document["recovery"]
    if not rows:
        return "No recovery was worked out."
    last = max(int(row["step"]) for row in rows)
    ends = [row for row in rows if int(row["step"]) == last]
    names = {"random": "with anybody", "nearest": "close by", "preferential": "with the well tied"}
    said = [f"{span(row[f'{measure}_low'], row[f'{measure}_high'])} {names[str(row['rule'])]}" for row in ends]
    ties = plural(int(ends[0]["new_ties"]), "new tie")
    unit = MEASURES[measure][1]
    return f"After {ties}, as many as were lost, {MEASURES[measure][0]} stands at {join(said)} ({unit})."
