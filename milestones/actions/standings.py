"""Reckoning from the record where milestones stand on every day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from operator import attrgetter
from typing import Any

from django.db import transaction

from milestones.actions.histories import BATCH, History, histories, hold, in_batches
from milestones.choices import Pair
from milestones.models import Milestone, Standing
from milestones.models.record import rolled_up, speaking_for
from milestones.progress import watched

_BUT_ITS_END = [
    field.attname
    for field in Standing._meta.concrete_fields
    if not (field.primary_key or field.generated or field.name == "until_date")
]
_but_its_end = attrgetter(*_BUT_ITS_END)


@transaction.atomic
def reckon_standings(milestones: Iterable[Milestone], *, since: dt.date | None = None) -> None:
    """Reckon anew where milestones stand, from the plan's date and the record.

    With ``since`` they are known to stand where they should on every earlier day.
    """
    wanted = list(milestones)
    hold(milestone.pk for milestone in wanted)
    batches = list(in_batches(wanted))
    for some in watched(batches, "Reckoning", len(batches)):
        write_standings(some, histories([milestone.pk for milestone in some], since=since))


def write_standings(milestones: Sequence[Milestone], known: Mapping[int, History]) -> None:
    """Put the standings that follow from these histories in place of the former ones.

    Those that stay as they were are not written, and those that only end on another day keep
    their numbers. Of a history that was read from a day on, earlier ones are left alone.
    """
    wanted = {
        _but_its_end(standing): standing
        for milestone in milestones
        for standing in standings_of(milestone, known[milestone.pk])
    }
    gone: list[int] = []
    ending: dict[dt.date | None, list[int]] = defaultdict(list)
    begins = {one.pk: known[one.pk].begins or dt.date.min for one in milestones}
    for pk, milestone, from_date, until_date, *former in _stored(begins):
        standing = wanted.pop(tuple(former), None)
        if standing and standing.until_date != until_date:
            ending[standing.until_date].append(pk)
        elif not standing and from_date >= begins[milestone]:
            gone.append(pk)
        elif not standing and (until_date is None or until_date > begins[milestone]):
            ending[begins[milestone]].append(pk)
    # The database lets none overlap another, not for a moment: first there must be room.
    for some in in_batches(gone):
        Standing.objects.filter(pk__in=some).delete()
    for until_date, ids in ending.items():
        for some in in_batches(ids):
            Standing.objects.filter(pk__in=some).update(until_date=until_date)
    Standing.objects.bulk_create(wanted.values(), BATCH)


def _stored(begins: Mapping[int, dt.date]) -> Iterator[tuple[Any, ...]]:
    """The standings of milestones that last beyond the days from which on they are known."""
    later = Standing.objects.filter(milestone__in=begins).exclude(
        until_date__lte=min(begins.values())
    )
    columns = ("pk", "milestone", "from_date", "until_date", *_BUT_ITS_END)
    yield from later.order_by().values_list(*columns)


def standings_of(milestone: Milestone, history: History) -> Iterator[Standing]:
    """Where a milestone stands on every day that its history tells of; not saved."""
    starts = sorted(history.pictures)
    planned = milestone.introduced_by_id is None and history.plan_date not in history.pictures
    if planned and not history.earlier:
        starts = [history.plan_date, *starts]
    for start, end in zip_longest(starts, starts[1:]):
        picture = history.pictures.get(start)
        for pair in (Pair.ALL, *milestone.pairs):
            lines = speaking_for(picture.lines, pair) if picture else []
            revised = max((line.revised for line in lines if line.revised), default=None)
            yield Standing(
                milestone_id=milestone.pk,
                pair=pair,
                from_date=start,
                until_date=end,
                status=rolled_up(lines),
                revised_date=revised.date if revised else None,
                revised_precision=revised.precision if revised else "",
                update_id=picture.update.pk if picture and lines else None,
            )
