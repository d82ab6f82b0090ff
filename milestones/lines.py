"""The status lines in force of some milestones: whose words say where each stands."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from milestones.choices import Pair
from milestones.models import Milestone, PairStatus


def lines_in_force(
    milestones: Iterable[Milestone], day: dt.date, pair: str = Pair.ALL
) -> Mapping[int, Sequence[PairStatus]]:
    """The lines in force on a day by the milestone's key, in one query; with a country pair
    those that speak for it. A milestone that is planned has none."""
    lines = PairStatus.objects.in_force(day).filter(update__milestone__in=list(milestones))
    if pair != Pair.ALL:
        lines = lines.filter(pair__in=[Pair.ALL, pair])
    found: dict[int, list[PairStatus]] = defaultdict(list)
    for line in lines.select_related("update"):
        found[line.update.milestone_id].append(line)
    return found
