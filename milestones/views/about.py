"""The method: what the statuses mean and how every figure is calculated."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from milestones.choices import Status
from milestones.dates import SEASON_ENDS, ImpreciseDate
from milestones.models import StatusReport
from milestones.pages.examples import Examples, examples
from milestones.views.base import page_view, parse_query, show
from priorities.models import Plan, PriorityArea


@page_view
def about(request: HttpRequest) -> HttpResponse:
    """Explain each status and how figures are calculated, with examples from the record."""
    query = parse_query(request)
    plan = Plan.objects.defer("text").first()
    context: dict[str, Any] = {"examples": Examples()}
    if query.on_record:
        context = {
            "tally": query.tally,
            "examples": examples(query.in_order(), query.day, query.pair),
        }
    return show(
        request,
        "about.html",
        query,
        plan=plan,
        report=StatusReport.objects.first_edition(),
        statuses=Status,
        areas=PriorityArea.objects.all(),
        seasons=[ImpreciseDate.season(plan.published.year + 1, name) for name in SEASON_ENDS]
        if plan
        else [],
        **context,
    )
