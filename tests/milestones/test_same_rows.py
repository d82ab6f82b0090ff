"""The same filters give the same rows in the same order: page, CSV and JSON."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.reading import codes_in_csv, codes_on_pages, rows_in_json

pytestmark = pytest.mark.django_db

QUERIES = [
    "",
    "goal=2",
    "area=bioprotection",
    "initiative=BF-1",
    "status=delayed",
    "status=delayed&status=initiated",
    "pair=US-CN",
    "pair=US-MX&status=delayed",
    "due_from=2006-01&due_to=2006-06",
    "deadline=none",
    "deadline=2008",
    "overdue=1",
    "overdue=1&pair=US-MX",
    "contradiction=1",
    "slipped=1&sort=-slip_months",
    "differ=1",
    "differ=1&pair=US-MX&sort=-status",
    "q=border",
    "as_of=2005-12-31",
    "as_of=2006-12-31&overdue=1&sort=first_deadline",
    "as_of=2005-01-01",
    "sort=-status",
    "sort=code&pair=US-MX",
    "area=cargo-security&overdue=1&pair=US-CN",
    "q=zebra",
]


@pytest.mark.parametrize("query", QUERIES)
def test_page_csv_and_json_have_the_same_rows(client: Client, query: str) -> None:
    in_csv = codes_in_csv(client, f"/milestones.csv?{query}")
    in_json = rows_in_json(client, f"/milestones.json?{query}")
    assert [row["code"] for row in in_json] == in_csv
    assert codes_on_pages(client, "/en/milestones/", query) == in_csv


@pytest.mark.parametrize("query", [query for query in QUERIES if "sort" not in query])
def test_the_summaries_count_those_rows(client: Client, query: str) -> None:
    total = len(codes_in_csv(client, f"/milestones.csv?{query}"))
    areas = rows_in_json(client, f"/priorities.json?{query}")
    assert sum(row["milestones"] for row in areas) == total
    scale = [name for name in (areas[0] if areas else {}) if name in STATUSES]
    assert sum(row[name] for row in areas for name in scale) == total


STATUSES = (
    "planned delayed initiated on_track partially_completed completed_ongoing completed"
).split()


@pytest.mark.parametrize("query", ["", "pair=US-MX", "as_of=2006-12-31", "as_of=2005-12-31"])
def test_each_figure_of_the_deadlines_counts_its_rows(client: Client, query: str) -> None:
    for row in rows_in_json(client, f"/deadlines.json?{query}"):
        period = f"/milestones.csv?{query}&deadline={row['deadline']}"
        assert len(codes_in_csv(client, period)) == row["milestones"]
        assert len(codes_in_csv(client, f"{period}&overdue=1")) == row["overdue"]
        for status in STATUSES:
            assert len(codes_in_csv(client, f"{period}&status={status}")) == row[status]


@pytest.mark.parametrize(
    ("query", "deadlines"),
    [
        ("deadline=2005-12", ["2005-12"]),
        ("deadline=none", ["none"]),
        ("due_from=2006-12&due_to=2006-12", ["2006-12"]),
        ("due_from=2008-04", ["2008-06", "2008"]),
        ("due_to=2005-12", ["2005-09", "2005-12"]),
    ],
)
def test_a_second_deadline_that_is_not_asked_for_has_no_row(
    client: Client, query: str, deadlines: list[str]
) -> None:
    rows = rows_in_json(client, f"/deadlines.json?{query}")
    assert [row["deadline"] for row in rows] == deadlines
