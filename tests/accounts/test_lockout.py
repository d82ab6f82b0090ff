"""Whoever guesses a password is locked out for an hour, and nobody else is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
RIGHT, WRONG = "correct horse battery staple", "hunter2"


@pytest.fixture(autouse=True)
def ada() -> User:
    return User.objects.create_user("ada", password=RIGHT, is_staff=True)


def log_in(client: Client, name: str, password: str, **headers: Any) -> Any:
    entered = {"username": name, "password": password, "next": "/admin/"}
    return client.post(LOGIN, entered, **headers)


def guess(client: Client, times: int = 5, name: str = "ada", **headers: Any) -> Any:
    return [log_in(client, name, WRONG, **headers) for _attempt in range(times)][-1]


def at(instant: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: instant)


def test_four_wrong_passwords_lock_nobody_out(client: Client) -> None:
    assert guess(client, 4).status_code == 200
    assert log_in(client, "ada", RIGHT).status_code == 302


def test_a_login_begins_the_count_anew(client: Client) -> None:
    guess(client, 4)
    log_in(client, "ada", RIGHT)
    assert guess(Client(), 4).status_code == 200


def test_the_fifth_wrong_password_is_answered_with_what_happened_and_what_to_do(
    client: Client,
) -> None:
    answer = guess(client)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    page = " ".join(answer.content.decode().split())
    assert "<title> Too many attempts to log in | SPP Tracker administration </title>" in page
    assert "The password or the code was wrong too many times." in page
    assert "nobody can log in with this name from here for 60 minutes." in page
    assert "ask an administrator to set a new one" in page
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_then_the_right_password_does_not_help_either(client: Client) -> None:
    guess(client)
    assert log_in(client, "ada", RIGHT).status_code == 429
    assert client.get("/admin/").status_code == 302


def test_it_is_told_in_the_readers_language(client: Client) -> None:
    assert '<html lang="fr"' in guess(client, HTTP_ACCEPT_LANGUAGE="fr").content.decode()


def test_a_script_is_answered_like_anybody_else(client: Client) -> None:
    answer = guess(client, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert answer.status_code == 429
    assert "Access-Control-Allow-Origin" not in answer


def test_an_hour_later_the_right_password_works_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    at(now, monkeypatch)
    guess(client)
    at(now + dt.timedelta(minutes=59), monkeypatch)
    assert log_in(client, "ada", RIGHT).status_code == 429
    at(now + dt.timedelta(minutes=61), monkeypatch)
    assert log_in(client, "ada", RIGHT).status_code == 302


def test_other_names_other_places_and_the_public_pages_are_not_affected(client: Client) -> None:
    User.objects.create_user("bob", password=RIGHT, is_staff=True)
    guess(client)
    assert client.get("/en/").status_code == 200
    assert log_in(Client(), "bob", RIGHT).status_code == 302
    assert log_in(Client(), "ada", RIGHT, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_whoever_is_logged_in_stays_logged_in(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert guess(Client()).status_code == 429
    assert client.get("/admin/").status_code == 200


def test_a_name_that_nobody_has_is_locked_out_just_so(client: Client) -> None:
    assert guess(client, 4, name="nobody").status_code == 200
    assert guess(client, 1, name="nobody").status_code == 429


def test_made_up_addresses_do_not_help_a_guesser(client: Client) -> None:
    answers = [
        log_in(client, "ada", WRONG, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}").status_code
        for number in range(5)
    ]
    assert answers == [200, 200, 200, 200, 429]


def test_behind_a_proxy_guessers_are_told_apart_by_what_the_proxy_wrote(
    client: Client, settings: Settings
) -> None:
    settings.BEHIND_PROXY = True
    answers = [
        log_in(
            client, "ada", WRONG, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.7"
        ).status_code
        for number in range(5)
    ]
    assert answers == [200, 200, 200, 200, 429]
    elsewhere = log_in(Client(), "ada", RIGHT, HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.8")
    assert elsewhere.status_code == 302


def test_a_server_that_does_not_tell_the_address_still_locks_out(client: Client) -> None:
    assert guess(client, REMOTE_ADDR="").status_code == 429


def test_it_holds_wherever_a_password_is_checked(ada: User) -> None:
    request = RequestFactory().post("/anywhere/")
    assert authenticate(request, username="ada", password=RIGHT) == ada
    for _attempt in range(5):
        assert (
            authenticate(RequestFactory().post("/anywhere/"), username="ada", password="") is None
        )
    assert authenticate(request, username="ada", password=RIGHT) is None
