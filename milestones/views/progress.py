"""Progress: the overview, one priority area, and the deadlines."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse

from milestones.charts.bars import stacked_bar
from milestones.charts.timeline import timeline
from milestones.charts.timeline_columns import DeadlineFlags
from milestones.models import Milestone, conditions
from milestones.queries import MilestoneQuery, last_changes
from milestones.queries.listing import load_milestone_lists
from milestones.statistics import NO_DEADLINE, DeadlineTally
from milestones.views.base import UnsortedQuery, by_goal, page_view, parse_query, show
from priorities.models import PriorityArea

SHORT_LIST = 6
"""How many milestones a page shows of a list that it shortens."""
MAX_PER_PART, MIN_PER_PART = 25, 3
MAX_LISTED = 300
"""How many milestones a page lists in all. If there are more, it lists the first few of each
deadline or initiative."""
MAX_PER_DEADLINE = 5
"""How many milestones the page of deadlines lists of each."""
MAX_SLIPS = 24
"""How many postponed milestones the timeline draws, each with an arrow."""


@page_view
def overview(request: HttpRequest) -> HttpResponse:
    """Current statuses by priority area and by deadline, and what needs attention."""
    query = parse_query(request)
    areas = query.by_area()
    overdue, contradictions = _attention(query)
    latest = last_changes(query)
    return show(
        request,
        "overview.html",
        query,
        last=latest,
        changes=latest.matrix,
        tally=query.tally,
        goals=by_goal(areas),
        deadlines=_with_bars(query.by_deadline()),
        overdue=overdue,
        contradictions=contradictions,
    )


def _attention(query: MilestoneQuery) -> tuple[list[Milestone], list[Milestone]]:
    """The first overdue milestones that are not on track, and the first that are on track after
    their deadline; the longest overdue come first."""
    late = query.in_order().filter(conditions.overdue(query.day)).order_by("last_due", "position")
    on_track = conditions.contradictory()
    lists = [late.filter(~on_track)[:SHORT_LIST], late.filter(on_track)[:SHORT_LIST]]
    overdue, contradictory = load_milestone_lists(lists, query.day)
    return overdue, contradictory


def _with_bars(deadlines: list[DeadlineTally]) -> list[dict[str, Any]]:
    longest = max((deadline.tally.milestones for deadline in deadlines), default=0)
    return [
        {"deadline": deadline, "bar": stacked_bar(deadline.tally, longest)}
        for deadline in deadlines
    ]


class AreaQuery(UnsortedQuery):
    """The query of an area's page, where the address already names the area."""

    unknown = ("area", *UnsortedQuery.unknown)


@page_view
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """A priority area: its objective, initiatives with benefits, and milestones."""
    query = parse_query(request, AreaQuery)
    shown = next((area for area in query.areas if area.slug == slug), None)
    if shown is None:
        raise Http404
    tally = query.counts.where(lambda row: row.area == shown.pk).tally()
    by_initiative, counts = _milestones_by_initiative(query, shown, tally.milestones)
    return show(
        request,
        "area.html",
        query,
        area=shown,
        only={"area": slug},
        tally=tally,
        bar=stacked_bar(tally),
        # An initiative that an edition added is shown only while it has a milestone.
        initiatives=[
            (initiative, by_initiative[initiative.pk], counts.get(initiative.pk, 0))
            for initiative in query.plan.of_area(shown)
            if initiative.plan_text or by_initiative[initiative.pk]
        ],
        areas=query.areas,
    )


def _milestones_by_initiative(
    query: MilestoneQuery, area: PriorityArea, count: int
) -> tuple[dict[int, list[Milestone]], Mapping[int, int]]:
    """The milestones that an area's page lists, by the primary keys of their initiatives, and how
    many milestones each initiative has in all."""
    standings = query.in_order()
    counts: dict[int, int] = {}
    if count > MAX_LISTED:
        initiatives = query.plan.of_area(area)
        first_parts = standings.first_of_initiatives(initiatives, _limit_per_part(len(initiatives)))
        counts = {key: total for key, (_milestones, total) in first_parts.items()}
        listed = {
            milestone for milestones, _total in first_parts.values() for milestone in milestones
        }
        standings = standings.filter(milestone__in=listed)
    else:
        standings = standings.filter(area=area)
    by_initiative: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in query.listed(standings):
        by_initiative[milestone.initiative_id].append(milestone)
    listed_counts = {key: len(milestones) for key, milestones in by_initiative.items()}
    return by_initiative, counts or listed_counts


@page_view
def deadlines(request: HttpRequest) -> HttpResponse:
    """Progress by deadline, with the first milestones of each month and those that slipped."""
    query = parse_query(request)
    periods = _with_bars(query.by_deadline())
    limit = min(MAX_PER_DEADLINE, _limit_per_part(len(periods)))
    listed, slipped = _milestones_by_deadline(query, limit)
    for period in periods:
        period["milestones"] = listed.get(period["deadline"].code, [])
    deadlines = [period["deadline"] for period in periods]
    dated = [deadline for deadline in deadlines if deadline.when]
    upcoming = next((due for due in dated if not due.has_passed(query.day)), None)
    derived, recurring = query.unusual_periods()
    return show(
        request,
        "deadlines.html",
        query,
        periods=periods,
        tally=query.tally,
        upcoming=upcoming,
        is_peak=_is_peak(upcoming, dated),
        slipped=slipped,
        timeline=timeline(deadlines, slipped, DeadlineFlags(derived, recurring), query.day),
    )


def _is_peak(deadline: DeadlineTally | None, deadlines: Sequence[DeadlineTally]) -> bool:
    """Whether each of the other deadlines has fewer milestones; one alone is no peak."""
    others = [other.tally.milestones for other in deadlines if other is not deadline]
    return deadline is not None and 0 < max(others, default=0) < deadline.tally.milestones


def _limit_per_part(parts: int) -> int:
    """How many milestones are listed in each part of a page with this many parts."""
    return max(MIN_PER_PART, min(MAX_PER_PART, MAX_LISTED // max(parts, 1)))


def _milestones_by_deadline(
    query: MilestoneQuery, limit: int
) -> tuple[dict[str, list[Milestone]], list[Milestone]]:
    """The first milestones of each deadline, by its code, and the most postponed milestones."""
    periods = sorted({row.due_under for row in query.counts.rows})
    standings = query.standings()
    keys_by_period = standings.first_due_under(periods, limit)
    postponed = standings.filter(conditions.slipped()).order_by("-slip_months", "position")
    listed_keys = {pk for keys in keys_by_period.values() for pk in keys}
    is_listed = Q(milestone__in=listed_keys) | Q(pk__in=postponed.values("pk")[:MAX_SLIPS])
    rows = query.listed(standings.filter(is_listed).order_by("-slip_months", "position"))
    milestones = {milestone.pk: milestone for milestone in rows}
    listed = {
        code or NO_DEADLINE: [milestones[pk] for pk in keys]
        for code, keys in keys_by_period.items()
    }
    slipped = [milestone for milestone in rows if milestone.slipped]
    return listed, slipped[:MAX_SLIPS]
