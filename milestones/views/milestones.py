"""Milestones: the table, and the page of one milestone."""

import django_tables2 as tables
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from milestones.charts.milestone_line import milestone_line
from milestones.choices import Pair
from milestones.models import Milestone
from milestones.pages.events import milestone_events
from milestones.pages.text_diff import compare
from milestones.queries import MilestoneQuery
from milestones.queries.facets import facets
from milestones.queries.listing import neighbours
from milestones.queries.plan import first_report
from milestones.queries.urls import page_url, with_query
from milestones.views.base import (
    CountedPaginator,
    Rows,
    page_view,
    parse_query,
    show,
    show_problems,
)


class MilestoneTable(tables.Table):
    """The columns of the table, which our own macro renders, faster. They have the names of the
    data, so that headings can sort."""

    code = tables.Column(verbose_name=_("Code"))
    milestone = tables.Column(verbose_name=_("Milestone"), accessor="text")
    priority_area = tables.Column(verbose_name=_("Priority area"), accessor="initiative__area")
    last_deadline = tables.Column(verbose_name=_("Deadline"))
    status = tables.Column(verbose_name=_("Status"))
    days_overdue = tables.Column(verbose_name=_("Late by"))
    reported_as_of = tables.Column(verbose_name=_("Last reported"))

    class Meta:
        orderable = False


class TableQuery(MilestoneQuery):
    """The query of the table."""

    def sorted_rows(self, rows: slice) -> list[Milestone]:
        """A slice of the milestones in the order asked for."""
        milestones = self.milestones.with_deadlines().annotate(update_id=F("standing__update"))
        return self.with_pair_lines(list(milestones[rows]))


@page_view
def milestones(request: HttpRequest) -> HttpResponse:
    """The table of milestones, with filters, sorting and search."""
    query = TableQuery(request.GET, paged=True)
    if query.problems:
        return show_problems(request, "milestones.html", query, query.problems)
    facet_counts = facets(query)
    # In document order the standings alone give the order, and a page is read at a time.
    in_order = Rows(lambda rows: query.listed(query.in_order().sliced(rows)))
    table = MilestoneTable(Rows(query.sorted_rows) if query.sort else in_order)
    table.paginate(CountedPaginator, query.per_page, query.page, count=facet_counts.milestones)
    return show(request, "milestones.html", query, table=table, facets=facet_counts)


@page_view
def milestone(request: HttpRequest, code: str) -> HttpResponse:
    """One milestone: its text in both documents, deadlines, statuses, history and sources."""
    query = parse_query(request)
    standing = next(iter(query.listed(query.standings().filter(milestone__code=code))), None)
    shown = standing or get_object_or_404(Milestone.objects.for_page(), code=code)
    history = list(shown.updates.for_page().filter(as_of__lte=query.day))
    plan = shown.initiative.area.goal.plan
    previous, following = neighbours(shown, query.day)
    in_plan, in_report = compare(shown.plan_text or shown.text, shown.text)
    promised = None if shown.introduced_by else plan.published
    events = milestone_events(promised, shown.deadlines.all(), history, query.day)
    return show(
        request,
        "milestone.html",
        query,
        milestone=shown,
        standing=standing,
        in_force=next((update for update in history if not update.withdrawal), None),
        events=events,
        line=milestone_line(
            [(event.kind, event.when) for event in events if event.kind != "reported"],
            query.day,
            overdue=bool(standing and standing.overdue),
            slipped=bool(standing and standing.slipped),
        ),
        in_plan=in_plan,
        in_report=in_report,
        other_pieces=_other_pieces(shown, previous, following),
        report=shown.introduced_by or first_report(),
        plan=plan,
        previous=previous,
        next=following,
        permanent_address=_permanent_address(request, shown, query),
    )


def _other_pieces(shown: Milestone, *beside: Milestone | None) -> list[Milestone]:
    """The other milestones that the report made of the same sentence of the plan.

    They follow one another in document order, so if there are any, one is ``beside`` it.
    """
    if not any(neighbour and shown.is_piece_with(neighbour) for neighbour in beside):
        return []
    pieces = Milestone.objects.filter(initiative=shown.initiative_id, plan_text=shown.plan_text)
    return list(pieces.exclude(pk=shown.pk).order_by("order"))


def _permanent_address(request: HttpRequest, milestone: Milestone, query: MilestoneQuery) -> str:
    """The milestone's absolute URL, with the day and the pair that the page shows."""
    params = {"as_of": query.day.isoformat()}
    if query.pair is not Pair.ALL:
        params["pair"] = query.pair
    return request.build_absolute_uri(with_query(page_url("milestone", milestone.code), params))
