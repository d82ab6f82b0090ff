"""Which requests the cache may serve, and which of them have the same response."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest, get_script_name
from django.urls import Resolver404, resolve
from django.utils import translation

from milestones.urls import DATA_NAMES
from spp_tracker.addresses import CanonicalAddress, canonical_address
from spp_tracker.http_cache import is_conditional
from spp_tracker.response_cache.encodings import negotiate

Environ = dict[str, Any]


@dataclass(frozen=True)
class RequestAddress:
    """A public address as a client requests it.

    Requests with the same ``key`` have the same response. ``path`` and ``query`` are canonical,
    as Django gets them; ``encoding`` is the one in which the client prefers the response.
    """

    key: tuple[str, ...]
    path: str
    query: str
    encoding: str


def deciding_variables() -> tuple[str, ...]:
    """The names of the variables in a WSGI environment that decide on the response."""
    names = ["wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"]
    if settings.SECURE_PROXY_SSL_HEADER:
        names.append(settings.SECURE_PROXY_SSL_HEADER[0])
    return (*names, "HTTP_ACCEPT_ENCODING")


def public_address(environ: Environ) -> RequestAddress | None:
    """The address of a request; None if only Django may respond to it.

    Django itself checks the host, and whether the request came by HTTPS.
    """
    # Without this header Django takes the server's own name and port as the host.
    if "HTTP_HOST" not in environ:
        return None
    # A copy: Django writes the path into it as text, which only bytes may be.
    request = WSGIRequest(environ.copy())
    try:
        canonical = _canonical(request)
        host = request.get_host()
    except (BadRequest, Resolver404, SuspiciousOperation):
        return None
    if canonical is None:
        return None
    key = (request.scheme or "", host, get_script_name(environ), canonical.path, canonical.query)
    encoding = negotiate(environ.get("HTTP_ACCEPT_ENCODING", ""))
    return RequestAddress(key, canonical.path, canonical.query, encoding)


def _canonical(request: WSGIRequest) -> CanonicalAddress | None:
    """The canonical address of a request; None if Django must respond, or redirect the reader.
    Raises Resolver404 if the address does not exist."""
    path = request.path_info
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        match = resolve(path)
        if not is_conditional(match.func):
            return None
        address = canonical_address(match, path, request.GET)
    is_elsewhere = address.is_rewritten and match.url_name not in DATA_NAMES
    return None if is_elsewhere else address
