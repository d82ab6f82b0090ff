"""What every response has to do with: headers, and a database that may be away."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from csp.decorators import csp_replace
from django.db import InterfaceError, OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt

from milestones.urls import DATA_NAMES, panels
from milestones.views.data import refused
from spp_tracker.http_cache import MADE_FROM

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponseBase]

SECONDS_TO_WAIT = 30
"""After how long it is worth asking again for what needs the database."""

# The tracker is text and drawings: it never needs a device, a location or a payment.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


def permissions_policy(get_response: Answer) -> Answer:
    """Tell browsers that no page, nor anything injected into one, may use a device."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def head_only(get_response: Answer) -> Answer:
    """Answer who asks for the headers alone with those of a GET, and with nothing else.

    An answer that is confirmed has no body either, and its own length is not that of the answer.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "HEAD":
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
            elif isinstance(response, HttpResponse):
                response.content = b""
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            del response["Content-Length"]
        return response

    return middleware


class CompressionMiddleware(GZipMiddleware):
    """Compress responses, but for those that the cache in front of Django takes and compresses."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave a response to the cache as it is."""
        if request.META.get(MADE_FROM):
            return response
        return super().process_response(request, response)


class DatabaseUnavailableMiddleware:
    """Where the database does not answer, say so and when to try again: status 503.

    Pages and the admin answer with a page, files of data as they answer a bad query.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer instead of a view that the database has failed."""
        if not isinstance(error, (OperationalError, InterfaceError)):
            return None
        logger.error("The database does not answer.", exc_info=error)
        response = _away(request)
        response["Retry-After"] = str(SECONDS_TO_WAIT)
        return response


def _away(request: HttpRequest) -> HttpResponse:
    if is_data(request):
        said = f"It does not answer at the moment. Try again in {SECONDS_TO_WAIT} seconds."
        return refused_data(request, {"database": [said]}, status=503)
    return render(request, "503.html", status=503)


FRAMED = {one.name for one in panels}


def panels_may_be_framed(get_response: Answer) -> Answer:
    """Take from panels the headers that refuse framing, whatever the answer.

    Not in the view: where a panel only hears that it still holds (304), a browser takes that
    answer's headers for those of the panel it has.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        match = request.resolver_match
        if match and match.url_name in FRAMED:
            framed: HttpResponseBase = in_any_frame(lambda _request: response)(request)
            return framed
        return response

    return middleware


def in_any_frame(view: Any) -> Any:
    """The same view, whose answers every site may show in a frame."""
    return xframe_options_exempt(csp_replace({"frame-ancestors": ["*"]})(view))


METHODS = ("GET", "HEAD", "OPTIONS")
DAY = 24 * 60 * 60

# Browsers keep these from scripts of other sites unless they are told otherwise. No credentials
# are allowed along: data are the same whoever asks.
FOR_SCRIPTS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link",
}
BEFORE_A_SCRIPT_ASKS = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": str(DAY),
}


def is_data(request: HttpRequest) -> bool:
    """Whether the address is one of the data; false before it is known."""
    match = request.resolver_match
    return match is not None and match.url_name in DATA_NAMES


def refused_data(request: HttpRequest, problems: dict[str, list[str]], status: int) -> HttpResponse:
    """What is wrong instead of data, in the manner of the file that was asked for."""
    return refused(problems, request.path.rpartition(".")[2], status)


class OpenDataMiddleware:
    """Answers what browsers ask before a script of another site may read data; refuses writing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_data(request):
            for name, value in FOR_SCRIPTS.items():
                response[name] = value
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Answer instead of a view of data whatever is no reading."""
        if not is_data(request):
            return None
        translation.activate("en")
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=BEFORE_A_SCRIPT_ASKS)
        if request.method not in METHODS:
            said = f"Data can only be read, with {', '.join(METHODS)}."
            response = refused_data(request, {"method": [said]}, 405)
            response["Allow"] = BEFORE_A_SCRIPT_ASKS["Allow"]
            return response
        return None


class LanguageMiddleware(LocaleMiddleware):
    """Pages speak the language of their address, data English (but for a panel or badge that was
    asked for in another), whatever a browser prefers."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Say which language the answer is in, and whether it depends on the browser."""
        if is_data(request):
            response.headers.setdefault("Content-Language", "en")
            return response
        return super().process_response(request, response)
