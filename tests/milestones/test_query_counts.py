"""How many questions a page asks the database: a fixed number, whatever there is to show.

One of them is for the data version."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from milestones.exports import BATCH
from milestones.models import Milestone
from tests.growing import add, taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

QUERIES = {
    "/en/": 7,
    "/en/priorities/traveller-security/": 6,
    "/en/deadlines/": 8,
    "/en/milestones/": 8,
    "/en/milestones/?area=traveller-security&status=delayed&sort=-status": 9,
    "/en/milestones/TS-1.1/": 8,
    "/en/pairs/": 7,
    "/en/changes/?per_page=100&sort=direction": 8,
    "/en/changes/?per_page=100&sort=direction&changed=any": 8,
    "/en/reports/plan/": 10,
    "/en/about/": 28,
    "/milestones.csv": 3,
    "/statuses.csv": 3,
    "/history.csv": 3,
    "/history.csv?area=traveller-security&status=delayed": 5,
    "/priorities.csv": 4,
    "/deadlines.csv": 3,
    "/changes.csv": 3,
    "/changes.csv?changed=any": 3,
    "/milestones.json": 5,
    "/history.json": 4,
    "/milestones.xlsx": 5,
    "/history.xlsx": 4,
    "/priorities.xlsx": 4,
    "/changes.json": 4,
    "/changes.json?changed=any": 4,
}


STREAMED = ("/milestones.", "/statuses.", "/history.", "/changes.")
BOOKKEEPING = ("SAVEPOINT", "RELEASE SAVEPOINT", "DECLARE", "FETCH", "CLOSE")


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
        assert response.status_code == 200
        if response.streaming:
            response.getvalue()
    counted = [one for one in asked.captured_queries if not one["sql"].startswith(BOOKKEEPING)]
    return len(counted) + streamed_unseen(address)


def streamed_unseen(address: str) -> int:
    """PostgreSQL streams rows through a cursor of the server, which Django's log does not show."""
    return int(connection.vendor == "postgresql" and address.startswith(STREAMED))


@pytest.fixture(scope="module", params=[106, 1106])
def milestones(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[int]:
    """How many milestones are on record: those that there are, or a thousand more."""
    with django_db_blocker.unblock(), taken_back():
        add(request.param - 106)
        yield request.param


@pytest.mark.parametrize(("address", "count"), QUERIES.items())
def test_pages_and_files_ask_a_fixed_number_of_questions(
    milestones: int, client: Client, address: str, count: int
) -> None:
    assert Milestone.objects.count() == milestones
    assert queries(client, address) == count + more_batches(address, milestones)


BY_CELLS = ("/milestones.json", "/milestones.xlsx")


def more_batches(address: str, milestones: int) -> int:
    """A file whose cells are made here fetches the deadlines of its milestones batch by batch, so
    that memory stays flat."""
    return milestones // BATCH - 106 // BATCH if address in BY_CELLS else 0
