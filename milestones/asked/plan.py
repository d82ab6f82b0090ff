"""The plan that milestones belong to: goals, priority areas and initiatives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

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
    """The plan as it is edited now."""
    return cached("plan", _read_plan)


def _read_plan() -> WholePlan:
    rows = Initiative.objects.select_related("area__goal__plan").defer("area__goal__plan__text")
    return WholePlan(list(rows.defer(*LINES).order_by("area__order", "order")))


def initiatives_on_record(day: dt.date, *, is_latest: bool) -> list[Initiative]:
    """Those that have any milestone on record on a day (see ``in_force`` for ``is_latest``)."""
    keys = cached(("initiatives", None if is_latest else day), partial(_keys_on_record, day))
    return [initiative for initiative in whole_plan().initiatives if initiative.pk in keys]


def _keys_on_record(day: dt.date) -> frozenset[int]:
    on_record = Milestone.objects.on_record(day).filter(initiative=OuterRef("pk"))
    return frozenset(Initiative.objects.filter(Exists(on_record)).values_list("pk", flat=True))
