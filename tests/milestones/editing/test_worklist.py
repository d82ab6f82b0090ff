"""Which milestones need their editor on a day, and since when."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.contrib.auth.models import User

from milestones.actions import StatusLine, withdraw_edition
from milestones.choices import Pair, Status
from milestones.editing.worklist import tasks_for
from milestones.models import AttentionReason, StatusReport
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.factories import person
from tests.milestones import factories
from tests.milestones.factories import edition
from tests.milestones.recording import record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def editor() -> User:
    return editor_of("TS")


def editor_of(*areas: str) -> User:
    return person("editor", "Editors", *areas)


def reasons(user: User, day: str, code: str) -> list[tuple[str, str]]:
    return [
        (task.reason.value, task.since.isoformat())
        for task in tasks_for(user, dt.date.fromisoformat(day))
        if task.milestone.code == code
    ]


def report(code: str, day: str, status: Status) -> None:
    line = StatusLine(Pair.ALL, status)
    record(dt.date.fromisoformat(day), line, code=code, reason="Test")


NO_NEWS = ("not_updated", "2006-06-15")


def test_it_is_overdue_from_the_day_after_its_last_deadline(editor: User) -> None:
    assert reasons(editor, "2006-06-30", "TS-3.2") == [
        ("due_soon", "2006-06-30"),
        NO_NEWS,
    ]
    assert reasons(editor, "2006-07-01", "TS-3.2") == [
        ("overdue_no_date", "2006-06-30"),
        NO_NEWS,
    ]


def test_on_track_after_its_deadline_it_is_contradictory_besides() -> None:
    assert reasons(editor_of("AS"), "2006-06-15", "AS-1.2") == [
        ("contradictory", "2005-12-31"),
        ("overdue_no_date", "2005-12-31"),
        NO_NEWS,
    ]


def test_the_nearer_of_two_deadlines_counts_60_days_before_it() -> None:
    user = editor_of("CS")
    report("CS-2.1", "2005-09-01", Status.INITIATED)
    assert reasons(user, "2005-10-31", "CS-2.1") == []
    assert reasons(user, "2005-11-01", "CS-2.1") == [("due_soon", "2005-12-31")]
    report("CS-2.1", "2006-01-01", Status.DELAYED)
    assert reasons(user, "2006-06-01", "CS-2.1") == []
    report("CS-2.1", "2006-06-16", Status.DELAYED)
    assert reasons(user, "2006-10-31", "CS-2.1") == [("regressed", "2006-06-16")]
    assert reasons(user, "2006-11-01", "CS-2.1") == [
        ("due_soon", "2006-12-31"),
        ("regressed", "2006-06-16"),
    ]


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.COMPLETED_ONGOING])
def test_what_is_delivered_is_neither_overdue_nor_due(editor: User, status: Status) -> None:
    report("TS-3.2", "2006-06-20", status)
    assert reasons(editor, "2006-06-25", "TS-3.2") == []
    assert reasons(editor, "2006-09-30", "TS-3.2") == []


def test_an_update_for_a_later_day_is_news(editor: User) -> None:
    report("TS-1.2", "2006-06-15", Status.INITIATED)
    assert reasons(editor, "2006-09-30", "TS-1.2") == [NO_NEWS]
    report("TS-1.2", "2006-06-16", Status.ON_TRACK)
    assert reasons(editor, "2006-06-15", "TS-1.2") == [NO_NEWS]
    assert reasons(editor, "2006-09-30", "TS-1.2") == []


def test_what_is_completed_has_no_more_news_to_come(editor: User) -> None:
    report("TS-1.2", "2006-06-15", Status.COMPLETED)
    assert reasons(editor, "2006-09-30", "TS-1.2") == []
    report("TS-1.3", "2006-06-15", Status.COMPLETED_ONGOING)
    assert reasons(editor, "2006-09-30", "TS-1.3") == [NO_NEWS]


def test_an_edition_counts_from_its_day_and_no_longer_once_it_is_withdrawn(editor: User) -> None:
    def found(day: dt.date) -> set[AttentionReason]:
        return {task.reason for task in tasks_for(editor, day)}

    assert AttentionReason.NOT_UPDATED not in found(REPORT_DAY - dt.timedelta(days=1))
    assert AttentionReason.NOT_UPDATED in found(REPORT_DAY)
    withdraw_edition(StatusReport.objects.get(), reason="Sent by mistake")
    assert AttentionReason.NOT_UPDATED not in found(REPORT_DAY)


def test_what_a_later_edition_leaves_out_is_silent_and_not_said_to_be_not_updated_besides(
    editor: User,
) -> None:
    factories.report(edition(), Status.ON_TRACK, "TS-1.3")
    assert reasons(editor, "2007-05-01", "TS-1.3") == [("not_updated", "2007-03-31")]
    assert reasons(editor, "2007-05-01", "TS-1.2") == [("silent", "2007-03-31")]


def test_news_of_a_withdrawn_edition_is_none(editor: User) -> None:
    later = edition()
    factories.report(later, Status.COMPLETED_ONGOING, "TS-1.2")
    assert reasons(editor, "2007-05-01", "TS-1.2") == [("not_updated", "2007-03-31")]
    withdraw_edition(later, reason="Sent by mistake")
    assert reasons(editor, "2007-05-01", "TS-1.2") == [NO_NEWS]


def test_only_the_milestones_of_one_s_areas_are_told() -> None:
    assert {task.milestone.code[:2] for task in tasks_for(editor_of("PR"), REPORT_DAY)} == {"PR"}
    tasks = tasks_for(person("publisher", "Publishers"), REPORT_DAY)
    assert Counter(task.reason.value for task in tasks) == {
        "contradictory": 4,
        "overdue_no_date": 10,
        "overdue_new_date": 7,
        "due_soon": 11,
        "pairs_apart": 7,
        "not_updated": 99,
    }
    assert tasks_for(User.objects.create_user("viewer"), REPORT_DAY) == []


def test_the_most_pressing_comes_first_and_the_longest_of_those(editor: User) -> None:
    tasks = [
        (list(AttentionReason).index(task.reason), task.since)
        for task in tasks_for(editor, REPORT_DAY)
    ]
    assert tasks == sorted(tasks)
    assert len(tasks) > 10


def test_before_the_plan_nothing_needs_anybody(editor: User) -> None:
    assert tasks_for(editor, PLAN_DAY - dt.timedelta(days=1)) == []
