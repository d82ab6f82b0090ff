"""The query about everything recorded, whether or not it is in effect."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from milestones.models import DOCUMENT_ORDER, Milestone, MilestoneQuerySet
from milestones.queries.filtersets import STANDING_FILTERS
from milestones.queries.query import MilestoneQuery


class RecordQuery(MilestoneQuery):
    """A query about everything recorded of milestones.

    It includes milestones that have no standing any more because the edition that introduced
    them was withdrawn, unless the query filters by standing.
    """

    def _all(self) -> MilestoneQuerySet:
        if self._is_about_standings:
            return super()._all()
        milestones: MilestoneQuerySet = Milestone.objects.concerning(self.pair)
        return milestones.annotate(area_id=F("initiative__area"))

    @property
    def ties(self) -> Sequence[str]:  # type: ignore[override]
        return super().ties if self._is_about_standings else DOCUMENT_ORDER

    @property
    def _is_about_standings(self) -> bool:
        return any(self._value(name) for name in STANDING_FILTERS)
