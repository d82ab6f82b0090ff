"""Canada–U.S. and Mexico–U.S. compared: the counts by area, and where the two differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from milestones.choices import COUNTRY_PAIRS, Pair
from milestones.models import Milestone, PairStatus
from milestones.statistics import AreaTally, Tally
from priorities.models import PriorityArea


def by_area(
    areas: Mapping[Pair, Iterable[AreaTally]],
) -> dict[PriorityArea, dict[Pair, Tally]]:
    """The tallies of both pairs for each area that concerns either, in document order."""
    tallies: dict[PriorityArea, dict[Pair, Tally]] = {}
    for pair, area_tallies in areas.items():
        for area_tally in area_tallies:
            tallies.setdefault(area_tally.area, {})[pair] = area_tally.tally
    empty = Tally.total([])
    return {
        area: {pair: tallies[area].get(pair, empty) for pair in COUNTRY_PAIRS}
        for area in sorted(tallies, key=lambda area: area.order)
    }


@dataclass(frozen=True)
class PairDifference:
    """A milestone that has different statuses for the two pairs as of a day."""

    milestone: Milestone
    lines: Mapping[Pair, PairStatus]

    @cached_property
    def places(self) -> Mapping[Pair, int]:
        """The position of each pair on the scale of statuses; 0 is furthest behind."""
        return {pair: line.rank for pair, line in self.lines.items()}

    @property
    def steps(self) -> int:
        return max(self.places.values()) - min(self.places.values())

    @property
    def behind(self) -> Pair:
        """The pair furthest behind; its status is the milestone's in the roll-up."""
        return min(COUNTRY_PAIRS, key=lambda pair: self.places[pair])

    @property
    def behind_status(self) -> str:
        return self.lines[self.behind].status

    @property
    def x(self) -> Mapping[Pair, int]:
        """The x position of each pair on the drawn scale."""
        return {pair: 11 + 22 * place for pair, place in self.places.items()}


MAX_LISTED = 50
"""The most milestones in a page's list of differences."""


@dataclass(frozen=True)
class PairDifferences:
    """The first of the milestones for which the pairs differ; ``count`` is the number of all.

    ``pair`` is the pair whose list it is, None for the list of both.
    """

    pair: Pair | None
    listed: Sequence[PairDifference]
    count: int


def differences_of(
    differing: Iterable[Milestone], lines: Mapping[int, Sequence[PairStatus]]
) -> list[PairDifference]:
    """The differences of milestones that are known to have one, by their lines in force."""
    return [
        PairDifference(milestone, {Pair(line.pair): line for line in lines[milestone.pk]})
        for milestone in differing
    ]
