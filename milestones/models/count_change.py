"""How many milestones stand where, as changes from day to day: the sums behind every count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from milestones.choices import Pair, Status
from milestones.statistics import CountRow

ALIKE = ("due_under", "last_due", "area", "status", "slipped", "differ")
"""All that counts, facets and figures by deadline tell milestones apart by."""


class CountChangeQuerySet(models.QuerySet["CountChange"]):
    """Sums of the changes until a day."""

    def rows(self, day: dt.date, pairs: Sequence[Pair]) -> dict[Pair, list[CountRow]]:
        """How many milestones stand alike on a day, for each of these pairs, in one query."""
        sums = (
            self.filter(pair__in=pairs, day__lte=day)
            .order_by()
            .values_list("pair", *ALIKE)
            .annotate(milestones=Sum("change"))
            .exclude(milestones=0)
        )
        rows: dict[Pair, list[CountRow]] = {pair: [] for pair in pairs}
        for pair, *row in sums:
            rows[pair].append(CountRow._make(row))
        return rows


class CountChange(models.Model):
    """How many more milestones (fewer, if negative) stand alike for a pair from a day on.

    Summed up until any day it is how many stand so on that day, so counting takes as long as
    there are days and kinds of standings, however many milestones there are. It follows from the
    standings: each adds one from its first day on, and takes it away after its last. Whatever
    writes standings writes this in the same transaction (see ``milestones.actions.counting``).
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
    change = models.IntegerField()

    objects = CountChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "change of a count"
        verbose_name_plural = "changes of counts"
        indexes = [
            # Every count of a page: all of it, in the order in which it is summed up.
            models.Index(fields=["pair", *ALIKE, "day", "change"], name="count_changes_summed"),
            models.Index(fields=["day"], name="count_changes_of_a_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(change=0), name="a_count_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.change:+d} {self.pair} {self.status} from {self.day}"
