"""What a calendar says of itself: which milestones it is of, and as of which day."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from django.test import Client
from icalendar import Calendar

from tests.calendars import calendar_at

pytestmark = pytest.mark.django_db


def test_a_calendar_says_which_one_it_is_and_of_which_day(client: Client) -> None:
    assert about(client, "") == {
        "name": "Deadlines of the Security Priorities",
        "description": "Data as of June 15, 2006. All milestones.",
        "url": "http://testserver/en/deadlines/",
    }
    query = "as_of=2006-06-30&area=traveller-security&pair=US-MX&status=delayed&status=initiated"
    only = (
        "Priority area: Traveller Security; Status: Delayed, Initiated;"
        " Country pair: Mexico–U.S.; Overdue"
    )
    assert about(client, f"{query}&overdue=1&sort=-status&goal=") == {
        "name": f"Deadlines of the Security Priorities as of June 30, 2006 ({only})",
        "description": f"Data as of June 30, 2006. Filters: {only}",
        "url": "http://testserver/en/deadlines/?as_of=2006-06-30&pair=US-MX"
        "&area=traveller-security&overdue=1&status=delayed&status=initiated",
    }


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("q=border", "Search: border"),
        ("q=none", "Search: none"),
        ("q=1", "Search: 1"),
        ("initiative=TS-1", "Initiative: TS-1"),
        ("due_from=2006-01&due_to=2006-12", "Due from: January 2006; Due until: December 2006"),
        ("deadline=none", "Deadline: no deadline"),
        ("q=END:VCALENDAR", "Search: END:VCALENDAR"),
        ("q=a;b,c\\", "Search: a;b,c\\"),
    ],
)
def test_every_filter_is_told_in_words(client: Client, query: str, words: str) -> None:
    query = urlencode(parse_qsl(query))
    calendar = about(client, query, language="fr")
    assert calendar["name"] == f"Deadlines of the Security Priorities ({words})"


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n"])
def test_a_line_break_in_what_is_searched_for_begins_no_line(
    client: Client, line_break: str
) -> None:
    calendar = about(client, urlencode({"q": f"border{line_break}X-FORGED:yes"}))
    assert calendar["description"].endswith("Filters: Search: border X-FORGED:yes")


def about(client: Client, query: str, language: str = "en") -> dict[str, str]:
    """What a calendar says of itself, which older readers know under other names."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    calendar = Calendar.from_ical(calendar_at(client, f"/deadlines.ics?{query}"))
    assert calendar["x-wr-calname"] == calendar["name"]
    assert calendar["x-wr-caldesc"] == calendar["description"]
    assert client.get(str(calendar["url"]).removeprefix("http://testserver")).status_code == 200
    return {name: str(calendar[name]) for name in ("name", "description", "url")}


@pytest.mark.usefixtures("empty_database")
def test_a_calendar_of_nothing_has_no_day(client: Client) -> None:
    assert about(client, "")["description"] == "There are no data."
