"""The admin passes axe as the pages do: in light, and with --exhaustive in dark and at 360 px."""

from __future__ import annotations

from collections.abc import Iterator

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


def test_the_admin_has_no_finding(page: Page, site: str, exhaustive: bool) -> None:
    for address in (
        f"{site}/admin/",
        f"{site}/admin/milestones/milestone/",
        f"{site}/admin/milestones/statusupdate/",
        record_form(page, site),
    ):
        page.goto(address)
        is_fine(page, exhaustive=exhaustive)
    links = page.locator(".breadcrumbs a")
    assert links.count() == 3
    for link in links.all():
        assert "underline" in link.evaluate("link => getComputedStyle(link).textDecorationLine")
