"""The control that asks a page for another day."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.models import Milestone, StatusReport
from milestones.queries import MilestoneQuery
from milestones.queries.dates import DayOnRecord, days_on_record
from priorities.models import Plan
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.markup import Page
from tests.milestones.factories import edition, report
from tests.milestones.recording import ON_TRACK, record

pytestmark = pytest.mark.django_db

PAGES = ["/en/", "/en/priorities/cargo-security/", "/en/deadlines/", "/en/milestones/", "/en/data/"]


def record_on(*report_days: dt.date) -> None:
    """Record a status as of each of these days."""
    milestone = Milestone.objects.get(code="TS-1.2")
    for day in report_days:
        line = StatusLine(pair=Pair.ALL, status=Status.ON_TRACK, as_reported="On track")
        record_statuses([StatusUpdateInput(milestone=milestone, as_of=day, lines=[line])])


def documents(*, is_reported: bool) -> list[DayOnRecord]:
    """The days of the two documents; the report's may be among the newest reported for."""
    report = DayOnRecord(REPORT_DAY, StatusReport.objects.get().title, is_reported=is_reported)
    return [report, DayOnRecord(PLAN_DAY, Plan.objects.get().title, is_plan=True)]


def offered(client: Client) -> list[str]:
    """What the control of a page offers, in words."""
    control = client.get("/en/").content.decode().split('class="as-of-days"')[1].split("</ul>")[0]
    return [" ".join(strip_tags(day).split()) for day in control.split("<li>")[1:]]


def test_the_days_on_record_are_the_report_s_and_the_plan_s() -> None:
    assert days_on_record(6) == documents(is_reported=True)


def test_days_of_documents_are_known_however_much_was_recorded_since() -> None:
    record_on(*(dt.date(2006, month, 1) for month in (7, 8, 9)))
    newest = [DayOnRecord(dt.date(2006, month, 1), is_reported=True) for month in (9, 8)]
    assert days_on_record(2) == newest + documents(is_reported=False)


def test_at_most_six_days_are_offered_the_newest_first_and_the_plan_s_last(client: Client) -> None:
    later = [dt.date(2006, month, 1) for month in (7, 8, 9, 10, 11, 12)]
    record_on(*later[:4])
    assert offered(client) == [
        "Oct. 1, 2006 latest",
        "Sept. 1, 2006",
        "Aug. 1, 2006",
        "July 1, 2006",
        "June 15, 2006",
        "June 27, 2005 the plan",
    ]
    record_on(*later[4:])
    assert offered(client) == [
        "Dec. 1, 2006 latest",
        "Nov. 1, 2006",
        "Oct. 1, 2006",
        "Sept. 1, 2006",
        "Aug. 1, 2006",
        "June 27, 2005 the plan",
        "All dates",
    ]


def test_the_days_take_one_query_however_many_there_are() -> None:
    record_on(dt.date(2006, 7, 1), dt.date(2006, 8, 1))
    with CaptureQueriesContext(connection) as asked:
        days_on_record(6)
    assert len(asked.captured_queries) == 1


@pytest.mark.usefixtures("empty_database")
def test_where_nothing_is_on_record_there_is_no_day_to_choose(client: Client) -> None:
    assert days_on_record(6) == []
    assert "Available dates" not in client.get("/en/").content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_offers_the_days_and_keeps_what_else_was_asked(
    client: Client, address: str
) -> None:
    page = client.get(f"{address}?as_of=2005-12-31&pair=US-MX").content.decode()
    control = page.split('class="as-of-days"')[1].split("</ul>")[0]
    assert '<a href="?as_of=2005-06-27&amp;pair=US-MX"' in control or (
        '<a href="?pair=US-MX&amp;as_of=2005-06-27"' in control
    )
    assert '<a href="?pair=US-MX"' in control, "the newest is the address without a day"
    assert "latest" in control
    assert "the plan" in control


def test_the_ways_to_another_date_are_folded_until_asked_for(client: Client) -> None:
    page = Page(client.get("/fr/").content.decode())
    (folded,) = (part for part in page.all("details") if part.has("as-of-change"))
    assert "open" not in folded.attributes
    assert next(folded.all("summary")).text == "Changer de date"
    assert any(part.get("name") == "as_of" for part in folded.all("input"))


def test_the_day_shown_is_marked_and_a_past_one_leads_back_to_the_newest(client: Client) -> None:
    page = client.get("/en/deadlines/?as_of=2005-06-27").content.decode()
    assert '<a href="?as_of=2005-06-27" aria-current="date">' in page
    assert "(not the latest)" in page
    assert '<a href="/en/deadlines/">Show latest</a>' in page


def test_each_page_says_where_it_is_for_good_and_what_it_is_about(client: Client) -> None:
    page = client.get("/en/deadlines/?pair=US-MX&as_of=2005-12-31").content.decode()
    here = "http://testserver/en/deadlines/?as_of=2005-12-31&amp;pair=US-MX"
    assert f'<link rel="canonical" href="{here}">' in page
    assert f'<meta property="og:url" content="{here}">' in page
    details = "Country pair: Mexico–U.S.; as of Dec. 31, 2005"
    assert f'<meta property="og:title" content="Progress by deadline ({details})">' in page
    assert f'content="{details}. What was due in each month' in page


def ages(client: Client, address: str) -> list[tuple[str, int]]:
    """What a page says of when statuses were last reported, each with how many rows it leads to."""
    words = client.get(address).content.decode().split('class="as-of-words"')[1].split("</p>")[0]
    links = re.findall(r'<a href="([^"]*reported[^"]*)">(.*?)</a>', words)
    return [
        (said, MilestoneQuery(QueryDict(unescape(link).partition("?")[2])).milestones.count())
        for link, said in links
    ]


def test_while_all_statuses_are_of_the_day_nothing_is_said_of_their_age(client: Client) -> None:
    for page in ("/en/", "/en/?as_of=2006-06-15", "/en/?as_of=2005-12-31", "/en/?as_of=2005-01-01"):
        assert ages(client, page) == []


def test_a_status_recorded_by_hand_leaves_the_others_as_old_as_they_were(client: Client) -> None:
    record(dt.date(2006, 7, 1), ON_TRACK)
    for page in ("/en/", "/en/deadlines/", "/en/milestones/", "/en/pairs/", "/en/briefing/"):
        assert ages(client, page) == [
            ("1 reported since", 1),
            ("105 last reported June 15, 2006", 105),
        ]
    assert ages(client, "/en/?pair=US-MX") == [
        ("1 reported since", 1),
        ("93 last reported June 15, 2006", 93),
    ]
    shown = " ".join(strip_tags(client.get("/en/").content.decode()).split())
    assert (
        "Data as of July 1, 2006 (latest). 1 reported since; 105 last reported June 15, 2006."
    ) in shown


def test_what_the_newest_edition_leaves_out_was_reported_earlier(client: Client) -> None:
    report(edition(dt.date(2006, 9, 1)), Status.ON_TRACK, "TS-1.1", "TS-1.2")
    assert ages(client, "/en/") == [
        ("2 last reported Sept. 1, 2006", 2),
        ("104 reported earlier", 104),
    ]
    assert ages(client, "/en/?as_of=2006-08-31") == [("106 last reported June 15, 2006", 106)]


def test_a_page_about_some_milestones_says_nothing_of_the_age_of_all(client: Client) -> None:
    record(dt.date(2006, 7, 1), ON_TRACK)
    for page in ("/en/?area=cargo-security", "/en/priorities/cargo-security/", "/en/changes/"):
        assert ages(client, page) == []
