"""The pages: what each shows, in which language, and what it says when it cannot."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.markup import Page
from tests.routes import address_of, public_routes

pytestmark = pytest.mark.django_db

PAGES = [
    "/en/",
    "/en/priorities/cargo-security/",
    "/en/deadlines/",
    "/en/milestones/",
    "/en/milestones/TS-1.1/",
    "/en/reports/",
    "/en/reports/plan/",
    "/en/data/",
]


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("asked", "language"), [("fr-CA,fr;q=0.9", "fr"), ("es-MX", "es"), ("de", "en")]
)
def test_the_front_door_speaks_the_reader_s_language(
    client: Client, asked: str, language: str
) -> None:
    response = client.get("/", headers={"Accept-Language": asked})
    assert (response.status_code, response["Location"]) == (302, f"/{language}/")


@pytest.mark.parametrize(
    "address",
    [
        "/en/priorities/nowhere/",
        "/en/milestones/TS-9.9/",
        "/en/reports/999/",
        "/en/nowhere/",
        "/de/",
    ],
)
def test_what_is_not_there_is_said_to_be_not_found(client: Client, address: str) -> None:
    page(client, address, status=404)


@pytest.mark.parametrize("address", PAGES)
def test_a_bad_query_shows_what_is_wrong_and_no_rows(client: Client, address: str) -> None:
    shown = page(client, f"{address}?status=late&nonsense=1", status=400)
    assert "Unknown status “late”." in shown
    assert "nonsense" in shown
    assert "/en/milestones/TS-1.2/" not in shown


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("page=0", "greater than or equal to 1"),
        ("page=x", "Enter a whole number."),
        ("page=99", "That page contains no results"),
        ("per_page=1000", "write 25, 50 or 100."),
    ],
)
def test_a_page_that_is_not_there_is_a_bad_query(client: Client, query: str, message: str) -> None:
    assert message in page(client, f"/en/milestones/?{query}", status=400)


@pytest.mark.parametrize("address", [*PAGES[:5], "/en/pairs/", "/en/about/"])
def test_before_the_plan_nothing_is_on_record_yet(client: Client, address: str) -> None:
    shown = page(client, f"{address}?as_of=2005-06-26")
    assert "No data yet" in shown or "There are no" in shown


@pytest.mark.parametrize("address", PAGES[:5])
def test_a_day_that_is_not_the_newest_is_said_in_words(client: Client, address: str) -> None:
    assert "31 December 2005" in page(client, f"{address}?as_of=2005-12-31").replace(
        "Dec. 31, 2005", "31 December 2005"
    )


@pytest.mark.usefixtures("empty_database")
@pytest.mark.parametrize(
    "address",
    [
        *("/en/", "/en/deadlines/", "/en/milestones/", "/en/reports/", "/en/data/", "/en/about/"),
        *("/en/pairs/", "/en/changes/", "/en/changes/?from=2006-06-15"),
    ],
)
def test_before_anything_is_loaded_pages_answer(client: Client, address: str) -> None:
    shown = page(client, address)
    for place in ("changes", "pairs"):
        assert place not in address or "No data yet" in shown


@pytest.mark.parametrize(
    ("name", "value", "chip"),
    [("code", "CS-3.2", "Milestone: CS-3.2"), ("differ", "1", "Country pairs differ")],
)
def test_a_filter_stands_in_the_form_and_can_be_taken_off(
    client: Client, name: str, value: str, chip: str
) -> None:
    shown = Page(client.get(f"/en/milestones/?{name}={value}&overdue=1").content.decode())
    boxes = [box for box in shown.all("input") if box.get("name") == name]
    (field,) = [box for box in boxes if box.get("type") != "hidden"]
    assert field.get("value") == value
    assert field.get("type") != "checkbox" or "checked" in field.attributes
    chips = {link.text: link.get("href") for link in shown.links if link.has("chip")}
    assert chips[f"Remove the filter {chip}"] == "?overdue=1"


def test_an_area_shows_its_promises_and_their_benefits(client: Client) -> None:
    shown = page(client, "/en/priorities/maritime-security/")
    assert "Develop and implement a strategy to enhance North American maritime" in shown
    assert "Our measures aim to identify and stop threats before they arrive" in shown
    assert "Create a coordinating capability within 33 months (March 2008)" in shown
    assert "/en/milestones/TS-1.1/" not in shown


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_every_page_and_file_has_the_first_and_the_last_day_there_is(
    client: Client, day: str
) -> None:
    """Whether it may be chosen there or not, nothing fails."""
    answers = {
        client.get(address_of(name, route), {"as_of": day}).status_code
        for name, route in public_routes().items()
        if name != "briefing_pdf"
    }
    assert answers <= {200, 302, 400, 404}
