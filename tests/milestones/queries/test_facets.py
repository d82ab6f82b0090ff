"""The counts beside the choices of a filter: each what that choice gives, all else kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.queries import MilestoneQuery
from milestones.queries.facets import facets, without

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

QUERIES = [
    "",
    "status=delayed",
    "status=delayed&status=on_track&overdue=1",
    "area=bioprotection",
    "area=bioprotection&status=partially_completed",
    "overdue=1&contradiction=1",
    "pair=US-MX&slipped=1",
    "pair=US-CN&area=border-facilitation&status=initiated",
    "differ=1&status=delayed",
    "differ=1&pair=US-CN&overdue=1",
    "goal=1&due_from=2006-01&due_to=2006-12",
    "deadline=none&q=border",
    "initiative=BP-2&as_of=2005-12-31",
    "q=zebra",
    "as_of=2005-01-01",
]


def rows(query: str, **changed: str) -> int:
    """How many rows there are with some parameters set, or left out if empty."""
    data = QueryDict(query, mutable=True)
    for name, value in changed.items():
        data.pop(name, None)
        if value:
            data[name] = value
    return MilestoneQuery(data).milestones.count()


@pytest.mark.parametrize("query", QUERIES)
def test_the_counts_take_three_queries_one_for_words_and_one_for_a_goal(query: str) -> None:
    asked = MilestoneQuery(QueryDict(query))
    asked.check()
    assert asked.newest_day == dt.date(2006, 6, 15)
    with CaptureQueriesContext(connection) as asked_for:
        facets(asked)
    # Where no milestone has the words, no standing is looked at.
    of_standings = 0 if query == "q=zebra" else 2
    for_filters = ("q=" in query) + ("goal=" in query)
    assert len(asked_for.captured_queries) == 1 + of_standings + for_filters


@pytest.mark.parametrize("query", [query for query in QUERIES if query])
def test_taking_a_filter_away_gives_as_many_as_it_says(query: str) -> None:
    asked = MilestoneQuery(QueryDict(query))
    asked.check()
    for name in QueryDict(query):
        if name != "as_of":
            assert without(asked, name) == rows(query, **{name: ""})


def test_where_any_is_enough_each_choice_leads_to_what_it_gives_alone(client: Client) -> None:
    address = "/en/milestones/?status=completed&overdue=1&match=any&area=bioprotection"
    page = client.get(address).content.decode()
    assert "8 milestones" in " ".join(page.split('id="results"')[1].split("</h2>")[0].split())
    statuses = page.split("<legend>Status</legend>")[1].split("</fieldset>")[0]
    on_track = statuses.split('value="on_track"')[1].split("</div>")[0]
    assert 'href="?area=bioprotection&amp;status=on_track"' in on_track
    assert "</span>10</a>" in on_track
    assert rows("area=bioprotection&status=on_track") == 10
    assert "/en/briefing/" not in page, "A briefing's counts could not lead to their rows."


@pytest.mark.parametrize("path", ["/en/", "/en/deadlines/", "/en/pairs/", "/en/briefing/"])
def test_pages_whose_counts_could_not_lead_to_their_rows_take_no_match(
    client: Client, path: str
) -> None:
    response = client.get(f"{path}?status=delayed&overdue=1&match=any")
    assert response.status_code == 400
    assert "match</code>" in response.content.decode()


def test_where_nothing_is_found_the_page_says_what_to_take_away(client: Client) -> None:
    page = client.get("/en/milestones/?q=zebra&status=delayed&area=bioprotection").content.decode()
    ways = page.split('class="relaxations"')[1].split("</ul>")[0]
    assert ">Without Search <q>zebra</q>: 7 milestones<" in " ".join(ways.split())
    assert "?status=delayed&amp;area=bioprotection" in ways or (
        "?area=bioprotection&amp;status=delayed" in ways
    )
    assert "Without Status" not in ways


def test_where_no_single_filter_is_to_blame_the_page_says_so(client: Client) -> None:
    page = client.get("/en/milestones/?q=zebra&deadline=2031").content.decode()
    assert "No single filter causes this" in page


def test_the_search_of_every_page_leads_to_the_table_as_of_the_same_day(client: Client) -> None:
    page = client.get("/fr/deadlines/?as_of=2005-12-31&pair=US-MX").content.decode()
    form = page.split('role="search"')[1].split("</form>")[0]
    assert 'action="/fr/milestones/"' in form
    assert 'name="as_of" value="2005-12-31"' in form
    assert 'name="pair" value="US-MX"' in form
    assert 'role="search"' in client.get("/en/nowhere/").content.decode()
