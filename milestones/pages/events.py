"""The history of one milestone: promised, due, reported on, slipped, in the order of the days."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from milestones.dates import ImpreciseDate
from milestones.history import update_history
from milestones.models import Deadline, PairStatus, StatusUpdate, UpdateWithdrawal, Withdrawal

EventKind = Literal["promised", "reported", "as_of", "due", "revised"]
_ORDER_WITHIN_A_DAY: tuple[EventKind, ...] = get_args(EventKind)


@dataclass(frozen=True)
class MilestoneEvent:
    """Something that happened to a milestone, or will, on a day.

    ``passed`` is whether the day is before the day of the history. ``deadline``, ``update`` and
    ``lines`` (the status lines with a revised date) are the event's subject; ``corrected_by`` is
    the later update for the same day, which is in force instead; ``withdrawn`` the withdrawal of
    the update, alone or with its edition, after which it is not in force; and ``confirms`` the
    update of an earlier day with just the same status.
    """

    kind: EventKind
    when: ImpreciseDate
    passed: bool
    deadline: Deadline | None = None
    update: StatusUpdate | None = None
    lines: tuple[PairStatus, ...] = ()
    corrected_by: StatusUpdate | None = None
    withdrawn: UpdateWithdrawal | Withdrawal | None = None
    confirms: StatusUpdate | None = None

    @property
    def shown_lines(self) -> Iterable[PairStatus]:
        """The status lines to show: those with the revised date, else all lines of the update."""
        return self.lines or (self.update.lines.all() if self.update else ())


def milestone_events(
    promised: dt.date | None,
    deadlines: Iterable[Deadline],
    updates: Iterable[StatusUpdate],
    day: dt.date,
) -> list[MilestoneEvent]:
    """What happened before a day, the day itself, and what was still to come, earliest first.

    ``promised`` is the plan's day, None for a milestone that a later edition added. ``updates``
    are those as of the day or earlier, whether or not they are in force.
    """
    entries = update_history(updates)
    in_force = next((entry.update for entry in entries if not entry.withdrawal), None)
    events = [
        MilestoneEvent("as_of", ImpreciseDate.day(day), passed=False),
        *(
            MilestoneEvent("due", deadline.when, deadline.date < day, deadline=deadline)
            for deadline in deadlines
        ),
        *(
            MilestoneEvent(
                "reported",
                ImpreciseDate.day(entry.update.as_of),
                passed=entry.update.as_of < day,
                update=entry.update,
                corrected_by=entry.corrected_by,
                withdrawn=entry.withdrawal,
                confirms=entry.confirms,
            )
            for entry in entries
        ),
        *_revisions(in_force, day),
    ]
    if promised:
        events.append(MilestoneEvent("promised", ImpreciseDate.day(promised), promised < day))
    return sorted(events, key=_sort_key)


def _sort_key(event: MilestoneEvent) -> tuple[dt.date, int, int]:
    revision = event.update.revision if event.update else 0
    return event.when.date, _ORDER_WITHIN_A_DAY.index(event.kind), revision


def _revisions(in_force: StatusUpdate | None, day: dt.date) -> Iterator[MilestoneEvent]:
    revised: dict[ImpreciseDate, list[PairStatus]] = {}
    for line in in_force.lines.all() if in_force else ():
        if line.revised:
            revised.setdefault(line.revised, []).append(line)
    for when, lines in revised.items():
        yield MilestoneEvent("revised", when, when.date < day, update=in_force, lines=tuple(lines))
