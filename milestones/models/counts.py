"""Counts of milestones: as changes by day, whose sum is the count on any day, and as of now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from milestones.choices import DELIVERED, Delivery, Pair, Status
from milestones.models.lookups import ANY_NUMBERS, Numbers
from milestones.models.prepared import prepared
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


class CountChangeManager(models.Manager["CountChange"]):
    def rows(self, day: dt.date, pairs: Sequence[Pair]) -> dict[Pair, list[CountRow]]:
        """Count the milestones by ``COUNT_FIELDS`` on a day, for each pair, in one query."""
        rows: dict[Pair, list[CountRow]] = {pair: [] for pair in pairs}
        # There are thousands of rows, and the database gives them as they are.
        for pair, *row in _sums(day, tuple(pairs)).as_stored():
            rows[pair].append(CountRow._make(row))
        return rows

    def totals(
        self, day: dt.date, pairs: Sequence[Pair], but: Sequence[Status] = ()
    ) -> dict[Pair, int]:
        """How many milestones there are on a day for each of these pairs, without those of some
        statuses."""
        return by_pair(pairs, _totals_on(day, tuple(pairs), tuple(but)))

    def changes_of_delivered(self, day: dt.date, pair: Pair) -> Iterator[tuple[dt.date, CountRow]]:
        """The changes up to a day in how many milestones are delivered: each with the day from
        which it counts, and how many more (fewer if negative) there are."""
        changes = self.filter(pair=pair, day__lte=day, status__in=DELIVERED).order_by()
        for changed, *row in changes.values_list("day", *COUNT_FIELDS, "change"):
            yield changed, CountRow._make(row)

    def changes_by_last_due(
        self, day: dt.date, pair: Pair
    ) -> Iterator[tuple[dt.date, dt.date | None, int]]:
        """The same changes, of which those of a day and a last deadline are added up: the day, the
        last deadline, and how many more there are."""
        changes = self.filter(pair=pair, day__lte=day, status__in=DELIVERED).order_by()
        yield from changes.values_list("day", "last_due").annotate(Sum("change"))


@prepared
def _sums(day: dt.date, pairs: Sequence[Pair]) -> models.QuerySet[CountChange, Any]:
    changes = CountChange.objects.filter(pair__in=pairs, day__lte=day).order_by()
    sums = changes.values_list("pair", *COUNT_FIELDS).annotate(milestones=Sum("change"))
    return sums.exclude(milestones=0)


@prepared
def _totals_on(
    day: dt.date, pairs: Sequence[Pair], but: Sequence[Status]
) -> models.QuerySet[CountChange, Any]:
    changes = CountChange.objects.filter(pair__in=pairs, day__lte=day).exclude(status__in=but)
    return changes.order_by().values_list("pair").annotate(Sum("change"))


MAX_KNOWN = 20_000
"""How many rows of current counts are known at most; each takes about 300 bytes."""


class KnownCounts(dict[int, tuple[Pair, CountRow]]):
    """Rows of current counts by their keys, each with its pair. A row never changes: whoever writes
    deletes it and inserts another."""

    def keep(self, rows: Mapping[int, tuple[Pair, CountRow]]) -> None:
        """Add rows. If there are too many, those that were known before are forgotten."""
        if len(self) > MAX_KNOWN:
            self.clear()
        self.update(rows)


class CurrentCountManager(models.Manager["CurrentCount"]):
    def rows(
        self, pairs: Sequence[Pair], known: KnownCounts | None = None
    ) -> dict[Pair, list[CountRow]]:
        """The current counts by ``COUNT_FIELDS``, for each pair.

        ``known`` are rows that were read before. What is recorded replaces a few rows by others:
        only these are read, and are then known, too.
        """
        counts: dict[Pair, list[CountRow]] = {pair: [] for pair in pairs}
        last: object = None
        for pair, row in _current_rows(tuple(pairs), KnownCounts() if known is None else known):
            rows, group = counts[pair], (pair, row[:-1])
            # Few groups have more than one row: it is quicker to add them up here.
            if group == last:
                rows[-1] = row._replace(milestones=rows[-1].milestones + row.milestones)
            else:
                rows.append(row)
            last = group
        return {pair: [row for row in rows if row.milestones] for pair, rows in counts.items()}

    def totals(self, pairs: Sequence[Pair], but: Sequence[Status] = ()) -> dict[Pair, int]:
        """How many milestones there are now for each of these pairs, without those of some
        statuses."""
        return by_pair(pairs, _current_totals(tuple(pairs), tuple(but)))


@prepared
def _current_totals(
    pairs: Sequence[Pair], but: Sequence[Status]
) -> models.QuerySet[CurrentCount, Any]:
    current = CurrentCount.objects.filter(pair__in=pairs).exclude(status__in=but)
    return current.order_by().values_list("pair").annotate(Sum("milestones"))


def _current_rows(pairs: Sequence[Pair], known: KnownCounts) -> Iterable[tuple[Pair, CountRow]]:
    """The rows of these pairs, of which those that are not known are read."""
    if known:
        keys = [key for (key,) in _current(pairs, "pk").as_stored()]
        rows = {key: row for key in keys if (row := known.get(key))}
        if others := Numbers(key for key in keys if key not in rows):
            rows |= _by_key(_current_of_keys().as_stored(others.in_place_of(ANY_NUMBERS)))
        # Unless one was replaced in the meantime, which would then be missing.
        if len(rows) == len(keys):
            known.keep(rows)
            return [rows[key] for key in keys]
    rows = _by_key(_current(pairs, *_COLUMNS).as_stored())
    known.keep(rows)
    return rows.values()


_COLUMNS = ("pk", "pair", *COUNT_FIELDS, "milestones")


@prepared
def _current(pairs: Sequence[Pair], *columns: str) -> models.QuerySet[CurrentCount, Any]:
    # In the order of the index: charts have their cells in it.
    in_order = CurrentCount.objects.filter(pair__in=pairs).order_by("pair", *_ORDER)
    return in_order.values_list(*columns)


@prepared
def _current_of_keys() -> models.QuerySet[CurrentCount, Any]:
    return CurrentCount.objects.filter(pk__one_of=ANY_NUMBERS).values_list(*_COLUMNS)


def _by_key(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[Pair, CountRow]]:
    return {key: (Pair(pair), CountRow._make(row)) for key, pair, *row in rows}


class Counted(models.Model):
    """A number of milestones of a group: of a pair, with the same values in some fields.

    The numbers follow from the standings. Whatever writes standings writes them in the same
    transaction (see ``milestones.actions.counting``). A group may have several rows, which add
    up: who writes does not wait for whoever else writes.
    """

    NUMBER: str
    """The field with the number."""

    pair = models.CharField(_("pair"), max_length=5, choices=Pair.choices)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    last_due = models.DateField(null=True, blank=True)
    differ = models.BooleanField()
    contradictory = models.BooleanField()

    class Meta:
        abstract = True


class CountedByFields(Counted):
    """A number of milestones with the same values in ``COUNT_FIELDS``."""

    area = models.ForeignKey(
        "priorities.PriorityArea", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_under = models.TextField(blank=True)
    slipped = models.BooleanField()
    delivery = models.CharField(max_length=7, blank=True, choices=Delivery.choices)

    class Meta:
        abstract = True


class CountChange(CountedByFields):
    """How many more milestones (fewer if negative) are in a group from a day on.

    The sum of the changes up to a day is the count on that day, so counting depends on the number
    of days and groups, not on the number of milestones. Each standing adds one on its first day
    and subtracts it on the day it ends.
    """

    NUMBER = "change"

    day = models.DateField(_("from"))
    change = models.IntegerField()

    objects = CountChangeManager()

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


class CurrentCount(CountedByFields):
    """How many milestones of a group have a standing without an end: the sum of all changes.

    It is the count on every day after which nothing on record begins, so what pages show by
    default is not summed again. Of several rows of a group, one may be negative.
    """

    NUMBER = "milestones"

    milestones = models.IntegerField()

    objects = CurrentCountManager()

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
