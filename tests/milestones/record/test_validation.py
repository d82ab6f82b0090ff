"""What the one writer refuses: by field and in words, and nothing is changed by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from django.core.exceptions import ValidationError

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.models import StatusReport
from tests.conftest import REPORT_DAY
from tests.milestones.factories import milestone
from tests.milestones.recording import CANADA, DELAYED, LATER, MEXICO, ON_TRACK, everything, record

pytestmark = pytest.mark.django_db

BEFORE_THE_PLAN = dt.date(2005, 6, 26)

REFUSALS: dict[str, tuple[str, dt.date, Sequence[StatusLine], str, dict[str, list[str]]]] = {
    "before-the-plan": (
        "TS-1.4",
        BEFORE_THE_PLAN,
        [ON_TRACK],
        "",
        {"as_of": ["Nothing was on record before the plan of 2005-06-27."]},
    ),
    "planned": (
        "TS-1.4",
        LATER,
        [StatusLine(Pair.ALL, Status.PLANNED)],
        "",
        {"status": ["“planned” cannot be recorded."]},
    ),
    "all-parties-and-a-pair": (
        "TS-1.4",
        LATER,
        [ON_TRACK, CANADA],
        "",
        {"pair": ["Give one status for all parties, or one for each pair, not both."]},
    ),
    "all-parties-and-every-pair": (
        "TS-1.4",
        LATER,
        [CANADA, MEXICO, ON_TRACK],
        "",
        {"pair": ["Give one status for all parties, or one for each pair, not both."]},
    ),
    "all-parties-twice": (
        "TS-1.4",
        LATER,
        [ON_TRACK, DELAYED],
        "",
        {"pair": ["Give one status for all parties, or one for each pair, not both."]},
    ),
    "a-pair-twice": (
        "TS-1.4",
        LATER,
        [CANADA, MEXICO, CANADA],
        "",
        {"pair": ["Give one status for all parties, or one for each pair, not both."]},
    ),
    "a-pair-missing": (
        "TS-1.4",
        LATER,
        [CANADA],
        "",
        {
            "pair": [
                "TS-1.4 concerns Canada–U.S., Mexico–U.S.: "
                "give a status for each, and for no other."
            ]
        },
    ),
    "no-status": (
        "TS-1.4",
        LATER,
        [],
        "",
        {
            "pair": [
                "TS-1.4 concerns Canada–U.S., Mexico–U.S.: "
                "give a status for each, and for no other."
            ]
        },
    ),
    "a-pair-not-concerned": (
        "TS-1.5",
        LATER,
        [CANADA, MEXICO],
        "",
        {"pair": ["TS-1.5 concerns Canada–U.S.: give a status for each, and for no other."]},
    ),
    "another-pair-than-the-one-concerned": (
        "LE-1.8",
        LATER,
        [CANADA],
        "",
        {"pair": ["LE-1.8 concerns Mexico–U.S.: give a status for each, and for no other."]},
    ),
    "words-too-long-to-keep": (
        "TS-1.4",
        LATER,
        [StatusLine(Pair.ALL, Status.ON_TRACK, "x" * 501)],
        "",
        {"as_reported": ["Ensure this value has at most 500 characters (it has 501)."]},
    ),
    "a-note-too-long-to-keep": (
        "TS-1.4",
        LATER,
        [CANADA, StatusLine(Pair.US_MX, Status.ON_TRACK, note="x" * 501)],
        "",
        {"note": ["Ensure this value has at most 500 characters (it has 501)."]},
    ),
    "a-source-line-without-a-report": (
        "TS-1.4",
        LATER,
        [StatusLine(Pair.ALL, Status.ON_TRACK, source_line=7)],
        "",
        {"source_line": ["Give the line together with the report in which there is such a line."]},
    ),
    "the-same-again": (
        "TS-1.4",
        REPORT_DAY,
        [StatusLine(Pair.ALL, Status.INITIATED)],
        "Just to be sure",
        {
            "status": [
                "Nothing to change: this status of TS-1.4 is already recorded for 2006-06-15."
            ]
        },
    ),
    "the-same-pairs-again-in-another-order": (
        "IC-1.3",
        REPORT_DAY,
        [
            StatusLine(Pair.US_MX, Status.INITIATED),
            StatusLine(Pair.US_CN, Status.COMPLETED_ONGOING, "Completed / Ongoing"),
        ],
        "Just to be sure",
        {
            "status": [
                "Nothing to change: this status of IC-1.3 is already recorded for 2006-06-15."
            ]
        },
    ),
    "a-correction-without-a-reason": (
        "TS-1.4",
        REPORT_DAY,
        [ON_TRACK],
        "",
        {"reason": ["2006-06-15 already has a status: say why this one corrects it."]},
    ),
    "a-correction-with-a-blank-reason": (
        "TS-1.4",
        REPORT_DAY,
        [ON_TRACK],
        " \n",
        {"reason": ["2006-06-15 already has a status: say why this one corrects it."]},
    ),
}


@pytest.mark.parametrize(
    ("code", "day", "lines", "reason", "problems"), REFUSALS.values(), ids=REFUSALS
)
def test_refusals_name_the_field_and_change_nothing(
    code: str,
    day: dt.date,
    lines: Sequence[StatusLine],
    reason: str,
    problems: dict[str, list[str]],
) -> None:
    before = everything()
    with pytest.raises(ValidationError) as refusal:
        record(day, *lines, code=code, reason=reason)
    assert refusal.value.message_dict == problems
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


def test_a_report_is_recorded_for_its_own_day_only() -> None:
    report = StatusReport.objects.get()
    with pytest.raises(ValidationError) as refusal:
        record(LATER, ON_TRACK, report=report)
    assert refusal.value.message_dict == {
        "as_of": ["The report tells how things stood on 2006-06-15."]
    }


def test_a_line_that_the_report_does_not_have_is_refused() -> None:
    report = StatusReport.objects.get()
    line = StatusLine(Pair.ALL, Status.DELAYED, source_line=638)
    with pytest.raises(ValidationError) as refusal:
        record(REPORT_DAY, line, reason="Misread", report=report)
    assert list(refusal.value.message_dict) == ["source_line"]
