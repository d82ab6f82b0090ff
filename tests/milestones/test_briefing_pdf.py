"""The briefing as PDF, where WeasyPrint is installed; elsewhere a page says what to do instead."""

from __future__ import annotations

import logging
import re
import zlib
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.test import Client

from milestones import pdf
from milestones.views import briefing

pytestmark = pytest.mark.django_db

needs_weasyprint = pytest.mark.skipif(
    not pdf.pdf_offered(),
    reason="WeasyPrint (requirements-pdf.txt) or its system libraries are not installed",
)


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


def test_with_the_library_it_is_offered_with_the_same_milestones(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(briefing, "pdf_offered", lambda: True)
    page = client.get("/fr/briefing/?area=cargo-security&as_of=2006-06-15").content.decode()
    assert 'href="/fr/briefing.pdf?area=cargo-security&amp;as_of=2006-06-15"' in page


def test_a_bad_query_is_no_pdf(client: Client) -> None:
    assert client.get("/en/briefing.pdf?status=late").status_code == 400


def made(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return response


def inside(document: bytes) -> bytes:
    """A PDF with its packed parts unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    return document + b"".join(map(unpacked, streams))


def unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@needs_weasyprint
def test_it_is_tagged_has_a_language_and_a_title(client: Client) -> None:
    response = made(client, "/fr/briefing.pdf?initiative=TS-1")
    parts = inside(response.content)
    assert response.content.startswith(b"%PDF-")
    assert b"pdfuaid:part" in parts
    assert re.search(rb"/Lang ?\(fr\)", parts)
    assert re.search(rb"/MarkInfo", parts)
    for structure in (b"/Table", b"/TH", b"/H1", b"/H2", b"/L"):
        assert structure in parts
    disposition = 'inline; filename="spp-briefing-as-of-2006-06-15.pdf"'
    assert response["Content-Disposition"] == disposition


@needs_weasyprint
def test_it_fetches_nothing_but_our_assets(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []
    asset = pdf._asset

    def watched(address: str) -> object:
        fetched.append(address)
        return asset(address)

    monkeypatch.setattr(pdf, "_asset", watched)
    made(client, "/en/briefing.pdf?q=zebra")
    assert fetched
    assert all(address.startswith("http://testserver/static/") for address in fetched)
    for address in ("http://testserver/en/", "file:///etc/passwd", "https://example.org/a.css"):
        with pytest.raises(ValueError, match="none of our assets"):
            asset(address)
    with pytest.raises(ValueError, match="no asset"):
        asset("http://testserver/static/nothing.css")


@needs_weasyprint
def test_an_asset_is_never_looked_for_outside_its_folder() -> None:
    with pytest.raises(SuspiciousFileOperation):
        pdf._asset("http://testserver/static/../spp_tracker/settings.py")


@needs_weasyprint
def test_making_it_is_quiet(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        made(client, "/en/briefing.pdf?q=zebra")
    assert caplog.records == []
