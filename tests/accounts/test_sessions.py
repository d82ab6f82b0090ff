"""A session ends an hour after the last request, and twelve hours after the login in any case."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from spp_tracker.accounts.sessions import SessionStore
from spp_tracker.models import Session
from tests.factories import person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

COOKIE = settings.SESSION_COOKIE_NAME


class Clock:
    def __init__(self) -> None:
        self.time = timezone.now()

    def go_on(self, **passed: float) -> None:
        self.time += dt.timedelta(**passed)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.time)
    return clock


@pytest.fixture
def editor(clock: Clock, client: Client) -> Client:
    client.force_login(person("editor", "Editors", "TS"))
    return client


def is_logged_in(client: Client) -> bool:
    """Whether the admin answers; it has not if it leads to the login."""
    answer = client.get("/admin/")
    assert answer.status_code == 200 or answer["Location"] == "/admin/login/?next=/admin/"
    return answer.status_code == 200


def test_it_ends_an_hour_after_the_last_request(editor: Client, clock: Clock) -> None:
    clock.go_on(minutes=50)
    assert is_logged_in(editor)
    clock.go_on(minutes=50)
    assert is_logged_in(editor)
    clock.go_on(minutes=61)
    assert not is_logged_in(editor)


def test_it_ends_twelve_hours_after_the_login_however_much_it_is_used(
    editor: Client, clock: Clock
) -> None:
    for _half_an_hour in range(23):
        clock.go_on(minutes=30)
        assert is_logged_in(editor)
    clock.go_on(minutes=31)
    assert not is_logged_in(editor)


def test_the_limits_are_settings(editor: Client, clock: Clock, settings: Settings) -> None:
    settings.SESSION_COOKIE_AGE, settings.SESSION_HOURS = 5 * 60, 1
    assert is_logged_in(editor)
    clock.go_on(minutes=6)
    assert not is_logged_in(editor)


def test_a_session_of_former_limits_keeps_to_the_new_ones(editor: Client, clock: Clock) -> None:
    Session.objects.update(expire_date=clock.time + dt.timedelta(days=14))
    assert is_logged_in(editor)
    assert Session.objects.get().expire_date == clock.time + dt.timedelta(hours=1)


def test_it_is_not_written_with_each_request(
    editor: Client, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clock.go_on(minutes=5)
    before = Session.objects.get().expire_date
    assert COOKIE not in editor.get("/admin/").cookies
    assert Session.objects.get().expire_date == before
    clock.go_on(minutes=2)
    assert COOKIE in editor.get("/admin/").cookies
    assert Session.objects.get().expire_date > before


def test_a_login_begins_the_time_anew(clock: Clock) -> None:
    session = SessionStore()
    session["before"] = "kept"
    session.save()
    clock.go_on(hours=11, minutes=30)
    session.cycle_key()
    session.save()
    assert session.get_expiry_age() == 3600
    assert SessionStore(session.session_key)["before"] == "kept"


def test_a_public_page_neither_reads_nor_sets_a_session(editor: Client, clock: Clock) -> None:
    clock.go_on(minutes=30)
    before = Session.objects.get().expire_date
    assert not editor.get("/en/").cookies
    assert Session.objects.get().expire_date == before


def test_what_is_sent_after_it_has_ended_is_kept_through_the_login(
    editor: Client, clock: Clock
) -> None:
    mark = editor.get("/admin/milestones/milestone/several/").context["entered_by"]
    clock.go_on(minutes=61)
    sent = {"entered_by": mark, "source": "The letter", "preview": "1"}
    login = editor.post("/admin/milestones/milestone/several/", sent)["Location"]
    assert "entry%3D" in login
    editor.force_login(User.objects.get())
    shown = editor.get(parse_qs(urlsplit(login).query)["next"][0])
    assert "The letter" in shown.content.decode()


def test_a_database_that_is_away_is_not_taken_for_a_session_that_has_ended(
    editor: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_arguments: object, **_options: object) -> None:
        raise OperationalError("database is locked")

    clock.go_on(minutes=30)
    monkeypatch.setattr(Session, "save", locked)
    editor.raise_request_exception = False
    assert editor.get("/admin/").status_code == 503
