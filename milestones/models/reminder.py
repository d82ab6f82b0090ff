"""The reminders sent to editors, so that each is sent once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milestones.models.milestone import Milestone


class ReminderReason(models.TextChoices):
    """Why a milestone needs its editor, most urgent first."""

    OVERDUE = "overdue", _("Overdue")
    CONTRADICTORY = "contradictory", _("On track, but past deadline")
    DUE_SOON = "due_soon", _("Due soon")
    NOT_UPDATED = "not_updated", _("Not updated since the last edition")


class Reminder(models.Model):
    """A reason (``concern``) to update a milestone that was mailed to a user.

    ``since`` is the day of the deadline, or the as-of day of the last edition. The same concern
    with the same day is never mailed to the same user again.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders"
    )
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="reminders")
    concern = models.CharField(max_length=13, choices=ReminderReason.choices)
    since = models.DateField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "milestone", "concern", "since"], name="reminded_once"
            ),
            models.CheckConstraint(
                condition=Q(concern__in=ReminderReason.values), name="a_known_concern"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.milestone.code} {self.concern} {self.since}"
