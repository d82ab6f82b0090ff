"""A panel in a frame on another site, in a real browser; and that other pages stay out of frames."""

from __future__ import annotations

from html import unescape

import pytest
from playwright.sync_api import Page, Route, expect

ELSEWHERE = "http://news.example/"


def framed(page: Page, code: str) -> None:
    """Open a page of another site that holds this code."""

    def answer(route: Route) -> None:
        article = f"<!DOCTYPE html><title>News</title><h1>News</h1>{code}"
        route.fulfill(body=article, content_type="text/html")

    page.route(ELSEWHERE, answer)
    page.goto(ELSEWHERE)


def test_the_code_of_an_area_s_page_shows_its_panel_elsewhere(page: Page, site: str) -> None:
    page.goto(f"{site}/en/priorities/traveller-security/")
    page.locator(".embed-code summary").click()
    code = page.locator("#panel-code").input_value()
    framed(page, unescape(code))
    panel = page.frame_locator("iframe")
    expect(panel.locator("h1")).to_have_text("Traveller Security")
    expect(panel.locator(".said")).to_have_text("0 of 12 delivered, 3 overdue")
    fits = panel.locator("html").evaluate(
        "page => [page.scrollWidth <= page.clientWidth, page.scrollHeight <= page.clientHeight]"
    )
    assert fits == [True, True]


def test_its_links_open_beside_the_other_site(page: Page, site: str) -> None:
    framed(page, f'<iframe src="{site}/embed/cargo-security/" width="340" height="380"></iframe>')
    with page.expect_popup() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Delayed").click()
    expect(opened.value.locator("#results")).to_have_text("1 milestone")
    expect(page).to_have_url(ELSEWHERE)
    opened.value.close()


def test_a_panel_stays_framed_once_it_only_confirms_that_it_holds(page: Page, site: str) -> None:
    code = f'<iframe src="{site}/embed/cargo-security/" width="340" height="380"></iframe>'
    for _visit in range(2):
        framed(page, code)
        expect(page.frame_locator("iframe").locator("h1")).to_have_text("Cargo Security")


@pytest.mark.parametrize("path", ["/en/", "/en/briefing/", "/badge/all.svg", "/admin/login/"])
def test_nothing_else_shows_in_a_frame(page: Page, site: str, path: str) -> None:
    framed(page, f'<iframe src="{site}{path}"></iframe>')
    frame = page.frames[-1]
    frame.wait_for_load_state()
    assert frame.url.startswith("chrome-error:") or "refused" in frame.content()


@pytest.mark.parametrize("width", [300, 340, 600])
@pytest.mark.parametrize("path", ["/embed/", "/embed/protection-prevention-and-response/?lang=es"])
def test_a_panel_is_never_wider_than_its_frame(
    page: Page, site: str, path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 380})
    page.goto(site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
