"""Who has the response that is kept hears so, as from Django (304)."""

from __future__ import annotations

import pytest

from spp_tracker.response_cache.cache import ResponseCache
from tests.milestones.recording import DELAYED, LATER, record
from tests.response_cache.conftest import Origin
from tests.wsgi import ask

ADDRESSES = ["/en/", "/milestones.csv?limit=10", "/history.xlsx", "/embed/", "/deadlines.ics"]


@pytest.mark.usefixtures("long_ago")
@pytest.mark.parametrize(
    ("address", "condition"),
    [
        *((address, "{}") for address in ADDRESSES),
        *(("/en/", condition) for condition in ('"another", {}', "*", "strong")),
    ],
)
def test_it_is_confirmed_as_django_does(
    cache: ResponseCache, origin: Origin, address: str, condition: str
) -> None:
    etag = ask(cache, address).headers["etag"]
    if condition == "strong":
        condition = etag.removeprefix("W/")
    tags = condition.format(etag)
    confirmed = ask(cache, address, HTTP_IF_NONE_MATCH=tags, HTTP_ACCEPT_ENCODING="br")
    assert confirmed == ask(origin.django, address, HTTP_IF_NONE_MATCH=tags)
    assert (confirmed.status, confirmed.raw) == (304, b"")
    assert ask(cache, address, "HEAD", HTTP_IF_NONE_MATCH=tags) == confirmed
    assert len(origin.asked) == 1


@pytest.mark.parametrize("tags", ['"another"', 'W/"another"', "another", "", "W/"])
def test_who_has_another_gets_it(cache: ResponseCache, origin: Origin, tags: str) -> None:
    first = ask(cache, "/en/")
    assert ask(cache, "/en/", HTTP_IF_NONE_MATCH=tags) == first
    assert len(origin.asked) == 1


def test_no_date_confirms_it(cache: ResponseCache) -> None:
    first = ask(cache, "/en/")
    later = "Fri, 01 Jan 2100 00:00:00 GMT"
    assert ask(cache, "/en/", HTTP_IF_MODIFIED_SINCE=later) == first
    assert ask(cache, "/en/", HTTP_IF_UNMODIFIED_SINCE=later) == first


def test_a_tag_of_before_a_change_is_of_another(cache: ResponseCache) -> None:
    etag = ask(cache, "/milestones.csv").headers["etag"]
    record(LATER, DELAYED)
    again = ask(cache, "/milestones.csv", HTTP_IF_NONE_MATCH=etag)
    assert again.status == 200
    assert again.headers["etag"] != etag


def test_what_is_not_kept_is_confirmed_by_django(cache: ResponseCache, origin: Origin) -> None:
    """In one query; nothing is made only to be kept."""
    etag = ask(origin.django, "/en/").headers["etag"]
    for _ in range(2):
        assert ask(cache, "/en/", HTTP_IF_NONE_MATCH=etag).status == 304
    assert len(origin.asked) == 2
