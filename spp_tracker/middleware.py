"""Middleware: headers, compression, languages, data for scripts, database failures."""

import logging
import sys
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.defaults import page_not_found
from django.views.defaults import server_error as django_server_error

from milestones.imports.report.document import MAX_DOCUMENT_BYTES
from milestones.urls import DATA_NAMES, panels
from milestones.views.data import error_response
from spp_tracker.clients import client_address
from spp_tracker.http_cache import DATA_VERSION_KEY

logger = logging.getLogger(__name__)

Response = HttpResponseBase

SECONDS_TO_WAIT = 30
"""The ``Retry-After`` while the database does not respond."""

MAX_REQUEST_BYTES = MAX_DOCUMENT_BYTES + 1_000_000
"""The largest document with the other fields of its form."""

# The tracker consists of text and drawings: it needs no device, location or payment.
DEVICES = (
    "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi"
    " payment usb"
).split()
PERMISSIONS_POLICY = ", ".join(f"{device}=()" for device in DEVICES)


class ProbeHostMiddleware(MiddlewareMixin):
    """Let monitors of ``PROBE_NETWORKS`` ask by any host name, such as the machine's address."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info not in settings.PROBES:
            return
        address = client_address(request.META)
        is_near = address and any(ip_address(address) in one for one in settings.PROBE_NETWORKS)
        if is_near and "*" not in settings.ALLOWED_HOSTS:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].removeprefix(".")


class PermissionsPolicyMiddleware(MiddlewareMixin):
    """Tell browsers that no page, nor anything injected into one, may use a device."""

    def process_response(self, _request: HttpRequest, response: Response) -> Response:
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class HeadMiddleware(MiddlewareMixin):
    """Respond to HEAD with the headers of a GET and no body.

    A 304 has no body either, and its own length is not that of the response it confirms.
    """

    def process_response(self, request: HttpRequest, response: Response) -> Response:
        if request.method == "HEAD":
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
            elif isinstance(response, HttpResponse):
                response.content = b""
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            del response["Content-Length"]
        return response


class CompressionMiddleware(GZipMiddleware):
    """Compress responses, except those that the cache in front of Django compresses."""

    def process_response(self, request: HttpRequest, response: Response) -> Response:
        if request.META.get(DATA_VERSION_KEY):
            return response
        return super().process_response(request, response)


class DatabaseUnavailableMiddleware(MiddlewareMixin):
    """If the database does not respond, say so and when to try again."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return unavailable(request, error) if is_unavailable(error) else None


def is_unavailable(error: BaseException | None) -> bool:
    """Whether an error means that the database is away, locked, full or damaged, and not that a
    query is wrong or a constraint was violated."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return True
    if isinstance(error, InternalError):
        # PostgreSQL's codes for its own failures and for damaged data.
        return str(getattr(error.__cause__, "pgcode", "")).startswith("XX")
    # SQLite says nothing more exact of a damaged file. Errors of Django's own have no cause.
    return type(error) is DatabaseError and error.__cause__ is not None


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Status 503: a page, or for data an error in the format of their other errors."""
    logger.error("The database does not answer.", exc_info=error)
    if is_data(request):
        message = f"It does not answer at the moment. Try again in {SECONDS_TO_WAIT} seconds."
        response = data_error_response(request, {"database": [message]}, status=503)
    else:
        response = render(request, "503.html", status=503)
    response["Retry-After"] = str(SECONDS_TO_WAIT)
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The response where there is nothing, whatever was sent there."""
    # Else Django looks for a CSRF token in what was sent, and fails if it cannot be parsed.
    request.csrf_processing_done = True  # type: ignore[attr-defined]
    return page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """The response to an error outside of a view, such as while a session is saved."""
    error = sys.exc_info()[1]
    if error and is_unavailable(error):
        return unavailable(request, error)
    return django_server_error(request)


class UploadSizeMiddleware(MiddlewareMixin):
    """Refuse what is too large for any form before it is read."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        digits = request.META.get("CONTENT_LENGTH") or "0"
        if not digits.isdecimal() or int(digits) <= MAX_REQUEST_BYTES:
            return None
        megabytes = MAX_REQUEST_BYTES // 1_000_000
        return render(request, "413.html", {"megabytes": megabytes}, status=413)


FRAMED = {url.name for url in panels}


class FramedPanelsMiddleware(MiddlewareMixin):
    """Remove the headers that refuse framing from panels, whatever the response.

    Not in the view, because it does not run for a 304: a browser applies the headers of a 304 to
    the copy of the panel that it has.
    """

    def process_response(self, request: HttpRequest, response: Response) -> Response:
        match = request.resolver_match
        if match and match.url_name in FRAMED:
            in_any_frame: Any = csp_replace({"frame-ancestors": ["*"]})(lambda _request: response)
            xframe_options_exempt(in_any_frame)(request)
        return response


METHODS = "GET, HEAD, OPTIONS"

# Without these headers, browsers withhold data from scripts of other sites. Credentials are not
# allowed: data are the same for everybody.
CORS_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link",
}
PREFLIGHT_HEADERS = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": str(24 * 60 * 60),
}


def is_data(request: HttpRequest) -> bool:
    """Whether the address is one of the data; False before it is resolved."""
    match = request.resolver_match
    return match is not None and match.url_name in DATA_NAMES


def data_error_response(
    request: HttpRequest, problems: dict[str, list[str]], status: int
) -> HttpResponse:
    """An error response in the format of the requested file of data."""
    return error_response(problems, request.path.rpartition(".")[2], status)


class OpenDataMiddleware(MiddlewareMixin):
    """Let scripts of other sites read data (CORS, with preflight requests); refuse writing."""

    def process_response(self, request: HttpRequest, response: Response) -> Response:
        if is_data(request):
            for name, value in CORS_HEADERS.items():
                response[name] = value
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if not is_data(request):
            return None
        translation.activate("en")
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=PREFLIGHT_HEADERS)
        if request.method not in {"GET", "HEAD"}:
            message = f"Data can only be read, with {METHODS}."
            response = data_error_response(request, {"method": [message]}, 405)
            response["Allow"] = METHODS
            return response
        return None


class LanguageMiddleware(LocaleMiddleware):
    """Pages are in the language of their address, data in English (except a panel or badge
    requested in another language), whatever the browser prefers."""

    def process_response(self, request: HttpRequest, response: Response) -> Response:
        """Set ``Content-Language``, and ``Vary`` if the response depends on the browser."""
        if is_data(request):
            response.headers.setdefault("Content-Language", "en")
            return response
        return super().process_response(request, response)
