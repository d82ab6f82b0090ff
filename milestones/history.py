"""The record of a milestone, update by update: what each changed, and whether it still counts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F

from milestones.choices import Pair
from milestones.models import Milestone, PairStatus, StatusUpdate, Withdrawal


@dataclass(frozen=True, slots=True)
class LineChange:
    """What is said of a pair, or of all parties, before and after an update.

    ``before`` is None where nothing was reported yet.
    """

    pair: Pair
    before: PairStatus | None
    after: PairStatus

    @property
    def is_new(self) -> bool:
        """Whether anything of it is said otherwise than before."""
        return self.before is None or _said(self.before) != _said(self.after)


def line_changes(
    pairs: Sequence[Pair], before: Sequence[PairStatus], after: Sequence[PairStatus]
) -> list[LineChange]:
    """The changes from one picture to another: for all parties if both speak for them together,
    else for each of the pairs."""
    if len(after) == 1 and len(before) <= 1:
        return [LineChange(Pair(after[0].pair), before[0] if before else None, after[0])]
    changes = ((pair, line_for_pair(before, pair), line_for_pair(after, pair)) for pair in pairs)
    return [LineChange(pair, was, now) for pair, was, now in changes if now]


def line_for_pair(lines: Sequence[PairStatus], pair: Pair) -> PairStatus | None:
    """The line that speaks for a pair; None without any."""
    return next((line for line in lines if line.pair in {Pair.ALL, pair}), None)


def _said(line: PairStatus) -> tuple[object, ...]:
    return line.status, line.as_reported, line.revised, line.note


@dataclass(frozen=True)
class HistoryEntry:
    """An update among the others of its milestone.

    ``before`` is the update that it took over from: the one that it corrects, else the one in
    force until its day; None if nothing was reported until then. ``corrected_by`` is the later
    revision that is in force for its day instead.
    """

    update: StatusUpdate
    before: StatusUpdate | None
    corrected_by: StatusUpdate | None

    @property
    def withdrawal(self) -> Withdrawal | None:
        """The end of its edition; None while it counts."""
        return self.update.withdrawal

    @property
    def corrects(self) -> StatusUpdate | None:
        """The earlier revision that it is in force instead of; None if it is the day's first."""
        same_day = self.before and self.before.as_of == self.update.as_of
        return self.before if same_day else None

    @property
    def changes(self) -> list[LineChange]:
        """What it changed, pair by pair."""
        former = list(self.before.lines.all()) if self.before else []
        return line_changes(self.update.milestone.pairs, former, list(self.update.lines.all()))


def update_history(updates: Iterable[StatusUpdate]) -> list[HistoryEntry]:
    """The updates of one milestone as ``for_page`` gives them, newest day and revision first."""
    entries: list[HistoryEntry] = []
    before: StatusUpdate | None = None
    in_order = sorted(updates, key=lambda update: (update.as_of, update.revision))
    for _day, one_day in groupby(in_order, key=lambda update: update.as_of):
        revisions = list(one_day)
        in_force = next((one for one in reversed(revisions) if not one.withdrawal), None)
        for update in revisions:
            corrected = in_force and in_force.revision > update.revision
            entries.append(HistoryEntry(update, before, in_force if corrected else None))
            if not update.withdrawal:
                before = update
    return entries[::-1]


@dataclass(frozen=True)
class CurrentStatus:
    """Where a milestone stands on a day.

    ``milestone`` has all that ``as_of`` adds; ``update`` is the one in force, None while the
    milestone is planned. ``until`` is the day of the next update on record; None without any.
    """

    milestone: Milestone
    update: StatusUpdate | None
    until: dt.date | None

    @property
    def lines(self) -> Sequence[PairStatus]:
        """The status lines in force; none while the milestone is planned."""
        return list(self.update.lines.all()) if self.update else []

    def line_for(self, pair: Pair) -> PairStatus | None:
        """What is said of a pair, or of all parties together.

        None while the milestone is planned, and for all parties where it is not the same.
        """
        if pair != Pair.ALL:
            return line_for_pair(self.lines, pair)
        return self.lines[0] if len(self.lines) == 1 else None


def current_statuses(milestones: Collection[int], day: dt.date) -> dict[int, CurrentStatus]:
    """The situation of each of these milestones that is on record on a day."""
    stands = Milestone.objects.filter(pk__in=milestones).as_of(day).with_deadlines()
    updates = StatusUpdate.objects.in_force(day).filter(milestone__in=milestones).for_page()
    in_force = {update.milestone_id: update for update in updates}
    return {
        milestone.pk: CurrentStatus(milestone, in_force.get(milestone.pk), milestone.until_date)
        for milestone in stands.annotate(until_date=F("standing__until_date"))
    }


def lines_in_force(
    milestones: Iterable[Milestone], day: dt.date, pair: str = Pair.ALL
) -> Mapping[int, Sequence[PairStatus]]:
    """The lines in force on a day by the milestone's key, in one query; with a country pair
    those that speak for it. A milestone that is planned has none."""
    lines = PairStatus.objects.in_force(day).filter(update__milestone__in=list(milestones))
    if pair != Pair.ALL:
        lines = lines.filter(pair__in=[Pair.ALL, pair])
    found: dict[int, list[PairStatus]] = defaultdict(list)
    for line in lines.select_related("update"):
        found[line.update.milestone_id].append(line)
    return found
