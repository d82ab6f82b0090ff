"""The reminders sent to editors, so that each is sent once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milestones.models.attention import AttentionReason
from milestones.models.milestone import Milestone

CONCERNS = tuple(dict.fromkeys(reason.concern for reason in AttentionReason))


class Reminder(models.Model):
    """A reason that a milestone needs attention, which was mailed to a user.

    ``concern`` is that of the reason (see ``AttentionReason``), and ``since`` the date that it is
    about. The same concern with the same date is never mailed to the same user again.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders"
    )
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="reminders")
    concern = models.CharField(max_length=20)
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
            models.CheckConstraint(condition=Q(concern__in=CONCERNS), name="a_known_concern"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.milestone.code} {self.concern} {self.since}"
