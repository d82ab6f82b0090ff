"""How many questions calendar, feed, panels and briefing ask the database: as many for ten
milestones more as for hundreds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from milestones.actions import StatusUpdateInput, record_statuses
from milestones.models import Milestone
from milestones.opendata.exports import BATCH
from milestones.opendata.feeds.updates import PER_PAGE
from tests.growth import add, taken_back
from tests.milestones.queries.test_query_counts import BOOKKEEPING
from tests.milestones.recording import LATER, ON_TRACK

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

QUERIES = {
    "/deadlines.ics": (9, 8),
    "/deadlines.ics?area=traveller-security&pair=US-MX&sort=-status": (10, 9),
    "/changes.atom": (6, 5),
    "/changes.atom?area=traveller-security&pair=US-MX": (7, 6),
    "/embed/": (4, 1),
    "/embed/traveller-security/?pair=US-MX": (5, 2),
    "/badge/all.svg": (4, 1),
    "/badge/traveller-security.svg": (5, 2),
    "/en/briefing/": (14, 8),
    "/en/briefing/?area=traveller-security&pair=US-MX": (15, 9),
}
"""Of the first after something was written, and of the next; one is for the data version."""

PER_BATCH = 6
"""Deadlines, status lines, and four about what was put on record when."""


@pytest.fixture(scope="module", params=[10, 300, pytest.param(1000, marks=pytest.mark.exhaustive)])
def many(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[int]:
    """How many milestones more there are, each with a status of its own."""
    with django_db_blocker.unblock(), taken_back():
        record_statuses(StatusUpdateInput(one, LATER, [ON_TRACK]) for one in add(request.param))
        yield request.param


@pytest.mark.parametrize(("address", "counts"), QUERIES.items())
def test_they_ask_a_fixed_number_of_questions(
    many: int, client: Client, address: str, counts: tuple[int, int]
) -> None:
    assert Milestone.objects.count() == 106 + many
    more = PER_BATCH * further_batches(address, many) + to_keep_together(address, many)
    expected = tuple(count + more for count in counts)
    assert (queries(client, address), queries(client, address)) == expected


def to_keep_together(address: str, many: int) -> int:
    """Of a feed that is longer than a page, what its last entries were reported together with;
    where they go on after that, one more."""
    if not address.startswith("/changes."):
        return 0
    entries = many + (12 if "area=" in address else 106)
    return 0 if entries <= PER_PAGE else 3 + (many > PER_PAGE)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
        response.getvalue()
    assert response.status_code == 200
    counted = [one for one in asked.captured_queries if not one["sql"].startswith(BOOKKEEPING)]
    return len(counted) + unseen(address)


def unseen(address: str) -> int:
    """PostgreSQL streams rows through a cursor of the server, which Django's log does not show."""
    return int(connection.vendor == "postgresql" and address.startswith("/deadlines."))


def further_batches(address: str, many: int) -> int:
    """The calendar fetches what its events need batch by batch, so that memory stays flat."""
    if not address.startswith("/deadlines."):
        return 0
    of_area = 12 if "area=" in address else 106
    return (of_area + many - 1) // BATCH
