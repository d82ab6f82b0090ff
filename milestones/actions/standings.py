"""Calculate from the record where milestones stand on every day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from milestones.actions.bulk import WRITTEN_AT_ONCE, insert_rows
from milestones.actions.counting import CountChanges, Kind
from milestones.actions.fingerprints import fingerprint_of
from milestones.actions.state import (
    MilestoneHistory,
    in_batches,
    load_histories,
    lock_milestones,
)
from milestones.choices import DELIVERED, Delivery, Pair, Status
from milestones.models import Milestone, Standing
from milestones.models.status import lines_for_pair, roll_up
from milestones.progress_bar import with_progress
from milestones.statistics import slip_in_months


class StandingRow(NamedTuple):
    """A calculated ``Standing``, with its columns: lighter than a model in the loops below."""

    until_date: dt.date | None
    milestone_id: int
    pair: Pair
    from_date: dt.date
    status: Status
    revised_date: dt.date | None
    revised_precision: str
    update_id: int | None
    area_id: int
    position: int
    first_due: dt.date | None
    last_due: dt.date | None
    due_under: str
    slip_months: int | None
    slipped: bool
    slipped_again: bool
    contradictory: bool
    delivery: str
    status_us_cn: Status | None
    status_us_mx: Status | None
    differ: bool
    fingerprint: int
    previous_from: dt.date | None
    previous_status: Status | None
    changed: bool

    @property
    def without_end(self) -> tuple[Any, ...]:
        """All but ``until_date``: what two standings have in common if only their ends differ."""
        return self[1:]

    @property
    def kind(self) -> Kind:
        """What it is counted as."""
        return Kind(
            self.from_date,
            self.pair,
            self.due_under,
            self.last_due,
            self.area_id,
            self.status,
            self.slipped,
            self.differ,
            self.contradictory,
            self.delivery,
        )


class Past(NamedTuple):
    """What the standings of a milestone and pair so far decide of the next one."""

    earliest_revised: dt.date | None = None
    last: StandingRow | None = None


@transaction.atomic(savepoint=False)
def rebuild_standings(milestones: Iterable[Milestone], *, since: dt.date | None = None) -> None:
    """Recalculate where milestones stand, from the plan's date and the record.

    With ``since``, the standings of earlier days are taken to be correct. If it fails, a caller's
    transaction is undone too.
    """
    milestone_list = list(milestones)
    lock_milestones(milestone.pk for milestone in milestone_list)
    counts = CountChanges()
    batches = list(in_batches(milestone_list))
    for batch in with_progress(batches, "Calculating", len(batches)):
        histories = load_histories([milestone.pk for milestone in batch], since=since)
        write_standings(batch, histories, counts)
    counts.save()


def write_standings(
    milestones: Sequence[Milestone], known: Mapping[int, MilestoneHistory], counts: CountChanges
) -> None:
    """Replace the standings of these milestones by those that follow from their histories.

    Unchanged standings are not written, and those that only end on another day keep their keys.
    If a history was read only from a day on, the standings before that day are left alone, and
    of the first only the end may change. Adds to ``counts``, for the caller to save.
    """
    begins = {milestone.pk: known[milestone.pk].begins or dt.date.min for milestone in milestones}
    stored = _stored_rows(begins)
    past = _read_past(begins, stored.values())
    unknown = [
        milestone.pk
        for milestone in milestones
        if begins[milestone.pk] > dt.date.min
        and any((milestone.pk, pair) not in past for pair in (Pair.ALL, *milestone.pairs))
    ]
    if unknown:
        # Updates written without this function have no standings yet: use complete histories.
        write_standings(milestones, {**known, **load_histories(unknown)}, counts)
        return
    standings = {
        standing.without_end: standing
        for milestone in milestones
        for standing in standings_of(milestone, known[milestone.pk], past)
    }
    deleted, ids_by_end = _match_stored(standings, stored, counts)
    # The database refuses standings that overlap, even briefly: delete and shorten first.
    for batch in in_batches(deleted, WRITTEN_AT_ONCE):
        Standing.objects.filter(pk__one_of=batch).delete()
    for end, ids in ids_by_end.items():
        for batch in in_batches(ids, WRITTEN_AT_ONCE):
            Standing.objects.filter(pk__one_of=batch).update(until_date=end)
    insert_rows(Standing, StandingRow._fields, standings.values())
    for standing in standings.values():
        counts.add(standing)


def _stored_rows(begins: Mapping[int, dt.date]) -> dict[int, StandingRow]:
    """The stored standings of milestones by their keys, from the first day known of each."""
    stored: dict[int, StandingRow] = {}
    if partial := [milestone for milestone, day in begins.items() if day > dt.date.min]:
        # Most updates come after all others. Then there is only the standing without an end, for
        # which the database has a small index.
        newest = Standing.objects.filter(milestone__one_of=partial, until_date=None)
        stored = _read_rows(newest, begins)
    whole = {
        standing.milestone_id
        for standing in stored.values()
        if standing.from_date == begins[standing.milestone_id]
    }
    if others := begins.keys() - whole:
        first = min(begins[milestone] for milestone in others)
        standings = Standing.objects.filter(milestone__one_of=others).exclude(until_date__lte=first)
        stored |= _read_rows(standings, begins)
    return stored


def _read_rows(
    standings: QuerySet[Standing], begins: Mapping[int, dt.date]
) -> dict[int, StandingRow]:
    rows = standings.order_by().values_list("pk", *StandingRow._fields)
    by_key = {pk: StandingRow._make(values) for pk, *values in rows}
    return {
        pk: standing
        for pk, standing in by_key.items()
        if standing.from_date >= begins[standing.milestone_id]
    }


def _read_past(
    begins: Mapping[int, dt.date], stored: Iterable[StandingRow]
) -> dict[tuple[int, str], Past]:
    """The past of each milestone and pair whose history was read only from a day on: until its
    first standing, which is stored."""
    past: dict[tuple[int, str], Past] = {
        (standing.milestone_id, standing.pair): Past(standing.revised_date, standing)
        for standing in stored
        if standing.from_date == begins[standing.milestone_id]
    }
    partial = [milestone for milestone, pair in past if pair == Pair.ALL]
    revised = Standing.objects.filter(
        milestone__one_of=partial, revised_date__isnull=False
    ).order_by()
    columns = ("milestone", "pair", "from_date", "revised_date")
    for milestone, pair, from_date, revised_date in revised.values_list(*columns):
        if from_date < begins[milestone]:
            earliest, first = past[milestone, pair]
            past[milestone, pair] = Past(_earliest(earliest, revised_date), first)
    return past


def _match_stored(
    standings: dict[Any, StandingRow], stored: Mapping[int, StandingRow], counts: CountChanges
) -> tuple[list[int], dict[dt.date | None, list[int]]]:
    """Match the calculated standings with the stored ones.

    Returns the keys of stored standings to delete, and the keys of those that end on another day,
    by that day. Removes from ``standings`` what is stored already, and adds to ``counts`` what
    the deletions and new ends change.
    """
    deleted: list[int] = []
    ids_by_end: dict[dt.date | None, list[int]] = defaultdict(list)
    for pk, before in stored.items():
        after = standings.pop(before.without_end, None)
        if after is None:
            deleted.append(pk)
            counts.add(before, -1)
        elif after.until_date != before.until_date:
            ids_by_end[after.until_date].append(pk)
            counts.add(before, -1)
            counts.add(after)
    return deleted, ids_by_end


def standings_of(
    milestone: Milestone,
    history: MilestoneHistory,
    past: Mapping[tuple[int, str], Past] = MappingProxyType({}),
) -> Iterator[StandingRow]:
    """Calculate the standings of a milestone for every day of its history; not saved.

    If the history was read only from a day on, ``past`` has its first standings, as stored.
    """
    starts = sorted(history.statuses_by_day)
    planned = (
        milestone.introduced_by_id is None and history.plan_date not in history.statuses_by_day
    )
    if planned and not history.earlier:
        starts = [history.plan_date, *starts]
    so_far = {pair: past.get((milestone.pk, pair), Past()) for pair in (Pair.ALL, *milestone.pairs)}
    stored = [before.last for before in so_far.values() if before.last]
    for start, end in zip_longest(starts, starts[1:]):
        if stored and start == starts[0]:
            yield from (standing._replace(until_date=end) for standing in stored)
            continue
        for standing in _standings_from(start, end, milestone.pk, history, so_far):
            so_far[standing.pair] = _past_after(standing, so_far[standing.pair])
            yield standing


def _standings_from(
    start: dt.date,
    end: dt.date | None,
    milestone: int,
    history: MilestoneHistory,
    so_far: Mapping[Pair, Past],
) -> Iterator[StandingRow]:
    """The standings of a milestone from one day until another: of all parties, and of its pairs."""
    day_status, place = history.statuses_by_day.get(start), history.place
    lines = {pair: lines_for_pair(day_status.lines, pair) if day_status else [] for pair in so_far}
    statuses = {pair: roll_up(pair_lines) for pair, pair_lines in lines.items()}
    us_cn, us_mx = statuses.get(Pair.US_CN), statuses.get(Pair.US_MX)
    for pair, status in statuses.items():
        past = so_far[pair]
        revised = max((line.revised for line in lines[pair] if line.revised), default=None)
        slip = slip_in_months(place.last_due, revised)
        fingerprint = fingerprint_of(lines, pair)
        yield StandingRow(
            until_date=end,
            milestone_id=milestone,
            pair=pair,
            from_date=start,
            status=status,
            revised_date=revised.date if revised else None,
            revised_precision=revised.precision if revised else "",
            update_id=day_status.update.pk if day_status and lines[pair] else None,
            area_id=place.area_id,
            position=place.position,
            first_due=place.first_due,
            last_due=place.last_due,
            due_under=place.due_under,
            slip_months=slip,
            slipped=slip is not None and slip > 0,
            slipped_again=bool(
                revised and past.earliest_revised and past.earliest_revised < revised.date
            ),
            contradictory=status == Status.ON_TRACK and _is_past(place.last_due, start),
            delivery=_delivery(status, start, place.last_due, past),
            status_us_cn=us_cn,
            status_us_mx=us_mx,
            differ=None not in {us_cn, us_mx} and us_cn != us_mx,
            fingerprint=fingerprint,
            previous_from=past.last.from_date if past.last else None,
            previous_status=past.last.status if past.last else None,
            changed=past.last is None or past.last.fingerprint != fingerprint,
        )


def _is_past(last_due: dt.date | None, day: dt.date) -> bool:
    return last_due is not None and last_due < day


def _past_after(standing: StandingRow, past: Past) -> Past:
    """The past of the next standing."""
    earliest = _earliest(past.earliest_revised, standing.revised_date)
    return Past(earliest, standing)


def _earliest(*dates: dt.date | None) -> dt.date | None:
    return min((date for date in dates if date), default=None)


def _delivery(status: Status, start: dt.date, last_due: dt.date | None, past: Past) -> str:
    """Whether a standing was delivered in time (see ``Delivery``); empty if it is not delivered.

    Its first report as delivered decides, and the report before that: a planned milestone was not
    delivered on the plan's date.
    """
    if status not in DELIVERED:
        return ""
    if past.last and past.last.delivery:
        return past.last.delivery
    if last_due is None:
        return Delivery.UNDATED
    if start <= last_due:
        return Delivery.ON_TIME
    if past.last and past.last.from_date > last_due:
        return Delivery.LATE
    return Delivery.UNKNOWN
