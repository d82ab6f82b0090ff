"""The plan that milestones belong to: goals, priority areas and initiatives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef

from milestones.models import Milestone, StatusReport
from milestones.version_cache import cached
from priorities.models import Initiative, PriorityArea

LINES = tuple(
    f"{what}{lines}"
    for what in ("", "area__", "area__goal__")
    for lines in ("plan_lines", "report_lines")
)
"""Where in the documents something was read, which lists do not show."""


@dataclass(frozen=True)
class WholePlan:
    """Every initiative with its area and goal, in document order."""

    initiatives: Sequence[Initiative]

    @cached_property
    def by_key(self) -> Mapping[int, Initiative]:
        """The initiatives by their keys."""
        return {initiative.pk: initiative for initiative in self.initiatives}

    @cached_property
    def areas(self) -> Sequence[PriorityArea]:
        """Every priority area that has an initiative."""
        areas = {initiative.area_id: initiative.area for initiative in self.initiatives}
        return list(areas.values())

    def of_area(self, area: PriorityArea) -> list[Initiative]:
        """The initiatives of an area."""
        return [one for one in self.initiatives if one.area_id == area.pk]


def first_report() -> StatusReport | None:
    """The edition whose words milestones have, without its text; None before it is there."""
    report: StatusReport | None = cached("first report", StatusReport.objects.first_loaded)
    return report


def whole_plan() -> WholePlan:
    """The plan as it is edited now, read once per data version."""
    return cached("plan", read_plan)


def read_plan() -> WholePlan:
    """The plan as it is edited now."""
    rows = Initiative.objects.select_related("area__goal__plan").defer("area__goal__plan__text")
    return WholePlan(list(rows.defer(*LINES).order_by("area__order", "order")))


def keys_on_record(day: dt.date) -> frozenset[int]:
    """The keys of the initiatives that have any milestone on record on a day."""
    on_record = Milestone.objects.on_record(day).filter(initiative=OuterRef("pk"))
    return frozenset(Initiative.objects.filter(Exists(on_record)).values_list("pk", flat=True))
