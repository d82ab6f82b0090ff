"""Nothing is ever guessed in silence: what a parser cannot read whole, it refuses."""

from __future__ import annotations

import pytest

from milestones.choices import Pair
from milestones.documents.deadlines import read_deadlines
from milestones.documents.parties import parse_parties
from milestones.documents.statuses import is_status, read_status
from milestones.documents.text import Line
from tests.milestones.documents.small import MONTH_ZERO

REFUSED = "refused"


def revised(text: str) -> str:
    """The revised date of a status, or that its line is refused."""
    try:
        found = read_status(Line(1, text))
    except ValueError:
        return REFUSED
    return found.revised.code if found.revised else "none"


def deadlines(text: str) -> list[str] | str:
    """The dates and bases of a sentence's deadlines, or that it is refused."""
    try:
        return [f"{one.when.code} {one.basis}" for one in read_deadlines(text, MONTH_ZERO)]
    except ValueError:
        return REFUSED


@pytest.mark.parametrize(
    "text",
    [
        "Completed (1900 officers trained)",
        "On track, 2000 officers trained",
        "Initiated, ahead of the 2010 Winter Olympics",
        "Completed (file 12006)",
    ],
)
def test_a_number_in_a_status_is_no_revised_date(text: str) -> None:
    assert revised(text) in {"none", REFUSED}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Delayed, to June 30 2007", "2007-06-30"),
        ("Delayed (June 30th, 2007)", "2007-06-30"),
        ("Delayed, by Dec. 2007", "2007-12"),
        ("Partially Completed, finished Sept 2006", "2006-09"),
        ("Delayed, to the end of the third quarter of 2006", "2006-09"),
        ("Delayed, to Fall/Winter 2006", "2006-Winter or later"),
        ("Delayed to 2006-07", "the fiscal year 2006-07"),
    ],
)
def test_a_revised_date_is_read_whole_or_refused_but_never_cut_to_a_vaguer_one(
    text: str, date: str
) -> None:
    assert revised(text) in {date, REFUSED}


@pytest.mark.parametrize(
    "text",
    [
        "Completed; US-MX: Delayed",
        "Completed (US-CN), Delayed (US-MX)",
        "Completed: US-CN only",
        "US-CN: Completed; US-MX: Delayed",
    ],
)
def test_a_status_that_names_a_pair_after_its_words_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="status"):
        read_status(Line(1, text))


@pytest.mark.parametrize(
    "text",
    [
        "İnitiated",
        "ınitiated",
        "Partıally completed",
        "Delayed to Auguſt 2006",
        "Delayed to Wınter 2006",
    ],
)
def test_letters_that_only_look_alike_are_no_status(text: str) -> None:
    assert not is_status(Line(1, text))


@pytest.mark.parametrize(
    "text",
    ["Act within ſix months.", "Act within sİx months.", "Act (Wınter 2006).", "By Auguſt 2006."],
)
def test_letters_that_only_look_alike_are_no_deadline(text: str) -> None:
    assert deadlines(text) in ([], REFUSED)


def test_a_month_printed_with_by_is_the_month_of_its_interval() -> None:
    assert deadlines("Act within 12 months (by June 2006).") in (["2006-06 printed"], REFUSED)
    assert deadlines("Act within 18 months of adoption (by December 2007).") in (
        ["2007-12 printed"],
        REFUSED,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Act within 12 months (Dec. 2006).",
        "Act within 12 months (June, 2006).",
        "Act within 12 months (late June 2006).",
        "Act within 12 months (June 2006 or June 2007).",
    ],
)
def test_a_month_printed_in_a_form_it_does_not_know_is_not_replaced_by_arithmetic(
    text: str,
) -> None:
    assert deadlines(text) != ["2006-06 derived"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Implement the Code (2004) within 12 months (June 2006).", ["2006-06 printed"]),
        ("Within 18 months, apply the Code (2004) in full. (December 2006)", ["2006-12 printed"]),
    ],
)
def test_a_year_in_parentheses_is_not_the_month_printed_for_an_interval(
    text: str, expected: list[str]
) -> None:
    assert deadlines(text) in (expected, REFUSED)


def test_a_quantity_is_no_deadline() -> None:
    assert deadlines("Increase capacity by 2000 vehicles a day.") in ([], REFUSED)


@pytest.mark.parametrize(
    "text",
    [
        "Act within the next 12 months.",
        "Act within twelve (12) months.",
        "Act within twenty-four months.",
        "Act within 12-18 months.",
        "Act within 6 to 9 months.",
        "Act within a year.",
        "Act over the next year.",
        "Act within 90 days.",
        "Act by end of 2008.",
        "Act by the end of the year 2007.",
        "Act by December 31 2007.",
        "Act by 31 December 2007.",
        "Act by January 1st, 2008.",
        "Act by Dec. 2007.",
        "Act by mid-2007.",
        "Act by the summer of 2007.",
        "Act no later than June 2007.",
        "Act in June 2007.",
    ],
)
def test_a_deadline_in_words_it_does_not_know_is_not_passed_over(text: str) -> None:
    assert deadlines(text) != []


def test_an_interval_counted_from_an_event_is_not_counted_from_the_plan() -> None:
    assert deadlines("Within 18 months of adoption, act.") != ["2006-12 derived"]


@pytest.mark.parametrize(
    "text",
    [
        "Set targets within 12 months (June 2006), and annually thereafter.",
        "Set targets within 12 months and annually thereafter. (June 2006)",
    ],
)
def test_a_deadline_that_recurs_is_not_read_as_falling_due_once(text: str) -> None:
    assert [one.recurring for one in read_deadlines(text, MONTH_ZERO)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Latin American and Mexican ports",
        "the Inter-American Convention, which Mexico has signed",
        "the Organization of American States and Canada",
        "North-American and Canadian facilities",
    ],
)
def test_american_does_not_always_mean_the_united_states(text: str) -> None:
    assert parse_parties(text) is Pair.ALL
