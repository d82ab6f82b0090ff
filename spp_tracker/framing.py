"""Who may be shown in a frame on another site: panels, and nothing else."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_exempt

from milestones.urls import panels

Answer = Callable[[HttpRequest], HttpResponseBase]

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
