"""Milestones and their deadlines, and what can be asked of them as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import ExtractMonth, ExtractYear, TruncMonth
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from milestones.choices import DELIVERED, Basis, Pair, Precision, Status, pairs_concerned
from milestones.dates import ImpreciseDate, month_end
from milestones.models.standing import in_force
from milestones.tallies import AreaTally, DeadlineTally, Tally, counts
from priorities.models import Initiative, PriorityArea, SourceLines

WITHIN_A_MONTH = (Precision.DAY, Precision.MONTH)
"""The precisions of deadlines that are listed under their month."""


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def in_document_order(self) -> Self:
        return self.order_by("initiative__area__order", "initiative__order", "order")

    def as_of(self, day: dt.date, pair: str = Pair.ALL) -> Self:
        """The milestones on record on a day, with where they stood.

        With a country pair: only milestones that concern it, and its own status; else the
        roll-up. Before the plan's date there are none. Adds ``status``, ``revised_date`` and
        ``revised_precision``, ``status_us_cn`` and ``status_us_mx`` (None where the pair is not
        concerned), ``first_due`` and ``last_due`` (days), ``overdue``, ``contradiction`` and
        ``slip_months``.
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

    def _with_flags(self, day: dt.date) -> Self:
        overdue = Q(last_due__lt=day) & ~Q(status__in=DELIVERED)
        contradiction = Q(last_due__lt=day, status=Status.ON_TRACK)
        slip = (
            (ExtractYear("revised_date") - ExtractYear("last_due")) * 12
            + ExtractMonth("revised_date")
            - ExtractMonth("last_due")
        )
        return self.annotate(
            overdue=_flag(overdue), contradiction=_flag(contradiction), slip_months=slip
        )

    def with_deadlines(self) -> Self:
        """With the deadlines and the place in the plan, for showing rows without further queries."""
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
                due_precision=Case(
                    When(deadlines__precision__in=WITHIN_A_MONTH, then=Value(Precision.MONTH)),
                    default=F("deadlines__precision"),
                ),
            )
            .values("due_month", "due_precision")
            .annotate(**counts())
        )
        tallies = [DeadlineTally(_period(row), Tally.of_row(row)) for row in rows]
        return sorted(tallies, key=_by_date)


class MilestoneManager(models.Manager["Milestone"].from_queryset(MilestoneQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, code: str) -> Milestone:
        return self.get(code=code)


class Milestone(SourceLines):
    """A promise with a stable public code.

    ``text`` is the status report's sentence; ``plan_text`` is the plan's whole sentence, which
    several milestones share where the report split it. ``parties`` is the one country pair that
    the sentence names, else ``ALL``.
    """

    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        related_name="milestones",
        verbose_name=_("initiative"),
    )
    code = models.CharField(_("code"), max_length=12, unique=True)
    text = models.TextField(_("text"))
    plan_text = models.TextField(_("text in the plan"))
    parties = models.CharField(_("parties"), max_length=5, choices=Pair.choices)
    order = models.PositiveIntegerField(_("order"))

    objects = MilestoneManager()

    # What as_of() adds:
    status: str
    revised_date: dt.date | None
    revised_precision: str
    status_us_cn: str | None
    status_us_mx: str | None
    first_due: dt.date | None
    last_due: dt.date | None
    overdue: bool
    contradiction: bool
    slip_months: int | None

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["initiative__area__order", "initiative__order", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "order"], name="one_milestone_per_place"
            ),
            models.CheckConstraint(
                condition=Q(parties__in=Pair.values), name="parties_are_a_pair_or_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    def get_absolute_url(self) -> str:
        return reverse("milestone", args=[self.code])

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    natural_key.dependencies = ["priorities.initiative"]  # type: ignore[attr-defined]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The country pairs that the milestone concerns."""
        return pairs_concerned(self.parties)

    @property
    def first_deadline(self) -> ImpreciseDate | None:
        return min((deadline.when for deadline in self.deadlines.all()), default=None)

    @property
    def last_deadline(self) -> ImpreciseDate | None:
        """The deadline that overdue and slip are reckoned from."""
        return max((deadline.when for deadline in self.deadlines.all()), default=None)

    @property
    def deadline_basis(self) -> str:
        """``derived`` if any deadline is, ``printed`` if none is, empty without deadlines."""
        bases = {deadline.basis for deadline in self.deadlines.all()}
        return Basis.DERIVED if Basis.DERIVED in bases else next(iter(bases), "")

    @property
    def revised(self) -> ImpreciseDate | None:
        """The revised deadline as of the day asked for; None if there is none."""
        if self.revised_date is None:
            return None
        return ImpreciseDate(self.revised_date, Precision(self.revised_precision))

    @property
    def pairs_differ(self) -> bool:
        """Whether the two country pairs were reported differently."""
        return None not in {self.status_us_cn, self.status_us_mx} and (
            self.status_us_cn != self.status_us_mx
        )


class DeadlineManager(models.Manager["Deadline"]):
    def get_by_natural_key(self, code: str, order: int) -> Deadline:
        return self.get(milestone__code=code, order=order)


class Deadline(models.Model):
    """A deadline of a milestone.

    ``date`` is the day on which it falls due: the last day of its month, season or year (see
    ``ImpreciseDate``). ``basis`` tells a date printed in the document from one reckoned from
    the plan's date. A recurring deadline comes again every year; only its first date counts.
    """

    milestone = models.ForeignKey(
        Milestone, on_delete=models.CASCADE, related_name="deadlines", verbose_name=_("milestone")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    date = models.DateField(_("date"), db_index=True)
    precision = models.CharField(_("precision"), max_length=6, choices=Precision.choices)
    basis = models.CharField(_("basis"), max_length=7, choices=Basis.choices)
    wording = models.CharField(_("wording"), max_length=300)
    recurring = models.BooleanField(_("every year"), default=False)

    objects = DeadlineManager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["milestone", "order"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "order"], name="one_deadline_per_place"),
            models.CheckConstraint(
                condition=Q(precision__in=Precision.values), name="a_known_precision"
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="a_known_basis"),
        ]

    def __str__(self) -> str:
        return self.wording

    def natural_key(self) -> tuple[str, int]:
        return (self.milestone.code, self.order)

    natural_key.dependencies = ["milestones.milestone"]  # type: ignore[attr-defined]

    @property
    def when(self) -> ImpreciseDate:
        return ImpreciseDate(self.date, Precision(self.precision))


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


def _by_date(tally: DeadlineTally) -> tuple[bool, Iterable[Any]]:
    if tally.when is None:
        return True, ()
    return False, (tally.when.date, list(Precision).index(tally.when.precision))
