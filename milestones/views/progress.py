"""Progress: everything, one priority area, by deadline."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from milestones.charts.bars import stacked_bar
from milestones.charts.timeline import timeline
from milestones.charts.timeline_columns import DeadlineFlags
from milestones.models import Milestone, conditions
from milestones.queries import MilestoneQuery, last_changes
from milestones.queries.listing import several_listed
from milestones.statistics import NO_DEADLINE, DeadlineTally
from milestones.views.base import UnsortedQuery, by_goal, handle_invalid_query, parse_query, show
from priorities.models import PriorityArea

SHORT_LIST = 6
"""How many milestones stand where a page shows only the first of a list."""
MAX_PER_PART, MIN_PER_PART = 25, 3
MAX_LISTED = 300
"""How many milestones a page lists in all: where there are more, it lists the first few under each
deadline, or of each initiative."""
MAX_SLIPS = 24
"""How many milestones that were put off are drawn, each with an arrow."""


@require_safe
@handle_invalid_query
def overview(request: HttpRequest) -> HttpResponse:
    """Where everything stands: by priority area, by deadline, and what needs attention."""
    query = parse_query(request)
    areas = query.by_area()
    overdue, contradictions = _attention(query)
    last = last_changes(query)
    return show(
        request,
        "overview.html",
        query,
        last=last,
        changes=last.matrix,
        tally=query.tally,
        goals=by_goal(areas),
        deadlines=_with_bars(query.by_deadline()),
        overdue=overdue,
        contradictions=contradictions,
    )


def _attention(query: MilestoneQuery) -> tuple[list[Milestone], list[Milestone]]:
    """The first of the milestones that are merely overdue, and of those on track after their
    deadline; both longest first."""
    late = query.in_order().filter(conditions.overdue(query.day)).order_by("last_due", "position")
    on_track = conditions.contradictory(query.day)
    lists = [late.filter(~on_track)[:SHORT_LIST], late.filter(on_track)[:SHORT_LIST]]
    overdue, contradictory = several_listed(lists, query.day)
    return overdue, contradictory


def _with_bars(deadlines: list[DeadlineTally]) -> list[dict[str, Any]]:
    longest = max((deadline.tally.milestones for deadline in deadlines), default=0)
    return [
        {"deadline": deadline, "bar": stacked_bar(deadline.tally, longest)}
        for deadline in deadlines
    ]


class AreaQuery(UnsortedQuery):
    """A query of an area's page, whose address says already which area."""

    unknown = ("sort", "area")


@require_safe
@handle_invalid_query
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """A priority area: its objective, initiatives with benefits, and milestones."""
    query = parse_query(request, AreaQuery)
    shown = next((area for area in query.areas if area.slug == slug), None)
    if shown is None:
        raise Http404
    tally = query.counts.where(lambda row: row.area == shown.pk).tally()
    by_initiative, counts = _of_area(query, shown, tally.milestones)
    return show(
        request,
        "area.html",
        query,
        area=shown,
        only={"area": slug},
        tally=tally,
        bar=stacked_bar(tally, tally.milestones),
        # One that an edition added is on record only while a milestone of it is.
        initiatives=[
            (initiative, by_initiative[initiative.pk], counts.get(initiative.pk, 0))
            for initiative in query.plan.of_area(shown)
            if initiative.plan_text or by_initiative[initiative.pk]
        ],
        areas=query.areas,
    )


def _of_area(
    query: MilestoneQuery, area: PriorityArea, count: int
) -> tuple[dict[int, list[Milestone]], Mapping[int, int]]:
    """The milestones of an area that its page lists, by the keys of their initiatives, and how
    many each has in all."""
    standings = query.in_order()
    counts: dict[int, int] = {}
    if count > MAX_LISTED:
        initiatives = query.plan.of_area(area)
        first = standings.first_of_initiatives(initiatives, _share_of_each(len(initiatives)))
        counts = {key: in_all for key, (_milestones, in_all) in first.items()}
        listed = {milestone for milestones, _in_all in first.values() for milestone in milestones}
        standings = standings.filter(milestone__in=listed)
    else:
        standings = standings.filter(area=area)
    by_initiative: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in query.listed(standings):
        by_initiative[milestone.initiative_id].append(milestone)
    in_full = {key: len(milestones) for key, milestones in by_initiative.items()}
    return by_initiative, counts or in_full


@require_safe
@handle_invalid_query
def deadlines(request: HttpRequest) -> HttpResponse:
    """Progress by deadline, with the milestones of each month and those without a deadline."""
    query = parse_query(request)
    periods = _with_bars(query.by_deadline())
    is_cut = query.tally.milestones > MAX_LISTED
    share = MIN_PER_PART if is_cut else _share_of_each(len(periods))
    listed, slipped = _listed(query, share)
    for period in periods:
        period["milestones"] = listed.get(period["deadline"].code, [])
    derived, recurring = query.unusual_periods()
    return show(
        request,
        "deadlines.html",
        query,
        periods=periods,
        latest=_latest_passed(periods, query.day),
        tally=query.tally,
        slipped=slipped,
        timeline=timeline(
            [period["deadline"] for period in periods],
            slipped,
            DeadlineFlags(derived, recurring),
            query.day,
        ),
    )


def _latest_passed(periods: list[dict[str, Any]], day: dt.date) -> str:
    """The code of the last deadline that has passed, whose list stands open."""
    dated = [period["deadline"] for period in periods if period["deadline"].when]
    passed = [one.code for one in dated if one.when.date < day]
    return passed[-1] if passed else ""


def _share_of_each(parts: int) -> int:
    """How many milestones are listed in each of so many parts of a page."""
    return max(MIN_PER_PART, min(MAX_PER_PART, MAX_LISTED // max(parts, 1)))


def _listed(query: MilestoneQuery, most: int) -> tuple[dict[str, list[Milestone]], list[Milestone]]:
    """The first milestones under each deadline, by its code, and those put off furthest."""
    periods = sorted({row.due_under for row in query.counts.rows})
    standings = query.standings()
    first = standings.first_due_under(periods, most)
    put_off = standings.filter(conditions.slipped()).order_by("-slip_months", "position")
    keys = {pk for keys in first.values() for pk in keys}
    wanted = Q(milestone__in=keys) | Q(pk__in=put_off.values("pk")[:MAX_SLIPS])
    rows = query.listed(standings.filter(wanted).order_by("-slip_months", "position"))
    milestones = {milestone.pk: milestone for milestone in rows}
    listed = {code or NO_DEADLINE: [milestones[pk] for pk in keys] for code, keys in first.items()}
    slipped = [milestone for milestone in rows if milestone.slipped]
    return listed, slipped[:MAX_SLIPS]
