"""Every table that a page shows can be had as files: the page's own links give just its rows, in
its order, whatever is asked for."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from tests.downloads import rows_in_json
from tests.milestones.opendata.test_exports_history import withdrawn_milestone
from tests.milestones.page_tables import (
    FILE_OF,
    Row,
    alternates,
    as_on_page,
    downloads,
    offered,
    opened,
    tables_of,
)
from tests.milestones.recording import CANADA, LATER, MEXICO, record
from tests.milestones.row_comparison import DAYS, FILTERS

pytestmark = pytest.mark.django_db

PAGES = {
    "overview": "/en/",
    "area": "/en/priorities/cargo-security/",
    "deadlines": "/en/deadlines/",
    "milestones": "/en/milestones/",
    "milestone": "/en/milestones/CS-3.2/",
    "pairs": "/en/pairs/",
    "attention": "/en/attention/",
    "changes": "/en/changes/",
}
PAGED = ("/en/milestones/", "/en/attention/", "/en/changes/")
SORTED_BY = {"milestones": "-status", "changes": "-to_status"}


def known_by(page: str) -> dict[str, str]:
    """A value of each filter that a page knows."""
    known = {name: value for name, value in FILTERS.items() if name != "sort"}
    if page in SORTED_BY:
        known["sort"] = SORTED_BY[page]
    if page == "area":
        del known["area"]
    return known


Files = dict[tuple[str, str], list[Row]]


@pytest.fixture(scope="module")
def files() -> Files:
    """The rows of each file that was opened, in the words of the pages. Every test here starts
    from the same record, so that none need be opened twice."""
    return {}


def rows_in_file(client: Client, files: Files, dataset: str, query: str) -> list[Row]:
    """The rows of a table's file; ``test_same_rows`` proves that they are the same in every
    format."""
    if (dataset, query) not in files:
        rows = rows_in_json(client, f"/{FILE_OF.get(dataset, dataset)}.json?{query}")
        files[dataset, query] = [as_on_page(dataset, row) for row in rows]
    return files[dataset, query]


def tables_with_their_files(client: Client, address: str, files: Files) -> list[list[Row]]:
    """The rows that a page shows, table by table, on all its pages, each table offering, to
    readers and to programs, files of just those."""
    path = address.partition("?")[0]
    shown: list[list[Row]] = []
    following = [address]
    while following:
        page = opened(client, following[0])
        assert list(alternates(page)) == downloads(page), address
        tables, offers = list(tables_of(page)), offered(page)
        names = [FILE_OF.get(table.dataset, table.dataset) for table in tables]
        assert names == [dataset for dataset, _ in offers], address
        so_far = shown or [[] for _table in tables]
        shown = [[*rows, *table.rows] for rows, table in zip(so_far, tables, strict=True)]
        links = [link for link in page.links if path in PAGED and link.get("rel") == "next"]
        following = [path + link.get("href") for link in links]
    for rows, table, (_dataset, query) in zip(shown, tables, offers, strict=True):
        assert rows == rows_in_file(client, files, table.dataset, query), (address, query)
    return shown


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("page", PAGES)
def test_each_table_offers_just_its_rows(client: Client, files: Files, page: str) -> None:
    for day in DAYS:
        tables = tables_with_their_files(client, f"{PAGES[page]}?as_of={day}", files)
        assert bool(tables) == ((page, day) != ("changes", DAYS[0]))
    assert all(tables_with_their_files(client, PAGES[page], files))
    assert tables_with_their_files(client, f"{PAGES[page]}?as_of=2005-06-26", files) == []


EACH = [(page, name) for page in PAGES for name in known_by(page)]
"""Each page with each of its filters."""
SOME = [
    (page, name)
    for page, name in EACH
    if name == "sort" or list(FILTERS).index(name) % len(PAGES) == list(PAGES).index(page)
]
"""Each filter on one of the pages, and each order of rows."""


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("page", "name"),
    [each if each in SOME else pytest.param(*each, marks=pytest.mark.exhaustive) for each in EACH],
)
def test_each_table_offers_just_its_rows_with_a_filter(
    client: Client, files: Files, page: str, name: str
) -> None:
    query = {name: known_by(page)[name], "as_of": DAYS[-1]}
    tables_with_their_files(client, f"{PAGES[page]}?{urlencode(query)}", files)


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("/en/pairs/?status=completed", ["TS-1.1 CS-3.2 MS-1.1", "BP-2.2"]),
        ("/en/pairs/?status=delayed", ["BP-2.2", "TS-3.3 CS-3.2 PR-2.3"]),
        ("/en/milestones/CS-3.2/?pair=US-CN&status=delayed&as_of=2006-09-01", []),
        ("/en/changes/?as_of=2006-06-15&from=2006-09-01", []),
    ],
)
def test_so_it_is_where_filters_make_a_page_another(
    client: Client, files: Files, address: str, codes: list[str]
) -> None:
    tables = tables_with_their_files(client, address, files)
    assert tables
    for rows, expected in zip(tables, codes, strict=False):
        assert rows == [(code,) for code in expected.split()]


@pytest.mark.parametrize("query", ["", "pair=US-CN&status=delayed", "as_of=2007-03-31"])
def test_a_story_and_its_file_have_the_same_lines_whatever_became_of_them(
    client: Client, query: str
) -> None:
    record(LATER, StatusLine(Pair.ALL, Status.DELAYED))
    record(LATER, CANADA, MEXICO, reason="It was misheard.")
    withdrawn_milestone(client)
    lines, story = tables_with_their_files(client, f"/en/milestones/TS-1.4/?{query}", {})
    assert lines == [("Canada–U.S.", "On track"), ("Mexico–U.S.", "On track")]
    assert story == [
        ("2006-06-15", "All parties", "Initiated"),
        ("2006-09-01", "All parties", "Delayed"),
        ("2006-09-01", "Canada–U.S.", "On track"),
        ("2006-09-01", "Mexico–U.S.", "On track"),
    ]
    (story,) = tables_with_their_files(client, f"/en/milestones/TS-1.99/?{query}", {})
    reported = [("2007-03-31", "All parties", "Initiated")]
    assert story == (reported if "as_of" in query else [])


def test_the_overview_and_its_file_sort_areas_alike(client: Client) -> None:
    (rows,) = tables_with_their_files(client, "/en/?sort=-completed_share", {})
    assert [area for area, _figures in rows][:3] == [
        *("Protection, Prevention and Response", "Cargo Security", "Bioprotection")
    ]


@pytest.mark.parametrize(
    ("page", "query"),
    [
        *((page, "sort=-status") for page in sorted(PAGES.keys() - SORTED_BY - {"overview"})),
        ("area", "area=bioprotection"),
    ],
)
def test_a_page_refuses_another_order_or_area_than_its_own(
    client: Client, page: str, query: str
) -> None:
    response = client.get(f"{PAGES[page]}?{query}")
    assert response.status_code == 400
    assert f"{query.partition('=')[0]}</code>" in response.content.decode()
    assert "Unknown parameter." in response.content.decode()
