"""Canada–U.S. beside Mexico–U.S.: how each stands by area, and where the two differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from milestones.choices import COUNTRY_PAIRS, Pair
from milestones.models import Milestone, MilestoneQuerySet, PairStatus
from milestones.statistics import AreaTally, Tally
from priorities.models import PriorityArea


@dataclass(frozen=True)
class AreaOfPairs:
    """A priority area, and how it stands for each country pair."""

    area: PriorityArea
    tallies: Mapping[Pair, Tally]


def by_area(areas: Mapping[Pair, Iterable[AreaTally]]) -> list[AreaOfPairs]:
    """The areas that concern either pair, in document order."""
    found: dict[PriorityArea, dict[Pair, Tally]] = {}
    for pair, tallied in areas.items():
        for one in tallied:
            found.setdefault(one.area, {})[pair] = one.tally
    none = Tally.total([])
    return [
        AreaOfPairs(area, {pair: found[area].get(pair, none) for pair in COUNTRY_PAIRS})
        for area in sorted(found, key=lambda area: area.order)
    ]


@dataclass(frozen=True)
class PairDifference:
    """A milestone as of a day for which the two pairs were reported differently."""

    milestone: Milestone
    lines: Mapping[Pair, PairStatus]

    @property
    def places(self) -> Mapping[Pair, int]:
        """Where each pair stands on the scale, 0 being furthest behind."""
        return {pair: line.rank for pair, line in self.lines.items()}

    @property
    def steps(self) -> int:
        """How many steps of the scale lie between them."""
        return max(self.places.values()) - min(self.places.values())

    @property
    def behind(self) -> Pair:
        """The pair furthest behind, as which the milestone counts."""
        return min(COUNTRY_PAIRS, key=lambda pair: self.places[pair])

    @property
    def behind_status(self) -> str:
        """The status of the pair furthest behind."""
        return self.lines[self.behind].status

    @property
    def us_cn_x(self) -> int:
        """Where Canada–U.S. stands on the drawn scale, from its left edge; and so on."""
        return _x(self.places[Pair.US_CN])

    @property
    def us_mx_x(self) -> int:
        return _x(self.places[Pair.US_MX])

    @property
    def first_x(self) -> int:
        return min(self.us_cn_x, self.us_mx_x)

    @property
    def last_x(self) -> int:
        return max(self.us_cn_x, self.us_mx_x)


def _x(place: int) -> int:
    return 11 + 22 * place


MAX_LISTED = 50
"""How many milestones for which the pairs differ a page lists."""


@dataclass(frozen=True)
class PairDifferences:
    """The first of the milestones for which the pairs differ; ``count`` is of all of them.

    ``pair`` is the pair whose list it is, None for that of both.
    """

    pair: Pair | None
    listed: Sequence[PairDifference]
    count: int

    @property
    def is_cut(self) -> bool:
        return len(self.listed) < self.count


def differences(milestones: MilestoneQuerySet, day: dt.date) -> list[PairDifference]:
    """Of milestones as of a day, those whose pairs differ, in the order of the milestones."""
    return differences_of(list(milestones.pairs_differ().with_deadlines()), day)


def differences_of(differing: Sequence[Milestone], day: dt.date) -> list[PairDifference]:
    """What differs of milestones that stand differently for the two pairs on a day."""
    lines: dict[int, dict[Pair, PairStatus]] = {}
    for line in _lines_in_force(differing, day):
        lines.setdefault(line.update.milestone_id, {})[Pair(line.pair)] = line
    return [PairDifference(milestone, lines[milestone.pk]) for milestone in differing]


def _lines_in_force(milestones: Sequence[Milestone], day: dt.date) -> Iterable[PairStatus]:
    return (
        PairStatus.objects.in_force(day)
        .filter(update__milestone__in=milestones, pair__in=COUNTRY_PAIRS)
        .select_related("update")
    )
