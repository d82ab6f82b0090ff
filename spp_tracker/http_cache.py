"""Answers that are kept: whoever has one already only hears whether it still holds.

An answer depends on its address (which has the language, the format and all filters), on the
data version and on the release: on nothing else, neither the clock nor who asks. So these three
make its ETag, and an answer that still holds is confirmed (status 304) before any row is read.

A date confirms nothing. What is written can be seen only once its transaction has ended, which is
later than any instant that it could note, so an answer of before may bear the date of the next.
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
from milestones.version_cache import answering_from
from spp_tracker.release import release

View = Callable[..., HttpResponseBase]

STARTED = timezone.now()
"""No release is younger than the processes that run it."""

BY_DATE = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE")
"""The conditions that are passed over."""

KEPT_AND_CONFIRMED = "public, no-cache"
"""Anybody may keep an answer, and asks before each use whether it still holds."""

MADE_FROM = "spp_tracker.made_from"
"""Where a request that a cache may answer (it has this key) notes the data version of a response
that anybody may have. Such a response is left uncompressed: the cache does that once for all."""


def conditional_get(addresses: Iterable[URLPattern]) -> list[URLPattern]:
    """The same addresses, answering with an ETag, with Last-Modified, and with 304."""
    return [
        URLPattern(one.pattern, _confirming(one.callback), one.default_args, one.name)
        for one in addresses
    ]


def _confirming(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        for condition in BY_DATE:
            request.META.pop(condition, None)
        # Asked before any row: what is written meanwhile makes the rows newer than their tag.
        version = DataVersion.objects.current()
        etag, modified_at = _etag(request, version), _modified_at(version)
        if _is_confirmed(request, etag):
            response: Any = HttpResponseNotModified()
        else:
            with answering_from(version.mark):
                response = view(request, *args, **kwargs)
        if response.status_code in {200, 304}:
            _mark(response, etag, modified_at)
            _note(request, response, version)
        response.headers.setdefault("Cache-Control", KEPT_AND_CONFIRMED)
        # The other conditions hold for what is there only, so they wait until that is known.
        confirmed: Any = get_conditional_response(request, etag, response=response)
        if confirmed is not response:
            response.close()
        return confirmed  # type: ignore[no-any-return]

    answer.is_fresh = True  # type: ignore[attr-defined]
    return answer


def is_fresh(view: View) -> bool:
    """Whether a view answers everybody alike while the record stays as it is, with an ETag."""
    return getattr(view, "is_fresh", False)


def _mark(response: HttpResponseBase, etag: str, modified_at: int | None) -> None:
    response["ETag"] = etag
    if modified_at:
        response["Last-Modified"] = http_date(modified_at)
    # An answer that is confirmed is compressed, or not, as it was.
    patch_vary_headers(response, ["Accept-Encoding"])


def _note(request: HttpRequest, response: HttpResponseBase, version: Version) -> None:
    """Tell a cache that asks for it of which data version a whole response is."""
    if MADE_FROM in request.META and response.status_code == HTTPStatus.OK:
        request.META[MADE_FROM] = version.mark


def _is_confirmed(request: HttpRequest, etag: str) -> bool:
    """Whether the answer that is kept holds, and no condition that counts for more is set."""
    kept = parse_etags(request.headers.get("If-None-Match", ""))
    return etag in kept and "If-Match" not in request.headers


def _etag(request: HttpRequest, version: Version) -> str:
    """A weak one: compressed or not, it is the same answer."""
    parts = (request.build_absolute_uri(), version.mark, release())
    return f'W/"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]}"'


def _modified_at(version: Version) -> int | None:
    """The second in which the answer was last changed, as a timestamp: for people to read.

    None until it is over, since more may change within it.
    """
    changed_at = max(version.changed_at or STARTED, STARTED)
    second = int(changed_at.timestamp())
    return second if second < int(version.asked_at.timestamp()) else None
