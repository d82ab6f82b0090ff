"""Milestones: the table of them, and one of them."""

from __future__ import annotations

from django.core.paginator import EmptyPage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from milestones.asked import Asked, BadQuery
from milestones.models import Milestone, StatusReport
from milestones.tables import MilestoneTable
from milestones.views.shared import answers_bad_queries, asked_of, show


@require_safe
@answers_bad_queries
def milestones(request: HttpRequest) -> HttpResponse:
    """The table of milestones, to be filtered, sorted and searched."""
    asked = Asked(request.GET, paged=True)
    if asked.problems:
        return show(request, "milestones.html", asked, status=400, problems=asked.problems)
    table = MilestoneTable(asked.milestones.with_deadlines())
    try:
        table.paginate(page=asked.page, per_page=asked.per_page)
    except EmptyPage as error:
        raise BadQuery({"page": [str(error)]}) from error
    return show(request, "milestones.html", asked, table=table)


@require_safe
@answers_bad_queries
def milestone(request: HttpRequest, code: str) -> HttpResponse:
    """One milestone: its words in both documents, deadlines, statuses, history and sources."""
    shown = get_object_or_404(
        Milestone.objects.select_related("initiative__area__goal__plan").defer(
            "initiative__area__goal__plan__text"
        ),
        code=code,
    )
    asked = asked_of(request)
    standing = asked.milestones.filter(pk=shown.pk).with_deadlines().first()
    history = list(shown.updates.filter(as_of__lte=asked.day).for_page().defer("report__text"))
    return show(
        request,
        "milestone.html",
        asked,
        milestone=standing or shown,
        standing=standing,
        history=history,
        in_force=history[0] if history else None,
        report=StatusReport.objects.defer("text").first(),
        plan=shown.initiative.area.goal.plan,
        previous=Milestone.objects.before(shown).first(),
        next=Milestone.objects.after(shown).first(),
    )
