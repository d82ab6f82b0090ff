"""The security log: a line for whatever happens to accounts and to the record, as it is written."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from milestones.actions import (
    StatusUpdateInput,
    record_statuses,
    withdraw_edition,
    withdraw_update,
)
from milestones.actions.preview import effect_of_withdrawing_update
from milestones.actions.proposals import propose_withdrawal, take_back
from milestones.imports.report import apply_edition
from milestones.models import StatusUpdate
from priorities.models import AreaEditor, PriorityArea
from spp_tracker.logs import JsonFormatter, TextFormatter
from spp_tracker.request_log import RequestFilter
from tests.factories import person
from tests.milestones.factories import milestone
from tests.milestones.imports.report.editions import DECIDED, edition
from tests.milestones.recording import DELAYED, LATER, record

pytestmark = pytest.mark.django_db

SECRET, ANOTHER = "a long and unlikely password", "another unlikely password"
Lines = Callable[[], list[str]]


@pytest.fixture
def stream() -> Iterator[logging.StreamHandler[io.StringIO]]:
    """Where security events go to, as text."""
    handler = logging.StreamHandler(io.StringIO())
    handler.addFilter(RequestFilter())
    handler.setFormatter(TextFormatter())
    logger = logging.getLogger("security")
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


@pytest.fixture
def lines(
    stream: logging.StreamHandler[io.StringIO], django_capture_on_commit_callbacks: Any
) -> Iterator[Lines]:
    """Ends the transaction, and returns the lines since the last call, without their times."""

    capture = django_capture_on_commit_callbacks(execute=True)
    capture.__enter__()

    def read() -> list[str]:
        nonlocal capture
        capture.__exit__(None, None, None)
        text = stream.stream.getvalue()
        stream.stream.seek(0)
        stream.stream.truncate()
        capture = django_capture_on_commit_callbacks(execute=True)
        capture.__enter__()
        return [line.split(" ", 1)[1] for line in text.splitlines()]

    yield read
    capture.__exit__(None, None, None)


@pytest.fixture
def ada(client: Client, lines: Lines) -> User:
    """An administrator, logged in."""
    ada = person("ada", "Administrators")
    client.force_login(ada)
    lines()
    return ada


def log_in(client: Client, name: str, password: str) -> None:
    client.post("/admin/login/", {"username": name, "password": password, "next": "/admin/"})


def test_logins_failed_logins_lockouts_and_logouts(client: Client, lines: Lines) -> None:
    person("bob", "Editors")
    lines()
    log_in(client, "bob", "bob has this password")
    client.post("/admin/logout/")
    for _attempt in range(5):
        log_in(client, "bob", "wrong")
    failed = "WARNING security: login_failed user=bob path=/admin/login/ by=- address=127.0.0.1"
    assert lines() == [
        "INFO security: logged_in user=bob by=bob address=127.0.0.1",
        "INFO security: logged_out user=bob by=bob address=127.0.0.1",
        *[failed] * 4,
        "WARNING security: locked_out user=bob all_accounts=false by=- address=127.0.0.1",
        failed,
    ]


def test_as_json(client: Client, stream: logging.StreamHandler[io.StringIO]) -> None:
    stream.setFormatter(JsonFormatter())
    log_in(client, "bob\n", "wrong")
    log_in(client, 'Zoë "1"', "wrong")
    events = [json.loads(line) for line in stream.stream.getvalue().splitlines()]
    assert [re.fullmatch(r"\S+T\S+\.\d{3}Z", event.pop("time")) is None for event in events] == [
        False,
        False,
    ]
    assert events[1] == {
        "level": "WARNING",
        "logger": "security",
        "message": "login_failed",
        "user": 'Zoë "1"',
        "path": "/admin/login/",
        "by": None,
        "address": "127.0.0.1",
    }


@pytest.mark.parametrize("name", ["x\n2026-11-30 INFO security: logged_in user=root", "x by=root"])
def test_a_name_forges_no_line_and_no_field(name: str, client: Client, lines: Lines) -> None:
    log_in(client, name, "wrong")
    (line,) = lines()
    assert line == (
        f"WARNING security: login_failed user={json.dumps(name)} path=/admin/login/ by=- "
        "address=127.0.0.1"
    )


def test_a_success_erases_no_failure(client: Client, lines: Lines) -> None:
    person("bob", "Editors")
    lines()
    log_in(client, "bob", "wrong")
    log_in(client, "bob", "bob has this password")
    assert [line.split()[2] for line in lines()] == ["login_failed", "logged_in"]


def test_a_new_user(client: Client, ada: User, lines: Lines) -> None:
    new = {"username": "bob", "usable_password": "true", "password1": SECRET, "password2": SECRET}
    client.post(reverse("admin:auth_user_add"), new)
    assert lines() == [
        "INFO security: user_created user=bob is_staff=false is_superuser=false by=ada "
        "address=127.0.0.1"
    ]


def test_roles_areas_and_rights_before_and_after(client: Client, ada: User, lines: Lines) -> None:
    bob = person("bob", "Editors")
    lines()
    area = PriorityArea.objects.get(code="MS")
    entered = {
        "username": "bob",
        "email": "bob@example.org",
        "groups": [Group.objects.get(name="Publishers").pk],
        "edited_areas-TOTAL_FORMS": 1,
        "edited_areas-INITIAL_FORMS": 0,
        "edited_areas-0-user": bob.pk,
        "edited_areas-0-area": area.pk,
    }
    client.post(reverse("admin:auth_user_change", args=[bob.pk]), entered)
    ending = " by=ada address=127.0.0.1"
    assert lines() == [
        'INFO security: user_changed user=bob before={"is_active": true} '
        'after={"is_active": false}' + ending,
        "INFO security: email_changed user=bob" + ending,
        'INFO security: roles_changed user=bob before=["Editors"] after=[]' + ending,
        'INFO security: roles_changed user=bob before=[] after=["Publishers"]' + ending,
        'INFO security: areas_changed user=bob before=[] after=["MS"]' + ending,
    ]
    AreaEditor.objects.all().delete()
    assert lines() == [
        'INFO security: areas_changed user=bob before=["MS"] after=[] by=- address=-'
    ]


def test_a_group_that_takes_people_in_or_out(lines: Lines) -> None:
    bob, eve = person("bob"), person("eve", "Editors")
    lines()
    publishers = Group.objects.get(name="Publishers")
    publishers.user_set.add(bob, eve)
    assert sorted(lines()) == [
        'INFO security: roles_changed user=bob before=[] after=["Publishers"] by=- address=-',
        'INFO security: roles_changed user=eve before=["Editors"] after=["Editors", "Publishers"] '
        "by=- address=-",
    ]
    publishers.user_set.clear()
    assert len(lines()) == 2


def test_a_password_set_by_somebody_else(client: Client, ada: User, lines: Lines) -> None:
    bob = person("bob", "Editors")
    lines()
    said = {"password1": SECRET, "password2": SECRET, "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[bob.pk]), said)
    unset = {"usable_password": "false", "unset-password": "yes"}
    client.post(reverse("admin:auth_user_password_change", args=[bob.pk]), unset)
    assert lines() == [
        "INFO security: password_set user=bob by=ada address=127.0.0.1",
        "INFO security: password_disabled user=bob by=ada address=127.0.0.1",
    ]


def test_a_password_of_ones_own(client: Client, ada: User, lines: Lines) -> None:
    entered = {"new_password1": SECRET, "new_password2": SECRET}
    for old in ("wrong", "ada has this password"):
        client.post("/admin/password_change/", entered | {"old_password": old})
    assert lines() == [
        "WARNING security: login_failed user=ada path=/admin/password_change/ by=ada "
        "address=127.0.0.1",
        "INFO security: password_changed user=ada by=ada address=127.0.0.1",
    ]


def test_a_newer_hash_of_the_same_password_is_no_change(
    client: Client, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = person("bob", "Editors")
    lines()
    bob.password = "pbkdf2_sha256$1$salt$uhVNLVHV5K7JgDBhrJKMBjbXRiQI4LtqqzRUkV5KFNw="
    monkeypatch.setattr(bob, "_password", None)
    bob.save(update_fields=["password"])
    assert lines() == []


def test_a_superuser_of_the_command_line(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", SECRET)
    names = {"username": "root", "email": "root@example.org"}
    call_command("createsuperuser", interactive=False, verbosity=0, **names)
    User.objects.get(username="root").delete()
    assert lines() == [
        "INFO security: user_created user=root is_staff=true is_superuser=true by=- address=-",
        "INFO security: user_deleted user=root by=- address=-",
    ]


def test_what_is_rolled_back_did_not_happen(lines: Lines) -> None:
    person("bob")
    lines()
    with transaction.atomic():
        bob = User.objects.get(username="bob")
        bob.is_superuser = True
        bob.save()
        transaction.set_rollback(True)
    assert lines() == []


def test_much_that_is_recorded_at_once_is_in_several_lines(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milestones.actions.record.LOGGED_AT_ONCE", 2)
    news = [
        StatusUpdateInput(milestone(code), LATER, [DELAYED])
        for code in ("TS-1.2", "TS-1.3", "TS-1.4")
    ]
    first, second, third = record_statuses(news)
    ending = "by=- address=-"
    assert lines() == [
        'INFO security: statuses_recorded milestones=["TS-1.2", "TS-1.3"] '
        f"updates=[{first.pk}, {second.pk}] {ending}",
        f'INFO security: statuses_recorded milestones=["TS-1.4"] updates=[{third.pk}] {ending}',
    ]


def test_the_record(lines: Lines) -> None:
    update = record(LATER, DELAYED)
    effect_of_withdrawing_update(update, reason="A preview.")
    withdraw_update(update, reason="It was another.")
    later = apply_edition(edition(), DECIDED).recorded
    withdraw_edition(later, reason="It is another.")
    ending = "by=- address=-"
    named = f"edition={later.pk} title={json.dumps(later.title, ensure_ascii=False)}"
    assert lines() == [
        f'INFO security: statuses_recorded milestones=["TS-1.4"] updates=[{update.pk}] {ending}',
        f"INFO security: status_withdrawn update={update.pk} milestone=TS-1.4 {ending}",
        f"INFO security: edition_imported {named} statuses={later.updates.count()} {ending}",
        f"INFO security: edition_withdrawn {named} {ending}",
    ]


def test_a_proposal(lines: Lines) -> None:
    bob = person("bob", "Editors", "TS")
    lines()
    update = StatusUpdate.objects.get(milestone__code="TS-1.4")
    proposal = propose_withdrawal(update, reason="It was another.", by=bob)
    take_back(proposal, by=bob)
    assert lines() == [
        f"INFO security: proposal_made proposal={proposal.pk} kind=update_withdrawal "
        "by=- address=-",
        f"INFO security: proposal_decided proposal={proposal.pk} outcome=taken_back "
        "proposed_by=bob by=- address=-",
    ]


def test_every_event_is_described() -> None:
    described = (settings.BASE_DIR / "docs" / "logs.md").read_text()
    code = "".join(
        path.read_text()
        for folder in ("spp_tracker", "milestones")
        for path in Path(settings.BASE_DIR, folder).rglob("*.py")
    )
    events = set(re.findall(r'(?:log_on_commit\(|logger\.\w+\()\s*"([a-z_]+)"', code))
    events |= {"password_changed", "password_set", "password_reset", "password_disabled"}
    events |= {"second_factor_added", "recovery_codes_generated"}
    events -= {"request"}
    assert len(events) == 32
    assert [event for event in sorted(events) if f"| `{event}` |" not in described] == []
