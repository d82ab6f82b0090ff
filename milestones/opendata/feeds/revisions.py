"""How often the record of a milestone changed, and when it last changed.

Calendar programs need both to know which events changed.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Count, Max, Q

from milestones.models import Deadline, Milestone, StatusUpdate
from milestones.models.status import IN_EFFECT
from priorities.models import PriorityArea

Rows = Iterable[Sequence[Any]]

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""The time of the last change where none is recorded; also the date of an empty feed."""


@dataclass(frozen=True)
class Revision:
    """``number`` never falls, whatever is recorded, corrected or withdrawn; ``at`` is in UTC."""

    number: int
    at: dt.datetime


def revisions(milestones: Iterable[Milestone], day: dt.date) -> Mapping[int, Revision]:
    """The revision of each milestone on a day, by primary key.

    It counts the status updates as of the day or earlier, their withdrawals, and the changes to
    the milestone, its deadlines and its priority area. A withdrawn update counts whatever its
    day, because that day may have been the newest on record until then.
    """
    area_of = {milestone.pk: milestone.initiative.area_id for milestone in milestones}
    revision_of = {pk: Revision(0, EPOCH) for pk in area_of}
    changes = (
        _area_changes(area_of),
        _update_changes(revision_of, day),
        _edits(Milestone, "id", revision_of),
        _edits(Deadline, "milestone", revision_of),
    )
    for pk, count, *times in chain.from_iterable(changes):
        at = max(revision_of[pk].at, *filter(None, times))
        revision_of[pk] = Revision(revision_of[pk].number + count, at)
    return revision_of


def _update_changes(keys: Iterable[int], day: dt.date) -> Rows:
    withdrawn = ~IN_EFFECT
    updates = StatusUpdate.objects.filter(Q(as_of__lte=day) | withdrawn, milestone__in=keys)
    rows: Rows = (
        updates.order_by()
        .values_list("milestone")
        .annotate(
            count=Count("pk") + Count("pk", filter=withdrawn),
            last=Max("recorded_at"),
            last_withdrawn=Max("own_withdrawal__withdrawn_at"),
            last_edition_withdrawn=Max("report__withdrawal__withdrawn_at"),
        )
    )
    return rows


def _area_changes(area_of: Mapping[int, int]) -> Rows:
    """The edits of each milestone's area: a milestone's events contain the area's name."""
    edits = {area: values for area, *values in _edits(PriorityArea, "id", set(area_of.values()))}
    for milestone, area in area_of.items():
        if area in edits:
            yield (milestone, *edits[area])


def _edits(model: type[Milestone | Deadline | PriorityArea], key: str, keys: Iterable[int]) -> Rows:
    edits = model.history.filter(**{f"{key}__in": keys})
    rows: Rows = (
        edits.order_by().values_list(key).annotate(count=Count("pk"), last=Max("history_date"))
    )
    return rows
