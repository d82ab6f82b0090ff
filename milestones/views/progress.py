"""Progress: the overview, one priority area, and the deadlines."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from milestones.charts.bars import stacked_bar
from milestones.charts.promise_calendar import MAX_MARKS, PromiseCalendar, promise_calendar
from milestones.charts.timeline import timeline
from milestones.charts.timeline_columns import DeadlineFlags
from milestones.choices import Pair
from milestones.dates import ImpreciseDate, month_end_after
from milestones.models import Milestone, Standing, StandingQuerySet, conditions
from milestones.models.conditions import ATTENTION_FIELDS
from milestones.models.prepared import prepared
from milestones.queries import MilestoneQuery, last_changes
from milestones.queries.attention import first_needing_attention
from milestones.statistics import NO_DEADLINE, Counts, DeadlineTally, Tally
from milestones.views.base import UnsortedQuery, by_goal, page_view, parse_query, show
from priorities.models import PriorityArea

SHORT_LIST = 5
"""How many milestones a page shows of a list that it shortens."""
MONTHS_AHEAD = 6
"""How many months the overview looks ahead."""
MAX_PER_PART, MIN_PER_PART = 25, 3
MAX_LISTED = 300
"""How many milestones a page lists in all. If there are more, it lists the first few of each
deadline or initiative."""
MAX_PER_DEADLINE = 5
"""How many milestones the page of deadlines lists of each."""
MAX_SLIPS = 24
"""How many slipped milestones the timeline draws, each with an arrow."""
AREA_SORTS: Mapping[str, Callable[[Tally], float]] = {
    "completed_share": lambda tally: tally.completed_share,
    "late_share": lambda tally: tally.late_share,
}
"""What the overview sorts areas by; without any, they are in document order."""


class OverviewQuery(UnsortedQuery):
    """The query of the overview, which sorts areas, not milestones."""

    unknown = ("match",)
    own_sorts = tuple(AREA_SORTS)


@page_view
def overview(request: HttpRequest) -> HttpResponse:
    """Current statuses by priority area and deadline, what is due next, and what changed."""
    query = parse_query(request, OverviewQuery)
    latest = last_changes(query)
    is_small = query.tally.milestones <= MAX_MARKS
    listed = query.listed(query.in_order(), *ATTENTION_FIELDS) if is_small else []
    attention = first_needing_attention(query, SHORT_LIST, listed) if query.on_record else []
    until = month_end_after(query.day, MONTHS_AHEAD)
    next_due = _next_due(query, listed)
    return show(
        request,
        "overview.html",
        query,
        last=latest,
        changes=latest.matrix,
        tally=query.tally,
        ahead=query.counts.due_between(query.day, until).tally,
        until=until,
        calendar=_calendar(query, query.counts, listed),
        goals=_sorted_areas(by_goal(query.by_area()), query.sort),
        attention=attention,
        reasons={milestone.pk: reasons for milestone, reasons in attention},
        next_due=next_due,
        cut_date=_cut_date(query, next_due),
        not_delivered_ahead=query.counts.due_between(query.day, dt.date.max).tally.not_delivered,
        late_slipped=query.counts.where(
            lambda row: row.slipped and row.is_late(query.day)
        ).milestones,
    )


def _next_due(query: MilestoneQuery, listed: Sequence[Milestone]) -> list[Milestone]:
    """The first milestones to fall due that are not delivered; of ``listed``, if all are."""
    if listed:
        upcoming = [milestone for milestone in listed if milestone.is_upcoming(query.day)]
        return sorted(upcoming, key=attrgetter("last_due", "position"))[:SHORT_LIST]
    first = query.in_order().derived(_upcoming, query.day)
    return query.listed(first.sliced(slice(SHORT_LIST)))


def _upcoming(standings: StandingQuerySet, day: dt.date) -> StandingQuerySet:
    return standings.filter(conditions.upcoming(day)).order_by("last_due", "position")


@dataclass(frozen=True)
class CutDate:
    """A date on which several milestones are due, of which a list has room for the first alone."""

    when: ImpreciseDate
    listed: int
    milestones: int


def _cut_date(query: MilestoneQuery, next_due: Sequence[Milestone]) -> CutDate | None:
    """The date at which the list of what is due next ends; None if it has all of that date."""
    when = next_due[-1].last_deadline if next_due else None
    if when is None:
        return None
    listed = sum(milestone.last_due == when.date for milestone in next_due)
    count = query.counts.due_between(when.date, when.date).tally.not_delivered
    return CutDate(when, listed, count) if listed < count else None


def _calendar(
    query: MilestoneQuery, counts: Counts, milestones: Sequence[Milestone]
) -> PromiseCalendar | None:
    return promise_calendar(
        counts,
        query.areas,
        milestones,
        months_of=query.whole_counts,
        by_pair=query.pair is Pair.ALL,
    )


def _sorted_areas(goals: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """The goals with their areas; if these are sorted, all of them together, without a goal."""
    share = AREA_SORTS.get(sort.removeprefix("-"))
    if not share:
        return goals
    areas = [area for goal in goals for area in goal["areas"]]
    areas.sort(key=lambda area: share(area[0].tally), reverse=sort.startswith("-"))
    return [{"goal": None, "areas": areas}]


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
    counts = query.counts.where(lambda row: row.area == shown.pk)
    tally = counts.tally
    by_initiative, initiative_counts = _milestones_by_initiative(query, shown, tally.milestones)
    listed = [milestone for milestones in by_initiative.values() for milestone in milestones]
    place = query.areas.index(shown)
    return show(
        request,
        "area.html",
        query,
        area=shown,
        only={"area": slug},
        tally=tally,
        calendar=_calendar(query, counts, listed if len(listed) == tally.milestones else ()),
        beside_others=_beside_others(query, tally),
        # An initiative that an edition added is shown only while it has a milestone.
        initiatives=[
            (initiative, by_initiative[initiative.pk], initiative_counts.get(initiative.pk, 0))
            for initiative in query.plan.of_area(shown)
            if initiative.plan_text or by_initiative[initiative.pk]
        ],
        areas=query.areas,
        previous=query.areas[place - 1] if place else None,
        next=next(iter(query.areas[place + 1 :]), None),
    )


@dataclass(frozen=True)
class Comparison:
    """An area's share of something, ``place`` of ``areas``: 1 is the largest share."""

    name: str
    of_area: Tally
    of_all: Tally
    place: int
    areas: int


def _beside_others(query: MilestoneQuery, tally: Tally) -> list[Comparison]:
    """The delivered and the late share of an area beside those of all; none if it has nothing."""
    if not tally.milestones:
        return []
    areas = [area.tally for area in query.by_area()]
    return [
        Comparison(
            name,
            tally,
            query.tally,
            place=1 + sum(share(area) > share(tally) for area in areas),
            areas=len(areas),
        )
        for name, share in AREA_SORTS.items()
    ]


def _milestones_by_initiative(
    query: MilestoneQuery, area: PriorityArea, count: int
) -> tuple[dict[int, list[Milestone]], Mapping[int, int]]:
    """The milestones that an area's page lists, by the primary keys of their initiatives, and how
    many milestones each initiative has in all."""
    standings = query.in_order()
    counts: dict[int, int] = {}
    keys = None
    if count > MAX_LISTED:
        initiatives = query.plan.of_area(area)
        first_parts = standings.first_of_initiatives(initiatives, _limit_per_part(len(initiatives)))
        counts = {key: total for key, (_first_keys, total) in first_parts.items()}
        keys = {
            milestone for milestones, _total in first_parts.values() for milestone in milestones
        }
    else:
        standings = standings.derived(_of_area, area.pk)
    by_initiative: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in query.listed(standings, keys=keys):
        by_initiative[milestone.initiative_id].append(milestone)
    listed_counts = {key: len(milestones) for key, milestones in by_initiative.items()}
    return by_initiative, counts or listed_counts


def _of_area(standings: StandingQuerySet, area: int) -> StandingQuerySet:
    return standings.filter(area=area)


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
    """The first milestones of each deadline, by its code, and those with the longest slips."""
    periods = sorted({row.due_under for row in query.counts.rows})
    standings = query.standings()
    keys_by_period = standings.first_due_under(periods, limit)
    listed_keys = None
    if query.tally.milestones > MAX_LISTED:
        # Keys alone find them: "due or slipped" would have PostgreSQL read every standing.
        listed_keys = {pk for keys in keys_by_period.values() for pk in keys}
        listed_keys.update(key for (key,) in _with_longest_slips(standings, MAX_SLIPS))
    rows = query.listed(standings.derived(_by_slip), keys=listed_keys)
    milestones = {milestone.pk: milestone for milestone in rows}
    listed = {
        code or NO_DEADLINE: [milestones[pk] for pk in keys]
        for code, keys in keys_by_period.items()
    }
    slipped = [milestone for milestone in rows if milestone.slipped]
    return listed, slipped[:MAX_SLIPS]


def _by_slip(standings: StandingQuerySet) -> StandingQuerySet:
    return standings.order_by("-slip_months", "position")


@prepared
def _with_longest_slips(standings: StandingQuerySet, most: int) -> QuerySet[Standing, Any]:
    slipped = _by_slip(standings.filter(conditions.slipped()))
    return slipped.values_list("milestone")[:most]
