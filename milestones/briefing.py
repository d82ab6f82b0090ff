"""A briefing: one document about the milestones asked for, to be read in a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from milestones.asked import Asked, last_changes
from milestones.comparisons import Change, Matrix
from milestones.lines import lines_in_force
from milestones.models import Milestone, MilestoneQuerySet, PairStatus
from milestones.tallies import AreaTally, Tally
from priorities.models import PriorityArea

MOST_LISTED = 300
"""How many milestones a briefing tells in full."""
MOST_IN_SHORT = 40
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

    asked: Asked
    matrix: Matrix
    named: Sequence[Change]

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


def briefing(asked: Asked) -> Briefing:
    """The briefing of the milestones asked for, area by area, in the order asked for within.

    Raises BadQuery. Only for a day on which anything was on record.
    """
    figures, tally = asked.by_area(), asked.tally
    every = asked.milestones.with_deadlines()
    listed = list(every[:MOST_LISTED])
    return Briefing(
        tally=tally,
        figures=figures,
        contradictory=_short(every.contradictory(asked.day), tally.contradiction),
        overdue=_short(every.merely_overdue(asked.day), tally.overdue - tally.contradiction),
        put_off=_short(every.put_off(), tally.slipped),
        changes=_last_changes(asked),
        areas=_areas(asked, listed),
        listed=len(listed),
    )


def _short(milestones: MilestoneQuerySet, count: int) -> Short:
    return Short(list(milestones[:MOST_IN_SHORT]), count)


def _last_changes(asked: Asked) -> LastChanges | None:
    """None if nothing was on record before the day."""
    last = last_changes(asked)
    if last.first_day == asked.day:
        return None
    matrix = last.matrix
    rows = last.changes.with_deadlines()[:MOST_IN_SHORT] if matrix.unchanged else []
    return LastChanges(last, matrix, last.details(rows))


def _areas(
    asked: Asked, milestones: Sequence[Milestone]
) -> list[tuple[PriorityArea, Sequence[Told]]]:
    lines = lines_in_force(milestones, asked.day, asked.pair)
    area_of = attrgetter("initiative.area")
    by_area = sorted(milestones, key=attrgetter("initiative.area.order"))
    return [
        (area, [(milestone, lines[milestone.pk]) for milestone in those])
        for area, those in groupby(by_area, area_of)
    ]
