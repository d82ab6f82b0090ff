"""Which requests a kept response may answer, and which of them ask for the same response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils import translation

from milestones.filters import ChangeFilter, MilestoneFilter
from spp_tracker.freshness import is_fresh
from spp_tracker.response_cache.encodings import negotiate

Environ = dict[str, Any]

PARAMETERS = {*MilestoneFilter.base_filters, *ChangeFilter.base_filters}


@dataclass(frozen=True)
class Address:
    """A public address as a client asks for it.

    Requests with the same ``key`` have the same response. ``query`` is the query string for
    Django, ``encoding`` the one in which the client prefers the response.
    """

    key: tuple[str, ...]
    query: str
    encoding: str


def deciding_variables() -> tuple[str, ...]:
    """The names of all that an address is made of, in the environment of a WSGI request."""
    names = ["wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"]
    if settings.SECURE_PROXY_SSL_HEADER:
        names.append(settings.SECURE_PROXY_SSL_HEADER[0])
    return (*names, "HTTP_ACCEPT_ENCODING")


def public_address(environ: Environ) -> Address | None:
    """The address that a request asks for; None if it is for Django alone to answer.

    Django itself says whether the host is allowed and whether the request came by HTTPS.
    """
    # Without this header Django names the socket that the server listens at.
    if "HTTP_HOST" not in environ:
        return None
    request = WSGIRequest(environ)
    try:
        if not _is_public(request.path_info):
            return None
        query = normalized_query(request.GET)
        key = (request.scheme or "", request.get_host(), request.path, request.path_info, query)
    except (BadRequest, SuspiciousOperation):
        return None
    return Address(key, query, negotiate(environ.get("HTTP_ACCEPT_ENCODING", "")))


def normalized_query(query: QueryDict) -> str:
    """The query string that stands for all those that ask for the same.

    The parameters are in the order of their names, and those without a value are left out. Values
    of one name stay in their order. What is an error stays one: a name that is unknown or given
    twice. Django sees this string instead of the client's, so a page that prints or links to its
    own address does not depend on how the address was written.
    """
    parameters = [
        (name, values)
        for name, values in sorted(query.lists())
        if values != [""] or name not in PARAMETERS
    ]
    return urlencode(parameters, doseq=True)


def _is_public(path: str) -> bool:
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            return is_fresh(resolve(path).func)
        except Resolver404:
            return False
