"""Facets: beside each choice of a filter, how many rows it would give, all else kept.

Status, flags and priority area are told apart by the rows of one count; the pairs, which change
what every other condition is about, are counted besides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from milestones.asked import Asked
from milestones.choices import Pair, Status
from milestones.filters import FLAGS
from milestones.tallies import CountRow, Counts

COUNTED = ("status", "area", *FLAGS)
"""The filters that are counted together."""

Condition = Callable[[CountRow], bool]


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


def facets(asked: Asked) -> Facets:
    """Count what each choice of a query would give."""
    chosen = asked.form.cleaned_data
    counts = asked.standings(but=COUNTED).counts(asked.day)
    flags = _flags(counts)
    wanted: dict[str, Condition] = {name: flags[name] for name in FLAGS if chosen[name]}
    if chosen["status"]:
        wanted["status"] = lambda row: row.status in chosen["status"]
    if chosen["area"]:
        wanted["area"] = lambda row: row.area == chosen["area"].pk
    by_status = _but(counts, wanted, "status").by_status()
    by_area = _but(counts, wanted, "area").by_area()
    shown = _but(counts, wanted).milestones
    return Facets(
        statuses={str(status): by_status.get(status, 0) for status in Status},
        flags={flag: _but(counts, wanted, flag).where(flags[flag]).milestones for flag in FLAGS},
        areas={
            area.slug: by_area[area.pk].milestones for area in asked.areas if area.pk in by_area
        },
        pairs=_by_pair(asked, shown),
        every_area=sum(some.milestones for some in by_area.values()),
        milestones=shown,
    )


def _flags(counts: Counts) -> dict[str, Condition]:
    return {
        "overdue": lambda row: row.is_overdue(counts.day),
        "contradiction": lambda row: row.is_contradictory(counts.day),
        "slipped": lambda row: row.slipped,
        "differ": lambda row: row.differ,
    }


def _but(counts: Counts, wanted: Mapping[str, Condition], left_out: str = "") -> Counts:
    """The milestones that meet every condition in use, but one."""
    conditions = [condition for name, condition in wanted.items() if name != left_out]
    return counts.where(lambda row: all(condition(row) for condition in conditions))


def _by_pair(asked: Asked, shown: int) -> dict[str, int]:
    """How many there are for each pair; the others are counted together."""
    others = [pair for pair in Pair if pair != asked.pair]
    totals = asked.standings(*others).totals_by_pair()
    return {str(pair): shown if pair == asked.pair else totals.get(pair, 0) for pair in Pair}


def without(asked: Asked, name: str) -> int:
    """How many milestones there would be if one condition were taken away."""
    pair = Pair.ALL if name == "pair" else asked.pair
    return asked.standings(pair, but=(name,)).count()
