"""Passwords that somebody else has set, which their owners must change at the next login."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TemporaryPassword(models.Model):
    """Says that a user's password was set by somebody else, at an instant (UTC).

    It is deleted when the user sets another one. It is no part of the record.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="temporary_password",
    )
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("temporary password")
        verbose_name_plural = _("temporary passwords")

    def __str__(self) -> str:
        return f"{self.user} {self.set_at:%Y-%m-%d}"
