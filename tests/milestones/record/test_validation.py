"""What the one writer refuses: by field and in words, and nothing is changed by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.models import StatusReport
from tests.conftest import REPORT_DAY
from tests.milestones.factories import milestone
from tests.milestones.recording import (
    CANADA,
    DELAYED,
    INITIATED,
    LATER,
    MEXICO,
    ON_TRACK,
    everything,
    record,
)

pytestmark = pytest.mark.django_db

BEFORE_THE_PLAN = dt.date(2005, 6, 26)
LINE_638 = StatusLine(Pair.ALL, Status.DELAYED, source_line=638)

ONE_OR_EACH = "Give one status for all parties, or one for each pair, not both."
NO_OTHER = "give a status for each, and for no other."
OF_TS_1_4 = f"TS-1.4 concerns Canada–U.S., Mexico–U.S.: {NO_OTHER}"
TOO_LONG = "Ensure this value has at most 500 characters (it has 501)."
AGAIN = "Nothing to change: this status of {} is already recorded for 2006-06-15."
SAY_WHY = "2006-06-15 already has a status: say why this one corrects it."

REFUSALS: dict[str, tuple[str, str, Callable[[], object]]] = {
    "before-the-plan": (
        "as_of",
        "There are no data before the plan of 2005-06-27.",
        lambda: record(BEFORE_THE_PLAN, ON_TRACK),
    ),
    "planned": (
        "status",
        "“planned” cannot be recorded.",
        lambda: record(LATER, StatusLine(Pair.ALL, Status.PLANNED)),
    ),
    "all-parties-and-a-pair": ("pair", ONE_OR_EACH, lambda: record(LATER, ON_TRACK, CANADA)),
    "a-line-for-all-too": ("pair", ONE_OR_EACH, lambda: record(LATER, CANADA, MEXICO, ON_TRACK)),
    "all-parties-twice": ("pair", ONE_OR_EACH, lambda: record(LATER, ON_TRACK, DELAYED)),
    "a-pair-twice": ("pair", ONE_OR_EACH, lambda: record(LATER, CANADA, MEXICO, CANADA)),
    "a-pair-missing": ("pair", OF_TS_1_4, lambda: record(LATER, CANADA)),
    "no-status": ("pair", OF_TS_1_4, lambda: record(LATER)),
    "a-pair-not-concerned": (
        "pair",
        f"TS-1.5 concerns Canada–U.S.: {NO_OTHER}",
        lambda: record(LATER, CANADA, MEXICO, code="TS-1.5"),
    ),
    "another-pair-than-the-one-concerned": (
        "pair",
        f"LE-1.8 concerns Mexico–U.S.: {NO_OTHER}",
        lambda: record(LATER, CANADA, code="LE-1.8"),
    ),
    "words-too-long-to-keep": (
        "as_reported",
        TOO_LONG,
        lambda: record(LATER, StatusLine(Pair.ALL, Status.ON_TRACK, "x" * 501)),
    ),
    "a-note-too-long-to-keep": (
        "note",
        TOO_LONG,
        lambda: record(LATER, CANADA, StatusLine(Pair.US_MX, Status.ON_TRACK, note="x" * 501)),
    ),
    "a-source-line-without-a-report": (
        "source_line",
        "A source line needs its report, and must be one of its lines.",
        lambda: record(LATER, LINE_638),
    ),
    "a-source-line-that-the-report-does-not-have": (
        "source_line",
        "A source line needs its report, and must be one of its lines.",
        lambda: record(REPORT_DAY, LINE_638, reason="Misread", report=StatusReport.objects.get()),
    ),
    "another-day-than-the-report-s": (
        "as_of",
        "The report gives the status as of 2006-06-15.",
        lambda: record(LATER, ON_TRACK, report=StatusReport.objects.get()),
    ),
    "the-same-again": (
        "status",
        AGAIN.format("TS-1.4"),
        lambda: record(REPORT_DAY, INITIATED),
    ),
    "the-same-pairs-again-in-another-order": (
        "status",
        AGAIN.format("IC-1.3"),
        lambda: record(
            REPORT_DAY,
            StatusLine(Pair.US_MX, Status.INITIATED),
            StatusLine(Pair.US_CN, Status.COMPLETED_ONGOING, "Completed / Ongoing"),
            code="IC-1.3",
        ),
    ),
    "a-correction-without-a-reason": ("reason", SAY_WHY, lambda: record(REPORT_DAY, ON_TRACK)),
    "a-correction-with-a-blank-reason": (
        "reason",
        SAY_WHY,
        lambda: record(REPORT_DAY, ON_TRACK, reason=" \n"),
    ),
}
"""The field that is named, the message, and what is refused."""


@pytest.mark.parametrize(("field", "message", "refused"), REFUSALS.values(), ids=REFUSALS)
def test_refusals_name_the_field_and_change_nothing(
    field: str, message: str, refused: Callable[[], object]
) -> None:
    before = everything()
    with pytest.raises(ValidationError) as refusal:
        refused()
    assert refusal.value.message_dict == {field: [message]}
    assert everything() == before


@pytest.mark.parametrize("place", [0, 1, 2])
def test_refusals_of_one_update_refuse_all_of_them(place: int) -> None:
    news = [
        StatusUpdateInput(milestone("TS-1.3"), LATER, [DELAYED]),
        StatusUpdateInput(milestone("CS-4.2"), LATER, [CANADA, MEXICO]),
    ]
    news.insert(place, StatusUpdateInput(milestone(), BEFORE_THE_PLAN, [DELAYED]))
    before = everything()
    with pytest.raises(ValidationError) as refusal:
        record_statuses(news)
    assert list(refusal.value.message_dict) == ["as_of"]
    assert everything() == before


def test_refusals_leave_the_next_recording_undisturbed() -> None:
    with pytest.raises(ValidationError):
        record(REPORT_DAY, ON_TRACK)
    assert record(REPORT_DAY, ON_TRACK, reason="Misread").revision == 2
