"""A walk along every link of the tracker, from its front pages, as far as pages differ in kind."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from tests.markup import Element, Page

FRONTS = ["/en/", "/fr/", "/es/"]
ASKED = ["", "?as_of=2005-12-31", "?as_of=2005-01-01", "?pair=US-MX"]
STARTS = [front + asked for asked in ASKED for front in FRONTS]

MOST = 900


@dataclass(frozen=True, eq=False)
class Depth:
    """How many addresses are visited that are much the same; in English, all pages without a query.

    ``alike`` differ only in the values of their parameters. ``asked`` are those with a query of
    one view, by language; of files, few. ``translated`` are those of a view in French and in
    Spanish. ``drawn`` are PDFs: each takes as long as a hundred pages.
    """

    alike: int
    asked: Mapping[str, int]
    translated: int
    drawn: int


WHOLE = Depth(alike=2, asked={"en": 24, "": 6}, translated=6, drawn=2)
EVERY_KIND = Depth(alike=1, asked={"en": 4, "": 1}, translated=1, drawn=0)
"""In short, PDFs are left to ``test_briefing_pdf``."""

Fetch = Callable[[str], tuple[int, str, str]]
"""Gets an address: its status, its content type, its text."""


@dataclass(frozen=True)
class Kind:
    """What an address has in common with others: its view, its language, what it asks."""

    name: str
    language: str
    asked: tuple[str, ...]


@dataclass
class Visit:
    """An address that was opened."""

    address: str
    status: int
    page: Page | None

    @property
    def path(self) -> str:
        """The address without its query."""
        return urlsplit(self.address).path


@dataclass
class Site:
    """What a crawl found: the pages and files visited, and who links to what."""

    visits: dict[str, Visit] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    """Every internal address with its fragment, and the first page that links to it."""

    @cached_property
    def pages(self) -> list[Visit]:
        """The pages among what was visited: they have a language; panels for others do not.

        To be asked for when the crawl is over, as all that follows.
        """
        visits = self.visits.values()
        return [visit for visit in visits if visit.page and kind_of(visit.address).language]

    @cached_property
    def _first_at(self) -> dict[str, Visit]:
        """The first page of each path, whatever it was asked."""
        return {visit.path: visit for visit in reversed(self.pages)}

    def anchors_at(self, address: str) -> frozenset[str] | None:
        """The ids on a page; if it was not visited, those of the page asked otherwise."""
        visit = self.visits.get(address) or self._first_at.get(urlsplit(address).path)
        return visit.page.anchors if visit and visit.page else None


def crawl(
    fetch: Fetch,
    starts: Iterable[str] = STARTS,
    *,
    depth: Depth = EVERY_KIND,
    briefly: bool = False,
) -> Site:
    """Follow every internal link: every page in English, its variations a few times.

    Briefly, only a few of the English pages that are alike are visited, and none with a query.
    """
    site = Site()
    waiting = deque(starts)
    alike: Counter[Kind] = Counter()
    known = set(waiting)
    while waiting and len(site.visits) < MOST:
        address = waiting.popleft()
        status, content_type, text = fetch(address)
        page = Page(text) if content_type.startswith("text/html") else None
        site.visits[address] = Visit(address, status, page)
        for target in links_of(page, address) if page else ():
            site.linked.setdefault(target, address)
            plain = canonical(target)
            if plain not in known and _is_worth_it(plain, alike, depth, briefly=briefly):
                known.add(plain)
                waiting.append(plain)
    return site


@cache
def crawled(depth: Depth) -> Site:
    """The tracker as the tests' database has it; walked once for all tests that look at it."""
    client = Client(raise_request_exception=False)

    def fetch(address: str) -> tuple[int, str, str]:
        response = client.get(address)
        content_type = response.headers.get("Content-Type", "")
        # Read to its end, whatever it is: closing a file half way would close the database too.
        content = response.getvalue()
        text = content.decode() if content_type.startswith("text/html") else ""
        return response.status_code, content_type, text

    return crawl(fetch, depth=depth)


def links_of(page: Page, address: str) -> Iterator[str]:
    """Where a page's links, forms and assets lead, if that is on this site; fragments kept."""
    # A page links to few addresses, but to each of them many times.
    for target in dict.fromkeys(map(_target, page.elements)):
        if target and not target.startswith(("mailto:", "#")):
            split = urlsplit(urljoin(f"http://testserver{address}", target))
            if split.hostname in {"testserver", "127.0.0.1"}:
                yield split._replace(scheme="", netloc="").geturl()


def _target(element: Element) -> str:
    if element.tag in {"a", "link"}:
        return element.get("href")
    if element.tag == "form":
        return element.get("action")
    return element.get("src")


@cache
def canonical(address: str) -> str:
    """An address without its fragment, its parameters in the order of their names."""
    split = urlsplit(address)
    query = urlencode(sorted(parse_qsl(split.query, keep_blank_values=True)))
    return split._replace(query=query, fragment="").geturl()


@cache
def kind_of(address: str) -> Kind:
    """The kind of page that an address names."""
    split = urlsplit(address)
    language = split.path[1:3] if split.path[3:4] == "/" else ""
    try:
        with translation.override(language or "en"):
            match = resolve(split.path)
    except Resolver404:
        return Kind(split.path, "", ())
    name = "admin" if match.app_name == "admin" else match.url_name or split.path
    if "suffix" in match.kwargs:
        name = f"{match.kwargs['name']}.{match.kwargs['suffix']}"
    asked = sorted({name for name, _value in parse_qsl(split.query)})
    return Kind(name, language, tuple(asked))


def _is_worth_it(address: str, alike: Counter[Kind], depth: Depth, *, briefly: bool) -> bool:
    kind = kind_of(address)
    plain = not kind.asked
    if kind.name == "briefing_pdf":
        drawn = Kind(kind.name, "", ())
        alike[drawn] += 1
        return not briefly and alike[drawn] <= depth.drawn
    if kind.name == "admin" or (briefly and not (plain and kind.language == "en")):
        return False
    if plain and kind.language == "en" and not briefly:
        return True
    of_the_view = Kind(kind.name, kind.language, ("plain" if plain else "asked",))
    most = depth.translated if plain else depth.asked.get(kind.language, depth.translated)
    if alike[of_the_view] >= most or (not plain and alike[kind] >= depth.alike):
        return False
    alike[of_the_view] += 1
    alike[kind] += 1
    return True
