"""Which milestones need their editor on a day, and since when."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.contrib.auth.models import User

from milestones.actions import StatusLine, withdraw_edition
from milestones.choices import Pair, Status
from milestones.editing.worklist import tasks_for
from milestones.models import ReminderReason, StatusReport
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


def concerns(user: User, day: str, code: str) -> list[tuple[str, str]]:
    return [
        (task.concern.value, task.since.isoformat())
        for task in tasks_for(user, dt.date.fromisoformat(day))
        if task.milestone.code == code
    ]


def report(code: str, day: str, status: Status) -> None:
    line = StatusLine(Pair.ALL, status)
    record(dt.date.fromisoformat(day), line, code=code, reason="Test")


NO_NEWS = ("not_updated", "2006-06-15")


def test_it_is_overdue_from_the_day_after_its_last_deadline(editor: User) -> None:
    assert concerns(editor, "2006-06-30", "TS-3.2") == [("due_soon", "2006-06-30"), NO_NEWS]
    assert concerns(editor, "2006-07-01", "TS-3.2") == [("overdue", "2006-06-30"), NO_NEWS]


def test_reported_on_track_after_its_deadline_it_is_contradictory_besides(editor: User) -> None:
    assert concerns(editor, "2006-07-01", "TS-2.4") == [("overdue", "2006-06-30"), NO_NEWS]
    report("TS-2.4", "2006-07-01", Status.ON_TRACK)
    assert concerns(editor, "2006-07-01", "TS-2.4") == [
        ("overdue", "2006-06-30"),
        ("contradictory", "2006-06-30"),
    ]


def test_a_deadline_is_near_60_days_before_it(editor: User) -> None:
    assert ("due_soon", "2006-06-30") not in concerns(editor, "2006-04-30", "TS-3.2")
    assert concerns(editor, "2006-05-01", "TS-3.2") == [("due_soon", "2006-06-30")]


def test_the_nearer_of_two_deadlines_counts() -> None:
    user = editor_of("CS")
    assert concerns(user, "2005-12-01", "CS-2.1") == [("due_soon", "2005-12-31")]
    assert concerns(user, "2006-11-15", "CS-2.1") == [("due_soon", "2006-12-31"), NO_NEWS]


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.COMPLETED_ONGOING])
def test_what_is_delivered_is_neither_overdue_nor_due(editor: User, status: Status) -> None:
    report("TS-3.2", "2006-06-20", status)
    assert concerns(editor, "2006-06-25", "TS-3.2") == []
    assert concerns(editor, "2006-09-30", "TS-3.2") == []


def test_an_update_for_a_later_day_is_news(editor: User) -> None:
    report("TS-1.2", "2006-06-15", Status.INITIATED)
    assert concerns(editor, "2006-09-30", "TS-1.2") == [NO_NEWS]
    report("TS-1.2", "2006-06-16", Status.ON_TRACK)
    assert concerns(editor, "2006-06-15", "TS-1.2") == [NO_NEWS]
    assert concerns(editor, "2006-09-30", "TS-1.2") == []


def test_what_is_completed_has_no_more_news_to_come(editor: User) -> None:
    report("TS-1.2", "2006-06-15", Status.COMPLETED)
    assert concerns(editor, "2006-09-30", "TS-1.2") == []
    report("TS-1.3", "2006-06-15", Status.COMPLETED_ONGOING)
    assert concerns(editor, "2006-09-30", "TS-1.3") == [NO_NEWS]


def test_an_edition_counts_from_its_day_and_no_longer_once_it_is_withdrawn(editor: User) -> None:
    concerns = {task.concern for task in tasks_for(editor, REPORT_DAY - dt.timedelta(days=1))}
    assert ReminderReason.NOT_UPDATED not in concerns
    withdraw_edition(StatusReport.objects.get(), reason="Sent by mistake")
    assert ReminderReason.NOT_UPDATED not in {
        task.concern for task in tasks_for(editor, REPORT_DAY)
    }


def test_news_of_a_withdrawn_edition_is_none(editor: User) -> None:
    later = edition()
    factories.report(later, Status.COMPLETED_ONGOING, "TS-1.2")
    assert concerns(editor, "2007-05-01", "TS-1.2") == [("not_updated", "2007-03-31")]
    withdraw_edition(later, reason="Sent by mistake")
    assert concerns(editor, "2007-05-01", "TS-1.2") == [NO_NEWS]


def test_only_the_milestones_of_one_s_areas_are_told() -> None:
    assert {task.milestone.code[:2] for task in tasks_for(editor_of("PR"), REPORT_DAY)} == {"PR"}
    tasks = tasks_for(person("publisher", "Publishers"), REPORT_DAY)
    assert Counter(task.concern.value for task in tasks) == {
        "overdue": 17,
        "contradictory": 4,
        "due_soon": 19,
        "not_updated": 99,
    }
    assert tasks_for(User.objects.create_user("viewer"), REPORT_DAY) == []


def test_the_most_pressing_comes_first_and_the_longest_of_those(editor: User) -> None:
    tasks = [
        (list(ReminderReason).index(task.concern), task.since)
        for task in tasks_for(editor, REPORT_DAY)
    ]
    assert tasks == sorted(tasks)
    assert len(tasks) > 10


def test_before_the_plan_nothing_needs_anybody(editor: User) -> None:
    assert tasks_for(editor, PLAN_DAY - dt.timedelta(days=1)) == []
