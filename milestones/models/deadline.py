"""Deadlines, as exact as their words, and the periods they are listed under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from milestones.choices import Basis, Precision
from milestones.dates import ImpreciseDate

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
    """Deadlines and the periods they are listed under."""

    def attach_to(self, milestones: Sequence[Milestone]) -> None:
        """Have these milestones know their deadlines, in one query.

        As prefetching them would, which makes a queryset for each milestone: that takes longer
        than all else about a row of a list.
        """
        deadlines: dict[int, list[Deadline]] = {milestone.pk: [] for milestone in milestones}
        for deadline in self.filter(milestone__in=deadlines).order_by("milestone", "order"):
            deadlines[deadline.milestone_id].append(deadline)
        for milestone in milestones:
            vars(milestone)["_prefetched_objects_cache"] = {"deadlines": deadlines[milestone.pk]}

    def unusual_periods(self, standings: models.QuerySet[Any]) -> tuple[set[str], set[str]]:
        """The codes of the periods under which milestones that stand so have a deadline that was
        reckoned from the plan's date, and of those with one that comes again every year."""
        unusual = self.filter(Q(basis=Basis.DERIVED) | Q(recurring=True)).order_by()
        rows = (
            unusual.filter(milestone__in=standings.order_by().values("milestone"))
            .values_list("date", "precision", "basis", "recurring")
            .distinct()
        )
        derived, recurring = set(), set()
        for date, precision, basis, comes_again in rows:
            code = ImpreciseDate(date, Precision(precision)).listed_under.code
            if basis == Basis.DERIVED:
                derived.add(code)
            if comes_again:
                recurring.add(code)
        return derived, recurring


class DeadlineManager(models.Manager["Deadline"].from_queryset(DeadlineQuerySet)):  # type: ignore[misc]
    """Finds a deadline by its milestone's code and its place there."""

    def get_by_natural_key(self, code: str, order: int) -> Deadline:
        """For fixtures."""
        found: Deadline = self.get(milestone__code=code, order=order)
        return found


class Deadline(models.Model):
    """A deadline of a milestone.

    ``date`` is the day on which it falls due: the last day of its month, season or year (see
    ``ImpreciseDate``). ``basis`` tells a date printed in the document from one reckoned from
    the plan's date. A recurring deadline comes again every year; only its first date counts.
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
        """The deadline, as exact as it is known."""
        return ImpreciseDate(self.date, Precision(self.precision))

    @property
    def listed_under(self) -> ImpreciseDate:
        """The row of the deadlines data that counts it: its month, season or year."""
        return self.when.listed_under
