"""How many queries an address takes: a fixed number, whatever there is to show.

Each has three numbers: of the first answer of a process, of the first after a status was recorded,
and of one that follows, for which all that pages share is known. Files share only whether the
record is small. One query is for the data version.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from milestones.actions import StatusUpdateInput, record_statuses
from milestones.charts.promise_calendar import MAX_MARKS
from milestones.models import DataVersion, Milestone
from milestones.opendata.exports.export import BATCH
from milestones.opendata.feeds.updates import PER_PAGE
from milestones.pages import briefing
from milestones.queries.attention import FEW
from milestones.views.progress import MAX_LISTED
from tests.growth import add, taken_back
from tests.milestones.recording import LATER, ON_TRACK

pytestmark = pytest.mark.django_db

QUERIES = {
    "/en/": (9, 4, 2),
    "/en/priorities/traveller-security/": (8, 4, 2),
    "/en/deadlines/": (11, 5, 3),
    "/en/milestones/": (10, 5, 2),
    "/en/milestones/?area=traveller-security&status=delayed&sort=-status": (11, 7, 4),
    "/en/milestones/TS-1.1/": (14, 7, 6),
    "/en/pairs/": (10, 5, 2),
    "/en/attention/": (8, 4, 2),
    "/en/changes/": (10, 5, 3),
    "/en/changes/?per_page=100&sort=direction": (9, 6, 4),
    "/en/changes/?per_page=100&sort=-direction&changed=any": (9, 6, 4),
    "/en/reports/plan/": (10, 3, 2),
    "/en/reports/1/": (26, 7, 2),
    "/en/reports/1/differences/": (15, 7, 2),
    "/en/about/": (13, 5, 3),
    "/attention.csv": (4, 4, 3),
    "/milestones.csv": (4, 4, 3),
    "/statuses.csv": (4, 4, 3),
    "/history.csv": (4, 4, 3),
    "/history.csv?area=traveller-security&status=delayed": (6, 6, 5),
    "/priorities.csv": (5, 5, 4),
    "/deadlines.csv": (4, 4, 3),
    "/progress.csv": (6, 6, 5),
    "/changes.csv": (4, 4, 3),
    "/changes.csv?changed=any": (4, 4, 3),
    "/milestones.json": (6, 6, 5),
    "/history.json": (5, 5, 4),
    "/milestones.xlsx": (6, 6, 5),
    "/history.xlsx": (5, 5, 4),
    "/priorities.xlsx": (5, 5, 4),
    "/changes.json": (5, 5, 4),
    "/changes.json?changed=any": (5, 5, 4),
}
FEEDS = {
    "/deadlines.ics": (10, 10, 8),
    "/deadlines.ics?area=traveller-security&pair=US-MX&sort=-status": (11, 11, 9),
    "/changes.atom": (9, 5, 4),
    "/changes.atom?area=traveller-security&pair=US-MX": (10, 8, 7),
    "/embed/": (3, 3, 1),
    "/embed/traveller-security/?pair=US-MX": (4, 4, 2),
    "/badge/all.svg": (3, 3, 1),
    "/badge/traveller-security.svg": (4, 4, 2),
    "/en/briefing/": (14, 7, 4),
    "/en/briefing/?area=traveller-security&pair=US-MX": (13, 7, 5),
}
"""Addresses that are asked for where the milestones that were added have statuses of their own."""

STREAMED = (
    *("/milestones.", "/statuses.", "/history."),
    *("/attention.csv", "/changes.csv", "/changes.json"),
)
BY_CELLS = ("/milestones.json", "/milestones.xlsx")
BOOKKEEPING = ("SAVEPOINT", "RELEASE SAVEPOINT", "DECLARE", "FETCH", "CLOSE")
PER_BATCH = 6
"""Of a calendar: deadlines, status lines, and four about what was put on record when."""


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        response.getvalue()
    assert response.status_code == 200
    sent = [query for query in captured if not query["sql"].startswith(BOOKKEEPING)]
    return len(sent) + streamed_unseen(address)


def queries_of_three(client: Client, address: str) -> tuple[int, int, int]:
    first = queries(client, address)
    DataVersion.objects.update(number=F("number") + 1)
    return first, queries(client, address), queries(client, address)


def streamed_unseen(address: str) -> int:
    """PostgreSQL streams rows through a cursor of the server, which Django's log does not show."""
    is_streamed = address.startswith((*STREAMED, "/deadlines.ics"))
    return int(connection.vendor == "postgresql" and is_streamed)


@pytest.fixture(scope="module")
def added(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[int]:
    """How many milestones more there are: planned ones, or each with a status of its own."""
    count, are_reported = request.param
    with django_db_blocker.unblock(), taken_back():
        milestones = add(count)
        if are_reported:
            record_statuses(StatusUpdateInput(each, LATER, [ON_TRACK]) for each in milestones)
        yield count


def added_to(few: int, *, are_reported: bool) -> pytest.MarkDecorator:
    """Have few milestones added, many, and at length a thousand.

    What a number of queries grows with is the same code on both databases: few are enough to see
    that each asks as many.
    """
    counts = {few: [pytest.mark.both_databases], 300: [], 1000: [pytest.mark.exhaustive]}
    params = [pytest.param((n, are_reported), marks=marks) for n, marks in counts.items()]
    return pytest.mark.parametrize("added", params, indirect=True)


@added_to(0, are_reported=False)
@pytest.mark.parametrize(("address", "counts"), QUERIES.items())
def test_pages_and_files_take_a_fixed_number_of_queries(
    added: int,
    client: Client,
    address: str,
    counts: tuple[int, int, int],
) -> None:
    milestones = Milestone.objects.count()
    assert milestones == 106 + added
    more = 0
    if address in BY_CELLS:
        # Deadlines are fetched batch by batch, so that memory stays flat.
        more = milestones // BATCH - 106 // BATCH
    elif "/priorities/" in address and milestones > MAX_LISTED:
        # A page that lists only the first milestones of each initiative asks which those are, and
        # how many there are.
        more = 2
    elif address == "/en/deadlines/" and milestones > MAX_LISTED:
        # The keys of those that slipped furthest are read before what is listed.
        more = 1
    elif address == "/en/" and milestones > MAX_MARKS:
        # Its calendar has numbers instead of milestones, so that two lists read theirs, one of
        # them after it has read where its first are.
        counts = (counts[0] + 4, counts[1] + 2, counts[2] + 1)
    elif address == "/en/reports/1/" and added:
        # What the edition leaves out is counted apart where the page does not list all of it.
        counts = (counts[0] + 1, counts[1] + 1, counts[2])
    elif address == "/en/attention/" and milestones > FEW:
        # They are counted and listed apart; the counts are kept.
        counts = (counts[0] + 1, counts[1] + 1, counts[2])
    expected = tuple(count + more for count in counts)
    assert queries_of_three(client, address) == expected


@added_to(10, are_reported=True)
@pytest.mark.parametrize(("address", "counts"), FEEDS.items())
def test_feeds_panels_and_the_briefing_take_a_fixed_number_of_queries(
    added: int, client: Client, address: str, counts: tuple[int, int, int]
) -> None:
    assert Milestone.objects.count() == 106 + added
    entries = added + (12 if "area=" in address else 106)
    more = 0
    if address.startswith("/deadlines."):
        # The calendar fetches what its events need batch by batch, so that memory stays flat.
        more = PER_BATCH * ((entries - 1) // BATCH)
    elif address.startswith("/changes.") and entries > PER_PAGE:
        # What the last entries of a page were reported together with; one more where they go on.
        more = 3 + (added > PER_PAGE)
    elif "/briefing/" in address and entries >= briefing.MAX_LISTED:
        # Those in short are not all listed: the keys of those overdue, otherwise late and due next,
        # and their standings. Once, their sentences and deadlines are read apart, too, and of all
        # parties the lines of those whose pairs differ.
        more = 4
        counts = (counts[0] + (2 if "pair=" in address else 3), counts[1], counts[2])
    expected = tuple(count + more for count in counts)
    assert queries_of_three(client, address) == expected
