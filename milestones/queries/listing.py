"""Milestones as lists show them: what they are, which few changes touch, and where they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import islice
from threading import Lock
from typing import Any

from cachetools import LRUCache

from milestones.models import Deadline, Milestone, Standing, StandingQuerySet
from milestones.models.milestone import TOLD
from milestones.queries.plan import read_plan, whole_plan
from milestones.version_cache import cached

MAX_KEPT = 2000
"""How many milestones are kept in memory; each takes some 3 KB."""
MAX_AT_ONCE = 10_000
"""How many are read in one statement, which takes so many keys on either database."""

_COLUMNS = ("milestone", "from_date", *TOLD)
_lock = Lock()


def listed(standings: StandingQuerySet, day: dt.date) -> list[Milestone]:
    """The milestones that stand so on a day, in this order, with all that a row shows of them."""
    return several_listed([standings], day)[0]


def several_listed(lists: Iterable[StandingQuerySet], day: dt.date) -> list[list[Milestone]]:
    """The same for several lists, whose milestones are read together."""
    rows = [list(standings.values_list(*_COLUMNS, named=True)) for standings in lists]
    milestones = _milestones({row.milestone for some in rows for row in some})
    return [[_standing(milestones[row.milestone], row, day) for row in some] for some in rows]


def neighbours(milestone: Milestone, day: dt.date) -> tuple[Milestone | None, Milestone | None]:
    """The milestones on record before and after one in document order; None where it is the
    first or the last, or nothing is on record."""
    on_record = Standing.objects.on(day)
    before = on_record.filter(position__lt=milestone.place).order_by("-position")
    after = on_record.filter(position__gt=milestone.place).order_by("position")
    previous, following = several_listed([before[:1], after[:1]], day)
    return next(iter(previous), None), next(iter(following), None)


def _milestones(keys: Collection[int]) -> dict[int, Milestone]:
    """These milestones, with their deadlines and their place in the plan.

    They are read once while the data version is the same, so nobody may change them.
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
    return known


def _read(keys: Iterable[int]) -> dict[int, Milestone]:
    rows = Milestone.objects.filter(pk__in=keys).select_related("introduced_by")
    milestones = list(rows.defer("introduced_by__text").order_by())
    Deadline.objects.attach_to(milestones)
    initiatives = whole_plan().by_key
    if not initiatives.keys() >= {milestone.initiative_id for milestone in milestones}:
        # An edition that came in just now has added some.
        initiatives = read_plan().by_key
    for milestone in milestones:
        milestone.initiative = initiatives[milestone.initiative_id]
    return {milestone.pk: milestone for milestone in milestones}


def _standing(milestone: Milestone, row: Any, day: dt.date) -> Milestone:
    """A copy of a milestone that says where it stands."""
    copy = Milestone.__new__(Milestone)
    vars(copy).update(vars(milestone))
    copy.stand(row, day)
    return copy
