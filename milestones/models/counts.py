"""Counts of milestones: as changes by day, whose sum is the count on any day, and as of now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from milestones.choices import DELIVERED, Delivery, Pair, Status
from milestones.models.lookups import for_each
from milestones.statistics import CountRow

COUNT_FIELDS = (
    *("due_under", "last_due", "area", "status", "slipped", "differ"),
    *("contradictory", "delivery"),
)
"""The fields that counts, facets and figures by deadline group milestones by."""
_ORDER = ["area_id" if name == "area" else name for name in COUNT_FIELDS]
"""Areas by their keys, as in an index: a relation is ordered by what it leads to."""


def by_pair(pairs: Iterable[Pair], totals: Iterable[tuple[str, int]]) -> dict[Pair, int]:
    """The total of each of these pairs: none for those without one."""
    return dict.fromkeys(pairs, 0) | {Pair(pair): total for pair, total in totals}


class CountChangeQuerySet(models.QuerySet["CountChange"]):
    def rows(self, day: dt.date, pairs: Sequence[Pair]) -> dict[Pair, list[CountRow]]:
        """Count the milestones by ``COUNT_FIELDS`` on a day, for each pair, in one query."""
        sums = (
            self.filter(pair__in=pairs, day__lte=day)
            .order_by()
            .values_list("pair", *COUNT_FIELDS)
            .annotate(milestones=Sum("change"))
            .exclude(milestones=0)
        )
        rows: dict[Pair, list[CountRow]] = {pair: [] for pair in pairs}
        # There are thousands of rows, and the database gives them as they are.
        for pair, *row in for_each(sums, [{}]):
            rows[pair].append(CountRow._make(row))
        return rows

    def totals(self, day: dt.date, pairs: Sequence[Pair]) -> dict[Pair, int]:
        """How many milestones there are on a day for each of these pairs."""
        rows = self.filter(pair__in=pairs, day__lte=day).order_by().values_list("pair")
        return by_pair(pairs, rows.annotate(Sum("change")))

    def changes_of_delivered(self, day: dt.date, pair: Pair) -> Iterator[tuple[dt.date, CountRow]]:
        """The changes up to a day in how many milestones are delivered: each with the day from
        which it counts, and how many more (fewer if negative) there are."""
        changes = self.filter(pair=pair, day__lte=day, status__in=DELIVERED).order_by()
        for changed, *row in changes.values_list("day", *COUNT_FIELDS, "change"):
            yield changed, CountRow._make(row)


class CurrentCountQuerySet(models.QuerySet["CurrentCount"]):
    def rows(self, pairs: Sequence[Pair]) -> dict[Pair, list[CountRow]]:
        """The current counts by ``COUNT_FIELDS``, for each pair, in one query."""
        # In the order of the index: charts have their cells in it.
        stored = self.filter(pair__in=pairs).order_by("pair", *_ORDER)
        # Few groups have more than one row: it is quicker to add them up here.
        counts: dict[tuple[Any, ...], int] = {}
        for row in for_each(stored.values_list("pair", *COUNT_FIELDS, "milestones"), [{}]):
            group = row[:-1]
            counts[group] = counts.get(group, 0) + row[-1]
        rows: dict[Pair, list[CountRow]] = {pair: [] for pair in pairs}
        for (pair, *values), milestones in counts.items():
            if milestones:
                rows[pair].append(CountRow._make((*values, milestones)))
        return rows

    def totals(self, pairs: Sequence[Pair]) -> dict[Pair, int]:
        """How many milestones there are now for each of these pairs."""
        rows = self.filter(pair__in=pairs).order_by().values_list("pair")
        return by_pair(pairs, rows.annotate(Sum("milestones")))


class Counted(models.Model):
    """A number of milestones of a group: of a pair, with the same values in ``COUNT_FIELDS``.

    The numbers follow from the standings. Whatever writes standings writes them in the same
    transaction (see ``milestones.actions.counting``). A group may have several rows, which add
    up: who writes does not wait for whoever else writes.
    """

    NUMBER: str
    """The field with the number."""

    pair = models.CharField(_("pair"), max_length=5, choices=Pair.choices)
    area = models.ForeignKey(
        "priorities.PriorityArea", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    due_under = models.TextField(blank=True)
    last_due = models.DateField(null=True, blank=True)
    slipped = models.BooleanField()
    differ = models.BooleanField()
    contradictory = models.BooleanField()
    delivery = models.CharField(max_length=7, blank=True, choices=Delivery.choices)

    class Meta:
        abstract = True


class CountChange(Counted):
    """How many more milestones (fewer if negative) are in a group from a day on.

    The sum of the changes up to a day is the count on that day, so counting depends on the number
    of days and groups, not on the number of milestones. Each standing adds one on its first day
    and subtracts it on the day it ends.
    """

    NUMBER = "change"

    day = models.DateField(_("from"))
    change = models.IntegerField()

    objects = CountChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "change of a count"
        verbose_name_plural = "changes of counts"
        indexes = [
            # Covers every count of a page, in the order in which it is summed, and finds the rows
            # that a writer changes.
            models.Index(
                fields=["pair", *COUNT_FIELDS, "day", "change"], name="count_changes_summed"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(change=0), name="a_count_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.change:+d} {self.pair} {self.status} from {self.day}"


class CurrentCount(Counted):
    """How many milestones of a group have a standing without an end: the sum of all changes.

    It is the count on every day after which nothing on record begins, so what pages show by
    default is not summed again. Of several rows of a group, one may be negative.
    """

    NUMBER = "milestones"

    milestones = models.IntegerField()

    objects = CurrentCountQuerySet.as_manager()

    class Meta:
        verbose_name = "current count"
        verbose_name_plural = "current counts"
        indexes = [
            # Covers what a page reads, and finds the rows that a writer changes.
            models.Index(
                fields=["pair", *COUNT_FIELDS, "milestones"], name="current_counts_summed"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(milestones=0), name="a_count_is_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.milestones} {self.pair} {self.status}"
