"""The two country pairs beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from milestones.charts.bars import stacked_bar
from milestones.choices import COUNTRY_PAIRS, Pair
from milestones.models import conditions
from milestones.pages.pairs import (
    MOST_LISTED,
    PairDifferences,
    by_area,
    differences_of,
)
from milestones.queries import Asked
from milestones.queries.filtersets import ABOUT_A_STATUS
from milestones.statistics import Counts, Tally
from milestones.views.base import AskedUnsorted, answers_bad_queries, asked_of, show


@require_safe
@answers_bad_queries
def pairs(request: HttpRequest) -> HttpResponse:
    """Canada–U.S. beside Mexico–U.S. by area, and the milestones where they differ.

    It always shows both: a pair in the query changes nothing, and the page says so.
    """
    one_asked_for = asked_of(request).pair
    asked = AskedUnsorted(_without_pair(request.GET))
    context: dict[str, Any] = {}
    if one_asked_for is not Pair.ALL:
        context["one_asked_for"] = one_asked_for
    if not asked.on_record:
        return show(request, "pairs.html", asked, **context)
    counts = asked.counts_by_pair(*COUNTRY_PAIRS)
    areas = by_area({pair: asked.by_area(counts[pair]) for pair in COUNTRY_PAIRS})
    tallies = {pair: Tally.total(area.tallies[pair] for area in areas) for pair in COUNTRY_PAIRS}
    longest = max((t.milestones for area in areas for t in area.tallies.values()), default=0)
    return show(
        request,
        "pairs.html",
        asked,
        sides=[
            (pair, tally, stacked_bar(tally, tally.milestones), {"pair": pair.value})
            for pair, tally in tallies.items()
        ],
        areas=[
            (
                area.area,
                [
                    (pair, tally, stacked_bar(tally, longest))
                    for pair, tally in area.tallies.items()
                ],
            )
            for area in areas
        ],
        tally=Tally.total(tallies.values()),
        differing=_differing(asked, counts),
        **context,
    )


def _without_pair(query: QueryDict) -> QueryDict:
    query = query.copy()
    query.pop("pair", None)
    return query


def _for_pair(asked: Asked, pair: Pair) -> Asked:
    """The same query, asked for one pair."""
    query = asked.data.copy()
    query["pair"] = pair
    query["as_of"] = asked.day.isoformat()
    return Asked(query)


def _differing(asked: Asked, counts: Mapping[Pair, Counts]) -> list[PairDifferences]:
    """Where the pairs differ: one list, or one for each pair if a filter is about a status.

    Such a filter may let one pair of a milestone pass and not the other, nor the roll-up, so
    no one query has all of these differences. Without it every difference counts for both
    pairs, and one list, which is no pair's, has them all.
    """
    lists: list[tuple[Pair | None, Pair, Asked]]
    if any(asked.form.cleaned_data[name] for name in ABOUT_A_STATUS):
        lists = [(pair, pair, _for_pair(asked, pair)) for pair in COUNTRY_PAIRS]
    else:
        lists = [(None, COUNTRY_PAIRS[0], asked)]
    return [
        _first(pair, query, counts[counted].where(lambda row: row.differ).milestones)
        for pair, counted, query in lists
        if any(row.differ for row in counts[counted].rows)
    ]


def _first(pair: Pair | None, asked: Asked, count: int) -> PairDifferences:
    standings = asked.in_order().filter(conditions.pairs_differ())[:MOST_LISTED]
    return PairDifferences(pair, differences_of(asked.listed(standings), asked.day), count)
