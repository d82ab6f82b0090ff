"""How many milestones stand alike from a day on: as it is kept, and as the standings have it."""

from __future__ import annotations

from collections import Counter

from milestones.models import CountChange, Standing

COUNT_FIELDS = (
    *("pair", "area", "due_under", "last_due", "status", "slipped", "differ"),
    *("contradictory", "delivery"),
)

Changes = Counter[tuple[object, ...]]


def kept() -> Changes:
    """The changes on record, by the day and what milestones are counted by."""
    changes: Changes = Counter()
    for day, change, *alike in CountChange.objects.values_list("day", "change", *COUNT_FIELDS):
        changes[day, *alike] += change
    return without_zeros(changes)


def counted() -> Changes:
    """The same, counted from all standings one by one."""
    changes: Changes = Counter()
    for begins, ends, *alike in Standing.objects.values_list(
        "from_date", "until_date", *COUNT_FIELDS
    ):
        changes[begins, *alike] += 1
        if ends:
            changes[ends, *alike] -= 1
    return without_zeros(changes)


def without_zeros(changes: Changes) -> Changes:
    return Counter({kind: change for kind, change in changes.items() if change})
