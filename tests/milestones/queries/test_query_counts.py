"""How many queries a page takes: a fixed number, whatever there is to show.

Each has two numbers: of the first page after something was written, and of one that follows, for
which what pages share is known. Files share nothing. One query is for the data version.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from milestones.models import Milestone
from milestones.opendata.exports import BATCH
from milestones.views.progress import MAX_LISTED
from tests.growth import add, taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

QUERIES = {
    "/en/": (9, 4),
    "/en/priorities/traveller-security/": (7, 2),
    "/en/deadlines/": (9, 3),
    "/en/milestones/": (8, 2),
    "/en/milestones/?area=traveller-security&status=delayed&sort=-status": (8, 4),
    "/en/milestones/TS-1.1/": (13, 6),
    "/en/pairs/": (8, 3),
    "/en/changes/?per_page=100&sort=direction": (8, 5),
    "/en/changes/?per_page=100&sort=direction&changed=any": (8, 5),
    "/en/reports/plan/": (10, 9),
    "/en/about/": (29, 26),
    "/milestones.csv": (3, 3),
    "/statuses.csv": (3, 3),
    "/history.csv": (3, 3),
    "/history.csv?area=traveller-security&status=delayed": (5, 5),
    "/priorities.csv": (4, 4),
    "/deadlines.csv": (4, 4),
    "/changes.csv": (3, 3),
    "/changes.csv?changed=any": (3, 3),
    "/milestones.json": (5, 5),
    "/history.json": (4, 4),
    "/milestones.xlsx": (5, 5),
    "/history.xlsx": (4, 4),
    "/priorities.xlsx": (4, 4),
    "/changes.json": (4, 4),
    "/changes.json?changed=any": (4, 4),
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


@pytest.fixture(scope="module", params=[106, 406, pytest.param(1106, marks=pytest.mark.exhaustive)])
def milestones(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[int]:
    """How many milestones are on record: those that there are, or hundreds more."""
    with django_db_blocker.unblock(), taken_back():
        add(request.param - 106)
        yield request.param


@pytest.mark.parametrize(("address", "counts"), QUERIES.items())
def test_pages_and_files_ask_a_fixed_number_of_questions(
    milestones: int, client: Client, address: str, counts: tuple[int, int]
) -> None:
    assert Milestone.objects.count() == milestones
    more = more_batches(address, milestones) + more_where_cut(address, milestones)
    expected = tuple(count + more for count in counts)
    assert (queries(client, address), queries(client, address)) == expected


def more_where_cut(address: str, milestones: int) -> int:
    """A page that lists only the first milestones of each initiative asks which those are, and how
    many there are."""
    return 2 if "/priorities/" in address and milestones > MAX_LISTED else 0


BY_CELLS = ("/milestones.json", "/milestones.xlsx")


def more_batches(address: str, milestones: int) -> int:
    """A file whose cells are made here fetches the deadlines of its milestones batch by batch, so
    that memory stays flat."""
    return milestones // BATCH - 106 // BATCH if address in BY_CELLS else 0
