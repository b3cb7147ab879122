from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.ingest.cleaners.base import Problem
from linesmap.ingest.cleaners.dates import DateSpan, clean_date

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("7/3/22", "2022-03-07T00:00", "2022-03-07T23:59", "day"),
        ("07/03/2022", "2022-03-07T00:00", "2022-03-07T23:59", "day"),
        ("07-MAR-22", "2022-03-07T00:00", "2022-03-07T23:59", "day"),
        ("07.03.22", "2022-03-07T00:00", "2022-03-07T23:59", "day"),
        ("Mon 7th March 2022", "2022-03-07T00:00", "2022-03-07T23:59", "day"),
        ("March 7, 2022", "2022-03-07T00:00", "2022-03-07T23:59", "day"),
        ("2022-03-07", "2022-03-07T00:00", "2022-03-07T23:59", "day"),
        ("070322", "2022-03-07T00:00", "2022-03-07T23:59", "day"),
        ("07032022", "2022-03-07T00:00", "2022-03-07T23:59", "day"),
        ("7032022", "2022-03-07T00:00", "2022-03-07T23:59", "day"),
        ("20220307", "2022-03-07T00:00", "2022-03-07T23:59", "day"),
        ("44627", "2022-03-07T00:00", "2022-03-07T23:59", "day"),
        ("44627.604166667", "2022-03-07T14:30", "2022-03-07T14:30", "minute"),
        ("03/04/2025", "2025-04-03T00:00", "2025-04-03T23:59", "day"),
        ("7/3/98", "1998-03-07T00:00", "1998-03-07T23:59", "day"),
        ("2022-03-07T14:30", "2022-03-07T14:30", "2022-03-07T14:30", "minute"),
        ("2022-03-07 14:30", "2022-03-07T14:30", "2022-03-07T14:30", "minute"),
        ("7 March 22 approx 1430hrs", "2022-03-07T14:30", "2022-03-07T14:30", "minute"),
        ("7/3/22 at 2.30pm", "2022-03-07T14:30", "2022-03-07T14:30", "minute"),
        ("14:30 07/03/2022", "2022-03-07T14:30", "2022-03-07T14:30", "minute"),
        ("07.03.22 14.30", "2022-03-07T14:30", "2022-03-07T14:30", "minute"),
        ("7/3/2022 24:00", "2022-03-08T00:00", "2022-03-08T00:00", "minute"),
        # Summer time: the offset is taken out, local time stays.
        ("2020-01-01T00:46:00+00:00", "2020-01-01T00:46", "2020-01-01T00:46", "minute"),
        ("2020-07-01T23:46:00Z", "2020-07-02T00:46", "2020-07-02T00:46", "minute"),
        ("btwn 1-3 Mar 2022", "2022-03-01T00:00", "2022-03-03T23:59", "range"),
        ("between 1 and 3 March 2022", "2022-03-01T00:00", "2022-03-03T23:59", "range"),
        ("11-12/03/2025", "2025-03-11T00:00", "2025-03-12T23:59", "range"),
        ("28 Feb - 2 Mar 2022", "2022-02-28T00:00", "2022-03-02T23:59", "range"),
        ("28 Dec - 12 Jan 2022", "2021-12-28T00:00", "2022-01-12T23:59", "range"),
        ("1/3/22-3/3/22", "2022-03-01T00:00", "2022-03-03T23:59", "range"),
        ("2022-03-01/2022-03-03", "2022-03-01T00:00", "2022-03-03T23:59", "range"),
        ("7/3/22 1400-1600", "2022-03-07T14:00", "2022-03-07T16:00", "range"),
        ("7/3/22 2200-0200", "2022-03-07T22:00", "2022-03-08T02:00", "range"),
        ("w/c 7/3/22", "2022-03-07T00:00", "2022-03-13T23:59", "range"),
        ("2021/22", "2021-04-01T00:00", "2022-03-31T23:59", "range"),
        ("Mar 2022", "2022-03-01T00:00", "2022-03-31T23:59", "month"),
        ("2022-03", "2022-03-01T00:00", "2022-03-31T23:59", "month"),
        ("02/2024", "2024-02-01T00:00", "2024-02-29T23:59", "month"),
        ("2022", "2022-01-01T00:00", "2022-12-31T23:59", "year"),
    ],
)
def test_reads_every_form(text: str, start: str, end: str, precision: str) -> None:
    span = clean_date(text, today=TODAY)
    assert isinstance(span, DateSpan), span
    assert (span.start, span.end) == (datetime.fromisoformat(start), datetime.fromisoformat(end))
    assert span.precision == precision


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2025", "date_impossible"),
        ("12/25/2022", "date_impossible"),
        ("00/00/0000", "date_impossible"),
        ("2022-02-30", "date_impossible"),
        ("7/3/2031", "date_in_future"),
        ("01/01/1900", "date_too_early"),
        ("3/3/22 - 1/3/22", "date_range_reversed"),
        ("last Tuesday", "date_unreadable"),
        ("7 March", "date_unreadable"),
        ("99999", "date_unreadable"),
    ],
)
def test_says_why_a_date_is_none(text: str, code: str) -> None:
    problem = clean_date(text, today=TODAY)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.value) == (code, None)
    assert text not in problem.message


def test_keeps_the_day_when_only_the_time_is_unreadable() -> None:
    problem = clean_date("7/3/22 at 29:99", today=TODAY)
    assert isinstance(problem, Problem)
    assert problem.code == "time_unreadable"
    assert problem.value == clean_date("7/3/22", today=TODAY)


@pytest.mark.parametrize("text", ["", "  ", "-", "N/K", "unknown", "TBC"])
def test_blank_is_nothing(text: str) -> None:
    assert clean_date(text, today=TODAY) is None


def test_tomorrow_is_allowed_and_a_plan_further_ahead() -> None:
    assert isinstance(clean_date("2/3/2026", today=TODAY), DateSpan)
    assert isinstance(clean_date("3/3/2026", today=TODAY), Problem)
    assert isinstance(clean_date("1/9/2026", today=TODAY, days_ahead=365), DateSpan)


def test_two_digit_years_turn_with_today() -> None:
    assert clean_date("1/1/27", today=date(2027, 6, 1)) == clean_date("01/01/2027", today=date(2027, 6, 1))
    early = clean_date("1/1/27", today=date(2026, 6, 1))
    assert isinstance(early, Problem)
    assert early.code == "date_too_early"


@given(st.dates(date(1974, 1, 1), date(2026, 3, 1)), st.sampled_from(["%d/%m/%Y", "%d-%b-%Y", "%Y-%m-%d", "%d%m%Y"]))
def test_every_day_reads_back(day: date, pattern: str) -> None:
    span = clean_date(day.strftime(pattern), today=TODAY)
    assert isinstance(span, DateSpan)
    assert (span.start.date(), span.end.date()) == (day, day)


@given(st.text(max_size=40) | st.from_regex(r"[0-9a-z/:. -]{0,30}", fullmatch=True))
def test_any_text_is_a_date_a_problem_or_nothing(text: str) -> None:
    result = clean_date(text, today=TODAY)
    assert result is None or isinstance(result, (DateSpan, Problem))
    if isinstance(result, DateSpan):
        assert result.start <= result.end
