"""The method: what the statuses mean and how every figure is calculated."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from milestones.choices import Status
from milestones.dates import SEASON_ENDS, ImpreciseDate
from milestones.models import StatusReport
from milestones.pages.examples import Examples, examples
from milestones.queries.cache import cached
from milestones.views.base import page_view, parse_query, show
from priorities.models import Plan, PriorityArea


@page_view
def about(request: HttpRequest) -> HttpResponse:
    """Explain each status and how figures are calculated, with examples from the record."""
    query = parse_query(request)
    plan, report, areas = cached("method", _what_it_explains, of_plan=True)
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
        report=report,
        statuses=Status,
        areas=areas,
        seasons=[ImpreciseDate.season(plan.published.year + 1, name) for name in SEASON_ENDS]
        if plan
        else [],
        **context,
    )


def _what_it_explains() -> tuple[Plan | None, StatusReport | None, list[PriorityArea]]:
    """The plan, the first edition and the priority areas."""
    plan = Plan.objects.defer("text").first()
    return plan, StatusReport.objects.first_edition(), list(PriorityArea.objects.all())
