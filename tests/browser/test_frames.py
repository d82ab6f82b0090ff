"""A panel in a frame on another site, in a real browser; no other page lets itself be framed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

Framed = Callable[[str], str]


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[tuple[list[str], str]]:
    """Another site: the code that its only page holds, and its address."""
    held = [""]

    class Article(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!DOCTYPE html><title>News</title>{held[0]}".encode())

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Article) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield held, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def framed(page: Page, elsewhere: tuple[list[str], str]) -> Framed:
    """Opens the page of another site with some code in it, and gives its address."""
    held, address = elsewhere

    def open_with(code: str) -> str:
        held[0] = code
        page.goto(address)
        return address

    return open_with


def test_the_code_of_an_area_s_page_shows_its_panel_elsewhere(
    page: Page, framed: Framed, site: str
) -> None:
    page.goto(f"{site}/en/priorities/traveller-security/")
    page.locator(".embed-code summary").click()
    code = page.locator("#panel-code").input_value()
    framed(code)
    panel = page.frame_locator("iframe")
    expect(panel.locator("h1")).to_have_text("Traveller Security")
    expect(panel.locator(".said")).to_have_text("0 of 12 milestones delivered, 3 overdue")
    fits = panel.locator("html").evaluate(
        "page => [page.scrollWidth <= page.clientWidth, page.scrollHeight <= page.clientHeight]"
    )
    assert fits == [True, True]


@pytest.mark.parametrize(
    "language",
    # French words are the longest.
    ["fr", *(pytest.param(language, marks=pytest.mark.exhaustive) for language in ("en", "es"))],
)
def test_every_panel_fits_the_frame_of_its_code(page: Page, site: str, language: str) -> None:
    page.goto(f"{site}/{language}/")
    links = page.locator("main a[href*='/priorities/']").all()
    areas = {str(link.get_attribute("href")).split("/")[3] for link in links}
    assert len(areas) == 10
    page.goto(f"{site}/{language}/data/")
    code = page.locator("#panel-code").input_value()
    width, height = (int(number) for number in re.findall(r'(?:width|height)="(\d+)"', code))
    page.set_viewport_size({"width": width, "height": height})
    for path in ["/embed/", *(f"/embed/{area}/" for area in sorted(areas))]:
        for pair in ("", "&pair=US-CN", "&pair=US-MX"):
            page.goto(f"{site}{path}?lang={language}{pair}")
            assert page.evaluate("document.documentElement.scrollHeight") <= height, page.url


def test_its_links_open_beside_the_other_site(page: Page, framed: Framed, site: str) -> None:
    there = framed(f'<iframe src="{site}/embed/cargo-security/" width="340" height="380"></iframe>')
    with page.expect_popup() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Delayed").click()
    expect(opened.value.locator("#results")).to_have_text("1 milestone, delayed, Cargo Security")
    expect(page).to_have_url(there)
    opened.value.close()


def test_a_panel_stays_framed_once_it_only_confirms_that_it_holds(
    page: Page, framed: Framed, site: str
) -> None:
    code = f'<iframe src="{site}/embed/cargo-security/" width="340" height="380"></iframe>'
    for _visit in range(2):
        framed(code)
        expect(page.frame_locator("iframe").locator("h1")).to_have_text("Cargo Security")


REFUSED = "chrome-error://chromewebdata/"
"""Where a frame is whose page may not be framed."""


@pytest.mark.parametrize("path", ["/en/", "/en/briefing/", "/badge/all.svg", "/admin/login/"])
def test_nothing_else_shows_in_a_frame(page: Page, framed: Framed, site: str, path: str) -> None:
    framed(f'<iframe src="{site}{path}"></iframe>')
    _, inside = page.frames
    assert inside.url == REFUSED


@pytest.mark.parametrize("width", [300, 340, 600])
@pytest.mark.parametrize("path", ["/embed/", "/embed/protection-prevention-and-response/?lang=es"])
def test_a_panel_is_never_wider_than_its_frame(
    page: Page, site: str, path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 380})
    page.goto(site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
