"""How many questions a page asks the database: a fixed number, whatever there is to show.

One of them is for the data version."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.exports import BATCH

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

QUERIES = {
    "/en/": 12,
    "/en/priorities/traveller-security/": 10,
    "/en/deadlines/": 14,
    "/en/milestones/": 13,
    "/en/milestones/?area=traveller-security&status=delayed&sort=-status": 14,
    "/en/milestones/TS-1.1/": 12,
    "/en/pairs/": 11,
    "/en/changes/?per_page=100&sort=direction": 9,
    "/en/changes/?per_page=100&sort=direction&changed=any": 9,
    "/en/reports/plan/": 12,
    "/en/about/": 30,
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


@pytest.mark.parametrize(("address", "count"), QUERIES.items())
def test_pages_and_files_ask_a_fixed_number_of_questions(
    client: Client, add_milestones: Callable[[int], None], address: str, count: int
) -> None:
    assert queries(client, address) == count
    add_milestones(1000)
    assert queries(client, address) == count + more_batches(address)


BY_CELLS = ("/milestones.json", "/milestones.xlsx")


def more_batches(address: str) -> int:
    """A file whose cells are made here fetches the deadlines of its milestones batch by batch, so
    that memory stays flat."""
    return 1106 // BATCH - 106 // BATCH if address in BY_CELLS else 0
