"""The words that milestones are searched by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchText(models.Model):
    """What a milestone is found by: its sentences, its initiative, its area and their codes,
    folded (see ``milestones.search.searchable``).

    Kept so that every database finds the same. ``milestones.actions.index_words`` writes it.
    """

    milestone = models.OneToOneField(
        "milestones.Milestone",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_text",
        verbose_name=_("milestone"),
    )
    words = models.TextField(_("words"))

    class Meta:
        verbose_name = _("searched words")
        verbose_name_plural = _("searched words")

    def __str__(self) -> str:
        return self.words
