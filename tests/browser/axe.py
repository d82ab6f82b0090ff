"""What axe finds on a page."""

from __future__ import annotations

import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def axe_finds_nothing(page: Page, shown: str) -> None:
    """Fail with what axe finds."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert found == [], f"{shown}: {json.dumps(found, indent=1)[:4000]}"
