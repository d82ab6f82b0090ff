"""The text that milestones are searched by."""

from __future__ import annotations

from functools import reduce
from operator import or_
from os.path import commonprefix
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from milestones.search import terms_of


class SearchTextQuerySet(models.QuerySet["SearchText"]):
    def matching(self, words: str) -> Self:
        """Rows with every word and phrase (see ``milestones.search``); no rows without words."""
        condition = Q()
        for term in terms_of(words):
            alternatives = list(term.alternatives)
            if len(alternatives) > 1:
                # Most rows do not contain the prefix, so they are scanned only once.
                condition &= Q(words__contains=commonprefix(alternatives))  # noqa: RUF071 - of characters
            condition &= reduce(or_, (Q(words__contains=text) for text in alternatives))
        return self.filter(condition) if condition else self.none()


class SearchText(models.Model):
    """The search text of a milestone: its sentences, initiative, area and their codes, folded
    (see ``milestones.search.searchable``).

    Stored so that every database finds the same. ``milestones.actions.index_words`` writes it.
    """

    milestone = models.OneToOneField(
        "milestones.Milestone",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_text",
        verbose_name=_("milestone"),
    )
    words = models.TextField(_("words"))

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("searched words")
        verbose_name_plural = _("searched words")

    def __str__(self) -> str:
        return self.words
