"""Several people record at the same time: every update is kept or cleanly refused.

The threads write to a copy of the seeded test database, each on a connection of its own, as
server processes do. What is on record cannot be flushed away after a test, so the copy is thrown
away instead, and the test database itself never sees these writes.
"""

import datetime as dt
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from threading import Event

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count

from milestones.actions import (
    StatusLine,
    StatusUpdateInput,
    record_statuses,
    withdraw_update,
)
from milestones.actions.proposals import propose_statuses
from milestones.choices import SCALE, Pair, Status
from milestones.models import (
    AttentionCount,
    CountChange,
    Counted,
    CurrentCount,
    Milestone,
    PairStatus,
    Standing,
    StatusUpdate,
    UpdateWithdrawal,
)
from milestones.verification import find
from tests.conftest import REPORT_DAY
from tests.database_copy import LONGEST, at_once
from tests.milestones import recording
from tests.milestones.standing_counts import (
    ATTENTION_FIELDS,
    COUNT_FIELDS,
    counted,
    kept,
)

# A module's fixture is there before a test's transaction: the copy is made outside of it.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("copied_database"),
    pytest.mark.both_databases,
]

DAY = dt.date(2006, 9, 1)
LATE_DAY = dt.date(2009, 9, 1)

UPDATES = int(os.environ.get("UPDATES", "40"))
"""How many writes each of three people makes at the same time; more can be asked for."""


def record(*news: tuple[str, dt.date, Status, str]) -> Callable[[], str]:
    """A task that records updates of all parties, and says ``kept`` or the field refused."""

    def task() -> str:
        updates = [
            StatusUpdateInput(
                Milestone.objects.get(code=code), day, [StatusLine(Pair.ALL, status)], reason
            )
            for code, day, status, reason in news
        ]
        try:
            record_statuses(updates)
        except ValidationError as refusal:
            return ", ".join(refusal.message_dict)
        return "kept"

    return task


def on_record(code: str, day: dt.date) -> list[tuple[int, str, str]]:
    """The revision, reason and status of what is on record for a day."""

    def read() -> list[tuple[int, str, str]]:
        lines = PairStatus.objects.filter(update__milestone__code=code, update__as_of=day)
        columns = ("update__revision", "update__reason", "status")
        return list(lines.order_by("update__revision").values_list(*columns))

    return at_once(read)[0]


def standings(code: str) -> list[tuple[str, str | None, str]]:
    """From when until when the milestone stood where, earliest first."""

    return at_once(lambda: recording.standings(code))[0]


def test_updates_for_different_days_are_all_kept() -> None:
    days = [dt.date(2006, month, 1) for month in range(7, 13)]
    tasks = [record(("TS-1.4", day, status, "")) for day, status in zip(days, SCALE, strict=True)]
    assert at_once(*tasks) == ["kept"] * 6
    assert standings("TS-1.4") == [
        ("2005-06-27", "2006-06-15", "planned"),
        ("2006-06-15", "2006-07-01", "initiated"),
        ("2006-07-01", "2006-08-01", "delayed"),
        ("2006-08-01", "2006-09-01", "initiated"),
        ("2006-09-01", "2006-10-01", "on_track"),
        ("2006-10-01", "2006-11-01", "partially_completed"),
        ("2006-11-01", "2006-12-01", "completed_ongoing"),
        ("2006-12-01", None, "completed"),
    ]


def test_corrections_of_one_day_become_one_revision_after_the_other() -> None:
    reasons = [f"Reason {number}" for number in range(6)]
    tasks = [
        record(("CS-4.2", DAY, status, reason))
        for status, reason in zip(SCALE, reasons, strict=True)
    ]
    assert at_once(*tasks) == ["kept"] * 6
    revisions = on_record("CS-4.2", DAY)
    assert [revision for revision, _, _ in revisions] == [1, 2, 3, 4, 5, 6]
    assert sorted(reason for _, reason, _ in revisions) == reasons
    assert standings("CS-4.2") == [
        ("2005-06-27", "2006-06-15", "planned"),
        ("2006-06-15", "2006-09-01", "initiated"),
        ("2006-09-01", None, revisions[-1][2]),
    ]


def test_the_same_update_sent_many_times_is_kept_once() -> None:
    tasks = [record(("LE-2.1", DAY, Status.ON_TRACK, "")) for _ in range(6)]
    assert Counter(at_once(*tasks)) == {"kept": 1, "status": 5}
    assert on_record("LE-2.1", DAY) == [(1, "", "on_track")]


def test_the_same_proposal_sent_many_times_waits_once() -> None:
    def task() -> int:
        editor, _created = User.objects.get_or_create(username="one who clicks twice")
        line = StatusLine(Pair.ALL, Status.COMPLETED)
        new = StatusUpdateInput(Milestone.objects.get(code="LE-2.2"), DAY, [line])
        return propose_statuses([new], by=editor).pk

    (first,) = at_once(task)
    assert at_once(*[task] * 6) == [first] * 6


def test_of_two_who_both_think_they_are_first_one_is_asked_for_a_reason() -> None:
    tasks = [record(("PR-2.2", DAY, status, "")) for status in (Status.DELAYED, Status.ON_TRACK)]
    assert sorted(at_once(*tasks)) == ["kept", "reason"]
    assert len(on_record("PR-2.2", DAY)) == 1
    assert len(standings("PR-2.2")) == 3


def test_writers_of_the_same_milestones_in_opposite_order_take_turns() -> None:
    codes = ["BF-1.1", "BF-1.2", "BF-1.3", "BF-1.5", "BF-1.6", "BF-1.8"]
    tasks = []
    for number in range(6):
        day = dt.date(2006, 9, 1 + number)
        ordered = codes if number % 2 else codes[::-1]
        tasks.append(record(*((code, day, Status.COMPLETED, "") for code in ordered)))
    assert at_once(*tasks) == ["kept"] * 6
    for code in codes:
        assert len(standings(code)) == 2 + 6


Written = tuple[int, int]
"""How many updates somebody has recorded, and how many withdrawn."""


def editing(name: str, codes: list[str], days: list[dt.date]) -> Callable[[], Written]:
    """A task of one editor: a status for each day, some of them corrections."""

    def task() -> Written:
        for number, day in enumerate(days):
            code, status = codes[number % len(codes)], SCALE[(number + len(name)) % len(SCALE)]
            line = StatusLine(Pair.ALL, status, as_reported=f"{name}, {number}")
            recording.record(day, line, code=code, reason=f"{name} knows better")
        return len(days), 0

    return task


def publishing(codes: list[str], days: list[dt.date]) -> Callable[[], Written]:
    """A task of a publisher, who corrects some statuses and withdraws others."""

    def task() -> Written:
        corrected = withdrawn = 0
        for number, day in enumerate(days):
            code = codes[number % len(codes)]
            others = StatusUpdate.objects.in_effect().filter(milestone__code=code, report=None)
            found = others.order_by("-pk").first() if number % 3 else None
            if found:
                withdraw_update(found, reason=f"Withdrawn, {number}")
                withdrawn += 1
            else:
                editing(f"Publisher {number}", [code], [day])()
                corrected += 1
        return corrected, withdrawn

    return task


def test_two_editors_and_a_publisher_of_the_same_milestones_lose_nothing() -> None:
    codes = ["AS-1.1", "AS-1.2", "MS-1.1", "MS-1.2", "IC-1.1"]
    days = [dt.date(2007, 1, 1) + dt.timedelta(days=number // 7) for number in range(UPDATES)]
    first, second, (corrected, withdrawn) = at_once(
        editing("First", codes, days),
        editing("Second editor", codes, days[::-1]),
        publishing(codes, days),
    )
    assert first == second == (UPDATES, 0)
    assert corrected + withdrawn == UPDATES
    assert withdrawn > UPDATES / 3
    updates = sum(len(on_record(code, day)) for code in codes for day in sorted(set(days)))
    assert updates == 2 * UPDATES + corrected
    assert at_once(UpdateWithdrawal.objects.count) == [withdrawn]
    for code in codes:
        revisions = [on_record(code, day) for day in sorted(set(days))]
        assert all([one for one, _, _ in some] == [*range(1, len(some) + 1)] for some in revisions)
        periods = standings(code)
        assert [end for _, end, _ in periods[:-1]] == [start for start, _, _ in periods[1:]]
    assert at_once(kept_and_counted)[0] == (True, True)
    assert at_once(lambda: list(find())) == [[]]


def kept_and_counted() -> tuple[bool, bool]:
    """Whether any counts are kept, and whether they are those of the standings."""
    return bool(kept()), kept() == counted()


def test_a_refused_writer_leaves_no_trace_among_others() -> None:
    fine = record(("ST-2.1", DAY, Status.DELAYED, ""), ("ST-2.2", DAY, Status.DELAYED, ""))
    refused = record(
        ("ST-2.2", DAY, Status.COMPLETED, "Correction"), ("ST-2.1", REPORT_DAY, Status.DELAYED, "")
    )
    assert at_once(fine, refused) == ["kept", "reason"]
    assert on_record("ST-2.2", DAY) == [(1, "", "delayed")]
    assert on_record("ST-2.1", REPORT_DAY) == [(1, "", "on_track")]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time.")
def test_writers_of_the_same_counts_do_not_wait_and_the_next_one_puts_their_rows_together() -> None:
    first, second, third, *_ = at_once(alike)[0]
    has_written, may_commit = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            assert record((first, LATE_DAY, Status.COMPLETED, ""))() == "kept"
            has_written.set()
            assert may_commit.wait(LONGEST)

    def pass_by() -> None:
        try:
            assert has_written.wait(LONGEST)
            assert record((second, LATE_DAY, Status.COMPLETED, ""))() == "kept"
        finally:
            may_commit.set()

    before = at_once(repeated)[0]
    at_once(hold, pass_by)
    assert at_once(repeated)[0] - before == {CountChange, CurrentCount, AttentionCount}
    assert at_once(kept_and_counted)[0] == (True, True)
    at_once(record((third, LATE_DAY, Status.COMPLETED, "")))
    assert at_once(repeated)[0] == before
    assert at_once(kept_and_counted)[0] == (True, True)


def alike() -> list[str]:
    """The codes of milestones that are counted alike now."""
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    standings = Standing.objects.filter(pair=Pair.ALL, until_date=None, milestone__parties="ALL")
    columns = dict.fromkeys(("milestone__code", *COUNT_FIELDS, *ATTENTION_FIELDS))
    for code, *group in standings.values_list(*columns):
        groups[tuple(group)].append(code)
    return max(groups.values(), key=len)


def repeated() -> set[type[Counted]]:
    """The tables of counts in which several rows have the same values."""
    models: tuple[tuple[type[Counted], Sequence[str]], ...] = (
        (CountChange, ["day", *COUNT_FIELDS]),
        (CurrentCount, COUNT_FIELDS),
        (AttentionCount, ATTENTION_FIELDS),
    )
    return {
        model
        for model, names in models
        if model._default_manager.values(*names).annotate(rows=Count("pk")).filter(rows__gt=1)
    }
