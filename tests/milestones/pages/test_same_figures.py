"""The figures of summaries count the rows that the same filters give, on pages and in files."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.downloads import rows_in_json
from tests.markup import Element, Page
from tests.milestones.page_tables import deadline_in_words
from tests.milestones.row_comparison import FILTERS

pytestmark = pytest.mark.django_db


STATUSES = (
    "planned delayed initiated on_track partially_completed completed_ongoing completed"
).split()


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


def figures(client: Client, query: str, caption: str) -> list[tuple[str, list[int]]]:
    """The rows of a table of the overview: the heading of each, and its counts."""
    page = Page(client.get(f"/en/?{query}").content.decode())
    (table,) = (table for table in page.all("table") if table.text.startswith(caption))
    rows = [row for row in table.all() if row.tag == "tr"]
    return [(head(row), [*counts(row)]) for row in rows if row.get("class") != "group"][1:]


def head(row: Element) -> str:
    return next(cell.text for cell in row.all() if cell.get("scope") == "row" or cell.tag == "th")


def counts(row: Element) -> list[int]:
    cells = [cell.text for cell in row.all() if cell.tag == "td" and cell.get("class") == "n"]
    return [0 if text == "–" else int(text) for text in cells]


def counted(rows: list[dict[str, int]]) -> list[list[int]]:
    """The counts of rows of data in the order of the page, planned only where there are any."""
    statuses = [status for status in STATUSES[::-1] if status != "planned" or planned(rows)]
    return [[row[name] for name in (*statuses, "overdue", "milestones")] for row in rows]


def planned(rows: list[dict[str, int]]) -> int:
    return sum(row["planned"] for row in rows)


DAYS = ("2005-12-31", "2006-06-15")
TRIED = [
    pytest.param(
        urlencode({name: value, "as_of": day}),
        marks=() if place % 2 == turn else pytest.mark.exhaustive,
    )
    for place, (name, value) in enumerate(FILTERS.items())
    if name != "sort"
    for turn, day in enumerate(DAYS)
]
"""Each filter on one of the days, and exhaustively on both."""


@pytest.mark.parametrize("query", TRIED)
def test_the_tables_of_the_overview_have_the_figures_of_the_files(
    client: Client, query: str
) -> None:
    areas = rows_in_json(client, f"/priorities.json?{query}")
    on_page = figures(client, query, "Milestones by priority area and status")
    assert on_page == list(
        zip((row["priority_area"] for row in areas), counted(areas), strict=True)
    )
    deadlines = rows_in_json(client, f"/deadlines.json?{query}")
    named = [deadline_in_words(row["deadline"]) for row in deadlines]
    on_page = figures(client, query, "Milestones by deadline and status")
    assert on_page == list(zip(named, counted(deadlines), strict=True))
