"""Facets: beside each choice of a filter, how many rows it would give, all else kept.

Status, flags and priority area are counted in one query, a row for each area; the pairs, which
change what every other condition is about, in one each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from milestones.asked import Asked
from milestones.choices import Pair, Status
from milestones.filters import FLAGS

COUNTED = ("status", "area", *FLAGS)
"""The filters that are counted together."""


@dataclass(frozen=True)
class Facets:
    """How many milestones each choice would give with the other filters as they are.

    ``areas`` are by slug, ``flags`` by the name of the filter.
    """

    statuses: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    areas: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[str, int] = field(default_factory=dict)
    every_area: int = 0


def facets(asked: Asked) -> Facets:
    """Count what each choice of a query would give."""
    chosen = asked.form.cleaned_data
    wanted = {name: condition for name in COUNTED if (condition := _condition(name, chosen))}
    aggregates = {
        **{f"status_{status}": Q(status=status) & _but(wanted, "status") for status in Status},
        **{f"flag_{flag}": Q(**{flag: True}) & _but(wanted, flag) for flag in FLAGS},
        "here": _but(wanted),
    }
    found = asked.narrowed(but=COUNTED).order_by().values("initiative__area__slug")
    rows = list(
        found.annotate(**{name: Count("pk", filter=each) for name, each in aggregates.items()})
    )
    area = chosen["area"]
    kept = [row for row in rows if area is None or row["initiative__area__slug"] == area.slug]
    areas = {row["initiative__area__slug"]: row["here"] for row in rows}
    shown = sum(row["here"] for row in kept)
    return Facets(
        statuses={str(status): _sum(kept, f"status_{status}") for status in Status},
        flags={flag: _sum(kept, f"flag_{flag}") for flag in FLAGS},
        areas=areas,
        pairs={
            str(pair): shown if pair == asked.pair else asked.narrowed(pair=pair).count()
            for pair in Pair
        },
        every_area=sum(areas.values()),
    )


def _sum(rows: Iterable[Mapping[str, int]], name: str) -> int:
    return sum(row[name] for row in rows)


def _condition(name: str, chosen: Mapping[str, Any]) -> Q | None:
    """What a filter that is in use asks of a milestone as of a day; an area is asked by row."""
    if not chosen[name] or name == "area":
        return None
    return Q(status__in=chosen[name]) if name == "status" else Q(**{name: True})


def _but(wanted: Mapping[str, Q], left_out: str = "") -> Q:
    """All conditions that are in use, but one."""
    every = Q(pk__isnull=False)
    for name, condition in wanted.items():
        if name != left_out:
            every &= condition
    return every


def without(asked: Asked, name: str) -> int:
    """How many milestones there would be if one condition were taken away."""
    pair = Pair.ALL if name == "pair" else None
    return asked.narrowed(but=(name,), pair=pair).count()
