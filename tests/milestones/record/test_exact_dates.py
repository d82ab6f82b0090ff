"""The database itself refuses a date that its precision forbids."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from milestones.models import Deadline, PairStatus, Standing
from tests.milestones.recording import CANADA, LATER, MEXICO, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

MESSAGE = "A date known to the month, season or year is stored as the last day of it."
FORBIDDEN = [
    *[("month", day) for day in ("2006-06-01", "2006-06-29", "2004-02-28")],
    *[("season", day) for day in ("2006-11-29", "2006-12-31", "2006-06-30", "2006-03-31")],
    *[("year", day) for day in ("2006-12-30", "2006-11-30", "2006-01-01")],
]
ALLOWED = [
    *[("day", day) for day in ("2006-06-01", "2006-12-31", "2004-02-29")],
    *[("month", day) for day in ("2006-06-30", "2004-02-29", "2006-12-31")],
    *[("season", day) for day in ("2006-02-28", "2006-05-31", "2006-08-31", "2006-11-30")],
    ("year", "2006-12-31"),
]


@pytest.mark.parametrize(("precision", "day"), FORBIDDEN)
def test_a_date_inside_its_period_is_refused(precision: str, day: str) -> None:
    deadline = Deadline.objects.get(milestone__code="TS-1.1")
    standing = Standing.objects.filter(milestone__code="TS-1.1")
    date = dt.date.fromisoformat(day)
    for write in (
        lambda: Deadline.objects.filter(pk=deadline.pk).update(date=date, precision=precision),
        lambda: deadline.milestone.deadlines.create(
            order=2, date=date, precision=precision, basis="printed", wording="soon"
        ),
        lambda: standing.update(revised_date=date, revised_precision=precision),
        lambda: PairStatus(
            update=record(LATER, CANADA, MEXICO),
            pair="ALL",
            status="delayed",
            as_reported="Delayed",
            revised_date=date,
            revised_precision=precision,
        ).save(),
    ):
        with pytest.raises(IntegrityError, match=MESSAGE), transaction.atomic():
            write()


@pytest.mark.parametrize(("precision", "day"), ALLOWED)
def test_the_last_day_of_a_period_is_stored(precision: str, day: str) -> None:
    date = dt.date.fromisoformat(day)
    deadline = Deadline.objects.get(milestone__code="TS-1.1")
    Deadline.objects.filter(pk=deadline.pk).update(date=date, precision=precision)
    deadline.refresh_from_db()
    assert not deadline.when.is_damaged
    assert (str(deadline.when.date), deadline.when.precision) == (day, precision)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows the calendar.")
@pytest.mark.parametrize("day", ["2006-02-30", "soon", "2006-6-1"])
def test_sqlite_stores_no_day_that_is_not_in_the_calendar(day: str) -> None:
    with (
        pytest.raises(IntegrityError, match=MESSAGE),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE milestones_deadline SET date = %s, precision = 'day'", [day])
