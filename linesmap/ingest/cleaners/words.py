"""Read the closed vocabularies: actions, outcomes, roles, and the status, kind and closure of a line."""

from __future__ import annotations

from linesmap.ingest.cleaners.base import Problem, is_blank, squash, tidy
from linesmap.ingest.cleaners.word_lists import (
    ACTIONS,
    CLOSURE_TYPES,
    LINE_KINDS,
    ROLES,
    STATUSES,
    Rules,
)
from linesmap.ingest.cleaners.word_lists import OUTCOMES as OUTCOME_WORDS
from linesmap.ingest.reasons import Reason
from linesmap.model.vocabulary import EnforcementAction, LineKind, Role

__all__ = [
    "LINE_STATUSES",
    "OUTCOMES",
    "SEXES",
    "clean_action",
    "clean_closure_type",
    "clean_line_kind",
    "clean_line_status",
    "clean_outcome",
    "clean_role",
    "clean_sex",
]

OUTCOMES = ("charged", "pending", "no further action", "out of court", "other")
SEXES = ("female", "male", "other")
LINE_STATUSES = ("suspected", "active", "reactivated", "dormant", "closed", "merged", "rebranded", "unknown")


def _plain(text: str) -> str:
    return tidy(text).casefold().replace("_", " ")


def _first_rule(rules: Rules, text: str) -> str | None:
    """Give the value of the first rule that is found: the order of the rules is an order of precedence."""
    return next((str(value) for value, pattern in rules if pattern.search(_plain(text))), None)


def _first_word(rules: Rules, text: str) -> str | None:
    """Give the value of what the text names first, the longest words where two begin together.

    "Arrest on warrant" is an arrest, "Warrant, 3 arrests" a warrant, "Safeguarding referral" a referral.
    """
    found = [(match.start(), -len(match[0]), str(value)) for value, p in rules if (match := p.search(_plain(text)))]
    return min(found)[2] if found else None


def clean_action(text: str) -> str | Problem | None:
    """Read what the police did: one of `EnforcementAction`.

    Returns
    -------
    action
        None when the cell says nothing; a `Problem` with the value `other` for a word that is not known, so
        that the row is kept.

    Examples
    --------
    >>> clean_action("MDA warrant executed"), clean_action("NRM referral"), clean_action("Drug test on arrest")
    ('warrant', 'referral', 'drug test')
    """
    if is_blank(text):
        return None
    if _plain(text) in {"other", "various"}:
        return EnforcementAction.OTHER.value
    message = "expected an action such as arrest, warrant or line closure; found another word, kept as other"
    return _first_word(ACTIONS, text) or Problem(Reason.WORD_UNKNOWN, message, EnforcementAction.OTHER.value)


def clean_outcome(text: str) -> str | Problem | None:
    """Read what came of an action: one of `OUTCOMES`. Here NFA is no further action.

    Examples
    --------
    >>> clean_outcome("RUI"), clean_outcome("NFA"), clean_outcome("Khat or Cannabis warning")
    ('pending', 'no further action', 'out of court')
    """
    if is_blank(text):
        return None
    message = "expected an outcome such as charged, RUI, NFA or caution; found another word, kept as other"
    return _first_word(OUTCOME_WORDS, text) or Problem(Reason.WORD_UNKNOWN, message, "other")


def clean_role(text: str) -> str | Problem | None:
    """Read what the people of a record are: values of `Role`, in the order of their references.

    A person both suspect and exploited is exploited. Several people are separated by semicolons.

    Examples
    --------
    >>> clean_role("DP"), clean_role("Suspect / potential victim"), clean_role("suspect; victim")
    ('suspect', 'exploited', 'suspect;exploited')
    """
    if is_blank(text):
        return None
    roles = [_first_rule(ROLES, part) for part in text.split(";")]
    said = ";".join(role or Role.UNKNOWN.value for role in roles)
    message = "expected suspect, exploited, witness or unknown; found another word, kept as unknown"
    return said if all(roles) else Problem(Reason.WORD_UNKNOWN, message, said)


def clean_line_status(text: str) -> str | Problem | None:
    """Read the status of a line in a register: one of `LINE_STATUSES`.

    Examples
    --------
    >>> clean_line_status("LIVE"), clean_line_status("Closed (Type 1)"), clean_line_status("inactive")
    ('active', 'closed', 'dormant')
    """
    if is_blank(text):
        return None
    message = "expected a status such as active, dormant or closed; found another word, kept as unknown"
    return _first_rule(STATUSES, text) or Problem(Reason.WORD_UNKNOWN, message, "unknown")


def clean_line_kind(text: str) -> str | Problem | None:
    """Read whether a line crosses a force boundary: one of `LineKind`.

    Examples
    --------
    >>> clean_line_kind("Ext"), clean_line_kind("local")
    ('external', 'internal')
    """
    if is_blank(text):
        return None
    message = "expected external or internal; found another word, kept as unknown"
    return _first_rule(LINE_KINDS, text) or Problem(Reason.WORD_UNKNOWN, message, LineKind.UNKNOWN.value)


def clean_closure_type(text: str) -> str | Problem | None:
    """Read the type of a line closure: Type 1 or Type 2 (Home Office County Lines Programme).

    Examples
    --------
    >>> clean_closure_type("T1"), clean_closure_type("2"), clean_closure_type("Closed - Type 2")
    ('Type 1', 'Type 2', 'Type 2')
    """
    if is_blank(text):
        return None
    found = _first_rule(CLOSURE_TYPES, text)
    return found or Problem(Reason.WORD_UNKNOWN, "expected Type 1 or Type 2; found another word, left empty")


# The digits are those of ISO 5218: 0 not known, 1 male, 2 female, 9 not applicable.
_SEX_WORDS = {
    **dict.fromkeys(("f", "female", "woman", "girl", "2", "2female"), "female"),
    **dict.fromkeys(("m", "male", "man", "boy", "1", "1male"), "male"),
    **dict.fromkeys(("x", "o", "other", "nonbinary", "nb", "indeterminate", "intersex", "indeterminatesex"), "other"),
    **dict.fromkeys(
        ("u", "0", "9", "notspecified", "unspecified", "0notknown", "9notspecified", "prefernottosay"), None
    ),
}


def clean_sex(text: str) -> str | Problem | None:
    """Read a sex or gender: one of `SEXES`.

    Examples
    --------
    >>> clean_sex("M"), clean_sex("Female"), clean_sex("Non-binary"), clean_sex("U")
    ('male', 'female', 'other', None)
    """
    word = squash(text)
    if is_blank(text) or (word in _SEX_WORDS and _SEX_WORDS[word] is None):
        return None
    message = "expected female, male or other; found another word, left empty"
    return _SEX_WORDS.get(word) or Problem(Reason.WORD_UNKNOWN, message)
