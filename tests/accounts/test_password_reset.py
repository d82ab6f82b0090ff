"""A forgotten password is set again by a link in a mail, which works once and for an hour."""

from __future__ import annotations

import datetime as dt
import re
import threading
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.accounts.second_factors import CODE, enter_password, protect
from tests.factories import person
from tests.milestones.admin.entry_forms import words
from tests.test_security_log import lines, stream

__all__ = ["lines", "stream"]

pytestmark = [pytest.mark.django_db]

RESET, SENT = "/admin/account/password/", "/admin/account/password/sent/"
NEW = "another horse battery staple"


@pytest.fixture(autouse=True)
def bob(settings: Settings) -> User:
    settings.SENDS_MAIL = True
    return person("bob", "Editors", email="bob@example.org")


def ask(client: Client, mailbox: str = "bob@example.org", **extra: Any) -> Any:
    """Ask for a link, and wait for the mail."""
    response = client.post(RESET, {"email": mailbox}, **extra)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    return response


def link() -> str:
    found = re.search(r"https://tracker\.example\.org(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def set_password(client: Client, address: str) -> Any:
    form = client.get(address, follow=True)
    if not form.redirect_chain:
        return form
    entered = {"new_password1": NEW, "new_password2": NEW}
    return client.post(form.redirect_chain[-1][0], entered, follow=True)


def test_the_link_sets_a_new_password(client: Client, bob: User) -> None:
    assert 'href="/admin/account/password/"' in client.get("/admin/login/").content.decode()
    assert ask(client)["Location"] == SENT
    assert mail.outbox[0].to == ["bob@example.org"]
    assert mail.outbox[0].subject == "A new password for SPP Tracker"
    assert "within an hour" in mail.outbox[0].body
    assert "You may go ahead and log in now." in words(set_password(client, link()))
    bob.refresh_from_db()
    assert bob.check_password(NEW)


def test_where_it_leads_to_has_the_rules_for_passwords(client: Client) -> None:
    ask(client)
    assert "at least 12 characters" in words(client.get(link(), follow=True))


def test_the_link_works_once_and_then_leads_to_a_new_one(client: Client) -> None:
    ask(client)
    set_password(client, link())
    shown = set_password(Client(), link())
    assert "was invalid" in words(shown)
    assert f'href="{RESET}">Ask for a new link<' in shown.content.decode()


def test_the_link_works_for_an_hour(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(client)
    later = timezone.make_naive(timezone.now()) + dt.timedelta(minutes=61)
    generator = "django.contrib.auth.tokens.PasswordResetTokenGenerator._now"
    monkeypatch.setattr(generator, lambda _self: later)
    assert "was invalid" in words(set_password(client, link()))


def test_a_later_login_makes_the_link_invalid(client: Client) -> None:
    ask(client)
    enter_password(Client(), "bob")
    assert "was invalid" in words(set_password(client, link()))


@pytest.mark.parametrize(
    "mailbox", ["nobody@example.org", "reader@example.org", "signed-on@example.org"]
)
def test_the_answer_is_the_same_without_an_account_that_has_a_password(
    client: Client, mailbox: str
) -> None:
    """Of readers and of those who sign on elsewhere, too."""
    person("reader", email="reader@example.org")
    signed_on = person("signed-on", "Editors", email="signed-on@example.org")
    signed_on.set_unusable_password()
    signed_on.save()
    answers = [ask(client, box) for box in ("bob@example.org", mailbox)]
    for answer in answers:
        # By the clock, in seconds.
        del answer["Expires"]
    assert answers[0].serialize() == answers[1].serialize()
    assert len(mail.outbox) == 1


def test_other_sessions_end(client: Client) -> None:
    elsewhere = Client()
    enter_password(elsewhere, "bob")
    assert elsewhere.get("/admin/").status_code == 200
    ask(client)
    set_password(client, link())
    assert elsewhere.get("/admin/").status_code == 302


def test_a_second_factor_is_still_asked_for(client: Client, bob: User) -> None:
    protect(bob)
    ask(client)
    set_password(client, link())
    assert client.get("/admin/").status_code == 302
    entered = {"username": "bob", "password": NEW}
    assert client.post("/admin/login/", entered)["Location"] == CODE


def test_it_ends_a_lockout_of_the_account(client: Client) -> None:
    AccessAttempt.objects.create(username="bob", ip_address="127.0.0.1", failures_since_start=5)
    ask(client)
    set_password(client, link())
    entered = {"username": "bob", "password": NEW}
    assert client.post("/admin/login/", entered).status_code == 302


def test_five_mails_in_an_hour_are_enough_for_a_mailbox(client: Client) -> None:
    statuses = [ask(client, REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(6)]
    assert statuses == [302] * 5 + [429]
    assert len(mail.outbox) == 5
    refused = ask(client, "Bob@example.org")
    assert "There were too many requests. Try again in an hour." in words(refused)
    assert ask(client, "ada@example.org").status_code == 302


def test_an_address_asks_for_twenty_mailboxes_in_an_hour(client: Client) -> None:
    statuses = [
        ask(client, f"{number}@example.org", REMOTE_ADDR=f"2001:db8::{number:x}").status_code
        for number in range(21)
    ]
    assert statuses == [302] * 20 + [429]


def test_the_security_log_has_the_request_and_the_new_password(client: Client, lines: Any) -> None:
    lines()
    ask(client, "nobody@example.org")
    ask(client)
    set_password(client, link())
    assert lines() == [
        "INFO security: reset_requested users=[] by=- address=127.0.0.1",
        'INFO security: reset_requested users=["bob"] by=- address=127.0.0.1',
        "INFO security: password_reset user=bob by=- address=127.0.0.1",
    ]


def test_without_mail_there_is_no_such_page(client: Client, settings: Settings) -> None:
    settings.SENDS_MAIL = False
    assert client.get(RESET).status_code == 404
    assert client.get(f"{RESET}MQ/x-y/").status_code == 404
    assert RESET not in client.get("/admin/login/").content.decode()
