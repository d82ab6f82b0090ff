"""The updates of a milestone: what each changed, and whether it is still in force."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F, Q

from milestones.choices import Pair
from milestones.documents.records import StatusLine
from milestones.models import (
    Milestone,
    PairStatus,
    StatusUpdate,
    UpdateWithdrawal,
    Withdrawal,
)


@dataclass(frozen=True, slots=True)
class LineChange:
    """The status line for a pair, or for all parties concerned, before and after an update.

    ``before`` is None if nothing was reported before.
    """

    pair: Pair
    before: StatusLine | None
    after: StatusLine

    @property
    def is_new(self) -> bool:
        """Whether anything in the line changed; words in other capitals or quotes are the same."""
        return self.before is None or self.before.meaning != self.after.meaning


def line_changes(
    pairs: Sequence[Pair], before: Sequence[StatusLine], after: Sequence[StatusLine]
) -> list[LineChange]:
    """The changes between two sets of lines: a single one if each set has at most one line, else
    one for each pair. Of a milestone that concerns one pair, it is that pair's."""
    if len(after) == 1 and len(before) <= 1:
        pair = after[0].pair if len(pairs) > 1 else pairs[0]
        return [LineChange(pair, before[0] if before else None, after[0])]
    pair_lines = ((pair, line_for_pair(before, pair), line_for_pair(after, pair)) for pair in pairs)
    return [LineChange(pair, was, now) for pair, was, now in pair_lines if now]


def changed_lines(
    pairs: Sequence[Pair], before: Sequence[StatusLine], after: Sequence[StatusLine]
) -> list[LineChange]:
    """The changes in meaning; splitting or joining the pairs alone is no change."""
    worded = [line.with_wording() for line in after]
    return [change for change in line_changes(pairs, before, worded) if change.is_new]


def line_for_pair(lines: Sequence[StatusLine], pair: Pair) -> StatusLine | None:
    """The line for a pair or for all parties; None if there is none."""
    return next((line for line in lines if line.pair in {Pair.ALL, pair}), None)


def lines_of(update: StatusUpdate | None) -> list[StatusLine]:
    """The lines of an update; none without an update."""
    return [line.line for line in update.lines.all()] if update else []


def for_pair(pair: str) -> Q:
    """The condition of lines for a pair or for all parties; for the roll-up, of every line."""
    return Q() if pair == Pair.ALL else Q(pair__in=[Pair.ALL, pair])


@dataclass(frozen=True)
class UpdateInHistory:
    """An update with the one that it replaced: the one that it corrects, else the one in force
    until its day; None if nothing was reported before."""

    update: StatusUpdate
    before: StatusUpdate | None

    @property
    def withdrawal(self) -> UpdateWithdrawal | Withdrawal | None:
        """Its withdrawal, or that of its edition; None if it was not withdrawn."""
        return self.update.withdrawal

    @property
    def corrects(self) -> StatusUpdate | None:
        """The earlier revision that it replaces; None if it is the first of its day."""
        same_day = self.before and self.before.as_of == self.update.as_of
        return self.before if same_day else None


@dataclass(frozen=True)
class HistoryEntry(UpdateInHistory):
    """An update in the history of its milestone.

    ``corrected_by`` is the later revision that is in force for its day instead; None if there is
    none.
    """

    corrected_by: StatusUpdate | None

    @property
    def changes(self) -> list[LineChange]:
        """What it changed, by pair."""
        pairs = self.update.milestone.pairs
        return line_changes(pairs, lines_of(self.before), lines_of(self.update))

    @property
    def confirms(self) -> StatusUpdate | None:
        """The update of an earlier day with just this status; None if there is none."""
        if self.corrects or any(change.is_new for change in self.changes):
            return None
        return self.before


def update_history(updates: Iterable[StatusUpdate]) -> list[HistoryEntry]:
    """The history of one milestone from its ``for_page`` updates, newest day and revision first."""
    entries: list[HistoryEntry] = []
    before: StatusUpdate | None = None
    in_order = sorted(updates, key=lambda update: (update.as_of, update.revision))
    for _day, day_updates in groupby(in_order, key=lambda update: update.as_of):
        revisions = list(day_updates)
        in_force = next((update for update in reversed(revisions) if not update.withdrawal), None)
        for update in revisions:
            corrected = in_force and in_force.revision > update.revision
            entries.append(HistoryEntry(update, before, in_force if corrected else None))
            if not update.withdrawal:
                before = update
    return entries[::-1]


@dataclass(frozen=True)
class CurrentStatus:
    """Where a milestone stands on a day.

    ``milestone`` has everything that ``as_of`` adds; ``update`` is the one in force, None while
    the milestone is planned. ``until`` is the day of the next update on record; None if there is
    none.
    """

    milestone: Milestone
    update: StatusUpdate | None
    until: dt.date | None

    @property
    def lines(self) -> Sequence[StatusLine]:
        """The status lines in force; none while the milestone is planned."""
        return lines_of(self.update)

    def line_for(self, pair: Pair) -> StatusLine | None:
        """The line for a pair, or for all parties.

        None while the milestone is planned, and for all parties if each pair has its own line.
        """
        lines = self.lines
        if pair != Pair.ALL:
            return line_for_pair(lines, pair)
        return lines[0] if len(lines) == 1 else None


def current_statuses(milestones: Collection[int], day: dt.date) -> dict[int, CurrentStatus]:
    """The status on a day of each of these milestones that is on record, by key."""
    on_record = Milestone.objects.filter(pk__in=milestones).as_of(day).with_deadlines()
    updates = StatusUpdate.objects.in_force(day).filter(milestone__in=milestones).for_page()
    in_force = {update.milestone_id: update for update in updates}
    return {
        milestone.pk: CurrentStatus(milestone, in_force.get(milestone.pk), milestone.until_date)
        for milestone in on_record.annotate(until_date=F("standing__until_date"))
    }


def lines_in_force(
    milestones: Iterable[Milestone], day: dt.date, pair: str = Pair.ALL
) -> Mapping[int, Sequence[PairStatus]]:
    """The lines in force on a day by the milestone's key, in one query.

    With a country pair, only the line for it or for all parties. A planned milestone has none.
    """
    keys = [milestone.pk for milestone in milestones]
    lines = PairStatus.objects.in_force(day).filter(update__milestone__in=keys)
    lines_by_milestone: dict[int, list[PairStatus]] = defaultdict(list)
    for line in lines.filter(for_pair(pair)).select_related("update"):
        lines_by_milestone[line.update.milestone_id].append(line)
    return lines_by_milestone
