"""Every figure is a link to exactly as many rows as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from milestones.queries import ChangesQuery, InvalidQuery, MilestoneQuery
from milestones.queries.attention import AttentionQuery
from tests.crawling import Site, Visit, kind_of
from tests.markup import Element, Page

pytestmark = pytest.mark.django_db

LISTS = ("/en/milestones/", "/en/attention/", "/en/changes/")
"""The pages that figures lead to."""

NO_FIGURES = re.compile(
    r"""
      \b[A-Z]\w+\.?\s\d{1,2},\s\d{4}\b   # June 15, 2006
    | \b\d{1,2}\s[A-Z]\w+\s\d{4}\b       # 15 June 2006
    | \b(?:19|20)\d\d(?:-\d\d){0,2}\b    # 2008, 2006-06
    | \b[A-Z]{2}-\d+(?:\.\d+)?\b         # TS-1.5
    | \b\d+\s%                           # 32 %
    """,
    re.VERBOSE,
)
COUNTED = (("count",), ("figure-count",))
"""The classes of elements that hold nothing but a count."""


def numbers_in(text: str) -> list[int]:
    """The numbers in some words, except those of dates and codes."""
    return [
        int(number) for number in re.findall(r"(?<![\w.])\d+(?![\w.%])", NO_FIGURES.sub(" ", text))
    ]


def counts(link: Element) -> bool:
    """Whether a link is a figure: neither a way to move through rows nor a filter to take off."""
    return not any(at.tag == "nav" or at.has("chip") for at in link.around())


def figures_of(visit: Visit) -> Iterator[tuple[str, list[int], str]]:
    """The figures of a page that lead to a list: their words, numbers, and the list's address."""
    assert visit.page
    for link in visit.page.links:
        words = link.text or link.get("aria-label")
        target = urlsplit(urljoin(visit.address, link.get("href")))
        if target.path in LISTS and counts(link) and numbers_in(words):
            yield words, numbers_in(words), target._replace(fragment="").geturl()


@cache
def rows_at(address: str) -> int:
    """How many rows the query of a list has; less than none if it cannot be answered."""
    split = urlsplit(address)
    query = QueryDict(split.query)
    try:
        if split.path == "/en/changes/":
            return ChangesQuery(query, paged=True).changes.count()
        if split.path == "/en/attention/":
            return AttentionQuery(query, paged=True).rows.count()
        return MilestoneQuery(query, paged=True).milestones.count()
    except InvalidQuery:
        return -1


def english_pages(site: Site) -> list[Visit]:
    return [visit for visit in site.pages if kind_of(visit.address).language == "en"]


def test_every_figure_leads_to_exactly_as_many_rows(site: Site, exhaustive: bool) -> None:
    """In short, of a page that is asked otherwise every fourth figure; at length all."""
    wrong = []
    seen: dict[str, int] = {}
    for visit in english_pages(site):
        name = kind_of(visit.address).name
        asks_all = exhaustive or "?" not in visit.address
        for place, (words, numbers, address) in enumerate(figures_of(visit)):
            seen[name] = seen.get(name, 0) + 1
            is_asked = asks_all or place % 4 == 0
            if is_asked and set(numbers) != {rows_at(address)}:
                wrong.append(f"{visit.address}: “{words}” leads to {rows_at(address)}: {address}")
    assert not wrong, "\n".join(wrong[:40])
    assert seen["overview"] > 400
    assert seen["deadlines"] > 250
    assert seen["area"] > 50
    assert seen["pairs"] > 100


def test_the_list_itself_shows_as_many_rows_as_the_figure_says(site: Site) -> None:
    fronts = [visit for visit in english_pages(site) if visit.path == "/en/"]
    figures = {figure[2]: figure[1] for visit in fronts for figure in figures_of(visit)}
    addresses = sorted(address for address in figures if address.startswith(LISTS[0]))[::20]
    assert len(addresses) > 15
    for address in addresses:
        assert rows_shown(address) == figures[address][0], address


def rows_shown(address: str) -> int:
    """How many rows the pages of a list show, one page after the other."""
    client, shown, number = Client(), 0, 1
    while True:
        response = client.get(f"{address}&per_page=50&page={number}".replace("/&", "/?"))
        if response.status_code != 200:
            return shown
        page = Page(response.content.decode())
        tables = [table for table in page.all("table") if table.has("milestones")]
        shown += sum(row.tag == "tr" for body in tables for row in body.all("tr")) - 1
        number += 1


def test_no_figure_is_without_its_link(site: Site) -> None:
    wrong = []
    for visit in site.pages:
        for element in figures_in(visit):
            linked = any(at.tag == "a" for at in element.around())
            within = " ".join(link.text for link in element.all("a"))
            alone = [n for n in numbers_in(element.text) if n and n not in numbers_in(within)]
            if alone and not linked:
                wrong.append(
                    f"{visit.address}: {element.tag}.{element.get('class')} {element.text}"
                )
    assert not wrong, "\n".join(wrong[:40])


def figures_in(visit: Visit) -> Iterator[Element]:
    """The elements of a page that say a count: cells of figures, headlines, keys of bars."""
    assert visit.page
    for element in visit.page.elements:
        cell = element.tag == "td" and any(at.has("figures") for at in element.around())
        key = element.tag == "b" and any(at.has("key") for at in element.around())
        if cell or key or any(element.has(*names) for names in COUNTED):
            yield element


@pytest.mark.parametrize(
    "query", ["", "as_of=2005-12-31", "pair=US-MX", "area=cargo-security&status=on_track&q=the"]
)
def test_the_count_beside_a_choice_is_how_many_rows_choosing_it_gives(
    client: Client, query: str
) -> None:
    page = Page(client.get(f"/en/milestones/?{query}").content.decode())
    wrong = []
    for select in page.all("select"):
        others = [(name, value) for name, value in parse_qsl(query) if name != select.get("name")]
        for option in select.all("option"):
            count = re.search(r"\((\d+)\)$", option.text)
            chosen = [*others, (select.get("name"), option.get("value"))]
            asked = urlencode([(name, value) for name, value in chosen if value])
            if count and rows_at(f"/en/milestones/?{asked}") != int(count[1]):
                wrong.append(f"{option.text}: {rows_at(f'/en/milestones/?{asked}')} ({asked})")
    assert not wrong, "\n".join(wrong)


def test_a_figure_for_none_is_no_link_to_an_empty_list(site: Site) -> None:
    empty = [
        f"{visit.address}: “{words}” {address}"
        for visit in english_pages(site)
        for words, numbers, address in figures_of(visit)
        if 0 in numbers
    ]
    assert not empty, "\n".join(empty[:40])
