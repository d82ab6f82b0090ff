from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from milestones.choices import Precision
from milestones.dates import ImpreciseDate, months_between

DAY = ImpreciseDate.day(dt.date(2007, 12, 31))
MONTH = ImpreciseDate.month(2006, 12)
season = ImpreciseDate.season
FALL = season(2006, "Fall")
YEAR = ImpreciseDate.year(2008)


@pytest.mark.parametrize(
    ("code", "date", "last_day", "words"),
    [
        ("2007-12-31", DAY, dt.date(2007, 12, 31), "Dec. 31, 2007"),
        ("2006-12", MONTH, dt.date(2006, 12, 31), "December 2006"),
        ("2008-02", ImpreciseDate.month(2008, 2), dt.date(2008, 2, 29), "February 2008"),
        ("2007-Winter", season(2007, "Winter"), dt.date(2007, 2, 28), "Winter 2007"),
        ("2006-Spring", season(2006, "Spring"), dt.date(2006, 5, 31), "Spring 2006"),
        ("2006-Summer", season(2006, "Summer"), dt.date(2006, 8, 31), "Summer 2006"),
        ("2006-Fall", FALL, dt.date(2006, 11, 30), "Fall 2006"),
        ("2008", YEAR, dt.date(2008, 12, 31), "2008"),
        (
            "2008-02-29",
            ImpreciseDate.day(dt.date(2008, 2, 29)),
            dt.date(2008, 2, 29),
            "Feb. 29, 2008",
        ),
    ],
)
def test_a_date_has_a_code_a_last_day_and_words_that_are_no_more_exact(
    code: str, date: ImpreciseDate, last_day: dt.date, words: str
) -> None:
    assert ImpreciseDate.parse(code) == date
    assert (date.code, date.date, date.words, str(date)) == (code, last_day, words, words)


@pytest.mark.parametrize(
    "code",
    [
        "",
        " 2006",
        "2006 ",
        "2006\n",
        "06",
        "0999",
        "3000",
        "20060",
        "2006-",
        "2006-1",
        "2006-fall",
        "2006-Autumn",
        "2006-12-1",
        "2006-12-31T00:00",
        "2006/12",
        "12-2006",
        "December 2006",
        "２００６",
        "٢٠٠٦-12",
    ],
)
def test_words_that_are_no_code_are_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is not a date") as refused:
        ImpreciseDate.parse(code)
    assert str(refused.value) == (
        f"“{code}” is not a date: write 2007-12-31, 2006-12, 2006-Fall or 2008."
    )


@pytest.mark.parametrize("code", ["2006-00", "2006-13", "2006-02-29", "2006-04-31", "2006-01-00"])
def test_a_day_or_month_that_does_not_exist_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="calendar") as refused:
        ImpreciseDate.parse(code)
    assert str(refused.value) == f"“{code}” is not in the calendar."


def test_dates_are_ordered_by_the_day_they_fall_due() -> None:
    dates = [YEAR, MONTH, FALL, DAY, ImpreciseDate.month(2005, 12)]
    assert sorted(dates) == [ImpreciseDate.month(2005, 12), FALL, MONTH, DAY, YEAR]


def test_the_same_last_day_known_more_or_less_exactly_is_not_the_same_date() -> None:
    day, month, year = (ImpreciseDate.parse(code) for code in ("2007-12-31", "2007-12", "2007"))
    assert len({day, month, year}) == 3
    assert sorted([year, month, day]) == [day, month, year]


@pytest.mark.parametrize(
    ("date", "words"),
    [(DAY, "31 décembre 2007"), (MONTH, "décembre 2006"), (YEAR, "2008")],
)
def test_french_words_are_no_more_exact_than_the_date(date: ImpreciseDate, words: str) -> None:
    with translation.override("fr"):
        assert date.words == words


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (dt.date(2005, 6, 27), dt.date(2005, 6, 1), 0),
        (dt.date(2005, 6, 27), dt.date(2005, 12, 31), 6),
        (dt.date(2005, 12, 31), dt.date(2006, 1, 1), 1),
        (dt.date(2005, 12, 31), dt.date(2007, 6, 30), 18),
        (dt.date(2006, 6, 30), dt.date(2005, 6, 30), -12),
    ],
)
def test_months_between_counts_calendar_months(
    earlier: dt.date, later: dt.date, months: int
) -> None:
    assert months_between(earlier, later) == months


@pytest.mark.parametrize(
    ("day", "precision"),
    [
        (dt.date(2006, 6, 29), Precision.MONTH),
        (dt.date(2006, 6, 30), Precision.SEASON),
        (dt.date(2006, 12, 31), Precision.SEASON),
        (dt.date(2006, 11, 29), Precision.SEASON),
        (dt.date(2006, 11, 30), Precision.YEAR),
    ],
)
def test_a_date_that_does_not_end_its_period_is_refused(day: dt.date, precision: Precision) -> None:
    with pytest.raises(ValueError, match=f"{day} does not end a {precision}."):
        ImpreciseDate(day, precision)
