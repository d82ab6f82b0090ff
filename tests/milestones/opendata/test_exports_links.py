"""Every page with a table leads to its rows as data, in every format: for readers and machines."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from milestones.opendata.datasets import DATASETS
from tests.milestones.page_tables import TYPES, alternates, downloads, offered, opened

pytestmark = pytest.mark.django_db


def test_every_file_can_be_had_in_every_format(client: Client) -> None:
    """``test_tables_have_their_files`` proves that a page leads to those of its tables."""
    page = opened(client, "/en/data/")
    assert [name for name, _query in offered(page)] == list(DATASETS)
    assert list(alternates(page)) == downloads(page)
    for address, content_type in alternates(page).items():
        assert TYPES[urlsplit(address).path.partition(".")[2]] == content_type


@pytest.mark.parametrize(
    ("path", "file"),
    [
        (
            "/en/priorities/cargo-security/?pair=US-MX",
            "/milestones.csv?pair=US-MX&area=cargo-security",
        ),
        (
            "/en/milestones/CS-3.2/?as_of=2006-12-31&pair=US-MX&status=initiated",
            "/statuses.csv?code=CS-3.2&as_of=2006-12-31",
        ),
        ("/en/milestones/CS-3.2/?as_of=2005-12-31", "/history.csv?code=CS-3.2&as_of=2005-12-31"),
        (
            "/en/changes/?pair=US-MX&per_page=50",
            "/changes.csv?from=2005-06-27&to=2006-06-15&pair=US-MX",
        ),
        ("/en/pairs/?pair=US-MX&goal=1", "/milestones.csv?goal=1&differ=1"),
        ("/en/pairs/?status=delayed", "/milestones.csv?status=delayed&pair=US-CN&differ=1"),
        ("/en/?goal=1", "/priorities.csv?goal=1"),
        (
            "/en/milestones/?area=cargo-security&status=delayed&status=initiated&sort=-code&page=1",
            "/milestones.csv?area=cargo-security&status=delayed&status=initiated&sort=-code",
        ),
        ("/en/deadlines/?overdue=1", "/deadlines.csv?overdue=1"),
    ],
)
def test_a_page_about_less_leads_to_less(client: Client, path: str, file: str) -> None:
    assert downloads(opened(client, path))[0] == file


def test_files_of_changes_say_the_days_that_are_shown(client: Client) -> None:
    """A day before as_of gives way on the page; data would be asked for what cannot be."""
    shown = offered(opened(client, "/en/changes/?from=2006-09-01&as_of=2006-06-15"))
    assert shown == [("changes", "from=2005-06-27&to=2006-06-15")]
    shown = offered(opened(client, "/en/changes/?as_of=2006-09-01&to=2006-06-15&per_page=25"))
    assert shown == [("changes", "from=2005-06-27&to=2006-06-15")]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/en/milestones/CS-3.2/", "code=CS-3.2"),
        (
            "/en/milestones/CS-3.2/?pair=US-MX&as_of=2006-06-15&status=initiated",
            "as_of=2006-06-15&code=CS-3.2",
        ),
        ("/en/priorities/cargo-security/?status=delayed", "status=delayed&area=cargo-security"),
    ],
)
def test_what_can_be_followed_is_what_the_page_is_about(
    client: Client, path: str, query: str
) -> None:
    page = opened(client, path)
    expected = [f"/deadlines.ics?{query}", f"/changes.atom?{query}"]
    in_head = [link.get("href") for link in page.all("link") if link.get("rel") == "alternate"]
    in_body = [link.get("href") for link in page.links]
    for links in (in_head, in_body):
        assert [link for link in links if link.startswith(("/deadlines.", "/changes."))] == expected


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
