"""``/progress.csv``: how many milestones were due and delivered by each date."""

from __future__ import annotations

import pytest
from django.test import Client

from milestones.actions import StatusLine, withdraw_edition
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone
from tests.downloads import rows_in_csv
from tests.milestones.factories import edition, report
from tests.milestones.recording import COMPLETED, DELAYED, LATER, ON_TRACK, record
from tests.milestones.row_comparison import in_every_format

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def rows(client: Client, query: str = "") -> list[str]:
    return [",".join(row.values()) for row in rows_in_csv(client, f"/progress.csv?{query}")]


def test_each_deadline_month_and_each_edition_has_a_row(client: Client) -> None:
    assert client.get("/progress.csv").getvalue().decode().split("\r\n") == [
        "day,due_by_plan,due_by_revised,delivered,delivered_of_due",
        "2005-09-30,1,1,0,0",
        "2005-12-31,12,10,0,0",
        "2006-03-31,25,18,0,0",
        "2006-06-15,25,18,12,8",
        "2006-06-30,45,36,,",
        "2006-12-31,60,56,,",
        "2007-03-31,67,63,,",
        "2007-06-30,81,80,,",
        "2007-12-31,84,84,,",
        "2008-03-31,86,86,,",
        "2008-06-30,92,92,,",
        "2008-12-31,93,93,,",
        "",
    ]


@pytest.mark.parametrize(
    ("query", "on_the_edition"),
    [
        ("pair=US-MX", "2006-06-15,23,18,12,8"),
        ("pair=US-CN", "2006-06-15,23,16,16,11"),
        ("area=bioprotection", "2006-06-15,8,3,3,3"),
        ("due=1&area=bioprotection", "2006-06-15,8,3,3,3"),
        ("deadline=2005-12", "2006-06-15,11,9,5,5"),
        ("status=completed", "2006-06-15,6,6,7,6"),
    ],
)
def test_filters_choose_the_milestones_that_are_counted(
    client: Client, query: str, on_the_edition: str
) -> None:
    assert on_the_edition in rows(client, query)


def test_counts_and_single_milestones_give_the_same_rows(client: Client) -> None:
    """A filter by what counts do not tell apart has the milestones looked up one by one."""
    for query in ("", "pair=US-CN&", "area=cargo-security&"):
        assert rows(client, f"{query}reported_from=2006-06-15") == rows(client, query)


def test_on_an_earlier_day_what_came_later_is_not_known(client: Client) -> None:
    before = rows(client, "as_of=2006-03-31")
    assert before[:4] == [
        "2005-09-30,1,1,0,0",
        "2005-12-31,12,12,0,0",
        "2006-03-31,25,25,0,0",
        "2006-06-30,45,45,,",
    ]
    assert rows(client, "as_of=2005-06-26") == []
    assert rows(client, "q=zebra") == []


def test_what_is_no_longer_delivered_is_counted_while_it_was(client: Client) -> None:
    """BP-7.1 was due in December 2005, TS-1.1 in June 2006, BF-1.4 has no deadline."""
    second = edition(LATER)
    report(second, Status.COMPLETED, "TS-1.1", "BF-1.4")
    record(LATER, DELAYED, code="BP-7.1", source="A letter.")
    assert [row for row in rows(client, "as_of=2006-12-31") if row >= "2006-06-15"][:4] == [
        "2006-06-15,25,18,12,8",
        "2006-06-30,45,37,12,9",
        "2006-09-01,45,37,13,9",
        "2006-12-31,60,56,13,10",
    ]
    withdraw_edition(second, reason="It was a draft.")
    assert "2006-09-01" not in [row[:10] for row in rows(client, "as_of=2006-12-31")]


def test_a_date_has_one_row_however_many_reasons_it_has(client: Client) -> None:
    edition(Milestone.objects.get(code="TS-1.5").deadlines.get().date)
    days = [row[:10] for row in rows(client)]
    assert days == sorted(set(days))
    assert "2006-12-31" in days


def test_empty_cells_come_last_and_all_formats_agree(client: Client) -> None:
    assert [row[:10] for row in rows(client, "sort=-delivered")][:2] == ["2006-06-15", "2005-09-30"]
    assert rows(client, "sort=delivered_of_due")[-1] == "2008-12-31,93,93,,"
    assert rows(client, "sort=-day") == rows(client)[::-1]
    assert len(in_every_format(client, "progress", "pair=US-MX")) == 12


@pytest.mark.parametrize("revised", [ImpreciseDate.month(2008, 1), None])
def test_a_revised_date_counts_in_place_of_the_deadline(
    client: Client, revised: ImpreciseDate | None
) -> None:
    """TS-1.5 is due in December 2006."""
    record(LATER, StatusLine(Pair.ALL, Status.DELAYED, "Delayed", revised), code="TS-1.5")
    due_by_revised = 55 if revised else 56
    assert f"2006-12-31,60,{due_by_revised},," in rows(client)
    record(LATER, ON_TRACK, code="TS-1.5", reason="Misread.")
    record(LATER, COMPLETED, code="TS-1.5", reason="Misread once more.")
    assert "2006-12-31,60,56,," in rows(client)
