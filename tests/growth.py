"""More on record than there is, for tests of how pages grow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from milestones.actions import index_words, rebuild_standings
from milestones.models import Milestone
from priorities.models import Initiative


def add(count: int) -> list[Milestone]:
    """Add planned milestones to the first initiative."""
    initiative = Initiative.objects.get(code="TS-1")
    milestones: list[Milestone] = Milestone.objects.bulk_create(
        Milestone(
            initiative=initiative,
            code=f"TS-1.{number}",
            text=f"Do the thing numbered {number} within 12 months (June 2006).",
            plan_text=f"Do the thing numbered {number} within 12 months.",
            parties="ALL",
            order=number,
            plan_lines=[22],
            report_lines=[25],
        )
        for number in range(1001, 1001 + count)
    )
    rebuild_standings(milestones)
    index_words(Milestone.objects.filter(search_text=None))
    return milestones


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written is there for the tests meanwhile, and is taken back afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
