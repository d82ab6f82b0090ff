"""Whether the briefing is offered as PDF; elsewhere a page says what to do instead."""

from __future__ import annotations

import logging

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.test import Client

from milestones import pdf
from milestones.views import briefing

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


def test_it_fetches_nothing_but_our_assets(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []
    asset = pdf._asset

    def watched(address: str) -> object:
        fetched.append(address)
        return asset(address)

    monkeypatch.setattr(pdf, "_asset", watched)
    assert client.get("/en/briefing.pdf?q=zebra").status_code == 200
    assert fetched
    assert all(address.startswith("http://testserver/static/") for address in fetched)
    for address in ("http://testserver/en/", "file:///etc/passwd", "https://example.org/a.css"):
        with pytest.raises(ValueError, match="none of our assets"):
            asset(address)
    with pytest.raises(ValueError, match="no asset"):
        asset("http://testserver/static/nothing.css")


def test_an_asset_is_never_looked_for_outside_its_folder() -> None:
    with pytest.raises(SuspiciousFileOperation):
        pdf._asset("http://testserver/static/../spp_tracker/settings.py")


def test_making_it_is_quiet(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert client.get("/en/briefing.pdf?q=zebra").status_code == 200
    assert caplog.records == []
