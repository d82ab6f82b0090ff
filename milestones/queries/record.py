"""What a query about the record itself asks for, whether or not it still counts."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from milestones.models import DOCUMENT_ORDER, Milestone, MilestoneQuerySet
from milestones.queries.filtersets import STATUS_FILTERS
from milestones.queries.query import MilestoneQuery


class RecordQuery(MilestoneQuery):
    """A query about whatever was put on record of milestones.

    Milestones count too that stand nowhere any more, since the edition that introduced them was
    withdrawn: unless the query is about where milestones stand.
    """

    def _all(self) -> MilestoneQuerySet:
        if self._is_about_standings:
            return super()._all()
        every: MilestoneQuerySet = Milestone.objects.concerning(self.pair)
        return every.annotate(area_id=F("initiative__area"))

    @property
    def ties(self) -> Sequence[str]:  # type: ignore[override]
        """The document order of the milestones."""
        return super().ties if self._is_about_standings else DOCUMENT_ORDER

    @property
    def _is_about_standings(self) -> bool:
        return any(self._value(name) for name in STATUS_FILTERS)
