"""A bad document is refused whole, with every problem and its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from milestones.imports.common import ImportRejected
from milestones.imports.report import Decisions, ReportDiff, apply_edition, compare
from milestones.imports.report.document import MAX_DOCUMENT_BYTES, MAX_LINES
from milestones.models import StatusReport
from tests.milestones.imports.report.editions import LATER, REPORT, edited, edition

pytestmark = pytest.mark.django_db

SCALE = (
    "a status: “Delayed”, “Initiated”, “On track”, “Partially completed”, "
    "“Completed / ongoing”, “Completed”"
)
TABLE = "a table headed “Initiative”, “Key Milestones”, “Status”"
STATUS = "a status under this milestone"

PLAN = (Path(settings.FIXTURES) / "sources" / "security-priorities-plan.txt").read_bytes()


def problems(told: ReportDiff) -> list[str]:
    return [f"{problem.line}: {problem.expected}" for problem in told.problems]


def found(document: str | bytes) -> list[str]:
    """The problems of a document, each with its line, which nothing that is decided overrules."""
    decisions = Decisions(accept_new=True, allow_missing=True)
    editions = StatusReport.objects.count()
    with pytest.raises(ImportRejected) as refused:
        apply_edition(edition(document), decisions)
    assert StatusReport.objects.count() == editions
    assert not refused.value.difference.is_clean
    return problems(refused.value.difference)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("", [f"1: {TABLE}"]),
        (" \n\n\u00a0\n", [f"1: {TABLE}"]),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ["2: text, not a binary file"]),
        (b"PK\x03\x04 a word processor's document", ["1: text, not a binary file"]),
        (b"\xff\xfe\x00S\x00t", ["1: text, not a binary file"]),
        ("Minutes of a meeting\n\nIt was decided to meet again.", [f"1: {TABLE}"]),
        (PLAN, [f"5: {TABLE}"]),
        (b"\n" * MAX_LINES, ["1: a document of at most 1,000,000 lines"]),
        (b"x" * (MAX_DOCUMENT_BYTES + 1), ["1: a document of at most 40,000,000 bytes"]),
        (
            edited(("US-CN: Completed\nUS-MX: Delayed", "word " * 1001)),
            ["135: a paragraph of at most 5,000 characters"],
        ),
    ],
    ids=[
        *("empty", "blank", "picture", "word processor", "UTF-16", "something else", "plan"),
        *("too many lines", "too large", "endless paragraph"),
    ],
)
def test_what_is_no_status_report_is_refused(document: str | bytes, expected: list[str]) -> None:
    assert found(document) == expected


def test_two_statuses_for_one_pair_are_refused_with_their_lines() -> None:
    assert found(edited(("  1. US-MX: Delayed\n", "US-CN: Delayed\n"))) == [
        "75: a status for each pair it concerns, US-MX too",
        "79: one status for US-CN; the first is on line 77",
    ]


def asked(document: str) -> list[str]:
    """What is asked about a document that is not refused, each with its line."""
    difference = compare(edition(document), Decisions(accept_new=True, allow_missing=True))
    assert not difference.is_clean
    assert not difference.problems
    return [f"{question.line}: {question.expected}" for question in difference.questions]


def test_everything_that_the_reader_does_not_know_is_asked_at_once() -> None:
    text = edited(
        ("Completed (visits)", "Nearly there"),
        ("US- CN: Initiated", "UK-CN: Initiated"),
        ("Partially Completed, Finished Fall 2006", "Done"),
        ("Delayed to December 2007", "Delayed to June 31, 2008"),
    )
    assert asked(text) == [
        f"27: {SCALE}",
        "77: a status for “US-CN:” or “US-MX:”",
        "205: a date in the calendar, not “June 31, 2008”",
        f"336: {SCALE}",
    ]


LISTED = "Develop standards for lower-cost secure proof of status"
"""How TS-1.2 begins, which stands on line 30 in the middle of its initiative."""


def test_a_milestone_on_record_without_a_status_is_no_heading() -> None:
    text = edited(("before January 1, 2008.\n\nOn track\n", "before January 1, 2008.\n"))
    assert asked(text) == [f"30: {STATUS}"]


@pytest.mark.parametrize("sentence", ["Reword it", "Open a joint training centre"])
def test_what_is_not_on_record_and_has_no_status_is_no_second_heading(sentence: str) -> None:
    text = edited((LISTED, f"{sentence}.\n\n{LISTED}"))
    assert asked(text) == [f"30: {STATUS}, or the heading of TS-1 as on line 23"]


def test_what_has_a_deadline_and_no_status_is_no_heading_of_a_new_initiative() -> None:
    new = "Open a joint training centre by 2009.\n\nName its director.\n\nInitiated\n\n"
    text = edited((LISTED, new + LISTED))
    assert asked(text) == [f"30: {STATUS}, or the heading of TS-1 as on line 23"]
    last = "\n\n  1. US-MX: Delayed\n\n"
    assert asked(edited((last, last + new))) == [
        f"81: {STATUS}, or the heading of an initiative, without a deadline"
    ]


def test_an_area_that_the_plan_does_not_have_or_that_comes_twice_is_refused() -> None:
    areas = (
        "Traveller Security, Cargo Security, Bioprotection, Aviation Security, Maritime Security, "
        "Law Enforcement Cooperation, Intelligence Cooperation, Protection, Prevention and "
        "Response, Border Facilitation, Science and Technology Cooperation"
    )
    expected = [f"434: one of the plan's priority areas, once: {areas}"]
    assert found(REPORT.replace("Intelligence Cooperation", "Space Cooperation")) == expected
    assert found(REPORT.replace("Intelligence Cooperation", "Law-Enforcement Cooperation")) == (
        expected
    )


def test_a_new_milestone_that_cannot_be_kept_is_refused() -> None:
    long = f"Act within 12 months of {'a' * 300} (June 2009)."
    found_problems = found(edited((LISTED, f"{long}\n\nInitiated\n\n{LISTED}")))
    assert found_problems == [
        "30: what can be put on record: wording: Ensure this value has at most 300 characters "
        "(it has 332)."
    ]


def test_an_area_with_far_too_many_sentences_that_are_not_on_record_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("milestones.imports.report.comparison.MAX_COMPARED", 3)
    twice = f"Reword.\n\nOn track\n\nReword.\n\nOn track\n\n{LISTED} otherwise"
    assert found(edited((LISTED, twice))) == []
    monkeypatch.setattr("milestones.imports.report.comparison.MAX_COMPARED", 2)
    assert found(edited((LISTED, twice))) == [
        "15: an edition of this report: too many sentences are not on record"
    ]


def test_a_document_that_breaks_off_is_never_clean() -> None:
    data = LATER.encode()
    clean = [
        end
        for end in range(0, len(data) - len("On track"), 211)
        if compare(edition(data[:end].decode(errors="ignore"))).is_clean
    ]
    assert clean == []
