"""The milestones that match the words of a search, found once while the plan is the same."""

from __future__ import annotations

from itertools import starmap

from milestones.models import DOCUMENT_ORDER, Milestone, SearchText
from milestones.models.lookups import Numbers
from milestones.models.positions import position_of
from milestones.queries.cache import cached


def matching_keys(words: str) -> Numbers:
    """The keys of the milestones that match."""
    matches = SearchText.objects.matching(words).values_list("milestone", flat=True)
    return cached(("matching", words), lambda: Numbers(matches), of_plan=True)


def matching_positions(words: str, keys: Numbers) -> Numbers:
    """The positions of those that match, which have these keys."""
    rows = Milestone.objects.filter(pk__one_of=keys).order_by()
    places = rows.values_list(*DOCUMENT_ORDER)
    return cached(
        ("matching positions", words),
        lambda: Numbers(starmap(position_of, places)),
        of_plan=True,
    )
