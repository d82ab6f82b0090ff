"""What axe finds on a page."""

from __future__ import annotations

import json

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
RUN = "rules => axe.run(rules).then(found => found.violations)"


def axe_finds_nothing(page: Page, shown: str) -> None:
    """Fail with what axe finds."""
    # It stays in a page, and is more than half a megabyte.
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, RULES)
    assert found == [], f"{shown}: {json.dumps(found, indent=1)[:4000]}"
