"""Codes are guessed no more than passwords, and the guesses count together.

Nothing is counted across networks, so nobody who guesses elsewhere locks anybody out here.
"""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client

from tests.accounts.second_factors import CODE, code, enter_code, enter_password, protect
from tests.factories import person

pytestmark = pytest.mark.django_db

CONFIRM = "/admin/account/second-factor/confirm/"
CONFIRM_BY_PASSWORD = "/admin/account/confirm/"


@pytest.fixture(autouse=True)
def bob(db: None) -> User:
    bob = person("bob", "Editors", "TS")
    protect(bob)
    return bob


def at_the_code(name: str = "bob", address: str = "203.0.113.7") -> Client:
    """A client that has entered the right password."""
    client = Client(REMOTE_ADDR=address)
    enter_password(client, name)
    return client


def guesses(client: Client, times: int) -> list[int]:
    return [enter_code(client, "000000").status_code for _guess in range(times)]


def test_the_fifth_wrong_code_locks_out(client: Client) -> None:
    client = at_the_code()
    assert guesses(client, 6) == [200] * 4 + [429] * 2
    assert enter_code(client, code()).status_code == 429
    assert client.get("/admin/").status_code == 302


def test_the_right_password_does_not_begin_the_count_anew() -> None:
    for _login in range(4):
        guesses(at_the_code(), 1)
    assert guesses(at_the_code(), 1) == [429]
    assert enter_password(Client(REMOTE_ADDR="203.0.113.7"), "bob").status_code == 429


@pytest.mark.both_databases
def test_wrong_passwords_and_wrong_codes_count_together() -> None:
    for _attempt in range(3):
        wrong = {"username": "bob", "password": "wrong"}
        Client(REMOTE_ADDR="203.0.113.7").post("/admin/login/", wrong)
    assert guesses(at_the_code(), 2) == [200, 429]


def test_a_network_has_twenty_guesses() -> None:
    statuses = []
    for number in range(1, 8):
        statuses += guesses(at_the_code(address=f"203.0.113.{number}"), 4)
    assert statuses.index(429) == 19


def test_who_is_elsewhere_logs_in_with_the_right_password_and_code() -> None:
    guesses(at_the_code(), 5)
    usual = at_the_code(address="198.51.100.7")
    assert enter_code(usual, code()).status_code == 302


def test_a_login_with_the_code_begins_the_count_anew() -> None:
    guesses(at_the_code(), 4)
    assert enter_code(at_the_code(), code()).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_a_lockout_uses_up_no_recovery_code(bob: User) -> None:
    recovery_code = (
        Authenticator.objects.get(user=bob, type="recovery_codes").wrap().get_unused_codes()[0]
    )
    client = at_the_code()
    guesses(client, 5)
    assert enter_code(client, recovery_code).status_code == 429
    assert enter_code(at_the_code(address="198.51.100.7"), recovery_code).status_code == 302


@pytest.mark.both_databases
def test_of_guesses_at_the_same_time_none_is_right_after_the_fifth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = at_the_code()

    def check_while_others_fail(*_arguments: Any) -> bool:
        AccessAttempt.objects.create(
            username="bob", ip_address="203.0.113.7", failures_since_start=5
        )
        return True

    monkeypatch.setattr(
        "allauth.mfa.totp.internal.auth.validate_totp_code", check_while_others_fail
    )
    assert enter_code(client, "123456").status_code == 429
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(("page", "field"), [(CONFIRM, "code"), (CONFIRM_BY_PASSWORD, "password")])
def test_nothing_is_guessed_where_one_confirms_either(page: str, field: str) -> None:
    client = at_the_code()
    enter_code(client, code())
    statuses = [client.post(page, {field: "000000"}).status_code for _guess in range(6)]
    assert statuses == [200] * 4 + [429] * 2


def test_no_code_that_was_entered_is_kept() -> None:
    enter_code(at_the_code(), "918273")
    assert "918273" not in AccessAttempt.objects.get().post_data
    assert AccessAttempt.objects.get().path_info == CODE
