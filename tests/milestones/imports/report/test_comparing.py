"""An edition beside the record: every kind of difference is told, and nothing is changed."""

from __future__ import annotations

import datetime as dt
import gc

import pytest

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.imports.report import Decisions, ReportDiff, compare, comparison
from milestones.imports.report.baseline import ExistingArea, areas_on_record
from milestones.imports.report.diff import MatchedMilestone, Note, PreviousStatus
from tests.conftest import REPORT_DAY
from tests.milestones.imports.report.editions import (
    DECIDED,
    LATER,
    LATER_DAY,
    NEW_IN_IT,
    NEW_IN_IT_TOO,
    NEW_INITIATIVE,
    NEW_MILESTONE,
    REPORT,
    REWORDED,
    edited,
    edition,
    line_of,
)
from tests.milestones.recording import DELAYED, ON_TRACK, record

pytestmark = pytest.mark.django_db

REAL = "Status report on the Security Priorities, mid-June 2006"


def codes(matched: ReportDiff) -> dict[str, list[str]]:
    """The milestones of every kind of difference, by their codes."""
    return {
        "changed": [one.milestone.code for one in matched.changed],
        "reworded": [one.proposals[0].milestone.code for one in matched.reworded],
        "new": [one.code for one in matched.new],
        "missing": [one.milestone.code for one in matched.missing],
    }


def changes(matched: MatchedMilestone) -> list[tuple[str, str, str]]:
    """What is said otherwise: pair, old words, new words."""
    return [
        (change.pair, change.before.as_reported if change.before else "", change.after.as_reported)
        for change in matched.changes
        if change.is_new
    ]


def test_the_first_edition_with_a_new_day_changes_nothing() -> None:
    matched = compare(edition(REPORT + "\n"))
    assert matched.is_clean
    assert len(matched.unchanged) == 106
    assert codes(matched) == {"changed": [], "reworded": [], "new": [], "missing": []}
    assert (list(matched.notes), list(matched.problems)) == ([], [])


def test_every_kind_of_difference_is_told() -> None:
    matched = compare(edition())
    assert len(matched.unchanged) == 98
    assert codes(matched) == {
        "changed": ["TS-1.1", "TS-1.3", "TS-1.5", "TS-2.1", "BP-3.1"],
        "reworded": ["TS-2.4", "CS-3.3"],
        "new": ["TS-3.4", "MS-3.1", "MS-3.2"],
        "missing": ["IC-1.2"],
    }
    assert list(matched.notes) == [
        Note(
            line_of("Establish comparable screening"),
            "The heading of AS-1 is worded differently on record.",
        )
    ]
    assert not matched.problems
    assert len(matched.open_decisions) == 6


def test_once_decided_each_milestone_is_told_of_in_the_order_of_the_edition() -> None:
    matched = compare(edition(), DECIDED)
    assert matched.is_clean
    assert len(matched.unchanged) == 100
    assert codes(matched)["missing"] == ["IC-1.2"]
    lines = [one.sentence.lines[0] for one in matched.unchanged]
    assert lines == sorted(lines)
    reworded = [one.milestone.code for one in matched.unchanged if one.reworded]
    assert reworded == ["TS-2.4", "CS-3.3"]


def test_what_changes_is_told_for_each_pair_with_old_and_new_words() -> None:
    matched = {one.milestone.code: changes(one) for one in compare(edition()).changed}
    assert matched == {
        "TS-1.1": [
            ("US-CN", "Partially Completed, Finished Fall 2006", "Completed"),
            ("US-MX", "Initiated", "Completed"),
        ],
        "TS-1.3": [("US-MX", "On track", "Delayed to Fall 2008")],
        "TS-1.5": [("US-CN", "Initiated", "Completed")],
        "TS-2.1": [("US-MX", "Initiated", "On track")],
        "BP-3.1": [("ALL", "Delayed to December 2007", "Delayed to June 2008")],
    }


def origin(status: PreviousStatus | None) -> tuple[str, dt.date]:
    """The edition that a status comes from, empty if a person recorded it, and its day."""
    assert status
    return status.report.title if status.report else "", status.as_of


def test_old_and_new_words_lead_to_their_lines() -> None:
    first, *_ = compare(edition()).changed
    was, now = first.changes[1].before, first.changes[1].after
    assert was
    assert was.source_line == 28
    assert origin(first.previous) == (REAL, REPORT_DAY)
    assert (first.sentence.lines, now.source_line) == ((25,), 27)


def test_a_rewording_is_proposed_with_its_likeness_and_decided_by_a_person() -> None:
    one, other = compare(edition()).reworded
    assert (one.sentence.text, one.area, one.is_decided) == (REWORDED, "Traveller Security", False)
    assert [(best.milestone.code, best.likeness) for best in one.proposals] == [("TS-2.4", 78)]
    assert one.proposals[0].milestone.deadlines == one.deadlines
    # The same words with another deadline.
    assert [(best.milestone.code, best.likeness) for best in other.proposals] == [("CS-3.3", 100)]
    assert [when.code for when in other.proposals[0].milestone.deadlines] == ["2007-03"]
    assert [when.code for when in other.deadlines] == ["2008-03"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("within 21 months.\n", "within 21 months (March 2007).\n"),
        ("Over the next two years,", "Over the next two years (June 2007),"),
        ("Expand Canada-U.S. joint removals oper", "EXPAND joint Canada – U.S. removals oper"),
        (
            "before January 1, 2008.\n\nOn track",
            "before January 1, 2008.\n\nUS-CN: On track\nUS-MX: On track",
        ),
    ],
    ids=["printed month", "printed month of years", "case, order and marks", "equal halves"],
)
def test_the_same_said_otherwise_is_no_rewording_and_no_change(old: str, new: str) -> None:
    assert len(compare(edition(edited((old, new)))).unchanged) == 106


def test_milestones_in_another_order_keep_their_codes() -> None:
    matched = {one.milestone.code: one.sentence.lines[0] for one in compare(edition()).unchanged}
    assert matched["ST-2.1"] > matched["ST-2.2"]


def test_new_milestones_get_the_codes_that_were_never_given() -> None:
    matched = [
        (one.code, one.sentence.text, one.heading.text if one.heading else None)
        for one in compare(edition()).new
    ]
    assert matched == [
        ("TS-3.4", NEW_MILESTONE, None),
        ("MS-3.1", NEW_IN_IT, NEW_INITIATIVE),
        ("MS-3.2", NEW_IN_IT_TOO, NEW_INITIATIVE),
    ]


def test_a_new_milestone_under_a_reworded_heading_belongs_to_the_initiative_of_its_neighbours() -> (
    None
):
    text = edited(
        (
            "\n\nConclude a trilateral memorandum",
            "\n\nBuy compatible scanners by 2009.\n\nInitiated\n\nConclude a trilateral memorandum",
        ),
        text=LATER,
    )
    matched = compare(edition(text))
    assert [one.code for one in matched.new if one.heading is None] == ["TS-3.4", "AS-1.7"]


def test_a_milestone_under_another_initiative_is_found_and_that_is_told() -> None:
    sentence = "Expand Canada-U.S. joint removals operations.\n\nOn track\n\n"
    heading = "\n\nEvaluate the co-location"
    text = edited((sentence, ""), (heading, f"\n\n{sentence.strip()}{heading}"))
    matched = compare(edition(text))
    assert len(matched.unchanged) == 106
    assert [note.message for note in matched.notes] == ["LE-3.3 is under the heading of LE-1 here."]


def test_a_missing_milestone_is_told_with_the_status_that_stays() -> None:
    (missing,) = compare(edition()).missing
    assert missing.previous
    assert [(line.pair, line.as_reported) for line in missing.previous.lines] == [
        ("ALL", "On track")
    ]
    assert origin(missing.previous) == (REAL, REPORT_DAY)


def test_old_is_what_stood_on_the_edition_s_day_not_what_was_recorded_for_later_days() -> None:
    record(LATER_DAY - dt.timedelta(1), ON_TRACK, code="TS-1.5")
    record(LATER_DAY + dt.timedelta(1), DELAYED, code="TS-1.5")
    matched = {one.milestone.code: one for one in compare(edition()).changed}["TS-1.5"]
    assert changes(matched) == [("US-CN", "On track", "Completed")]
    assert origin(matched.previous) == ("", LATER_DAY - dt.timedelta(1))


def test_the_day_s_own_status_is_corrected_or_stays() -> None:
    record(LATER_DAY, DELAYED, code="TS-1.5")
    record(LATER_DAY, StatusLine(Pair.ALL, Status.INITIATED), code="TS-1.4")
    matched = compare(edition(), DECIDED)
    assert [one.milestone.code for one in matched.changed if one.is_correction] == ["TS-1.5"]
    assert [one.milestone.code for one in matched.unchanged if one.is_unchanged] == ["TS-1.4"]


def test_another_objective_is_told() -> None:
    text = edited(("Enhance partnerships on intelligence", "Enhance ties on intelligence"))
    (note,) = compare(edition(text)).notes
    assert (
        note.message == "The objective of Intelligence Cooperation is worded differently on record."
    )


def test_what_the_writer_would_refuse_is_a_problem_with_its_line() -> None:
    text = edited(
        (
            "Expand Canada-U.S. joint removals operations.\n\nOn track\n",
            f"Expand Canada-U.S. joint removals operations.\n\nCompleted, {'so ' * 200}\n",
        )
    )
    matched = compare(edition(text)).problems
    told = "what can be put on record: Ensure this value has at most 500 characters (it has"
    assert [(problem.line, problem.expected) for problem in matched] == [
        (430, f"{told} 599)."),
        (430, f"{told} 610)."),
    ]


def test_a_rewording_with_a_status_for_another_pair_says_whom_the_milestone_will_concern() -> None:
    old = "Expand Canada-U.S. joint removals operations.\n\nOn track\n"
    new = "Expand all joint removals operations.\n\nUS-CN: On track\nUS-MX: On track\n"
    text = edited((old, new))
    matched = compare(edition(text), Decisions([("LE-3.3", 428)]))
    assert not matched.problems
    assert Note(428, "LE-3.3 will concern: Canada–U.S., Mexico–U.S.") in matched.notes


def test_the_garbage_collector_does_not_look_through_what_was_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    was_paused = []

    def read(day: dt.date) -> list[ExistingArea]:
        was_paused.append(not gc.isenabled())
        return areas_on_record(day)

    monkeypatch.setattr(comparison, "areas_on_record", read)
    compare(edition())
    assert was_paused == [True]


def test_milestones_with_the_same_deadlines_share_them() -> None:
    milestones = [each for area in areas_on_record(LATER_DAY) for each in area.milestones]
    assert len({id(each.deadlines) for each in milestones}) == len(
        {each.deadlines for each in milestones}
    )
