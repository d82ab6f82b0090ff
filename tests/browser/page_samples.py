"""Which pages are looked at: one of each kind, found by a crawl, and those that say no."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

from milestones.urls import pages
from tests.crawling import Fetch, Site, Visit, crawl, kind_of

KINDS = [str(page.name) for page in pages]
"""The kinds of pages, by the names of their addresses: a new page is looked at on arrival."""

OTHERWISE = {
    "as of another day": "/en/?as_of=2005-12-31",
    "before the record": "/en/milestones/?as_of=2005-01-01",
    "one pair": "/es/priorities/border-facilitation/?pair=US-MX",
    "filtered": "/fr/milestones/?status=delayed&area=bioprotection&sort=-last_deadline",
    "no rows": "/en/milestones/?q=zebra",
    "a search": "/fr/milestones/?q=mexico+border",
    "a search that is a filter": "/fr/milestones/?q=mexique",
    "a filter not understood": "/en/milestones/?status=late",
    "a query not understood": "/en/?nonsense=1",
    "not found": "/en/nowhere/",
    "a briefing on nothing": "/en/briefing/?q=zebra",
    "a panel": "/embed/traveller-security/",
    "a panel of a pair": "/embed/?lang=fr&pair=US-MX",
    "a panel not understood": "/embed/?lang=de",
}
"""Pages that are put together differently, by what is different."""
UNFOLD = "() => document.querySelectorAll('details').forEach(part => { part.open = true })"
"""Opens what is folded away, so that it is looked at too."""
EVERY = [*KINDS, *OTHERWISE]


def fetching(address: str) -> Fetch:
    """Gets pages over one connection to a server."""
    host = urlsplit(address).netloc
    connection = HTTPConnection(host, timeout=30)

    def fetch(path: str) -> tuple[int, str, str]:
        with closing(connection):
            connection.request("GET", path)
            response = connection.getresponse()
            content = response.read()
        content_type = response.headers.get("Content-Type", "")
        text = content.decode() if content_type.startswith("text/html") else ""
        return response.status, content_type, text

    return fetch


def walked(address: str) -> Site:
    """What a brief crawl of a server finds."""
    return crawl(fetching(address), ["/en/"], briefly=True)


def addresses_of(site: Site) -> dict[str, str]:
    """For EVERY kind that was found a path: of its pages, the one with most different parts."""
    richest: dict[str, Visit] = {}
    for visit in site.pages:
        kind = kind_of(visit.address)
        if visit.status == 200 and kind.language == "en" and not kind.asked:
            now = richest.get(kind.name)
            richest[kind.name] = max(now, visit, key=parts) if now else visit
    return {name: visit.address for name, visit in richest.items() if name in KINDS} | OTHERWISE


def parts(visit: Visit) -> int:
    """How many different kinds of elements a page is made of."""
    elements = visit.page.elements if visit.page else []
    return len({(element.tag, element.get("class")) for element in elements})


Address = Callable[[str], str]
