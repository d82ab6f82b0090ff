"""The words that milestones are searched by."""

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
        """Those that have every word and phrase (see ``milestones.search``); none without any."""
        every = Q()
        for term in terms_of(words):
            alternatives = list(term.alternatives)
            if len(alternatives) > 1:
                # Most rows do not even have this, and are looked through once.
                every &= Q(words__contains=commonprefix(alternatives))  # noqa: RUF071 - of characters
            every &= reduce(or_, (Q(words__contains=text) for text in alternatives))
        return self.filter(every) if every else self.none()


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

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("searched words")
        verbose_name_plural = _("searched words")

    def __str__(self) -> str:
        return self.words
