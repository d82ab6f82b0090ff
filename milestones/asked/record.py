"""What a query about the record itself asks for, whether or not it still counts."""

from __future__ import annotations

from milestones.asked.query import Asked
from milestones.choices import Pair
from milestones.filters import ABOUT_STANDINGS
from milestones.models import Milestone, MilestoneQuerySet


class AskedRecord(Asked):
    """A query about whatever was put on record of milestones.

    Milestones count too that stand nowhere any more, since the edition that introduced them was
    withdrawn: unless the query is about where milestones stand.
    """

    def _all(self, pair: Pair) -> MilestoneQuerySet:
        if any(self._value(name) for name in ABOUT_STANDINGS):
            return super()._all(pair)
        found: MilestoneQuerySet = Milestone.objects.concerning(pair)
        return found
