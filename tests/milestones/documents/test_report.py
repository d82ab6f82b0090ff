"""How a report may be laid out; ``test_joining`` has all that is read from one."""

from __future__ import annotations

from tests.milestones.documents.small import REPORT, listing, report, rewritten


def test_a_milestone_may_run_over_several_lines_and_keeps_them_all() -> None:
    text = rewritten(REPORT, "Build a lane by 2008.", "Build a lane\nby 2008.")
    *_, lane = report(text).milestones
    assert (lane.text, lane.lines) == ("Build a lane by 2008.", (84, 85))


def test_a_table_may_go_on_under_a_repeated_heading() -> None:
    text = rewritten(
        REPORT,
        "Train officers.\n",
        "Cargo Security: Screen goods before they leave\n\n"
        "Initiative\n\nKey Milestones\n\nStatus\n\nTrain officers.\n",
    )
    cargo = report(text).goals[0].areas[0]
    assert cargo.lines == (11, 43)
    assert [initiative.text for initiative in cargo.initiatives] == [
        "Screen together.",
        "Train officers.",
    ]


def test_a_goal_may_list_a_single_area_and_leave_its_title_out() -> None:
    title = "Border Facilitation\n\n\nBorder Facilitation\n"
    text = rewritten(REPORT, title, "Border Facilitation\n")
    assert [goal.name for goal in report(text).goals] == [
        "SECURE THE PORTS",
        "MOVE LOW-RISK TRAFFIC",
    ]


def test_an_area_belongs_to_one_goal() -> None:
    text = rewritten(REPORT, "Bioprotection\n\n\n", "\n\n")
    text = rewritten(
        text, "Bioprotection\n\nBio", "GOAL\n\nCargo Security\n\nCargo Security\n\nBio"
    )
    text = rewritten(
        text, "Bioprotection: Protect food", "Cargo Security: Screen goods before they leave"
    )
    assert listing(report, text) == (
        "report.txt: 1 problem\n  line 54: found “Cargo Security: Screen goods before they leave”; "
        "expected “Cargo Security” once, not again under another goal"
    )
