"""The pages and the data: each answers a query with the rows of one filter set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from itertools import groupby
from typing import Any

from django.core.paginator import EmptyPage
from django.db.models import Q, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.asked import Asked, BadQuery
from milestones.charts import stacked_bar
from milestones.choices import SCALE, Status
from milestones.datasets import DATASETS
from milestones.exports import csv_lines, json_pieces
from milestones.models import Deadline, Milestone, MilestoneQuerySet, StatusReport
from milestones.tables import MilestoneTable
from milestones.tallies import NO_DEADLINE, AreaTally, DeadlineTally, Tally
from priorities.models import Plan, PriorityArea, SourceDocument

SHORT_LIST = 6
"""How many milestones stand where a page shows only the first of a list."""
MOST_PER_DEADLINE = 25

View = Callable[..., HttpResponseBase]


def answers_bad_queries(view: View) -> View:
    """Say what is wrong with a query instead of answering it; no rows, status 400."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except BadQuery as error:
            nothing_asked = Asked(QueryDict())
            context = {"problems": error.problems}
            return _page(request, "bad_query.html", nothing_asked, status=400, **context)

    return answer


def _page(
    request: HttpRequest, template: str, asked: Asked, status: int = 200, **context: Any
) -> HttpResponse:
    return render(request, template, {"asked": asked, "scale": SCALE, **context}, status=status)


def _asked(request: HttpRequest, *, paged: bool = False) -> Asked:
    asked = Asked(request.GET, paged=paged)
    asked.check()
    return asked


@require_safe
@answers_bad_queries
def overview(request: HttpRequest) -> HttpResponse:
    """Where everything stands: by priority area, by deadline, and what needs attention."""
    asked = _asked(request)
    areas = asked.milestones.by_area()
    longest = max((area.tally.milestones for area in areas), default=0)
    listed = asked.milestones.with_deadlines()
    return _page(
        request,
        "overview.html",
        asked,
        tally=Tally.total(area.tally for area in areas),
        goals=[
            {
                "goal": goal,
                "tally": Tally.total(area.tally for area in those),
                "areas": [(area, stacked_bar(area.tally, longest)) for area in those],
            }
            for goal, those in _by_goal(areas)
        ],
        deadlines=_with_bars(asked.by_deadline()),
        overdue=listed.overdue().filter(Q(contradiction=False))[:SHORT_LIST],
        contradictions=listed.contradictory()[:SHORT_LIST],
    )


def _by_goal(areas: list[AreaTally]) -> list[tuple[Any, list[AreaTally]]]:
    return [(goal, list(those)) for goal, those in groupby(areas, lambda area: area.area.goal)]


def _with_bars(deadlines: list[DeadlineTally]) -> list[dict[str, Any]]:
    longest = max((deadline.tally.milestones for deadline in deadlines), default=0)
    return [
        {"deadline": deadline, "bar": stacked_bar(deadline.tally, longest)}
        for deadline in deadlines
    ]


@require_safe
@answers_bad_queries
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """A priority area: its objective, initiatives with benefits, and milestones."""
    shown = get_object_or_404(PriorityArea.objects.select_related("goal"), slug=slug)
    asked = _asked(request)
    milestones = asked.milestones.filter(initiative__area=shown)
    tally = milestones.tally()
    by_initiative: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in milestones.with_deadlines():
        by_initiative[milestone.initiative_id].append(milestone)
    return _page(
        request,
        "area.html",
        asked,
        area=shown,
        only={"area": slug},
        tally=tally,
        bar=stacked_bar(tally, tally.milestones),
        initiatives=[
            (initiative, by_initiative[initiative.pk]) for initiative in shown.initiatives.all()
        ],
        areas=PriorityArea.objects.all(),
    )


@require_safe
@answers_bad_queries
def deadlines(request: HttpRequest) -> HttpResponse:
    """Progress by deadline, with the milestones of each month and those without a deadline."""
    asked = _asked(request)
    periods = _with_bars(asked.by_deadline())
    listed = _first_of_each_period(asked.milestones)
    for period in periods:
        period["milestones"] = listed[period["deadline"].code]
    return _page(request, "deadlines.html", asked, periods=periods, tally=asked.milestones.tally())


def _first_of_each_period(milestones: MilestoneQuerySet) -> dict[str, list[Milestone]]:
    """The first milestones under each deadline, by the deadline's code."""
    due = list(Deadline.objects.first_of_each_period(milestones, MOST_PER_DEADLINE))
    wanted = milestones.filter(pk__in={deadline.milestone_id for deadline in due})
    found = {milestone.pk: milestone for milestone in wanted.with_deadlines()}
    listed: dict[str, list[Milestone]] = defaultdict(list)
    for deadline in due:
        under = listed[deadline.listed_under.code]
        if found[deadline.milestone_id] not in under:
            under.append(found[deadline.milestone_id])
    listed[NO_DEADLINE] = list(milestones.without_deadline().with_deadlines()[:MOST_PER_DEADLINE])
    return listed


@require_safe
@answers_bad_queries
def milestones(request: HttpRequest) -> HttpResponse:
    """The table of milestones, to be filtered, sorted and searched."""
    asked = Asked(request.GET, paged=True)
    if asked.problems:
        return _page(request, "milestones.html", asked, status=400, problems=asked.problems)
    table = MilestoneTable(asked.milestones.with_deadlines())
    try:
        table.paginate(page=asked.page, per_page=asked.per_page)
    except EmptyPage as error:
        raise BadQuery({"page": [str(error)]}) from error
    return _page(request, "milestones.html", asked, table=table)


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
    asked = _asked(request)
    standing = asked.milestones.filter(pk=shown.pk).with_deadlines().first()
    history = list(shown.updates.filter(as_of__lte=asked.day).for_page().defer("report__text"))
    return _page(
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


@require_safe
@answers_bad_queries
def reports(request: HttpRequest) -> HttpResponse:
    """The plan and the editions of the status report."""
    asked = _asked(request)
    return _page(
        request,
        "reports.html",
        asked,
        plans=Plan.objects.defer("text"),
        editions=StatusReport.objects.defer("text"),
    )


@require_safe
@answers_bad_queries
def plan_document(request: HttpRequest) -> HttpResponse:
    """The plan, line by line."""
    return _document(request, Plan.objects.all())


@require_safe
@answers_bad_queries
def report_document(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition of the status report, line by line."""
    return _document(request, StatusReport.objects.filter(pk=pk))


def _document(request: HttpRequest, documents: QuerySet[Any]) -> HttpResponse:
    document: SourceDocument | None = documents.first()
    if document is None:
        raise Http404(_("There is no such document."))
    return _page(request, "document.html", _asked(request), document=document)


@require_safe
@answers_bad_queries
def data(request: HttpRequest) -> HttpResponse:
    """The files to download, and what each of their columns means."""
    return _page(request, "data.html", _asked(request), datasets=DATASETS.values(), statuses=Status)


@require_safe
def data_file(request: HttpRequest, name: str, suffix: str) -> HttpResponseBase:
    """A file of rows. A bad query is answered with a text or JSON that names the parameter."""
    dataset = DATASETS[name]
    asked = Asked(request.GET, sorts=dataset.sorts)
    # Data speak English, whatever language the reader's browser asks for.
    with translation.override("en"):
        if asked.problems:
            return _refused(asked, suffix)
    pieces, content_type = {
        "csv": (csv_lines, "text/csv; charset=utf-8; header=present"),
        "json": (json_pieces, "application/json"),
    }[suffix]
    response = StreamingHttpResponse(pieces(dataset, asked), content_type=content_type)
    file_name = f"spp-{name}-as-of-{asked.day}.{suffix}"
    how = "attachment" if suffix == "csv" else "inline"
    response["Content-Disposition"] = f'{how}; filename="{file_name}"'
    return response


def _refused(asked: Asked, suffix: str) -> HttpResponse:
    if suffix == "json":
        return JsonResponse({"errors": asked.problems}, status=400)
    text = f"{BadQuery(asked.problems)}\n"
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
