"""Milestones for lists: milestones rarely change and are cached, their standings are queried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import islice
from threading import Lock
from typing import Any

from cachetools import LRUCache

from milestones.models import Deadline, Milestone, Standing, StandingQuerySet
from milestones.models.milestone import STANDING_FIELDS
from milestones.queries.cache import cached
from milestones.queries.plan import read_plan, whole_plan

MAX_KEPT = 2000
"""How many milestones are kept in memory; each takes about 3 KB."""
MAX_AT_ONCE = 10_000
"""How many milestones one statement reads; both databases accept that many keys."""

_COLUMNS = ("milestone", "from_date", *STANDING_FIELDS)
_lock = Lock()


def listed(standings: StandingQuerySet, day: dt.date, *fields: str) -> list[Milestone]:
    """The milestones of these standings on a day, in the same order, with all that a row shows, and
    with further fields of the standings."""
    return load_milestone_lists([standings], day, *fields)[0]


def load_milestone_lists(
    lists: Iterable[StandingQuerySet], day: dt.date, *fields: str
) -> list[list[Milestone]]:
    """Like ``listed`` for several lists, whose milestones are read together."""
    columns = dict.fromkeys((*_COLUMNS, *fields))
    row_lists = [list(standings.values_list(*columns, named=True)) for standings in lists]
    milestones = milestones_by_key({row.milestone for rows in row_lists for row in rows})
    return [
        [_with_standing(milestones[row.milestone], row, day, fields) for row in rows]
        for rows in row_lists
    ]


def neighbours(milestone: Milestone, day: dt.date) -> tuple[Milestone | None, Milestone | None]:
    """The milestones on record before and after this one in document order. Each is None if
    there is none: for the first or the last milestone, or if nothing is on record."""
    on_record = Standing.objects.on(day)
    before = on_record.filter(position__lt=milestone.place).order_by("-position")
    after = on_record.filter(position__gt=milestone.place).order_by("position")
    previous, following = load_milestone_lists([before[:1], after[:1]], day)
    return next(iter(previous), None), next(iter(following), None)


def milestones_by_key(keys: Collection[int]) -> dict[int, Milestone]:
    """These milestones, with their deadlines and their place in the plan.

    They are shared until any of them changes, so callers must not change them.
    """
    cache: LRUCache[int, Milestone] = cached("milestones", lambda: LRUCache(MAX_KEPT), of_plan=True)
    with _lock:
        milestones = {key: cache[key] for key in keys if key in cache}
    missing = iter([key for key in keys if key not in milestones])
    while batch := list(islice(missing, MAX_AT_ONCE)):
        loaded = _read_milestones(batch)
        milestones |= loaded
        with _lock:
            cache.update(islice(loaded.items(), MAX_KEPT))
    return milestones


def _read_milestones(keys: Iterable[int]) -> dict[int, Milestone]:
    rows = Milestone.objects.filter(pk__in=keys).select_related("introduced_by")
    milestones = list(rows.defer("introduced_by__text").order_by())
    Deadline.objects.attach_to(milestones)
    initiatives = whole_plan().by_key
    if not initiatives.keys() >= {milestone.initiative_id for milestone in milestones}:
        # An edition that was imported in the meantime has added some.
        initiatives = read_plan().by_key
    for milestone in milestones:
        milestone.initiative = initiatives[milestone.initiative_id]
        # Calculated now, so that all copies have it.
        _ = milestone.last_deadline
    return {milestone.pk: milestone for milestone in milestones}


def _with_standing(
    milestone: Milestone, row: Any, day: dt.date, fields: Iterable[str]
) -> Milestone:
    """A copy of a milestone with its standing on a day."""
    copy = Milestone.__new__(Milestone)
    vars(copy).update(vars(milestone))
    copy.stand(row, day)
    vars(copy).update((name, getattr(row, name)) for name in fields)
    return copy
