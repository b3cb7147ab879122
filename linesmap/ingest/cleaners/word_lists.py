"""List the words records use for the values of the closed vocabularies.

In a list, entries are separated by commas, `*` stands for the rest of a word, and everything else is plain.
Sources: domain reference, section 7.3; outcomes and search types as published by data.police.uk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from linesmap.model.vocabulary import ClosureType, EnforcementAction, LineKind, Role

__all__ = ["ACTIONS", "CLOSURE_TYPES", "LINE_KINDS", "OUTCOMES", "ROLES", "STATUSES", "Rules"]

Rules = Sequence[tuple[str, re.Pattern[str]]]


def _rules(*pairs: tuple[str, str]) -> Rules:
    """Compile (value, list of words) pairs into patterns that match whole words, the longest first."""
    return tuple((str(value), _pattern(words)) for value, words in pairs)


def _pattern(words: str) -> re.Pattern[str]:
    entries = sorted((" ".join(entry.split()) for entry in words.split(",")), key=lambda entry: (-len(entry), entry))
    escaped = (re.escape(entry).replace(r"\*", r"\w*") for entry in entries if entry)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(escaped)})(?![a-z0-9])")


ACTIONS = _rules(
    (
        EnforcementAction.DRUG_TEST,
        """drug test, drug tests, drugs test, drugs tests, drug tested, tested for drugs, test on arrest, testing
        on arrest, dtoa""",
    ),
    (
        EnforcementAction.STOP_SEARCH,
        """stop and search*, stop & search*, stop search*, stop-search*, stop/search*, stopped and searched, stop
        searches, stops and searches, s&s, s & s, person search, person and vehicle search, vehicle search,
        section 23 search, s23 search, s.23 search, s 23 search, section 1 pace""",
    ),
    (
        EnforcementAction.LINE_CLOSURE,
        """line closure*, line closed, lines closed, line dismantled, lines dismantled, line shut down, line
        takedown, line deactivat*, county line closure*, deal line closure*, drugs line closure*, drug line
        closure*, closure of line, closure of county line, closure of deal line, closed line, closed county
        line, closed deal line, close line, ddtro, type 1 closure*, type 2 closure*, closure type 1, closure
        type 2""",
    ),
    (
        EnforcementAction.REFERRAL,
        """referral*, referred, nrm, nrm referral*, mash referral*, safeguarding referral*, child referral*,
        treatment referral*, drug referral*, arrest referral*, signpost*""",
    ),
    (
        EnforcementAction.SAFEGUARDING,
        """safeguard*, safeguarding visit*, safeguarding check*, welfare visit*, welfare check*, cuckoo*, cuckooing
        visit*, cuckoo visit*, vulnerability visit*, vulnerable person visit*, address visit*, visit, visits""",
    ),
    (
        EnforcementAction.WARRANT,
        """warrant*, search warrant*, mda warrant*, s23 warrant*, s.23 warrant*, section 23 warrant*, section 23,
        s23, s.23, section 8, section 8 pace, s8, s8 pace, s.8, premises search*, search of premises""",
    ),
    (
        EnforcementAction.CHARGE,
        """charge, charges, charged, charged and remanded, postal requisition, postal charge*, remanded, line
        holder charged""",
    ),
    (EnforcementAction.ARREST, "arrest, arrests, arrested, re-arrest*, rearrest*, detained, in custody, custody"),
)

OUTCOMES = _rules(
    (
        "out of court",
        """out of court*, oocd, ooc, caution*, conditional caution*, simple caution*, warning*, community
        resolution*, local resolution, cr, pnd, penalty notice*, fixed penalty*, diverted, diversion, deferred
        prosecution, cannabis warning*, khat or cannabis warning""",
    ),
    (
        "charged",
        """charge, charged, charges, charged and remanded, remand*, postal requisition, postal charge*, summons*,
        convicted, sentenced, awaiting court*, court outcome, prosecuted, court case unable to proceed""",
    ),
    (
        "pending",
        """rui, released under investigation, under investigation, bail, bailed, pre-charge bail, police bail, pcb,
        pending, ongoing, on-going, awaiting, investigation continues""",
    ),
    (
        "no further action",
        """nfa, nfad, nfa'd, no further action*, a no further action disposal, nothing found, no action, not
        charged, no charge, no charges, refused charge, charge refused, without charge, released without charge,
        unable to prosecute*, investigation complete, no suspect identified, not in the public interest, formal
        action is not*, further investigation is not*, further action is not*, discontinued, discharged, no
        offence*""",
    ),
    (
        "other",
        """other, arrest, arrested, recall*, transferred, action to be taken by another*, immigration*, hospital,
        status update*""",
    ),
)

# The order is one of precedence: a person both suspect and exploited is exploited.
ROLES = _rules(
    (
        Role.EXPLOITED,
        """exploited*, victim*, potential victim*, pv, vulnerable*, cuckooed, at risk, nrm, cce, cse, coerced,
        safeguard*, misper, missing child, missing person, injured party, ip, aggrieved, complainant""",
    ),
    (
        Role.OFFICER,
        """officer*, police officer*, reporting officer, arresting officer, seizing officer, oic, constable, pcso,
        sergeant, inspector, detective*, police staff, investigator""",
    ),
    (Role.WITNESS, "witness*, informant, caller, reporting person, third party, bystander, resident, neighbour"),
    (
        Role.SUSPECT,
        """suspect*, susp, offender*, accused, defendant*, detainee, detained person, dp, perpetrator, line holder,
        lineholder, dlh, arrested, charged, convicted, principal, dealer, runner, nominal""",
    ),
    (Role.UNKNOWN, "subject, person, associate, named, occupant, driver, passenger, keeper, other"),
)

STATUSES = _rules(
    ("reactivated", "reactivat*, re-activat*, reopened, re-opened, reappeared, returned"),
    ("rebranded", "rebrand*, re-brand*, renamed, changed name"),
    ("merged", "merge, merged, taken over, absorbed, combined"),
    ("closed", "closed*, closure, type 1, type 2, t1, t2, dismantled, shut down, ceased, ended, deactivated"),
    ("dormant", "dormant, inactive, not active, quiet, no recent activity"),
    ("suspected", "suspect*, possible, potential, unconfirmed, emerging, new, intel only, believed"),
    ("active", "active, live, open, current, running, operating, confirmed"),
)

LINE_KINDS = _rules(
    (LineKind.EXTERNAL, "ext, external, cross border, cross-border, out of force, import*, export*"),
    (LineKind.INTERNAL, "int, internal, local, in force, in-force, within force, home grown, home-grown, domestic"),
)

CLOSURE_TYPES = _rules(
    (ClosureType.TYPE_1, "type 1, type1, type one, type i, t1, t 1, 1"),
    (ClosureType.TYPE_2, "type 2, type2, type two, type ii, t2, t 2, 2"),
)
