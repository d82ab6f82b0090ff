"""What could be meant in two ways is decided by a person, never by the tracker."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from milestones.actions import withdraw_edition
from milestones.imports.common import ImportRejected
from milestones.imports.report import Decisions, ReportDiff, apply_edition, compare
from milestones.imports.report.decisions import WrongDecisions
from milestones.models import Milestone, StatusReport
from tests.milestones.imports.report.editions import (
    DECIDED,
    LATER,
    NEW_MILESTONE,
    REPORT,
    REWORDED,
    edited,
    edition,
    line_of,
)

pytestmark = pytest.mark.django_db

SENTENCE = "Expand Canada-U.S. joint removals operations."
"""LE-3.3, on line 428."""

TWICE = edited((f"{SENTENCE}\n\nOn track", f"{SENTENCE}\n\nOn track\n\n{SENTENCE}\n\nDelayed"))
"""The report with one sentence twice, the second time on line 432."""

EVERYTHING = Decisions(accept_new=True, allow_missing=True)


def proposed(told: ReportDiff) -> list[tuple[int, list[str]]]:
    """The first lines of the sentences that have to be decided, and what they may be."""
    return [
        (one.sentence.lines[0], [proposal.milestone.code for proposal in one.proposals])
        for one in told.reworded
        if not one.is_decided
    ]


def wrong(matches: Sequence[tuple[str, int]] = (), new: Sequence[int] = ()) -> list[str]:
    """What is said about decisions on the later edition."""
    with pytest.raises(WrongDecisions) as refused:
        compare(edition(), Decisions(matches, new))
    return refused.value.messages


def test_a_rewording_is_never_matched_or_taken_for_new_without_a_decision() -> None:
    told = compare(edition(), EVERYTHING)
    assert proposed(told) == [(61, ["TS-2.4"]), (142, ["CS-3.3"])]
    with pytest.raises(ImportRejected):
        apply_edition(edition(), EVERYTHING)
    assert StatusReport.objects.count() == 1


def test_a_milestone_that_a_rewording_may_be_is_not_said_to_be_missing_before_that_is_decided() -> (
    None
):
    assert [one.milestone.code for one in compare(edition()).missing] == ["IC-1.2"]
    told = compare(edition(), Decisions(new=[61]))
    assert [one.milestone.code for one in told.missing] == ["TS-2.4", "IC-1.2"]


def test_a_sentence_like_one_on_record_can_be_decided_to_be_new() -> None:
    told = compare(edition(), Decisions([("CS-3.3", 142)], [61]))
    assert [(one.code, one.is_decided) for one in told.new] == [
        ("TS-2.5", True),
        ("TS-3.4", False),
        ("MS-3.1", False),
        ("MS-3.2", False),
    ]


def test_a_sentence_like_none_on_record_can_be_matched_all_the_same() -> None:
    text = edited((SENTENCE, "Send people home together."))
    told = compare(edition(text), Decisions([("LE-3.3", 428)]))
    assert told.is_clean
    (rewording,) = told.reworded
    assert rewording.match
    assert (rewording.match.milestone.code, rewording.match.likeness) == ("LE-3.3", 32)


def test_a_sentence_that_comes_twice_is_decided_both_times() -> None:
    told = compare(edition(TWICE), EVERYTHING)
    assert proposed(told) == [(428, ["LE-3.3"]), (432, ["LE-3.3"])]
    assert compare(edition(TWICE), Decisions([("LE-3.3", 432)], [428])).is_clean


def test_of_two_milestones_with_the_same_words_the_one_that_is_told_of_is_decided() -> None:
    apply_edition(edition(TWICE), Decisions([("LE-3.3", 428)], [432]))
    both = compare(edition(TWICE + "\n"))
    assert both.is_clean
    assert [
        (one.milestone.code, one.sentence.lines[0])
        for one in both.unchanged
        if one.sentence.text == SENTENCE
    ] == [("LE-3.3", 428), ("LE-3.4", 432)]
    assert proposed(compare(edition(REPORT + "\n"))) == [(428, ["LE-3.3", "LE-3.4"])]


def test_of_two_milestones_with_the_same_words_one_that_stands_nowhere_is_not_meant() -> None:
    report = apply_edition(edition(TWICE), Decisions([("LE-3.3", 428)], [432])).recorded
    withdraw_edition(report, reason="A mistake.")
    told = compare(edition(REPORT + "\n"))
    assert told.is_clean
    assert [one.milestone.code for one in told.unchanged if one.sentence.text == SENTENCE] == [
        "LE-3.3"
    ]


def test_the_same_words_under_two_headings_are_two_milestones() -> None:
    first, second = "\n\nTest technology and develop", "\n\nDevelop benchmarks related to"
    new = "\n\nShare what is learned.\n\nInitiated"
    both = edited((first, new + first), (second, new + second))
    added = apply_edition(edition(both), EVERYTHING).difference.new
    assert [one.code for one in added] == ["TS-1.6", "TS-2.5"]
    told = compare(edition(edited((second, new + second))))
    assert [one.milestone.code for one in told.missing] == ["TS-1.6"]
    assert told.reworded == []


def test_a_wording_that_was_decided_once_is_known_from_then_on() -> None:
    apply_edition(edition(), DECIDED)
    told = compare(edition(LATER + "\n"), EVERYTHING)
    assert told.is_clean
    assert [one.milestone.code for one in told.unchanged if one.reworded] == ["TS-2.4", "CS-3.3"]
    assert not compare(edition(REPORT + "\n")).reworded


def test_a_wording_of_an_edition_that_was_withdrawn_is_not_known() -> None:
    report = apply_edition(edition(), DECIDED).recorded
    withdraw_edition(report, reason="A mistake.")
    assert proposed(compare(edition(), EVERYTHING)) == [(61, ["TS-2.4"]), (142, ["CS-3.3"])]


def test_an_old_and_a_new_wording_side_by_side_are_decided() -> None:
    apply_edition(edition(), DECIDED)
    own = Milestone.objects.get(code="TS-2.4").text
    text = edited((REWORDED, f"{REWORDED}\n\nOn track\n\n{own}"), text=LATER)
    assert proposed(compare(edition(text))) == [(61, ["TS-2.4"]), (65, ["TS-2.4"])]


def test_a_milestone_that_a_withdrawn_edition_added_is_found_again_but_never_missing() -> None:
    report = apply_edition(edition(), DECIDED).recorded
    withdraw_edition(report, reason="A mistake.")
    assert compare(edition(REPORT + "\n")).is_clean
    found = {one.milestone.code: one for one in compare(edition()).changed}
    assert found["TS-3.4"].sentence.text == NEW_MILESTONE
    assert not found["TS-3.4"].milestone.stands
    assert compare(edition()).new == []


def test_a_code_is_never_given_again() -> None:
    report = apply_edition(edition(), DECIDED).recorded
    withdraw_edition(report, reason="A mistake.")
    other = edited((NEW_MILESTONE, "Paint all lanes green."), text=LATER)
    assert [one.code for one in compare(edition(other)).new] == ["TS-3.5"]


NOTHING_BEGINS = "No milestone that has to be decided begins on line"


@pytest.mark.parametrize(
    ("matches", "new", "message"),
    [
        ([("XX-1.1", 61)], [], "There is no milestone XX-1.1 in the edition's priority areas."),
        ([("TS-1.1", 61)], [], "TS-1.1 matches its own wording on line 25."),
        ([("TS-2.4", 62)], [], f"{NOTHING_BEGINS} 62."),
        ([("TS-2.4", 63)], [], f"{NOTHING_BEGINS} 63."),
        ([("TS-2.4", 25)], [], f"{NOTHING_BEGINS} 25."),
        ([], [25], f"{NOTHING_BEGINS} 25."),
        ([("IC-1.2", 61)], [], "IC-1.2 is not in the priority area of line 61."),
        ([("TS-2.4", 61), ("TS-2.4", 142)], [], "TS-2.4 is matched twice."),
        ([("TS-2.4", 61), ("CS-3.3", 61)], [], "Line 61 is decided twice."),
        ([("TS-2.4", 61)], [61], "Line 61 is decided twice."),
    ],
    ids=[
        *("unknown milestone", "milestone that is found", "blank line", "status line"),
        *("line of a milestone that is found", "new line of a milestone that is found"),
        *("another area", "milestone twice", "line twice", "line matched and new"),
    ],
)
def test_only_what_has_to_be_decided_can_be_and_once(
    matches: list[tuple[str, int]], new: list[int], message: str
) -> None:
    assert wrong(matches, new) == [message]


def test_every_decision_that_is_wrong_is_told() -> None:
    assert wrong([("XX-1.1", 1), ("TS-1.1", 61)], [2]) == [
        "There is no milestone XX-1.1 in the edition's priority areas.",
        "TS-1.1 matches its own wording on line 25.",
        "No milestone that has to be decided begins on line 1.",
        "No milestone that has to be decided begins on line 2.",
    ]


def test_the_decisions_of_the_later_edition_are_about_these_lines() -> None:
    assert line_of(REWORDED) == 61
    assert DECIDED.matches == [("TS-2.4", 61), ("CS-3.3", 142)]
