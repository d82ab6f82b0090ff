"""What the reader of a report asks beside a line, and what it makes of the answers."""

from __future__ import annotations

from typing import Any

import pytest

from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.documents.questions import Answers, Reading, likely_reading
from milestones.documents.records import StatusLine
from milestones.documents.report import ReportReading, read_edition
from tests.milestones.documents.small import MONTH_ZERO, REPORT, rewritten

DEFERRED = Reading(Status.DELAYED, ImpreciseDate.month(2008, 6))


def edition(*changes: tuple[str, str], **answers: Any) -> ReportReading:
    text = REPORT
    for old, new in changes:
        text = rewritten(text, old, new)
    return read_edition(text.encode(), MONTH_ZERO, "report.txt", Answers(**answers))


def asked(reading: ReportReading) -> list[str]:
    """Line, kind and best answer of each open question."""
    return [
        f"{question.line} {question.kind} {question.best}".strip()
        for question in reading.questions
        if not question.answer
    ]


def statuses(reading: ReportReading, sentence: str) -> list[StatusLine]:
    (milestone,) = (one for one in reading.document.milestones if sentence in one.text)
    return list(milestone.statuses)


PATROLS = ("\u00a0Partially completed", "US-MX: Partially completed")
FORMS = "use of forms"


@pytest.mark.parametrize(
    ("old", "new", "questions"),
    [
        ("  1. Initiated", "Deferred to Q2 2008", ["29 wording delayed:2008-06"]),
        ("US- CN: Initiated", "US- CN: Begun", ["23 wording initiated"]),
        ("US- CN: Initiated", "US-CA: Initiated", ["23 pair US-CN"]),
        ("US- CN: Initiated", "CN-MX: Initiated", ["23 pair"]),
        ("US- CN: Initiated", "EU-UK: Begun", ["23 pair", "23 wording initiated"]),
        (*PATROLS, ["41 pair US-MX"]),
        (
            "Full implementation delayed to June 2009",
            "Delayed to June 31, 2009",
            ["86 wording delayed"],
        ),
        (
            "Train officers (“green lanes”) within",
            "Some words that stand there for no reason.\n\nTrain officers (“green lanes”) within",
            ["43 wording", "45 wording"],
        ),
        (
            "On track\n\nBioprotection",
            "On track\n\n* Some words about all of it, printed below.\n\nBioprotection",
            ["49 wording"],
        ),
    ],
)
def test_each_line_that_is_not_known_is_asked_about(
    old: str, new: str, questions: list[str]
) -> None:
    assert asked(edition((old, new))) == questions


def test_an_answer_gives_a_status_with_the_words_as_they_are() -> None:
    reading = edition(("  1. Initiated", "  1. Deferred to Q2 2008"), readings={29: DEFERRED})
    assert reading.is_complete
    assert statuses(reading, "Write a plan") == [
        StatusLine(
            *(Pair.ALL, Status.DELAYED, "Deferred to Q2 2008", ImpreciseDate.month(2008, 6)),
            source_line=29,
        )
    ]


def test_the_pair_that_is_printed_can_be_meant_or_a_misprint() -> None:
    (meant,) = statuses(edition(PATROLS, pairs={41: Pair.US_MX}), "joint patrols")
    assert (meant.pair, meant.as_reported) == (Pair.US_MX, "Partially completed")
    (misprint,) = statuses(edition(PATROLS, pairs={41: Pair.US_CN}), "joint patrols")
    assert (misprint.pair, misprint.as_reported) == (Pair.US_CN, "US-MX: Partially completed")


def test_a_line_or_a_paragraph_that_belongs_to_no_milestone_is_left_out() -> None:
    without = edition(PATROLS, ignored={41})
    assert without.is_complete
    assert not [one for one in without.document.milestones if "joint patrols" in one.text]
    note = ("And, within 9 months", "A note that nobody expects here.\n\nAnd, within 9 months")
    assert (
        edition(note, ignored={31}).document
        == edition(("And, within 9 months", "\n\nAnd, within 9 months")).document
    )


def test_an_answer_is_not_taken_where_the_reader_knows_the_words() -> None:
    answers = Answers({29: DEFERRED}, {29: Pair.US_MX}, {41})
    reading = read_edition(REPORT.encode(), MONTH_ZERO, "report.txt", answers)
    assert reading.questions == ()
    assert reading.document == edition().document
    assert answers.unasked(reading.questions) == [29, 41]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Deferred until Q2 2008", "delayed:2008-06"),
        ("POSTPONED", "delayed"),
        ("Under way", "initiated"),
        ("On schedule for mid-2008", "on_track:2008"),
        ("Partly done", "partially_completed"),
        ("Done, ongoing", "completed_ongoing"),
        ("Implemented in 2007", "completed:2007"),
        ("Not completed", ""),
        ("Almost there", ""),
        ("Green", ""),
    ],
)
def test_the_best_answer_is_only_what_the_words_suggest(words: str, code: str) -> None:
    assert likely_reading(words) == code


@pytest.mark.parametrize(
    ("code", "reading"),
    [
        ("on_track", Reading(Status.ON_TRACK)),
        ("delayed:2008-Q2", DEFERRED),
        ("delayed:2006-Fall", Reading(Status.DELAYED, ImpreciseDate.season(2006, "Fall"))),
    ],
)
def test_a_code_is_a_status_with_its_revised_date(code: str, reading: Reading) -> None:
    assert Reading.parse(code) == reading
    assert Reading.parse(reading.code) == reading


@pytest.mark.parametrize(
    "code", ["", "planned", "late", "delayed:", "delayed:soon", "delayed:2008-Q5"]
)
def test_a_code_that_is_none_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        Reading.parse(code)
