"""Every kind of page passes axe (WCAG 2.2 AA and best practice): in light, and with --exhaustive in
dark and at 360 px too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.axe import axe_finds_nothing
from tests.browser.kinds import EVERY, UNFOLD, Address


@pytest.mark.parametrize("kind", EVERY)
def test_no_page_has_a_finding(page: Page, address: Address, kind: str, exhaustive: bool) -> None:
    page.goto(address(kind))
    page.evaluate(UNFOLD)
    axe_finds_nothing(page, "light")
    if exhaustive:
        page.emulate_media(color_scheme="dark")
        axe_finds_nothing(page, "dark")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 360, "height": 800})
        axe_finds_nothing(page, "360 px")
