"""Counting how standings moved since an earlier day (see ``Step``), and how far they slipped."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from milestones.changes import Direction
from milestones.choices import SCALE, Status
from milestones.dates import months_between
from milestones.matrix import Step
from milestones.models.conditions import in_force
from milestones.models.expressions import is_later
from milestones.models.prepared import prepared
from milestones.models.standing import Standing, StandingQuerySet

Rows = QuerySet[Any, Any]


def steps_from_plan(
    by_status: Mapping[Status, int], added: StandingQuerySet | None, *, was_planned: bool
) -> list[Step]:
    """As ``steps_since``, for an earlier day on which nothing was reported yet.

    They mostly follow from ``by_status``, the number of milestones by status now.
    ``was_planned`` is whether the plan was on record on the earlier day, and so all milestones
    except those that later editions added: ``added`` are the standings of these, None if there are
    none.
    """
    new: dict[Any, int] = {} if was_planned else dict(by_status)
    if was_planned and added is not None:
        new = dict(added.order_by().values_list("status").annotate(count=Count("*")))
    steps = []
    for status, count in by_status.items():
        steps.append(Step(None, status, changed=True, count=new.get(status, 0)))
        if status is not Status.PLANNED:
            rest = count - new.get(status, 0)
            steps.append(Step(Status.PLANNED, status, changed=True, count=rest))
    return [step for step in steps if step.count]


def steps_since(standings: StandingQuerySet, first: dt.date) -> list[Step]:
    """The steps from the statuses of an earlier day to those of these standings, for milestones
    reported on since."""
    steps, has_many = [], False
    for previous_from, previous_status, status, changed, count in _reported_on(standings, first):
        if previous_from is not None and previous_from > first:
            has_many = True
        else:
            steps.append(Step(_status(previous_status), Status(status), changed, count))
    if has_many:
        steps += [
            Step(_status(was), Status(now), not is_same, count)
            for was, now, is_same, count in _reported_on_again(standings, first)
        ]
    if any(step.direction is Direction.AHEAD for step in steps):
        steps += _steps_to_a_later_date(standings, first)
    return steps


def _steps_to_a_later_date(standings: StandingQuerySet, first: dt.date) -> Iterator[Step]:
    """Steps that move what was counted without its dates to where it belongs with them."""
    for was, now, count in _to_a_later_date(standings, first):
        before, after = _status(was), Status(now)
        if Direction.between(before, after) is Direction.AHEAD:
            yield Step(before, after, changed=True, count=-count)
            yield Step(before, after, changed=True, count=count, is_later=True)


@prepared
def _reported_on(standings: StandingQuerySet, first: dt.date) -> Rows:
    """How many were reported on since the first day, with what was reported just before."""
    rows = standings.order_by().filter(from_date__gt=first)
    return rows.values_list("previous_from", "previous_status", "status", "changed").annotate(
        count=Count("*")
    )


@prepared
def _reported_on_again(standings: StandingQuerySet, first: dt.date) -> Rows:
    """How many were reported on more than once since the first day, with their status on it."""
    rows = standings.order_by().filter(from_date__gt=first, previous_from__gt=first)
    both = rows.beside(first).values_list("was__status", "status", "is_same")
    counts: Rows = both.annotate(count=Count("*"))
    return counts


@prepared
def _to_a_later_date(standings: StandingQuerySet, first: dt.date) -> Rows:
    """How many are expected later than on the first day, with their status on it."""
    # Nothing progresses to the least advanced status, which has most of the revised dates.
    revised = standings.order_by().filter(
        from_date__gt=first, revised_date__isnull=False, status__in=SCALE[1:]
    )
    # As an annotation it does not join the earlier standing twice.
    later = revised.beside(first).annotate(is_later=is_later("was", "")).filter(is_later=True)
    counts: Rows = later.values_list("was__status", "status").annotate(count=Count("*"))
    return counts


def slips_since(
    standings: StandingQuerySet, first: dt.date, *, was_reported_on: bool
) -> Counter[int]:
    """How many milestones are expected later than on an earlier day (see ``StatusChange``), by the
    months between. ``was_reported_on`` is whether anything was reported by the earlier day."""
    slips: Counter[int] = Counter()
    rows: Iterable[Any]
    if was_reported_on:
        rows = _revised_since(standings, first)
    else:
        rows = ((None, *row) for row in standings.revised_dates())
    for revised_before, last_due, revised, count in rows:
        before = revised_before or last_due
        if before and revised > before:
            slips[months_between(before, revised)] += count
    return slips


@prepared
def _revised_since(standings: StandingQuerySet, first: dt.date) -> Rows:
    """How many were reported on since the first day and have a revised date: with that of the
    first day, and their last deadline."""
    since = standings.order_by().filter(revised_date__isnull=False, from_date__gt=first)
    dates = since.annotate(before=_revised_date_on(first))
    return dates.values_list("before", "last_due", "revised_date").annotate(count=Count("*"))


def _revised_date_on(day: dt.date) -> Subquery:
    """The revised date of the same milestone and pair on an earlier day; None without one."""
    then = Standing.objects.filter(
        in_force("", day, OuterRef("pair")),
        milestone=OuterRef("milestone"),
        # Not needed for the answer: an index has only these.
        revised_date__isnull=False,
    )
    return Subquery(then.order_by().values("revised_date"))


def _status(code: str | None) -> Status | None:
    return Status(code) if code else None
