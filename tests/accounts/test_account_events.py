"""What happens to second factors is in the security log."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from tests.accounts.second_factors import (
    CODE,
    SECRET,
    SET_UP,
    code,
    enter_code,
    enter_password,
    protect,
)
from tests.factories import person
from tests.test_security_log import lines, stream

__all__ = ["lines", "stream"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_second_factor_is_set_up_used_guessed_and_removed(client: Client, lines: Any) -> None:
    person("bob", "Editors")
    enter_password(client, "bob")
    client.get(SET_UP)
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    lines()
    client.post(SET_UP, {"code": code()})
    by_bob = "by=bob address=127.0.0.1"
    assert lines() == [
        f"INFO security: second_factor_added user=bob kind=totp {by_bob}",
        f"INFO security: recovery_codes_generated user=bob {by_bob}",
    ]
    other = Client()
    enter_password(other, "bob")
    enter_code(other, "000000")
    enter_code(other, code(steps_ahead=1))
    assert lines() == [
        f"WARNING security: second_factor_failed user=bob path={CODE} by=- address=127.0.0.1",
        "INFO security: second_factor_used user=bob kind=totp by=- address=127.0.0.1",
        f"INFO security: logged_in user=bob {by_bob}",
    ]
    other.post("/admin/account/second-factor/recovery-codes/new/")
    other.post("/admin/account/second-factor/app/remove/")
    assert lines() == [
        f"INFO security: recovery_codes_generated user=bob {by_bob}",
        f"INFO security: second_factor_removed user=bob kind=totp {by_bob}",
        f"INFO security: sessions_ended user=bob sessions=1 {by_bob}",
    ]


def test_a_recovery_code_and_a_confirmation_are_called_so(client: Client, lines: Any) -> None:
    bob = person("bob", "Editors")
    recovery_code = protect(bob)[0]
    enter_password(client, "bob")
    lines()
    enter_code(client, recovery_code)
    client.post("/admin/account/confirm/", {"password": "bob has this password"})
    assert lines() == [
        "INFO security: second_factor_used user=bob kind=recovery_codes by=- address=127.0.0.1",
        "INFO security: logged_in user=bob by=bob address=127.0.0.1",
        "INFO security: reauthenticated user=bob method=password by=bob address=127.0.0.1",
    ]


def test_a_lockout_by_wrong_codes_is_one(client: Client, lines: Any) -> None:
    protect(person("bob", "Editors"))
    enter_password(client, "bob")
    for _guess in range(5):
        enter_code(client, "000000")
    lines()
    enter_code(client, "000000")
    assert lines() == [
        "WARNING security: locked_out user=bob all_accounts=false by=- address=127.0.0.1"
    ]


def test_the_operator_removes_one_that_was_lost(lines: Any) -> None:
    protect(person("bob", "Editors"))
    lines()
    said = StringIO()
    call_command("remove_second_factor", "bob", stdout=said)
    assert said.getvalue() == "bob has no second factor any more, and logs in without one.\n"
    assert not Authenticator.objects.exists()
    assert lines() == ["INFO security: second_factor_removed user=bob kind=totp by=- address=-"]
    with pytest.raises(CommandError, match="Nobody called “bob” has a second factor"):
        call_command("remove_second_factor", "bob")
