"""A report is read: its areas, initiatives, milestones, deadlines and statuses."""

from __future__ import annotations

from milestones.choices import Basis, Pair, Status
from milestones.dates import ImpreciseDate
from milestones.documents.records import (
    AreaRecord,
    DeadlineRecord,
    DocumentRecord,
    GoalRecord,
    InitiativeRecord,
    MilestoneRecord,
    StatusLine,
)
from tests.milestones.documents.small import REPORT, listing, report, rewritten


def printed(year: int, month: int, wording: str, *, recurring: bool = False) -> DeadlineRecord:
    return DeadlineRecord(ImpreciseDate.month(year, month), Basis.PRINTED, wording, recurring)


def test_a_report_is_read_whole() -> None:
    screening = InitiativeRecord(
        paragraphs=("Screen together.",),
        lines=(19,),
        milestones=(
            MilestoneRecord(
                text="Evaluate within 6 months (December 2005) and expand within 18 months "
                "(December 2006) the use of forms.",
                lines=(21,),
                parties=Pair.ALL,
                deadlines=(
                    printed(2005, 12, "within 6 months (December 2005)"),
                    printed(2006, 12, "within 18 months (December 2006)"),
                ),
                statuses=(
                    StatusLine(Pair.US_CN, Status.INITIATED, "Initiated", None, "", 23),
                    StatusLine(
                        Pair.US_MX,
                        Status.DELAYED,
                        "Delayed to Fall 2006",
                        ImpreciseDate.season(2006, "Fall"),
                        "",
                        25,
                    ),
                ),
            ),
            MilestoneRecord(
                text="Write a plan within 24 months (June 2007);",
                lines=(27,),
                parties=Pair.ALL,
                deadlines=(printed(2007, 6, "within 24 months (June 2007)"),),
                statuses=(StatusLine(Pair.ALL, Status.INITIATED, "Initiated", None, "", 29),),
            ),
            MilestoneRecord(
                text="And, within 9 months (March 2006), share it.",
                lines=(31,),
                parties=Pair.ALL,
                deadlines=(printed(2006, 3, "within 9 months (March 2006)"),),
                statuses=(
                    StatusLine(
                        Pair.ALL, Status.COMPLETED, "Completed (visits)", None, "visits", 33
                    ),
                ),
            ),
            MilestoneRecord(
                text="Expand Canada-U.S. joint patrols.",
                lines=(39,),
                parties=Pair.US_CN,
                deadlines=(),
                statuses=(
                    StatusLine(
                        Pair.ALL, Status.PARTIALLY_COMPLETED, "Partially completed", None, "", 41
                    ),
                ),
            ),
        ),
    )
    training = InitiativeRecord(
        paragraphs=("Train officers.",),
        lines=(43,),
        milestones=(
            MilestoneRecord(
                text="Train officers (“green lanes”) within 18 months. (December 2006)",
                lines=(45,),
                parties=Pair.ALL,
                deadlines=(printed(2006, 12, "within 18 months … (December 2006)"),),
                statuses=(StatusLine(Pair.ALL, Status.ON_TRACK, "On track", None, "", 47),),
            ),
        ),
    )
    food = InitiativeRecord(
        paragraphs=("Protect each country’s food.",),
        lines=(59,),
        milestones=(
            MilestoneRecord(
                text="Share plans within 12 months (June 2006) and annually thereafter.",
                lines=(61,),
                parties=Pair.ALL,
                deadlines=(
                    printed(
                        2006,
                        6,
                        "within 12 months (June 2006) and annually thereafter",
                        recurring=True,
                    ),
                ),
                statuses=(
                    StatusLine(Pair.US_CN, Status.ON_TRACK, "On track", None, "", 63),
                    StatusLine(
                        Pair.US_MX,
                        Status.COMPLETED_ONGOING,
                        "Completed / Ongoing",
                        None,
                        "",
                        64,
                    ),
                ),
            ),
        ),
    )
    lanes = InitiativeRecord(
        paragraphs=("Build lanes.", "Measure waits."),
        lines=(81, 82),
        milestones=(
            MilestoneRecord(
                text="Build a lane by 2008.",
                lines=(84,),
                parties=Pair.ALL,
                deadlines=(DeadlineRecord(ImpreciseDate.year(2008), Basis.PRINTED, "by 2008"),),
                statuses=(
                    StatusLine(
                        Pair.ALL,
                        Status.DELAYED,
                        "Full implementation delayed to June 2009",
                        ImpreciseDate.month(2009, 6),
                        "Full implementation",
                        86,
                    ),
                ),
            ),
        ),
    )
    cargo = AreaRecord(
        "Cargo Security", "Screen goods before they leave", (11,), (screening, training)
    )
    bioprotection = AreaRecord("Bioprotection", "Protect food", (51,), (food,))
    border = AreaRecord("Border Facilitation", "Build capacity", (73,), (lanes,))
    assert report() == DocumentRecord(
        name="report.txt",
        goals=(
            GoalRecord("SECURE THE PORTS", (3,), (cargo, bioprotection)),
            GoalRecord("MOVE LOW-RISK TRAFFIC", (66,), (border,)),
        ),
    )


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
    assert [one.text for one in cargo.initiatives] == ["Screen together.", "Train officers."]


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
