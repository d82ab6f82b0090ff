"""The story of one milestone: promised, due, reported on, put off, in the order of the days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from milestones.dates import ImpreciseDate
from milestones.history import HistoryEntry, update_history
from milestones.models import Deadline, PairStatus, StatusUpdate, Withdrawal

Kind = Literal["promised", "reported", "as_of", "due", "revised"]
_ORDER_WITHIN_A_DAY: tuple[Kind, ...] = ("promised", "reported", "as_of", "due", "revised")


@dataclass(frozen=True)
class MilestoneEvent:
    """What a day meant for a milestone.

    ``passed`` is whether the day was over on the day that the story is told for. ``deadline``,
    ``update`` and ``lines`` (the status lines that name a revised date) are what it is about;
    ``corrected_by`` is the later update for the same day, which is in force instead, and
    ``withdrawn`` the end of the update's edition, since which it does not count.
    """

    kind: Kind
    when: ImpreciseDate
    passed: bool
    deadline: Deadline | None = None
    update: StatusUpdate | None = None
    lines: tuple[PairStatus, ...] = ()
    corrected_by: StatusUpdate | None = None
    withdrawn: Withdrawal | None = None

    @property
    def shown_lines(self) -> Iterable[PairStatus]:
        """The status lines to be shown: those with the revised date, else all of the update's."""
        if self.lines or self.update is None:
            return self.lines
        lines: Iterable[PairStatus] = self.update.lines.all()
        return lines


def milestone_events(
    promised: dt.date | None,
    deadlines: Iterable[Deadline],
    updates: Iterable[StatusUpdate],
    day: dt.date,
) -> list[MilestoneEvent]:
    """What happened until a day, that day, and what was still to come, earliest first.

    ``promised`` is the plan's day, None for what a later edition added. ``updates`` are those
    for the days until then, whether or not they still count.
    """
    entries = update_history(updates)
    in_force = next((one.update for one in entries if not one.withdrawal), None)
    events = [
        *(_promised(promised, day) if promised else ()),
        MilestoneEvent("as_of", ImpreciseDate.day(day), passed=False),
        *(MilestoneEvent("due", one.when, one.date < day, deadline=one) for one in deadlines),
        *(_report(entry, day) for entry in entries),
        *_revisions(in_force, day),
    ]
    return sorted(events, key=_by_day)


def _promised(plan_date: dt.date, day: dt.date) -> Iterator[MilestoneEvent]:
    yield MilestoneEvent("promised", ImpreciseDate.day(plan_date), passed=plan_date < day)


def _by_day(event: MilestoneEvent) -> tuple[dt.date, int, int]:
    revision = event.update.revision if event.update else 0
    return event.when.date, _ORDER_WITHIN_A_DAY.index(event.kind), revision


def _report(entry: HistoryEntry, day: dt.date) -> MilestoneEvent:
    return MilestoneEvent(
        "reported",
        ImpreciseDate.day(entry.update.as_of),
        passed=entry.update.as_of < day,
        update=entry.update,
        corrected_by=entry.corrected_by,
        withdrawn=entry.withdrawal,
    )


def _revisions(in_force: StatusUpdate | None, day: dt.date) -> Iterator[MilestoneEvent]:
    revised: dict[ImpreciseDate, list[PairStatus]] = {}
    for line in in_force.lines.all() if in_force else ():
        if line.revised:
            revised.setdefault(line.revised, []).append(line)
    for when, lines in revised.items():
        yield MilestoneEvent("revised", when, when.date < day, update=in_force, lines=tuple(lines))
