"""Editions of the status report, which are never changed or deleted."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from priorities.models import NaturalKeyManager, SourceDocument


class StatusReportQuerySet(models.QuerySet["StatusReport"]):
    def in_effect(self) -> Self:
        """Filters out editions that were withdrawn."""
        return self.filter(withdrawal=None)

    def first_edition(self) -> StatusReport | None:
        """The edition that the milestones were read from, without its text; None before seeding."""
        return self.defer("text").order_by("pk").first()

    def days(self, last: dt.date) -> models.QuerySet[StatusReport, dt.date]:
        """The as-of days of the editions in effect, until a day, newest first."""
        in_effect = self.in_effect().filter(as_of__lte=last).order_by("-as_of")
        return in_effect.values_list("as_of", flat=True).distinct()

    def newest(self) -> StatusReport | None:
        """The edition in effect with the latest as-of day, without its text; None without any."""
        return self.in_effect().defer("text").order_by("-as_of", "-pk").first()


class StatusReport(SourceDocument):
    """An edition of the status report; ``as_of`` is its reporting day.

    ``application`` numbers the imports of the same document: 1, and one more each time that it is
    imported again after a withdrawal. ``url`` is where it was published on the web, None if nobody
    gave it.
    """

    sha256 = models.CharField(_("SHA-256"), max_length=64)
    as_of = models.DateField(_("as of"))
    application = models.PositiveSmallIntegerField(_("application"), default=1)
    # Nullable, so that SQLite adds the column in place: triggers name the table.
    url = models.URLField(  # noqa: DJ001
        _("web address"),
        max_length=500,
        null=True,
        blank=True,
        validators=[URLValidator(["http", "https"])],
    )

    public_names = ("sha256", "application")
    objects = NaturalKeyManager.from_queryset(StatusReportQuerySet)()

    class Meta(SourceDocument.Meta):
        verbose_name = _("status report")
        verbose_name_plural = _("status reports")
        ordering = ["as_of", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "application"], name="a_document_is_applied_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(application__gte=1), name="applications_count_from_1"
            ),
        ]

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was withdrawn; use ``select_related("withdrawal")`` to avoid a query."""
        return hasattr(self, "withdrawal")
