"""Whatever a newsletter, a chat program or a typewriter dash does to an address, it works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import resolve
from django.utils import translation

from milestones.urls import DATA_NAMES, pages
from spp_tracker.addresses import TRACKING_PARAMS, TRACKING_PREFIXES, canonical_address
from tests.routes import addresses_of

pytestmark = pytest.mark.django_db

PAGES = [
    *addresses_of({page.name for page in pages}),
    *("/fr/priorities/cargo-security/", "/es/milestones/"),
]
DATA = addresses_of(DATA_NAMES - {"unknown_file"})
TRACKED = [*sorted(TRACKING_PARAMS), *(f"{prefix}source" for prefix in TRACKING_PREFIXES)]


def canonical(path: str, query: str) -> tuple[str, str, bool]:
    with translation.override("en"):
        address = canonical_address(resolve(path), path, QueryDict(query))
    return address.path, address.query, address.is_rewritten


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ""),
        ("status=delayed&area=cargo-security", "area=cargo-security&status=delayed"),
        ("q=&area=&status=delayed&page=&from=", "status=delayed"),
        ("status=on_track&q=a+b&status=delayed", "q=a+b&status=delayed&status=on_track"),
        ("status=delayed&status=&status=delayed", "status=delayed"),
        ("q=%61%20b", "q=a+b"),
        ("q=fronti%C3%A8re", "q=fronti%C3%A8re"),
        ("page=1&per_page=25&sort=-status", "sort=-status"),
        ("page=2&per_page=50", "page=2&per_page=50"),
        ("match=any&late=1&differ=1", "differ=1&late=1&match=any"),
        ("match=any&status=delayed&status=on_track", "status=delayed&status=on_track"),
        ("match=all&late=1", "late=1&match=all"),
        ("fbclid=x&status=delayed&utm_medium=mail&_=1&v=2", "status=delayed"),
        ("FBCLID=x&UTM_Source=y", ""),
    ],
)
def test_a_query_is_written_in_one_way(query: str, expected: str) -> None:
    assert canonical("/en/milestones/", query) == ("/en/milestones/", expected, False)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("code=ts-1.5", "code=TS-1.5"),
        ("code=%20TS-1.5", "code=TS-1.5"),
        ("code=TS%E2%80%931.5", "code=TS-1.5"),
        ("initiative=ts-1", "initiative=TS-1"),
        ("initiative=TS%E2%88%921", "initiative=TS-1"),
        ("pair=us-mx", "pair=US-MX"),
        ("pair=US%E2%80%93CN", "pair=US-CN"),
        ("deadline=2006-fall", "deadline=2006-Fall"),
        ("deadline=NONE", "deadline=none"),
        ("deadline=2006%E2%80%9312%20", "deadline=2006-12"),
        ("due_from=%202006-01", "due_from=2006-01"),
        ("due_to=2006%E2%80%9112", "due_to=2006-12"),
        ("as_of=2006-06-15%20", "as_of=2006-06-15"),
        ("as_of=2006%E2%80%9306%E2%80%9315", "as_of=2006-06-15"),
        ("status=Delayed", "status=delayed"),
        ("status=On-Track", "status=on_track"),
        ("area=Cargo%E2%80%91Security", "area=cargo-security"),
        ("sort=%E2%80%93Status", "sort=-status"),
        ("overdue=1%20", "overdue=1"),
        ("goal=%202", "goal=2"),
        ("page=2%20", "page=2"),
    ],
)
def test_a_value_is_written_as_the_tracker_writes_it(query: str, expected: str) -> None:
    assert canonical("/en/milestones/", query) == ("/en/milestones/", expected, True)


def test_blanks_around_a_search_are_nothing_to_go_elsewhere_for() -> None:
    assert canonical("/en/milestones/", "q=+border++") == ("/en/milestones/", "q=border", False)


@pytest.mark.parametrize("path", ["/en/milestones/TS-1.5/", "/milestones.csv", "/embed/"])
def test_what_tracks_a_reader_is_ignored(client: Client, path: str) -> None:
    tracked = urlencode(dict.fromkeys(TRACKED, "Ab-1"))
    plain, shared = client.get(path), client.get(f"{path}?{tracked}")
    assert (plain.status_code, shared.status_code) == (200, 200)
    assert (shared.getvalue(), shared["ETag"]) == (plain.getvalue(), plain["ETag"])


@pytest.mark.parametrize("path", [*PAGES, *DATA])
def test_so_it_is_at_every_address(path: str) -> None:
    language = path[1:3] if path[3] == "/" else "en"
    with translation.override(language):
        query = QueryDict(urlencode(dict.fromkeys(TRACKED, "Ab-1")))
        address = canonical_address(resolve(path), path, query)
    assert (address.path, address.query, address.is_rewritten) == (path, "", False)


@pytest.mark.parametrize("path", PAGES)
def test_what_tracks_a_reader_is_carried_nowhere(client: Client, path: str) -> None:
    page = client.get(f"{path}?fbclid=tracked&utm_source=tracked&as_of=2006-06-15")
    assert "tracked" not in page.content.decode()


@pytest.mark.parametrize(
    ("address", "elsewhere"),
    [
        ("/en/milestones/?code=ts-1.5&fbclid=x", "/en/milestones/?code=TS-1.5"),
        ("/en/milestones/ts-1.5/", "/en/milestones/TS-1.5/"),
        (
            "/fr/milestones/TS%E2%80%931.5/?as_of=2006-06-15",
            "/fr/milestones/TS-1.5/?as_of=2006-06-15",
        ),
        ("/es/milestones/%20ts1.5/", "/es/milestones/TS-1.5/"),
        ("/en/priorities/Cargo-Security/", "/en/priorities/cargo-security/"),
        ("/en/?pair=us-mx&as_of=2006-06-15%20", "/en/?as_of=2006-06-15&pair=US-MX"),
        ("/en/changes/?from=2005%E2%80%9306-27", "/en/changes/?from=2005-06-27"),
        ("/en/briefing/?status=Delayed", "/en/briefing/?status=delayed"),
    ],
)
def test_a_page_is_at_one_address(client: Client, address: str, elsewhere: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (308, elsewhere)
    assert client.get(elsewhere).status_code == 200


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("/milestones.csv?pair=us%E2%80%93mx&v=2", "/milestones.csv?pair=US-MX"),
        ("/milestones.json?status=Delayed&limit=5%20", "/milestones.json?limit=5&status=delayed"),
        ("/deadlines.ics?initiative=ts-1", "/deadlines.ics?initiative=TS-1"),
        ("/changes.atom?page=1&code=ts-1.5", "/changes.atom?code=TS-1.5"),
        ("/embed/Cargo-Security/?lang=EN", "/embed/cargo-security/"),
        ("/embed/?lang=FR&pair=us-cn", "/embed/?lang=fr&pair=US-CN"),
        ("/badge/Cargo-Security.svg?_=1", "/badge/cargo-security.svg"),
        ("/datapackage.json?as_of=2006-06-15%20", "/datapackage.json?as_of=2006-06-15"),
    ],
)
def test_data_answer_at_once_and_name_their_address(client: Client, address: str, own: str) -> None:
    answer, canonical = client.get(address), client.get(own)
    assert answer.status_code == 200
    assert answer.getvalue() == canonical.getvalue()
    assert answer["ETag"] == canonical["ETag"]
    for response in (answer, canonical):
        assert f'<http://testserver{own}>; rel="canonical"' in response["Link"].split(", ")


@pytest.mark.parametrize(
    "address",
    [
        *(f"{path}?arae=1" for path in [*PAGES, "/milestones.csv", "/deadlines.ics", "/embed/"]),
        *(f"/en/milestones/?{query}" for query in ("utm=1", "fbclid2=1", "pair=mexico")),
    ],
)
def test_nothing_is_guessed(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400


@pytest.mark.parametrize(
    "path", ["/en/milestones/TS/", "/en/milestones/1.5/", "/en/milestones/TS-9.9/"]
)
def test_what_is_no_code_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "slug",
    ["%F0%9F%9A%A7", "%3Cb%3E", "100%25", "a%20b", "%C3%A9t%C3%A9", "%00", "%20", "nowhere"],
)
def test_an_area_that_there_is_not_is_not_found_either(client: Client, slug: str) -> None:
    for place in ("/en/priorities/{}/", "/embed/{}/", "/badge/{}.svg"):
        assert client.get(place.format(slug)).status_code == 404


def ways_back(client: Client, address: str) -> Iterator[str]:
    page = client.get(address)
    assert page.status_code == 400
    for link in re.findall(r'<p class="more"><a href="([^"]+)"', page.content.decode()):
        yield link.replace("&amp;", "&")


@pytest.mark.parametrize(
    ("address", "ways"),
    [
        (
            "/en/milestones/?page=9&status=delayed",
            ["/en/milestones/?status=delayed", "/en/milestones/"],
        ),
        (
            "/en/milestones/?status=late&area=cargo-security",
            ["/en/milestones/?area=cargo-security"],
        ),
        ("/en/?nonsense=1&pair=US-MX", ["/en/?pair=US-MX", "/en/"]),
        ("/en/?nonsense=1", ["/en/"]),
    ],
)
def test_the_way_back_keeps_what_was_understood(
    client: Client, address: str, ways: list[str]
) -> None:
    assert list(ways_back(client, address)) == ways
    for way in ways:
        assert client.get(way).status_code == 200


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("?q=&area=&status=delayed&sort=", "?status=delayed"),
        ("?sort=-code&utm_source=letter&page=2", "?page=2&sort=-code"),
    ],
)
def test_the_foot_of_a_page_has_the_address_of_just_what_is_shown(
    client: Client, asked: str, printed: str
) -> None:
    page = client.get(f"/en/milestones/{asked}").content.decode()
    (foot,) = re.findall(r'<p class="wrap on-paper">(.*?)</p>', page, re.DOTALL)
    assert foot.split()[4] == f"http://testserver/en/milestones/{printed}".replace("&", "&amp;")
