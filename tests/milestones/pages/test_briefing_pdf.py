"""Whether the briefing is offered as PDF; elsewhere a page says what to do instead."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.test import Client

from milestones.pages import pdf
from milestones.views import briefing
from tests.markup import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """No WeasyPrint."""
    monkeypatch.setattr(briefing, "pdf_offered", lambda: False)


@pytest.mark.usefixtures("without")
def test_without_the_library_it_is_not_offered(client: Client) -> None:
    assert "briefing.pdf" not in client.get("/en/briefing/").content.decode()


@pytest.mark.usefixtures("without")
def test_and_its_address_says_what_to_do_instead(client: Client) -> None:
    response = client.get("/en/briefing.pdf?area=cargo-security")
    assert response.status_code == 404
    page = response.content.decode()
    assert "Open the briefing and print it from your browser" in page
    assert 'href="/en/briefing/?area=cargo-security"' in page


def test_with_the_library_it_is_offered_with_the_same_milestones(client: Client) -> None:
    page = client.get("/fr/briefing/?area=cargo-security&as_of=2006-06-15").content.decode()
    assert 'href="/fr/briefing.pdf?area=cargo-security&amp;as_of=2006-06-15"' in page


def test_a_bad_query_is_no_pdf(client: Client) -> None:
    assert client.get("/en/briefing.pdf?status=late").status_code == 400


def test_its_foot_has_the_address_of_the_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_it_is(page: Callable[[], str], _address: str) -> bytes:
        return page().encode()

    monkeypatch.setattr(briefing, "pdf_offered", lambda: True)
    monkeypatch.setattr(briefing, "pdf_of", as_it_is)
    page = Page(client.get("/fr/briefing.pdf?area=cargo-security").content.decode())
    (foot,) = (part for part in page.all("p") if part.has("on-paper"))
    assert "http://testserver/fr/briefing/?area=cargo-security ·" in foot.text


def linked(*addresses: str) -> str:
    links = "".join(f'<link rel="stylesheet" href="{address}">' for address in addresses)
    return f'<html><head>{links}<link rel="icon" href="/favicon.svg"></head></html>'


def test_it_is_made_with_our_stylesheets_in_the_order_of_the_page() -> None:
    page = linked("/static/tokens.css", "/static/print.css")
    stylesheets = pdf.stylesheets_of(page, "https://tracker.example.org/en/briefing.pdf?q=visa")
    assert list(stylesheets) == [
        "https://tracker.example.org/static/tokens.css",
        "https://tracker.example.org/static/print.css",
    ]
    assert all("{" in stylesheet for stylesheet in stylesheets.values())


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("/en/", "none of our assets"),
        ("file:///etc/passwd", "none of our assets"),
        ("https://example.org/a.css", "none of our assets"),
        ("/static/nothing.css", "no asset"),
    ],
)
def test_it_is_made_with_no_other_file(address: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        pdf.stylesheets_of(linked(address), "http://testserver/en/briefing.pdf")


def test_a_stylesheet_is_never_looked_for_outside_its_folder() -> None:
    page = linked("/static/../spp_tracker/settings.py")
    with pytest.raises(SuspiciousFileOperation):
        pdf.stylesheets_of(page, "http://testserver/en/briefing.pdf")
