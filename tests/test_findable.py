"""Search engines find every page and get lost nowhere; a shared address shows what it is."""

from __future__ import annotations

import json
import re
from collections import deque
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from tests.crawling import Site
from tests.markup import Page

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
NAMES = {"sm": "http://www.sitemaps.org/schemas/sitemap/0.9"}


class Robots:
    """What robots.txt says to other crawlers: the longest rule that matches counts (RFC 9309)."""

    def __init__(self, text: str) -> None:
        group = text.partition("User-agent: *\n")[2].partition("\n\n")[0]
        rules = [line.split(": ", 1) for line in group.splitlines()]
        self.rules = [(path, verb == "Allow") for verb, path in rules]

    def allow(self, address: str) -> bool:
        matching = [
            (len(path), allowed)
            for path, allowed in self.rules
            if re.match(re.escape(path).replace(r"\*", ".*"), address)
        ]
        return max(matching, default=(0, True))[1]


@pytest.mark.parametrize("number", ["0", "3", "x"])
def test_a_part_of_the_sitemap_that_is_not_there_is_not_found(number: str, client: Client) -> None:
    assert client.get(f"/sitemap-milestones.xml?p={number}").status_code == 404


def page_at(client: Client, address: str) -> Page | None:
    response = client.get(address)
    content = response.getvalue()
    assert response.status_code == 200, address
    is_page = response["Content-Type"].startswith("text/html")
    return Page(content.decode()) if is_page else None


def addresses_in(client: Client, sitemap: str) -> list[str]:
    root = ET.fromstring(client.get(sitemap).content)  # noqa: S314 - our own
    return [str(element.text) for element in root.iterfind("*/sm:loc", NAMES)]


def test_a_crawl_that_obeys_ends_and_finds_every_page_that_the_sitemap_has(
    client: Client, site: Site, exhaustive: bool
) -> None:
    """At length in every language; else it opens only what the other crawl has opened."""
    robots = Robots(client.get("/robots.txt").content.decode())
    pages: dict[str, Page] = {}
    waiting = deque(["/en/"])
    known = set(waiting)
    while waiting:
        address = waiting.popleft()
        if not exhaustive and address not in site.visits:
            continue
        page = page_at(client, address) if exhaustive else site.visits[address].page
        if page is None:
            continue
        pages[address] = page
        for link in page.all("a", "link"):
            target = urlsplit(urljoin(SITE + address, link.get("href")))
            plain = target._replace(scheme="", netloc="", fragment="").geturl()
            if target.netloc != "testserver" or plain in known or not robots.allow(plain):
                continue
            if link.get("rel") != "nofollow":
                known.add(plain)
                waiting.append(plain)
    sections = addresses_in(client, "/sitemap.xml")
    assert len(sections) == 2
    listed = [address for section in sections for address in addresses_in(client, section)]
    assert len(listed) == len(set(listed)) == 3 * (11 + 10 + 2 + 106)
    paths = {address.removeprefix(SITE) for address in listed}
    assert paths - known == set()
    opened = paths if exhaustive else {path for path in paths if path.startswith("/en/")}
    assert opened - pages.keys() == set()
    assert len(known) < 500
    for address, page in pages.items():
        canonical = [
            link.get("href") for link in page.all("link") if link.get("rel") == "canonical"
        ]
        assert canonical in ([], [SITE + address]), address
        assert "noindex" not in [meta.get("content") for meta in page.all("meta")], address


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        (
            "/en/milestones/?status=delayed&area=cargo-security",
            "?area=cargo-security&status=delayed",
        ),
        (
            "/en/milestones/?area=cargo-security&status=delayed",
            "?area=cargo-security&status=delayed",
        ),
        ("/en/milestones/?sort=-status&per_page=50&q=border", "?q=border"),
        ("/en/milestones/?page=2&q=&utm_source=x", "?page=2"),
        ("/en/milestones/?page=1&per_page=25", ""),
        ("/en/changes/?to=2006-06-15&from=2005-06-27", "?as_of=2006-06-15&from=2005-06-27"),
        ("/en/?pair=US-MX", "?pair=US-MX"),
    ],
)
def test_the_canonical_address_answers_and_names_itself(
    client: Client, address: str, canonical: str
) -> None:
    def named(at: str) -> str:
        (address_named,) = re.findall(
            r'<link rel="canonical" href="(.*?)"', client.get(at).content.decode()
        )
        return str(address_named).replace("&amp;", "&")

    path = address.partition("?")[0]
    assert named(address) == f"{SITE}{path}{canonical}"
    assert named(path + canonical) == f"{SITE}{path}{canonical}"


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/en/milestones/", "Milestones – SPP Tracker"),
        ("/en/milestones/?page=2", "Milestones (page 2) – SPP Tracker"),
        ("/en/milestones/?q=border", "Milestones (Search: border) – SPP Tracker"),
        ("/en/milestones/?status=delayed", "Milestones (Status: Delayed) – SPP Tracker"),
        (
            "/en/milestones/?status=delayed&area=cargo-security&as_of=2006-06-15&page=1",
            "Milestones (Priority area: Cargo Security; Status: Delayed; as of June 15, 2006)"
            " – SPP Tracker",
        ),
        ("/fr/?pair=US-MX", None),
    ],
)
def test_titles_tell_what_is_shown(client: Client, address: str, title: str | None) -> None:
    page = Page(client.get(address).content.decode())
    assert title is None or page.title == title
    (og,) = [meta.get("content") for meta in page.all("meta") if meta.get("property") == "og:title"]
    assert f"{' '.join(og.split())} – SPP Tracker" == " ".join(page.title.split())


@pytest.mark.parametrize(
    ("language", "locale"), [("en", "en_CA"), ("fr", "fr_CA"), ("es", "es_MX")]
)
def test_previews_know_the_locale(client: Client, language: str, locale: str) -> None:
    page = Page(client.get(f"/{language}/").content.decode())
    named = {meta.get("property"): meta.get("content") for meta in page.all("meta")}
    assert named["og:locale"] == locale
    assert named["og:url"] == f"{SITE}/{language}/"


def test_what_is_filtered_is_not_indexed(client: Client) -> None:
    robots = 'name="robots" content="noindex, nofollow"'
    assert robots in client.get("/en/milestones/?status=delayed").content.decode()
    assert robots not in client.get("/en/milestones/").content.decode()


def test_whoever_previews_a_shared_address_may_fetch_it(client: Client) -> None:
    previews, others = client.get("/robots.txt").content.decode().split("User-agent: *")
    assert "User-agent: facebookexternalhit" in previews
    assert "*?" not in previews
    assert f"Sitemap: {SITE}/sitemap.xml" in others


@pytest.mark.parametrize("icon", ["/favicon.ico", "/apple-touch-icon.png"])
def test_icons_are_where_browsers_look_for_them(client: Client, icon: str) -> None:
    response = client.head(icon)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("image/")
    assert int(response["Content-Length"]) > 100
    assert icon in client.get("/en/").content.decode()


def data_of(client: Client, address: str) -> list[dict[str, object]]:
    page = Page(client.get(address).content.decode())
    return [node for script in page.all("script") for node in json.loads(script.text)["@graph"]]


def test_breadcrumbs_and_datasets_are_told_as_data(client: Client) -> None:
    (trail,) = data_of(client, "/en/milestones/TS-1.5/")
    assert trail["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "Overview", "item": f"{SITE}/en/"},
        {
            "@type": "ListItem",
            "position": 2,
            "name": "Traveller Security",
            "item": f"{SITE}/en/priorities/traveller-security/",
        },
        {
            "@type": "ListItem",
            "position": 3,
            "name": "TS-1.5",
            "item": f"{SITE}/en/milestones/TS-1.5/",
        },
    ]
    _trail, *datasets = data_of(client, "/en/data/")
    assert [dataset["@type"] for dataset in datasets] == ["Dataset"] * 8
    assert data_of(client, "/en/") == []
