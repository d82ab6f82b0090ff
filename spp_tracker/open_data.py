"""Data are for everybody: scripts of any site may read them, in English and without a login."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from milestones.urls import DATA_NAMES
from milestones.views.data import refused

Answer = Callable[[HttpRequest], HttpResponseBase]

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


class OpenData:
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


class Language(LocaleMiddleware):
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
