"""Facets: for each choice of a filter, how many rows it would give with the other filters kept.

All but those of the other pairs are calculated from the rows of one count query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from milestones.choices import Pair, Status
from milestones.queries import MilestoneQuery
from milestones.queries.counting import row_condition, row_conditions
from milestones.queries.filtersets import FLAGS, STATUS_FILTERS
from milestones.statistics import Condition, Counts

MATCHED = (*STATUS_FILTERS, "match")
"""The filters on statuses and conditions, which leave each other out where any is enough."""
COUNTED = ("area", *MATCHED)
"""The filters whose choices are counted from the same rows."""


@dataclass(frozen=True)
class Facets:
    """How many milestones each choice would give with the other filters unchanged; where any of
    the statuses and conditions is enough, without the others of these.

    ``areas`` is keyed by slug, ``flags`` by parameter. ``milestones`` is the number with all
    filters unchanged.
    """

    statuses: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    areas: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[Pair, int] = field(default_factory=dict)
    every_area: int = 0
    milestones: int = 0


def facets(query: MilestoneQuery) -> Facets:
    """Count the milestones that each choice of a filter would give."""
    counts = query.counts_by_pair(query.pair, but=COUNTED)[query.pair].condensed()
    conditions = row_conditions(query.form.cleaned_data, query.day)
    active = {name: holds for name, holds in conditions.items() if name in COUNTED}
    any_is_enough = "match" in active
    by_status = _counts_without(counts, active, "match" if any_is_enough else "status").by_status()
    by_area = _counts_without(counts, active, "area").by_area
    milestones = _counts_without(counts, active).milestones
    others = [pair for pair in Pair if pair is not query.pair]
    return Facets(
        statuses={str(status): by_status.get(status, 0) for status in Status},
        flags={
            name: _counts_without(counts, active, "match" if any_is_enough else name)
            .where(row_condition(name, "1", query.day))
            .milestones
            for name in FLAGS
        },
        areas={
            area.slug: by_area[area.pk].milestones for area in query.areas if area.pk in by_area
        },
        pairs={query.pair: milestones} | query.milestones_by_pair(*others),
        every_area=sum(area_counts.milestones for area_counts in by_area.values()),
        milestones=milestones,
    )


def _counts_without(counts: Counts, active: Mapping[str, Condition], left_out: str = "") -> Counts:
    """The counts with all active conditions applied, except the one left out."""
    return counts.where(*(condition for name, condition in active.items() if name != left_out))


def without(query: MilestoneQuery, name: str) -> int:
    """How many milestones there would be without one of the filters."""
    pair = Pair.ALL if name == "pair" else query.pair
    return query.counts_by_pair(pair, but=(name,))[pair].milestones
