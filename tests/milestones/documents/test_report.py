"""A report is read: its areas, initiatives, milestones, deadlines and statuses."""

from __future__ import annotations

from tests.milestones.documents.small import REPORT, listing, outline, report, rewritten

READ = """\
document: report.txt
  goal: SECURE THE PORTS | 3
    area: Cargo Security | Screen goods before they leave | 11
      initiative: Screen together. | 19 | -
        milestone: Evaluate within 6 months (December 2005) and expand within 18 months
            (December 2006) the use of forms. | 21 | ALL
          deadline: 2005-12 | printed | within 6 months (December 2005) | False
          deadline: 2006-12 | printed | within 18 months (December 2006) | False
          status: US-CN | initiated | Initiated | - | - | 23
          status: US-MX | delayed | Delayed to Fall 2006 | 2006-Fall | - | 25
        milestone: Write a plan within 24 months (June 2007); | 27 | ALL
          deadline: 2007-06 | printed | within 24 months (June 2007) | False
          status: ALL | initiated | Initiated | - | - | 29
        milestone: And, within 9 months (March 2006), share it. | 31 | ALL
          deadline: 2006-03 | printed | within 9 months (March 2006) | False
          status: ALL | completed | Completed (visits) | - | visits | 33
        milestone: Expand Canada-U.S. joint patrols. | 39 | US-CN | -
          status: ALL | partially_completed | Partially completed | - | - | 41
      initiative: Train officers. | 43 | -
        milestone: Train officers (“green lanes”) within 18 months. (December 2006) | 45 |
            ALL
          deadline: 2006-12 | printed | within 18 months … (December 2006) | False
          status: ALL | on_track | On track | - | - | 47
    area: Bioprotection | Protect food | 51
      initiative: Protect each country’s food. | 59 | -
        milestone: Share plans within 12 months (June 2006) and annually thereafter. | 61
            | ALL
          deadline: 2006-06 | printed | within 12 months (June 2006) and annually
              thereafter | True
          status: US-CN | on_track | On track | - | - | 63
          status: US-MX | completed_ongoing | Completed / Ongoing | - | - | 64
  goal: MOVE LOW-RISK TRAFFIC | 66
    area: Border Facilitation | Build capacity | 73
      initiative: Build lanes. / Measure waits. | 81 / 82 | -
        milestone: Build a lane by 2008. | 84 | ALL
          deadline: 2008 | printed | by 2008 | False
          status: ALL | delayed | Full implementation delayed to June 2009 | 2009-06 |
              Full implementation | 86
"""


def test_a_report_is_read_whole() -> None:
    assert outline(report()) == READ


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
