"""Facets: beside each choice of a filter, how many rows it would give, all else kept.

All of it is told apart by the rows of one count, in one query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from milestones.choices import Pair, Status
from milestones.queries import MilestoneQuery
from milestones.queries.counting import conditions, flags
from milestones.queries.filtersets import FLAGS
from milestones.statistics import Condition, Counts

COUNTED = ("status", "area", *FLAGS)
"""The filters that are counted together."""


@dataclass(frozen=True)
class Facets:
    """How many milestones each choice would give with the other filters as they are.

    ``areas`` are by slug, ``flags`` by the name of the filter; ``milestones`` is how many there
    are as it is.
    """

    statuses: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    areas: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[str, int] = field(default_factory=dict)
    every_area: int = 0
    milestones: int = 0


def facets(query: MilestoneQuery) -> Facets:
    """Count what each choice of a query would give."""
    by_pair = query.counts_by_pair(*Pair, but=COUNTED)
    counts = by_pair[query.pair]
    flag = flags(query.day)
    wanted = {
        name: condition
        for name, condition in conditions(query.form.cleaned_data, query.day, query.areas).items()
        if name in COUNTED
    }
    by_status = _but(counts, wanted, "status").by_status()
    by_area = _but(counts, wanted, "area").by_area()
    return Facets(
        statuses={str(status): by_status.get(status, 0) for status in Status},
        flags={name: _but(counts, wanted, name).where(flag[name]).milestones for name in FLAGS},
        areas={
            area.slug: by_area[area.pk].milestones for area in query.areas if area.pk in by_area
        },
        pairs={pair: _but(by_pair[pair], wanted).milestones for pair in Pair},
        every_area=sum(some.milestones for some in by_area.values()),
        milestones=_but(counts, wanted).milestones,
    )


def _but(counts: Counts, wanted: Mapping[str, Condition], left_out: str = "") -> Counts:
    """The milestones that meet every condition in use, but one."""
    return counts.where(*(holds for name, holds in wanted.items() if name != left_out))


def without(query: MilestoneQuery, name: str) -> int:
    """How many milestones there would be if one condition were taken away."""
    pair = Pair.ALL if name == "pair" else query.pair
    return query.counts_by_pair(pair, but=(name,))[pair].milestones
