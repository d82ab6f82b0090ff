"""How many milestones are alike from a day on, now, and in what decides about attention: as it is
kept, and as the standings have it."""

from __future__ import annotations

from collections import Counter

from milestones.models import AttentionCount, CountChange, CurrentCount, Standing

COUNT_FIELDS = (
    *("pair", "area", "due_under", "last_due", "status", "slipped", "differ"),
    *("contradictory", "delivery"),
)
ATTENTION_FIELDS = (
    *("from_date", "until_date", "pair", "status", "last_due", "first_due", "revised_date"),
    *("previous_status", "status_us_cn", "status_us_mx", "differ", "contradictory"),
    "slipped_again",
)
NOW = None
"""The day of a current count."""

Numbers = Counter[tuple[object, ...]]


def kept() -> Numbers:
    """The counts on record, by the day and what milestones are counted by."""
    numbers: Numbers = Counter()
    for day, change, *alike in CountChange.objects.values_list("day", "change", *COUNT_FIELDS):
        numbers[day, *alike] += change
    for milestones, *alike in CurrentCount.objects.values_list("milestones", *COUNT_FIELDS):
        numbers[NOW, *alike] += milestones
    for standings, *alike in AttentionCount.objects.values_list("standings", *ATTENTION_FIELDS):
        numbers[tuple(alike)] += standings
    return without_zeros(numbers)


def counted() -> Numbers:
    """The same, counted from all standings one by one."""
    numbers: Numbers = Counter()
    for begins, ends, *alike in Standing.objects.values_list(
        "from_date", "until_date", *COUNT_FIELDS
    ):
        numbers[begins, *alike] += 1
        numbers[ends or NOW, *alike] += -1 if ends else 1
    numbers.update(Standing.objects.values_list(*ATTENTION_FIELDS))
    return without_zeros(numbers)


def without_zeros(numbers: Numbers) -> Numbers:
    return Counter({kind: number for kind, number in numbers.items() if number})
