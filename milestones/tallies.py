"""How many milestones stand where: the counts behind every figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count, Q

from milestones.choices import DELIVERED, SCALE, Status
from milestones.dates import ImpreciseDate
from priorities.models import PriorityArea

TALLIED = {
    **{str(status): Q(status=status) for status in Status},
    "overdue": Q(overdue=True),
    "contradiction": Q(contradiction=True),
    "slipped": Q(slipped=True),
}
"""What is counted, and the condition on a milestone as of a day."""


def counts() -> dict[str, Count]:
    """The aggregates of a tally; the names of some are those of fields, hence the prefix."""
    return {"count_all": Count("pk", distinct=True)} | {
        f"count_{name}": Count("pk", filter=condition, distinct=True)
        for name, condition in TALLIED.items()
    }


@dataclass(frozen=True)
class Tally:
    """Counts of milestones: all of them, by status (``planned``, then furthest behind first),
    and those that are overdue, contradictory or put off."""

    milestones: int
    by_status: Mapping[Status, int]
    overdue: int
    contradiction: int
    slipped: int

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Self:
        """From a row of the aggregates of ``counts()``."""
        return cls(
            milestones=row["count_all"],
            by_status={status: row[f"count_{status}"] for status in Status},
            overdue=row["count_overdue"],
            contradiction=row["count_contradiction"],
            slipped=row["count_slipped"],
        )

    @classmethod
    def total(cls, tallies: Iterable[Tally]) -> Self:
        """The sum of tallies that share no milestone."""
        every = list(tallies)
        return cls(
            milestones=sum(tally.milestones for tally in every),
            by_status={status: sum(t.by_status[status] for t in every) for status in Status},
            overdue=sum(tally.overdue for tally in every),
            contradiction=sum(tally.contradiction for tally in every),
            slipped=sum(tally.slipped for tally in every),
        )

    @property
    def planned(self) -> int:
        return self.by_status[Status.PLANNED]

    @property
    def reported(self) -> int:
        return self.milestones - self.planned

    @property
    def completed(self) -> int:
        """Completed or completed / ongoing."""
        return sum(self.by_status[status] for status in DELIVERED)

    @property
    def completed_share(self) -> float:
        """The completed share, 0 to 1; 0 of nothing."""
        return self.completed / self.milestones if self.milestones else 0.0

    @property
    def on_scale(self) -> list[tuple[Status, int]]:
        """The recorded statuses and their counts, furthest behind first."""
        return [(status, self.by_status[status]) for status in SCALE]


@dataclass(frozen=True)
class AreaTally:
    area: PriorityArea
    tally: Tally


@dataclass(frozen=True)
class DeadlineTally:
    """The milestones due in one month (or season or year); ``when`` is None for no deadline."""

    when: ImpreciseDate | None
    tally: Tally

    @property
    def code(self) -> str:
        return self.when.code if self.when else NO_DEADLINE


NO_DEADLINE = "none"
"""Stands for "no deadline" where a month would."""
