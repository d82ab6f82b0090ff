"""The one writer: what it records, and where milestones stand then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from milestones.actions import StatusLine, StatusUpdateInput, rebuild_standings, record_statuses
from milestones.choices import Pair, Status
from milestones.models import Milestone, Standing, StatusReport, StatusUpdate
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.factories import milestone
from tests.milestones.recording import (
    CANADA,
    COMPLETED,
    DELAYED,
    FALL,
    LATER,
    MEXICO,
    ON_TRACK,
    everything,
    record,
    standings,
    statuses,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_recording_keeps_who_when_why_from_where_and_every_word() -> None:
    person = User.objects.create_user("recorder")
    report = StatusReport.objects.get()
    before = timezone.now()
    update = record(
        REPORT_DAY,
        StatusLine(Pair.US_CN, Status.DELAYED, "Delayed to Fall 2006", FALL, "Not yet", 47),
        StatusLine(Pair.US_MX, Status.COMPLETED),
        reason="The parties wrote in",
        recorded_by=person,
        report=report,
    )
    kept = StatusUpdate.objects.get(pk=update.pk)
    assert (kept.milestone.code, kept.as_of, kept.revision) == ("TS-1.4", REPORT_DAY, 2)
    assert (kept.recorded_by, kept.report) == (person, report)
    assert kept.reason == "The parties wrote in"
    assert before <= kept.recorded_at <= timezone.now()
    columns = "pair status as_reported revised_date revised_precision note source_line"
    assert list(kept.lines.values_list(*columns.split())) == [
        ("US-CN", "delayed", "Delayed to Fall 2006", FALL.date, "season", "Not yet", 47),
        ("US-MX", "completed", "Completed", None, "", "", None),
    ]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_recording_words_not_given_are_english_in_every_language(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Forget the label that another test has asked for.
    monkeypatch.delitem(vars(Status.COMPLETED_ONGOING), "english", raising=False)
    with translation.override(language):
        update = record(LATER, StatusLine(Pair.ALL, Status.COMPLETED_ONGOING))
    assert update.lines.get().as_reported == "Completed / ongoing"


def test_recording_changes_where_one_milestone_stands_and_no_other() -> None:
    elsewhere = Standing.objects.exclude(milestone__code="TS-1.4").order_by("pk")
    before = list(elsewhere.values())
    record(LATER, ON_TRACK)
    assert statuses(LATER) == ("on_track", "on_track", "on_track")
    assert list(elsewhere.values()) == before


def test_recording_of_nothing_records_nothing() -> None:
    before = everything()
    assert record_statuses([]) == []
    assert everything() == before


def test_recording_takes_updates_from_a_generator() -> None:
    codes = ["TS-1.4", "TS-1.3"]
    updates = record_statuses(
        StatusUpdateInput(milestone(code), LATER, [DELAYED]) for code in codes
    )
    assert [update.milestone.code for update in updates] == codes
    assert StatusUpdate.objects.filter(as_of=LATER).count() == 2


def test_recording_of_a_single_pair_is_either_for_it_or_for_all_parties() -> None:
    record(LATER, StatusLine(Pair.US_CN, Status.ON_TRACK), code="TS-1.5")
    assert statuses(LATER, "TS-1.5") == ("on_track", "on_track", None)
    record(LATER, DELAYED, code="TS-1.5", reason="Misread")
    assert statuses(LATER, "TS-1.5") == ("delayed", "delayed", None)


def test_recording_gives_a_new_milestone_its_first_standings() -> None:
    Milestone.objects.create(
        initiative=milestone().initiative, code="TS-1.6", text="Do it.", parties="US-MX", order=6
    )
    record(LATER, ON_TRACK, code="TS-1.6")
    for pair in (Pair.ALL, Pair.US_MX):
        assert standings("TS-1.6", pair) == [
            ("2005-06-27", "2006-09-01", "planned"),
            ("2006-09-01", None, "on_track"),
        ]
    assert standings("TS-1.6", Pair.US_CN) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (PLAN_DAY, [("2005-06-27", "2006-06-15", "delayed")]),
        (
            dt.date(2005, 6, 28),
            [("2005-06-27", "2005-06-28", "planned"), ("2005-06-28", "2006-06-15", "delayed")],
        ),
        (
            dt.date(2006, 1, 10),
            [("2005-06-27", "2006-01-10", "planned"), ("2006-01-10", "2006-06-15", "delayed")],
        ),
    ],
    ids=["on the day of the plan", "on the day after", "before the report"],
)
def test_recording_before_the_report(day: dt.date, expected: list[tuple[str, str, str]]) -> None:
    record(day, DELAYED)
    assert standings() == [*expected, ("2006-06-15", None, "initiated")]


def test_recording_between_two_older_days() -> None:
    record(LATER, COMPLETED)
    record(dt.date(2006, 7, 15), ON_TRACK)
    assert standings()[1:] == [
        ("2006-06-15", "2006-07-15", "initiated"),
        ("2006-07-15", "2006-09-01", "on_track"),
        ("2006-09-01", None, "completed"),
    ]


def test_recording_recorded_in_any_order_lead_to_the_same_standings() -> None:
    news = [(dt.date(2006, 1, 10), DELAYED), (LATER, COMPLETED), (dt.date(2006, 7, 15), ON_TRACK)]
    for day, line in news:
        record(day, line)
    for day, line in reversed(news):
        record(day, line, code="CS-4.2")
    assert standings("TS-1.4") == standings("CS-4.2")
    assert len(standings("TS-1.4")) == 5


def test_recording_many_takes_hardly_more_queries_than_a_few(
    add_milestones: Callable[[int], object],
) -> None:
    add_milestones(200)
    new = list(Milestone.objects.filter(order__gt=1000))
    record_statuses(StatusUpdateInput(one, REPORT_DAY, [ON_TRACK]) for one in new)
    queries = {}
    for count, day in ((1, LATER), (10, dt.date(2006, 10, 1)), (200, dt.date(2006, 11, 1))):
        with CaptureQueriesContext(connection) as captured:
            record_statuses(StatusUpdateInput(one, day, [CANADA, MEXICO]) for one in new[:count])
        queries[count] = len(captured)
    # One more for what their standings before the last say of those to come, and one for all
    # standings of those milestones that had a single day.
    assert (queries[1], queries[10]) == (20, 22)
    # SQLite takes about a hundred rows a statement.
    assert queries[200] <= 40


def test_reckoning_anew_finds_what_recording_left() -> None:
    record(LATER, CANADA, StatusLine(Pair.US_MX, Status.DELAYED, revised=FALL))
    record(REPORT_DAY, DELAYED, reason="Misread")
    columns = [field.name for field in Standing._meta.concrete_fields if field.name != "id"]
    rows = Standing.objects.order_by("milestone", "pair", "from_date").values_list(*columns)
    before = list(rows)
    Standing.objects.all().delete()
    rebuild_standings(list(Milestone.objects.all()))
    assert list(rows.all()) == before
