"""Panels and badges, to be shown on other sites."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_safe

from milestones.asked import BadQuery
from milestones.badges import Badge
from milestones.charts import stacked_bar
from milestones.panels import ALL, AskedPanel, Panel
from milestones.views.data import refused
from priorities.models import PriorityArea


@require_safe
def panel(request: HttpRequest, slug: str = ALL) -> HttpResponse:
    """A small panel of where a priority area stands, or all of them, for a frame elsewhere."""
    area, asked = _area(slug), AskedPanel(request.GET)
    with translation.override(asked.language):
        try:
            shown = Panel.of(area, asked)
        except BadQuery as error:
            problems = {"problems": error.problems}
            response = render(request, "embed_problem.html", problems, status=400)
        else:
            context: dict[str, Any] = {
                "asked": asked,
                "panel": shown,
                "only": {"area": slug} if area else {},
                "bar": stacked_bar(shown.tally, shown.tally.milestones),
            }
            response = render(request, "embed.html", context)
    response["Content-Language"] = asked.language
    return response


@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """A drawing of a name and a count: how much of a priority area, or of all, is delivered."""
    area, asked = _area(slug), AskedPanel(request.GET)
    with translation.override(asked.language):
        try:
            shown = Panel.of(area, asked)
        except BadQuery as error:
            return refused(error.problems, "txt", status=400)
        context = {"asked": asked, "panel": shown, "badge": Badge.of(shown.name, shown.delivered)}
        response = render(request, "badge.svg", context, content_type="image/svg+xml")
    response["Content-Language"] = asked.language
    return response


def _area(slug: str) -> PriorityArea | None:
    """The area that an address names; None for all of them."""
    return None if slug == ALL else get_object_or_404(PriorityArea, slug=slug)
