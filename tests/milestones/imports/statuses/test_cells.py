"""What cells may mean after a spreadsheet program wrote them in its own way."""

from __future__ import annotations

import datetime as dt

import pytest

from milestones.imports.statuses.cells import dates, is_day, is_instant, same_words


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("2007-12-31", {"2007-12-31"}),
        ("2006-12", {"2006-12"}),
        ("2006-Fall", {"2006-Fall"}),
        ("2008", {"2008"}),
        ("31/12/2007", {"2007-12-31"}),
        ("12/31/2007", {"2007-12-31"}),
        ("31.12.07", {"2007-12-31"}),
        ("6/7/2006", {"2006-06-07", "2006-07-06"}),
        ("7-7-2006", {"2006-07-07"}),
        ("2006/7/6", {"2006-07-06"}),
        ("Dec-06", {"2006-12"}),
        ("December 2006", {"2006-12"}),
        ("déc.-06", {"2006-12"}),
        ("févr-06", {"2006-02"}),
        ("ene-07", {"2007-01"}),
        ("ago-2007", {"2007-08"}),
        ("jui-06", {"2006-06", "2006-07"}),
        ("", set()),
        ("soon", set()),
        ("31/31/2006", set()),
        ("2006-13", set()),
        ("2006-02-30", set()),
        ("30/02/2006", set()),
        ("1/2-2006", set()),
        ("De-06", set()),
        ("Decade-06", set()),
        ("Dec-0006", set()),
        ("39447", set()),
        ("Fall 2006", {"2006-Fall"}),
        ("2008-Q2", {"2008-06"}),
        ("２００６", set()),
    ],
)
def test_a_cell_has_all_its_readings_and_no_other(cell: str, codes: set[str]) -> None:
    assert {date.code for date in dates(cell)} == codes


def test_a_month_is_no_day_of_it() -> None:
    assert is_day("1/7/2006", dt.date(2006, 7, 1))
    assert not is_day("Jul-06", dt.date(2006, 7, 31))


AT = dt.datetime(2026, 10, 2, 20, 5, 9, 123456, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-10-02T20:05:09Z",
        "2026-10-02T20:05:09",
        "2026-10-02 20:05:09.000",
        "2026-10-02 20:05",
        "02/10/2026 20:05",
        "10/2/2026 8:05:09 PM",
        "10/2/26 8:05 pm",
    ],
)
def test_an_instant_is_known_as_exactly_as_it_is_written(cell: str) -> None:
    assert is_instant(cell, AT)
    assert not is_instant(cell, AT + dt.timedelta(minutes=1))
    assert not is_instant(cell, AT + dt.timedelta(days=1))


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "2026-10-02",
        "20:05:09",
        "2026-10-02T20:05:08Z",
        "2026-10-02T20:05:09+02:00",
        "10/2/2026 8:05 AM",
        "yesterday",
    ],
)
def test_another_instant_or_none_at_all_is_not_it(cell: str) -> None:
    assert not is_instant(cell, AT)


def test_noon_and_midnight_are_told_apart() -> None:
    noon = dt.datetime(2026, 10, 2, 12, 0, tzinfo=dt.UTC)
    midnight = dt.datetime(2026, 10, 2, 0, 0, tzinfo=dt.UTC)
    assert is_instant("10/2/2026 12:00 PM", noon)
    assert is_instant("10/2/2026 12:00 AM", midnight)
    assert not is_instant("10/2/2026 12:00 AM", noon)


def test_words_are_the_same_in_the_way_the_export_writes_them() -> None:
    assert same_words("'=1+1", "=1+1")
    assert same_words("=1+1", "=1+1")
    assert same_words(" On  track\n", "On track")
    assert not same_words("'On track", "On track")
    assert not same_words("on track", "On track")
