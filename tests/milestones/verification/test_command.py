"""manage.py verify: what it prints, what it repairs, and what it remembers."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from milestones.models import (
    AttentionCount,
    CountChange,
    CurrentCount,
    Seal,
    SearchText,
    Standing,
    Verification,
)
from milestones.verification import CHECKS
from tests.milestones.imports.commands import run
from tests.milestones.recording import DELAYED, LATER, record
from tests.milestones.verification.damage import damage

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DERIVED = (Standing, CountChange, CurrentCount, AttentionCount, SearchText)


def newest() -> str:
    (digest,) = Seal.objects.newest()
    return digest


def rows() -> list[set[tuple[object, ...]]]:
    """All that is calculated, but for its keys."""
    return [
        set(
            model._default_manager.values_list(
                *(field.name for field in model._meta.concrete_fields if field.name != "id")
            )
        )
        for model in DERIVED
    ]


def test_a_sound_store_ends_with_0_and_the_newest_seal() -> None:
    assert run("verify") == (0, f"18 checks: nothing is wrong.\nNewest seal: {newest()}\n", "")
    assert len(CHECKS) == 18


def test_a_damaged_store_ends_with_1_and_what_is_wrong_where() -> None:
    damage("DELETE FROM milestones_searchtext WHERE milestone_id = 1")
    assert run("verify") == (
        1,
        "search texts: TS-1.1: its search text is missing or not that of its words\n"
        f"18 checks: 1 finding.\nNewest seal: {newest()}\n",
        "1 finding.",
    )


def test_json_has_the_same() -> None:
    damage("DELETE FROM milestones_searchtext WHERE milestone_id = 1")
    code, printed, _error = run("verify", "--format", "json")
    assert code == 1
    assert json.loads(printed) == {
        "findings": [
            {
                "check": "search texts",
                "where": "TS-1.1",
                "what": "its search text is missing or not that of its words",
            }
        ],
        "checks": dict.fromkeys(CHECKS, 0) | {"search texts": 1},
        "repaired": [],
        "newest_seals": [newest()],
    }


def test_repair_rebuilds_what_is_calculated() -> None:
    record(LATER, DELAYED)
    before = rows()
    damage("UPDATE milestones_standing SET status = 'delayed' WHERE update_id > 0")
    damage("DELETE FROM milestones_standing WHERE pair = 'US-MX'")
    damage("DELETE FROM milestones_countchange WHERE pair = 'US-CN'")
    damage("DELETE FROM milestones_currentcount WHERE pair = 'US-CN'")
    damage("UPDATE milestones_searchtext SET words = 'nothing'")
    assert run("verify", "--repair") == (
        0,
        "Rebuilt: standings\nRebuilt: counts\nRebuilt: search texts\n"
        f"18 checks: nothing is wrong.\nNewest seal: {newest()}\n",
        "",
    )
    assert rows() == before


def test_repair_leaves_the_record_as_it_is() -> None:
    damage("UPDATE milestones_statusupdate SET source = 'Somebody' WHERE id = 1")
    assert run("verify", "--repair")[:2] == (
        1,
        "seals: status update 1 (TS-1.1 2006-06-15 #1): was changed since seal 3\n"
        f"18 checks: 1 finding.\nNewest seal: {newest()}\n",
    )


def test_a_seal_that_was_noted_must_still_be_there() -> None:
    noted = newest()
    record(LATER, DELAYED)
    assert run("verify", "--seal", noted.upper())[0] == 0
    assert run("verify", "--seal", "0" * 64)[:2] == (
        1,
        f"seals: {'0' * 64}: is no seal on record\n18 checks: 1 finding.\n"
        f"Newest seal: {newest()}\n",
    )


def test_readyz_says_that_the_last_verification_failed(client: Client) -> None:
    damage("DELETE FROM milestones_searchtext WHERE milestone_id = 1")
    run("verify")
    (failed,) = Verification.objects.all()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content.decode().splitlines()[-1]) == (
        200,
        f"verification: {failed.verified_at:%Y-%m-%d %H:%M} UTC failed (findings: 1). "
        "Run: python manage.py verify",
    )
    run("verify", "--repair")
    assert client.get("/readyz").content.endswith(b" UTC, nothing is wrong\n")
