"""Every page passes axe (WCAG 2.2 AA and best practice), in light, dark and at 360 px."""

from __future__ import annotations

import json
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
ADDRESSES = [
    "/en/",
    "/en/?as_of=2005-12-31",
    "/en/?as_of=2005-01-01",
    "/fr/",
    "/en/priorities/bioprotection/",
    "/es/priorities/border-facilitation/?pair=US-MX",
    "/en/deadlines/",
    "/en/milestones/",
    "/en/milestones/?status=delayed&sort=-last_deadline&per_page=100",
    "/en/milestones/?q=zebra",
    "/en/milestones/?status=late",
    "/en/milestones/TS-1.1/",
    "/fr/milestones/BF-1.12/",
    "/en/reports/",
    "/en/reports/plan/",
    "/en/reports/1/",
    "/en/data/",
    "/en/?nonsense=1",
    "/en/nowhere/",
]
Scheme = Literal["light", "dark"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 360)])
def test_no_page_has_a_finding(
    site: str, browser: Browser, address: str, scheme: Scheme, width: int
) -> None:
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(site + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "scrolls sideways"
    found = Axe().run(page, options=RULES).response["violations"]
    context.close()
    assert found == [], json.dumps(found, indent=1)[:4000]
    refused = [words for words in complaints if "Content Security Policy" in words]
    assert refused == []
