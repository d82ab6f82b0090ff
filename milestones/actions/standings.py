"""Reckoning from the record where milestones stand on every day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import zip_longest
from operator import attrgetter, itemgetter
from typing import Any

from django.db import transaction

from milestones.actions.counting import CountChanges, Kind
from milestones.actions.state import (
    BATCH,
    MilestoneHistory,
    in_batches,
    load_histories,
    lock_milestones,
)
from milestones.choices import COUNTRY_PAIRS, Pair
from milestones.dates import ImpreciseDate, months_between
from milestones.models import Milestone, PairStatus, Standing
from milestones.models.status import rolled_up, speaking_for
from milestones.progress import watched

_BUT_ITS_END = [
    field.attname
    for field in Standing._meta.concrete_fields
    if not (field.primary_key or field.generated or field.name == "until_date")
]
_but_its_end = attrgetter(*_BUT_ITS_END)
_kind = itemgetter(
    *(_BUT_ITS_END.index("from_date" if name == "day" else name) for name in Kind._fields)
)


@transaction.atomic
def rebuild_standings(milestones: Iterable[Milestone], *, since: dt.date | None = None) -> None:
    """Reckon anew where milestones stand, from the plan's date and the record.

    With ``since`` they are known to stand where they should on every earlier day.
    """
    wanted = list(milestones)
    lock_milestones(milestone.pk for milestone in wanted)
    batches = list(in_batches(wanted))
    for some in watched(batches, "Reckoning", len(batches)):
        write_standings(some, load_histories([milestone.pk for milestone in some], since=since))


def write_standings(milestones: Sequence[Milestone], known: Mapping[int, MilestoneHistory]) -> None:
    """Put the standings that follow from these histories in place of the former ones.

    Those that stay as they were are not written, and those that only end on another day keep
    their numbers. Of a history that was read from a day on, earlier ones are left alone, and its
    first, whose predecessor is not known, may only end on another day.
    """
    begins = {one.pk: known[one.pk].begins or dt.date.min for one in milestones}
    wanted = {
        _but_its_end(standing): standing
        for milestone in milestones
        for standing in standings_of(milestone, known[milestone.pk])
    }
    counts = CountChanges()
    gone, ending = _differences(wanted, begins, counts)
    if unknown := {one.milestone_id for one in wanted.values() if _is_first(one, begins)}:
        # What was recorded past this writer stands nowhere yet: their histories count whole.
        write_standings(milestones, {**known, **load_histories(list(unknown))})
        return
    # The database lets none overlap another, not for a moment: first there must be room.
    for some in in_batches(gone):
        Standing.objects.filter(pk__in=some).delete()
    for end, ids in ending.items():
        for some in in_batches(ids):
            Standing.objects.filter(pk__in=some).update(until_date=end)
    Standing.objects.bulk_create(wanted.values(), BATCH)
    for key, standing in wanted.items():
        counts.add(_kind_of(key), standing.until_date)
    counts.save()


def _kind_of(key: Sequence[Any]) -> Kind:
    """What a standing is counted by, from all of it but its end."""
    return Kind._make(_kind(key))


def _is_first(standing: Standing, begins: Mapping[int, dt.date]) -> bool:
    """Whether a standing is the first of a history that was read from a day on."""
    return standing.from_date == begins[standing.milestone_id]


def _differences(
    wanted: dict[Any, Standing], begins: Mapping[int, dt.date], counts: CountChanges
) -> tuple[list[int], dict[dt.date | None, list[int]]]:
    """The keys of stored standings that are not wanted, and of those that end on another day, by
    that day. What is stored is taken from what is wanted; what both do to counts is added to
    their changes."""
    ends = {(one.milestone_id, one.pair, one.from_date): one.until_date for one in wanted.values()}
    gone: list[int] = []
    ending: dict[dt.date | None, list[int]] = defaultdict(list)
    firsts = {
        (one.milestone_id, one.pair): key for key, one in wanted.items() if _is_first(one, begins)
    }
    for pk, milestone, pair, from_date, until_date, *former in _stored(begins):
        is_first = from_date == begins[milestone]
        if wanted.pop(firsts[milestone, pair] if is_first else tuple(former), None):
            end = ends[milestone, pair, from_date]
            if end != until_date:
                ending[end].append(pk)
                counts.remove(_kind_of(former), until_date)
                counts.add(_kind_of(former), end)
        elif from_date > begins[milestone]:
            gone.append(pk)
            counts.remove(_kind_of(former), until_date)
    return gone, ending


def _stored(begins: Mapping[int, dt.date]) -> Iterator[tuple[Any, ...]]:
    """The standings of milestones that last beyond the days from which on they are known."""
    later = Standing.objects.filter(milestone__in=begins).exclude(
        until_date__lte=min(begins.values())
    )
    columns = ("pk", "milestone", "pair", "from_date", "until_date", *_BUT_ITS_END)
    yield from later.order_by().values_list(*columns)


def standings_of(milestone: Milestone, history: MilestoneHistory) -> Iterator[Standing]:
    """Where a milestone stands on every day that its history tells of; not saved."""
    starts = sorted(history.statuses_by_day)
    planned = (
        milestone.introduced_by_id is None and history.plan_date not in history.statuses_by_day
    )
    if planned and not history.earlier:
        starts = [history.plan_date, *starts]
    before: dict[Pair, Standing] = {}
    for start, end in zip_longest(starts, starts[1:]):
        picture = history.statuses_by_day.get(start)
        lines = {
            pair: speaking_for(picture.lines, pair) if picture else []
            for pair in (Pair.ALL, *milestone.pairs)
        }
        statuses = {pair: rolled_up(line_for_pair) for pair, line_for_pair in lines.items()}
        us_cn, us_mx = statuses.get(Pair.US_CN), statuses.get(Pair.US_MX)
        for pair, line_for_pair in lines.items():
            revised = max((line.revised for line in line_for_pair if line.revised), default=None)
            slip = _slip(history.place.last_due, revised)
            standing = Standing(
                milestone_id=milestone.pk,
                pair=pair,
                from_date=start,
                until_date=end,
                status=statuses[pair],
                revised_date=revised.date if revised else None,
                revised_precision=revised.precision if revised else "",
                update_id=picture.update.pk if picture and line_for_pair else None,
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
            # A line that is not saved yet has members of enumerations, whose repr is another.
            (
                str(line.status),
                line.as_reported,
                str(line.revised_date),
                str(line.revised_precision),
            )
            for line in lines.get(one, ())
        ]
        for one in pairs
    ]
    digest = blake2b(repr(reported).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
