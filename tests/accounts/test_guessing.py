"""Passwords are not guessed from many addresses, for many names, or where one is changed.

And whoever tries locks nobody out who is elsewhere.
"""

from __future__ import annotations

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db

RIGHT, WRONG = "correct horse battery staple", "hunter2"
CHANGE = "/admin/password_change/"


@pytest.fixture(autouse=True)
def ada() -> User:
    return User.objects.create_user("ada", password=RIGHT, is_staff=True)


def log_in(name: str, password: str, address: str, **headers: Any) -> int:
    entered = {"username": name, "password": password, "next": "/admin/"}
    return Client().post("/admin/login/", entered, REMOTE_ADDR=address, **headers).status_code


def checked(statuses: list[int]) -> int:
    """How many of these guesses were checked: the last of them is told that it was one too many."""
    return statuses.index(429) + 1


@pytest.mark.both_databases
def test_an_ipv6_network_has_five_guesses() -> None:
    statuses = [log_in("ada", WRONG, f"2001:db8:1:2::{number:x}") for number in range(1, 24)]
    assert checked(statuses) == 5
    assert log_in("ada", RIGHT, "2001:db8:1:2::ffff") == 429
    assert log_in("ada", RIGHT, "2001:db8:1:3::1") == 302


@pytest.mark.parametrize("site", ["2001:db8:1", "2001:db8:0", "2001:0:0"])
def test_an_ipv6_site_has_twenty_guesses_of_an_account_whatever_its_networks(site: str) -> None:
    statuses = [log_in("ada", WRONG, f"{site}:{number:x}::1") for number in range(23)]
    assert checked(statuses) == 20
    assert log_in("ada", RIGHT, f"{site}:ffff::1") == 429
    assert log_in("ada", RIGHT, "2001:db8:2:1::1") == 302


@pytest.mark.both_databases
def test_an_ipv4_network_has_twenty_guesses_of_an_account() -> None:
    statuses = [log_in("ada", WRONG, f"203.0.113.{number}") for number in range(1, 24)]
    assert checked(statuses) == 20
    assert log_in("ada", RIGHT, "203.0.113.200") == 429
    assert log_in("ada", RIGHT, "203.0.11.200") == 302


def test_an_address_has_thirty_guesses_of_all_accounts() -> None:
    statuses = [log_in(f"name{number}", WRONG, "203.0.113.7") for number in range(33)]
    assert checked(statuses) == 30
    assert log_in("ada", RIGHT, "203.0.113.7") == 429
    assert log_in("ada", RIGHT, "203.0.113.8") == 302


def test_an_ipv4_network_has_a_hundred_guesses_of_all_accounts() -> None:
    AccessAttempt.objects.bulk_create(
        AccessAttempt(username=f"name{number}", ip_address="203.0.113.9", failures_since_start=9)
        for number in range(3)
    )
    AccessAttempt.objects.create(
        username="name", ip_address="203.0.113.10", failures_since_start=72
    )
    assert log_in("eve", WRONG, "203.0.113.8") == 429
    assert log_in("ada", RIGHT, "203.0.114.8") == 302


def test_a_name_too_long_for_anybody_is_neither_tried_nor_counted() -> None:
    assert log_in("x" * 256, WRONG, "203.0.113.7") == 200
    assert not AccessAttempt.objects.exists()


def test_who_is_locked_out_with_everybody_reads_so() -> None:
    AccessAttempt.objects.create(username="x", ip_address="203.0.113.7", failures_since_start=29)
    entered = {"username": "ada", "password": WRONG}
    answer = Client().post("/admin/login/", entered, REMOTE_ADDR="203.0.113.7")
    page = " ".join(answer.content.decode().split())
    assert "Too many wrong passwords came from here." in page
    assert "ask an administrator" not in page


@pytest.mark.both_databases
def test_of_guesses_at_the_same_time_none_is_right_after_the_fifth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each is let through before any other has failed: passwords take long to check."""
    here = {"username": "ada", "ip_address": "203.0.113.7"}

    def check_while_others_fail(user: User, password: str) -> bool:
        AccessAttempt.objects.create(**here, failures_since_start=5)
        return password == RIGHT

    monkeypatch.setattr(User, "check_password", check_while_others_fail)
    assert log_in("ada", RIGHT, "203.0.113.7") == 429


def test_a_login_of_ones_own_forgets_no_guesses_of_others() -> None:
    User.objects.create_user("eve", password=RIGHT, is_staff=True)
    statuses = []
    for number in range(31):
        statuses.append(log_in(f"name{number}", WRONG, "203.0.113.7"))
        if number < 29:
            assert log_in("eve", RIGHT, "203.0.113.7") == 302
    assert checked(statuses) == 30


def test_a_port_in_what_the_proxy_writes_locks_out_one_address_and_not_all(
    settings: Settings,
) -> None:
    settings.BEHIND_PROXY = True
    for port in range(50001, 50006):
        log_in("ada", WRONG, "10.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.100.7:{port}")
    here, elsewhere = "198.51.100.7:50006", "192.0.2.7:50007"
    assert log_in("ada", RIGHT, "10.0.0.1", HTTP_X_FORWARDED_FOR=here) == 429
    assert log_in("ada", RIGHT, "10.0.0.1", HTTP_X_FORWARDED_FOR=elsewhere) == 302


def change_password(client: Client, old: str) -> Any:
    new = "another horse battery staple"
    entered = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(CHANGE, entered)


def test_the_old_password_is_not_guessed_where_it_is_changed(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert [change_password(client, WRONG).status_code for _ in range(6)] == [200] * 4 + [429] * 2
    assert change_password(client, RIGHT).status_code == 429
    ada.refresh_from_db()
    assert ada.check_password(RIGHT)


def test_no_password_that_was_entered_there_is_kept(client: Client, ada: User) -> None:
    client.force_login(ada)
    change_password(client, WRONG)
    kept = AccessAttempt.objects.get().post_data
    assert WRONG not in kept
    assert "another horse" not in kept


def test_with_the_old_password_a_new_one_is_set(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert change_password(client, RIGHT)["Location"] == "/admin/password_change/done/"
    ada.refresh_from_db()
    assert ada.check_password("another horse battery staple")
