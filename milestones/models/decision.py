"""What people decided about the lines of an edition. It is never changed or deleted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milestones.choices import QuestionKind
from milestones.models.report import StatusReport


class EditionDecision(models.Model):
    """The answer of a person to a question about a line of an edition, when it was imported.

    ``words`` are those of the line or the sentence. ``answer`` is a code: a status with its
    revised date (``delayed:2008-06``) or ``ignored`` for a wording, a country pair (``US-MX``), a
    milestone (``TS-2.4``) or ``new`` for a sentence. ``decided_by`` is None if nobody was logged
    in, as on the command line; ``decider`` is that person's full name then, which is public.
    ``decided_at`` is an instant in UTC.
    """

    report = models.ForeignKey(
        StatusReport,
        on_delete=models.PROTECT,
        related_name="decisions",
        verbose_name=_("status report"),
    )
    line = models.PositiveIntegerField(_("line"))
    question = models.CharField(_("question"), max_length=9, choices=QuestionKind.choices)
    words = models.TextField(_("words"))
    answer = models.CharField(_("answer"), max_length=40)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decider = models.CharField(_("decided by"), max_length=301, blank=True)
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)

    class Meta:
        verbose_name = _("decision about an edition")
        verbose_name_plural = _("decisions about editions")
        ordering = ["report", "line", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "line", "question"], name="a_line_is_decided_once"
            ),
            models.CheckConstraint(
                condition=Q(question__in=QuestionKind.values), name="a_known_question"
            ),
            models.CheckConstraint(condition=~Q(answer=""), name="a_decision_has_an_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.report}, {self.line}: {self.answer}"
