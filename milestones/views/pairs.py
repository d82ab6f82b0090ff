"""The two country pairs side by side."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from milestones.charts.bars import stacked_bar
from milestones.choices import COUNTRY_PAIRS, Pair, Status
from milestones.models import CountChange, CurrentCount, StandingQuerySet, conditions
from milestones.pages.pairs import MAX_LISTED, PairDifferences, by_area, differences_of
from milestones.queries import MilestoneQuery
from milestones.queries.filtersets import PAIR_STATUS_FILTERS
from milestones.queries.listing import lines_of
from milestones.statistics import Counts, Tally
from milestones.views.base import UnsortedQuery, page_view, parse_query, show


class PairsQuery(UnsortedQuery):
    """The query of both pairs, whose page counts no milestones of all parties."""

    @property
    def reported(self) -> int:
        """The same, added up by the database."""
        pairs, planned = (self.pair,), (Status.PLANNED,)
        read = (
            partial(CurrentCount.objects.totals, pairs, planned)
            if self.is_latest
            else partial(CountChange.objects.totals, self.day, pairs, planned)
        )
        totals: dict[Pair, int] = self._cached(("reported", self._day_key, pairs), read)
        return totals[self.pair]


@page_view
def pairs(request: HttpRequest) -> HttpResponse:
    """Canada–U.S. and Mexico–U.S. side by side by area, and the milestones where they differ.

    The page always shows both pairs: a pair in the query changes nothing, and the page says so.
    """
    requested_pair = parse_query(request).pair
    context: dict[str, Any] = {}
    if requested_pair is not Pair.ALL:
        context["requested_pair"] = requested_pair
    params = request.GET.copy()
    params.pop("pair", None)
    query = PairsQuery(params)
    if not query.on_record:
        return show(request, "pairs.html", query, **context)
    counts = query.counts_by_pair(*COUNTRY_PAIRS)
    areas = by_area({pair: query.by_area(counts[pair]) for pair in COUNTRY_PAIRS})
    tallies = {
        pair: Tally.total(by_pair[pair] for by_pair in areas.values()) for pair in COUNTRY_PAIRS
    }
    longest = max(
        (tally.milestones for by_pair in areas.values() for tally in by_pair.values()), default=0
    )
    return show(
        request,
        "pairs.html",
        query,
        sides=[
            (pair, tally, stacked_bar(tally), {"pair": pair.value})
            for pair, tally in tallies.items()
        ],
        areas=[
            (area, [(pair, tally, stacked_bar(tally, longest)) for pair, tally in by_pair.items()])
            for area, by_pair in areas.items()
        ],
        tally=Tally.total(tallies.values()),
        differing=_differing(query, counts),
        **context,
    )


def _for_pair(query: MilestoneQuery, pair: Pair) -> MilestoneQuery:
    """The same query for one pair."""
    params = query.data.copy()
    params["pair"] = pair
    params["as_of"] = query.day.isoformat()
    return MilestoneQuery(params)


def _differing(query: MilestoneQuery, counts: Mapping[Pair, Counts]) -> list[PairDifferences]:
    """The milestones where the pairs differ: one list, or one per pair with a status filter.

    A status filter may match one pair of a milestone but not the other, nor the roll-up, so no
    single query finds all differences. Without a status filter every difference matches both
    pairs, so one list, with None as its pair, has them all.
    """
    lists: list[tuple[Pair | None, Pair, MilestoneQuery]]
    if any(query.form.cleaned_data[name] for name in PAIR_STATUS_FILTERS):
        lists = [(pair, pair, _for_pair(query, pair)) for pair in COUNTRY_PAIRS]
    else:
        lists = [(None, COUNTRY_PAIRS[0], query)]
    return [
        _first_differences(
            pair, query, counts[counts_pair].where(lambda row: row.differ).milestones
        )
        for pair, counts_pair, query in lists
        if any(row.differ for row in counts[counts_pair].rows)
    ]


def _first_differences(pair: Pair | None, query: MilestoneQuery, count: int) -> PairDifferences:
    differing = query.listed(query.in_order().derived(_that_differ).sliced(slice(MAX_LISTED)))
    return PairDifferences(pair, differences_of(differing, lines_of(differing)), count)


def _that_differ(standings: StandingQuerySet) -> StandingQuerySet:
    return standings.filter(conditions.pairs_differ())
