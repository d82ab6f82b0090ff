"""Two requests share a response only if Django answers both with the same bytes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django import Settings

from spp_tracker.response_cache.cache import ResponseCache
from tests.response_cache.conftest import Origin
from tests.wsgi import ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "query", ["arae=", "arae", "area=&area=cargo-security", "pair=US-MX&pair=", "q=&q="]
)
def test_an_error_stays_one(cache: ResponseCache, query: str) -> None:
    for address in ("/en/milestones/", "/milestones.csv"):
        assert ask(cache, f"{address}?{query}").status == 400


@pytest.mark.parametrize("path", ["/en/milestones/", "/en/changes/", "/milestones.csv", "/en/"])
def test_an_empty_parameter_asks_for_nothing(origin: Origin, path: str) -> None:
    """What Django sends without it is what it sends with it, but for the address itself."""
    plain = ask(origin, path)
    empty = ask(origin, f"{path}?area=&pair=")
    assert empty.body.replace(b"?area=&amp;pair=", b"") == plain.body


def test_addresses_that_ask_the_same_are_made_once(cache: ResponseCache, origin: Origin) -> None:
    addresses = [
        "/en/milestones/?area=cargo-security&status=delayed",
        "/en/milestones/?status=delayed&area=cargo-security",
        "/en/milestones/?q=&status=delayed&area=cargo%2dsecurity&page=",
    ]
    first, *others = [ask(cache, address) for address in addresses]
    assert origin.asked == addresses[:1]
    assert others == [first, first]


def test_the_tag_of_one_way_of_writing_it_holds_for_every_other(cache: ResponseCache) -> None:
    """So it does where Django answers: with a condition of its own, and for the headers alone."""
    tag = ask(cache, "/milestones.csv?status=delayed&area=cargo-security").headers["etag"]
    other = "/milestones.csv?q=&area=cargo-security&status=delayed"
    assert ask(cache, other, HTTP_IF_NONE_MATCH=tag).status == 304
    assert ask(cache, other, HTTP_IF_NONE_MATCH=tag, HTTP_IF_MATCH="*").status == 304
    assert ask(cache, other.replace("csv", "json"), "HEAD").headers["etag"] != tag


DIFFERENT: list[tuple[str, dict[str, str]]] = [
    ("/en/?as_of=2005-12-31", {}),
    ("/fr/", {}),
    ("/en/milestones/", {}),
    ("/en/", {"HTTP_HOST": "localhost"}),
    ("/en/", {"HTTP_HOST": "testserver:8000"}),
    ("/en/", {"wsgi.url_scheme": "https"}),
    ("/en/", {"SCRIPT_NAME": "/spp"}),
]


@pytest.mark.parametrize(("address", "variables"), DIFFERENT)
def test_what_is_different_to_django_is_never_the_same(
    cache: ResponseCache, origin: Origin, address: str, variables: dict[str, str]
) -> None:
    first = ask(cache, "/en/")
    for _ in range(2):
        other = ask(cache, address, **variables)
        assert other.body == ask(origin.django, address, **variables).body
        assert other.headers["etag"] != first.headers["etag"]
    assert len(origin.asked) == 2


@pytest.mark.parametrize("word", ["é", "\u202eevil", "文"])
def test_a_path_in_any_letters_is_passed_on_as_it_came(
    cache: ResponseCache, origin: Origin, word: str
) -> None:
    path = f"/en/changes/{word}".encode().decode("latin-1")
    assert ask(cache, path).body == ask(origin.django, path).body
    assert ask(cache, path).status == 404


def test_a_path_prefix_is_not_a_part_of_the_path(cache: ResponseCache, origin: Origin) -> None:
    first = ask(cache, "/en/", SCRIPT_NAME="/spp")
    assert b'href="/spp/en/milestones/' in first.body
    assert ask(cache, "/spp/en/").status == 404
    assert ask(cache, "/en/", SCRIPT_NAME="/spp/en").body != first.body


class TestForeignHost:
    @pytest.mark.parametrize("host", ["evil.example", "testserver@evil.example", "", "a b"])
    def test_it_gets_no_response_and_makes_none(
        self, cache: ResponseCache, origin: Origin, host: str
    ) -> None:
        for _ in range(2):
            assert ask(cache, "/en/", HTTP_HOST=host).status == 400
        assert ask(cache, "/en/").status == 200
        assert ask(cache, "/en/", HTTP_HOST=host).status == 400
        assert len(origin.asked) == 4

    def test_a_request_without_a_host_is_for_django(
        self, cache: ResponseCache, origin: Origin
    ) -> None:
        for _ in range(2):
            ask(cache, "/en/", HTTP_HOST=None, SERVER_NAME="testserver")
        assert len(origin.asked) == 2


FORGED = {
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_PORT": "81",
    "HTTP_X_FORWARDED_FOR": "10.0.0.1",
    "HTTP_X_FORWARDED_PREFIX": "/evil",
    "HTTP_X_SCRIPT_NAME": "/evil",
    "HTTP_FORWARDED": "host=evil.example;proto=https",
    "HTTP_X_ORIGINAL_URL": "/admin/",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "POST",
    "HTTP_ACCEPT_LANGUAGE": "fr",
    "HTTP_ACCEPT": "text/plain",
    "HTTP_USER_AGENT": "evil",
    "HTTP_REFERER": "http://evil.example/",
    "HTTP_ORIGIN": "http://evil.example",
}


@pytest.mark.parametrize("address", ["/en/", "/milestones.csv", "/changes.atom", "/embed/"])
def test_no_other_header_changes_what_is_kept(
    cache: ResponseCache, origin: Origin, address: str
) -> None:
    poisoned = ask(cache, address, **FORGED, HTTP_X_FORWARDED_PROTO="https")
    clean = ask(cache, address)
    assert len(origin.asked) == 1
    assert poisoned == clean
    assert clean.body == ask(origin.django, address).body


class TestHttps:
    """Where HTTPS is demanded, plain HTTP is sent there, whatever is kept."""

    @pytest.fixture(autouse=True)
    def demanded(self, settings: Settings) -> None:
        settings.SECURE_SSL_REDIRECT = True

    def test_by_the_server(self, make_cache: Callable[..., ResponseCache]) -> None:
        origin = Origin()
        cache = make_cache(origin)
        secure = {"wsgi.url_scheme": "https"}
        assert [ask(cache, "/en/", **secure).status for _ in range(2)] == [200, 200]
        for _ in range(2):
            plain = ask(cache, "/en/", HTTP_X_FORWARDED_PROTO="https")
            assert (plain.status, plain.headers["location"]) == (301, "https://testserver/en/")
        assert len(origin.asked) == 3

    def test_by_a_proxy_that_is_trusted(
        self, settings: Settings, make_cache: Callable[..., ResponseCache]
    ) -> None:
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        origin = Origin()
        cache = make_cache(origin)
        assert ask(cache, "/en/", HTTP_X_FORWARDED_PROTO="https").status == 200
        assert ask(cache, "/en/", HTTP_X_FORWARDED_PROTO="http").status == 301
        assert ask(cache, "/en/").status == 301
        assert ask(cache, "/en/", HTTP_X_FORWARDED_PROTO="https").status == 200
        assert len(origin.asked) == 3
