"""Calculate from the record where milestones stand on every day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import zip_longest
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import transaction

from milestones.actions.counting import CountChanges, Kind
from milestones.actions.state import (
    BATCH,
    MilestoneHistory,
    in_batches,
    load_histories,
    lock_milestones,
)
from milestones.choices import COUNTRY_PAIRS, DELIVERED, Delivery, Pair, Status
from milestones.dates import ImpreciseDate, months_between
from milestones.documents.records import StatusLine
from milestones.models import Milestone, Standing
from milestones.models.status import lines_for_pair, roll_up
from milestones.normalization import words_key
from milestones.progress_bar import with_progress

_FIELDS_WITHOUT_END = [
    field.attname
    for field in Standing._meta.concrete_fields
    if not (field.primary_key or field.generated or field.name == "until_date")
]
_values_without_end = attrgetter(*_FIELDS_WITHOUT_END)
_kind_values = itemgetter(
    *(_FIELDS_WITHOUT_END.index("from_date" if name == "day" else name) for name in Kind._fields)
)


class Past(NamedTuple):
    """What the standings of a milestone and pair so far decide of the next one.

    ``delivery`` is that of the last of them. If a history was read only from a day on, the past
    of its first standing includes that standing, and has no ``last``.
    """

    earliest_revised: dt.date | None = None
    delivery: str = ""
    last: Standing | None = None


@transaction.atomic
def rebuild_standings(milestones: Iterable[Milestone], *, since: dt.date | None = None) -> None:
    """Recalculate where milestones stand, from the plan's date and the record.

    With ``since``, the standings of earlier days are taken to be correct.
    """
    milestone_list = list(milestones)
    lock_milestones(milestone.pk for milestone in milestone_list)
    batches = list(in_batches(milestone_list))
    for batch in with_progress(batches, "Calculating", len(batches)):
        write_standings(batch, load_histories([milestone.pk for milestone in batch], since=since))


def write_standings(milestones: Sequence[Milestone], known: Mapping[int, MilestoneHistory]) -> None:
    """Replace the standings of these milestones by those that follow from their histories.

    Unchanged standings are not written, and those that only end on another day keep their keys.
    If a history was read only from a day on, the standings before that day are left alone, and
    of the first, whose predecessor is not known, only the end may change.
    """
    begins = {milestone.pk: known[milestone.pk].begins or dt.date.min for milestone in milestones}
    past = _read_past(begins)
    standings = {
        _values_without_end(standing): standing
        for milestone in milestones
        for standing in standings_of(milestone, known[milestone.pk], past)
    }
    counts = CountChanges()
    deleted, ids_by_end = _match_stored(standings, begins, counts)
    if unmatched := {
        standing.milestone_id for standing in standings.values() if _is_first(standing, begins)
    }:
        # Updates written without this function have no standings yet: use complete histories.
        write_standings(milestones, {**known, **load_histories(list(unmatched))})
        return
    # The database refuses standings that overlap, even briefly: delete and shorten first.
    for batch in in_batches(deleted):
        Standing.objects.filter(pk__in=batch).delete()
    for end, ids in ids_by_end.items():
        for batch in in_batches(ids):
            Standing.objects.filter(pk__in=batch).update(until_date=end)
    Standing.objects.bulk_create(standings.values(), BATCH)
    for key, standing in standings.items():
        counts.add(_kind_of(key), standing.until_date)
    counts.save()


def _read_past(begins: Mapping[int, dt.date]) -> dict[tuple[int, str], Past]:
    """The past of each milestone and pair whose history was read only from a day on."""
    partial = [pk for pk, begin in begins.items() if begin > dt.date.min]
    if not partial:
        return {}
    past: dict[tuple[int, str], Past] = defaultdict(Past)
    rows = Standing.objects.filter(milestone__in=partial).exclude(revised_date=None, delivery="")
    columns = ("milestone", "pair", "from_date", "revised_date", "delivery")
    for milestone, pair, from_date, revised_date, delivery in rows.order_by(
        "from_date"
    ).values_list(*columns):
        if from_date <= begins[milestone]:
            earliest = _earliest(past[milestone, pair].earliest_revised, revised_date)
            past[milestone, pair] = Past(earliest, delivery)
    return past


def _kind_of(key: Sequence[Any]) -> Kind:
    """The kind of a standing, from its values without the end."""
    return Kind._make(_kind_values(key))


def _is_first(standing: Standing, begins: Mapping[int, dt.date]) -> bool:
    """Whether a standing is the first of a history that was read only from a day on."""
    return standing.from_date == begins[standing.milestone_id]


def _match_stored(
    standings: dict[Any, Standing], begins: Mapping[int, dt.date], counts: CountChanges
) -> tuple[list[int], dict[dt.date | None, list[int]]]:
    """Match the calculated standings with the stored ones.

    Returns the keys of stored standings to delete, and the keys of those that end on another day,
    by that day. Removes from ``standings`` what is stored already, and adds to ``counts`` what
    the deletions and new ends change.
    """
    ends = {
        (standing.milestone_id, standing.pair, standing.from_date): standing.until_date
        for standing in standings.values()
    }
    deleted: list[int] = []
    ids_by_end: dict[dt.date | None, list[int]] = defaultdict(list)
    first_keys = {
        (standing.milestone_id, standing.pair): key
        for key, standing in standings.items()
        if _is_first(standing, begins)
    }
    for pk, milestone, pair, from_date, until_date, *values in _stored_rows(begins):
        is_first = from_date == begins[milestone]
        if standings.pop(first_keys[milestone, pair] if is_first else tuple(values), None):
            end = ends[milestone, pair, from_date]
            if end != until_date:
                ids_by_end[end].append(pk)
                counts.add(_kind_of(values), until_date, -1)
                counts.add(_kind_of(values), end)
        elif from_date > begins[milestone]:
            deleted.append(pk)
            counts.add(_kind_of(values), until_date, -1)
    return deleted, ids_by_end


def _stored_rows(begins: Mapping[int, dt.date]) -> Iterator[tuple[Any, ...]]:
    """The stored standings of milestones, without those that ended by the first day known."""
    standings = Standing.objects.filter(milestone__in=begins).exclude(
        until_date__lte=min(begins.values())
    )
    columns = ("pk", "milestone", "pair", "from_date", "until_date", *_FIELDS_WITHOUT_END)
    yield from standings.order_by().values_list(*columns)


def standings_of(
    milestone: Milestone,
    history: MilestoneHistory,
    past: Mapping[tuple[int, str], Past] = MappingProxyType({}),
) -> Iterator[Standing]:
    """Calculate the standings of a milestone for every day of its history; not saved.

    ``past`` is what the standings before say, if the history was read only from a day on.
    """
    starts = sorted(history.statuses_by_day)
    planned = (
        milestone.introduced_by_id is None and history.plan_date not in history.statuses_by_day
    )
    if planned and not history.earlier:
        starts = [history.plan_date, *starts]
    so_far = {pair: past.get((milestone.pk, pair), Past()) for pair in (Pair.ALL, *milestone.pairs)}
    for start, end in zip_longest(starts, starts[1:]):
        for pair, standing in _standings_from(start, end, milestone, history).items():
            so_far[pair] = _follow(standing, so_far[pair])
            yield standing


def _standings_from(
    start: dt.date, end: dt.date | None, milestone: Milestone, history: MilestoneHistory
) -> dict[Pair, Standing]:
    """The standings of a milestone from one day until another, without what their past decides."""
    day_status, last_due = history.statuses_by_day.get(start), history.place.last_due
    lines = {
        pair: lines_for_pair(day_status.lines, pair) if day_status else []
        for pair in (Pair.ALL, *milestone.pairs)
    }
    statuses = {pair: roll_up(pair_lines) for pair, pair_lines in lines.items()}
    us_cn, us_mx = statuses.get(Pair.US_CN), statuses.get(Pair.US_MX)
    standings = {}
    for pair, status in statuses.items():
        revised = max((line.revised for line in lines[pair] if line.revised), default=None)
        slip = _slip(last_due, revised)
        standings[pair] = Standing(
            milestone_id=milestone.pk,
            pair=pair,
            from_date=start,
            until_date=end,
            status=status,
            revised_date=revised.date if revised else None,
            revised_precision=revised.precision if revised else "",
            update_id=day_status.update.pk if day_status and lines[pair] else None,
            **vars(history.place),
            slip_months=slip,
            slipped=slip is not None and slip > 0,
            contradictory=status == Status.ON_TRACK and last_due is not None and last_due < start,
            status_us_cn=us_cn,
            status_us_mx=us_mx,
            differ=None not in {us_cn, us_mx} and us_cn != us_mx,
            fingerprint=_fingerprint(lines, pair),
        )
    return standings


def _slip(last_due: dt.date | None, revised: ImpreciseDate | None) -> int | None:
    return months_between(last_due, revised.date) if last_due and revised else None


def _follow(standing: Standing, past: Past) -> Past:
    """Set the fields of a standing that its past decides; returns the past of the next one."""
    previous, revised_date = past.last, standing.revised_date
    standing.previous_from = previous.from_date if previous else None
    standing.previous_status = previous.status if previous else None
    standing.changed = previous is None or previous.fingerprint != standing.fingerprint
    standing.slipped_again = bool(
        revised_date and past.earliest_revised and past.earliest_revised < revised_date
    )
    standing.delivery = _delivery(standing, past)
    return Past(_earliest(past.earliest_revised, revised_date), standing.delivery, standing)


def _earliest(*dates: dt.date | None) -> dt.date | None:
    return min((date for date in dates if date), default=None)


def _delivery(standing: Standing, past: Past) -> str:
    """Whether a standing was delivered in time (see ``Delivery``); empty if it is not delivered.

    Its first report as delivered decides, and the report before that: a planned milestone was not
    delivered on the plan's date.
    """
    if standing.status not in DELIVERED:
        return ""
    if past.delivery:
        return past.delivery
    if standing.last_due is None:
        return Delivery.UNDATED
    if standing.from_date <= standing.last_due:
        return Delivery.ON_TIME
    if past.last and past.last.from_date > standing.last_due:
        return Delivery.LATE
    return Delivery.UNKNOWN


def _fingerprint(lines: Mapping[Pair, Sequence[StatusLine]], pair: Pair) -> int:
    """A number of 63 bits that is equal if the same was reported for a pair; with ``ALL``, for
    each country pair."""
    pairs = COUNTRY_PAIRS if pair is Pair.ALL else (pair,)
    reported = [
        [
            (
                str(line.status),
                words_key(line.as_reported),
                str(line.revised and line.revised.date),
                str(line.revised.precision if line.revised else ""),
            )
            for line in lines.get(reported_pair, ())
        ]
        for reported_pair in pairs
    ]
    digest = blake2b(repr(reported).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
