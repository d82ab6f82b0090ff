"""The record: who reported which status of a milestone, as of when, and from which document.

Nothing in it is ever changed or deleted (the database refuses it); a correction is a later
revision for the same day. ``milestones.actions`` is the only writer.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from milestones.choices import SCALE, Pair, Precision, Status
from milestones.dates import ImpreciseDate
from milestones.models.milestone import Milestone
from milestones.models.standing import WITH_ITS_PRECISION, in_force
from priorities.models import NaturalKeyManager, Plan, SourceDocument


class StatusReport(SourceDocument):
    """An edition of the status report. ``as_of`` is the day whose state of things it tells."""

    as_of = models.DateField(_("as of"))

    public_name = "sha256"
    objects = NaturalKeyManager()

    class Meta(SourceDocument.Meta):
        verbose_name = _("status report")
        verbose_name_plural = _("status reports")
        ordering = ["as_of"]


class StatusUpdateQuerySet(models.QuerySet["StatusUpdate"]):
    def newest_as_of(self) -> dt.date | None:
        """The newest day on record: of the updates, else of the plan; None if there is neither."""
        newest: dt.date | None = self.aggregate(newest=models.Max("as_of"))["newest"]
        if newest is None:
            newest = Plan.objects.aggregate(newest=models.Max("published"))["newest"]
        return newest

    def for_page(self) -> Self:
        """With everything that a history shows, newest first."""
        return (
            self.select_related("report", "recorded_by")
            .prefetch_related("lines")
            .order_by("-as_of", "-revision")
        )


class StatusUpdateManager(models.Manager["StatusUpdate"].from_queryset(StatusUpdateQuerySet)):  # type: ignore[misc]
    """Finds an update by its milestone's code, its day and its revision."""

    def get_by_natural_key(self, code: str, as_of: dt.date, revision: int) -> StatusUpdate:
        """For fixtures."""
        found: StatusUpdate = self.get(milestone__code=code, as_of=as_of, revision=revision)
        return found


class StatusUpdate(models.Model):
    """The whole picture of one milestone from one day on, until the next update.

    It has one line for all parties, or one for each country pair that the milestone concerns.
    Of several revisions for one day the highest is in force; the others are what it corrects.
    ``recorded_at`` is an instant in UTC; ``recorded_by`` is None for what was loaded from a
    report; ``report`` is None for what a person recorded otherwise.
    """

    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="updates", verbose_name=_("milestone")
    )
    as_of = models.DateField(_("as of"), db_index=True)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    report = models.ForeignKey(
        StatusReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="updates",
        verbose_name=_("status report"),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)

    objects = StatusUpdateManager()

    class Meta:
        verbose_name = _("status update")
        verbose_name_plural = _("status updates")
        ordering = ["milestone", "as_of", "revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "as_of", "revision"], name="one_update_per_day_and_revision"
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="revisions_count_from_1"),
            models.CheckConstraint(
                condition=Q(revision=1) | ~Q(reason=""), name="a_correction_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone.code} {self.as_of} #{self.revision}"

    def natural_key(self) -> tuple[str, dt.date, int]:
        return (self.milestone.code, self.as_of, self.revision)

    natural_key.dependencies = ["milestones.milestone", "milestones.statusreport"]  # type: ignore[attr-defined]


class PairStatusQuerySet(models.QuerySet["PairStatus"]):
    def in_force(self, day: dt.date) -> Self:
        """The status lines of the updates in force on a day."""
        return self.filter(in_force("update__standings", day, Pair.ALL))


class PairStatus(models.Model):
    """A status line of an update: the status for all parties or for one country pair.

    ``as_reported`` has the words verbatim, ``revised_date`` the date in them (as in
    ``ImpreciseDate``; None if there is none), ``note`` whatever else they say. ``source_line``
    is the line of the update's report, None without a report.
    """

    update = models.ForeignKey(
        StatusUpdate, on_delete=models.PROTECT, related_name="lines", verbose_name=_("update")
    )
    pair = models.CharField(_("pair"), max_length=5, choices=Pair.choices)
    status = models.CharField(
        _("status"), max_length=20, choices=[(status.value, status.label) for status in SCALE]
    )
    as_reported = models.CharField(_("as reported"), max_length=500)
    revised_date = models.DateField(_("revised deadline"), null=True, blank=True)
    revised_precision = models.CharField(
        _("precision of the revised deadline"),
        max_length=6,
        blank=True,
        choices=Precision.choices,
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    source_line = models.PositiveIntegerField(_("source line"), null=True, blank=True)

    objects = PairStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("status line")
        verbose_name_plural = _("status lines")
        ordering = ["update", "pair"]
        constraints = [
            # Together these two say: one line for all parties, or one for each pair, never both.
            models.UniqueConstraint(
                fields=["update"],
                condition=Q(pair__in=[Pair.ALL, Pair.US_CN]),
                name="one_answer_for_us_cn",
            ),
            models.UniqueConstraint(
                fields=["update"],
                condition=Q(pair__in=[Pair.ALL, Pair.US_MX]),
                name="one_answer_for_us_mx",
            ),
            models.CheckConstraint(condition=Q(pair__in=Pair.values), name="a_known_pair"),
            models.CheckConstraint(condition=Q(status__in=SCALE), name="a_status_on_the_scale"),
            models.CheckConstraint(
                condition=WITH_ITS_PRECISION, name="a_revised_date_has_its_precision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_pair_display()}{pgettext('after a name', ':')} {self.as_reported}"

    @property
    def revised(self) -> ImpreciseDate | None:
        """The date in the words, no more exact than they are; None if there is none."""
        if self.revised_date is None:
            return None
        return ImpreciseDate(self.revised_date, Precision(self.revised_precision))

    @property
    def rank(self) -> int:
        """The place on the scale, 0 being furthest behind."""
        return SCALE.index(Status(self.status))
