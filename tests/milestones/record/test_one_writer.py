"""No path leads around the one writer: not in our code, and not in the admin."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from milestones.models import (
    AttentionCount,
    CountChange,
    CurrentCount,
    EditionDecision,
    PairStatus,
    Proposal,
    ProposalDecision,
    Seal,
    Standing,
    StatusUpdate,
    UpdateWithdrawal,
    Withdrawal,
)

RECORD = (
    *(StatusUpdate, PairStatus, Standing, CountChange, CurrentCount, AttentionCount),
    *(Withdrawal, UpdateWithdrawal, EditionDecision, Proposal, ProposalDecision, Seal),
)
WRITTEN_AS = {
    *("updates", "lines", "standings", "withdrawal", "own_withdrawal", "decisions"),
    *("proposals", "decision"),
    *(model.__name__ for model in RECORD),
}
"""What the record is called in code: its models, and how other models lead to it."""

WRITES = {
    *("create", "bulk_create", "get_or_create", "update_or_create", "save", "save_base"),
    *("update", "bulk_update", "delete", "add", "set", "remove", "clear", "_raw_delete"),
    *("acreate", "abulk_create", "aget_or_create", "aupdate_or_create", "asave"),
    *("aupdate", "abulk_update", "adelete", "aadd", "aset", "aremove", "aclear"),
}

THE_WRITER = Path("milestones/actions")

OTHERS = {
    "milestones/queries/dates.py": ["connection.cursor()"],
    "milestones/opendata/exports/streaming.py": ["connection.cursor()", "connection.cursor()"],
    "milestones/imports/report/apply.py": ["report.save(force_insert=True)"],
    "milestones/models/kept_entry.py": [
        "self.filter(user=user).exclude(pk__in=list(newest)).delete()",
        "self.filter(kept_at__lt=timezone.now() - TIME_KEPT).delete()",
    ],
    "milestones/models/prepared.py": ["connections[self._queryset.db].cursor()"],
    "milestones/imports/seed.py": ["loaded.save()"],
    "milestones/verification/database.py": ["connection.cursor()", "connection.cursor()"],
    "spp_tracker/accounts/encryption.py": ["authenticator.save(update_fields=['data'])"],
    "spp_tracker/models.py": ["self.delete()"],
    "spp_tracker/accounts/security_keys.py": ["key.save(update_fields=['data'])"],
    "spp_tracker/accounts/single_sign_on.py": ["user.save()", "sociallogin.account.save()"],
    "spp_tracker/backups/__init__.py": ["Session.objects.all().delete()"],
    "spp_tracker/backups/postgresql.py": ["connection.cursor()"],
    "spp_tracker/health.py": ["connection.cursor()"],
    "spp_tracker/accounts/temporary_passwords.py": [
        "TemporaryPassword.objects.filter(user=instance).delete()"
    ],
    "spp_tracker/management/commands/remove_second_factor.py": ["found.delete()"],
    "spp_tracker/lock_waits.py": ["found.connection.cursor()"],
    "spp_tracker/response_cache/version_reader.py": ["connection.connection.cursor()"],
}
"""The other calls that could write anything at all. They ask for the days on record, have a file
read from one state of the database, add an edition, drop old entries that were kept, ask for the
first milestones of each deadline or initiative, add reference data that is not there yet, ask what
the database itself finds, encrypt second factors, end sessions, keep who logged in by single
sign-on, share one state of the database with pg_dump, ask whether it can be written to, limit how
long a lock is waited for, forget whose password was temporary, take away a second factor, and ask
for the data version."""


def code() -> list[Path]:
    """Every file of ours but the writer's and the migrations, from the project's folder."""
    found = [
        path.relative_to(settings.BASE_DIR)
        for package in ("milestones", "priorities", "spp_tracker")
        for path in sorted((settings.BASE_DIR / package).rglob("*.py"))
    ]
    return [
        path for path in found if "migrations" not in path.parts and THE_WRITER not in path.parents
    ]


def calls(source: str) -> Iterator[tuple[ast.Call, str, set[str]]]:
    """Every call of a method: the call, the method, and every name in what it is called on."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            within = list(ast.walk(node.func.value))
            names = {one.id for one in within if isinstance(one, ast.Name)}
            names |= {one.attr for one in within if isinstance(one, ast.Attribute)}
            yield node, node.func.attr, names


def written(source: str) -> list[str]:
    """Calls that write the record."""
    return [
        ast.unparse(call)
        for call, method, names in calls(source)
        if method in WRITES and names & WRITTEN_AS
    ]


def unforeseen(source: str) -> list[str]:
    """Calls that could write the record without naming it: of any object, or in SQL.

    A form that saves its own object (``super().save``) is one of reference data or of people.
    """
    return [
        ast.unparse(call)
        for call, method, names in calls(source)
        if method in {"save", "asave", "delete", "adelete", "cursor", "raw"}
        and "super" not in names
    ]


def test_the_record_is_written_by_the_actions_alone() -> None:
    sources = {str(path): (settings.BASE_DIR / path).read_text("utf-8") for path in code()}
    assert {path: calls for path in sources if (calls := written(sources[path]))} == {}


def test_what_could_write_anything_is_known() -> None:
    sources = {str(path): (settings.BASE_DIR / path).read_text("utf-8") for path in code()}
    found = {path: calls for path in sources if (calls := unforeseen(sources[path]))}
    assert found == OTHERS, "Is this the record? If not, add it to OTHERS."


@pytest.mark.parametrize(
    "source",
    [
        "StatusUpdate.objects.create(milestone=one)",
        "StatusUpdate.objects.filter(pk=1).update(reason='')",
        "models.PairStatus.objects.all().delete()",
        "milestone.updates.create(as_of=day)",
        "update.lines.filter(pair='ALL').update(status='delayed')",
        "Standing.objects.bulk_create(many)",
        "report.withdrawal.delete()",
    ],
)
def test_a_way_around_would_be_found(source: str) -> None:
    assert written(source)


@pytest.mark.parametrize("source", ["thing.save()", "connection.cursor()", "x.objects.raw('…')"])
def test_what_could_be_one_would_be_found(source: str) -> None:
    assert unforeseen(source)


@pytest.mark.parametrize("model", RECORD)
def test_the_admin_does_not_even_offer_a_superuser_to_write_the_record(
    admin_client: Client, model: type[StatusUpdate]
) -> None:
    """``test_every_address_by_role`` proves that nobody else may, either."""
    name = f"admin:milestones_{model._meta.model_name}"
    if not admin.site.is_registered(model):
        with pytest.raises(NoReverseMatch):
            reverse(f"{name}_changelist")
        return
    before = list(model._default_manager.values())
    first = before[0]["id"] if before else 1
    listing = admin_client.get(reverse(f"{name}_changelist")).content.decode()
    assert "delete_selected" not in listing
    assert reverse(f"{name}_add") not in listing
    chosen = {"action": "delete_selected", "_selected_action": [first], "post": "yes"}
    admin_client.post(reverse(f"{name}_changelist"), chosen)
    for address in (
        reverse(f"{name}_add"),
        reverse(f"{name}_change", args=[first]),
        reverse(f"{name}_delete", args=[first]),
    ):
        assert admin_client.post(address, {"post": "yes"}).status_code in {302, 403, 404}, address
    assert list(model._default_manager.values()) == before
