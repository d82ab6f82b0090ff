"""Conditional GET: a client whose copy of a response is current gets only a 304.

A response depends on its address (which has the language, the format and all filters), on the
data version and on the release, and on nothing else: neither the clock nor the client. These
three make its ETag, and a current copy is confirmed (304) before any row is read.

Dates confirm nothing. A change becomes visible only when its transaction ends, which is later
than any time that it could record, so a response from before it may have the date of the next.
"""

import hashlib
from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.urls import URLPattern
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_etags

from milestones.models import DataVersion, Version
from milestones.queries.cache import caching_for, forget_lost_history
from spp_tracker.release import release
from spp_tracker.replica import from_replica

View = Callable[..., HttpResponseBase]

STARTED = timezone.now()
"""When this process started: its release is no newer."""

BY_DATE = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE")
"""The conditional headers that are ignored."""

CACHE_CONTROL = "public, no-cache"
"""Anybody may cache a response, but must revalidate it before each use."""

DATA_VERSION_KEY = "spp_tracker.made_from"
"""The key in the environment of requests from the response cache, under which Django puts the data
version of a response that anybody may have. Such a response is left uncompressed: the cache
compresses it once for all clients."""


def conditional_get(addresses: Iterable[URLPattern]) -> list[URLPattern]:
    """The same URL patterns, responding with an ETag, with Last-Modified, and with 304; from the
    replica, if there is one."""
    return [
        URLPattern(url.pattern, from_replica(_with_etag(url.callback)), url.default_args, url.name)
        for url in addresses
    ]


def _with_etag(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        for condition in BY_DATE:
            request.META.pop(condition, None)
        # Read before any row: a write in between can only make the rows newer than the ETag.
        version = DataVersion.objects.current()
        etag, modified_at = _etag(request, version), _modified_at(version)
        etags = parse_etags(request.headers.get("If-None-Match", ""))
        # If-Match comes first, which depends on what exists.
        if etag in etags and "If-Match" not in request.headers:
            response: Any = HttpResponseNotModified()
        else:
            forget_lost_history(version)
            with caching_for(version.mark, version.plan_mark):
                response = view(request, *args, **kwargs)
        if response.status_code in {200, 304}:
            _set_validators(response, etag, modified_at)
        if response.status_code == HTTPStatus.OK and DATA_VERSION_KEY in request.META:
            request.META[DATA_VERSION_KEY] = version.mark
        response.headers.setdefault("Cache-Control", CACHE_CONTROL)
        # The other conditions apply only to what exists, so the response must be known first.
        final_response: Any = get_conditional_response(request, etag, response=response)
        if final_response is not response:
            response.close()
        return final_response  # type: ignore[no-any-return]

    answer.is_conditional = True  # type: ignore[attr-defined]
    return answer


def is_conditional(view: View) -> bool:
    """Whether a view sends everybody the same response, with an ETag, until the record changes."""
    return getattr(view, "is_conditional", False)


def _set_validators(response: HttpResponseBase, etag: str, modified_at: int | None) -> None:
    response["ETag"] = etag
    if modified_at:
        response["Last-Modified"] = http_date(modified_at)
    # A 304 confirms a copy in whichever encoding it was sent, so it varies in the same way.
    patch_vary_headers(response, ["Accept-Encoding"])


def _etag(request: HttpRequest, version: Version) -> str:
    """A weak ETag: compressed or not, it is the same response."""
    parts = (request.build_absolute_uri(), version.mark, release())
    return f'W/"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]}"'


def _modified_at(version: Version) -> int | None:
    """The second in which the response last changed, as a timestamp; for people to read.

    None until that second is over, because more may change within it.
    """
    changed_at = max(version.changed_at or STARTED, STARTED)
    second = int(changed_at.timestamp())
    return second if second < int(version.read_at.timestamp()) else None
