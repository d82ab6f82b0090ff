"""The whole tracker by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect


class Reader:
    """Someone who has a keyboard only."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def stops(self, most: int = 250) -> Iterator[str]:
        """Tab from stop to stop; each by its words or its name."""
        for _stop in range(most):
            self.page.keyboard.press("Tab")
            yield self.page.evaluate(
                "() => { const at = document.activeElement;"
                "return at.closest('label')?.textContent.trim() || at.name"
                " || at.textContent.trim().replace(/\\s+/g, ' ') }"
            )

    def tab_to(self, words: str) -> None:
        """Tab on to the next stop that says some words."""
        passed = []
        for stop in self.stops():
            if stop == words:
                return
            passed.append(stop)
        pytest.fail(f"No stop says “{words}”: {passed}")

    def follow(self, words: str) -> None:
        """Tab on to a link and follow it."""
        self.tab_to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_a_reader_without_a_mouse_gets_everywhere(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=True, locale="en-CA")
    page = context.new_page()
    reader = Reader(page)
    page.goto(f"{site}/en/")

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    first = next(reader.stops())
    assert page.evaluate("document.activeElement.closest('main') !== null"), first

    page.goto(f"{site}/en/")
    reader.follow("Deadlines")
    expect(page).to_have_url(f"{site}/en/deadlines/")
    reader.tab_to("as_of")
    page.keyboard.type("12312005")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/en/deadlines/?as_of=2005-12-31")
    expect(page.locator(".as-of")).to_contain_text("not the latest")

    reader.follow("Milestones")
    expect(page).to_have_url(f"{site}/en/milestones/?as_of=2005-12-31")
    reader.tab_to("q")
    page.keyboard.type("border")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "q=border" in page.url
    assert "as_of=2005-12-31" in page.url
    page.goto(f"{site}/en/milestones/")
    reader.follow("Page 2")
    expect(page).to_have_url(f"{site}/en/milestones/?page=2")
    code = page.locator("main tbody th a").first.inner_text()
    reader.follow(code)
    expect(page).to_have_url(f"{site}/en/milestones/{code}/")
    expect(page.locator("h1")).to_be_visible()
    context.close()


def test_filters_are_set_with_the_space_bar(site: str, page: Page) -> None:
    page.goto(f"{site}/en/milestones/")
    reader = Reader(page)
    next(stop for stop in reader.stops() if stop.startswith("Delayed"))
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "status=delayed" in page.url
    assert page.locator("input[name=status]:checked").count() == 1


@pytest.mark.parametrize("width", [800, 1000])
def test_what_is_wider_than_the_window_is_scrolled_with_the_arrow_keys(
    site: str, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/en/milestones/")
    for region in page.locator(".scroll").all():
        if region.evaluate("region => region.scrollWidth > region.clientWidth"):
            region.locator("a").first.focus()
            page.keyboard.press("ArrowRight")
            handle = region.element_handle()
            page.wait_for_function("region => region.scrollLeft > 0", arg=handle)
