"""Describe the registers of seizures and of enforcement of the five forces and their partners.

Headers and habits follow section 7 of the domain reference: composites from practice, no real system's export.
"""

from __future__ import annotations

from linesmap.ingest.synthetic.layout import INVENTED, SHARED_FILE, DateStyle, Layout, columns
from linesmap.model.vocabulary import RecordKind

__all__ = ["ACTIVITY_LAYOUTS"]

_S, _E = RecordKind.SEIZURE, RecordKind.ENFORCEMENT

ACTIVITY_LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "seizures_avon_and_somerset.csv",
        _S,
        0,
        columns("""
        Exhibit ref = reference | Date/time seized = occurred_from | Force = recording_force | Place seized = place
        Postcode = postcode | Seizing officer = officer | Item description = summary | Drug type (suspected) = drug
        Quantity = quantity | Purity % = purity_pct | Street value = stated_value_gbp | Cash GBP = cash_gbp
        Weapon = weapon | Nominal ref = person_ref | Nominal name = person_name | Home address = home_address
        Vehicle (VRM) = vehicle | Phone number = phone
        Line name = line_name | Operation name = operation | Operation phase = phase | GSC = marking
        Handling code = handling | Store = store | Data status = data_status
        """),
        DateStyle.LONG_TIME,
        "AS{1}/EX/{0:05d}",
        totals=True,
    ),
    Layout(
        "seizures_devon_and_cornwall_exhibits.csv",
        _S,
        1,
        columns("""
        Exhibit No = reference | Seal no = seal | Custody no = custody | When = occurred_from
        Owner force = recording_force | Venue = place | Grid = grid_reference | Officer = officer
        Description = summary | Substance = drug | Amount = quantity | Packages (wraps) = packages | Test = test
        Class = drug_class | Est value = stated_value_gbp | Cash £ = cash_gbp | Offensive weapon = weapon
        Person ref = person_ref | Name = person_name | DOB = date_of_birth | Reg = vehicle | Mobile = phone
        Deal line = line_name | Op = operation
        Phase no = phase | Classification = marking | HC = handling | Data status = data_status
        """),
        DateStyle.SHORT,
        "DC{1}EXH{0:06d}",
        encoding="cp1252",
        delimiter=";",
        newline="\r\n",
    ),
    *(
        Layout(
            "seizures_dorset.xlsx",
            _S,
            2,
            columns("""
            Exhibit = reference | Date seized = occurred_from | Force = recording_force | Location = place
            Postcode = postcode | Drug type = drug | Quantity seized = quantity | Unit = unit | Value = stated_value_gbp
            Cash seized = cash_gbp | Weapon type = weapon | Nominal = person_ref | Registration = vehicle
            Telephone number = phone | Line = line_name | Operation = operation | Phase = phase | Notes = summary
            """),
            DateStyle.EXCEL,
            "DOR/{0:05d}/{1}",
            sheet=f"Seizures {year}",
            title=(INVENTED,),
            year=year,
        )
        for year in (2024, 2025)
    ),
    Layout(
        "seizures_gloucestershire.csv",
        _S,
        3,
        columns("""
        Event ref = reference | Date of seizure = occurred_from | Police force = recording_force | Town/City = place
        Post code = postcode | Eastings = easting | Northings = northing | Commodity = drug
        Weight/quantity = quantity | Units = unit | Est value = stated_value_gbp | Money = cash_gbp
        Weapons = weapon | Nominal reference = person_ref | VRN = vehicle | Tel = phone | Brand = line_name
        Op = operation | Op phase = phase | Remarks = summary | Data status = data_status
        """),
        DateStyle.ORACLE,
        "GLS{1}{0:06d}",
        encoding="utf-8-sig",
        newline="\r\n",
    ),
    Layout(
        "activity_wiltshire.xlsx",
        _S,
        4,
        columns("""
        Record ref = reference | Date = occurred_from | Force = recording_force | Location = place | PCode = postcode
        Drug = drug | Qty = quantity | UOM = unit | Purity = purity_pct | Street value = stated_value_gbp
        Cash = cash_gbp | Weapon = weapon | Nominal = person_ref | Name = person_name | VRM = vehicle | Mobile = phone
        County line = line_name | Operation = operation | Phase = phase | Description = summary
        """),
        DateStyle.EXCEL,
        "W{1}P{0:05d}",
        sheet="Property",
        title=(f"Wiltshire property and activity. {INVENTED}", "Extract for the region"),
        names="plain",
    ),
    Layout(
        "seizures_partner_forces.csv",
        _S,
        SHARED_FILE,
        columns("""
        Record ref = reference | Seizure date = occurred_from | Reported by = recording_force | Area = place
        Postcode = postcode | Latitude = lat | Longitude = lon | Drug name = drug | Net weight = quantity
        Value = stated_value_gbp | Cash seized = cash_gbp | Weapon type = weapon | Person ref = person_ref
        Vehicle reg = vehicle | Mobile number = phone | Drug line = line_name | Op = operation | Phase = phase
        Forename = forename | Surname = surname | Notes = summary | Data status = data_status
        """),
        DateStyle.ISO,
        "PF{1}S{0:05d}",
        totals=True,
    ),
    Layout(
        "enforcement_avon_and_somerset_custody.csv",
        _E,
        0,
        columns("""
        Custody record no = reference | Date of action = occurred_from | Force = recording_force | Action type = action
        Count = action_count | Station = station | Person ref = person_ref | Surname = surname | Forename = forename
        DOB = date_of_birth | Home address = home_address | Home postcode = home_postcode
        Role = person_role | Age at arrest = age
        Gender = sex | Self-defined ethnicity = ethnicity | Location = place | Postcode = postcode | Easting = easting
        Northing = northing | Offence = offence | Object of search = search_object | Type of closure = closure_type
        Referred to = referral_to | Outcome = outcome | Drug type = drug | Vehicle (VRM) = vehicle | Phone = phone
        Line name = line_name | Operation name = operation | Operation phase = phase | Circumstances = summary
        Arresting officer = officer | GSC = marking | Handling code = handling
        Handling conditions = handling_conditions | Data status = data_status
        """),
        DateStyle.LONG_TIME,
        "52CU/{0:06d}/{1}",
    ),
    Layout(
        "enforcement_devon_and_cornwall_athena.csv",
        _E,
        1,
        columns("""
        Ref = reference | Event date = occurred_from | Owner = recording_force | Activity = action
        How many = action_count | Nominal ID = person_ref | Name = person_name | Role = person_role | Age band = age
        Date of birth = date_of_birth | Sex = sex | Nominal address = home_address | Town = place
        Easting (m) = easting | Northing (m) = northing | Offence type = offence | Closure type = closure_type
        Referral service = referral_to | Disposal = outcome | Reg = vehicle | Telephone = phone
        Deal line = line_name | Op = operation | Phase = phase | Details = summary | Classification = marking
        HC = handling | Conditions = handling_conditions | Data status = data_status
        """),
        DateStyle.SHORT,
        "50ACT{1}-{0:06d}",
        encoding="cp1252",
        delimiter=";",
        newline="\r\n",
        names="upper",
        ages="bands",
        totals=True,
    ),
    Layout(
        "enforcement_dorset_connect.csv",
        _E,
        2,
        columns("""
        Event ref = reference | Date = occurred_from | Force = recording_force | Type of action = action
        No of = action_count | Nominal = person_ref | Subject name = person_name | Subject category = person_role
        Age = age | DOB = date_of_birth | Sex = sex | Home address = home_address | Home postcode = home_postcode
        Venue = place | Postcode = postcode | Grid ref = grid_reference | Legislation = offence
        Object of search = search_object | Type of closure = closure_type | Referred to = referral_to
        Result = outcome | VRM = vehicle | Mobile number = phone | Line = line_name | Operation = operation
        Op phase = phase | Notes = summary | Protective marking = marking | Handling code = handling
        """),
        DateStyle.LONG,
        "55/{0:06d}/{1}",
        title=(INVENTED,),
    ),
    Layout(
        "enforcement_gloucestershire_custody.csv",
        _E,
        3,
        columns("""
        Custody no = reference | Arrest date/time = occurred_from | Police force = recording_force | Activity = action
        Subject ref = person_ref | Forename = forename | Surname = surname | Date of birth = date_of_birth
        Home address = home_address | Subject role = person_role | Age = age | Sex = sex | Town/City = place
        Post code = postcode | Offence description = offence | Type of closure = closure_type
        Referral service = referral_to | Outcome/disposal = outcome | VRN = vehicle | Tel = phone | Brand = line_name
        Op = operation | Op phase = phase | Remarks = summary | Security marking = marking | Data status = data_status
        """),
        DateStyle.ORACLE,
        "GC{1}/{0:05d}",
        encoding="utf-8-sig",
        newline="\r\n",
    ),
    Layout(
        "activity_wiltshire.xlsx",
        _E,
        4,
        columns("""
        Record ref = reference | Action date = occurred_from | Force = recording_force | Enforcement action = action
        Count = action_count | Nominal = person_ref | Name = person_name | Subject role = person_role | Age = age
        DOB = date_of_birth | Sex = sex | Home address = home_address | Home postcode = home_postcode | Location = place
        PCode = postcode | Offence = offence | Object of search = search_object
        Closure type = closure_type | Referred to = referral_to | Result = outcome | VRM = vehicle | Mobile = phone
        County line = line_name | Operation = operation | Phase = phase | Details = summary | GSC = marking
        """),
        DateStyle.EXCEL,
        "W{1}A{0:05d}",
        sheet="Activity",
        title=(f"Wiltshire property and activity. {INVENTED}", "Extract for the region"),
        names="plain",
    ),
    Layout(
        "enforcement_partner_forces_county_lines.csv",
        _E,
        SHARED_FILE,
        columns("""
        Record id = reference | Date = occurred_from | Reporting force = recording_force | Action type = action
        Nominal ref = person_ref | Nominal name = person_name | Date of birth = date_of_birth | Sex = sex
        Nominal address = home_address | Home postcode = home_postcode | Person role = person_role | Age range = age
        Area = place | Postcode = postcode
        Latitude = lat | Longitude = lon | Offence = offence | Closure type = closure_type
        Referred to = referral_to | Outcome = outcome | Vehicle reg = vehicle | Line number = phone
        County line = line_name | Operation = operation | Phase = phase | Notes = summary | Data status = data_status
        """),
        DateStyle.ISO,
        "PF{1}E{0:05d}",
        ages="bands",
    ),
)
