"""Counts of milestones, stored as changes by day: every count is a sum of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

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

    def changes_of_delivered(self, day: dt.date, pair: Pair) -> Iterator[tuple[dt.date, CountRow]]:
        """The changes up to a day in how many milestones are delivered: each with the day from
        which it counts, and how many more (fewer if negative) there are."""
        changes = self.filter(pair=pair, day__lte=day, status__in=DELIVERED).order_by()
        for changed, *row in changes.values_list("day", *COUNT_FIELDS, "change"):
            yield changed, CountRow._make(row)


class CountChange(models.Model):
    """How many more milestones (fewer if negative) are in a group (``COUNT_FIELDS``) from a day on.

    The sum of the changes up to a day is the count on that day, so counting depends on the number
    of days and groups, not on the number of milestones. The changes follow from the standings:
    each standing adds one on its first day and subtracts it on the day it ends. Whatever writes
    standings writes this in the same transaction (see ``milestones.actions.counting``).
    """

    pair = models.CharField(_("pair"), max_length=5, choices=Pair.choices)
    day = models.DateField(_("from"))
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
    change = models.IntegerField()

    objects = CountChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "change of a count"
        verbose_name_plural = "changes of counts"
        indexes = [
            # Covers every count of a page, in the order in which it is summed.
            models.Index(
                fields=["pair", *COUNT_FIELDS, "day", "change"], name="count_changes_summed"
            ),
            models.Index(fields=["day"], name="count_changes_of_a_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(change=0), name="a_count_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.change:+d} {self.pair} {self.status} from {self.day}"
