"""The figures of summaries count the rows that the same filters give, on pages and in files."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.downloads import codes_in_csv, rows_in_json
from tests.markup import Element, Page
from tests.milestones.page_tables import deadline_in_words
from tests.milestones.row_comparison import FILTERS

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


@pytest.mark.exhaustive
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


def figures(client: Client, query: str, caption: str) -> list[tuple[str, list[int]]]:
    """The rows of a table of the overview: the heading of each, and its counts."""
    page = Page(client.get(f"/en/?{query}").content.decode())
    (table,) = (one for one in page.all("table") if one.text.startswith(caption))
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
