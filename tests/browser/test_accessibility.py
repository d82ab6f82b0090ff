"""Every kind of page passes axe (WCAG 2.2 AA and best practice): in light, and with --exhaustive in
dark and at 360 px too, every row of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.axe import is_fine
from tests.browser.kinds import EVERY, UNFOLD, Address


@pytest.mark.parametrize("kind", EVERY)
def test_no_page_has_a_finding(page: Page, address: Address, kind: str, exhaustive: bool) -> None:
    page.goto(address(kind))
    page.evaluate(UNFOLD)
    is_fine(page, exhaustive=exhaustive)
