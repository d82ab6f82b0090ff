"""A briefing: one document about the milestones asked for, to be read in a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db.models import Q

from milestones.changes import Matrix, MilestoneChange
from milestones.history import lines_in_force
from milestones.models import Milestone, PairStatus, conditions
from milestones.queries import MilestoneQuery, last_changes
from milestones.statistics import AreaTally, Tally
from priorities.models import PriorityArea

MAX_LISTED = 300
"""How many milestones a briefing tells in full."""
MAX_IN_SHORT = 40
"""How many of those that are overdue, put off or changed it names."""

Told = tuple[Milestone, Sequence[PairStatus]]
"""A milestone and the status lines in force."""


@dataclass(frozen=True)
class Short:
    """A list of milestones of which only the first are named; ``count`` is of all of them."""

    milestones: Sequence[Milestone]
    count: int

    @property
    def is_cut(self) -> bool:
        return len(self.milestones) < self.count


@dataclass(frozen=True)
class LastChanges:
    """What changed since the day on record before; ``named`` are the first of them."""

    query: MilestoneQuery
    matrix: Matrix
    named: Sequence[MilestoneChange]

    @property
    def all_changed(self) -> bool:
        """Whether none was left as it stood, as when a plan is reported on for the first time."""
        return not self.matrix.unchanged

    @property
    def is_cut(self) -> bool:
        return len(self.named) < self.matrix.changed


@dataclass(frozen=True)
class Briefing:
    """What a briefing tells; ``listed`` is how many of the milestones it tells in full."""

    tally: Tally
    figures: Sequence[AreaTally]
    contradictory: Short
    overdue: Short
    put_off: Short
    changes: LastChanges | None
    areas: Sequence[tuple[PriorityArea, Sequence[Told]]]
    listed: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more milestones than are listed."""
        return self.listed < self.tally.milestones


def briefing(query: MilestoneQuery) -> Briefing:
    """The briefing of the milestones asked for, area by area, in the order asked for within.

    Raises InvalidQuery. Only for a day on which anything was on record.
    """
    tally, milestones = query.tally, _milestones(query)
    late = [milestone for milestone in milestones if milestone.overdue]
    late.sort(key=attrgetter("last_due", "position"))
    merely = [milestone for milestone in late if not milestone.contradiction]
    contradictory = [milestone for milestone in late if milestone.contradiction]
    put_off = [milestone for milestone in milestones if milestone.slipped]
    put_off.sort(key=lambda milestone: (-(milestone.slip_months or 0), milestone.position))
    listed = milestones[:MAX_LISTED]
    return Briefing(
        tally=tally,
        figures=query.by_area(),
        contradictory=_short(contradictory, tally.contradiction),
        overdue=_short(merely, tally.overdue - tally.contradiction),
        put_off=_short(put_off, tally.slipped),
        changes=_last_changes(query),
        areas=_areas(query, listed),
        listed=len(listed),
    )


def _milestones(query: MilestoneQuery) -> list[Milestone]:
    """All that a briefing names, in one query: first those that it tells in full, in the order
    asked for."""
    standings = query.standings()
    late = standings.filter(conditions.overdue(query.day)).order_by("last_due", "position")
    on_track = conditions.contradictory(query.day)
    put_off = standings.filter(conditions.slipped()).order_by("-slip_months", "position")
    in_order = query.milestones if query.sort else query.in_order()
    first = list(in_order.values_list("pk" if query.sort else "milestone", flat=True)[:MAX_LISTED])
    named = Q(milestone__in=first)
    for rows in (late.filter(on_track), late.filter(~on_track), put_off):
        named |= Q(pk__in=rows.values("pk")[:MAX_IN_SHORT])
    places = {pk: place for place, pk in enumerate(first)}
    milestones = query.listed(standings.filter(named))
    return sorted(milestones, key=lambda milestone: places.get(milestone.pk, MAX_LISTED))


def _short(milestones: Sequence[Milestone], count: int) -> Short:
    return Short(milestones[:MAX_IN_SHORT], count)


def _last_changes(query: MilestoneQuery) -> LastChanges | None:
    """None if nothing was on record before the day."""
    last = last_changes(query)
    if last.first_day == query.day:
        return None
    matrix = last.matrix
    rows = last.changes_between(slice(MAX_IN_SHORT)) if matrix.unchanged else []
    return LastChanges(last, matrix, last.details(rows))


def _areas(
    query: MilestoneQuery, milestones: Sequence[Milestone]
) -> list[tuple[PriorityArea, Sequence[Told]]]:
    lines = lines_in_force(milestones, query.day, query.pair)
    area_of = attrgetter("initiative.area")
    by_area = sorted(milestones, key=attrgetter("initiative.area.order"))
    return [
        (area, [(milestone, lines[milestone.pk]) for milestone in those])
        for area, those in groupby(by_area, area_of)
    ]
