"""The plan that milestones belong to: goals, priority areas and initiatives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from milestones.models import Milestone, StatusReport
from milestones.queries.cache import cached
from priorities.models import Initiative, PriorityArea

LINES = tuple(
    f"{relation}{field}"
    for relation in ("", "area__", "area__goal__")
    for field in ("plan_lines", "report_lines")
)
"""The fields with line numbers of the documents, which lists do not show."""


@dataclass(frozen=True)
class WholePlan:
    """Every initiative with its area and goal, in document order."""

    initiatives: Sequence[Initiative]

    @cached_property
    def by_key(self) -> Mapping[int, Initiative]:
        """The initiatives by key."""
        return {initiative.pk: initiative for initiative in self.initiatives}

    @cached_property
    def areas(self) -> Sequence[PriorityArea]:
        """Every priority area that has an initiative."""
        areas = {initiative.area_id: initiative.area for initiative in self.initiatives}
        return list(areas.values())

    def of_area(self, area: PriorityArea) -> list[Initiative]:
        """The initiatives of an area."""
        return [initiative for initiative in self.initiatives if initiative.area_id == area.pk]


def first_report() -> StatusReport | None:
    """The edition whose wording milestones have, without its text; None before it is loaded."""
    report: StatusReport | None = cached(
        "first report", StatusReport.objects.first_edition, of_plan=True
    )
    return report


def whole_plan() -> WholePlan:
    """The plan in its current form, read once until it changes."""
    return cached("plan", read_plan, of_plan=True)


def read_plan() -> WholePlan:
    """The plan in its current form, read from the database."""
    rows = Initiative.objects.select_related("area__goal__plan").defer("area__goal__plan__text")
    return WholePlan(list(rows.defer(*LINES).order_by("area__order", "order")))


@dataclass(frozen=True)
class Origins:
    """The keys of the initiatives with milestones of the plan, and of those to which later editions
    added milestones."""

    of_plan: frozenset[int]
    of_editions: frozenset[int]


def read_origins() -> Origins:
    """Where the milestones of each initiative come from, read from the database."""
    rows = list(Milestone.objects.order_by().values_list("initiative", "introduced_by").distinct())
    return Origins(
        frozenset(initiative for initiative, edition in rows if edition is None),
        frozenset(initiative for initiative, edition in rows if edition is not None),
    )


def added_initiatives_on(day: dt.date) -> frozenset[int]:
    """The keys of the initiatives with any milestone that an edition added, on record on a day."""
    added = Milestone.objects.on_record(day).filter(introduced_by__isnull=False)
    return frozenset(added.order_by().values_list("initiative", flat=True).distinct())
