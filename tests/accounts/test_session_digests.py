"""Whoever reads the database, or a backup, gets into no session with what is there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from spp_tracker.accounts.sessions import SessionStore
from spp_tracker.models import Session
from tests.accounts.second_factors import enter_password
from tests.factories import person
from tests.test_security_log import lines, stream

__all__ = ["lines", "stream"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def bob() -> Client:
    """Bob, who has logged in with his password."""
    client = Client()
    person("bob", "Editors", "TS")
    enter_password(client, "bob")
    return client


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def is_in(key: str) -> bool:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return bool(client.get("/admin/").status_code == 200)


def saved(**data: str) -> SessionStore:
    session = SessionStore()
    session.update(data)
    session.save()
    return session


def test_what_the_database_has_opens_no_session(bob: Client) -> None:
    assert is_in(key_of(bob))
    assert not is_in(Session.objects.get().pk)


def test_no_table_has_the_key(bob: Client) -> None:
    bob.post("/admin/account/confirm/", {"password": "bob has this password"})
    bob.get("/admin/account/sessions/")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            assert key_of(bob) not in str(cursor.fetchall()), table


def test_neither_a_page_nor_the_security_log_has_it(bob: Client, lines: Any) -> None:
    other = Client()
    enter_password(other, "bob")
    keys = {key_of(bob), key_of(other)}
    shown = bob.get("/admin/account/sessions/").content.decode()
    bob.post("/admin/account/sessions/", {"end": "others"})
    bob.get("/admin/auth/user/")
    bob.post("/admin/account/confirm/", {"password": "bob has this password"})
    keys.add(key_of(bob))
    bob.post("/admin/logout/")
    logged = "\n".join(lines())
    assert "sessions_ended" in logged
    assert "logged_out" in logged
    assert not [key for key in keys if key in shown or key in logged]


def test_a_session_is_found_changed_and_ended_by_its_key(db: None) -> None:
    session, other = saved(kept="yes"), saved()
    again = SessionStore(session.session_key)
    again["more"] = "this"
    again.save()
    assert dict(SessionStore(session.session_key))["more"] == "this"
    again.cycle_key()
    assert SessionStore(session.session_key).load() == {}
    assert SessionStore(again.session_key)["kept"] == "yes"
    again.delete(other.session_key)
    assert SessionStore(other.session_key).load() == {}
    again.flush()
    assert not Session.objects.exists()


def test_one_that_was_never_saved_ends_without_a_query(
    db: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        SessionStore().flush()


def test_those_that_have_ended_are_cleared(db: None) -> None:
    ended, going_on = saved(), saved()
    Session.objects.filter(pk=ended.digest).update(
        expire_date=timezone.now() - dt.timedelta(hours=1)
    )
    call_command("clearsessions")
    assert [session.pk for session in Session.objects.all()] == [going_on.digest]
    assert SessionStore(ended.session_key).load() == {}
