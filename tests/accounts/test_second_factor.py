"""Whoever has a second factor logs in with it, once for each code."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.accounts.second_factors import (
    CODE,
    SET_UP,
    code,
    enter_code,
    enter_password,
    protect,
)
from tests.factories import person
from tests.milestones.admin.entry_forms import address, opened, words
from tests.test_kept_entries import KEPT, TYPED, send_logged_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(db: None) -> User:
    return person("bob", "Editors", "TS")


def test_who_has_none_is_told_what_it_is_good_for(
    client: Client, bob: User, settings: Settings
) -> None:
    client.force_login(bob)
    page = "/admin/account/second-factor/"
    assert "or add a security key, and nobody gets in" in client.get(page).content.decode()
    settings.MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
    assert "shows codes, and nobody gets in" in client.get(page).content.decode()


def test_without_one_the_password_is_enough(client: Client, bob: User) -> None:
    assert enter_password(client, "bob", to="/admin/worklist/")["Location"] == "/admin/worklist/"
    assert client.get("/admin/worklist/").status_code == 200


def test_with_one_the_password_alone_opens_nothing(client: Client, bob: User) -> None:
    protect(bob)
    assert enter_password(client, "bob")["Location"] == CODE
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get(SET_UP)["Location"].startswith("/admin/login/")


def test_the_code_leads_to_where_one_wanted_to_go(client: Client, bob: User) -> None:
    protect(bob)
    enter_password(client, "bob", to="/admin/worklist/")
    assert client.get(CODE).status_code == 200
    assert enter_code(client, code())["Location"] == "/admin/worklist/"
    assert client.get("/admin/worklist/").status_code == 200


def test_what_was_entered_in_a_session_that_ended_survives_the_code(client: Client) -> None:
    protect(person("ann", "Administrators"))
    enter_password(client, "ann")
    enter_code(client, code(steps_ahead=1))
    page = address("TS-1.2")
    login = send_logged_out(client, page, opened(client, "TS-1.2") | TYPED | {"record": "1"})
    assert enter_password(client, "ann", to=login.context["next"])["Location"] == CODE
    shown = client.get(enter_code(client, code())["Location"])
    assert KEPT in words(shown)
    assert shown.context["form"]["source"].value() == TYPED["source"]


def test_a_clock_may_be_half_a_minute_fast_but_not_more(client: Client, bob: User) -> None:
    protect(bob)
    enter_password(client, "bob")
    assert "Incorrect code." in enter_code(client, code(steps_ahead=3)).content.decode()
    assert enter_code(client, code(steps_ahead=1)).status_code == 302


@pytest.mark.both_databases
def test_a_code_is_accepted_once(client: Client, bob: User) -> None:
    protect(bob)
    shown = code()
    enter_password(client, "bob")
    assert enter_code(client, shown).status_code == 302
    again = Client()
    enter_password(again, "bob")
    assert enter_code(again, shown).status_code == 200


@pytest.mark.both_databases
def test_each_recovery_code_is_accepted_once(client: Client, bob: User) -> None:
    first, second = protect(bob)[:2]
    enter_password(client, "bob")
    assert enter_code(client, first).status_code == 302
    again = Client()
    enter_password(again, "bob")
    assert enter_code(again, first).status_code == 200
    assert enter_code(again, second).status_code == 302


def test_nobody_is_asked_for_a_code_without_a_password(client: Client, bob: User) -> None:
    protect(bob)
    assert client.get(CODE)["Location"] == "/admin/login/"
    assert enter_code(client, code())["Location"] == "/admin/login/"


def test_an_app_is_set_up_with_a_picture_that_our_policy_allows(client: Client, bob: User) -> None:
    enter_password(client, "bob")
    page = client.get(SET_UP)
    html = page.content.decode()
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    picture = html[html.index("<svg") : html.index("</svg>")]
    assert not re.search(r"data:|style|<script", picture)
    key = re.search(r'class="totp-key">(\w+)<', html)
    assert key
    done = client.post(f"{SET_UP}?next=/admin/worklist/", {"code": code(key[1])}, follow=True)
    codes = re.findall(r"<code>(\d{8})</code>", done.content.decode())
    assert len({*codes}) == 10
    assert 'href="/admin/worklist/">Continue<' in done.content.decode()
    again = Client()
    enter_password(again, "bob")
    assert enter_code(again, codes[0]).status_code == 302


def test_a_wrong_code_sets_nothing_up(client: Client, bob: User) -> None:
    enter_password(client, "bob")
    client.get(SET_UP)
    assert "Incorrect code." in client.post(SET_UP, {"code": "x"}).content.decode()
    assert not Authenticator.objects.exists()


def test_it_can_be_removed_and_recovery_codes_go_with_it(client: Client, bob: User) -> None:
    protect(bob)
    enter_password(client, "bob")
    enter_code(client, code())
    client.post("/admin/account/second-factor/app/remove/")
    assert not Authenticator.objects.exists()
    assert enter_password(Client(), "bob")["Location"] == "/admin/"


def test_new_recovery_codes_replace_the_old_ones(client: Client, bob: User) -> None:
    old = protect(bob)
    enter_password(client, "bob")
    enter_code(client, code())
    shown = client.post("/admin/account/second-factor/recovery-codes/new/", follow=True)
    new = re.findall(r"<code>(\d{8})</code>", shown.content.decode())
    assert not {*old} & {*new}
    again = Client()
    enter_password(again, "bob")
    assert enter_code(again, old[0]).status_code == 200
    assert enter_code(again, new[0]).status_code == 302


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("en", "Enter the code that your app shows now"),
        ("fr", "Entrez le code que votre application affiche"),
        ("es", "Escriba el código que muestra su aplicación"),
    ],
)
def test_it_is_asked_for_in_three_languages(
    client: Client, bob: User, language: str, asked: str
) -> None:
    protect(bob)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    enter_password(client, "bob")
    page = client.get(CODE).content.decode()
    assert f'<html lang="{language}"' in page
    assert asked in page


@pytest.mark.parametrize("page", [SET_UP, "/admin/account/second-factor/recovery-codes/"])
def test_no_secret_stays_in_the_browser(client: Client, bob: User, page: str) -> None:
    enter_password(client, "bob")
    if page != SET_UP:
        protect(bob)
    assert "no-store" in client.get(page)["Cache-Control"]
