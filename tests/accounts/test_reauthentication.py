"""Before roles are given, editions imported or statuses withdrawn, people confirm who they are."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from milestones.actions.proposals import propose_withdrawal
from milestones.models import StatusUpdate
from tests.accounts.second_factors import code, enter_code, enter_password, protect
from tests.factories import person
from tests.milestones.admin.entry_forms import words
from tests.test_kept_entries import KEPT, mark

pytestmark = [pytest.mark.django_db]

CONFIRM = "/admin/account/confirm/"
NEW_USER = "/admin/auth/user/add/"


@pytest.fixture(autouse=True)
def ann(client: Client, settings: Settings) -> None:
    """An administrator who has logged in."""
    settings.REAUTHENTICATE_AFTER_MINUTES = 30
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 30 * 60
    person("ann", "Administrators")
    enter_password(client, "ann")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an hour after the login."""
    now = time.time() + 30 * 60
    monkeypatch.setattr("spp_tracker.accounts.steps.time.time", lambda: now)


def pages() -> list[str]:
    """A new user, roles, a password, an edition, a spreadsheet and two withdrawals."""
    update = StatusUpdate.objects.all()[0]
    bob = person("bob")
    return [
        NEW_USER,
        reverse("admin:auth_user_change", args=[bob.pk]),
        reverse("admin:auth_user_password_change", args=[bob.pk]),
        reverse("admin:milestones_statusreport_import"),
        reverse("admin:milestones_statusupdate_spreadsheet"),
        reverse("admin:milestones_statusupdate_withdraw", args=[update.pk]),
        reverse("admin:milestones_statusreport_withdraw", args=[update.report_id]),
    ]


def test_after_a_login_nobody_is_asked(client: Client) -> None:
    assert {client.get(page).status_code for page in pages()} == {200}


@pytest.mark.usefixtures("later")
def test_later_one_confirms_first(client: Client) -> None:
    for page in pages():
        assert client.get(page)["Location"] == f"{CONFIRM}?next={page}"


@pytest.mark.usefixtures("later")
def test_a_proposal_is_read_at_any_time_and_decided_about_after_it(client: Client) -> None:
    update = StatusUpdate.objects.all()[0]
    proposal = propose_withdrawal(update, reason="Wrong day", by=person("pat", "Publishers"))
    page = reverse("admin:milestones_proposal_change", args=[proposal.pk])
    shown = client.get(page)
    basis = shown.context["form"]["basis"].value()
    entered = {"basis": basis, "note": "Seen", "approve": "1", "entered_by": mark(client, page)}
    where = client.post(page, entered)["Location"]
    assert where.startswith(f"{CONFIRM}?next={page}")
    assert StatusUpdate.objects.in_effect().count() == 106
    again = confirm(client, where, password="ann has this password")
    assert again.context["form"]["note"].value() == "Seen"


@pytest.mark.usefixtures("later")
def test_other_pages_do_not_ask(client: Client) -> None:
    for page in ("/admin/", "/admin/worklist/", "/admin/auth/user/"):
        assert client.get(page).status_code == 200


def test_with_0_minutes_nobody_is_ever_asked(client: Client, settings: Settings) -> None:
    settings.REAUTHENTICATE_AFTER_MINUTES = 0
    client.force_login(person("zoe", "Administrators"))
    assert client.get(NEW_USER).status_code == 200


def confirm(client: Client, page: str, **entered: str) -> Any:
    return client.post(page, entered, follow=True)


def test_the_password_leads_to_the_page(client: Client) -> None:
    client.force_login(person("zoe", "Administrators"))
    asked = client.get(NEW_USER, follow=True)
    assert "What you are about to do needs your password again." in words(asked)
    where = asked.redirect_chain[-1][0]
    assert "Incorrect password." in words(confirm(client, where, password="wrong"))
    done = confirm(client, where, password="zoe has this password")
    assert done.redirect_chain == [(NEW_USER, 302)]


def test_so_does_a_code(client: Client) -> None:
    zoe = person("zoe", "Administrators")
    protect(zoe)
    client.force_login(zoe)
    asked = client.get(NEW_USER, follow=True)
    way = "/admin/account/second-factor/confirm/?next=%2Fadmin%2Fauth%2Fuser%2Fadd%2F"
    assert f'href="{way}"' in asked.content.decode()
    assert confirm(client, way, code=code()).redirect_chain == [(NEW_USER, 302)]


def test_what_was_entered_meanwhile_is_shown_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = StatusUpdate.objects.all()[0]
    page = reverse("admin:milestones_statusupdate_withdraw", args=[update.pk])
    signed = mark(client, page)
    with monkeypatch.context() as half_an_hour:
        now = time.time() + 30 * 60
        half_an_hour.setattr("spp_tracker.accounts.steps.time.time", lambda: now)
        entry = {"reason": "Wrong day", "withdraw": "1", "entered_by": signed}
        where = client.post(page, entry)["Location"]
    again = confirm(client, where, password="ann has this password")
    assert KEPT in words(again)
    assert again.context["form"]["reason"].value() == "Wrong day"
    assert StatusUpdate.objects.in_effect().count() == 106


def test_a_proposal_is_read_without_it_but_not_approved(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = StatusUpdate.objects.all()[0]
    proposal = propose_withdrawal(update, reason="Typo", by=person("bob", "Editors", "TS"))
    page = reverse("admin:milestones_proposal_change", args=[proposal.pk])
    shown = client.get(page)
    sent = {"note": "Seen", "basis": shown.context["form"]["basis"].value(), "approve": "1"}
    with monkeypatch.context() as half_an_hour:
        now = time.time() + 30 * 60
        half_an_hour.setattr("spp_tracker.accounts.steps.time.time", lambda: now)
        assert client.get(page).status_code == 200
        where = client.post(page, sent | {"entered_by": mark(client, page)})["Location"]
    again = confirm(client, where, password="ann has this password")
    assert StatusUpdate.objects.in_effect().count() == 106
    assert again.context["form"]["note"].value() == "Seen"
    client.post(page, sent)
    assert StatusUpdate.objects.in_effect().count() == 105


def test_the_second_factor_is_changed_only_after_it(client: Client) -> None:
    zoe = person("zoe", "Administrators")
    protect(zoe)
    client.force_login(zoe)
    remove = "/admin/account/second-factor/app/remove/"
    assert client.get(remove)["Location"].startswith(CONFIRM)
    assert client.post(remove)["Location"].startswith(CONFIRM)
    assert Authenticator.objects.count() == 2


def test_a_login_with_a_second_factor_counts(client: Client) -> None:
    zoe = person("zoe", "Administrators")
    protect(zoe)
    enter_password(client, "zoe")
    enter_code(client, code())
    assert client.get(NEW_USER).status_code == 200
