"""The days on record: those of the plan, of each edition and of each update."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db import connections
from django.db.models import Count, QuerySet

from milestones.models import (
    Standing,
    StandingQuerySet,
    StatusReport,
    Withdrawal,
)
from milestones.models.prepared import prepared
from priorities.models import Plan

# Each step finds the newest day before the previous one. This takes one index lookup per day,
# however many updates each day has. Withdrawn updates have no standings.
_DAYS_SQL = """
WITH RECURSIVE days (day, place) AS (
    SELECT MAX(from_date), 1 FROM {standings} WHERE update_id IS NOT NULL
    UNION ALL
    SELECT (
        SELECT MAX(from_date) FROM {standings}
        WHERE update_id IS NOT NULL AND from_date < days.day
    ), place + 1
    FROM days WHERE day IS NOT NULL AND place < %s
)
SELECT day, '' AS title, 0 AS is_plan FROM days WHERE day IS NOT NULL
UNION ALL
SELECT as_of, title, 0 FROM {reports}
WHERE NOT EXISTS (SELECT 1 FROM {withdrawals} WHERE report_id = {reports}.id)
UNION ALL
SELECT published, title, 1 FROM {plans}
"""


@dataclass(frozen=True)
class DayOnRecord:
    """A day on record; ``title`` is that of its document, empty if there is none.

    ``is_reported`` is whether any standing comes from an update as of the day. It is set only
    for the newest of these days, as many as were read.
    """

    day: dt.date
    title: str = ""
    is_plan: bool = False
    is_reported: bool = False

    @property
    def is_edition(self) -> bool:
        return bool(self.title) and not self.is_plan


@dataclass(frozen=True)
class LastReported:
    """How many milestones were last reported on since the newest edition, by that edition or on
    its date, and before it."""

    edition: dt.date
    since: int
    at: int
    before: int

    def are_all_of(self, day: dt.date) -> bool:
        """Whether the edition is of that day and no status is older."""
        return self.edition == day and not self.before


def last_reported(edition: dt.date, standings: StandingQuerySet, reported: int) -> LastReported:
    """When the milestones of these standings were last reported on; ``reported`` is how many of
    them were, so that older statuses are not read one by one."""
    by_day: dict[dt.date, int] = dict(_reported_from(edition, standings))
    at = by_day.pop(edition, 0)
    since = sum(by_day.values())
    return LastReported(edition, since, at, before=reported - since - at)


@prepared
def _reported_from(day: dt.date, standings: StandingQuerySet) -> QuerySet[Standing, Any]:
    rows = standings.order_by().filter(from_date__gte=day).values_list("from_date")
    return rows.annotate(milestones=Count("*"))


def days_on_record(most: int) -> list[DayOnRecord]:
    """The newest days with updates, at most ``most``, and all days of documents; newest first."""
    tables = {
        "standings": Standing,
        "reports": StatusReport,
        "withdrawals": Withdrawal,
        "plans": Plan,
    }
    names = {name: model._meta.db_table for name, model in tables.items()}
    connection = connections[Standing.objects.db]
    with connection.cursor() as cursor:
        cursor.execute(_DAYS_SQL.format(**names), [most])
        rows = [(_parse_day(day), title, bool(plan)) for day, title, plan in cursor.fetchall()]
    reported_days = {day for day, title, is_plan in rows if not (title or is_plan)}
    # The last row of a day is kept: the plan's, else one with a title.
    by_day = {
        day: DayOnRecord(day, title, is_plan, is_reported=day in reported_days)
        for day, title, is_plan in sorted(rows, key=itemgetter(2, 1))
    }
    return [by_day[day] for day in sorted(by_day, reverse=True)]


def _parse_day(value: dt.date | str) -> dt.date:
    """Convert a date from the cursor, which is text on SQLite: it has no date type."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
