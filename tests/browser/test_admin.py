"""The admin passes axe as the pages do: in light, and with --exhaustive in dark and at 360 px."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import is_fine
from tests.browser.people import log_in
from tests.browser.server import ADMIN, PASSWORD


@pytest.fixture(scope="module")
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A browser window of someone who is logged in."""
    context = browser.new_context()
    page = context.new_page()
    log_in(page, site, ADMIN, PASSWORD)
    expect(page).to_have_title("Records | SPP Tracker administration")
    yield context
    context.close()


def record_form(page: Page, site: str) -> str:
    """The address at which the first milestone's status is recorded."""
    page.goto(f"{site}/admin/milestones/milestone/")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="Record a status").click()
    return page.url


def addresses(page: Page, site: str) -> list[str]:
    """One of each kind of page that an administrator works with."""
    return [
        f"{site}/admin/",
        f"{site}/admin/milestones/milestone/",
        f"{site}/admin/milestones/statusupdate/",
        f"{site}/admin/milestones/statusupdate/spreadsheet/",
        f"{site}/admin/milestones/milestone/several/",
        record_form(page, site),
    ]


def test_the_admin_has_no_finding(page: Page, site: str, exhaustive: bool) -> None:
    for address in addresses(page, site):
        page.goto(address)
        is_fine(page, exhaustive=exhaustive)
    links = page.locator(".breadcrumbs a")
    assert links.count() == 3
    for link in links.all():
        assert "underline" in link.evaluate("link => getComputedStyle(link).textDecorationLine")


def test_no_page_is_wider_than_a_narrow_window(page: Page, site: str) -> None:
    for address in [*addresses(page, site), f"{site}/admin/worklist/?on=2006-06-15"]:
        page.goto(address)
        for width in (768, 360):
            page.set_viewport_size({"width": width, "height": 800})
            needed = page.evaluate("document.documentElement.scrollWidth")
            assert needed <= width, address


SCROLLED = """() => [...document.querySelectorAll('.results, .scroll')].filter(
    list => list.scrollWidth > list.clientWidth
).length"""


def test_lists_show_all_their_columns(page: Page, site: str) -> None:
    for path in ("milestones/milestone/", "milestones/statusupdate/", "worklist/?on=2006-06-15"):
        page.goto(f"{site}/admin/{path}")
        for width in (1440, 768):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(SCROLLED) == 0, (path, width)


LOOK = """() => [document.querySelector('h1'), document.body].map(getComputedStyle).map(
    style => [style.fontFamily, style.color]
).concat([getComputedStyle(document.body).backgroundColor])"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_the_type_and_colours_of_the_pages(
    page: Page, site: str, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/en/")
    of_pages = page.evaluate(LOOK)
    page.goto(f"{site}/admin/")
    assert page.evaluate(LOOK) == of_pages
    expect(page.locator(".theme-toggle")).to_have_count(0)


SMALL = """() => [...document.querySelectorAll('#container *')].filter(
    part => part.checkVisibility()
    && [...part.childNodes].some(child => child.nodeType === 3 && child.data.trim())
    && parseFloat(getComputedStyle(part).fontSize) < 14
).map(part => part.outerHTML)"""


def test_no_text_is_small(page: Page, site: str) -> None:
    for address in addresses(page, site):
        page.goto(address)
        assert page.evaluate(SMALL) == []
