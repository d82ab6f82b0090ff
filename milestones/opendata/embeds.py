"""Embeds for other sites: a panel or a badge of one priority area, or of all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milestones.choices import Pair
from milestones.queries import MilestoneQuery
from milestones.queries.fields import ChoiceField, Parameter
from milestones.queries.filtersets import MilestoneFilter
from milestones.statistics import Tally
from priorities.models import PriorityArea

ALL = "all"
"""Stands for all priority areas in the URL of an embed."""


class PanelFilter(MilestoneFilter):
    """The parameters of a panel: those of any page, and the language."""

    lang = Parameter(
        ChoiceField,
        gettext_lazy("Language"),
        gettext_lazy("Panels and badges only: in this language, not in English."),
        "fr",
        choices=settings.LANGUAGES,
        invalid=format_lazy(
            gettext_lazy("“%(value)s” is not a language of this site: write {known}."),
            known=", ".join(code for code, _name in settings.LANGUAGES),
        ),
    )


class EmbedQuery(MilestoneQuery):
    """The query of a panel or badge: as of when, for which pair, and in which language."""

    filter_set = PanelFilter
    unknown = tuple(set(MilestoneFilter.base_filters) - {"as_of", "pair"})

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        # The pages that a panel links to have their language in their path.
        self.data = data.copy()
        self.data.pop("lang", None)

    @cached_property
    def language(self) -> str:
        """The code of the requested language, even if the query is otherwise invalid; English if
        it is missing or unknown."""
        self.form.full_clean()
        language: str = self.form.cleaned_data.get("lang") or "en"
        return language


@dataclass(frozen=True)
class Panel:
    """The milestone counts of a priority area, or of all areas if ``area`` is None."""

    area: PriorityArea | None
    tally: Tally

    @classmethod
    def of(cls, area: PriorityArea | None, query: EmbedQuery) -> Panel:
        """The panel of an area as of the query's day. Raises InvalidQuery."""
        if area is None:
            return cls(None, query.tally)
        return cls(area, query.counts.where(lambda row: row.area == area.pk).tally)

    @property
    def name(self) -> str:
        """The area's name in the current language."""
        return str(self.area) if self.area else _("Security Priorities")

    @property
    def delivered(self) -> str:
        """How many milestones are delivered, in words."""
        template = ngettext(
            "%(done)s of %(n)s milestone delivered",
            "%(done)s of %(n)s milestones delivered",
            self.tally.milestones,
        )
        return self._format_counts(template)

    def briefly(self, query: EmbedQuery) -> str:
        """The short text of a badge: the count, the pair if one is requested, and the day."""
        template = ngettext(
            "%(done)s of %(n)s delivered", "%(done)s of %(n)s delivered", self.tally.milestones
        )
        parts = [self._format_counts(template) if query.on_record else _("no data")]
        if query.pair is not Pair.ALL:
            parts.append(str(query.pair.label))
        if query.day > dt.date.min:
            parts.append(date_format(query.day))
        return ", ".join(parts)

    def _format_counts(self, template: str) -> str:
        return template % {"done": self.tally.completed, "n": self.tally.milestones}
