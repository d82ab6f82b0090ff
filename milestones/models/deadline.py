"""Deadlines with their precision, and the periods they are listed under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from milestones.choices import Basis, Precision
from milestones.dates import ImpreciseDate
from priorities.models import NaturalKey, NaturalKeyManager

if TYPE_CHECKING:
    from milestones.models.milestone import Milestone

WITHIN_A_MONTH = (Precision.DAY, Precision.MONTH)
"""The precisions of deadlines that are listed under their month."""

MILESTONES_IN_ORDER = (
    "milestone__initiative__area__order",
    "milestone__initiative__order",
    "milestone__order",
)


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def attach_to(self, milestones: Sequence[Milestone]) -> None:
        """Set the prefetched deadlines of these milestones, in one query.

        ``prefetch_related`` would build a queryset for each milestone, which takes longer than
        everything else about a row of a list.
        """
        deadlines: dict[int, list[Deadline]] = {milestone.pk: [] for milestone in milestones}
        for deadline in self.filter(milestone__in=deadlines).order_by("milestone", "order"):
            deadlines[deadline.milestone_id].append(deadline)
        for milestone in milestones:
            vars(milestone)["_prefetched_objects_cache"] = {"deadlines": deadlines[milestone.pk]}

    def unusual_periods(self, standings: models.QuerySet[Any]) -> tuple[set[str], set[str]]:
        """The codes of two sets of periods of the milestones of these standings: those with a
        deadline derived from the plan's date, and those with a recurring deadline."""
        unusual = self.filter(Q(basis=Basis.DERIVED) | Q(recurring=True)).order_by()
        rows = (
            unusual.filter(Exists(standings.order_by().filter(milestone=OuterRef("milestone"))))
            # With the date first, SQLite would read an index of dates, and each row after it.
            .values_list("precision", "basis", "recurring", "date")
            .distinct()
        )
        derived, recurring = set(), set()
        for precision, basis, is_recurring, date in rows:
            code = ImpreciseDate.of_row(date, precision).listed_under.code
            if basis == Basis.DERIVED:
                derived.add(code)
            if is_recurring:
                recurring.add(code)
        return derived, recurring


class DeadlineManager(NaturalKeyManager.from_queryset(DeadlineQuerySet)):  # type: ignore[misc]
    """Untyped, since type checkers do not find it behind a relation."""


class Deadline(NaturalKey):
    """A deadline of a milestone.

    ``date`` is the day on which it falls due: the last day of its month, season or year (see
    ``ImpreciseDate``). ``basis`` is whether the date is printed in the document or derived from
    the plan's date. A recurring deadline repeats every year; only its first date is used.
    """

    milestone = models.ForeignKey(
        "milestones.Milestone",
        on_delete=models.CASCADE,
        related_name="deadlines",
        verbose_name=_("milestone"),
    )
    order = models.PositiveSmallIntegerField(_("order"))
    date = models.DateField(_("date"), db_index=True)
    precision = models.CharField(_("precision"), max_length=6, choices=Precision.choices)
    basis = models.CharField(_("basis"), max_length=7, choices=Basis.choices)
    wording = models.CharField(_("wording"), max_length=300)
    recurring = models.BooleanField(_("every year"), default=False)

    history = HistoricalRecords()
    public_names = ("milestone__code", "order")
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

    @property
    def when(self) -> ImpreciseDate:
        """The date in its precision."""
        return ImpreciseDate.of_row(self.date, self.precision)

    @property
    def listed_under(self) -> ImpreciseDate:
        """The period that counts it in the deadlines data: its month, season or year."""
        return self.when.listed_under
