"""The calendar of deadlines and the feed of status updates."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from milestones.opendata.exports.streaming import StartedStream, file_response
from milestones.opendata.feeds.atom import atom
from milestones.opendata.feeds.calendar import calendar_pieces
from milestones.opendata.feeds.common import Links
from milestones.opendata.feeds.updates import UpdatesQuery, news
from milestones.queries import InvalidQuery, MilestoneQuery
from milestones.views.base import View
from milestones.views.data import error_response


def in_english(view: View) -> View:
    """Respond in English, as all data do; an invalid query gets a text that names the parameter."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override("en"):
            try:
                return view(request, *args, **kwargs)
            except InvalidQuery as error:
                return error_response(error.problems, "txt", status=400)

    return answer


@require_safe
@in_english
def deadlines_calendar(request: HttpRequest) -> HttpResponseBase:
    """The deadlines of the milestones that match the query, as a calendar."""
    query = MilestoneQuery(request.GET)
    query.check()
    pieces = StartedStream(calendar_pieces(query, Links(request.build_absolute_uri, request.GET)))
    response = file_response(pieces, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="spp-deadlines-as-of-{query.day}.ics"'
    return response


@require_safe
@in_english
def changes_feed(request: HttpRequest) -> HttpResponse:
    """The updates of the milestones that match the query, newest first, as a feed."""
    query = UpdatesQuery(request.GET, paged=True)
    query.check()
    links = Links(request.build_absolute_uri, request.GET)
    feed = atom(query, news(query), request.path, links)
    return HttpResponse(feed, content_type=Atom1Feed.content_type)
