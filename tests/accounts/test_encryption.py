"""The secrets of second factors are encrypted in the database."""

from __future__ import annotations

from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.accounts.second_factors import SECRET, code, enter_code, enter_password, protect
from tests.factories import person
from tests.milestones.admin.entry_forms import words
from tests.test_security_log import lines, stream

__all__ = ["lines", "stream"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

KEY, ANOTHER = "the former key of this installation", "the new key of this installation"


@pytest.fixture(autouse=True)
def recovery_code(settings: Settings) -> str:
    """Of Bob, who has a second factor."""
    settings.SECRET_KEY = KEY
    return protect(person("bob", "Editors"))[0]


def kept() -> dict[str, str]:
    """What the database has of the secrets."""
    return {
        kind: data.get("secret") or data["seed"]
        for kind, data in Authenticator.objects.values_list("type", "data")
    }


def logs_in(entered: str) -> Any:
    client = Client()
    enter_password(client, "bob")
    answer = enter_code(client, entered)
    return answer, client.get("/admin/").status_code == 200


def test_neither_the_database_nor_a_backup_has_a_secret(recovery_code: str) -> None:
    assert {secret[:5] for secret in kept().values()} == {"gAAAA"}
    assert logs_in(code())[1]
    assert logs_in(recovery_code)[1]


def test_those_of_before_work_and_are_encrypted_by_the_migration_and_back() -> None:
    migration: Any = import_module("spp_tracker.migrations.0002_accounts")
    migration.decrypt(apps, connection.schema_editor())
    clear = kept()
    assert clear["totp"] == SECRET
    assert logs_in(code())[1]
    migration.encrypt(apps, connection.schema_editor())
    assert {secret[:5] for secret in kept().values()} == {"gAAAA"}
    migration.decrypt(apps, connection.schema_editor())
    assert kept() == clear


def test_a_new_key_reads_what_the_former_has_encrypted_until_all_is_encrypted_anew(
    settings: Settings,
) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = ANOTHER, [KEY]
    assert logs_in(code())[1]
    said = StringIO()
    call_command("encrypt_second_factors", stdout=said)
    assert said.getvalue() == "2 secrets are encrypted with SECRET_KEY.\n"
    settings.SECRET_KEY_FALLBACKS = []
    assert logs_in(code(steps_ahead=1))[1]


def test_with_another_key_no_code_is_right_and_everybody_is_told_why(
    settings: Settings, lines: Any
) -> None:
    settings.SECRET_KEY = ANOTHER
    lines()
    answer, is_in = logs_in(code())
    assert not is_in
    assert "Your second factor cannot be read any more. Ask an administrator" in words(answer)
    assert lines() == ["ERROR security: second_factor_unreadable user=bob by=- address=127.0.0.1"]
    assert AccessAttempt.objects.get().failures_since_start == 1
    with pytest.raises(CommandError, match="The second factors of bob were encrypted with another"):
        call_command("encrypt_second_factors", stdout=StringIO())


def test_recovery_codes_that_cannot_be_read_are_not_shown_and_why(
    client: Client, settings: Settings
) -> None:
    settings.SECRET_KEY = ANOTHER
    client.force_login(User.objects.get())
    for page in ("recovery-codes/", "recovery-codes/new/", "recovery-codes/download/"):
        shown = client.get(f"/admin/account/second-factor/{page}", follow=True)
        assert "Your second factor cannot be read any more." in words(shown)
