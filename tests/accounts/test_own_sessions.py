"""People see their sessions and end them; what else ends those of an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings as of_project
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from spp_tracker.accounts.sessions import SessionStore
from spp_tracker.models import Session
from tests.accounts.second_factors import SECRET, SET_UP, code, enter_password
from tests.factories import person
from tests.milestones.admin.entry_forms import words
from tests.test_security_log import lines, stream

__all__ = ["lines", "stream"]

pytestmark = pytest.mark.django_db

PAGE = "/admin/account/sessions/"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def bob() -> User:
    return person("bob", "Editors", "TS")


def logged_in(name: str, browser: str = "", address: str = "192.0.2.1") -> Client:
    client = Client(headers={"User-Agent": browser}, REMOTE_ADDR=address)
    enter_password(client, name)
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


@pytest.mark.both_databases
def test_people_see_where_they_are_logged_in_and_end_one_or_all_others(
    bob: User, lines: Any
) -> None:
    phone, desk, ann = logged_in("bob", "A \0phone", "2001:db8::1"), logged_in("bob"), Client()
    ann.force_login(person("ann", "Editors"))
    here = logged_in("bob", LAPTOP)
    shown = here.get(PAGE)
    text = " ".join(re.sub("<[^>]+>", " ", shown.content.decode()).split())
    assert "2001:db8::1 Unknown browser A phone End it" in text
    assert "192.0.2.1 Unknown browser End it" in text
    assert f"192.0.2.1 Firefox on Linux {LAPTOP} This session" in text
    assert 'data-label="Begun (UTC)"' in shown.content.decode()
    assert str(here.session.session_key) not in shown.content.decode()
    lines()
    chosen = Session.objects.get(browser="A phone").pk
    assert "1 session has ended." in words(here.post(PAGE, {"end": chosen}, follow=True))
    assert [is_in(client) for client in (phone, desk, here)] == [False, True, True]
    logged_in("bob")
    lines()
    assert "2 sessions have ended." in words(here.post(PAGE, {"end": "others"}, follow=True))
    assert [is_in(client) for client in (desk, here, ann)] == [False, True, True]
    assert lines() == ["INFO security: sessions_ended user=bob sessions=2 by=bob address=192.0.2.1"]
    ann.post(PAGE, {"end": Session.objects.get(user=bob).pk})
    assert is_in(here)


def test_they_confirm_who_they_are_before(
    bob: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REAUTHENTICATE_AFTER_MINUTES = 30
    other, here, ann = logged_in("bob"), logged_in("bob"), person("ann", "Administrators")
    chief = logged_in(ann.username)
    monkeypatch.setattr("spp_tracker.accounts.steps.time.time", lambda: 1e11)
    asked = here.post(PAGE, {"end": "others"})["Location"]
    assert asked == f"/admin/account/confirm/?next={PAGE}"
    users = reverse("admin:auth_user_changelist")
    asked = chief.post(users, {"action": "end_sessions", "_selected_action": [bob.pk]})["Location"]
    assert asked == f"/admin/account/confirm/?next={users}"
    assert chief.get(users).status_code == 200
    assert is_in(other)


def test_an_administrator_ends_those_of_somebody_but_not_of_a_superuser(bob: User) -> None:
    root = User.objects.create_superuser("root", password="root has this password")
    people, here = [logged_in("bob"), logged_in("root")], Client()
    here.force_login(person("ann", "Administrators"))
    chosen = {"action": "end_sessions", "_selected_action": [bob.pk, root.pk]}
    answer = here.post(reverse("admin:auth_user_changelist"), chosen, follow=True)
    assert "1 session has ended." in words(answer)
    assert [is_in(client) for client in people] == [False, True]


def test_who_ends_their_own_is_led_to_the_login(db: None) -> None:
    here, users = Client(), reverse("admin:auth_user_changelist")
    here.force_login(ann := person("ann", "Administrators"))
    chosen = {"action": "end_sessions", "_selected_action": [ann.pk]}
    assert here.post(users, chosen)["Location"] == users
    assert here.get(users)["Location"] == f"/admin/login/?next={users}"


def test_what_a_former_key_has_signed_is_listed_without_its_beginning(
    bob: User, settings: Settings
) -> None:
    logged_in("bob", "A phone")
    settings.SECRET_KEY = "the new key of this installation"
    shown = logged_in("bob").get(PAGE)
    assert 'data-label="Begun (UTC)">–</th>' in shown.content.decode()


def test_a_cookie_that_is_no_key_opens_nothing(client: Client) -> None:
    client.cookies[of_project.SESSION_COOKIE_NAME] = "\0" * 32
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"


@pytest.mark.both_databases
def test_a_session_does_not_live_again_with_its_account(bob: User) -> None:
    client = logged_in("bob")
    bob.is_active = False
    bob.save()
    bob.is_active = True
    bob.save()
    assert not is_in(client)


def test_a_second_factor_and_a_new_password_end_the_others_and_leave_nothing_of_them(
    bob: User,
) -> None:
    other, here = logged_in("bob"), logged_in("bob")
    here.get(SET_UP)
    session = here.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    here.post(SET_UP, {"code": code()})
    assert [is_in(client) for client in (other, here)] == [False, True]
    bob.set_password("another unlikely password")
    bob.save()
    assert not Session.objects.filter(user=bob).exists()


def test_who_confirms_who_they_are_goes_on_under_another_key_for_no_longer(bob: User) -> None:
    client = logged_in("bob")
    key, begun = client.session.session_key, client.session["begun"]
    client.post("/admin/account/confirm/", {"password": "bob has this password"})
    assert is_in(client)
    assert client.session["begun"] == begun
    assert client.session.session_key != key
    assert SessionStore(key).load() == {}
    assert Session.objects.filter(user=bob).count() == 1


def test_who_logs_out_leaves_nothing_and_who_is_refused_is_in_the_log(
    bob: User, lines: Any
) -> None:
    client = logged_in("bob")
    lines()
    client.get("/admin/auth/user/")
    assert lines() == [
        "WARNING security: denied user=bob path=/admin/auth/user/ by=bob address=192.0.2.1"
    ]
    assert "Clear-Site-Data" not in client.get("/admin/logout/")
    assert client.post("/admin/logout/")["Clear-Site-Data"] == '"storage"'
    assert not Session.objects.filter(user=bob).exists()
