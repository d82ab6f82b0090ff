"""A search that finds very many milestones gives what a search that finds few does."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.choices import Pair
from milestones.models import conditions
from milestones.queries import MilestoneQuery
from milestones.queries.facets import facets

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

QUERIES = [
    "q=border",
    "q=border&pair=US-MX",
    "q=border&status=delayed&status=on_track",
    "q=border&overdue=1&as_of=2006-03-01",
    "q=border&area=border-facilitation&sort=-code",
    "q=border&initiative=BF-1",
    "q=border&deadline=none",
    "q=security+standards&due_from=2005-12",
]
PAGES = ["", "milestones/", "deadlines/", "pairs/", "changes/", "briefing/"]


def answers(query: str) -> tuple[object, ...]:
    asked = MilestoneQuery(QueryDict(query))
    return (
        [milestone.code for milestone in asked.milestones],
        [milestone.code for milestone in asked.listed(asked.in_order())],
        {pair: set(counts.rows) for pair, counts in asked.counts_by_pair(*Pair).items()},
        facets(asked),
    )


def call_every_search_large(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAX_LOOKED_UP", "MAX_LOOKED_UP_INDEXED"):
        monkeypatch.setattr(conditions, name, 0)


@pytest.mark.parametrize("query", QUERIES)
def test_the_same_rows_and_counts(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few = answers(query)
    call_every_search_large(monkeypatch)
    assert answers(query) == few
    assert few[0]


@pytest.mark.parametrize("page", ["milestones/", "pairs/", "changes/"])
def test_the_same_pages(client: Client, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    few = client.get(f"/en/{page}?q=border")
    call_every_search_large(monkeypatch)
    many = client.get(f"/en/{page}?q=border")
    assert (many.status_code, many.content) == (few.status_code, few.content)
    assert many.status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_page_looks_for_the_words_once(client: Client, page: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/en/{page}?q=border")
    asked = [query["sql"] for query in queries if "milestones_searchtext" in query["sql"]]
    assert len(asked) == 1


SEARCHES = ["q=border", "q=border&status=delayed", "q=border&pair=US-MX", "area=bioprotection", ""]


@pytest.mark.parametrize("as_of", ["", "2006-03-01", "2005-01-01"])
@pytest.mark.parametrize("query", SEARCHES)
def test_only_counted_the_milestones_of_a_pair_are_as_many(query: str, as_of: str) -> None:
    asked = MilestoneQuery(QueryDict(f"{query}&as_of={as_of}"))
    asked.check()
    counts = {pair: each.milestones for pair, each in asked.counts_by_pair(*Pair).items()}
    assert asked.milestones_by_pair(*Pair) == counts


def test_on_an_earlier_day_no_other_standing_of_a_milestone_is_read() -> None:
    """By its key all its earlier standings would be read; by its position an index tells."""
    earlier = MilestoneQuery(QueryDict("q=border&as_of=2006-03-01"))
    now = MilestoneQuery(QueryDict("q=border"))
    for asked, column in [(earlier, "position"), (now, "milestone_id")]:
        condition = str(asked.standings().query).partition(" WHERE ")[2]
        assert {name for name in ("position", "milestone_id") if name in condition} == {column}
