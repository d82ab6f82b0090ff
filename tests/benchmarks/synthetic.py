"""A record far larger than the real one, made by the database itself in a few statements.

    python -m tests.benchmarks.synthetic 10000      # in the empty database that DATABASE_URL names

For a database that is thrown away: the guards of the record are not asked while it grows. Each
milestone goes its own way in ten updates, two months apart: all parties,
pairs that differ, deadlines of four years, two deadlines, none, and deadlines put off.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from milestones.choices import SCALE, Status
from milestones.dates import month_end
from milestones.models import Milestone, Standing
from milestones.seeding import seed
from priorities.models import Goal, Plan

REAL_MILESTONES = 106
"""How many there are before the record grows."""
INITIATIVES = 27
UPDATES = 10
"""How many updates each synthetic milestone has."""
FIRST_NUMBER = 1001
FIRST_DAY = dt.date(2006, 7, 15)
MONTHS_BETWEEN = 2
DAYS_OF_AN_UPDATE = 4
"""An update of all milestones is spread over so many days."""
FIRST_DEADLINE = dt.date(2005, 9, 30)
MONTHS = 12 * 12
"""Deadlines fall into the first third of these months, revised ones into any."""
COURSES = 20
"""How many different ways there are from the first status to the last."""

Row = tuple[str | int | None, ...]

TEMPORARY = {
    "synthetic_month": "place integer PRIMARY KEY, date date",
    "synthetic_day": "place integer, variant integer, date date, until date, at {instant}",
    "synthetic_course": "course integer, place integer, status varchar(20), months integer",
    "synthetic_rank": "status varchar(20), place integer",
    "synthetic_pair": "pair varchar(5), shift integer",
    "synthetic_standing": "milestone_id integer, pair varchar(5), from_date date, until_date date, "
    "status varchar(20), revised_date date, update_id integer",
}
"""What the statements below join: small tables that are gone with the connection."""

MILESTONES = """
INSERT INTO milestones_milestone
    (initiative_id, code, text, plan_text, parties, "order", plan_lines, report_lines)
WITH RECURSIVE numbers (n) AS (
    SELECT CAST(%(first)s AS integer) UNION ALL SELECT n + 1 FROM numbers WHERE n < %(last)s
), initiatives (id, code, place) AS (
    SELECT i.id, i.code, ROW_NUMBER() OVER (ORDER BY a."order", i."order") - 1
    FROM priorities_initiative i JOIN priorities_priorityarea a ON a.id = i.area_id
)
SELECT i.id, i.code || '.' || n,
    'Do the thing numbered ' || n || ', test what was done, and share the lessons (June 2006).',
    CASE WHEN n %% 8 = 0 THEN 'At the border, do' ELSE 'Do' END ||
        ' the thing numbered ' || n || ', test what was done, and share the lessons.',
    CASE n %% 10 WHEN 3 THEN 'US-CN' WHEN 7 THEN 'US-MX' ELSE 'ALL' END,
    n, '[22]', '[25]'
FROM numbers JOIN initiatives i ON i.place = n %% %(initiatives)s
"""
FIRST_DEADLINES = """
INSERT INTO milestones_deadline
    (milestone_id, "order", date, precision, basis, wording, recurring)
SELECT m.id, 1, t.date, 'month', CASE WHEN m."order" %% 9 = 2 THEN 'derived' ELSE 'printed' END,
    '(in time)', m."order" %% 50 = 8
FROM milestones_milestone m JOIN synthetic_month t ON t.place = (m."order" * 7) %% 48
WHERE m."order" BETWEEN %(first)s AND %(last)s AND m."order" %% 12 <> 0
"""
SECOND_DEADLINES = """
INSERT INTO milestones_deadline
    (milestone_id, "order", date, precision, basis, wording, recurring)
SELECT m.id, 2, t.date, 'month', 'printed', '(a year later)', FALSE
FROM milestones_milestone m JOIN synthetic_month t ON t.place = (m."order" * 7) %% 48 + 12
WHERE m."order" BETWEEN %(first)s AND %(last)s AND m."order" %% 12 <> 0 AND m."order" %% 15 = 5
"""
UPDATES_OF_A_PLACE = """
INSERT INTO milestones_statusupdate
    (milestone_id, as_of, revision, recorded_at, source, reason, sentence, sentence_lines)
SELECT m.id, d.date, 1, d.at, 'A letter of the ministry', '', '', '[]'
FROM milestones_milestone m
JOIN synthetic_day d ON d.place = %(place)s AND d.variant = m."order" %% %(variants)s
WHERE m."order" BETWEEN %(first)s AND %(last)s
"""
# Of every eleventh milestone of all parties, each pair has its own line, seven courses apart.
LINES_OF_A_PLACE = """
INSERT INTO milestones_pairstatus
    (update_id, pair, status, as_reported, revised_date, revised_precision, note)
SELECT u.id, p.pair, c.status, 'As was said of the day ' || u.as_of, t.date,
    CASE WHEN t.date IS NULL THEN '' ELSE 'month' END, ''
FROM milestones_milestone m
JOIN synthetic_day d ON d.place = %(place)s AND d.variant = m."order" %% %(variants)s
JOIN milestones_statusupdate u ON u.milestone_id = m.id AND u.as_of = d.date
JOIN synthetic_pair p ON (p.pair <> 'ALL') = (m.parties = 'ALL' AND m."order" %% 11 = 4)
JOIN synthetic_course c
    ON c.place = %(place)s AND c.course = (m."order" + p.shift) %% %(courses)s
LEFT JOIN synthetic_month t ON t.place = (m."order" * 7) %% 48 + c.months
WHERE m."order" BETWEEN %(first)s AND %(last)s
"""
STANDING_COLUMNS = {
    "milestone_id": "s.milestone_id",
    "pair": "s.pair",
    "from_date": "s.from_date",
    "until_date": "s.until_date",
    "status": "s.status",
    "revised_date": "s.revised_date",
    "revised_precision": "CASE WHEN s.revised_date IS NULL THEN '' ELSE 'month' END",
    "update_id": "s.update_id",
    "area_id": "i.area_id",
    "position": '(a."order" * 32768 + i."order") * 4294967296 + m."order"',
    "first_due": "d.first_due",
    "last_due": "d.last_due",
    "due_under": "COALESCE(d.due_under, '')",
    "slip_months": "s.slip_months",
    "slipped": "COALESCE(s.slip_months > 0, FALSE)",
    "status_us_cn": "s.status_us_cn",
    "status_us_mx": "s.status_us_mx",
    "differ": "COALESCE(s.status_us_cn <> s.status_us_mx, FALSE)",
    # Every update is worded by its own day.
    "fingerprint": "COALESCE(s.update_id, 0)",
    "previous_from": "s.previous_from",
    "previous_status": "s.previous_status",
    "changed": "TRUE",
}
"""What each column of a standing is made of; those that the table does not have are left out."""

STANDINGS = """
WITH due AS (
    SELECT milestone_id, MIN(date) AS first_due, MAX(date) AS last_due,
        substr(CAST(MIN(date) AS text), 1, 7) || CASE WHEN MIN(date) < MAX(date)
            THEN ' ' || substr(CAST(MAX(date) AS text), 1, 7) ELSE '' END AS due_under
    FROM milestones_deadline GROUP BY milestone_id
), told AS (
    SELECT t.*,
        MAX(CASE t.pair WHEN 'US-CN' THEN t.status END) OVER of_a_day AS status_us_cn,
        MAX(CASE t.pair WHEN 'US-MX' THEN t.status END) OVER of_a_day AS status_us_mx,
        LAG(t.from_date) OVER of_a_pair AS previous_from,
        LAG(t.status) OVER of_a_pair AS previous_status,
        (CAST(substr(CAST(t.revised_date AS text), 1, 4) AS integer)
            - CAST(substr(CAST(d.last_due AS text), 1, 4) AS integer)) * 12
            + CAST(substr(CAST(t.revised_date AS text), 6, 2) AS integer)
            - CAST(substr(CAST(d.last_due AS text), 6, 2) AS integer) AS slip_months
    FROM synthetic_standing t LEFT JOIN due d ON d.milestone_id = t.milestone_id
    WINDOW of_a_day AS (PARTITION BY t.milestone_id, t.from_date),
        of_a_pair AS (PARTITION BY t.milestone_id, t.pair ORDER BY t.from_date)
)
SELECT {columns}
FROM told s
JOIN milestones_milestone m ON m.id = s.milestone_id
JOIN priorities_initiative i ON i.id = m.initiative_id
JOIN priorities_priorityarea a ON a.id = i.area_id
LEFT JOIN due d ON d.milestone_id = s.milestone_id
"""

STANDINGS_OF_A_PLACE = """
    SELECT u.milestone_id, p.pair, d.date AS from_date, d.until AS until_date,
        CAST(%(statuses)s AS varchar(20)) AS status, MAX(l.revised_date) AS revised_date,
        u.id AS update_id
    FROM milestones_milestone m
    JOIN synthetic_day d ON d.place = %%(place)s AND d.variant = m."order" %%%% %%(variants)s
    JOIN milestones_statusupdate u ON u.milestone_id = m.id AND u.as_of = d.date
    JOIN synthetic_pair p ON p.pair = 'ALL' OR m.parties IN ('ALL', p.pair)
    JOIN milestones_pairstatus l
        ON l.update_id = u.id AND (p.pair = 'ALL' OR l.pair IN ('ALL', p.pair))
    JOIN synthetic_rank r ON r.status = l.status
    WHERE m."order" BETWEEN %%(first)s AND %%(last)s
    GROUP BY u.milestone_id, p.pair, d.date, d.until, u.id
"""
STANDINGS_BEFORE = """
    SELECT m.id AS milestone_id, p.pair, CAST(NULL AS integer) AS update_id,
        'planned' AS status, q.published AS from_date, d.date AS until_date,
        %(no_date)s AS revised_date
    FROM milestones_milestone m
    JOIN synthetic_day d ON d.place = 0 AND d.variant = m."order" %%%% %%(variants)s
    JOIN synthetic_pair p ON p.pair = 'ALL' OR m.parties IN ('ALL', p.pair)
    CROSS JOIN priorities_plan q
    WHERE m."order" BETWEEN %%(first)s AND %%(last)s
"""


def prepare() -> None:
    """Make an empty database into one with the real record; refuse one that holds anything."""
    call_command("migrate", verbosity=0)
    if Milestone.objects.exists():
        raise SystemExit("The database is not empty. This is for one that is thrown away.")
    seed(settings.FIXTURES)


def grow(milestones: int, initiatives: int = 1) -> None:
    """Add milestones with their updates until there are so many beside the real ones.

    They are spread over the first initiatives in document order.
    """
    so_far = Milestone.objects.filter(order__gte=FIRST_NUMBER).count()
    numbers = {
        "first": FIRST_NUMBER + so_far,
        "last": FIRST_NUMBER + milestones - 1,
        "variants": DAYS_OF_AN_UPDATE,
        "courses": COURSES,
        "initiatives": initiatives,
    }
    if numbers["first"] > numbers["last"]:
        return
    with connection.cursor() as cursor, _guards_down(cursor):
        _fill_temporary_tables(cursor)
        for statement in (MILESTONES, FIRST_DEADLINES, SECOND_DEADLINES):
            cursor.execute(statement, numbers)
        _note_standings(cursor, STANDINGS_BEFORE, numbers)
        for place in range(UPDATES):
            values = {**numbers, "place": place}
            cursor.execute(UPDATES_OF_A_PLACE, values)
            cursor.execute(LINES_OF_A_PLACE, values)
            _note_standings(cursor, STANDINGS_OF_A_PLACE, values)
        _insert_standings(cursor)
        cursor.execute("ANALYZE")
    raise_data_version()


def raise_data_version() -> None:
    """Write something that changes nothing, so that the database counts a new data version."""
    goal = Goal.objects.order_by("number")[:1].get()
    Goal.objects.filter(pk=goal.pk).update(name=goal.name)


def _note_standings(cursor: CursorWrapper, standings: str, values: dict[str, int]) -> None:
    """Keep the standings that a query gives until all are there."""
    rows = standings % {"statuses": _furthest_behind(), "no_date": _no_date()}
    names = "milestone_id, pair, from_date, until_date, status, revised_date, update_id"
    cursor.execute(
        f"INSERT INTO synthetic_standing ({names}) SELECT {names} FROM ({rows}) s",  # noqa: S608
        values,
    )


def _insert_standings(cursor: CursorWrapper) -> None:
    """Write all standings, with whichever columns the table has."""
    own = {field.column for field in Standing._meta.concrete_fields}
    columns = {name: made_of for name, made_of in STANDING_COLUMNS.items() if name in own}
    rows = STANDINGS.format(columns=", ".join(columns.values()))
    names = ", ".join(columns)
    cursor.execute(f"INSERT INTO milestones_standing ({names}) {rows}")
    cursor.execute("DROP TABLE synthetic_standing")


def _furthest_behind() -> str:
    """The SQL of the status with the lowest rank among lines ``l`` with their ranks ``r``."""
    whens = " ".join(f"WHEN {rank} THEN '{status.value}'" for rank, status in enumerate(SCALE))
    return f"CASE MIN(r.place) {whens} END"


def _no_date() -> str:
    # SQLite makes a number of whatever it casts to a date.
    return "CAST(NULL AS date)" if connection.vendor == "postgresql" else "NULL"


def _fill_temporary_tables(cursor: CursorWrapper) -> None:
    instant = "timestamptz" if connection.vendor == "postgresql" else "datetime"
    rows: dict[str, list[Row]] = {
        "synthetic_month": [(n, _month_of_deadline(n)) for n in range(MONTHS)],
        "synthetic_day": list(_days()),
        "synthetic_course": list(_courses()),
        "synthetic_rank": [(status.value, rank) for rank, status in enumerate(SCALE)],
        "synthetic_pair": [("ALL", 0), ("US-CN", 0), ("US-MX", 7)],
    }
    for table, columns in TEMPORARY.items():
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns.format(instant=instant)})")
        if table not in rows:
            continue
        places = ", ".join(["%s"] * len(rows[table][0]))
        cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows[table])  # noqa: S608


def _month_of_deadline(months: int) -> str:
    year, month = divmod(FIRST_DEADLINE.month - 1 + months, 12)
    return month_end(FIRST_DEADLINE.year + year, month + 1).isoformat()


def _days() -> Iterator[Row]:
    """Place, variant, day, the day of the next update, and the instant of recording."""
    for variant in range(DAYS_OF_AN_UPDATE):
        days = [_day_of_update(place, variant) for place in range(UPDATES)]
        for place, (day, until) in enumerate(zip(days, [*days[1:], None], strict=True)):
            yield place, variant, day, until, f"{day} 12:00:00+00:00"


def _day_of_update(place: int, variant: int) -> str:
    years, month = divmod(FIRST_DAY.month - 1 + place * MONTHS_BETWEEN, 12)
    day = dt.date(FIRST_DAY.year + years, month + 1, FIRST_DAY.day)
    return (day + dt.timedelta(days=variant)).isoformat()


def _courses() -> Iterator[Row]:
    """Course, place, status, and how many months after the deadline it is put off to, if it is."""
    for course in range(COURSES):
        for place in range(UPDATES):
            step = min(course % 4 + place * (course % 5) // 5, len(SCALE) - 1)
            is_stuck = (course + place) % 13 == 0
            status = Status.DELAYED if is_stuck else SCALE[step]
            months = 3 + course % 18 if status is Status.DELAYED and course % 3 else None
            yield course, place, status.value, months


@contextmanager
def _guards_down(cursor: CursorWrapper) -> Iterator[None]:
    """The triggers sleep meanwhile; the data version is not counted either."""
    if connection.vendor == "postgresql":
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _sql in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    for _name, sql in triggers:
        cursor.execute(sql)


def main() -> None:
    """Fill the database that DATABASE_URL names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("milestones", type=int)
    options = parser.parse_args()
    began = time.monotonic()
    prepare()
    if options.milestones > REAL_MILESTONES:
        grow(options.milestones, INITIATIVES)
    sys.stdout.write(
        f"{connection.vendor}: {Milestone.objects.count():,} milestones, "
        f"{Standing.objects.count():,} standings of a plan of {Plan.objects.get().published}, "
        f"in {time.monotonic() - began:.0f} s\n"
    )


if __name__ == "__main__":
    main()
