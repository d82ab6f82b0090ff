"""The days on record: those as of which something was reported, and the plan's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from milestones.models import StatusUpdate
from priorities.models import Plan

MOST_DAYS = 6
"""How many days a page offers."""

# Each step asks for the newest day before the last: as many looks into an index as there are days,
# however many updates each of them has.
_DAYS = """
WITH RECURSIVE days (day, place) AS (
    SELECT MAX(as_of), 1 FROM {updates}
    UNION ALL
    SELECT (SELECT MAX(as_of) FROM {updates} WHERE as_of < days.day), place + 1
    FROM days WHERE day IS NOT NULL AND place <= %s
)
SELECT day, 0 AS is_plan FROM days WHERE day IS NOT NULL
UNION ALL
SELECT MIN(published), 1 FROM {plans}
"""


@dataclass(frozen=True)
class DaysOnRecord:
    """Days to choose from: the newest first, and the plan's last; ``more`` if some are left out."""

    reported: tuple[dt.date, ...] = ()
    plan: dt.date | None = None
    more: bool = False


def days_on_record(most: int = MOST_DAYS) -> DaysOnRecord:
    """The newest days on record, at most so many with the plan's, in one query."""
    names = {"updates": StatusUpdate._meta.db_table, "plans": Plan._meta.db_table}
    with connection.cursor() as cursor:
        cursor.execute(_DAYS.format(**names), [most - 1])
        found = [(_day(day), is_plan) for day, is_plan in cursor.fetchall() if day]
    plan = next((day for day, is_plan in found if is_plan), None)
    reported = [day for day, is_plan in found if not is_plan and day != plan]
    return DaysOnRecord(tuple(reported[: most - 1]), plan, more=len(reported) >= most)


def _day(value: dt.date | str) -> dt.date:
    """A date as the database's own library gives it: SQLite has no type for one."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
