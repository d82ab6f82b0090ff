"""How many questions a sheet asks the database: as many for one row as for a hundred."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.milestones.imports.statuses.sheets import Rows, applied, compared, export

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def all_changed() -> Rows:
    rows = export()
    for one in rows:
        status = "initiated" if one["status"] == "completed" else "completed"
        one.update(status=status, as_reported="", revised_deadline="")
    return rows


def queries_to_compare(rows: Rows) -> int:
    with CaptureQueriesContext(connection) as asked:
        compared(rows)
    return len(asked)


def queries_to_apply(rows: Rows) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert applied(rows)
    # Rows are written in as many statements as the database takes them.
    return sum(query["sql"].startswith("SELECT") for query in asked)


def test_comparing_asks_as_much_for_one_row_as_for_all() -> None:
    rows = all_changed()
    assert (queries_to_compare(rows[2:3]), queries_to_compare(rows)) == (7, 7)


def test_applying_asks_as_much_for_one_row_as_for_all() -> None:
    rows = all_changed()
    assert (queries_to_apply(rows[2:3]), queries_to_apply(all_changed()[3:])) == (17, 17)
