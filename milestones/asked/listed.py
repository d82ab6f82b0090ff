"""Milestones as lists show them: what they are, which few changes touch, and where they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import islice
from threading import Lock

from cachetools import LRUCache

from milestones.asked.plan import whole_plan
from milestones.models import Deadline, Milestone, StandingQuerySet
from milestones.models.as_of import TOLD
from milestones.version_cache import cached

MAX_KEPT = 2000
"""How many milestones are kept in memory; each takes some 3 KB."""
MAX_AT_ONCE = 10_000
"""How many are read in one statement, which takes so many keys on either database."""

_lock = Lock()


def listed(standings: StandingQuerySet, day: dt.date) -> list[Milestone]:
    """The milestones that stand so on a day, in this order, with all that a row shows of them."""
    rows = list(standings.values_list("milestone", "from_date", *TOLD, named=True))
    milestones = _milestones([row.milestone for row in rows])
    for milestone, row in zip(milestones, rows, strict=True):
        milestone.stand(row, day)
    return milestones


def _milestones(keys: Sequence[int]) -> list[Milestone]:
    """These milestones, with their deadlines and their place in the plan.

    They are read once while the data version is the same. Each is a copy, since the caller has it
    stand somewhere.
    """
    kept: LRUCache[int, Milestone] = cached("milestones", lambda: LRUCache(MAX_KEPT))
    with _lock:
        known = {key: kept[key] for key in keys if key in kept}
    missing = iter([key for key in keys if key not in known])
    while some := list(islice(missing, MAX_AT_ONCE)):
        read = _read(some)
        known |= read
        with _lock:
            kept.update(islice(read.items(), MAX_KEPT))
    return [_copy(known[key]) for key in keys]


def _read(keys: Iterable[int]) -> dict[int, Milestone]:
    milestones = list(Milestone.objects.filter(pk__in=keys).order_by())
    Deadline.objects.attach_to(milestones)
    initiatives = whole_plan().by_key
    for milestone in milestones:
        milestone.initiative = initiatives[milestone.initiative_id]
    return {milestone.pk: milestone for milestone in milestones}


def _copy(milestone: Milestone) -> Milestone:
    copy = Milestone.__new__(Milestone)
    vars(copy).update(vars(milestone))
    return copy
