"""The days on record: the plan's, each edition's, and those as of which anything was recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from django.db import connection

from milestones.models import Standing, StatusReport, Withdrawal
from priorities.models import Plan

# Each step asks for the newest day before the last: as many looks into an index as there are days,
# however many updates each of them has. What was withdrawn stands nowhere.
_DAYS = """
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
    """A day on record; ``title`` is of the document about it, empty if there is none.

    ``is_reported`` is whether any milestone stands where it does because of what was reported
    for the day; it is only known of the newest such days, as many as were asked for.
    """

    day: dt.date
    title: str = ""
    is_plan: bool = False
    is_reported: bool = False


def days_on_record(most: int) -> list[DayOnRecord]:
    """The newest days on record, at most so many beside those of documents; newest first."""
    tables = {
        "standings": Standing,
        "reports": StatusReport,
        "withdrawals": Withdrawal,
        "plans": Plan,
    }
    names = {name: model._meta.db_table for name, model in tables.items()}
    with connection.cursor() as cursor:
        cursor.execute(_DAYS.format(**names), [most])
        rows = cursor.fetchall()
    found: dict[dt.date, DayOnRecord] = {}
    reported = {_day(day) for day, title, is_plan in rows if not (title or is_plan)}
    # Of one day the plan's row comes last and is kept, else the one with a title.
    for day, title, is_plan in sorted(rows, key=itemgetter(2, 1)):
        found[_day(day)] = DayOnRecord(_day(day), title, bool(is_plan), _day(day) in reported)
    return [found[day] for day in sorted(found, reverse=True)]


def newest_day(days: Iterable[DayOnRecord]) -> dt.date | None:
    """The newest of these days that anything was reported for, else the newest plan's; None if
    there is neither. The same as ``StatusUpdateQuerySet.newest_as_of``."""
    known = list(days)
    reported = max((one.day for one in known if one.is_reported), default=None)
    return reported or max((one.day for one in known if one.is_plan), default=None)


def _day(value: dt.date | str) -> dt.date:
    """A date as the database's own library gives it: SQLite has no type for one."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
