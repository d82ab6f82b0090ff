"""Dates of SQLite are parsed once, and nothing that is no date is taken for one."""

import datetime as dt

import pytest
from django.db import connection

from milestones.models import Deadline
from spp_tracker.sqlite_dates import stored_date


def test_equal_texts_are_one_date() -> None:
    assert stored_date(b"2006-06-30") == dt.date(2006, 6, 30)
    assert stored_date(b"2006-06-30") is stored_date(bytes(bytearray(b"2006-06-30")))


def test_a_day_that_does_not_exist_is_an_error_each_time() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="day"):
            stored_date(b"2006-06-31")
    assert stored_date(b"summer") is None


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's driver reads dates itself")
def test_rows_share_their_dates() -> None:
    dates = Deadline.objects.filter(date=dt.date(2006, 6, 30)).values_list("date", flat=True)
    assert len(dates) > 1
    assert len({id(date) for date in dates}) == 1
