"""Write days as the systems of the story do."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from linesmap.ingest.synthetic.layout import DateStyle
from linesmap.ingest.synthetic.timeline import as_date

__all__ = ["write_birth", "write_date"]

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def write_date(day: int, minute: int, style: DateStyle) -> str | datetime:
    """Write a moment in the style of a system.

    Parameters
    ----------
    day
        Counted from the first of the story.
    minute
        Of the day.
    style
        Of the system.

    Returns
    -------
    cell
        Text, or a date and time for a spreadsheet.
    """
    return _write(datetime.combine(as_date(day), time()) + timedelta(minutes=minute), style)


def write_birth(born: date, style: DateStyle) -> str | datetime:
    """Write a date of birth in the style of a system, which has no use for the time of day.

    Parameters
    ----------
    born
        The day.
    style
        Of the system.

    Returns
    -------
    cell
        Text, or a date for a spreadsheet.

    Examples
    --------
    >>> write_birth(date(1987, 3, 7), DateStyle.ORACLE), write_birth(date(1987, 3, 7), DateStyle.ISO)
    ('07-MAR-87', '1987-03-07')
    """
    if style is DateStyle.ISO:
        return born.isoformat()
    return _write(datetime.combine(born, time()), DateStyle.LONG if style is DateStyle.LONG_TIME else style)


def _write(moment: datetime, style: DateStyle) -> str | datetime:
    if style is DateStyle.EXCEL:
        return moment
    if style is DateStyle.ISO:
        return moment.isoformat(timespec="minutes")
    if style is DateStyle.ORACLE:
        return f"{moment.day:02d}-{_MONTHS[moment.month - 1]}-{moment.year % 100:02d}"
    if style is DateStyle.SHORT:
        return f"{moment.day}/{moment.month}/{moment.year % 100:02d}"
    text = f"{moment.day:02d}/{moment.month:02d}/{moment.year}"
    return f"{text} {moment.hour:02d}:{moment.minute:02d}" if style is DateStyle.LONG_TIME else text
