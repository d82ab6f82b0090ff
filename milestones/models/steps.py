"""Counting how standings moved since an earlier day (see ``Step``), and how far they slipped."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from milestones.changes import Direction
from milestones.choices import SCALE, Status
from milestones.dates import months_between
from milestones.matrix import Step
from milestones.models.expressions import is_later
from milestones.models.standing import Standing, StandingQuerySet, in_force


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
    since = standings.order_by().filter(from_date__gt=first)
    rows = since.values_list("previous_from", "previous_status", "status", "changed").annotate(
        count=Count("*")
    )
    steps, has_many = [], False
    for previous_from, previous_status, status, changed, count in rows:
        if previous_from is not None and previous_from > first:
            has_many = True
        else:
            steps.append(Step(_status(previous_status), Status(status), changed, count))
    if has_many:
        steps += _steps_in_many(since, first)
    if any(step.direction is Direction.AHEAD for step in steps):
        steps += _steps_to_a_later_date(since, first)
    return steps


def slips_since(
    standings: StandingQuerySet, first: dt.date, *, was_reported_on: bool
) -> Counter[int]:
    """How many milestones are expected later than on an earlier day (see ``StatusChange``), by the
    months between. ``was_reported_on`` is whether anything was reported by the earlier day."""
    slips: Counter[int] = Counter()
    revised = standings.order_by().filter(revised_date__isnull=False)
    if was_reported_on:
        since = revised.filter(from_date__gt=first).annotate(before=_revised_date_on(first))
        dates = since.values_list("before", "last_due", "revised_date")
        rows = list(dates.annotate(count=Count("*")))
    else:
        rows = [(None, *row) for row in standings.revised_dates()]
    for revised_before, last_due, revised, count in rows:
        before = revised_before or last_due
        if before and revised > before:
            slips[months_between(before, revised)] += count
    return slips


def _revised_date_on(day: dt.date) -> Subquery:
    """The revised date of the same milestone and pair on an earlier day; None without one."""
    then = Standing.objects.filter(
        in_force("", day, OuterRef("pair")),
        milestone=OuterRef("milestone"),
        # Not needed for the answer: an index has only these.
        revised_date__isnull=False,
    )
    return Subquery(then.order_by().values("revised_date"))


def _steps_in_many(since: StandingQuerySet, first: dt.date) -> Iterator[Step]:
    """The steps of milestones that were reported on more than once since the first day."""
    rows = since.filter(previous_from__gt=first).beside(first)
    counts = rows.values_list("was__status", "status", "is_same").annotate(count=Count("*"))
    for was, now, is_same, count in counts:
        yield Step(_status(was), Status(now), not is_same, count)


def _steps_to_a_later_date(since: StandingQuerySet, first: dt.date) -> Iterator[Step]:
    """Steps that move what was counted without its dates to where it belongs with them."""
    # Nothing progresses to the least advanced status, which has most of the revised dates.
    revised = since.filter(revised_date__isnull=False, status__in=SCALE[1:])
    # As an annotation it does not join the earlier standing twice.
    later = revised.beside(first).annotate(is_later=is_later("was", "")).filter(is_later=True)
    for was, now, count in later.values_list("was__status", "status").annotate(count=Count("*")):
        before, after = _status(was), Status(now)
        if Direction.between(before, after) is Direction.AHEAD:
            yield Step(before, after, changed=True, count=-count)
            yield Step(before, after, changed=True, count=count, is_later=True)


def _status(code: str | None) -> Status | None:
    return Status(code) if code else None
