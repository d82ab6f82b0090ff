"""What the reader of an edition does not know is asked beside its line, and never refused."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from milestones.actions import withdraw_edition
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.documents.questions import Answers, Reading
from milestones.imports.common import Applied, ImportRejected
from milestones.imports.report import Decisions, ReportDiff, apply_edition, compare
from milestones.imports.report.decisions import WrongDecisions
from milestones.models import EditionDecision, Milestone, PairStatus, StatusReport
from tests.conftest import REPORT_DAY
from tests.factories import person
from tests.milestones.imports.report.commands import run
from tests.milestones.imports.report.editions import LATER_DAY, REPORT, edited, edition, line_of
from tests.milestones.recording import statuses

pytestmark = pytest.mark.django_db

DELAYED = Reading(Status.DELAYED, ImpreciseDate.month(2008, 6))
NEXT_DAY = dt.date(2007, 9, 30)

DEFERRED = edited(("Delayed to December 2007", "Deferred until Q2 2008"))
DEFERRED_LINE = line_of("Deferred", DEFERRED)

DEFERRED_SENTENCE = (
    "Within 6 months (December 2005), complete evaluation of the number of animal vaccine doses "
    "our countries should stockpile."
)
ONE_PAIR = "Expand Canada-U.S. joint removals operations."
"""LE-3.3, whose words name Canada-U.S. alone."""
OTHER_PAIR = edited((f"{ONE_PAIR}\n\nOn track", f"{ONE_PAIR}\n\nUS–MX: Delayed"))
PAIR_LINE = line_of("US–MX: Delayed", OTHER_PAIR)

NOTE = "Note: figures in this table are provisional and were not audited."
NOTED = edited(("Develop standards for lower-cost", f"{NOTE}\n\nDevelop standards for lower-cost"))
NOTE_LINE = line_of(NOTE, NOTED)


def asked(difference: ReportDiff) -> list[tuple[int, str, str]]:
    """The open questions: line, kind, best answer."""
    open_questions = (question for question in difference.questions if not question.answer)
    return [(question.line, question.kind.value, question.best) for question in open_questions]


def answered(**answers: object) -> Decisions:
    return Decisions(answers=Answers(**answers))  # type: ignore[arg-type]


def changes(difference: ReportDiff) -> list[str]:
    return [
        f"{matched.milestone.code} {change.pair} {change.after}"
        for matched in difference.changed
        for change in matched.changes
    ]


def apply(
    text: str, decisions: Decisions, as_of: dt.date = LATER_DAY
) -> Applied[ReportDiff, StatusReport]:
    return apply_edition(edition(text, as_of=as_of), decisions)


@pytest.mark.parametrize(
    ("words", "change"),
    [
        (
            "Full implementation delayed until Q2 2008",
            "BP-3.1 ALL Delayed “Full implementation delayed until Q2 2008” (2008-06)",
        ),
        (
            "Delayed to the end of 2008",
            "BP-3.1 ALL Delayed “Delayed to the end of 2008” (2008)",
        ),
    ],
)
def test_more_forms_of_dates_need_no_decision(words: str, change: str) -> None:
    difference = compare(edition(edited(("Delayed to December 2007", words))))
    assert difference.is_clean
    assert changes(difference) == [change]


@pytest.mark.parametrize("dash", ["–", "—", "‑", "−"])
def test_a_pair_with_another_dash_is_the_same_pair(dash: str) -> None:
    difference = compare(edition(REPORT.replace("US-CN:", f"US{dash}CN:")))
    assert difference.is_clean
    assert changes(difference) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\nOn track", "\nON TRACK"),
        ("\nOn track", "\nOn-track"),
        ("\nOn track", "\nOn  track\u00a0"),
        ("(visits)", "( Visits )"),
    ],
)
def test_words_in_capitals_or_with_other_dashes_or_spaces_are_no_change(old: str, new: str) -> None:
    assert old in REPORT
    difference = compare(edition(REPORT.replace(old, new)))
    assert difference.is_clean
    assert changes(difference) == []


def test_an_edition_in_capitals_keeps_its_words_and_changes_no_status_in_public() -> None:
    recorded = apply(REPORT.replace("\nOn track", "\nON TRACK"), Decisions()).recorded
    lines = PairStatus.objects.filter(update__report=recorded, as_reported="ON TRACK")
    assert lines.count() == 60
    standings = Milestone.objects.filter(
        Q(standings__from_date=LATER_DAY) & Q(standings__changed=True)
    )
    assert not standings.exists()


def test_unknown_words_are_a_question_with_a_best_answer() -> None:
    difference = compare(edition(DEFERRED))
    assert asked(difference) == [(DEFERRED_LINE, "wording", "delayed:2008-06")]
    assert not difference.problems
    assert not difference.is_clean
    # What follows from the best answer is shown with it.
    assert changes(difference) == ["BP-3.1 ALL Delayed “Deferred until Q2 2008” (2008-06)"]
    with pytest.raises(ImportRejected):
        apply(DEFERRED, Decisions())
    assert StatusReport.objects.count() == 1


def test_unknown_words_mean_what_was_decided_and_stay_verbatim() -> None:
    apply(DEFERRED, answered(readings={DEFERRED_LINE: DELAYED}))
    line = PairStatus.objects.get(as_reported="Deferred until Q2 2008")
    assert (line.status, line.revised, line.source_line) == (
        Status.DELAYED,
        ImpreciseDate.month(2008, 6),
        DEFERRED_LINE,
    )
    assert statuses(LATER_DAY, "BP-3.1") == ("delayed", "delayed", "delayed")


def test_a_paragraph_that_belongs_to_no_milestone_is_asked_about_and_left_out() -> None:
    assert asked(compare(edition(NOTED))) == [(NOTE_LINE, "wording", "")]
    difference = compare(edition(NOTED), answered(ignored={NOTE_LINE}))
    assert difference.is_clean
    assert changes(difference) == []


def test_a_pair_that_the_milestone_does_not_name_is_a_question() -> None:
    difference = compare(edition(OTHER_PAIR))
    assert asked(difference) == [(PAIR_LINE, "pair", "US-MX")]
    assert not difference.problems


def test_a_pair_that_is_meant_makes_the_milestone_concern_it_and_keeps_the_other() -> None:
    before = statuses(REPORT_DAY, "LE-3.3")
    apply(OTHER_PAIR, answered(pairs={PAIR_LINE: Pair.US_MX}))
    milestone = Milestone.objects.get(code="LE-3.3")
    assert milestone.parties == Pair.ALL
    assert (
        milestone.history.first().history_change_reason == "As decided for “Second status report”"
    )
    lines = PairStatus.objects.filter(update__milestone=milestone, update__as_of=LATER_DAY)
    assert sorted(lines.values_list("pair", "status", "as_reported", "source_line")) == [
        ("US-CN", "on_track", "On track", None),
        ("US-MX", "delayed", "Delayed", PAIR_LINE),
    ]
    assert statuses(LATER_DAY, "LE-3.3") == ("delayed", "on_track", "delayed")
    assert before == ("on_track", "on_track", None)
    # The line of the first edition, without a pair, speaks for all that the milestone concerns.
    assert statuses(REPORT_DAY, "LE-3.3") == ("on_track", "on_track", "on_track")


def test_a_misprinted_pair_is_corrected_and_its_words_stay() -> None:
    apply(OTHER_PAIR, answered(pairs={PAIR_LINE: Pair.US_CN}))
    line = PairStatus.objects.get(update__milestone__code="LE-3.3", update__as_of=LATER_DAY)
    assert (line.pair, line.as_reported) == (Pair.US_CN, "US–MX: Delayed")
    assert Milestone.objects.get(code="LE-3.3").parties == Pair.US_CN


def test_decisions_are_kept_with_who_made_them() -> None:
    publisher = person("publisher", first_name="Ana", last_name="Ortiz")
    answers = answered(readings={DEFERRED_LINE: DELAYED})
    report = apply_edition(edition(DEFERRED), answers, recorded_by=publisher).recorded
    decision = EditionDecision.objects.get()
    assert (decision.report, decision.line, decision.question) == (report, DEFERRED_LINE, "wording")
    assert (decision.words, decision.answer) == ("Deferred until Q2 2008", "delayed:2008-06")
    assert (decision.decided_by, decision.decider) == (publisher, "Ana Ortiz")


def test_what_was_decided_is_offered_for_the_same_words_and_still_asked() -> None:
    decided = Reading(Status.INITIATED, ImpreciseDate.year(2009))
    report = apply(DEFERRED, answered(readings={DEFERRED_LINE: decided})).recorded
    again = compare(edition(DEFERRED.replace("Deferred until", "DEFERRED  until"), as_of=NEXT_DAY))
    assert asked(again) == [(DEFERRED_LINE, "wording", "initiated:2009")]
    assert again.questions[0].decided_in == report.title
    withdraw_edition(report, reason="Sent out by mistake.")
    assert asked(compare(edition(DEFERRED, as_of=NEXT_DAY))) == [
        (DEFERRED_LINE, "wording", "delayed:2008-06")
    ]


def test_an_answer_where_nothing_is_asked_is_refused() -> None:
    with pytest.raises(WrongDecisions, match="Nothing has to be decided about line 32"):
        compare(edition(DEFERRED), answered(readings={32: DELAYED}))
    with pytest.raises(WrongDecisions, match="decided twice"):
        answered(readings={32: DELAYED}, ignored={32})


def test_a_document_that_breaks_off_is_refused_by_name() -> None:
    whole = REPORT[: REPORT.rindex("\n\nOn track")]
    for text in (whole, whole[:-20]):
        (problem,) = compare(edition(text)).problems
        assert problem.expected == "a status under this milestone"


def test_the_command_asks_the_same_questions(tmp_path: Path) -> None:
    path = tmp_path / "second.txt"
    path.write_text(DEFERRED, "utf-8")
    code, told, error = run(path)
    assert (code, error) == (1, "Nothing was changed: 1 decision is needed.")
    assert (
        f"questions: 1\n  line {DEFERRED_LINE}: Deferred until Q2 2008\n"
        f"    under: {DEFERRED_SENTENCE[:99]}…\n"
        "    expected a status: “Delayed”, “Initiated”, “On track”, “Partially completed”, "
        "“Completed / ongoing”, “Completed”\n"
        f"    to decide: --status {DEFERRED_LINE}=delayed:2008-06 or --ignore {DEFERRED_LINE}\n"
    ) in told
    code, told, _error = run(path, "--format", "json")
    (question,) = json.loads(told)["questions"]
    assert (code, question) == (
        1,
        {
            "line": DEFERRED_LINE,
            "kind": "wording",
            "sentence": DEFERRED_SENTENCE,
            "words": "Deferred until Q2 2008",
            "expected": "a status: “Delayed”, “Initiated”, “On track”, “Partially completed”, "
            "“Completed / ongoing”, “Completed”",
            "best": "delayed:2008-06",
            "answer": "",
            "decided_in": "",
        },
    )
    code, told, error = run(path, "--status", f"{DEFERRED_LINE}=delayed:2008-Q2", "--apply")
    assert (code, error) == (0, "")
    assert f"line {DEFERRED_LINE}: Deferred until Q2 2008\n" in told
    assert "\n    decided: delayed:2008-06\n" in told
    assert statuses(LATER_DAY, "BP-3.1") == ("delayed", "delayed", "delayed")


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--status", "27", "expected a line, such as 27=delayed:2008-Q2, not “27”"),
        ("--status", "27=deferred", "“deferred” is not a status: choose delayed, initiated,"),
        ("--status", "27=delayed:soon", "“soon” is not a date"),
        ("--pair", "27=CN-MX", "“CN-MX” is not a country pair: choose US-CN, US-MX"),
        ("--ignore", "27", "Nothing has to be decided about line 27."),
    ],
)
def test_a_wrong_answer_says_what_is_expected(
    tmp_path: Path, option: str, value: str, message: str
) -> None:
    path = tmp_path / "second.txt"
    path.write_text(DEFERRED, "utf-8")
    code, _told, error = run(path, option, value)
    assert message in error
    assert code == 2 or option != "--ignore"


@pytest.mark.both_databases
@pytest.mark.parametrize("change", ["answer = 'new'", "line = 1"])
def test_a_decision_is_never_changed_or_deleted(change: str) -> None:
    apply(DEFERRED, answered(ignored=frozenset(), readings={DEFERRED_LINE: DELAYED}))
    message = "What is on record is never changed or deleted"
    name, _equals, value = change.partition(" = ")
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        EditionDecision.objects.update(**{name: value.strip("'")})
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        EditionDecision.objects.all().delete()
    assert EditionDecision.objects.get().answer == "delayed:2008-06"
