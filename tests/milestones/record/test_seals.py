"""Whatever is put on record is sealed, and no writer waits for another to seal."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from threading import Barrier

import pytest
from django.apps import apps
from django.db import connection, transaction

from milestones.actions import withdraw_edition
from milestones.models import Seal, StatusReport
from milestones.models.seal import row_digests
from milestones.verification import find
from tests.database_copy import LONGEST, at_once
from tests.milestones.factories import milestone
from tests.milestones.recording import CANADA, DELAYED, LATER, MEXICO, record
from tests.milestones.verification.damage import damage

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.both_databases,
]


def sealed() -> dict[str, int]:
    """How many rows of each model are sealed."""
    counts: dict[str, int] = {}
    for seal in Seal.objects.all():
        for label, digests in seal.contents.items():
            counts[label] = counts.get(label, 0) + len(digests)
    return counts


SEEDED = {
    "priorities.Plan": 1,
    "milestones.StatusReport": 1,
    "milestones.StatusUpdate": 106,
    "priorities.HistoricalGoal": 3,
    "priorities.HistoricalPriorityArea": 10,
    "priorities.HistoricalInitiative": 27,
    "milestones.HistoricalMilestone": 106,
    "milestones.HistoricalDeadline": 94,
}


def test_seeding_seals_everything() -> None:
    assert sealed() == SEEDED


def test_recording_editing_and_withdrawing_are_sealed() -> None:
    record(LATER, DELAYED)
    edited = milestone()
    edited.save()
    withdraw_edition(StatusReport.objects.get(), reason="Wrong")
    assert sealed() == SEEDED | {
        "milestones.StatusUpdate": 107,
        "milestones.HistoricalMilestone": 107,
        "milestones.Withdrawal": 1,
    }
    assert list(find()) == []


def test_a_digest_is_the_same_on_every_database() -> None:
    """The digests of what the fixtures say, whatever the database and its clock."""
    (plan,) = row_digests(apps, "priorities.Plan", [1]).values()
    assert plan == "2c3c7a61bf80fc00aafc254684fea385f852f80c65088064d7a2aa6e72cb4fed"


def test_a_digest_covers_the_lines() -> None:
    (one, other) = (record(LATER, CANADA, MEXICO, code=code).pk for code in ("TS-1.4", "CS-4.2"))
    digests = row_digests(apps, "milestones.StatusUpdate", [one, other, 0])
    assert set(digests) == {one, other}
    assert len(set(digests.values())) == 2


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time.")
def test_writers_at_the_same_time_follow_the_same_seal_and_the_next_follows_both() -> None:
    both_have_written = Barrier(2, timeout=LONGEST)

    def write(code: str) -> Callable[[], None]:
        def task() -> None:
            with transaction.atomic():
                record(LATER, DELAYED, code=code)
                both_have_written.wait()

        return task

    at_once(write("TS-1.4"), write("CS-4.2"))

    def seals() -> tuple[int, int, list[object]]:
        forks = Seal.objects.newest().count()
        record(LATER, DELAYED, code="LE-2.1")
        return forks, Seal.objects.newest().count(), list(find())

    assert at_once(seals) == [(2, 1, [])]


def test_the_migration_seals_what_is_on_record() -> None:
    record(LATER, DELAYED)
    damage("DELETE FROM milestones_seal_previous")
    damage("DELETE FROM milestones_seal")
    assert len(list(find())) > 106
    import_module("milestones.migrations.0018_verification").seal_what_is_there(apps, None)
    assert list(find()) == []
    assert sealed() == SEEDED | {"milestones.StatusUpdate": 107}
