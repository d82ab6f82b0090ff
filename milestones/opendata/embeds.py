"""What other sites may show of the tracker: a panel or a badge of one priority area, or of all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import django_filters
from django.conf import settings
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milestones.choices import Pair
from milestones.queries import MilestoneQuery
from milestones.queries.filtersets import MilestoneFilter
from milestones.statistics import Tally
from priorities.models import PriorityArea

ALL = "all"
"""Stands for every priority area in the address of a badge."""


class PanelFilter(MilestoneFilter):
    """The parameters of a panel: those of any page, and the language of its words."""

    lang = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        method="noop",
        error_messages={
            "invalid_choice": format_lazy(
                gettext_lazy("“%(value)s” is not a language of this site: write {known}."),
                known=", ".join(code for code, _name in settings.LANGUAGES),
            )
        },
    )


class EmbedQuery(MilestoneQuery):
    """A query of a panel or badge: as of when, for whom, and in which language."""

    filter_set = PanelFilter
    unknown = tuple(set(MilestoneFilter.base_filters) - {"as_of", "pair"})

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        # The pages that a panel links to carry their language in their address.
        self.data = data.copy()
        self.data.pop("lang", None)

    @cached_property
    def language(self) -> str:
        """The code of the language asked for, whatever else is wrong with the query; English if
        none is, or none that there is."""
        self.form.full_clean()
        language: str = self.form.cleaned_data.get("lang") or "en"
        return language


@dataclass(frozen=True)
class Panel:
    """Where a priority area stands, or all of them: its name, and the counts of its milestones."""

    area: PriorityArea | None
    tally: Tally

    @classmethod
    def of(cls, area: PriorityArea | None, query: EmbedQuery) -> Panel:
        """The panel of an area as of the day asked for. Raises InvalidQuery."""
        if area is None:
            return cls(None, query.tally)
        return cls(area, query.counts.where(lambda row: row.area == area.pk).tally())

    @property
    def name(self) -> str:
        """The name of the area, which is English in every language."""
        return self.area.name if self.area else _("Security Priorities")

    @property
    def delivered(self) -> str:
        """How many of its milestones are delivered, in words."""
        words = ngettext(
            "%(done)s of %(n)s milestone delivered",
            "%(done)s of %(n)s milestones delivered",
            self.tally.milestones,
        )
        return self._counted(words)

    def briefly(self, query: EmbedQuery) -> str:
        """As much as there is room for in a badge: the count, whose it is, and the day."""
        words = ngettext(
            "%(done)s of %(n)s delivered", "%(done)s of %(n)s delivered", self.tally.milestones
        )
        said = [self._counted(words) if query.on_record else _("nothing on record")]
        if query.pair is not Pair.ALL:
            said.append(str(query.pair.label))
        if query.day > dt.date.min:
            said.append(date_format(query.day, "DATE_FORMAT"))
        return ", ".join(said)

    def _counted(self, words: str) -> str:
        return words % {"done": self.tally.completed, "n": self.tally.milestones}
