"""Milestones: the table of them, and one of them."""

from __future__ import annotations

from django.core.paginator import EmptyPage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from milestones.choices import Pair
from milestones.models import Milestone
from milestones.pages.events import story
from milestones.pages.tables import InDocumentOrder, MilestoneTable
from milestones.pages.text_diff import compare
from milestones.queries import Asked, BadQuery
from milestones.queries.facets import facets
from milestones.queries.listing import neighbours
from milestones.queries.plan import first_report
from milestones.queries.urls import page_url, with_query
from milestones.views.base import (
    CountedPaginator,
    address_without,
    answers_bad_queries,
    asked_of,
    show,
)


@require_safe
@answers_bad_queries
def milestones(request: HttpRequest) -> HttpResponse:
    """The table of milestones, to be filtered, sorted and searched."""
    asked = Asked(request.GET, paged=True)
    if asked.problems:
        context = {
            "problems": asked.problems,
            "understood": address_without(request, asked.problems),
        }
        return show(request, "milestones.html", asked, status=400, **context)
    counted = facets(asked)
    table = MilestoneTable(
        asked.milestones.with_deadlines() if asked.sort else InDocumentOrder(asked)
    )
    try:
        table.paginate(CountedPaginator, asked.per_page, asked.page, count=counted.milestones)
    except EmptyPage as error:
        raise BadQuery({"page": [str(error)]}) from error
    return show(request, "milestones.html", asked, table=table, facets=counted)


@require_safe
@answers_bad_queries
def milestone(request: HttpRequest, code: str) -> HttpResponse:
    """One milestone: its words in both documents, deadlines, statuses, history and sources."""
    asked = asked_of(request)
    standing = next(iter(asked.listed(asked.standings().filter(milestone__code=code))), None)
    shown = standing or get_object_or_404(Milestone.objects.for_page(), code=code)
    history = list(shown.updates.for_page().filter(as_of__lte=asked.day))
    plan = shown.initiative.area.goal.plan
    previous, following = neighbours(shown, asked.day)
    in_plan, in_report = compare(shown.plan_text or shown.text, shown.text)
    return show(
        request,
        "milestone.html",
        asked,
        milestone=shown,
        standing=standing,
        in_force=next((update for update in history if not update.withdrawal), None),
        story=story(
            None if shown.introduced_by else plan.published,
            shown.deadlines.all(),
            history,
            asked.day,
        ),
        in_plan=in_plan,
        in_report=in_report,
        other_pieces=[
            beside
            for beside in (previous, following)
            if beside and _one_sentence_of_the_plan(beside, shown)
        ],
        report=shown.introduced_by or first_report(),
        plan=plan,
        previous=previous,
        next=following,
        permanent_address=_permanent_address(request, shown, asked),
    )


def _one_sentence_of_the_plan(one: Milestone, other: Milestone) -> bool:
    """Whether the report split one sentence of the plan into these two."""
    return (one.initiative_id, one.plan_text) == (other.initiative_id, other.plan_text)


def _permanent_address(request: HttpRequest, milestone: Milestone, asked: Asked) -> str:
    """The whole address of a milestone as of the day, and for the pair, that are shown."""
    which = {"as_of": asked.day.isoformat()}
    if asked.pair is not Pair.ALL:
        which["pair"] = asked.pair
    return request.build_absolute_uri(with_query(page_url("milestone", milestone.code), which))
