"""Progress by date: how many milestones were due by each day, and how many were delivered."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from milestones.dates import ImpreciseDate
from milestones.models import CountChange, Standing
from milestones.queries.counting import COUNTED_BY_PLAN, row_conditions
from milestones.queries.query import MilestoneQuery


@dataclass(frozen=True)
class DayProgress:
    """The matching milestones on a day: how many are due by then, by the plan (the last deadline)
    and by their latest dates (the revised date, if there is one), and how many are delivered.

    ``delivered_of_due`` counts those delivered of the ones due by the plan. Both counts of
    delivered milestones are None after the query's day, when nothing is known yet.
    """

    day: dt.date
    due_by_plan: int
    due_by_revised: int
    delivered: int | None
    delivered_of_due: int | None


def progress_by_day(query: MilestoneQuery) -> list[DayProgress]:
    """The matching milestones on the last day of each of their deadlines' months (or seasons, or
    years) and on the date of each edition until the query's day, earliest first.

    Which milestones match is decided on the query's day.
    """
    due = _by_last_deadline(query)
    due_by_plan, due_by_revised = _until(due), _until(_with_revised_dates(due, query))
    changes: Counter[dt.date] = Counter()
    changes_of_due: Counter[dt.date] = Counter()
    for since, last_due, change in _changes_of_delivered(query):
        changes[since] += change
        if last_due:
            changes_of_due[max(since, last_due)] += change
    delivered, delivered_of_due = _until(changes), _until(changes_of_due)
    return [
        DayProgress(
            day=day,
            due_by_plan=due_by_plan(day),
            due_by_revised=due_by_revised(day),
            delivered=delivered(day) if day <= query.day else None,
            delivered_of_due=delivered_of_due(day) if day <= query.day else None,
        )
        for day in _days(query)
    ]


def _days(query: MilestoneQuery) -> list[dt.date]:
    rows = query.counts.rows
    if not rows:
        return []
    # Thousands of rows are due under a hundred different codes.
    codes = {code for due_under in {row.due_under for row in rows} for code in due_under.split()}
    deadlines = {ImpreciseDate.parse(code).date for code in codes}
    editions = {entry.day for entry in query.editions}
    return sorted(deadlines | editions)


def _until(counts: Mapping[dt.date, int]) -> Callable[[dt.date], int]:
    """A function that gives the sum of the counts of all days up to one."""
    days = sorted(counts)
    sums = [0, *accumulate(counts[day] for day in days)]
    return lambda day: sums[bisect_right(days, day)]


def _by_last_deadline(query: MilestoneQuery) -> Counter[dt.date]:
    """How many of the milestones have each last deadline."""
    counts: Counter[dt.date] = Counter()
    for row in query.counts.rows:
        if row.last_due:
            counts[row.last_due] += row.milestones
    return counts


def _with_revised_dates(due: Mapping[dt.date, int], query: MilestoneQuery) -> Counter[dt.date]:
    """The same by the latest dates: one less on a last deadline, one more on its revised date."""
    counts = Counter(due)
    for last_due, revised, count in query.standings().revised_dates():
        counts[revised] += count
        if last_due:
            counts[last_due] -= count
    return counts


def _changes_of_delivered(
    query: MilestoneQuery,
) -> Iterator[tuple[dt.date, dt.date | None, int]]:
    """How many more of the milestones are delivered from each day on: the day, their last
    deadline, and the change."""
    values = query.filters
    if values.keys() <= {"pair"}:
        yield from CountChange.objects.changes_by_last_due(query.day, query.pair)
    elif COUNTED_BY_PLAN.issuperset(values):
        rows = CountChange.objects.changes_of_delivered(query.day, query.pair)
        holds = row_conditions(values, query.day).values()
        for day, row in rows:
            if all(hold(row) for hold in holds):
                yield day, row.last_due, row.milestones
    else:
        matching = query.standings().values("milestone")
        standings = Standing.objects.filter(pair=query.pair, milestone__in=matching)
        yield from standings.changes_of_delivered(query.day)
