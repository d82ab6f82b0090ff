"""What pages share is read once per data version, and never outlives it."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.choices import Status
from milestones.imports.report import apply_edition
from milestones.models import DataVersion, Milestone, Standing
from milestones.models.data_version import Version
from milestones.queries.cache import MAX_RESULTS, cached, caching_for, forget_lost_history
from milestones.queries.listing import listed
from priorities.models import PriorityArea
from tests.conftest import REPORT_DAY
from tests.milestones import factories
from tests.milestones.imports.report.editions import DECIDED, LATER_DAY, NEW_INITIATIVE, edition
from tests.milestones.recording import DELAYED, LATER, record


class Reads:
    """Gives a new number at each read."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> int:
        self.count += 1
        return self.count


def test_a_result_is_read_once_while_the_version_is_the_same() -> None:
    read = Reads()
    with caching_for("1"):
        assert [cached("plan", read), cached("plan", read), cached("days", read)] == [1, 1, 2]
    with caching_for("1"):
        assert cached("plan", read) == 1


def test_another_version_is_read_anew() -> None:
    read = Reads()
    for version, expected in (("1", 1), ("2", 2)):
        with caching_for(version):
            assert cached("plan", read) == expected


def test_what_belongs_to_the_plan_outlives_a_version_that_only_changed_statuses() -> None:
    plan, days = Reads(), Reads()
    for mark, plan_mark in (("1", "1"), ("2", "1"), ("3", "3")):
        with caching_for(mark, plan_mark):
            results = cached("plan", plan, of_plan=True), cached("days", days)
    assert results == (2, 3)
    with caching_for("4", "1"):
        assert cached("plan", plan, of_plan=True) == 1


def test_a_database_that_has_lost_versions_has_another_plan() -> None:
    """What is recorded after a restore may have the keys of what was lost by it."""
    plan = Reads()
    for database, number, second, expected in (
        ("default", 5, 0, 1),
        ("default", 6, 2, 1),
        # A thread that was overtaken.
        ("default", 5, 1, 1),
        # A replica that is behind.
        ("replica", 4, 3, 1),
        ("default", 5, 4, 2),
        ("default", 6, 5, 2),
        ("default", 0, 6, 3),
    ):
        read_at = dt.datetime(2026, 11, 30, 12, 0, second, tzinfo=dt.UTC)
        forget_lost_history(Version(database, number, f"{number}", "1", read_at, read_at))
        with caching_for(f"{number}", "1"):
            assert cached("plan", plan, of_plan=True) == expected


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_page_of_a_database_that_has_lost_versions_reads_the_plan_again(client: Client) -> None:
    client.get("/en/milestones/")
    for change, is_read_again in ((1, False), (-1, True)):
        DataVersion.objects.update(number=F("number") + change)
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/milestones/")
        plan = [query for query in queries if 'FROM "priorities_initiative"' in query["sql"]]
        assert bool(plan) == is_read_again


def test_without_a_version_nothing_is_kept() -> None:
    read = Reads()
    assert [cached("plan", read), cached("plan", read)] == [1, 2]
    with caching_for("1"):
        assert cached("plan", read) == 3


def test_a_thread_knows_nothing_of_the_version_of_another() -> None:
    read = Reads()
    with caching_for("1"), ThreadPoolExecutor(1) as pool:
        cached("plan", read)
        assert pool.submit(cached, "plan", read).result() == 2


def test_what_fails_is_not_kept() -> None:
    def fail() -> int:
        raise OSError("The database is away.")

    with caching_for("1"):
        with pytest.raises(OSError, match="away"):
            cached("plan", fail)
        assert cached("plan", Reads()) == 1


def test_the_least_recently_used_are_dropped() -> None:
    read = Reads()
    with caching_for("1"):
        for number in range(MAX_RESULTS + 1):
            cached(number, read)
        assert cached(MAX_RESULTS, read) == MAX_RESULTS + 1
        assert cached(0, read) == MAX_RESULTS + 2


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_page_shows_what_was_written_just_before(client: Client) -> None:
    page = "/en/milestones/?status=delayed&per_page=100"
    assert "TS-1.4" not in client.get(page).content.decode()
    record(LATER, DELAYED)
    assert "TS-1.4" in client.get(page).content.decode()
    PriorityArea.objects.filter(slug="bioprotection").update(name="Protection of life")
    assert "Protection of life" in client.get("/en/").content.decode()
    assert "TS-1.4" not in client.get(f"{page}&as_of={REPORT_DAY}").content.decode()


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_deadline_recurs_once_the_milestone_that_an_edition_added_is_reported_on(
    client: Client,
) -> None:
    added = factories.edition()
    milestone = factories.introduced("TS-1.6", by=added, plan_lines=[], report_lines=[1])
    milestone.deadlines.create(
        order=1, date=dt.date(2010, 3, 31), precision="month", basis="printed", recurring=True
    )
    before = recurring(client)
    factories.report(added, Status.DELAYED, "TS-1.6")
    assert recurring(client) == before + 1
    assert recurring(client, f"?as_of={REPORT_DAY}") == before


def recurring(client: Client, query: str = "") -> int:
    """How many deadlines the timeline marks as recurring."""
    page = client.get(f"/en/deadlines/{query}").content.decode()
    return page.count('<use href="#k-recurring" x=')


@pytest.mark.django_db
def test_a_page_that_was_begun_before_an_edition_came_in_shows_what_it_adds() -> None:
    with caching_for("before"):
        listed(Standing.objects.on(REPORT_DAY), REPORT_DAY)
        apply_edition(edition(), DECIDED)
        added = Milestone.objects.exclude(introduced_by=None)
        shown = listed(Standing.objects.on(LATER_DAY).filter(milestone__in=added), LATER_DAY)
    assert {milestone.initiative.text for milestone in shown} >= {NEW_INITIATIVE}


@pytest.mark.django_db
def test_a_file_shares_nothing_with_pages_since_it_is_of_one_state(client: Client) -> None:
    client.get("/en/deadlines/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/deadlines.csv").getvalue()
    assert any("milestones_currentcount" in query["sql"] for query in queries)


@pytest.mark.django_db
def test_a_second_page_asks_only_what_the_first_did_not(client: Client) -> None:
    client.get("/en/milestones/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/milestones/?per_page=50")
    tables = [query["sql"].partition(" FROM ")[2].split()[0] for query in queries]
    assert tables == [
        '"milestones_dataversion"',
        '"milestones_standing"',
        '"milestones_milestone"',
        '"milestones_deadline"',
        # For which pair some of them are late.
        '"milestones_pairstatus"',
    ]
