"""A tracker that is updated fills in where milestones stand just as recording would have."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.models import Standing
from priorities.models import PriorityArea
from tests.milestones.recording import (
    CANADA,
    DELAYED,
    FALL,
    LATER,
    MEXICO,
    ON_TRACK,
    record,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

EMPTY = {
    **dict.fromkeys(("first_due", "last_due", "slip_months", "status_us_cn", "status_us_mx")),
    **dict.fromkeys(("previous_from", "previous_status")),
    **dict.fromkeys(("position", "fingerprint"), 0),
    **dict.fromkeys(("slipped", "differ", "changed"), False),
    "due_under": "",
}
"""What the columns hold before they are filled in."""


def rows() -> list[dict[str, object]]:
    return [dict(row) for row in Standing.objects.order_by("pk").values()]


def test_the_migration_fills_in_what_recording_keeps() -> None:
    record(LATER, CANADA, StatusLine(Pair.US_MX, Status.DELAYED, "Delayed to Fall 2006", FALL))
    record(LATER, CANADA, MEXICO, reason="It was on track for both.")
    record(LATER.replace(month=10), ON_TRACK)
    record(LATER.replace(month=11), DELAYED)
    kept = rows()
    wide = import_module("milestones.migrations.0006_wide_standings")
    counts = import_module("milestones.migrations.0007_counts_of_standings")
    searched = import_module("milestones.migrations.0008_search_text")
    translated = import_module("milestones.migrations.0015_translated_names")
    withdrawn = import_module("milestones.migrations.0017_withdrawn_updates_and_names")
    decided = import_module("milestones.migrations.0019_decisions_about_editions")
    current = import_module("milestones.migrations.0025_current_counts")
    attention = import_module("milestones.migrations.0029_attention_counts")
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        connection.check_constraints()
        tables = (
            counts.TABLE,
            searched.TABLE,
            translated.TABLE,
            withdrawn.WITHDRAWAL,
            decided.DECISION,
            current.TABLE,
            attention.TABLE,
        )
        for table in tables:
            counts.count_versions_no_more(apps, editor, table)
        wide.take_down(apps, editor)
        Standing.objects.update(area=PriorityArea.objects.get(code="ST"), **EMPTY)
        assert all(before != after for before, after in zip(kept, rows(), strict=True))
        wide.fill_in(apps, editor)
        decided.fingerprint_again(apps, editor)
    assert rows() == kept
