"""A correction: what it corrects is kept, and what it says is in force."""

from __future__ import annotations

import pytest

from milestones.actions import RecordRejected, StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.models import PairStatus, StatusUpdate
from tests.conftest import REPORT_DAY
from tests.milestones.factories import milestone
from tests.milestones.recording import DELAYED, FALL, LATER, ON_TRACK, record, standings, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_correction_keeps_the_earlier_update() -> None:
    earlier = StatusUpdate.objects.filter(milestone__code="TS-1.4")
    before = list(earlier.values())
    lines = list(PairStatus.objects.filter(update__in=list(earlier)).values())
    correction = record(REPORT_DAY, DELAYED, reason="Misread")
    assert correction.revision == 2
    assert list(earlier.filter(revision=1).values()) == before
    assert list(PairStatus.objects.filter(update__revision=1, update__in=earlier).values()) == (
        lines
    )
    assert standings() == [
        ("2005-06-27", "2006-06-15", "planned"),
        ("2006-06-15", None, "delayed"),
    ]


def test_a_correction_twice_puts_the_second_correction_in_force() -> None:
    record(REPORT_DAY, DELAYED, reason="Misread")
    record(REPORT_DAY, ON_TRACK, reason="Misread again")
    assert [
        (update.revision, update.reason, update.lines.get().status)
        for update in StatusUpdate.objects.filter(milestone__code="TS-1.4")
    ] == [
        (1, "", "initiated"),
        (2, "Misread", "delayed"),
        (3, "Misread again", "on_track"),
    ]
    assert statuses(REPORT_DAY)[0] == "on_track"


def test_a_correction_may_go_back_to_what_was_first_on_record() -> None:
    record(REPORT_DAY, DELAYED, reason="Misread")
    record(REPORT_DAY, StatusLine(Pair.ALL, Status.INITIATED), reason="It was right")
    assert statuses(REPORT_DAY)[0] == "initiated"


def test_a_correction_an_older_day_leaves_the_newer_in_force() -> None:
    record(LATER, ON_TRACK)
    record(REPORT_DAY, DELAYED, reason="Misread")
    assert standings() == [
        ("2005-06-27", "2006-06-15", "planned"),
        ("2006-06-15", "2006-09-01", "delayed"),
        ("2006-09-01", None, "on_track"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(StatusLine(Pair.ALL, Status.INITIATED, "INITIATED"), id="words"),
        pytest.param(StatusLine(Pair.ALL, Status.INITIATED, note="Slowly"), id="note"),
        pytest.param(StatusLine(Pair.ALL, Status.INITIATED, revised=FALL), id="revised-date"),
    ],
)
def test_a_correction_counts_every_word_as_a_change(line: StatusLine) -> None:
    assert record(REPORT_DAY, line, reason="Misread").revision == 2


def test_a_correction_of_the_source_alone_is_one() -> None:
    first = record(LATER, ON_TRACK, source="Leter of the ministry")
    second = record(LATER, ON_TRACK, source="Letter of the ministry", reason="A typing error")
    assert (second.revision, second.source) == (2, "Letter of the ministry")
    assert StatusUpdate.objects.get(pk=first.pk).source == "Leter of the ministry"


def test_a_correction_of_the_reason_alone_is_one() -> None:
    record(LATER, ON_TRACK)
    record(LATER, DELAYED, reason="Misraed")
    assert record(LATER, DELAYED, reason="Misread").revision == 3


def test_a_correction_of_nothing_is_refused() -> None:
    record(LATER, ON_TRACK, source="Letter")
    record(LATER, DELAYED, source="Letter", reason="Misread")
    with pytest.raises(RecordRejected, match="Nothing to change"):
        record(LATER, DELAYED, source="Letter", reason="Misread")


def test_a_correction_within_one_call_makes_the_later_a_correction() -> None:
    first, second = record_statuses(
        [
            StatusUpdateInput(milestone(), LATER, [ON_TRACK]),
            StatusUpdateInput(milestone(), LATER, [DELAYED], "On second thoughts"),
        ]
    )
    assert (first.revision, second.revision) == (1, 2)
    assert standings()[-1] == ("2006-09-01", None, "delayed")
