"""Filters that the words of a search may mean: a status, a country, a pair or a priority area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from milestones.choices import COUNTRY_PAIRS, Pair, Status
from milestones.queries import MilestoneQuery
from milestones.search import words_of

COUNTRIES = {
    Pair.US_CN: (gettext_noop("Canada"), "Canada Canadá Canadian"),
    Pair.US_MX: (gettext_noop("Mexico"), "Mexico México Mexique Mexican"),
}
"""The country that each pair has beside the United States, and what people call it."""

MAX_SUGGESTIONS = 3
"""How many filters are offered: each takes a count, and a search can name many."""

Words = tuple[str, ...]
Meaning = tuple[str, str]
"""A parameter and its value."""


@dataclass(frozen=True)
class Suggestion:
    """A filter that words of a search may mean.

    ``words`` are those that are searched for beside it; ``count`` is how many milestones there
    would be, and ``params`` are what to change of the query.
    """

    name: str
    label: str
    words: str
    count: int
    params: Mapping[str, Any]

    def __str__(self) -> str:
        values = {"count": self.count, "value": self.label}
        match self.name:
            case "pair":
                text = ngettext(
                    "%(count)s milestone concerns %(value)s",
                    "%(count)s milestones concern %(value)s",
                    self.count,
                )
            case "status":
                text = ngettext(
                    "%(count)s milestone has the status “%(value)s”",
                    "%(count)s milestones have the status “%(value)s”",
                    self.count,
                )
            case _other:
                text = ngettext(
                    "%(count)s milestone is in %(value)s",
                    "%(count)s milestones are in %(value)s",
                    self.count,
                )
        sentence = text % values
        if not self.words:
            return sentence
        return _("%(sentence)s, with “%(words)s”") % {"sentence": sentence, "words": self.words}


def suggestions(query: MilestoneQuery) -> list[Suggestion]:
    """The first filters that words of a search may mean, each once, and that are not set; those
    that would find nothing are left out."""
    searched = query.form.cleaned_data.get("q", "") if query.form.is_valid() else ""
    first = islice(_suggestions(query, searched), MAX_SUGGESTIONS)
    return [one for one in first if one.count]


def _suggestions(query: MilestoneQuery, searched: str) -> Iterator[Suggestion]:
    typed = searched.split()
    folded = [words_of(word) for word in typed]
    meanings = {**_vocabulary(), **_areas(query)}
    offered: set[Meaning] = set()
    for first in range(len(typed)):
        for last in range(len(typed), first, -1):
            words = tuple(word for some in folded[first:last] for word in some)
            meaning = meanings.get(words)
            if meaning and meaning not in offered and not query.params.get(meaning[0]):
                offered.add(meaning)
                yield _suggestion(query, meaning, " ".join(typed[:first] + typed[last:]))
                break


def _suggestion(query: MilestoneQuery, meaning: Meaning, others: str) -> Suggestion:
    name, value = meaning
    data = query.params.copy()
    data[name], data["q"] = value, others
    data.pop("page", None)
    suggested = type(query)(QueryDict(data.urlencode()), paged=True)
    label = {
        "pair": lambda: _(COUNTRIES[Pair(value)][0]),
        "status": lambda: str(Status(value).label),
        "area": lambda: next(area.name for area in query.areas if area.slug == value),
    }[name]()
    params = {name: value, "q": others or None, "page": None}
    return Suggestion(name, label, others, suggested.tally.milestones, params)


def _areas(query: MilestoneQuery) -> dict[Words, Meaning]:
    return {tuple(words_of(area.name)): ("area", area.slug) for area in query.areas}


@lru_cache(maxsize=1)
def _vocabulary() -> dict[Words, Meaning]:
    """What statuses, countries and pairs are called, in every language of the site."""
    known: dict[Words, Meaning] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for status in Status:
                known[tuple(words_of(str(status.label)))] = ("status", status.value)
            for pair in COUNTRY_PAIRS:
                known[tuple(words_of(str(pair.label)))] = ("pair", pair.value)
    for pair, (_label, names) in COUNTRIES.items():
        known |= {tuple(words_of(name)): ("pair", pair.value) for name in names.split()}
    return known
