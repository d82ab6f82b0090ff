from __future__ import annotations

import datetime as dt

import pytest

from milestones.choices import Basis
from milestones.dates import ImpreciseDate
from milestones.documents.deadlines import read_deadlines, without_printed_dates
from milestones.documents.records import DeadlineRecord
from tests.milestones.documents.small import MONTH_ZERO


def deadlines(text: str) -> list[tuple[str, str, str]]:
    """Each deadline's date, basis and words; "yearly" is added to one that recurs."""
    return [
        (
            deadline.when.code,
            deadline.basis.value,
            deadline.wording + " (yearly)" * deadline.recurring,
        )
        for deadline in read_deadlines(text, MONTH_ZERO)
    ]


def test_a_deadline_carries_date_precision_basis_and_words() -> None:
    assert read_deadlines("Act within 12 months (June 2006).", MONTH_ZERO) == (
        DeadlineRecord(
            when=ImpreciseDate.month(2006, 6),
            basis=Basis.PRINTED,
            wording="within 12 months (June 2006)",
            recurring=False,
        ),
    )


def test_sentences_with_the_same_deadlines_share_them() -> None:
    one = read_deadlines("Act within 12 months (June 2006).", MONTH_ZERO)
    other = read_deadlines("Report on it within 12 months (June 2006).", MONTH_ZERO)
    assert one is other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The month printed after an interval is its deadline, whatever arithmetic says.
        ("Within 3 months (September 2005), agree.", ["2005-09 Within 3 months (September 2005)"]),
        ("Act within 36 months (June 2008).", ["2008-06 within 36 months (June 2008)"]),
        ("Act within 6 months (June 2010).", ["2010-06 within 6 months (June 2010)"]),
        (
            "Act within 18 months of adoption (December 2007).",
            ["2007-12 within 18 months of adoption (December 2007)"],
        ),
        ("Act within 12 months (by June 2007).", ["2007-06 within 12 months (by June 2007)"]),
        (
            "Act within 18 months of adoption (by December 2007).",
            ["2007-12 within 18 months of adoption (by December 2007)"],
        ),
        # So it is if it is printed far from the interval, or a year stands in between.
        (
            "Within 18 months, implement controls (U.S.-Canada to implement). (December 2006)",
            ["2006-12 Within 18 months … (December 2006)"],
        ),
        (
            "Over the next 36 months, install equipment.  (June 2008)  ",
            ["2008-06 Over the next 36 months … (June 2008)"],
        ),
        (
            "Implement the Code (2004) within 12 months (June 2006).",
            ["2006-06 within 12 months (June 2006)"],
        ),
        (
            "Within 18 months, apply the Code (2004) in full. (December 2006)",
            ["2006-12 Within 18 months … (December 2006)"],
        ),
        # Each of two intervals has its own month.
        (
            "Evaluate within 6 months (December 2005) and seek to expand within 18 months "
            "(December 2006) the use of E-manifest.",
            ["2005-12 within 6 months (December 2005)", "2006-12 within 18 months (December 2006)"],
        ),
        (
            "Evaluate within 6 months and expand within 18 months (December 2006).",
            ["2005-12 within 6 months, derived", "2006-12 within 18 months (December 2006)"],
        ),
        # An interval may stand beside a date.
        (
            "Complete a review within 24 months, and then build by 2008.",
            ["2007-06 within 24 months, derived", "2008 by 2008"],
        ),
        (
            "Build by 2008 and review within 24 months (June 2007).",
            ["2008 by 2008", "2007-06 within 24 months (June 2007)"],
        ),
        # An interval counted from an event has no date.
        ("Within 18 months of adoption, act.", []),
    ],
)
def test_intervals_have_the_months_that_are_printed_for_them(
    text: str, expected: list[str]
) -> None:
    assert [
        f"{when} {wording}{', derived' * (basis == 'derived')}"
        for when, basis, wording in deadlines(text)
    ] == expected


@pytest.mark.parametrize(
    ("text", "wording", "when"),
    [
        ("Act within 1 month.", "within 1 month", "2005-07"),
        ("Within 6 months, act.", "Within 6 months", "2005-12"),
        ("Act within 7 months.", "within 7 months", "2006-01"),
        ("Act within 21 months.", "within 21 months", "2007-03"),
        ("Act within 24 months.", "within 24 months", "2007-06"),
        ("Act within the next 12 months.", "within the next 12 months", "2006-06"),
        ("Over the next 36 months, act.", "Over the next 36 months", "2008-06"),
        ("Over the next two years, act.", "Over the next two years", "2007-06"),
        ("Within the next two years, act.", "Within the next two years", "2007-06"),
        ("Act within one year.", "within one year", "2006-06"),
        ("Act within twelve months.", "within twelve months", "2006-06"),
        ("WITHIN SIX MONTHS, ACT.", "WITHIN SIX MONTHS", "2005-12"),
    ],
)
def test_an_interval_without_a_printed_month_is_counted_from_month_zero_and_marked(
    text: str, wording: str, when: str
) -> None:
    assert deadlines(text) == [(when, "derived", wording)]


def test_the_count_starts_from_the_month_of_the_given_plan() -> None:
    assert read_deadlines("Act within 2 months.", dt.date(2007, 11, 1)) == (
        DeadlineRecord(ImpreciseDate.month(2008, 1), Basis.DERIVED, "within 2 months"),
    )


@pytest.mark.parametrize(
    ("text", "when", "wording"),
    [
        ("Act before January 1, 2008.", "2007-12-31", "before January 1, 2008"),
        ("Act before March 2008.", "2008-02-29", "before March 2008"),
        ("Act before 2008.", "2007-12-31", "before 2008"),
        ("Act by 2008.", "2008", "by 2008"),
        ("Act by the end of 2008.", "2008", "by the end of 2008"),
        ("Act by June 2007.", "2007-06", "by June 2007"),
        ("Act by the end of June 2007.", "2007-06", "by the end of June 2007"),
        ("Act by June 30, 2007.", "2007-06-30", "by June 30, 2007"),
        ("Act by Fall 2006.", "2006-Fall", "by Fall 2006"),
        ("Act by Autumn 2006.", "2006-Fall", "by Autumn 2006"),
        ("Act by winter 2007.", "2007-Winter", "by winter 2007"),
        ("BY JUNE 2007, ACT.", "2007-06", "BY JUNE 2007"),
        ("Act at last (June 2006).", "2006-06", "(June 2006)"),
        # A quarter or a half ends with a month.
        ("Act by Q2 2008.", "2008-06", "by Q2 2008"),
        ("Act by the third quarter of 2006.", "2006-09", "by the third quarter of 2006"),
        ("Act by the 4th quarter 2006.", "2006-12", "by the 4th quarter 2006"),
        ("Act by the first half of 2008.", "2008-06", "by the first half of 2008"),
        ("Act by H2 2008.", "2008-12", "by H2 2008"),
        ("Act by the end of Q3 2006.", "2006-09", "by the end of Q3 2006"),
        ("Act before Q2 2008.", "2008-03-31", "before Q2 2008"),
        ("Act before the second half of 2008.", "2008-06-30", "before the second half of 2008"),
        # Where in a period, the words alone tell.
        ("Act by end of 2008.", "2008", "by end of 2008"),
        ("Act by the end of the year 2007.", "2007", "by the end of the year 2007"),
        ("Act before the end of 2008.", "2008", "before the end of 2008"),
        ("Act by mid-2007.", "2007", "by mid-2007"),
        ("Act by early 2007.", "2007", "by early 2007"),
        ("Act by late June 2006.", "2006-06", "by late June 2006"),
        ("Act at last (late June 2006).", "2006-06", "(late June 2006)"),
        ("Act by the summer of 2007.", "2007-Summer", "by the summer of 2007"),
        ("Act by early spring 2008.", "2008-Spring", "by early spring 2008"),
        ("Act by June of 2007.", "2007-06", "by June of 2007"),
    ],
)
def test_a_date_of_its_own_is_read_as_exactly_as_it_is_printed(
    text: str, when: str, wording: str
) -> None:
    assert deadlines(text) == [(when, "printed", wording)]


@pytest.mark.parametrize(
    ("text", "basis", "wording"),
    [
        (
            "Set targets within 12 months (June 2006) and annually thereafter.",
            *("printed", "within 12 months (June 2006) and annually thereafter"),
        ),
        (
            "Set targets within 12 months and annually thereafter.",
            *("derived", "within 12 months and annually thereafter"),
        ),
        (
            "Set targets within 12 months (June 2006), and annually thereafter.",
            *("printed", "within 12 months (June 2006), and annually thereafter"),
        ),
        (
            "Set targets within 12 months and annually thereafter. (June 2006)",
            *("printed", "within 12 months and annually thereafter … (June 2006)"),
        ),
        (
            "Report by June 2006 and every year thereafter.",
            *("printed", "by June 2006 and every year thereafter"),
        ),
    ],
)
def test_annually_thereafter_makes_a_deadline_recur(text: str, basis: str, wording: str) -> None:
    assert deadlines(text) == [("2006-06", basis, f"{wording} (yearly)")]
    assert deadlines("Report by 2006 and yearly.") == [
        ("2006", "printed", "by 2006 and yearly (yearly)")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Expand Canada-U.S. joint removals operations.",
        "Implement the 24-hour rule.",
        "Initiate a five-year Canada-U.S. program.",
        "An exercise in advance of the 2010 Winter Olympics in Vancouver.",
        "Reduce transit times by 25% and explore the 25% Challenge.",
        "Infrastructure for 24/7/365 early warning case reporting.",
        "Consistent with G-8 commitments, in four pilot sites.",
        "Agree to seven specific programs within North America.",
        "Move goods within, to or from that country.",
        "Increase staff by 20080 officers.",
        "Begin before 1800.",
        "Standby 2008 is a name.",
        "The beforementioned 2008 plan.",
        "Measures taken by each country may be shared.",
        "Implement the Code (2004).",
        "Share threat information within 24 hours.",
        "Act (Wınter 2006).",
    ],
)
def test_other_numbers_are_no_deadline(text: str) -> None:
    assert deadlines(text) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Act before February 30, 2008.", "a date in the calendar, not “February 30, 2008”"),
        ("Act by June 31, 2007.", "a date in the calendar, not “June 31, 2007”"),
        ("Act by June 0, 2007.", "a date in the calendar, not “June 0, 2007”"),
        (
            "Act within 12 months (February 29, 2006).",
            "a date in the calendar, not “February 29, 2006”",
        ),
        ("Act before Fall 2006.", "a date that has a first day, not “before Fall 2006”"),
        ("Act before early 2008.", "a date that has a first day, not “before early 2008”"),
    ],
)
def test_a_date_that_does_not_exist_is_refused_with_its_words(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match="“") as refused:
        read_deadlines(text, MONTH_ZERO)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Act in June 2007.", "in June"),
        ("Act by June 2006 or 2007.", "… or 2007"),
        ("Act by June.", "by June"),
        ("Act by 30/06/2007.", "by 30/06/2007"),
        ("Act within 6 months (2010).", "… (2010"),
        ("Act within 0 months.", "within 0 months"),
        ("Act within 12 months after adoption.", "within 12 months"),
        ("Set targets within 12 months for all ports and annually thereafter.", "thereafter"),
        ("Act within twelve (12) months.", "within twelve (12) months"),
        ("Act within twenty-four months.", "within twenty-four months"),
        ("Act within 12-18 months.", "within 12-18 months"),
        ("Act within 6 to 9 months.", "within 6 to 9 months"),
        ("Act within a year.", "within a year"),
        ("Act over the next year.", "over the next year"),
        ("Act within 90 days.", "within 90 days"),
        ("Act by December 31 2007.", "by December"),
        ("Act by the third half of 2007.", "by the third half of 2007"),
        ("Act by Q5 2007.", "by Q5 2007"),
        ("Act by the 2010 Winter Olympics.", "by the 2010"),
        ("Act by the end of 2010 exercises.", "by the end of 2010"),
        ("Act by 31 December 2007.", "by 31 December 2007"),
        ("Act by January 1st, 2008.", "by January"),
        ("Act by Dec. 2007.", "by Dec"),
        ("Act no later than June 2007.", "than June"),
        # A number that may be a quantity.
        ("Increase capacity by 2000 vehicles a day.", "by 2000"),
        # A month printed in another form does not give way to arithmetic.
        ("Act within 12 months (Dec. 2006).", "Dec. 2006"),
        ("Act within 12 months (June, 2006).", "June, 2006"),
        ("Act within 12 months (June 2006 or June 2007).", "June 2006"),
        # Letters that only look alike.
        ("Act within ſix months.", "within ſix months"),
        ("Act within sİx months.", "within sİx months"),
        ("By Auguſt 2006.", "By Auguſt 2006"),
    ],
)
def test_words_that_still_speak_of_a_date_are_refused(text: str, unknown: str) -> None:
    with pytest.raises(ValueError, match="a deadline") as refused:
        read_deadlines(text, MONTH_ZERO)
    assert str(refused.value) == f"a deadline in words it knows, not “{unknown}”"


def test_a_deadline_before_the_plan_is_refused() -> None:
    with pytest.raises(ValueError, match="a deadline after the plan's date, not “June 2004”"):
        read_deadlines("Act by June 2004.", MONTH_ZERO)


def test_only_printed_dates_are_left_out_of_a_sentence_that_is_compared() -> None:
    assert without_printed_dates(
        "Act within 6 months (December 2005) (CA) by 2008 ( Fall 2006 ) (NEXUS)."
    ) == ("Act within 6 months   (CA) by 2008   (NEXUS).")
