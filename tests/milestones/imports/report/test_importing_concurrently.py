"""Editions that come at the same moment take turns, and a document is applied once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from milestones.actions import withdraw_edition
from milestones.imports.report import Decisions, ReportUpload, apply_edition
from milestones.imports.report.apply import AlreadyInEffect
from milestones.models import Milestone, StatusReport
from tests.database_copy import at_once
from tests.milestones.imports.report.editions import DECIDED, LATER, REPORT, edition
from tests.milestones.recording import DELAYED, record

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.both_databases,
]


def importing(new: ReportUpload, decisions: Decisions = DECIDED) -> Callable[[], str]:
    """A task that applies an edition, and says what came of it."""

    def task() -> str:
        try:
            apply_edition(new, decisions)
        except AlreadyInEffect as refused:
            return f"there already: {refused.difference.in_effect}"
        return "applied"

    return task


def recording(code: str, day: dt.date) -> Callable[[], str]:
    def task() -> str:
        try:
            record(day, DELAYED, code=code)
        except ValidationError as refusal:
            return ", ".join(refusal.message_dict)
        return "recorded"

    return task


def on_record(title: str) -> list[tuple[int, int, int]]:
    """The editions of this title: application, updates, milestones that it added."""

    def read() -> list[tuple[int, int, int]]:
        return [
            (one.application, one.updates.count(), one.introduced.count())
            for one in StatusReport.objects.filter(title=title)
        ]

    return at_once(read)[0]


def withdraw(title: str) -> None:
    def task() -> None:
        report = StatusReport.objects.in_effect().get(title=title)
        withdraw_edition(report, reason="A mistake.")

    at_once(task)


def test_the_same_document_at_once_is_applied_once_and_the_others_are_told() -> None:
    said = at_once(*[importing(edition()) for _ in range(4)])
    assert Counter(said) == {"applied": 1, "there already: Second status report": 3}
    assert on_record("Second status report") == [(1, 108, 3)]
    withdraw("Second status report")
    again = at_once(*[importing(edition()) for _ in range(4)])
    assert Counter(again) == {"applied": 1, "there already: Second status report": 3}
    assert on_record("Second status report") == [(1, 108, 3), (2, 108, 0)]
    withdraw("Second status report")


def test_two_documents_at_once_take_turns_and_both_are_on_record() -> None:
    editions = [
        edition(LATER + "\n" * number, as_of=dt.date(2007, 6, number), title=f"June {number}")
        for number in (1, 2, 3)
    ]
    # Whichever is first decides upon the rewordings; the others find them on record.
    first, *others = editions
    assert at_once(importing(first)) == ["applied"]
    allowed = Decisions(allow_missing=True)
    assert at_once(*[importing(one, allowed) for one in others]) == ["applied"] * 2
    assert [on_record(one.title)[0][1] for one in editions] == [108] * 3


def test_somebody_who_records_meanwhile_is_neither_lost_nor_lost_sight_of() -> None:
    day = dt.date(2007, 9, 30)
    new = edition(REPORT + "\n", as_of=day, title="September")
    allowed = Decisions(allow_missing=True)
    said = at_once(importing(new, allowed), recording("BF-1.1", day))
    assert said in (["applied", "recorded"], ["applied", "reason"])

    def read() -> list[tuple[str, str]]:
        updates = Milestone.objects.get(code="BF-1.1").updates.filter(as_of=day)
        return list(updates.order_by("revision").values_list("reason", "lines__status"))

    kept = at_once(read)[0]
    if said[1] == "recorded":
        assert kept == [("", "delayed"), ("As reported in “September”", "on_track")]
    else:
        assert kept == [("", "on_track")]
