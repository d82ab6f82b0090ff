"""The admin passes axe as the pages do: in light, and with --exhaustive in dark and at 360 px."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import axe_finds_nothing
from tests.browser.people import log_in
from tests.browser.server import ADMIN, PASSWORD

WIDE, NARROW = 1440, 360


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


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", WIDE),
        pytest.param("dark", WIDE, marks=pytest.mark.exhaustive),
        pytest.param("light", NARROW, marks=pytest.mark.exhaustive),
    ],
)
def test_the_admin_has_no_finding(
    page: Page, site: str, scheme: Literal["light", "dark"], width: int, exhaustive: bool
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    for address in (
        f"{site}/admin/",
        f"{site}/admin/milestones/milestone/",
        f"{site}/admin/milestones/statusupdate/",
        record_form(page, site),
    ):
        # A page opened anew: the admin's colours change by degrees.
        page.goto(address)
        axe_finds_nothing(page, address, whole=exhaustive)
    links = page.locator(".breadcrumbs a")
    assert links.count() == 3
    for link in links.all():
        assert "underline" in link.evaluate("link => getComputedStyle(link).textDecorationLine")
