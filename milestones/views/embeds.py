"""Panels and badges for other sites."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.charts.badge import halves
from milestones.charts.bars import stacked_bar
from milestones.opendata.embeds import ALL, EmbedQuery, Panel
from milestones.pages.links import PageLinks
from milestones.queries import InvalidQuery
from milestones.views.data import error_response
from priorities.models import PriorityArea


class NoSuchArea(InvalidQuery):
    """The address names a priority area that does not exist."""

    def __init__(self, slug: str) -> None:
        message = _("“%(value)s” is not a priority area: write it like cargo-security.")
        super().__init__({"area": [message % {"value": slug}]})


@require_safe
def panel(request: HttpRequest, slug: str = ALL) -> HttpResponse:
    """A small panel with the statuses of a priority area, or of all, for a frame elsewhere."""
    query = EmbedQuery(request.GET)
    with translation.override(query.language):
        try:
            area = _area(slug)
            shown = Panel.of(area, query)
        except InvalidQuery as error:
            problems = {"problems": error.problems}
            response = render(request, "embed_problem.html", problems, status=_status_of(error))
        else:
            context: dict[str, Any] = {
                "query": query,
                "links": PageLinks(request, query, only={"area": slug} if area else {}),
                "panel": shown,
                "bar": stacked_bar(shown.tally),
            }
            response = render(request, "embed.html", context)
    response["Content-Language"] = query.language
    return response


@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """An SVG of a name and a count: how much of a priority area, or of all, is delivered."""
    query = EmbedQuery(request.GET)
    with translation.override(query.language):
        try:
            shown = Panel.of(_area(slug), query)
        except InvalidQuery as error:
            response = error_response(error.problems, "txt", status=_status_of(error))
        else:
            name, value = halves(shown.name, shown.briefly(query))
            context = {"query": query, "panel": shown, "name": name, "value": value}
            response = render(request, "badge.svg", context, content_type="image/svg+xml")
    response["Content-Language"] = query.language
    return response


def _area(slug: str) -> PriorityArea | None:
    """The area that the address names; None for all of them. Raises NoSuchArea."""
    if slug == ALL:
        return None
    areas: dict[str, PriorityArea] = {area.slug: area for area in PriorityArea.objects.all()}
    if slug not in areas:
        raise NoSuchArea(slug)
    return areas[slug]


def _status_of(error: InvalidQuery) -> int:
    return 404 if isinstance(error, NoSuchArea) else 400
