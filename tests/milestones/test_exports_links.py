"""Every page with a table leads to its rows as data, in every format: for readers and machines."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from milestones.datasets import DATASETS
from tests.markup import Page
from tests.reading import codes_in_csv, codes_on_pages

pytestmark = pytest.mark.django_db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": "text/csv", "xlsx": XLSX, "json": "application/json"}

TABLES = {
    "/en/": ["priorities", "deadlines"],
    "/en/milestones/": ["milestones"],
    "/en/milestones/CS-3.2/": ["history"],
    "/en/priorities/cargo-security/": ["milestones"],
    "/en/deadlines/": ["deadlines"],
    "/en/pairs/": ["milestones", "priorities"],
    "/en/changes/": ["changes"],
    "/en/data/": list(DATASETS),
}
"""The pages with tables, and the data that those are."""


def opened(client: Client, address: str) -> Page:
    response = client.get(address)
    assert response.status_code == 200
    return Page(response.content.decode())


def downloads(page: Page) -> list[str]:
    """The addresses of the files that the page offers to see."""
    return [
        link.get("href")
        for link in page.links
        if any("downloads" in around.get("class").split() for around in link.around())
        and urlsplit(link.get("href")).path.endswith(tuple(TYPES))
    ]


def alternates(page: Page) -> dict[str, str]:
    """The types of the files that the page's head names, by their addresses."""
    return {
        link.get("href"): link.get("type")
        for link in page.all("link")
        if link.get("rel") == "alternate" and link.get("type") in TYPES.values()
    }


@pytest.mark.parametrize(("path", "names"), TABLES.items())
def test_a_table_can_be_had_in_every_format(client: Client, path: str, names: list[str]) -> None:
    page = opened(client, path)
    offered = {urlsplit(address).path for address in downloads(page)}
    assert offered == {f"/{name}.{suffix}" for name in names for suffix in TYPES}
    for address, content_type in alternates(page).items():
        assert TYPES[urlsplit(address).path.partition(".")[2]] == content_type
    assert {urlsplit(address).path for address in alternates(page)} <= offered
    assert len(alternates(page)) >= len(TYPES)
    for address in {*downloads(page), *alternates(page)}:
        response = client.get(address)
        assert (response.status_code, bool(response.getvalue())) == (200, True), address


def test_a_link_asks_for_just_what_the_page_shows(client: Client) -> None:
    query = "as_of=2006-12-31&area=cargo-security&status=delayed&status=initiated&sort=-code"
    page = opened(client, f"/en/milestones/?{query}&per_page=25&page=1")
    expected = "area=cargo-security&status=delayed&status=initiated&as_of=2006-12-31&sort=-code"
    assert downloads(page) == [f"/milestones.{suffix}?{expected}" for suffix in TYPES]
    assert list(alternates(page)) == downloads(page)
    in_file = codes_in_csv(client, downloads(page)[0])
    assert codes_on_pages(client, "/en/milestones/", query) == in_file != []


@pytest.mark.parametrize(
    ("path", "file"),
    [
        (
            "/en/priorities/cargo-security/?pair=US-MX",
            "/milestones.csv?pair=US-MX&area=cargo-security",
        ),
        ("/en/milestones/CS-3.2/?as_of=2006-12-31", "/history.csv?as_of=2006-12-31&q=CS-3.2"),
        (
            "/en/changes/?pair=US-MX&per_page=50",
            "/changes.csv?from=2005-06-27&to=2006-06-15&pair=US-MX",
        ),
        ("/en/pairs/?pair=US-MX&goal=1", "/milestones.csv?goal=1&differ=1"),
        ("/en/?sort=code&goal=1", "/priorities.csv?goal=1"),
        ("/en/deadlines/?sort=status&overdue=1", "/deadlines.csv?overdue=1"),
    ],
)
def test_a_page_about_less_leads_to_less(client: Client, path: str, file: str) -> None:
    assert downloads(opened(client, path))[0] == file


def test_the_sides_of_the_pairs_lead_to_a_file_each(client: Client) -> None:
    links = downloads(opened(client, "/en/pairs/"))
    assert links[3:] == [
        f"/priorities.{suffix}?pair={pair}" for pair in ("US-CN", "US-MX") for suffix in TYPES
    ]
    assert list(alternates(opened(client, "/en/pairs/"))) == links[3:]


def test_a_spreadsheet_is_saved_and_json_is_shown(client: Client) -> None:
    page = opened(client, "/en/milestones/")
    saved = {
        urlsplit(link.get("href")).path: "download" in link.attributes
        for link in page.links
        if link.get("href") in downloads(page)
    }
    assert saved == {"/milestones.csv": True, "/milestones.xlsx": True, "/milestones.json": False}


@pytest.mark.parametrize("language", ["fr", "es"])
def test_pages_in_every_language_lead_to_the_same_files(client: Client, language: str) -> None:
    assert downloads(opened(client, f"/{language}/changes/")) == downloads(
        opened(client, "/en/changes/")
    )
