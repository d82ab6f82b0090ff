"""The changes asked for are the same rows everywhere, and what cannot be asked is refused."""

from __future__ import annotations

import html

import pytest
from django.test import Client

from tests.downloads import codes_on_pages
from tests.milestones.comparing import SINCE_THE_REPORT, codes, page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        (
            "from=2006-06-15&to=2006-06-14",
            "from: 2006-06-15 is after 2006-06-14, the date that it is compared with.",
        ),
        (
            "from=2006-06-16",
            "from: 2006-06-16 is after 2006-06-15, the date that it is compared with.",
        ),
        ("from=June", "from: “June” is not a date: write it like 2006-06-15."),
        ("to=2006-02-30", "to: “2006-02-30” is not a date: write it like 2006-06-15."),
        ("direction=up", "direction: “up” is not a direction: write ahead, behind or same."),
        ("changed=1", "changed: Unknown value “1”: write yes, no or any."),
        ("to=2006-06-15&to=2006-06-14", "to: Given more than once."),
        (
            "now=none",
            "now: Unknown status “none”. Valid: planned, delayed, initiated, on_track, "
            "partially_completed, completed_ongoing, completed.",
        ),
    ],
)
def test_a_bad_query_names_the_parameter_and_shows_no_rows(
    client: Client, query: str, problem: str
) -> None:
    response = client.get(f"/changes.csv?{query}")
    assert (response.status_code, response.content.decode()) == (400, f"{problem}\n")
    name, words = problem.split(": ", 1)
    in_json = client.get(f"/changes.json?{query}")
    assert (in_json.status_code, in_json.json()) == (400, {"errors": {name: [words]}})
    shown = page(client, query, status=400)
    assert html.escape(words) in shown
    assert "/en/milestones/TS-1.2/" not in shown


@pytest.mark.parametrize("name", ["from", "to", "was", "now", "direction", "changed"])
def test_the_parameters_of_changes_are_known_there_alone(client: Client, name: str) -> None:
    for address in ("/en/milestones/", "/milestones.csv", "/en/"):
        assert client.get(f"{address}?{name}=2006-06-15").status_code == 400
    assert client.get("/en/changes/?page=99").status_code == 400
    assert client.get("/changes.csv?page=1").status_code == 400
    assert client.get("/changes.csv?nonsense=1").status_code == 400


QUERIES = [
    "",
    SINCE_THE_REPORT,
    f"{SINCE_THE_REPORT}&changed=any&sort=-direction",
    f"{SINCE_THE_REPORT}&was=initiated&now=initiated&changed=no",
    "from=2005-01-01&status=delayed&sort=-code",
    "from=2005-06-27&pair=US-MX&area=cargo-security",
    "from=2005-06-27&to=2006-06-15&overdue=1&goal=1&due_from=2006-06",
    "from=2005-06-27&slipped=1&differ=1&sort=-to_revised_deadline",
    "from=2005-06-27&q=border&direction=ahead&sort=to_as_reported",
    "q=zebra",
]


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("query", QUERIES)
def test_page_and_file_have_the_same_rows(client: Client, query: str) -> None:
    assert codes_on_pages(client, "/en/changes/", query) == codes(client, query)
