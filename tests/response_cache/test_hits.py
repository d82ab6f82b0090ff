"""A response that is kept is the one that Django gives, in every encoding and to everybody."""

from __future__ import annotations

from contextvars import copy_context
from itertools import cycle

import pytest
from django.test import Client

from spp_tracker.request_log import RequestLog
from spp_tracker.response_cache.cache import ResponseCache
from tests.response_cache.conftest import Origin
from tests.wsgi import ask

KEPT = [
    "/en/",
    "/fr/milestones/?status=delayed&status=completed",
    "/es/deadlines/?as_of=2005-12-31",
    "/en/priorities/cargo-security/",
    "/en/reports/plan/",
    "/en/briefing/",
    "/milestones.csv",
    "/statuses.json?limit=10",
    "/history.xlsx",
    "/datapackage.json",
    "/openapi.json",
    "/deadlines.ics",
    "/changes.atom",
    "/embed/cargo-security/?lang=fr",
    "/badge/all.svg",
]
NOT_KEPT = [
    "/",
    "/healthz",
    "/readyz",
    "/admin/",
    "/admin/login/",
    "/en",
    "/en/nowhere/",
    "/en/milestones/TS-1.99/",
    "/en/milestones/?area=nowhere",
    "/milestones.csv?area=nowhere",
    "/milestones.pdf",
    "/fr/embed/",
]
ABOUT_ENCODING = {"content-encoding", "content-length"}


@pytest.mark.usefixtures("long_ago")
@pytest.mark.parametrize(
    ("address", "encoding"), list(zip(KEPT, cycle(["", "gzip", "br"]), strict=False))
)
def test_it_is_what_django_sends(
    cache: ResponseCache, origin: Origin, address: str, encoding: str
) -> None:
    django = ask(origin.django, address)
    first = ask(cache, address, HTTP_ACCEPT_ENCODING=encoding)
    again = ask(cache, address, HTTP_ACCEPT_ENCODING=encoding)
    assert origin.asked == [address]
    assert first == again
    assert first.body == django.body
    assert first.headers["content-length"] == str(len(first.raw))
    plain = {name: value for name, value in first.headers.items() if name not in ABOUT_ENCODING}
    assert plain == {k: v for k, v in django.headers.items() if k not in ABOUT_ENCODING}
    assert first.status == django.status == 200


def test_each_response_has_a_request_id_of_its_own(cache: ResponseCache, origin: Origin) -> None:
    logged = RequestLog(cache, access_log=False)
    # A request leaves its id in its context, so each has a context of its own.
    answers = [copy_context().run(ask, logged, "/en/about/") for _ in range(3)]
    ids = {answer.headers["x-request-id"] for answer in answers}
    assert origin.asked == ["/en/about/"]
    assert len(ids) == 3
    assert all(len(one) == 16 and int(one, 16) >= 0 for one in ids)


@pytest.mark.parametrize("address", NOT_KEPT)
def test_what_is_not_for_everybody_is_never_kept(
    cache: ResponseCache, origin: Origin, address: str
) -> None:
    django = ask(origin.django, address, HTTP_ACCEPT_ENCODING="gzip")
    responses = [ask(cache, address, HTTP_ACCEPT_ENCODING="gzip") for _ in range(2)]
    assert origin.asked == [address] * 2
    assert {response.status for response in responses} == {django.status}
    assert {response.headers.get("content-encoding") for response in responses} == {
        django.headers.get("content-encoding")
    }


@pytest.mark.parametrize("address", ["/en/", "/milestones.csv"])
def test_who_asks_for_the_headers_alone_gets_those_of_the_response(
    cache: ResponseCache, origin: Origin, address: str
) -> None:
    before = ask(cache, address, "HEAD")
    full = ask(cache, address)
    head = ask(cache, address, "HEAD")
    assert (before.status, before.raw, head.raw) == (200, b"", b"")
    assert before.headers["etag"] == full.headers["etag"]
    assert head.headers == full.headers
    assert len(origin.asked) == 2


@pytest.mark.parametrize("address", KEPT[:4])
def test_whoever_is_logged_in_sees_the_same(
    cache: ResponseCache, origin: Origin, admin_client: Client, address: str
) -> None:
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in admin_client.cookies.items())
    known = ask(origin.django, address, HTTP_COOKIE=cookies)
    assert "cookie" not in known.headers["vary"].lower()
    assert ask(cache, address, HTTP_COOKIE=cookies).body == known.body
    assert ask(cache, address).body == known.body
    assert len(origin.asked) == 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [("HTTP_RANGE", "bytes=0-9"), ("HTTP_IF_MATCH", "*"), ("HTTP_IF_MATCH", '"another"')],
)
def test_other_conditions_and_ranges_are_for_django(
    cache: ResponseCache, origin: Origin, variable: str, value: str
) -> None:
    ask(cache, "/en/")
    django = ask(origin.django, "/en/", **{variable: value})
    assert ask(cache, "/en/", **{variable: value}) == django
    assert len(origin.asked) == 2


@pytest.mark.parametrize(
    ("address", "method"),
    [("/en/", "POST"), ("/en/", "PUT"), ("/milestones.csv", "OPTIONS"), ("/en/", "DELETE")],
)
def test_other_methods_are_for_django(
    cache: ResponseCache, origin: Origin, address: str, method: str
) -> None:
    ask(cache, address)
    django = ask(origin.django, address, method)
    assert ask(cache, address, method).status == django.status != 200
    assert len(origin.asked) == 2
