"""Keep officers and sources out: columns that name them are dropped, mentions in text are replaced.

The Code of Practice on intelligence asks for sanitised text; linesmap never asks who a source is. A column is
judged by its header, because its values cannot be told from other names.
"""

from __future__ import annotations

import re

from linesmap.ingest.cleaners.base import squash

__all__ = ["identifies_officer_or_source", "scrub"]

_HEADER = re.compile(
    r"officer(?!defined|days|shifts)|collarno|collarnumber|^collar$|shoulderno|shouldernumber|warrantno|warrantnumber|epaulette"
    r"|^oic$|^sio$|^io$|caseowner|chis|sourcename|sourceidentity|sourceid|sourceref|sourcereference|sourceno"
    r"|sourcenumber|sourcepseudonym|sourceperson|nameofsource|informant|handlername|sourcehandler|^handler$|^handlers$"
    r"|^controller$|submittedby|submitter|createdby|enteredby|inputby|recordedby|reportedbyname|authorisedby"
    r"|seizedby|exhibitedby|producedby|arrestedby|searchedby|pncoperator|^operator$|^author$|continuity|staffname"
    r"|staffno|staffnumber|employeeno|employeenumber|payroll"
    # The name, birth or home of somebody on the police's side, in columns of its own: "OIC surname".
    r"|(?:^(?:oic|sio|dsio|io|pc|dc|ps|ds|di|dci|pcso|dio|sgt|dsu)|handler|controller|operator|author|source|staff"
    r"|investigator|supervisor|sergeant|constable|inspector|analyst|interviewer|informer|reviewer|assessor|moderator)s?"
    r"(?:full|sur|fore|last|first|given|family|home)?(?:names?|dob|dateofbirth|address|initials?)"
)

_SHORT_RANKS = r"(?:[TA]/)?(?:W?PC|W?DC|PS|W?DS|DI|DCI|DSU|PI|CI|PCSO|SPC|TDC)"
_LONG_RANKS = (
    r"(?i:[ta]/)?(?i:(?:detective |police |special |temporary |acting |chief |community support |det |ch )*"
    r"(?:constable|sergeant|inspector|superintendent|officer|const|con|sgt|insp|supt))"
)
# A surname or two may follow, in capitals or with an initial capital: "PC 4321 SMITH", "DC J. O'Neil-Jones".
_SURNAME = r"(?:Mc|Mac|[OD]['’])?[A-Z][A-Za-z'’]+(?:-[A-Z][A-Za-z'’]+)?"
_NAME = rf"(?:\s+(?:[A-Z]\.?\s+)?{_SURNAME}){{1,2}}"
_NUMBER = r"\s*[#:]?\s*\d{2,6}[A-Z]?\b"
# In text without capitals a name cannot be told from a verb; these follow a number often enough to be spared.
_VERBS = (
    "and|or|with|at|in|on|of|to|from|for|by|who|was|were|is|has|had|then|attended|attends|attending|saw|seen|stopped"
    "|arrested|seized|found|searched|spoke|located|observed|reported|reports|states|stated|advised|conducted|the|a"
)
_OFFICER = re.compile(
    rf"\b(?:{_SHORT_RANKS}|{_LONG_RANKS}\.?)(?:{_NUMBER}(?:{_NAME})?|{_NAME}(?:{_NUMBER})?)"
    rf"|\b(?i:{_SHORT_RANKS}){_NUMBER}(?:\s+(?!(?:{_VERBS})\b)[a-z'-]{{2,}}\b)?"
    r"|\b(?i:collar|shoulder|warrant)\s+(?i:no|number)\.?\s*:?\s*[A-Z]{0,2}\d{2,6}\b"
)
_PERSON = r"(?i:CHIS|source|handler|controller)"
_SOURCE = re.compile(
    rf"\b{_PERSON}\s*(?i:ref(?:erence)?|no|number|id|urn)?\.?\s*[#:]?\s*[A-Z]{{0,4}}[-/]?\d{{2,}}[A-Z\d/-]*"
    rf"|\b{_PERSON}\s+(?i:name|named|identity|is)\b\s*:?{_NAME}"
    rf"|\b{_PERSON}\s*:{_NAME}|\bCHIS{_NAME}"
)

_LETTERS = re.compile("[a-z]+")
_TELLING = frozenset(
    {"pc", "wpc", "dc", "wdc", "ps", "ds", "wds", "di", "dci", "dsu", "pi", "ci", "pcso", "spc", "tdc"}
    | {"constable", "sergeant", "inspector", "superintendent", "officer", "const", "con", "sgt", "insp", "supt"}
    | {"collar", "shoulder", "warrant", "chis", "source", "handler", "controller"}
)


def identifies_officer_or_source(header: str) -> bool:
    """Tell whether a column holds an officer, a handler or a source, by its header.

    Examples
    --------
    >>> [identifies_officer_or_source(h) for h in ("Seizing officer", "CHIS ref", "Officer-defined ethnicity")]
    [True, True, False]
    >>> [identifies_officer_or_source(h) for h in ("Officer surname", "OIC forename", "Surname", "Subject forename")]
    [True, True, False, False]
    >>> [identifies_officer_or_source(h) for h in ("Source eval", "Handling code", "Collar no")]
    [False, False, True]
    """
    return bool(_HEADER.search(squash(header)))


def scrub(text: str) -> str:
    """Replace officers by `[officer]` and references to a source by `[source]`.

    A rank counts only with a number or a capitalised name after it. Rather too much is replaced than too
    little: one or two capitalised words after a rank are taken for a name.

    Examples
    --------
    >>> scrub("PC 4321 SMITH and DC 12345 saw the van. CHIS 889 reports more.")
    '[officer] and [officer] saw the van. [source] reports more.'
    """
    # Most texts name neither; looking for the words first makes a million of them quick.
    if _TELLING.isdisjoint(_LETTERS.findall(text.casefold())):
        return text
    return _SOURCE.sub("[source]", _OFFICER.sub("[officer]", text))
