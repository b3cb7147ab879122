from __future__ import annotations

import pytest

from linesmap.ingest.privacy import identifies_officer_or_source, scrub


@pytest.mark.parametrize(
    "header",
    [
        "Officer",
        "Seizing officer",
        "Submitting officer (collar)",
        "Arresting Officer",
        "Collar",
        "collar_no",
        "PNC operator",
        "CHIS",
        "CHIS ref",
        "Source name",
        "Source ID",
        "Handler",
        "Submitted by",
        "OIC",
        "Continuity",
        "Officer surname",
        "Officer's forename",
        "Arresting officer DOB",
        "Surname (officer)",
        "OIC surname",
        "SIO forename",
        "Sergeant last name",
        "Handler family name",
        "Source surname",
        "Source DOB",
        "CHIS home address",
        "Investigator name",
        "Supervisors name",
    ],
)
def test_headers_that_name_a_person_behind_the_record(header: str) -> None:
    assert identifies_officer_or_source(header)


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Officer-defined ethnicity",
            "Handling code",
            "Source eval",
            "Source",
            "Source force",
            "Reported by",
            "Operation",
        ),
        *(
            "Surname",
            "Subject surname",
            "Nominal forename",
            "Person last name",
            "Operation name",
            "Op name",
            "OCG name",
        ),
        *("Known as", "First name", "Home address", "Radio name", "Audio name"),
    ],
)
def test_headers_that_do_not(header: str) -> None:
    assert not identifies_officer_or_source(header)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("PC 4321 SMITH attended with PCSO 9123", "[officer] attended with [officer]"),
        ("DC 12345 saw the van", "[officer] saw the van"),
        ("T/DS Jones said", "[officer] said"),
        ("pc 4321 smith stopped him", "[officer] stopped him"),
        ("pc 4321 stopped him", "[officer] stopped him"),
        ("Detective Constable Smith reported", "[officer] reported"),
        ("Sgt O'Neil-Jones and Insp. Patel", "[officer] and [officer]"),
        ("CHIS 889 and handler: J Smith", "[source] and [source]"),
        ("Source ref A1234 says", "[source] says"),
    ],
)
def test_officers_and_sources_leave_the_text(text: str, clean: str) -> None:
    assert scrub(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "The officer saw two men; police officers attended.",
        "A PS5 console on DC power",
        "The source is reliable. Source reports heroin.",
        "Warrant executed at the address",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert scrub(text) == text
