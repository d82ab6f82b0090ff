"""A first visit of a page is small, quiet and still: measured as it comes over the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.kinds import EVERY, KINDS, Address

MAIN = ["overview", "area", "deadlines", "milestones", "milestone"]
MOST_BYTES = 40 * 1024
MOST_REQUESTS = 6

WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => window.shifted += entry.value))
  .observe({type: 'layout-shift', buffered: true});
"""


SETTLED = "() => new Promise(done => setTimeout(() => requestAnimationFrame(done), 100))"


@dataclass
class Visit:
    """What a first visit of a page brought over the wire, and what the browser had to say."""

    requests: list[str] = field(default_factory=list)
    size: int = 0
    complaints: list[str] = field(default_factory=list)
    shifted: float = 0


def visited(browser: Browser, address: str) -> Visit:
    """Visit a page with nothing kept from before."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(WATCH_SHIFTS)
    page = context.new_page()
    visit = Visit()
    page.on("console", lambda message: visit.complaints.append(message.text))
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")

    def finished(event: dict[str, Any]) -> None:
        visit.size += int(event["encodedDataLength"])

    wire.on(
        "Network.requestWillBeSent", lambda event: visit.requests.append(event["request"]["url"])
    )
    wire.on("Network.loadingFinished", finished)
    page.goto(address)
    page.evaluate(SETTLED)
    visit.shifted = page.evaluate("window.shifted")
    context.close()
    return visit


def sent(visit: Visit) -> list[str]:
    """What was asked of a server: Chromium has its own pictures for date fields, as data."""
    return [url for url in visit.requests if not url.startswith("data:")]


@pytest.mark.parametrize("kind", MAIN)
def test_a_first_visit_takes_no_more_than_40_kb_and_6_requests(
    browser: Browser, address: Address, kind: str
) -> None:
    visit = visited(browser, address(kind))
    assert visit.size <= MOST_BYTES, f"{visit.size} bytes"
    assert len(sent(visit)) <= MOST_REQUESTS, visit.requests


@pytest.mark.parametrize("kind", EVERY)
def test_a_page_asks_nobody_else_complains_of_nothing_and_stays_where_it_is(
    browser: Browser, address: Address, kind: str
) -> None:
    here = address(kind)
    visit = visited(browser, here)
    asked = [urlsplit(url) for url in sent(visit)]
    elsewhere = [url.geturl() for url in asked if url.netloc != urlsplit(here).netloc]
    assert elsewhere == []
    refused = [words for words in visit.complaints if not words.startswith("Failed to load")]
    assert refused == []
    assert visit.shifted == 0
    assert kind not in KINDS or visit.complaints == []
