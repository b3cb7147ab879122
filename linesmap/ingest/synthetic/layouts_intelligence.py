"""Describe the intelligence logs of the five forces, and the one the region shares.

Headers and habits follow section 7 of the domain reference: composites from practice, no real system's export.
"""

from __future__ import annotations

from linesmap.ingest.synthetic.layout import INVENTED, SHARED_FILE, DateStyle, Layout, columns
from linesmap.model.vocabulary import RecordKind

__all__ = ["INTELLIGENCE_LAYOUTS"]

_I = RecordKind.INTELLIGENCE

INTELLIGENCE_LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "intelligence_avon_and_somerset_niche.csv",
        _I,
        0,
        columns("""
        URN = reference | Date entered = entered | Date of information = occurred_from
        Information date to = occurred_to | Source eval = source_evaluation
        Intel assessment = information_evaluation | Handling code = handling | Handling conditions = handling_conditions
        GSC = marking | Submitting officer = officer | Owning force = recording_force
        Subject nominal refs = person_ref | Forename = forename | Surname = surname | DOB = date_of_birth
        Subject category = person_role | Age = age | Home address = home_address | Home postcode = home_postcode
        OCG = group_name | Location text = place
        Postcode = postcode | Easting = easting | Northing = northing | Vehicle (VRM) = vehicle | Phone = phone
        Line name = line_name | Operation name = operation | Operation phase = phase | Themes/flags = themes
        Text (sanitised) = summary | Review date = review | Data status = data_status
        """),
        DateStyle.LONG,
        "IR52/{1}/{0:06d}",
    ),
    Layout(
        "intelligence_devon_and_cornwall_athena.csv",
        _I,
        1,
        columns("""
        Ref No = reference | Date from = occurred_from | Date to = occurred_to | Grade = grading | HC = handling
        Conditions = handling_conditions | Classification = marking | Owner = recording_force
        Nominal ID = person_ref | Name = person_name | Date of birth = date_of_birth | Role = person_role
        Nominal address = home_address | OCG = group_name | Location = place
        Grid Ref = grid_reference | VRM = vehicle | Telephone = phone | Deal line = line_name | Op Name = operation
        Phase = phase | Flags = themes | Commodity = drug | Details = summary | Officer = officer
        Data status = data_status
        """),
        DateStyle.SHORT,
        "50INT{1}-{0:06d}",
        encoding="cp1252",
        delimiter=";",
        newline="\r\n",
        names="upper",
    ),
    Layout(
        "intelligence_dorset_connect.xlsx",
        _I,
        2,
        columns("""
        Log No = reference | When = occurred_from | Until = occurred_to | 3x5x2 = grading | Handling code = handling
        Handling instructions = handling_conditions | Protective marking = marking | Force = recording_force
        Nominal = person_ref | Subject = person_name | Subject role = person_role | Age group = age
        DOB = date_of_birth | Sex = sex | Home address = home_address | Group = group_name | Location = place
        Postcode = postcode
        Latitude = lat | Longitude = lon | Reg = vehicle | Mobile = phone
        Line = line_name | Operation = operation | Op phase = phase | Theme = themes | Information = summary
        """),
        DateStyle.EXCEL,
        "C55/{0:06d}/{1}",
        sheet="Log",
        title=(f"Intelligence log, Connect extract. {INVENTED}",),
        ages="bands",
    ),
    Layout(
        "intelligence_gloucestershire_legacy_5x5x5.csv",
        _I,
        3,
        columns("""
        IR Number = reference | Information date = occurred_from | 5x5x5 = grading
        Handling instructions = handling_conditions | Security marking = marking | Police force = recording_force
        Nominal reference = person_ref | Surname = surname | Forename = forename | Date of birth = date_of_birth
        Subject role = person_role | OCG = group_name | Town = place | Post code = postcode
        NGR = grid_reference | Registration = vehicle | Tel = phone | Brand = line_name | Op = operation
        Operation phase = phase
        Theme = themes | Report = summary | Collar no = officer | Data status = data_status
        """),
        DateStyle.ORACLE,
        "G{1}IR{0:05d}",
        encoding="utf-8-sig",
        newline="\r\n",
        grading="5x5x5",
    ),
    Layout(
        "intelligence_wiltshire_niche.csv",
        _I,
        4,
        columns("""
        IR/URN = reference | Date/time = occurred_from | Until = occurred_to | Evaluation = grading
        Handling code = handling | Conditions = handling_conditions | GSC marking = marking
        Force/BCU = recording_force | Nominal ref = person_ref | Nominal name = person_name
        Date of birth = date_of_birth | Home address = home_address | Home postcode = home_postcode | Group = group_name
        Person role = person_role | Location description = place | PCode = postcode | Eastings = easting
        Northings = northing | Reg = vehicle | MSISDN = phone | County line = line_name | Operation = operation
        Op phase = phase | Keywords = themes | Drug type = drug | Sanitised text = summary
        """),
        DateStyle.ISO,
        "54/{0:06d}/{1}",
        title=(INVENTED, "Wiltshire intelligence extract; all people, numbers and events are invented"),
        names="plain",
    ),
    Layout(
        "intelligence_regional_shared.csv",
        _I,
        SHARED_FILE,
        columns("""
        Intelligence reference = reference | Date = occurred_from | To = occurred_to | Grading code = grading
        Handling code = handling | Handling conditions = handling_conditions | Classification = marking
        Reporting force = recording_force | Person ref = person_ref | Subject = person_name | DOB = date_of_birth
        Nominal address = home_address | Role = person_role | OCG = group_name | Location = place
        Latitude = lat | Longitude = lon | Index = vehicle | Numbers = phone | Line/brand = line_name
        Operation = operation | Phase = phase | Themes = themes | Text = summary | Data status = data_status
        """),
        DateStyle.LONG_TIME,
        "SWR-{1}-{0:06d}",
    ),
)
