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
