"""What can be asked of milestones as of a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import ExtractMonth, ExtractYear, TruncMonth

from milestones.choices import DELIVERED, Pair, Precision, Status
from milestones.comparisons import Matrix
from milestones.dates import ImpreciseDate, month_end
from milestones.models import compared as two_days
from milestones.models.deadline import WITHIN_A_MONTH, Deadline, listed_precision
from milestones.models.standing import in_force
from milestones.tallies import AreaTally, DeadlineTally, Tally, counts
from priorities.models import PriorityArea

if TYPE_CHECKING:
    from milestones.models.milestone import Milestone

DOCUMENT_ORDER = ("initiative__area__order", "initiative__order", "order")

BOTH_STATUSES = ["from_status", "to_status"]


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def as_of(self, day: dt.date, pair: str = Pair.ALL) -> Self:
        """The milestones on record on a day, with where they stood.

        With a country pair: only milestones that concern it, and its own status; else the
        roll-up. Before the plan's date there are none. Adds ``status``, ``revised_date`` and
        ``revised_precision``, ``status_us_cn`` and ``status_us_mx`` (None where the pair is not
        concerned), ``first_due`` and ``last_due`` (days), ``overdue``, ``contradiction``,
        ``slip_months``, ``slipped`` (the deadline was put off) and ``differ`` (the two country
        pairs were reported differently, whichever of them is asked for).
        """
        return (
            self.annotate(
                standing=FilteredRelation("standings", condition=in_force("standings", day, pair)),
                us_cn=FilteredRelation(
                    "standings", condition=in_force("standings", day, Pair.US_CN)
                ),
                us_mx=FilteredRelation(
                    "standings", condition=in_force("standings", day, Pair.US_MX)
                ),
            )
            .filter(standing__isnull=False)
            .annotate(
                status=F("standing__status"),
                revised_date=F("standing__revised_date"),
                revised_precision=F("standing__revised_precision"),
                status_us_cn=F("us_cn__status"),
                status_us_mx=F("us_mx__status"),
                first_due=_due("date"),
                last_due=_due("-date"),
            )
            ._with_flags(day)
        )

    def on_record(self, day: dt.date) -> Self:
        """The milestones that stand anywhere on a day."""
        return self.filter(in_force("standings", day, Pair.ALL))

    def concerning(self, pair: Pair) -> Self:
        """Those that concern a country pair, wherever they stand; with ``ALL`` all of them."""
        return self if pair is Pair.ALL else self.filter(parties__in=[Pair.ALL, pair])

    def _with_flags(self, day: dt.date) -> Self:
        overdue = Q(last_due__lt=day) & ~Q(status__in=DELIVERED)
        contradiction = Q(last_due__lt=day, status=Status.ON_TRACK)
        both_concerned = Q(status_us_cn__isnull=False, status_us_mx__isnull=False)
        differ = both_concerned & ~Q(status_us_cn=F("status_us_mx"))
        slip = (
            (ExtractYear("revised_date") - ExtractYear("last_due")) * 12
            + ExtractMonth("revised_date")
            - ExtractMonth("last_due")
        )
        return self.annotate(
            overdue=_flag(overdue),
            contradiction=_flag(contradiction),
            differ=_flag(differ),
            slip_months=slip,
        ).annotate(slipped=_flag(Q(slip_months__gt=0)))

    def compared(self, first: dt.date, second: dt.date, pair: str = Pair.ALL) -> Self:
        """The milestones on record on the second day, with where they stood on both.

        Everything ``as_of`` adds is the second day's. Adds for either day, under ``from_`` and
        ``to_``: ``status``, ``revised_date``, ``revised_precision`` and ``words`` (as
        reported), the same for each country pair (``from_us_cn_status`` and so on), the days
        themselves (``from_day``, ``to_day``), ``direction`` (see ``Direction``) and ``changed``.
        Before the plan's date the status is None.

        A milestone *changed* if, for the pair asked for, or without one for any pair that it
        concerns, anything of this is not the same on both days: the status, the revised date
        (one that is new, moved, dropped, or otherwise exact), or the words as reported. So one
        whose roll-up is the same has changed if one of its pairs has, and a plan's date between
        the two days changes everything: nothing was on record, now it is planned.
        """
        return (
            self.as_of(second, pair)
            .annotate(**two_days.standings_on(first, pair))
            .annotate(
                from_day=Value(first, output_field=models.DateField()),
                to_day=Value(second, output_field=models.DateField()),
                **two_days.told(),
            )
            .annotate(
                from_words=two_days.words_together("from", pair),
                to_words=two_days.words_together("to", pair),
                direction=two_days.direction(),
                changed=_flag(~two_days.nothing_changed(pair)),
            )
        )

    def matrix(self) -> Matrix:
        """How many of the milestones compared went from which status to which, in one query."""
        rows = self.order_by().values(*BOTH_STATUSES)
        return Matrix.of_rows(
            rows.annotate(
                count_all=Count("pk", distinct=True),
                count_changed=Count("pk", filter=Q(changed=True), distinct=True),
            )
        )

    def with_deadlines(self) -> Self:
        """With deadlines and place in the plan, so that showing a row takes no further query."""
        return self.select_related("initiative__area__goal").prefetch_related("deadlines")

    def due_between(self, first: dt.date | None, last: dt.date | None) -> Self:
        """Those with a deadline that falls due in the time given, both days included."""
        falls_due = Q()
        if first:
            falls_due &= Q(date__gte=first)
        if last:
            falls_due &= Q(date__lte=last)
        return self.filter(_has_deadline(falls_due))

    def due_in(self, when: ImpreciseDate) -> Self:
        """Those listed under a deadline: the month's with its days, a season's or year's alone."""
        precision = WITHIN_A_MONTH if when.precision in WITHIN_A_MONTH else (when.precision,)
        first = when.date.replace(day=1)
        return self.filter(
            _has_deadline(Q(date__gte=first, date__lte=when.date, precision__in=precision))
        )

    def without_deadline(self) -> Self:
        return self.filter(~_has_deadline(Q()))

    def before(self, milestone: Milestone) -> Self:
        """Those before a milestone in document order, nearest first."""
        return self._beside(milestone, "lt").reverse()

    def after(self, milestone: Milestone) -> Self:
        """Those after a milestone in document order, nearest first."""
        return self._beside(milestone, "gt")

    def _beside(self, milestone: Milestone, side: str) -> Self:
        initiative = milestone.initiative
        return self.filter(
            Q(**{"initiative": initiative, f"order__{side}": milestone.order})
            | Q(
                **{
                    "initiative__area": initiative.area,
                    f"initiative__order__{side}": initiative.order,
                }
            )
            | Q(**{f"initiative__area__order__{side}": initiative.area.order})
        )

    def search(self, words: str) -> Self:
        """Those whose code, sentence (in either document), initiative or area has every word."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(code__iexact=word)
                | Q(text__icontains=word)
                | Q(plan_text__icontains=word)
                | Q(initiative__code__iexact=word)
                | Q(initiative__text__icontains=word)
                | Q(initiative__area__name__icontains=word)
            )
        return found

    def overdue(self) -> Self:
        """Of milestones as of a day, those that are overdue, longest first."""
        return self.filter(Q(overdue=True)).order_by("last_due", *DOCUMENT_ORDER)

    def merely_overdue(self) -> Self:
        """Those that are overdue and were not even called on track, longest first."""
        return self.overdue().filter(Q(contradiction=False))

    def put_off(self) -> Self:
        """Of milestones as of a day, those put off to a later date, furthest first."""
        return self.filter(Q(slipped=True)).order_by("-slip_months", *DOCUMENT_ORDER)

    def contradictory(self) -> Self:
        """Of milestones as of a day, those on track after their deadline, longest first."""
        return self.filter(Q(contradiction=True)).order_by("last_due", *DOCUMENT_ORDER)

    def pairs_differ(self) -> Self:
        """Of milestones as of a day, those whose two country pairs were reported differently."""
        return self.filter(Q(differ=True))

    def tally(self) -> Tally:
        """Counts over milestones as of a day, in one query."""
        return Tally.of_row(self.aggregate(**counts()))

    def by_area(self) -> list[AreaTally]:
        """Counts for each priority area that has any of these milestones, in document order."""
        rows = self.order_by().values("initiative__area").annotate(**counts())
        tallies = {row["initiative__area"]: Tally.of_row(row) for row in rows}
        areas = PriorityArea.objects.select_related("goal").filter(pk__in=tallies)
        return [AreaTally(area, tallies[area.pk]) for area in areas]

    def by_deadline(self) -> list[DeadlineTally]:
        """Counts for each deadline month, earliest first, then for no deadline.

        A milestone with deadlines in two months counts in both. A year or a season has a row of
        its own, after the month it ends with.
        """
        rows = (
            self.order_by()
            .annotate(
                due_month=TruncMonth("deadlines__date"),
                due_precision=listed_precision("deadlines__"),
            )
            .values("due_month", "due_precision")
            .annotate(**counts())
        )
        tallies = [DeadlineTally(_period(row), Tally.of_row(row)) for row in rows]
        return sorted(tallies, key=_by_date)


def _due(order: str) -> Subquery:
    deadlines = Deadline.objects.filter(milestone=OuterRef("pk")).order_by(order)
    return Subquery(deadlines.values("date")[:1])


def _has_deadline(condition: Q) -> Exists:
    return Exists(Deadline.objects.filter(condition, milestone=OuterRef("pk")))


def _flag(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=models.BooleanField()
    )


def _period(row: dict[str, Any]) -> ImpreciseDate | None:
    month: dt.date | None = row["due_month"]
    if month is None:
        return None
    return ImpreciseDate(month_end(month.year, month.month), Precision(row["due_precision"]))


def _by_date(tally: DeadlineTally) -> tuple[bool, tuple[Any, ...]]:
    if tally.when is None:
        return True, ()
    return False, (tally.when.date, list(Precision).index(tally.when.precision))
