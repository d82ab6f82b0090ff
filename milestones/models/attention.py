"""Which milestones need attention on a day, and why."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import attrgetter, or_
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Case, DateField, F, Q, Sum, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Trim
from django.utils.translation import gettext_lazy as _

from milestones.choices import Status
from milestones.models import conditions
from milestones.models.conditions import ATTENTION_FIELDS, in_force
from milestones.models.counts import Counted
from milestones.models.predicates import Predicate, predicate
from milestones.models.prepared import prepared
from milestones.models.standing import Alike, StandingQuerySet

Row = TypeVar("Row", bound=Any)

HORIZON = 60
"""A deadline that is this many days ahead, or fewer, is due soon."""
FEW_ENOUGH = 0.2
"""Up to this share of milestones, it takes a database less time to find them by their last
deadlines than to check all."""


class AttentionReason(models.TextChoices):
    """Why a milestone needs attention, most pressing first; the last is for editors only."""

    CONTRADICTORY = "contradictory", _("Reported on track after its deadline")
    OVERDUE_NO_DATE = "overdue_no_date", _("Overdue without a new date")
    OVERDUE_NEW_DATE = "overdue_new_date", _("Overdue, new date ahead")
    SLIPPED_AGAIN = "slipped_again", _("Slipped again")
    DUE_SOON = "due_soon", _("Due soon, still delayed or initiated")
    NEW_DATE_PASSED = "new_date_passed", _("New date passed too")
    REGRESSED = "regressed", _("Regressed since the previous edition")
    PAIRS_APART = "pairs_apart", _("Country pairs two or more levels apart")
    SILENT = "silent", _("Not in the latest edition")
    NOT_UPDATED = "not_updated", _("Not updated since the latest edition")

    @property
    def concern(self) -> str:
        """The code under which reminders of it are stored. Whoever was reminded that a milestone
        is overdue, or not updated, knows that whichever of the two reasons holds."""
        if self in {self.OVERDUE_NO_DATE, self.OVERDUE_NEW_DATE}:
            return "overdue"
        return "not_updated" if self is self.SILENT else self.value


PUBLIC_REASONS = tuple(
    reason for reason in AttentionReason if reason is not AttentionReason.NOT_UPDATED
)


@dataclass(frozen=True)
class Rule:
    """When a reason holds for a standing, and the date that it is about: in the database and, for
    a row with ``ATTENTION_FIELDS``, in Python."""

    condition: Q
    date: Any
    date_of: Callable[[Any], dt.date]

    @cached_property
    def holds(self) -> Predicate:
        return predicate(self.condition)

    @classmethod
    def about(cls, field: str, condition: Q) -> Self:
        """The rule of a reason that is about the date in a field."""
        return cls(condition, F(field), attrgetter(field))


@dataclass(frozen=True)
class Leading:
    """Where the first milestones are that need attention: for which reasons, and a condition that
    an index finds them and few others by, if there is one."""

    reasons: Sequence[AttentionReason]
    condition: Q


@dataclass(frozen=True)
class Attention:
    """What needs attention on a day.

    ``editions`` are the as-of days of the editions in effect on the day, newest first. ``horizon``
    is how many days ahead a deadline is due soon. ``reasons`` are those that count.
    """

    day: dt.date
    editions: Sequence[dt.date]
    horizon: int = HORIZON
    reasons: Sequence[AttentionReason] = PUBLIC_REASONS

    @cached_property
    def rules(self) -> dict[AttentionReason, Rule]:
        """The rule of each reason that can hold on the day, most pressing first."""
        by_reason = self._rules_of_the_day() | self._rules_of_editions()
        return {reason: by_reason[reason] for reason in self.reasons if reason in by_reason}

    def _rules_of_the_day(self) -> dict[AttentionReason, Rule]:
        day = self.day
        horizon = day + min(dt.timedelta(days=self.horizon), dt.date.max - day)
        next_deadline = Case(When(first_due__gte=day, then=F("first_due")), default=F("last_due"))
        return {
            # Contradictory is only what is overdue; said so, an index gives the oldest first.
            AttentionReason.CONTRADICTORY: Rule.about(
                "last_due", conditions.contradictory() & conditions.overdue(day)
            ),
            AttentionReason.OVERDUE_NO_DATE: Rule.about(
                "last_due", conditions.overdue_without_date(day)
            ),
            AttentionReason.OVERDUE_NEW_DATE: Rule.about(
                "last_due", conditions.overdue_with_date(day)
            ),
            AttentionReason.SLIPPED_AGAIN: Rule.about("revised_date", conditions.slipped_again()),
            AttentionReason.DUE_SOON: Rule(
                conditions.due_soon(day, horizon),
                next_deadline,
                lambda row: row.first_due if row.first_due >= day else row.last_due,
            ),
            AttentionReason.NEW_DATE_PASSED: Rule.about(
                "revised_date", conditions.new_date_passed(day)
            ),
            AttentionReason.PAIRS_APART: Rule.about("from_date", conditions.pairs_apart()),
        }

    def _rules_of_editions(self) -> dict[AttentionReason, Rule]:
        """Regress counts if it was reported after the edition before the newest; while there is
        only one edition, after that one."""
        if not self.editions:
            return {}
        newest, before = self.editions[0], self.editions[:2][-1]
        of_edition = Value(newest, output_field=DateField()), lambda _row: newest
        return {
            AttentionReason.REGRESSED: Rule.about("from_date", conditions.regressed(before)),
            AttentionReason.SILENT: Rule(conditions.silent(newest), *of_edition),
            AttentionReason.NOT_UPDATED: Rule(conditions.not_updated(newest), *of_edition),
        }

    def reasons_of(self, row: Any) -> dict[AttentionReason, dt.date]:
        """The reasons that hold for a row with ``ATTENTION_FIELDS``, most pressing first, each with
        the date that it is about."""
        return {reason: rule.date_of(row) for reason, rule in self.rules.items() if rule.holds(row)}

    @property
    def names(self) -> Combinable:
        """The names of the reasons that hold for a standing, most pressing first, with spaces
        between."""
        names = [
            Case(When(rule.condition, then=Value(f"{reason} ")), default=Value(""))
            for reason, rule in self.rules.items()
        ]
        return Trim(Concat(*names, Value(""), Value(""), output_field=TextField()))

    def needed(self, *reasons: str) -> Q:
        """The condition that one of these reasons holds."""
        holding = [rule.condition for reason, rule in self.rules.items() if reason in reasons]
        return reduce(or_, holding) if holding else Q(pk__in=[])

    def count(self, rows: Iterable[tuple[Any, int]]) -> dict[str, int]:
        """How many milestones need attention for each reason, and under an empty text for any, of
        these rows with ``ATTENTION_FIELDS``, each with the number of milestones like it."""
        counts = dict.fromkeys(["", *(reason.value for reason in self.reasons)], 0)
        for row, milestones in rows:
            reasons = self.reasons_of(row)
            for name in ["", *reasons] if reasons else []:
                counts[name] += milestones
        return counts

    def leading(self, alike: Sequence[Any], most: int | None, reason: str = "") -> Leading:
        """Where the first milestones are that need attention, or do for a reason: at least so many
        (None for all), as far as there are.

        ``alike`` are rows with ``ATTENTION_FIELDS`` and the number of ``milestones`` like each.
        """
        reasons: list[AttentionReason] = []
        dues: set[dt.date | None] = set()
        found = 0
        for each, rows in self._in_order(alike, reason):
            if most is not None and found >= most:
                break
            found += _milestones(rows)
            dues.update(row.last_due for row in rows)
            if each not in reasons:
                reasons.append(each)
        also_due = _milestones(row for row in alike if row.last_due in dues)
        are_few = also_due <= FEW_ENOUGH * _milestones(alike)
        return Leading(reasons, conditions.last_due_on(dues) if are_few else Q())

    def among(self, standings: StandingQuerySet, reasons: Collection[str]) -> StandingQuerySet:
        """Those that need attention for one of these reasons, sorted by the most pressing one
        (``reason_place``), then by its date, oldest first (``reason_date``)."""
        sorting = {reason: rule for reason, rule in self.rules.items() if reason in reasons}
        place = Case(*(When(rule.condition, then=i) for i, rule in enumerate(sorting.values())))
        date = Case(
            *(When(rule.condition, then=rule.date) for rule in sorting.values()),
            output_field=DateField(),
        )
        order = ["reason_place", "reason_date", "position"]
        if len(sorting) == 1:
            # Then an index may give the order.
            (date,) = (rule.date for rule in sorting.values())
            del order[0]
        needing: StandingQuerySet = (
            standings.filter(self.needed(*reasons))
            .alias(reason_place=place)
            .annotate(reason_date=date)
            .order_by(*order)
        )
        return needing

    def first(self, rows: Iterable[Row], most: int | None, reason: str = "") -> list[Row]:
        """The first of these rows that need attention, or do for a reason, at most so many (None
        for all), in the same order."""
        found: list[Row] = []
        for _reason, alike in self._in_order(rows, reason):
            if most is not None and len(found) >= most:
                break
            found += sorted(alike, key=attrgetter("position"))
        return found[:most]

    def _in_order(
        self, rows: Iterable[Row], reason: str
    ) -> Iterator[tuple[AttentionReason, list[Row]]]:
        """These rows as far as they need attention, or do for a reason, in the order of ``among``:
        those with the same most pressing reason and date together, with that reason."""
        others = list(rows)
        for each, rule in self.rules.items():
            if reason not in {"", each}:
                continue
            by_date: dict[dt.date, list[Row]] = defaultdict(list)
            for row in others:
                if rule.holds(row):
                    by_date[rule.date_of(row)].append(row)
            for date in sorted(by_date):
                yield each, by_date[date]
            others = [row for row in others if not rule.holds(row)]


def _milestones(alike: Iterable[Any]) -> int:
    return sum(row.milestones for row in alike)


class AttentionCountManager(models.Manager["AttentionCount"]):
    def alike_on(self, day: dt.date, pair: str) -> list[Alike]:
        """What milestones are alike in on a day for a pair, and how many are like each."""
        return list(map(Alike._make, _alike_on(day, pair)))


@prepared
def _alike_on(day: dt.date, pair: str) -> models.QuerySet[AttentionCount, Any]:
    alike = AttentionCount.objects.filter(in_force("", day, pair)).order_by()
    return alike.values_list(*ATTENTION_FIELDS).annotate(milestones=Sum("standings"))


class AttentionCount(Counted):
    """How many standings are alike in all that decides why milestones need attention
    (``ATTENTION_FIELDS``), and end on the same day.

    So what needs attention on any day is counted from a few hundred rows, however many milestones
    there are. See ``Standing`` for the fields.
    """

    NUMBER = "standings"

    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"), null=True, blank=True)
    first_due = models.DateField(null=True, blank=True)
    revised_date = models.DateField(_("revised deadline"), null=True, blank=True)
    previous_status = models.CharField(max_length=20, null=True, choices=Status.choices)  # noqa: DJ001
    status_us_cn = models.CharField(max_length=20, null=True, choices=Status.choices)  # noqa: DJ001
    status_us_mx = models.CharField(max_length=20, null=True, choices=Status.choices)  # noqa: DJ001
    slipped_again = models.BooleanField()
    standings = models.IntegerField()

    objects = AttentionCountManager()

    class Meta:
        verbose_name = "count for attention"
        verbose_name_plural = "counts for attention"
        indexes = [
            # Covers what a page reads, and finds the rows that a writer changes.
            models.Index(
                fields=[
                    *("pair", "from_date", "until_date", "status", "last_due", "first_due"),
                    *("revised_date", "previous_status", "status_us_cn", "status_us_mx"),
                    *("differ", "contradictory", "slipped_again", "standings"),
                ],
                name="attention_counts_summed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(standings=0), name="an_attention_count_is_not_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standings} {self.pair} {self.status} from {self.from_date}"
