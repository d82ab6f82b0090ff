"""A briefing: one document about the milestones that match a query, for use in a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db.models import Q

from milestones.changes import MilestoneChange
from milestones.history import lines_in_force
from milestones.matrix import Matrix
from milestones.models import Milestone, PairStatus, conditions
from milestones.queries import MilestoneQuery, last_changes
from milestones.statistics import AreaTally, Tally
from priorities.models import PriorityArea

MAX_LISTED = 300
"""The most milestones that a briefing lists in full."""
MAX_IN_SHORT = 40
"""The most milestones in each of its lists of overdue, slipped and changed ones."""

Told = tuple[Milestone, Sequence[PairStatus]]
"""A milestone and the status lines in force."""


@dataclass(frozen=True)
class Short:
    """A list that has only the first milestones; ``count`` is the number of all."""

    milestones: Sequence[Milestone]
    count: int


@dataclass(frozen=True)
class LastChanges:
    """The changes since the previous day on record; ``named`` are the first of them."""

    query: MilestoneQuery
    matrix: Matrix
    named: Sequence[MilestoneChange]


@dataclass(frozen=True)
class Briefing:
    """The content of a briefing; ``listed`` is how many milestones it lists in full."""

    tally: Tally
    figures: Sequence[AreaTally]
    contradictory: Short
    overdue: Short
    put_off: Short
    changes: LastChanges | None
    areas: Sequence[tuple[PriorityArea, Sequence[Told]]]
    listed: int


def briefing(query: MilestoneQuery) -> Briefing:
    """The briefing of the milestones that match a query, by area and then in the query's order.

    Raises InvalidQuery. The query's day must have something on record.
    """
    tally, milestones = query.tally, _milestones(query)
    overdue = [milestone for milestone in milestones if milestone.overdue]
    overdue.sort(key=attrgetter("last_due", "position"))
    contradictory = [milestone for milestone in overdue if milestone.contradictory]
    others = [milestone for milestone in overdue if not milestone.contradictory]
    slipped = [milestone for milestone in milestones if milestone.slipped]
    slipped.sort(key=lambda milestone: (-(milestone.slip_months or 0), milestone.position))
    listed = milestones[:MAX_LISTED]
    return Briefing(
        tally=tally,
        figures=query.by_area(),
        contradictory=Short(contradictory[:MAX_IN_SHORT], tally.contradiction),
        overdue=Short(others[:MAX_IN_SHORT], tally.overdue - tally.contradiction),
        put_off=Short(slipped[:MAX_IN_SHORT], tally.slipped),
        changes=_last_changes(query),
        areas=_areas(query, listed),
        listed=len(listed),
    )


def _milestones(query: MilestoneQuery) -> list[Milestone]:
    """All milestones in a briefing, loaded at once: first those listed in full, in the query's
    order."""
    standings = query.standings()
    overdue = standings.filter(conditions.overdue(query.day)).order_by("last_due", "position")
    contradictory = conditions.contradictory()
    slipped = standings.filter(conditions.slipped()).order_by("-slip_months", "position")
    in_order = query.milestones if query.sort else query.in_order()
    first = list(in_order.values_list("pk" if query.sort else "milestone", flat=True)[:MAX_LISTED])
    named = Q(milestone__in=first)
    for rows in (overdue.filter(contradictory), overdue.filter(~contradictory), slipped):
        named |= Q(pk__in=rows.values("pk")[:MAX_IN_SHORT])
    position_of = {pk: position for position, pk in enumerate(first)}
    milestones = query.listed(standings.filter(named))
    return sorted(milestones, key=lambda milestone: position_of.get(milestone.pk, MAX_LISTED))


def _last_changes(query: MilestoneQuery) -> LastChanges | None:
    """The changes since the previous day on record; None if the query's day is the first."""
    last = last_changes(query)
    if last.first_day == query.day:
        return None
    matrix = last.matrix
    # None is named if all changed, as when a plan is reported on for the first time.
    rows = last.changes_between(slice(MAX_IN_SHORT)) if matrix.unchanged else []
    return LastChanges(last, matrix, last.details(rows))


def _areas(
    query: MilestoneQuery, milestones: Sequence[Milestone]
) -> list[tuple[PriorityArea, Sequence[Told]]]:
    lines = lines_in_force(milestones, query.day, query.pair)
    by_area = sorted(milestones, key=attrgetter("initiative.area.order"))
    return [
        (area, [(milestone, lines[milestone.pk]) for milestone in group])
        for area, group in groupby(by_area, attrgetter("initiative.area"))
    ]
