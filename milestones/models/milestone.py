"""Milestones: what was promised to be done."""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from milestones.choices import Basis, Pair, Precision, pairs_concerned
from milestones.dates import ImpreciseDate
from milestones.models.as_of import DOCUMENT_ORDER, TOLD, MilestoneQuerySet
from milestones.models.positions import position_of
from milestones.tallies import is_contradictory, is_overdue
from priorities.models import Initiative, SourceLines

_told = attrgetter(*TOLD)


class MilestoneManager(models.Manager["Milestone"].from_queryset(MilestoneQuerySet)):  # type: ignore[misc]
    """Finds a milestone by its public code."""

    def get_by_natural_key(self, code: str) -> Milestone:
        """For fixtures."""
        found: Milestone = self.get(code=code)
        return found


class Milestone(SourceLines):
    """A promise with a stable public code.

    ``text`` is the status report's sentence; ``plan_text`` is the plan's whole sentence, which
    several milestones share where the report split it. ``parties`` is the one country pair that
    the sentence names, else ``ALL``. ``introduced_by`` is the later edition that added it, whose
    sentence it has; it was not promised in the plan. None for what the plan promised.
    """

    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        related_name="milestones",
        verbose_name=_("initiative"),
    )
    code = models.CharField(_("code"), max_length=12, unique=True)
    text = models.TextField(_("text"))
    plan_text = models.TextField(_("text in the plan"), blank=True)
    parties = models.CharField(_("parties"), max_length=5, choices=Pair.choices)
    order = models.PositiveIntegerField(_("order"))
    introduced_by = models.ForeignKey(
        "milestones.StatusReport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="introduced",
        verbose_name=_("introduced by"),
    )

    history = HistoricalRecords()
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
    slipped: bool
    differ: bool
    position: int
    since: dt.date

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = list(DOCUMENT_ORDER)
        constraints = [
            models.UniqueConstraint(fields=["initiative", "order"], name="one_milestone_per_place"),
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

    def stand(self, standing: Any, day: dt.date) -> None:
        """Say of itself what ``as_of`` adds to a milestone with this standing on a day."""
        vars(self).update(zip(TOLD, _told(standing), strict=True))
        self.since = standing.from_date
        self.overdue = is_overdue(self.status, self.last_due, day)
        self.contradiction = is_contradictory(self.status, self.last_due, day)

    @property
    def place(self) -> int:
        """Where it stands in document order: the ``position`` of its standings."""
        initiative = self.initiative
        return position_of(initiative.area.order, initiative.order, self.order)

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
