"""Hold the sentences of the records: sanitised, plain, and respectful of people who are exploited.

A source is never described. A child is exploited and coerced, never involved or recruited. Slots: {s} the line or
number as named, {S} the same at the start of a sentence, {town}, {origin}, {drug}, {spot}, {vrm}.
"""

from __future__ import annotations

from linesmap.ingest.synthetic.draws import Draws

__all__ = ["NO_LINE", "capital", "fill", "line_phrase", "sentence"]

NO_LINE = "an unknown line"

_LINE = (
    "Information suggests {s} is sending bulk text messages offering {drug} in {town}.",
    "{S} is said to be run from {origin} and to supply {drug} in and around {town}.",
    "Two adults are reported to be dealing {drug} for {s} near the {spot} in {town}.",
    "Unwanted messages from {s} are being received by several people in {town}.",
    "{S} is believed to be using a short-let address in {town}. The address is not known.",
    "Drugs for {s} are thought to reach {town} by train from {origin} towards the end of the week.",
    "{S} has started to offer {drug} at a lower price in {town}.",
    "A new supply of {drug} in {town} is linked to {s}. No further detail.",
    "The person controlling {s} is believed to have returned to {origin}.",
    "Deals for {s} are reported at the {spot}, {town}, mostly in the evening.",
    "Messages from {s} give opening hours and offer {drug}. The wording matches earlier messages.",
    "There is said to be a dispute between {s} and another line over {town}.",
    "Telephony shows {s} in contact with many numbers in {town} in a short period.",
    "Telephony shows {s} in use in {origin} in the morning and in {town} by the afternoon.",
    "A runner for {s} is reported to be staying in {town} until the weekend.",
    "A taxi is believed to be used to move drugs for {s} between {origin} and {town}.",
    "{S} is reported to be busier than usual in {town}. {drug} is offered day and night.",
    "People meeting near the {spot} in {town} are believed to be waiting for {s}.",
    "Cash for {s} is believed to be collected in {town} once a week and taken to {origin}.",
)
_LINE_VEHICLE = (
    "Vehicle {vrm} is believed to deliver {drug} for {s} to {town} twice a week.",
    "Cash from {s} is believed to be taken from {town} to {origin} in vehicle {vrm}.",
    "{S} is reported to be using a hire vehicle. {vrm} was seen in {town}.",
    "{vrm} was seen near the {spot} in {town}, meeting people believed to be buying from {s}.",
)
_CHILD = (
    "An exploited child is believed to be coerced to carry drugs for {s} to {town}. Safeguarding partners informed.",
    "A child missing from {origin} may be in {town} and may be exploited by {s}. Missing persons team informed.",
    "A child may be held to a debt by the person controlling {s}. Debt bondage is suspected. Safeguarding hub told.",
    "A child is missing school and has several phones. Exploitation by {s} is suspected. Referral made.",
    "A child was travelling alone by train between {origin} and {town}. Criminal exploitation by {s} is suspected.",
)
_ADULT = (
    "The home of a vulnerable adult in {town} is believed to have been taken over by people linked to {s}.",
    "A vulnerable adult in {town} is believed to be held to a debt by {s}. Welfare visit requested.",
    "Concern for a vulnerable adult in {town}: unknown visitors day and night, thought to be linked to {s}.",
    "A vulnerable adult in {town} is believed to be coerced to hold drugs for {s}. Safeguarding adults team informed.",
)
_ORDINARY = (
    "Short visits throughout the day suggest supply of {drug} at an address near the {spot} in {town}.",
    "Several people are reported to be using {drug} near the {spot}, {town}.",
    "A strong smell of {drug} is reported near the {spot} in {town}. No names given.",
    "Information suggests {drug} is sold in licensed premises in {town} at weekends.",
    "{drug} is said to be offered through a social media account to people in {town}.",
    "A male known by a street name only is reported to supply {drug} in {town}.",
    "Drug litter was found near the {spot} in {town}. Council informed.",
    "Exchange seen between two people near the {spot} in {town}. Believed to be {drug}.",
    "{drug} of unusual strength is reported in {town}. Treatment services informed.",
    "Parcels of {drug} are believed to be delivered to {town} by post.",
    "No change at an address near the {spot} in {town}. Visitors seen on most evenings.",
    "{drug} is believed to be stored in a lock-up garage in {town}.",
    "A group is reported to gather near the {spot} in {town} in the evening. {drug} is used openly.",
    "Price of {drug} is reported to have risen in {town}.",
    "Information suggests {drug} is being brought to an event in {town} this weekend.",
    "Officers on patrol spoke to several people near the {spot} in {town}. No offences seen.",
    "A delivery rider is believed to supply {drug} in {town}.",
    "An address in {town} has new cameras and a strengthened door. Supply of {drug} is suspected.",
    "Cash and {drug} were seen to change hands near the {spot} in {town}.",
    "{drug} is believed to be supplied from a boat or caravan near {town}.",
)
_ORDINARY_VEHICLE = (
    "Information suggests {drug} is sold from vehicle {vrm} near the {spot} in {town}.",
    "{vrm} is parked near the {spot} in {town} most evenings. Short meetings at the window.",
    "Occupants of {vrm} are believed to deliver {drug} around {town}.",
)
_BY_NAME = {
    "line": _LINE,
    "line vehicle": _LINE_VEHICLE,
    "child": _CHILD,
    "adult": _ADULT,
    "ordinary": _ORDINARY,
    "ordinary vehicle": _ORDINARY_VEHICLE,
    "growing": (
        "A building in {town} is believed to be used to grow cannabis. Windows are covered and there is a hum of fans.",
        "A strong smell of growing cannabis is reported near the {spot} in {town}.",
        "Electricity use at a unit in {town} is unusual. Cannabis is believed to be grown there.",
    ),
    "check back": (
        "Check-back: {s} was called on three days and does not connect.",
        "Check-back: no messages from {s} have been seen in {town} since the closure.",
    ),
    "answers again": (
        "{S} is answering again, on a new number. The wording of the messages is the same.",
        "A message to {town} says that {s} is back under its old name.",
        "{S} is offering {drug} in {town} again after some weeks of silence.",
    ),
    "rebrand": (
        "People formerly seen with {before} are now selling in {town} as {s}.",
        "{S} is answered on the handset formerly used for {before} (IMEI ending {handset}).",
        "A message in {town} says that {before} has changed its name. It now calls itself {s}.",
    ),
    "new number": (
        "A broadcast message gives a new number for {s}.",
        "{S} has changed its number. People in {town} have been told to delete the old one.",
    ),
    "shared": (
        "The same person is believed to be seen with {s} and with {other}.",
        "{S} and {other} are thought to be supplied by the same people in {origin}.",
    ),
    "shared vehicle": ("{vrm} has been seen with both {s} and {other}.",),
    "arrest": (
        "Arrested in {town} on suspicion of being concerned in the supply of {drug}.",
        "Arrested near the {spot} in {town}. {drug} and a phone found.",
        "Arrested after a foot chase in {town}. Believed to be dealing for {s}.",
        "Arrested at the {spot}, {town}, on suspicion of possession with intent to supply.",
    ),
    "charge": (
        "Charged with being concerned in the supply of {drug}.",
        "Charged with possession of {drug} with intent to supply. Linked to {s}.",
        "Charged. First hearing listed.",
    ),
    "warrant": (
        "Warrant under section 23 Misuse of Drugs Act executed in {town}. Address linked to {s}.",
        "Warrant executed in {town}. Evidence of supply of {drug} found.",
        "Warrant executed in {town}. Nothing found.",
    ),
    "closure": ("Line closed: {s}.", "{S} closed. Number to be checked in the coming weeks."),
    "holder arrest": ("Person controlling {s} arrested at the time the number was answering.",),
    "holder charge": ("Person controlling {s} charged with being concerned in the supply of {drug}. Remanded.",),
    "safeguarding adult": (
        "Safeguarding visit in {town} with a housing officer. Advice given and locks changed.",
        "Visit to a vulnerable adult in {town}. Home believed to have been taken over by people linked to {s}.",
        "Welfare check on a vulnerable adult in {town}. Support offered and accepted.",
    ),
    "safeguarding child": (
        "Visit with children's services in {town}. An exploited child was seen and is safe.",
        "An exploited child was found in {town}, away from home, and taken to a place of safety.",
        "Visit in {town}. The child is believed to be coerced to carry drugs for {s}. Plan agreed with family.",
    ),
    "referral of the exploited": (
        "Referral made with partners. Exploitation by {s} is suspected.",
        "Referred to support after contact in {town}. Contact to be made within two days.",
        "Referred after a visit in {town}. Strategy discussion held.",
    ),
    "referral to treatment": (
        "Referred after contact in {town}. Consent given.",
        "Referred to treatment at own request. First appointment offered in {town}.",
    ),
    "drug test": (
        "Drug test on arrest: positive for {drug}.",
        "Tested in custody: negative.",
        "Tested in custody: positive for {drug}.",
    ),
    "other": ("Activity recorded in {town}.",),
    "stop and search": (
        "Stopped near the {spot} in {town}. Searched under section 23 Misuse of Drugs Act.",
        "Stopped after a short meeting seen at the {spot}, {town}.",
        "Stop and search in {town}. Grounds and record given.",
    ),
    "stop of a child": (
        "Stopped at the {spot}, {town}. Exploitation is suspected. Appropriate adult called and referral made.",
    ),
    "seizure": (
        "Found during a search in {town}.",
        "Found near the {spot}, {town}.",
        "Found in a search of a person in {town}, believed to be dealing for {s}.",
        "Abandoned during a foot chase in {town}.",
        "Found hidden in bushes near the {spot}, {town}.",
    ),
    "seizure at warrant": (
        "Found during a warrant in {town}.",
        "Found in a kitchen cupboard during a warrant in {town}. Scales and bags found with it.",
        "Found at an address in {town} linked to {s}.",
    ),
    "plants seized": (
        "Found growing at an address in {town}. Plants destroyed on site.",
        "Plants found at a unit in {town} during a search.",
    ),
    "phone seized": (
        "Mobile phone seized in {town}. Number found on the handset.",
        "Phone seized, ringing constantly, in {town}. Believed to be used for {s}.",
    ),
}


def sentence(name: str, draws: Draws, *, of_line: bool) -> str:
    """Draw one of the sentences of a name, with its slots unfilled.

    Parameters
    ----------
    name
        Of the sentences.
    draws
        Source of randomness.
    of_line
        Whether the record is about a line; otherwise sentences that speak of one are left out if others are there.

    Returns
    -------
    template
        With slots.
    """
    sentences = _BY_NAME[name]
    if not of_line:
        sentences = tuple(text for text in sentences if "{s}" not in text and "{S}" not in text) or sentences
    return draws.pick(sentences)


def line_phrase(name: str, number: str, draws: Draws) -> str:
    """Write how a text speaks of a line: by brand, by number, by both, or by neither.

    Parameters
    ----------
    name, number
        As they should be written; empty for what the text does not say.
    draws
        Source of randomness.

    Returns
    -------
    phrase
        To stand in the middle of a sentence.
    """
    if name and number:
        return draws.pick((f"the {name} line ({number})", f"the {name} line on {number}", f"{name} ({number})"))
    if name:
        styles = (f"the {name} line", f"the {name} line", name, f"the '{name}' line", f"the {name.upper()} line")
        return draws.pick(styles)
    if number:
        return draws.pick((f"the number {number}", f"mobile {number}", f"the line on {number}"))
    return "the line"


def capital(phrase: str) -> str:
    """Begin a phrase with a capital letter."""
    return phrase[:1].upper() + phrase[1:]


def fill(template: str, slots: dict[str, str]) -> str:
    """Fill a template; none of its sentences begins with a small letter."""
    return ". ".join(capital(part) for part in template.format_map(slots).split(". "))
