"""A record far larger than the real one, made by the database itself in a few statements.

For an empty database that is thrown away: the guards of the record are not asked.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from milestones.choices import SCALE
from milestones.models import Milestone
from milestones.seeding import seed
from priorities.models import Initiative

UPDATES = 10
"""How many updates each milestone has, a month apart."""
FIRST_NUMBER = 1001
FIRST_DAY = dt.date(2006, 7, 1)

MILESTONES = """
INSERT INTO milestones_milestone
    (initiative_id, code, text, plan_text, parties, "order", plan_lines, report_lines)
WITH RECURSIVE numbers (n) AS (
    SELECT CAST(%(first)s AS integer) UNION ALL SELECT n + 1 FROM numbers WHERE n < %(last)s
)
SELECT %(initiative)s, 'TS-1.' || n,
    'Do the thing numbered ' || n || ', test what was done, and share the lessons (June 2006).',
    'Do the thing numbered ' || n || ', test what was done, and share the lessons.',
    'ALL', n, '[22]', '[25]'
FROM numbers
"""
DEADLINES = """
INSERT INTO milestones_deadline
    (milestone_id, "order", date, precision, basis, wording, recurring)
SELECT id, 1, '2006-06-30', 'month', 'printed', '(June 2006)', FALSE
FROM milestones_milestone WHERE "order" BETWEEN %(first)s AND %(last)s
"""
UPDATES_OF_A_DAY = """
INSERT INTO milestones_statusupdate
    (milestone_id, as_of, revision, recorded_at, source, reason, sentence, sentence_lines)
SELECT id, %(day)s, 1, %(at)s, 'A letter of the ministry', '', '', '[]'
FROM milestones_milestone WHERE "order" BETWEEN %(first)s AND %(last)s
"""
LINES_OF_A_DAY = """
INSERT INTO milestones_pairstatus
    (update_id, pair, status, as_reported, revised_precision, note)
SELECT u.id, 'ALL', %(status)s, 'As was said of the day ' || u.as_of, '', ''
FROM milestones_statusupdate u JOIN milestones_milestone m ON m.id = u.milestone_id
WHERE u.as_of = %(day)s AND m."order" BETWEEN %(first)s AND %(last)s
"""
STANDINGS_OF_A_DAY = """
INSERT INTO milestones_standing
    (milestone_id, pair, from_date, until_date, status, revised_precision, update_id)
SELECT u.milestone_id, p.pair, u.as_of, %(until)s, %(status)s, '', u.id
FROM milestones_statusupdate u JOIN milestones_milestone m ON m.id = u.milestone_id
CROSS JOIN (
    SELECT 'ALL' AS pair UNION ALL SELECT 'US-CN' UNION ALL SELECT 'US-MX'
) p
WHERE u.as_of = %(day)s AND m."order" BETWEEN %(first)s AND %(last)s
"""


def prepare() -> None:
    """Make an empty database into one with the real record; refuse one that holds anything."""
    call_command("migrate", verbosity=0)
    if Milestone.objects.exists():
        raise SystemExit("The database is not empty. This is for one that is thrown away.")
    seed(settings.FIXTURES)
    _let_go_of_guards()


def grow(milestones: int) -> None:
    """Add milestones with their updates until there are so many beside the real ones."""
    so_far = Milestone.objects.filter(order__gte=FIRST_NUMBER).count()
    numbers = {"first": FIRST_NUMBER + so_far, "last": FIRST_NUMBER + milestones - 1}
    with connection.cursor() as cursor:
        initiative = Initiative.objects.get(code="TS-1").pk
        cursor.execute(MILESTONES, {**numbers, "initiative": initiative})
        cursor.execute(DEADLINES, numbers)
        days = [_months_on(place) for place in range(UPDATES)]
        for place, (day, until) in enumerate(zip(days, [*days[1:], None], strict=True)):
            told = {
                **numbers,
                "day": day.isoformat(),
                "until": until.isoformat() if until else None,
                "at": f"{day} 12:00:00+00:00",
                "status": SCALE[place % len(SCALE)],
            }
            for statement in (UPDATES_OF_A_DAY, LINES_OF_A_DAY, STANDINGS_OF_A_DAY):
                cursor.execute(statement, told)
        cursor.execute("ANALYZE")


def _months_on(months: int) -> dt.date:
    years, month = divmod(FIRST_DAY.month - 1 + months, 12)
    return FIRST_DAY.replace(year=FIRST_DAY.year + years, month=month + 1)


def _let_go_of_guards() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
