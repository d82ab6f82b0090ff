"""While the database does not answer, whatever needs it says so and when to try again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import (
    DatabaseError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
)
from django.db.backends.utils import CursorWrapper
from django.test import Client

from spp_tracker.middleware import is_unavailable

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

MESSAGE = "It does not answer at the moment. Try again in 30 seconds."


def take_away(patched: pytest.MonkeyPatch, error: type[Error]) -> None:
    def refuse(*_args: object) -> None:
        raise error("server closed the connection unexpectedly")

    patched.setattr(CursorWrapper, "execute", refuse)


@pytest.fixture
def away(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """An admin who was logged in when the database went away."""
    with monkeypatch.context() as patched:
        take_away(patched, OperationalError)
        yield admin_client


def test_a_database_goes_away_in_two_ways(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        take_away(patched, InterfaceError)
        assert [client.get(path).status_code for path in ("/en/", "/milestones.csv")] == [503, 503]


@pytest.mark.parametrize(
    "address",
    [
        "/en/",
        "/en/milestones/?as_of=2005-12-31&pair=US-MX",
        "/en/milestones/TS-1.1/",
        "/en/attention/",
        "/en/changes/",
        "/admin/",
        "/admin/milestones/milestone/",
        "/admin/milestones/milestone/1/record/",
    ],
)
def test_a_page_and_the_admin_say_so_on_a_page(away: Client, address: str) -> None:
    answer = away.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    page = answer.content.decode()
    assert "<h1>Service unavailable</h1>" in page
    assert "No data have been lost." in page


def test_so_does_the_door_of_the_admin(away: Client) -> None:
    answer = Client().post("/admin/login/", {"username": "admin", "password": "password"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_a_page_says_it_in_its_language(away: Client) -> None:
    assert '<html lang="fr">' in away.get("/fr/pairs/").content.decode()


@pytest.mark.parametrize(
    ("name", "query"),
    [
        *((name, "") for name in ("milestones", "statuses", "priorities", "deadlines", "changes")),
        ("milestones", "?as_of=2006-06-15"),
        ("deadlines", "?as_of=2006-06-15&area=cargo-security"),
    ],
)
def test_data_say_so_as_they_say_what_is_wrong_with_a_query(
    away: Client, name: str, query: str
) -> None:
    text = away.get(f"/{name}.csv{query}", headers={"Accept-Language": "fr"})
    assert (text.status_code, text["Retry-After"]) == (503, "30")
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert text.content.decode() == f"database: {MESSAGE}\n"
    json = away.get(f"/{name}.json{query}")
    assert (json.status_code, json["Retry-After"]) == (503, "30")
    assert json.json() == {"errors": {"database": [MESSAGE]}}
    assert json["Access-Control-Allow-Origin"] == text["Access-Control-Allow-Origin"] == "*"


def test_what_needs_no_database_is_answered_all_the_same(away: Client) -> None:
    assert away.get("/healthz").status_code == 200
    assert away.get("/en/nowhere/").status_code == 404
    assert Client().get("/admin/login/").status_code == 200


def test_a_session_that_cannot_be_saved_is_no_error_of_ours(
    client: Client, ada: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """It is saved when the view has answered."""

    def refuse(*_args: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(SessionStore, "save", refuse)
    client.raise_request_exception = False
    settings.SESSION_SAVE_EVERY_REQUEST = True
    answer = client.get("/admin/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def caused(error: Error, code: str | None = None) -> Error:
    """An error as Django raises it for one of the database's driver."""
    error.__cause__ = type("FromTheDriver", (Exception,), {"pgcode": code})()
    return error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (OperationalError("disk I/O error"), True),
        (InterfaceError("connection already closed"), True),
        (caused(DatabaseError("file is not a database")), True),
        (caused(DatabaseError("database disk image is malformed")), True),
        (caused(InternalError("invalid page in block 7"), "XX001"), True),
        (caused(InternalError("updates are never changed or deleted"), "P0001"), False),
        (DatabaseError("Save with update_fields did not affect any rows."), False),
        (caused(IntegrityError("UNIQUE constraint failed")), False),
        (caused(ProgrammingError("no such column")), False),
        (ValueError(), False),
    ],
)
def test_a_database_that_is_damaged_is_away_and_a_wrong_query_is_not(
    error: Exception, meaning: bool
) -> None:
    assert is_unavailable(error) is meaning
