"""Name every reason why a row is rejected or a value is left empty, with a sentence of help for each.

The codes are stored with rejected rows and warnings, so they never change; the documentation is made from
`REASONS`.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

__all__ = ["REASONS", "REJECTING", "Reason"]


class Reason(StrEnum):
    """Why a row was rejected, or why a value of an accepted row was left empty or is doubtful."""

    ROW_UNREADABLE = "row_unreadable"
    TOTALS_ROW = "totals_row"
    REPEATED_HEADER = "repeated_header"
    TOO_MANY_CELLS = "too_many_cells"
    REQUIRED_MISSING = "required_missing"
    MARKING_TOO_HIGH = "marking_too_high"
    DATE_UNREADABLE = "date_unreadable"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_IN_FUTURE = "date_in_future"
    DATE_TOO_EARLY = "date_too_early"
    DATE_RANGE_REVERSED = "date_range_reversed"
    TIME_UNREADABLE = "time_unreadable"
    NUMBER_UNREADABLE = "number_unreadable"
    OUT_OF_RANGE = "out_of_range"
    MONEY_UNREADABLE = "money_unreadable"
    MONEY_RANGE = "money_range"
    OTHER_CURRENCY = "other_currency"
    QUANTITY_UNREADABLE = "quantity_unreadable"
    QUANTITY_NOT_STATED = "quantity_not_stated"
    QUANTITY_RANGE = "quantity_range"
    UNIT_MISSING = "unit_missing"
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_CONFLICT = "unit_conflict"
    DRUG_UNKNOWN = "drug_unknown"
    DRUG_AMBIGUOUS = "drug_ambiguous"
    PHONE_UNREADABLE = "phone_unreadable"
    EXCEL_SCIENTIFIC = "excel_scientific"
    VEHICLE_UNREADABLE = "vehicle_unreadable"
    POSTCODE_UNUSUAL = "postcode_unusual"
    COORDINATE_INCOMPLETE = "coordinate_incomplete"
    FORCE_UNKNOWN = "force_unknown"
    GRADING_UNREADABLE = "grading_unreadable"
    HANDLING_UNREADABLE = "handling_unreadable"
    MARKING_LEGACY = "marking_legacy"
    MARKING_UNKNOWN = "marking_unknown"
    WORD_UNKNOWN = "word_unknown"
    AGE_UNREADABLE = "age_unreadable"
    AGE_ACROSS_BANDS = "age_across_bands"
    BIRTH_UNREADABLE = "birth_unreadable"
    PEOPLE_UNALIGNED = "people_unaligned"
    GRADE_UNKNOWN = "grade_unknown"
    PERSON_NAMED = "person_named"


REASONS: MappingProxyType[Reason, str] = MappingProxyType(
    {
        Reason.ROW_UNREADABLE: "The row is not well formed, so it has no columns, as a line of JSON that breaks off.",
        Reason.TOTALS_ROW: "The row adds up the rows above it. It is not a record; nothing needs correcting.",
        Reason.REPEATED_HEADER: "The row repeats the header, as printed pages do. Nothing needs correcting.",
        Reason.TOO_MANY_CELLS: "The row has more cells than the header. A separator or a quote in it is astray.",
        Reason.REQUIRED_MISSING: "A value without which the row means nothing is empty.",
        Reason.MARKING_TOO_HIGH: "The row is marked above OFFICIAL-SENSITIVE, which linesmap will not hold.",
        Reason.DATE_UNREADABLE: "The text is not a date. Dates are read day first: 7/3/2022, 7 Mar 22, 2022-03-07.",
        Reason.DATE_IMPOSSIBLE: "There is no such day, such as 31/02, or the month comes before the day.",
        Reason.DATE_IN_FUTURE: "The date has not come yet.",
        Reason.DATE_TOO_EARLY: "The date is before 1974, so it is more likely a slip or a filler.",
        Reason.DATE_RANGE_REVERSED: "The end is before the start.",
        Reason.TIME_UNREADABLE: "The date is read, the time of day beside it is not; the whole day is kept.",
        Reason.NUMBER_UNREADABLE: "The text is not a number.",
        Reason.OUT_OF_RANGE: "The number is outside what the column can hold.",
        Reason.MONEY_UNREADABLE: "The text is not an amount in pounds.",
        Reason.MONEY_RANGE: "A range of amounts is given; the lower end is kept.",
        Reason.OTHER_CURRENCY: "Another currency is named; only pounds are kept, nothing is converted.",
        Reason.QUANTITY_UNREADABLE: "The text is not a quantity such as 14.2g, 3 wraps or 1/8th oz.",
        Reason.QUANTITY_NOT_STATED: "A trace, or not weighed yet: the quantity is unknown, which is not zero.",
        Reason.QUANTITY_RANGE: "A range of quantities is given; the lower end is kept, as 'at least'.",
        Reason.UNIT_MISSING: "The quantity has no unit, so it cannot be turned into grams, doses or plants.",
        Reason.UNIT_UNKNOWN: "The unit is not one linesmap knows; number and unit are kept as recorded.",
        Reason.UNIT_CONFLICT: "The unit written with the number and the unit column disagree; the first is used.",
        Reason.DRUG_UNKNOWN: "The text names no drug of the list; it is kept in the row as filed.",
        Reason.DRUG_AMBIGUOUS: "The street word has several meanings; the likely one is used.",
        Reason.PHONE_UNREADABLE: "The text is not a whole telephone number.",
        Reason.EXCEL_SCIENTIFIC: "A spreadsheet turned the number into 4.47E+11: its digits are lost.",
        Reason.VEHICLE_UNREADABLE: "The text is not a whole British registration mark.",
        Reason.POSTCODE_UNUSUAL: "The text is not shaped like a postcode; it is passed on as it is.",
        Reason.COORDINATE_INCOMPLETE: "One half of a pair of coordinates is missing.",
        Reason.FORCE_UNKNOWN: "No police force has this name, number or abbreviation.",
        Reason.GRADING_UNREADABLE: "The text is not a 3x5x2 or 5x5x5 grading.",
        Reason.HANDLING_UNREADABLE: "The handling code is not P, C or a digit from 1 to 5.",
        Reason.MARKING_LEGACY: "A marking from before 2014; the row is treated as OFFICIAL-SENSITIVE.",
        Reason.MARKING_UNKNOWN: "Not a marking linesmap knows; the row is treated as OFFICIAL-SENSITIVE.",
        Reason.WORD_UNKNOWN: "The word is not in the column's list of values.",
        Reason.AGE_UNREADABLE: "The text is not an age, a band of ages or a date of birth.",
        Reason.AGE_ACROSS_BANDS: "The band of ages lies across two of linesmap's bands.",
        Reason.BIRTH_UNREADABLE: "The text is not a date of birth, such as 31/02/1990; its digits are kept as written.",
        Reason.PEOPLE_UNALIGNED: "The cells name different numbers of people, so that it is not sure whose this is.",
        Reason.GRADE_UNKNOWN: "Not a grade of disruption: major, moderate, minor, none, negative. None is guessed.",
        Reason.PERSON_NAMED: "An officer stands where an office or unit is expected.",
    }
)

REJECTING: frozenset[Reason] = frozenset(
    {
        Reason.ROW_UNREADABLE,
        Reason.TOTALS_ROW,
        Reason.REPEATED_HEADER,
        Reason.TOO_MANY_CELLS,
        Reason.REQUIRED_MISSING,
        Reason.MARKING_TOO_HIGH,
        Reason.DATE_UNREADABLE,
        Reason.DATE_IMPOSSIBLE,
        Reason.DATE_IN_FUTURE,
        Reason.DATE_TOO_EARLY,
        Reason.DATE_RANGE_REVERSED,
        Reason.NUMBER_UNREADABLE,
        Reason.GRADE_UNKNOWN,
        Reason.PERSON_NAMED,
    }
)
"""The reasons that can reject a row; the dates do so only where a date is required, and a number only where it says
how many offences a row stands for."""
