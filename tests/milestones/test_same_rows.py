"""The same filters give the same rows in the same order: page, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from django.test import Client

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
    "q=border",
    "as_of=2005-12-31",
    "as_of=2006-12-31&overdue=1&sort=first_deadline",
    "as_of=2005-01-01",
    "sort=-status",
    "sort=code&pair=US-MX",
    "area=cargo-security&overdue=1&pair=US-CN",
    "q=zebra",
]


def codes_in_csv(client: Client, query: str) -> list[str]:
    text = client.get(f"/milestones.csv?{query}").getvalue().decode()
    return [row["code"] for row in csv.DictReader(io.StringIO(text))]


def codes_in_json(client: Client, query: str) -> list[str]:
    return [row["code"] for row in in_json(client, f"/milestones.json?{query}")]


def in_json(client: Client, address: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(client.get(address).getvalue())["rows"]
    return rows


def codes_on_pages(client: Client, query: str) -> list[str]:
    codes: list[str] = []
    for number in range(1, 10):
        response = client.get(f"/en/milestones/?{query}&per_page=100&page={number}")
        if response.status_code == 400:
            break
        (table,) = re.findall(r"<tbody.*?</tbody>", response.content.decode(), re.DOTALL) or [""]
        rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
        codes += [
            code
            for row in rows
            for code in re.findall(r'href="/en/milestones/([A-Z]{2}-[0-9.]+)/', row)[:1]
        ]
    return codes


@pytest.mark.parametrize("query", QUERIES)
def test_page_csv_and_json_have_the_same_rows(client: Client, query: str) -> None:
    in_csv = codes_in_csv(client, query)
    assert codes_in_json(client, query) == in_csv
    assert codes_on_pages(client, query) == in_csv


@pytest.mark.parametrize("query", [query for query in QUERIES if "sort" not in query])
def test_the_summaries_count_those_rows(client: Client, query: str) -> None:
    total = len(codes_in_csv(client, query))
    areas = in_json(client, f"/priorities.json?{query}")
    assert sum(row["milestones"] for row in areas) == total
    scale = [name for name in (areas[0] if areas else {}) if name in STATUSES]
    assert sum(row[name] for row in areas for name in scale) == total


STATUSES = (
    "planned delayed initiated on_track partially_completed completed_ongoing completed"
).split()


@pytest.mark.parametrize("query", ["", "pair=US-MX", "as_of=2006-12-31", "as_of=2005-12-31"])
def test_each_figure_of_the_deadlines_counts_its_rows(client: Client, query: str) -> None:
    for row in in_json(client, f"/deadlines.json?{query}"):
        period = f"{query}&deadline={row['deadline']}"
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
    rows = in_json(client, f"/deadlines.json?{query}")
    assert [row["deadline"] for row in rows] == deadlines
