"""Reckoning from the record where milestones stand on every day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import zip_longest

from django.db import transaction

from milestones.actions.histories import BATCH, History, histories, hold, in_batches
from milestones.choices import COUNTRY_PAIRS, Pair
from milestones.dates import ImpreciseDate, months_between
from milestones.models import Milestone, PairStatus, Standing
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
    before: dict[Pair, Standing] = {}
    for start, end in zip_longest(starts, starts[1:]):
        picture = history.pictures.get(start)
        lines = {
            pair: speaking_for(picture.lines, pair) if picture else []
            for pair in (Pair.ALL, *milestone.pairs)
        }
        statuses = {pair: rolled_up(spoken) for pair, spoken in lines.items()}
        us_cn, us_mx = statuses.get(Pair.US_CN), statuses.get(Pair.US_MX)
        for pair, spoken in lines.items():
            revised = max((line.revised for line in spoken if line.revised), default=None)
            slip = _slip(history.place.last_due, revised)
            standing = Standing(
                milestone=milestone,
                pair=pair,
                from_date=start,
                until_date=end,
                status=statuses[pair],
                revised_date=revised.date if revised else None,
                revised_precision=revised.precision if revised else "",
                update=picture.update if picture and spoken else None,
                **vars(history.place),
                slip_months=slip,
                slipped=slip is not None and slip > 0,
                status_us_cn=us_cn,
                status_us_mx=us_mx,
                differ=None not in {us_cn, us_mx} and us_cn != us_mx,
                fingerprint=_fingerprint(lines, pair),
            )
            _follow(standing, before.get(pair))
            before[pair] = standing
            yield standing


def _slip(last_due: dt.date | None, revised: ImpreciseDate | None) -> int | None:
    return months_between(last_due, revised.date) if last_due and revised else None


def _follow(standing: Standing, previous: Standing | None) -> None:
    """Say of a standing how it differs from the one before."""
    standing.previous_from = previous.from_date if previous else None
    standing.previous_status = previous.status if previous else None
    standing.changed = previous is None or previous.fingerprint != standing.fingerprint


def _fingerprint(lines: Mapping[Pair, Sequence[PairStatus]], pair: Pair) -> int:
    """A number of 63 bits by which to tell whether the same was reported for a pair; with
    ``ALL``, for each country pair."""
    pairs = COUNTRY_PAIRS if pair is Pair.ALL else (pair,)
    reported = [
        [
            (line.status, line.as_reported, str(line.revised_date), line.revised_precision)
            for line in lines.get(one, ())
        ]
        for one in pairs
    ]
    digest = blake2b(repr(reported).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
