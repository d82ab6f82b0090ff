"""What a briefing says in short: what is late, what is due next and, on one page, all others."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.pages import briefing as briefings
from tests.markup import Page
from tests.milestones.briefing_page import briefing, rows, short

pytestmark = pytest.mark.django_db


def test_up_to_twelve_milestones_stand_once_each_with_by_how_much_they_are_late(
    client: Client,
) -> None:
    page = briefing(client, "area=traveller-security")
    assert "it takes one page, A4 or Letter" in page.root.text
    assert [row[0] for row in rows(short(page, "late"))] == (
        "TS-2.2 TS-2.1 TS-3.3 TS-1.1 TS-3.2".split()
    )
    assert rows(short(page, "late"))[0][2:] == [
        "March 2006",
        "Partially completed",
        "2 months 15 days past deadline · new date 8 months later: Fall 2006",
    ]
    assert rows(short(page, "late"))[1][2:] == [
        "March 2006",
        "Canada–U.S.: Completed / ongoing Mexico–U.S.: Initiated",
        "Mexico–U.S.: 2 months 15 days past deadline",
    ]
    assert rows(short(page, "late"))[4][2:] == [
        "June 2006",
        "Delayed Canada–U.S.",
        "reported delayed, no new date",
    ]
    assert [row[0] for row in rows(short(page, "due-next"))] == (
        "TS-2.4 TS-3.1 TS-1.5 TS-2.3 TS-1.2 TS-1.3 TS-1.4".split()
    )
    assert len(list(page.all("table"))) == 3  # the calendar has one, too
    assert not [part for part in page.all("section") if part.has("brief-area")]


def test_others_come_last_without_a_deadline_and_then_delivered(client: Client) -> None:
    page = briefing(client, "area=intelligence-cooperation")
    assert [(row[0], *row[2:]) for row in rows(short(page, "others"))] == [
        ("IC-1.1", "–", "On track"),
        ("IC-1.2", "–", "On track"),
    ]


@pytest.mark.parametrize(
    ("query", "late", "first", "last"),
    [
        ("", 28, "LE-1.8", "ST-1.2"),
        ("pair=US-MX", 23, "LE-1.8", "ST-1.2"),
        ("pair=US-CN", 21, "BP-3.1", "ST-1.2"),
    ],
)
def test_what_is_late_leads_the_longest_overdue_first(
    client: Client, query: str, late: int, first: str, last: str
) -> None:
    page = briefing(client, query)
    listed = rows(short(page, "late"))
    assert (len(listed), listed[0][0], listed[-1][0]) == (late, first, last)
    (heading, *_others) = (head for head in short(page, "late").all("th") if list(head.all("a")))
    assert heading.text == f"Late: {late}"
    (link,) = heading.all("a")
    rows_of_link = Page(client.get(link.get("href")).content.decode())
    assert f"{late} milestones" in rows_of_link.root.text


def test_what_is_due_next_is_not_late(client: Client) -> None:
    listed = rows(short(briefing(client), "due-next"))
    assert len(listed) == briefings.MAX_DUE_NEXT
    assert {row[2] for row in listed} == {"June 2006"}


@pytest.mark.parametrize(("most", "lists"), [(10, 1), (27, 2)])
def test_milestones_late_otherwise_are_looked_for_only_if_too_few_are_overdue(
    client: Client, monkeypatch: pytest.MonkeyPatch, most: int, lists: int
) -> None:
    whole = [row[0] for row in rows(short(briefing(client), "late"))]
    monkeypatch.setattr(briefings, "MAX_LISTED", 5)
    monkeypatch.setattr(briefings, "MAX_LATE", most)
    with CaptureQueriesContext(connection) as queries:
        page = briefing(client)
    assert [row[0] for row in rows(short(page, "late"))] == whole[:most]
    assert len([each for each in queries if " DESC NULLS LAST" in each["sql"]]) == lists
