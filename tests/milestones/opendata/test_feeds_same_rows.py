"""The same filters choose the same milestones for the calendar, the feed and the briefing as for
the page."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from milestones.pages.briefing import MAX_ON_ONE_PAGE
from tests.calendars import events_at
from tests.downloads import rows_in_json
from tests.feeds import feed_at
from tests.markup import Page
from tests.milestones.row_comparison import DAYS, FILTERS, on_pages

pytestmark = pytest.mark.django_db

ON_A_DAY = [
    *(urlencode({"as_of": day}) for day in DAYS),
    *(
        urlencode({name: value, "as_of": DAYS[place % len(DAYS)]})
        for place, (name, value) in enumerate(FILTERS.items())
    ),
    *("", "status=delayed&status=initiated", "deadline=none", "deadline=2008", "q=zebra"),
    "as_of=2005-01-01",
]
"""Each filter on one of the days, and what is asked otherwise."""

WANTED = [
    query if place % 3 == 0 else pytest.param(query, marks=pytest.mark.exhaustive)
    for place, query in enumerate(ON_A_DAY)
]


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("query", WANTED)
def test_they_have_the_milestones_of_the_page(client: Client, query: str) -> None:
    shown = [row["code"] for row in on_pages(client, query)]
    rows = {row["code"]: row for row in rows_in_json(client, f"/milestones.json?{query}")}
    assert list(rows) == shown

    dated = [
        code for code in shown if rows[code]["first_deadline"] or rows[code]["revised_deadline"]
    ]
    assert in_calendar(client, query) == dated

    reported = {code for code in shown if rows[code]["status"] != "planned"}
    assert in_feed(client, query) == reported

    briefed = in_briefing(client, query)
    assert sorted(briefed) == sorted(shown)
    if len(shown) > MAX_ON_ONE_PAGE:
        for area in {code[:2] for code in shown}:
            assert of_area(briefed, area) == of_area(shown, area)


def in_calendar(client: Client, query: str) -> list[str]:
    """The codes of the milestones that a calendar has, in its order."""
    events = events_at(client, f"/deadlines.ics?{query}")
    return list(dict.fromkeys("-".join(uid.split("-")[:2]) for uid in events))


def in_feed(client: Client, query: str) -> set[str]:
    """The codes of the milestones that a feed tells of, on all its pages."""
    asked = "&".join(part for part in query.split("&") if not part.startswith("sort="))
    codes: set[str] = set()
    for number in (1, 2):
        feed = feed_at(client, f"/changes.atom?{asked}&page={number}")
        codes |= {entry.title.partition(":")[0].partition(",")[0] for entry in feed.entries}
        if "next" not in {link.rel for link in feed.feed.links}:
            break
    return codes


def in_briefing(client: Client, query: str) -> list[str]:
    """The codes of the milestones in a briefing, in its order: in full, or in short on one page."""
    page = Page(client.get(f"/en/briefing/?{query}").content.decode())
    briefs = [table for table in page.all("table") if table.has("brief")]
    tables = [table for table in briefs if table.has("brief-full")] or briefs
    rows = [row for table in tables for row in table.all("th") if row.get("scope") == "row"]
    return [head.text for head in rows if head.has("column-code")]


def of_area(codes: list[str], area: str) -> list[str]:
    return [code for code in codes if code.startswith(area)]
