"""Where milestones stand on a day, and on what account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import F

from milestones.choices import Pair
from milestones.chronicle import spoken
from milestones.models import Milestone, PairStatus, StatusUpdate


@dataclass(frozen=True)
class Situation:
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
            return spoken(self.lines, pair)
        return self.lines[0] if len(self.lines) == 1 else None


def situations(milestones: Collection[int], day: dt.date) -> dict[int, Situation]:
    """The situation of each of these milestones that is on record on a day."""
    stands = Milestone.objects.filter(pk__in=milestones).as_of(day).with_deadlines()
    updates = StatusUpdate.objects.in_force(day).filter(milestone__in=milestones).for_page()
    in_force = {update.milestone_id: update for update in updates}
    return {
        milestone.pk: Situation(milestone, in_force.get(milestone.pk), milestone.until_date)
        for milestone in stands.annotate(until_date=F("standing__until_date"))
    }
