"""A record far larger than the real one, made by the database itself in a few statements.

    python -m tests.benchmarks.synthetic 10000      # in the empty database that DATABASE_URL names

For a database that is thrown away: the guards of the record are not asked while it grows. Each
milestone goes its own way in ten updates, two months apart: all parties,
pairs that differ, deadlines of four years, two deadlines, none, and deadlines put off. A quarter
of them stand in an edition of the report, of which there is one every two months; the others were
reported by letters in the days before it.
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
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from milestones.actions import index_words, rebuild_standings, recount
from milestones.choices import SCALE, Status
from milestones.dates import month_end
from milestones.imports.seed import seed
from milestones.models import Milestone, Standing, StatusReport
from priorities.models import Plan

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
PERIOD = 240
"""After so many, milestones repeat themselves but for their words and their place in the plan: what
the statements below tell them apart by divides it."""
MAX_VACUUMS = 60

Row = tuple[str | int | None, ...]

TEMPORARY = {
    "synthetic_month": "place integer PRIMARY KEY, date date",
    "synthetic_day": "place integer, variant integer, date date, at {instant}, report integer",
    "synthetic_course": "course integer, place integer, status varchar(20), months integer",
    "synthetic_pair": "pair varchar(5), shift integer",
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
    (milestone_id, as_of, revision, recorded_at, report_id, source, reason, sentence,
    sentence_lines)
SELECT m.id, d.date, 1, d.at, d.report,
    CASE WHEN d.report IS NULL THEN 'A letter of the ministry' ELSE '' END, '', '', '[]'
FROM milestones_milestone m
JOIN synthetic_day d ON d.place = %(place)s AND d.variant = m."order" %% %(variants)s
WHERE m."order" BETWEEN %(first)s AND %(last)s
"""
# Of every fifteenth milestone, each pair has its own line, seven courses apart.
LINES_OF_A_PLACE = """
INSERT INTO milestones_pairstatus
    (update_id, pair, status, as_reported, revised_date, revised_precision, note, source_line)
SELECT u.id, p.pair, c.status, 'As was said of the day ' || u.as_of, t.date,
    CASE WHEN t.date IS NULL THEN '' ELSE 'month' END, '',
    CASE WHEN d.report IS NULL THEN NULL ELSE 1 END
FROM milestones_milestone m
JOIN synthetic_day d ON d.place = %(place)s AND d.variant = m."order" %% %(variants)s
JOIN milestones_statusupdate u ON u.milestone_id = m.id AND u.as_of = d.date
JOIN synthetic_pair p ON (p.pair <> 'ALL') = (m."order" %% 15 = 4)
JOIN synthetic_course c
    ON c.place = %(place)s AND c.course = (m."order" + p.shift) %% %(courses)s
LEFT JOIN synthetic_month t ON t.place = (m."order" * 7) %% 48 + c.months
WHERE m."order" BETWEEN %(first)s AND %(last)s
"""
OWN_COLUMNS = {
    "milestone_id": "m.id",
    "update_id": "u.id",
    "area_id": "a.id",
    "position": """((CAST(a."order" AS bigint) * 32768 + i."order") * 4294967296 + m."order")""",
}
"""What is not the same of a standing and of the one it repeats."""
STANDINGS = """
FROM milestones_milestone m
JOIN priorities_initiative i ON i.id = m.initiative_id
JOIN priorities_priorityarea a ON a.id = i.area_id
JOIN milestones_milestone t
    ON t."order" = %(template)s + (m."order" - %(template)s) %% %(period)s
JOIN milestones_standing s ON s.milestone_id = t.id
LEFT JOIN milestones_statusupdate u
    ON u.milestone_id = m.id AND u.as_of = s.from_date AND s.update_id IS NOT NULL
WHERE m."order" BETWEEN %(first)s AND %(last)s
"""
"""Each milestone stands where one stands that is like it, for which the tracker has reckoned it."""


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
    with connection.cursor() as cursor:
        # SQLite does not change where it keeps temporary tables within a transaction.
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            # Indexes of millions of rows are written in any order: they are to fit into memory.
            cursor.execute("PRAGMA cache_size = -1000000")
            cursor.execute("PRAGMA temp_store = MEMORY")
    with transaction.atomic(), connection.cursor() as cursor, _guards_down(cursor):
        _fill_temporary_tables(cursor)
        for statement in (MILESTONES, FIRST_DEADLINES, SECOND_DEADLINES):
            cursor.execute(statement, numbers)
        for place in range(UPDATES):
            cursor.execute(UPDATES_OF_A_PLACE, {**numbers, "place": place})
            cursor.execute(LINES_OF_A_PLACE, {**numbers, "place": place})
        cursor.execute("ANALYZE")
        _insert_standings(cursor, numbers["first"], numbers["last"])
        recount()
        index_words(Milestone.objects.filter(search_text=None))
        cursor.execute("ANALYZE")
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            _vacuum(cursor)
    raise_data_version()


def _vacuum(cursor: CursorWrapper) -> None:
    """Vacuum until the standings are visible to all, as autovacuum does soon after so much was
    written: until then no index is read alone. Whoever reads meanwhile, such as autovacuum,
    delays it."""
    for _ in range(MAX_VACUUMS):
        cursor.execute("VACUUM")
        cursor.execute(
            "SELECT relallvisible >= 0.99 * relpages FROM pg_class WHERE oid = %s::regclass",
            [Standing._meta.db_table],
        )
        if cursor.fetchone() == (True,):
            return
        time.sleep(1)
    raise SystemExit("Something keeps PostgreSQL from a vacuum of the standings.")


def raise_data_version() -> None:
    """Write a status without changing it, so that the database counts a new data version."""
    standing = Standing.objects.order_by("pk")[:1].get()
    Standing.objects.filter(pk=standing.pk).update(status=standing.status)


def _insert_standings(cursor: CursorWrapper, first: int, last: int) -> None:
    """Have the tracker reckon where the first milestones stand, and the database repeat it."""
    repeated = FIRST_NUMBER + PERIOD
    rebuild_standings(Milestone.objects.filter(order__range=(first, min(last, repeated - 1))))
    fields = [field for field in Standing._meta.concrete_fields if not field.primary_key]
    columns = [field.column for field in fields]
    values = [OWN_COLUMNS.get(column, f"s.{column}") for column in columns]
    numbers = {"template": FIRST_NUMBER, "period": PERIOD, "first": max(first, repeated)}
    with _without_indexes(cursor):
        cursor.execute(
            f"INSERT INTO milestones_standing ({', '.join(columns)}) "
            f"SELECT {', '.join(values)} {STANDINGS}",
            {**numbers, "last": last},
        )


@contextmanager
def _without_indexes(cursor: CursorWrapper) -> Iterator[None]:
    """The indexes of standings are made once, of all rows together: it takes half the time."""
    editor = connection.schema_editor()
    for index in Standing._meta.indexes:
        cursor.execute(f'DROP INDEX "{index.name}"')
    yield
    for index in Standing._meta.indexes:
        cursor.execute(str(index.create_sql(Standing, editor)))


def _fill_temporary_tables(cursor: CursorWrapper) -> None:
    instant = "timestamptz" if connection.vendor == "postgresql" else "datetime"
    rows: dict[str, list[Row]] = {
        "synthetic_month": [(n, _month_of_deadline(n)) for n in range(MONTHS)],
        "synthetic_day": list(_days()),
        "synthetic_course": list(_courses()),
        "synthetic_pair": [("ALL", 0), ("US-CN", 0), ("US-MX", 7)],
    }
    for table, columns in TEMPORARY.items():
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns.format(instant=instant)})")
        places = ", ".join(["%s"] * len(rows[table][0]))
        cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows[table])  # noqa: S608


def _month_of_deadline(months: int) -> str:
    year, month = divmod(FIRST_DEADLINE.month - 1 + months, 12)
    return month_end(FIRST_DEADLINE.year + year, month + 1).isoformat()


def _days() -> Iterator[Row]:
    """Place, variant, day, the instant of recording, and the edition; None for a letter."""
    for place in range(UPDATES):
        edition = _edition(place)
        for variant in range(DAYS_OF_AN_UPDATE):
            day = _day_of_update(place, variant)
            report = edition.pk if day == edition.as_of.isoformat() else None
            yield place, variant, day, f"{day} 12:00:00+00:00", report


def _edition(place: int) -> StatusReport:
    """The edition that comes out on the last day of an update."""
    day = dt.date.fromisoformat(_day_of_update(place, DAYS_OF_AN_UPDATE - 1))
    edition: StatusReport
    edition, _is_new = StatusReport.objects.get_or_create(
        as_of=day,
        defaults={
            "title": f"Edition as of {day}",
            "published": day,
            "document": f"edition-{day}.txt",
            "sha256": f"{place:064}",
            "text": "All milestones.",
        },
    )
    return edition


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
