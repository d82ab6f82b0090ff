"""Filters that the words of a search may mean: by status, country, pair or priority area."""

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
"""The country of each pair other than the United States, and the names that people use."""

MAX_SUGGESTIONS = 3
"""How many filters are suggested: each needs a count, and a search can name many."""

Words = tuple[str, ...]
Meaning = tuple[str, str]
"""A parameter and its value."""


@dataclass(frozen=True)
class Suggestion:
    """A filter that words of a search may mean.

    ``words`` are the remaining words of the search; ``count`` is how many milestones the filter
    would give with them; ``params`` are the changes to the query's parameters.
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
    """The first filters that words of the search may mean, each once, and not already set.
    Those that match no milestone are left out."""
    search_text = query.form.cleaned_data.get("q", "") if query.form.is_valid() else ""
    candidates = islice(_find_suggestions(query, search_text), MAX_SUGGESTIONS)
    return [suggestion for suggestion in candidates if suggestion.count]


def _find_suggestions(query: MilestoneQuery, search_text: str) -> Iterator[Suggestion]:
    typed = search_text.split()
    folded = [words_of(word) for word in typed]
    areas = {_name_words(name): ("area", area.slug) for area in query.areas for name in area.names}
    meanings = {**_vocabulary(), **areas}
    offered: set[Meaning] = set()
    for start in range(len(typed)):
        for end in range(len(typed), start, -1):
            words = tuple(word for parts in folded[start:end] for word in parts)
            meaning = meanings.get(words)
            if meaning and meaning not in offered and not query.params.get(meaning[0]):
                offered.add(meaning)
                yield _make_suggestion(query, meaning, " ".join(typed[:start] + typed[end:]))
                break


@lru_cache(maxsize=256)
def _name_words(name: str) -> tuple[str, ...]:
    return tuple(words_of(name))


def _make_suggestion(query: MilestoneQuery, meaning: Meaning, remaining_words: str) -> Suggestion:
    name, value = meaning
    data = query.params.copy()
    data[name], data["q"] = value, remaining_words
    data.pop("page", None)
    suggested = type(query)(QueryDict(data.urlencode()), paged=True)
    label = {
        "pair": lambda: _(COUNTRIES[Pair(value)][0]),
        "status": lambda: str(Status(value).label),
        "area": lambda: next(str(area) for area in query.areas if area.slug == value),
    }[name]()
    params = {name: value, "q": remaining_words or None, "page": None}
    return Suggestion(name, label, remaining_words, suggested.tally.milestones, params)


@lru_cache(maxsize=1)
def _vocabulary() -> dict[Words, Meaning]:
    """The names of statuses, countries and pairs, in every language of the site."""
    meanings_by_name: dict[Words, Meaning] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for status in Status:
                meanings_by_name[tuple(words_of(str(status.label)))] = ("status", status.value)
            for pair in COUNTRY_PAIRS:
                meanings_by_name[tuple(words_of(str(pair.label)))] = ("pair", pair.value)
    for pair, (_label, names) in COUNTRIES.items():
        meanings_by_name |= {tuple(words_of(name)): ("pair", pair.value) for name in names.split()}
    return meanings_by_name
