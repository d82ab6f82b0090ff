"""What is on record: a milestone by its code, and where milestones stood on a day."""

from __future__ import annotations

import datetime as dt

from milestones.choices import Pair, Status
from milestones.models import Milestone
from milestones.models.as_of import MilestoneQuerySet
from milestones.tallies import DeadlineTally, Tally

WINTER = dt.date(2006, 1, 31)


def milestone(code: str = "TS-1.4") -> Milestone:
    """TS-1.4 concerns all parties, and was reported once, as initiated."""
    found: Milestone = Milestone.objects.get(code=code)
    return found


def stood(code: str, day: dt.date, pair: Pair = Pair.ALL) -> Milestone:
    found: Milestone = Milestone.objects.as_of(day, pair).get(code=code)
    return found


def codes(milestones: MilestoneQuerySet) -> list[str]:
    return [milestone.code for milestone in milestones]


def figures(tally: Tally) -> list[int]:
    """All; planned, delayed, initiated, on track, partially completed, completed / ongoing,
    completed; overdue, contradiction, slipped."""
    by_status = [tally.by_status[status] for status in Status]
    return [tally.milestones, *by_status, tally.overdue, tally.contradiction, tally.slipped]


def by_deadline(day: dt.date, pair: Pair = Pair.ALL) -> list[tuple[str, list[int]]]:
    rows: list[DeadlineTally] = Milestone.objects.as_of(day, pair).by_deadline()
    return [(row.code, figures(row.tally)) for row in rows]
