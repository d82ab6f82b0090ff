"""Who recorded or withdrew something is kept by the name at that time: renaming changes nothing."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from milestones.actions import withdraw_edition, withdraw_update
from milestones.models import StatusReport, StatusUpdate, Withdrawal
from tests.downloads import rows_in_csv
from tests.milestones.factories import milestone
from tests.milestones.recording import COMPLETED, DELAYED, LATER, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ADMIN = "/admin/milestones/"


@pytest.fixture
def ana() -> User:
    return User.objects.create_user("ana", first_name="Ana", last_name="Ruiz")


def rename(user: User) -> None:
    user.username, user.first_name, user.last_name = "other", "Someone", "Else"
    user.save()


def everywhere(admin_client: Client, client: Client, update: StatusUpdate) -> dict[str, str]:
    """Whatever names who recorded or withdrew, without what differs from one answer to the next."""
    pages = {
        "page": client.get("/en/milestones/TS-1.4/"),
        "feed": client.get("/changes.atom?code=TS-1.4"),
        "milestone": admin_client.get(f"{ADMIN}milestone/{update.milestone_id}/change/"),
        "update": admin_client.get(f"{ADMIN}statusupdate/{update.pk}/change/"),
        "list": admin_client.get(f"{ADMIN}statusupdate/?q=TS-1.4"),
    }
    answers = {name: answer.content.decode() for name, answer in pages.items()}
    return {
        name: answer.partition("csrfmiddlewaretoken")[0].partition("<h1>")[2] or answer
        for name, answer in answers.items()
    } | {"history": str(rows_in_csv(client, "/history.csv?code=TS-1.4"))}


def test_renaming_a_user_changes_nothing_that_was_recorded(
    admin_client: Client, client: Client, ana: User
) -> None:
    update = record(LATER, DELAYED, recorded_by=ana)
    wrong = record(LATER.replace(month=11), COMPLETED, recorded_by=ana)
    withdraw_update(wrong, reason="Wrong day", withdrawn_by=ana)
    before = everywhere(admin_client, client, update)
    for name in ("page", "milestone", "update", "list", "history"):
        assert "Ana Ruiz" in before[name], name
    rename(ana)
    after = everywhere(admin_client, client, update)
    for name, answer in before.items():
        assert "Someone" not in after[name], name
        assert ("Ana Ruiz" in after[name]) == ("Ana Ruiz" in answer), name


def test_what_is_recorded_after_a_renaming_has_the_new_name(ana: User) -> None:
    record(LATER, DELAYED, recorded_by=ana)
    rename(ana)
    record(LATER, COMPLETED, reason="Misread", recorded_by=ana)
    names = milestone().updates.order_by("pk").values_list("recorder", flat=True)
    assert list(names) == ["", "Ana Ruiz", "Someone Else"]


def test_whoever_gave_no_name_stays_without_one() -> None:
    nameless = User.objects.create_user("nameless")
    assert record(LATER, DELAYED, recorded_by=nameless).recorder == ""


def test_the_migration_names_what_was_recorded_before_it(ana: User) -> None:
    update = record(LATER, DELAYED, recorded_by=ana)
    withdraw_edition(StatusReport.objects.get(), reason="A draft", withdrawn_by=ana)
    migration = import_module("milestones.migrations.0017_withdrawn_updates_and_names")
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        connection.check_constraints()
        migration.guards.take_down(apps, editor, record=migration.RECORD)
        StatusUpdate.objects.update(recorder="")
        Withdrawal.objects.update(withdrawer="")
        migration.name_recorders(apps, editor)
        migration.put_up(apps, editor)
    assert StatusUpdate.objects.get(pk=update.pk).recorder == "Ana Ruiz"
    assert set(StatusUpdate.objects.exclude(pk=update.pk).values_list("recorder")) == {("",)}
    assert Withdrawal.objects.get().withdrawer == "Ana Ruiz"
