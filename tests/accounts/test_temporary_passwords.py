"""Nobody acts as somebody else unnoticed: who sets another's password is on record, the owner is
told, logged out everywhere, and changes it before anything else."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from pytest_django import Settings

from milestones.models import TemporaryPassword
from tests.accounts.second_factors import SET_UP
from tests.factories import person

pytestmark = pytest.mark.django_db

GIVEN, OWN = "a long and unlikely password", "one that only its owner knows"
LATER = "/admin/milestones/milestone/?q=letter"
CHANGE = "/admin/password_change/"


@pytest.fixture
def bob() -> User:
    return person("bob", "Editors", "TS", email="bob@example.org")


def set_password(client: Client, user: User, password: str = GIVEN) -> None:
    """Set it on the page for another's password."""
    entered = {"password1": password, "password2": password, "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[user.pk]), entered)


def logged_in(name: str, password: str) -> Client:
    client = Client()
    said = {"username": name, "password": password, "next": "/admin/"}
    assert client.post("/admin/login/", said).status_code == 302
    return client


def change(client: Client, address: str, old: str, new: str) -> Any:
    entered = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(address, entered)


@pytest.mark.both_databases
def test_a_password_set_by_somebody_else_is_changed_before_anything_else(
    client: Client, ada: User, bob: User
) -> None:
    set_password(client, bob)
    owner = logged_in("bob", GIVEN)
    page = f"{CHANGE}?next=/admin/milestones/milestone/%3Fq%3Dletter"
    assert owner.get(LATER)["Location"] == page
    recorded = owner.post(reverse("admin:milestones_milestone_several"), {"record": "1"})
    assert recorded["Location"].startswith(CHANGE)
    assert "Somebody else set your password on" in owner.get(page).content.decode()
    assert change(owner, page, GIVEN, OWN)["Location"] == LATER
    assert owner.get("/admin/").status_code == 200
    assert logged_in("bob", OWN).get("/admin/").status_code == 200


def test_it_is_not_kept(client: Client, ada: User, bob: User) -> None:
    set_password(client, bob)
    owner = logged_in("bob", GIVEN)
    shown = change(owner, CHANGE, GIVEN, GIVEN).content.decode()
    assert "It must be another one than the old password." in shown
    assert owner.get("/admin/").status_code == 302


def test_who_has_to_change_it_can_still_log_out(client: Client, ada: User, bob: User) -> None:
    set_password(client, bob)
    owner = logged_in("bob", GIVEN)
    assert "Log in again" in owner.post("/admin/logout/").content.decode()
    assert owner.get("/admin/")["Location"].startswith("/admin/login/")


def test_the_way_after_it_leads_to_no_other_site(client: Client, ada: User, bob: User) -> None:
    set_password(client, bob)
    answer = change(
        logged_in("bob", GIVEN), f"{CHANGE}?next=https://elsewhere.example/", GIVEN, OWN
    )
    assert answer["Location"] == "/admin/password_change/done/"


@pytest.mark.both_databases
def test_the_sessions_of_the_person_end(client: Client, ada: User, bob: User) -> None:
    session = logged_in("bob", "bob has this password")
    set_password(client, bob)
    assert session.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.get("/admin/").status_code == 200


def test_a_new_user_changes_the_first_password(client: Client, ada: User) -> None:
    new = {"username": "eve", "usable_password": "true", "password1": GIVEN, "password2": GIVEN}
    client.post(reverse("admin:auth_user_add"), new)
    User.objects.filter(username="eve").update(is_staff=True)
    assert logged_in("eve", GIVEN).get("/admin/")["Location"].startswith(CHANGE)


def test_a_password_set_by_command_is_changed_too(
    bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt="": GIVEN)
    call_command("changepassword", "bob")
    assert logged_in("bob", GIVEN).get("/admin/")["Location"].startswith(CHANGE)


def test_who_sets_an_own_password_need_not_change_it(client: Client, ada: User) -> None:
    change(client, CHANGE, "ada has this password", OWN)
    User.objects.create_superuser("root", password=GIVEN)
    assert not TemporaryPassword.objects.exists()
    assert client.get("/admin/").status_code == 200


def test_a_newer_hash_of_the_same_password_does_not_count_as_a_change(
    client: Client, ada: User, bob: User, settings: Settings
) -> None:
    set_password(client, bob)
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    assert logged_in("bob", GIVEN).get("/admin/")["Location"].startswith(CHANGE)


def test_the_owner_is_told_by_mail_who_set_it(
    client: Client,
    ada: User,
    bob: User,
    settings: Settings,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.SENDS_MAIL = True
    with django_capture_on_commit_callbacks(execute=True):
        set_password(client, bob)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (
        ["bob@example.org"],
        "SPP Tracker: your password was set by somebody else",
    )
    assert message.body.splitlines() == [
        "ada has set a new password for your account “bob” in SPP Tracker.",
        "You choose another one when you log in. "
        "If you did not ask for it, tell who runs the tracker.",
    ]
    assert GIVEN not in message.body


def test_the_former_address_is_told_of_another(
    client: Client,
    ada: User,
    bob: User,
    settings: Settings,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.SENDS_MAIL = True
    entered = {
        "username": "bob",
        "email": "ada@example.org",
        "is_active": "on",
        "groups": list(bob.groups.values_list("pk", flat=True)),
        "edited_areas-TOTAL_FORMS": 0,
        "edited_areas-INITIAL_FORMS": 0,
    }
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:auth_user_change", args=[bob.pk]), entered)
    (message,) = mail.outbox
    assert message.to == ["bob@example.org"]
    assert message.body.startswith("ada has entered another email address for your account “bob”")


def test_a_mail_that_cannot_be_sent_keeps_nobody_from_setting_a_password(
    client: Client,
    ada: User,
    settings: Settings,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.SENDS_MAIL = True
    bob = person("bob", "Editors", email="bob@example.org\nBcc: all@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        set_password(client, bob)
    assert mail.outbox == []
    assert logged_in("bob", GIVEN).get("/admin/").status_code == 302


def test_without_a_mail_server_nothing_is_printed(
    client: Client, ada: User, bob: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_password(client, bob)
    assert mail.outbox == []


def test_it_is_changed_before_a_second_factor_is_set_up(
    client: Client, ada: User, bob: User, settings: Settings
) -> None:
    set_password(client, bob)
    settings.REQUIRE_SECOND_FACTOR = True
    owner = logged_in("bob", GIVEN)
    assert owner.get("/admin/")["Location"].startswith(CHANGE)
    assert owner.get(CHANGE).status_code == 200
    assert owner.get(SET_UP)["Location"].startswith(CHANGE)
    change(owner, CHANGE, GIVEN, OWN)
    assert owner.get("/admin/")["Location"].startswith(SET_UP)
    assert owner.get(SET_UP).status_code == 200


def test_a_link_in_a_mail_makes_it_ones_own(
    client: Client, ada: User, bob: User, settings: Settings
) -> None:
    settings.SENDS_MAIL = True
    set_password(client, bob)
    bob.refresh_from_db()
    uid, token = urlsafe_base64_encode(force_bytes(bob.pk)), default_token_generator.make_token(bob)
    address = reverse("password_reset_confirm", args=[uid, token])
    form = Client()
    entered = {"new_password1": OWN, "new_password2": OWN}
    assert form.post(form.get(address)["Location"], entered).status_code == 302
    assert logged_in("bob", OWN).get("/admin/").status_code == 200


def test_without_a_password_there_is_none_to_change(client: Client, ada: User, bob: User) -> None:
    """As of who signs on from now on, at a provider."""
    set_password(client, bob)
    disabled = {"usable_password": "false", "unset-password": "1"}
    client.post(reverse("admin:auth_user_password_change", args=[bob.pk]), disabled)
    assert not TemporaryPassword.objects.exists()
