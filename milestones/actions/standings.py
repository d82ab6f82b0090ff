"""Reckoning from the record where milestones stand on every day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from django.db import transaction

from milestones.actions.histories import BATCH, History, histories, hold, in_batches
from milestones.choices import Pair
from milestones.models import Milestone, Standing
from milestones.models.record import rolled_up, speaking_for


@transaction.atomic
def reckon_standings(milestones: Iterable[Milestone]) -> None:
    """Reckon anew where milestones stand on every day, from the plan's date and the record."""
    wanted = list(milestones)
    hold(milestone.pk for milestone in wanted)
    for some in in_batches(wanted):
        write_standings(some, histories([milestone.pk for milestone in some]))


def write_standings(milestones: Sequence[Milestone], known: Mapping[int, History]) -> None:
    """Put the standings that follow from these histories in place of the former ones."""
    Standing.objects.filter(milestone__in=milestones).delete()
    Standing.objects.bulk_create(
        (
            standing
            for milestone in milestones
            for standing in standings_of(milestone, known[milestone.pk])
        ),
        BATCH,
    )


def standings_of(milestone: Milestone, history: History) -> Iterator[Standing]:
    """Where a milestone stands on every day, by its history; not saved."""
    starts = sorted(history.pictures)
    if milestone.introduced_by_id is None and history.plan_date not in history.pictures:
        starts = [history.plan_date, *starts]
    for start, end in zip_longest(starts, starts[1:]):
        picture = history.pictures.get(start)
        for pair in (Pair.ALL, *milestone.pairs):
            lines = speaking_for(picture.lines, pair) if picture else []
            revised = max((line.revised for line in lines if line.revised), default=None)
            yield Standing(
                milestone=milestone,
                pair=pair,
                from_date=start,
                until_date=end,
                status=rolled_up(lines),
                revised_date=revised.date if revised else None,
                revised_precision=revised.precision if revised else "",
                update=picture.update if picture and lines else None,
            )
