"""Queries that compare two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from milestones.changes import MilestoneChange
from milestones.choices import DELIVERED, NOT_DELIVERED, Status
from milestones.matrix import NOT_ON_RECORD, Matrix
from milestones.models import Deadline, Milestone, MilestoneQuerySet, Standing, StandingQuerySet
from milestones.models.expressions import FIELDS, is_later
from milestones.models.prepared import prepared
from milestones.models.steps import slips_since, steps_from_plan, steps_since
from milestones.queries.change_filters import CHANGED_OR_NOT, NOT_CHANGED, ChangeFilter
from milestones.queries.dates import DayOnRecord
from milestones.queries.filtersets import PAGE_PARAMS
from milestones.queries.listing import copy_with, lines_of_updates, milestones_by_key
from milestones.queries.query import MAX_DAYS, MilestoneQuery
from milestones.queries.sorting import CHANGE_SORTS, in_order
from milestones.statistics import Slips

FEW = 0.05
"""The share of milestones up to which few of them changed between two days."""
BOTH_DAYS = {
    f"{side}_{field}": f"{prefix}{field}"
    for side, prefix in {"from": "was__", "to": ""}.items()
    for field in FIELDS
}
"""The fields of a standing and of the earlier one ``beside`` it, by the names of what ``compared``
adds to milestones."""
_ONCE = ("milestone", "last_due", "is_same")
"""What is the same on both days, or compares them."""


class ChangesQuery(MilestoneQuery):
    """A query that compares two days (see ``ChangeFilter`` for its parameters).

    ``day`` is the second day: ``to``, else ``as_of``, else the newest day on record.
    ``first_day`` is ``from``, else the day of the edition before the second day (the plan's day,
    if the second day is that of the first edition). A ``from`` after ``to`` is a problem. Every
    page lets the reader change ``as_of``, so on a page an earlier ``as_of`` overrides ``from``,
    and ``to`` overrides ``as_of``; for a file both conflicts are problems.
    """

    filter_set = ChangeFilter
    own_sorts = CHANGE_SORTS

    def __init__(self, data: QueryDict, *, sliced: bool = False, **options: Any) -> None:
        super().__init__(data, sliced=sliced, **options)
        self._resolves_conflicts = not sliced
        if data.get("to"):
            # Links to other pages have the second day as their ``as_of``.
            self.data = data.copy()
            self.data["as_of"] = self.data.pop("to")[-1]

    def _cross_field_errors(self) -> dict[str, list[str]]:
        problems = super()._cross_field_errors()
        if self.first_day > self.day:
            message = _("%(first)s is after %(second)s, the date that it is compared with.")
            problems["from"] = [message % {"first": self.first_day, "second": self.day}]
        as_of = self._value("as_of")
        if as_of not in (None, self.day) and not self._resolves_conflicts:
            message = _("It differs from %(second)s, the date of “to”. Leave one of the two out.")
            problems["as_of"] = [message % {"second": self.day}]
        return problems

    @cached_property
    def day(self) -> dt.date:
        """The second day; if nothing is on record, the first."""
        day: dt.date | None = self._value("to") or self._value("as_of") or self.newest_day
        return day or self._value("from") or dt.date.min

    @cached_property
    def first_day(self) -> dt.date:
        """The first day; equal to the second if nothing was on record before it."""
        first: dt.date | None = self._value("from")
        as_of_wins = self._resolves_conflicts and self._value("as_of") and not self._value("to")
        if first and (first <= self.day or not as_of_wins):
            return first
        earlier = [entry.day for entry in self.days_to_compare if entry.day < self.day]
        return max(earlier, default=self.day)

    @property
    def days(self) -> dict[str, dt.date]:
        return {"from": self.first_day, "to": self.day}

    @property
    def days_to_compare(self) -> list[DayOnRecord]:
        """The days of the plan and of each edition, and the newest day on record, in order."""
        oldest_first = reversed(self.days_on_record)
        return [entry for entry in oldest_first if entry.title or entry.day == self.newest_day]

    @property
    def first_on_record(self) -> bool:
        """Whether anything was on record on the first day."""
        return any(entry.day <= self.first_day for entry in self.days_on_record)

    def _all(self) -> MilestoneQuerySet:
        milestones: MilestoneQuerySet = Milestone.objects.compared(
            self.first_day, self.day, self.pair, is_latest=self.is_latest
        )
        return milestones

    @cached_property
    def matrix(self) -> Matrix:
        """How many milestones moved from which status to which.

        ``was``, ``now``, ``slipped_since``, ``direction`` and ``changed`` do not apply: they only
        choose what is listed.
        """
        counts = self.counts.by_status()
        by_status = {Status(code): count for code, count in counts.items()}
        if self._was_reported_on:
            steps = steps_since(self.standings(), self.first_day)
        else:
            is_added = Q(milestone__introduced_by__isnull=False)
            added = self.standings().filter(is_added) if self.origins.of_editions else None
            steps = steps_from_plan(by_status, added, was_planned=self.first_on_record)
        return Matrix.of_steps(steps, by_status)

    @property
    def slips(self) -> Slips | None:
        """By how much milestones slipped between the two days; None without any. The parameters
        that do not apply to the matrix do not apply here."""
        standings, was_reported_on = self.standings(), self._was_reported_on
        return Slips.of(slips_since(standings, self.first_day, was_reported_on=was_reported_on))

    @property
    def _was_reported_on(self) -> bool:
        """Whether anything had been reported by the first day."""
        reported_days = [entry.day for entry in self.days_on_record if entry.is_reported]
        if len(reported_days) < MAX_DAYS:
            return any(day <= self.first_day for day in reported_days)
        read = partial(_was_reported_on, self.first_day)
        was_reported_on: bool = self._cached(("reported on", self.first_day), read)
        return was_reported_on

    @cached_property
    def changes(self) -> MilestoneQuerySet:
        """The milestones to list, sorted; without ``changed``, those that changed."""
        rows = self._all().where(self.condition())
        if self.sort or self._value("direction"):
            rows = rows.in_words(self.pair)
        rows = rows.filter(self._picked("from_status", "to_status"))
        if self._value("slipped_since"):
            # As an annotation it keeps those without a standing on the first day.
            rows = rows.annotate(is_later=is_later("was", "standing__")).filter(is_later=True)
        if direction := self._value("direction"):
            rows = rows.filter(Q(direction=direction))
        if self._changed is not None:
            rows = rows.filter(Q(changed=self._changed))
        return in_order(rows, CHANGE_SORTS, self.sort, self.ties)

    def _picked(self, was_field: str, now_field: str) -> Q:
        """The condition that ``was``, ``now`` and ``delivered`` set on these fields."""
        was, now = self._value("was"), self._value("now")
        picked = Q(**{now_field: now}) if now else Q()
        if self._value("delivered"):
            was_not = Q(**{f"{was_field}__isnull": True}) | Q(**{f"{was_field}__in": NOT_DELIVERED})
            picked &= was_not & Q(**{f"{now_field}__in": DELIVERED})
        if was == NOT_ON_RECORD:
            return picked & Q(**{f"{was_field}__isnull": True})
        return picked & Q(**{was_field: was}) if was else picked

    def changes_between(self, rows: slice) -> list[Milestone]:
        """A slice of ``changes``, with their deadlines. In document order the standings alone
        decide what is in it, and have all that ``details`` and a page need besides."""
        if self.sort or self._value("direction"):
            milestones = list(self.changes[rows])
            Deadline.objects.attach_to(milestones)
            return milestones
        condition = self._picked("was__status", "status")
        if self._changed is not None:
            condition &= Q(is_same=not self._changed)
        if self._changed and self.change_count < FEW * self.counts.milestones:
            # A standing that began earlier was in force on both days. Where few began since, the
            # database finds them by their day; else it meets the first in document order soon.
            condition &= Q(from_date__gt=self.first_day)
        slipped_since = bool(self._value("slipped_since"))
        of_both_days = _of_both_days(
            self.in_order(),
            self.first_day,
            condition,
            slipped_since,
            (rows.start, rows.stop),
        )
        names = (*_ONCE, *BOTH_DAYS)
        found = [dict(zip(names, row, strict=True)) for row in of_both_days]
        shared = milestones_by_key({row["milestone"] for row in found})
        return [
            copy_with(shared[row.pop("milestone")], row | {"changed": not row["is_same"]})
            for row in found
        ]

    @property
    def change_count(self) -> int:
        """How many milestones are listed."""
        if self._value("slipped_since"):
            return self.changes.count()
        was, now, direction = (self._value(name) or "" for name in ("was", "now", "direction"))
        delivered = bool(self._value("delivered"))
        return self.matrix.listed(was, now, direction, self._changed, delivered=delivered)

    @property
    def _changed(self) -> bool | None:
        """True to list milestones that changed, False to list the others, None to list both."""
        changed = self._value("changed")
        return None if changed == CHANGED_OR_NOT else changed != NOT_CHANGED

    def details(self, milestones: Iterable[Any]) -> list[MilestoneChange]:
        """The changes of listed milestones, with the words reported on both days."""
        rows = list(milestones)
        update_ids = {row.from_update_id for row in rows} | {row.to_update_id for row in rows}
        lines = lines_of_updates(update_ids - {None})
        return [MilestoneChange.of(row, self.pair, lines) for row in rows]


def _was_reported_on(day: dt.date) -> bool:
    """Whether anything had been reported by a day."""
    return any(True for _row in _reported_until(day))


@prepared
def _reported_until(day: dt.date) -> QuerySet[Standing, Any]:
    reported = Standing.objects.filter(update__isnull=False, from_date__lte=day)
    # In the order of the days, so that the database looks for the first in their index.
    return reported.order_by("from_date").values_list("from_date")[:1]


@prepared
def _of_both_days(
    standings: StandingQuerySet,
    first_day: dt.date,
    condition: Q,
    slipped_since: bool,
    bounds: tuple[int | None, int | None],
) -> QuerySet[Standing, Any]:
    """The fields in ``_ONCE`` and ``BOTH_DAYS`` of the standings between these bounds."""
    both = standings.beside(first_day).filter(condition)
    if slipped_since:
        both = both.annotate(is_later=is_later("was", "")).filter(is_later=True)
    return both.values_list(*_ONCE, *BOTH_DAYS.values())[slice(*bounds)]


def last_changes(query: MilestoneQuery) -> ChangesQuery:
    """The same query, comparing its day with the plan's or edition's day before it."""
    data = query.data.copy()
    for name in ("sort", *PAGE_PARAMS):
        data.pop(name, None)
    changes = ChangesQuery(data)
    if not query.sort:
        # The parameters are the same, so the parsed form is reused.
        changes.form = query.form
    changes.days_on_record = query.days_on_record
    changes.counts = query.counts
    return changes
