"""How often anything was put on record about a milestone, and when last.

The reader of a calendar learns by these which of its events were changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Count, Max, Q

from milestones.models import Deadline, Milestone, StatusUpdate
from priorities.models import PriorityArea

Rows = Iterable[Sequence[Any]]

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""The instant of what was never put on record in any other way than by being there."""


@dataclass(frozen=True)
class Revision:
    """``number`` never falls, whatever is recorded, corrected or withdrawn; ``at`` is in UTC."""

    number: int
    at: dt.datetime


def revisions(milestones: Iterable[Milestone], day: dt.date) -> Mapping[int, Revision]:
    """The revision of each milestone on a day, by its key.

    It counts the status updates as of the day or earlier, the withdrawal of any, and what was
    changed in the milestone, its deadlines and its priority area. An update that was withdrawn
    counts whatever its day, which may have been the newest on record until then.
    """
    area_of = {milestone.pk: milestone.initiative.area_id for milestone in milestones}
    found = {milestone: Revision(0, EPOCH) for milestone in area_of}
    told = (
        _changes_of_areas(area_of),
        _updates(found, day),
        _changes(Milestone, "id", found),
        _changes(Deadline, "milestone", found),
    )
    for pk, count, *instants in chain.from_iterable(told):
        at = max(found[pk].at, *filter(None, instants))
        found[pk] = Revision(found[pk].number + count, at)
    return found


def _updates(keys: Iterable[int], day: dt.date) -> Rows:
    withdrawn = Q(report__withdrawal__isnull=False)
    updates = StatusUpdate.objects.filter(Q(as_of__lte=day) | withdrawn, milestone__in=keys)
    rows: Rows = (
        updates.order_by()
        .values_list("milestone")
        .annotate(
            count=Count("pk") + Count("pk", filter=withdrawn),
            last=Max("recorded_at"),
            last_withdrawn=Max("report__withdrawal__withdrawn_at"),
        )
    )
    return rows


def _changes_of_areas(area_of: Mapping[int, int]) -> Rows:
    """The changes of each milestone's area, whose name its events have."""
    changes = {area: told for area, *told in _changes(PriorityArea, "id", set(area_of.values()))}
    for milestone, area in area_of.items():
        if area in changes:
            yield (milestone, *changes[area])


def _changes(
    model: type[Milestone | Deadline | PriorityArea], key: str, keys: Iterable[int]
) -> Rows:
    changes = model.history.filter(**{f"{key}__in": keys})
    rows: Rows = (
        changes.order_by().values_list(key).annotate(count=Count("pk"), last=Max("history_date"))
    )
    return rows
