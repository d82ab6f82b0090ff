"""What every response has to do with: headers, and a database that may be away."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from spp_tracker.freshness import MADE_FROM
from spp_tracker.open_data import is_data, refused_data

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


def headers_alone(get_response: Answer) -> Answer:
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


class Compression(GZipMiddleware):
    """Compress responses, but for those that the cache in front of Django takes and compresses."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave a response to the cache as it is."""
        if request.META.get(MADE_FROM):
            return response
        return super().process_response(request, response)


class DatabaseAway:
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
