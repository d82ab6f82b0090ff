"""When the record was verified, and what came of it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Verification(models.Model):
    """A run of ``manage.py verify`` that ended at an instant (UTC), with its number of findings."""

    verified_at = models.DateTimeField(default=timezone.now)
    finding_count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.verified_at:%Y-%m-%d %H:%M} {self.finding_count}"
