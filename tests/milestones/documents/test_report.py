from __future__ import annotations

import pytest

from milestones.choices import Basis, Pair, Status
from milestones.dates import ImpreciseDate
from milestones.documents.records import (
    AreaRecord,
    DeadlineRecord,
    DocumentRecord,
    GoalRecord,
    InitiativeRecord,
    MilestoneRecord,
    StatusRecord,
)
from tests.milestones.documents.small import PLAN, REPORT, listing, report, rewritten

SCALE = (
    "expected a status: “Delayed”, “Initiated”, “On track”, “Partially completed”, "
    "“Completed / ongoing”, “Completed”"
)
FORMS = (
    "found “Evaluate within 6 months (December 2005) and expand within 18 months "
    "(December 2006) the …”"
)
NOTHING = "expected a table headed “Initiative”, “Key Milestones”, “Status”"


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
                    StatusRecord(Pair.US_CN, Status.INITIATED, "Initiated", None, "", 23),
                    StatusRecord(
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
                statuses=(StatusRecord(Pair.ALL, Status.INITIATED, "Initiated", None, "", 29),),
            ),
            MilestoneRecord(
                text="And, within 9 months (March 2006), share it.",
                lines=(31,),
                parties=Pair.ALL,
                deadlines=(printed(2006, 3, "within 9 months (March 2006)"),),
                statuses=(
                    StatusRecord(
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
                    StatusRecord(
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
                statuses=(StatusRecord(Pair.ALL, Status.ON_TRACK, "On track", None, "", 47),),
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
                    StatusRecord(Pair.US_CN, Status.ON_TRACK, "On track", None, "", 63),
                    StatusRecord(
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
                    StatusRecord(
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


@pytest.mark.parametrize("text", ["", "\n \n\u00a0\n"])
def test_an_empty_report_is_refused(text: str) -> None:
    assert listing(report, text) == f"report.txt: 1 problem\n  line 1: found nothing; {NOTHING}"


def test_a_plan_is_no_report_and_its_first_words_are_named_with_their_line() -> None:
    assert listing(report, PLAN) == (
        f"report.txt: 1 problem\n  line 2: found “SECURITY”; {NOTHING}"
    )


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("  1. Initiated", "Deferred", [f"line 29: found “Deferred”; {SCALE}"]),
        ("  1. Initiated", "• Initiated", [f"line 29: found “• Initiated”; {SCALE}"]),
        (
            "Full implementation delayed to June 2009",
            "",
            [
                "line 81: found “Build lanes. Measure waits.”; expected a status after a milestone",
                "line 84: found “Build a lane by 2008.”; expected a status after a milestone",
            ],
        ),
        (
            "Full implementation delayed to June 2009",
            "Delayed to June 31, 2009",
            [
                "line 86: found “Delayed to June 31, 2009”; "
                "expected a date in the calendar, not “June 31, 2009”"
            ],
        ),
        (
            "by 2008",
            "by June 31, 2008",
            [
                "line 84: found “Build a lane by June 31, 2008.”; "
                "expected a date in the calendar, not “June 31, 2008”"
            ],
        ),
        (
            "Build a lane by 2008.\n\n",
            "",
            [
                "line 81: found “Build lanes. Measure waits.”; "
                "expected an initiative before its first milestone"
            ],
        ),
        (
            "Screen together.\n",
            "On track\n",
            [
                "line 19: found “On track”; expected a milestone before its status",
                f"line 21: {FORMS}; expected an initiative before its first milestone",
                "line 27: found “Write a plan within 24 months (June 2007);”; "
                "expected an initiative before its first milestone",
                "line 31: found “And, within 9 months (March 2006), share it.”; "
                "expected an initiative before its first milestone",
                "line 39: found “Expand Canada-U.S. joint patrols.”; "
                "expected an initiative before its first milestone",
            ],
        ),
        (
            "\nAnd, within 9 months (March 2006), share it.\n",
            "",
            [
                "line 31: found “Completed (visits)”; "
                "expected one status for ALL; the first is on line 29"
            ],
        ),
        (
            "Write a plan within 24 months (June 2007);\n\n",
            "Write a plan within 24 months (June 2007);\n",
            [
                "line 27: found “Write a plan within 24 months (June 2007); 1. Initiated”; "
                "expected a blank line between a status and other words"
            ],
        ),
        (
            "  1. US-MX: Delayed to Fall 2006",
            "",
            [f"line 21: {FORMS}; expected a status for each pair it concerns, US-MX too"],
        ),
        (
            "  1. US-MX: Delayed to Fall 2006",
            "US-CN: Delayed",
            [
                f"line 21: {FORMS}; expected a status for each pair it concerns, US-MX too",
                "line 25: found “US-CN: Delayed”; "
                "expected one status for US-CN; the first is on line 23",
            ],
        ),
        (
            "US- CN: Initiated",
            "Initiated",
            [
                "line 25: found “1. US-MX: Delayed to Fall 2006”; "
                "expected either one status for all parties or one for each pair"
            ],
        ),
        (
            "\u00a0Partially completed",
            "US-MX: Partially completed",
            [
                "line 41: found “US-MX: Partially completed”; expected a status for US-CN, "
                "the only pair that this milestone's words name"
            ],
        ),
        (
            "Train officers (“green lanes”) within",
            "Some words that stand there for no reason.\n\nTrain officers (“green lanes”) within",
            [
                "line 43: found “Train officers.”; expected an initiative and a milestone at the "
                "most before a status, not 3 paragraphs"
            ],
        ),
        (
            "\nBorder Facilitation\n\n\n",
            "\nBorder Facilitation\nBioprotection\n\n\n",
            ["line 69: found “Bioprotection”; expected a table for each area in this list"],
        ),
        (
            "Cargo Security\nBioprotection\n",
            "Cargo Security\n",
            [
                "line 50: found “Bioprotection: Protect food”; "
                "expected an area listed under the goal on line 5"
            ],
        ),
        (
            "MOVE LOW-RISK TRAFFIC\n",
            "Cargo Security: Screen goods before they leave\n\nInitiative\n\nKey Milestones\n\n"
            "Status\n\nAct.\n\nAct now.\n\nOn track\n\nMOVE LOW-RISK TRAFFIC\n",
            [
                "line 66: found “Cargo Security: Screen goods before they leave”; "
                "expected “Cargo Security” once, not again after another area"
            ],
        ),
    ],
    ids=[
        "unknown status words",
        "unknown list mark",
        "no status at the end",
        "impossible revised date",
        "impossible deadline",
        "no milestone",
        "no initiative",
        "two statuses",
        "status right under its milestone",
        "status for one pair only",
        "two statuses for one pair",
        "status for all beside one for a pair",
        "status for a pair not concerned",
        "a paragraph too many",
        "listed area of another goal",
        "area that is not listed",
        "area that comes again",
    ],
)
def test_a_malformed_report_is_refused_with_line_words_and_what_was_expected(
    old: str, new: str, problems: list[str]
) -> None:
    assert listing(report, rewritten(REPORT, old, new)).split("\n  ")[1:] == problems


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("US- CN: Deferred", f"line 23: found “US- CN: Deferred”; {SCALE}"),
        (
            "CN-MX: Delayed",
            "line 23: found “CN-MX: Delayed”; expected a status for “US-CN:” or “US-MX:”",
        ),
    ],
)
def test_a_status_that_is_refused_is_not_said_to_be_missing_too(line: str, problem: str) -> None:
    text = rewritten(REPORT, "US- CN: Initiated", line)
    assert listing(report, text) == f"report.txt: 1 problem\n  {problem}"


def test_a_broken_heading_is_named_and_hides_neither_its_goal_nor_the_other_areas() -> None:
    found = listing(report, rewritten(REPORT, "Bioprotection: Protect food", "Bioprotection"))
    assert (
        "line 51: found “Bioprotection”; expected a heading “Area name: what it is to achieve”"
    ) in found
    assert "Cargo Security: Screen goods" not in found


def test_every_problem_is_listed_in_the_order_of_the_lines() -> None:
    text = rewritten(REPORT, "On track\n\nBioprotection", "Well under way\n\nBioprotection")
    text = rewritten(text, "  1. Initiated", "Deferred")
    text = rewritten(text, "by 2008", "before Fall 2008")
    assert listing(report, text) == (
        "report.txt: 5 problems\n"
        f"  line 29: found “Deferred”; {SCALE}\n"
        "  line 43: found “Train officers.”; expected a status after a milestone\n"
        "  line 45: found “Train officers (“green lanes”) within 18 months. (December 2006)”; "
        "expected a status after a milestone\n"
        "  line 47: found “Well under way”; expected a status after a milestone\n"
        "  line 84: found “Build a lane before Fall 2008.”; "
        "expected a date that has a first day, not “before Fall 2008”"
    )


def test_a_missing_status_is_one_problem_and_does_not_disturb_the_rest_of_its_initiative() -> None:
    text = rewritten(REPORT, "US- CN: Initiated\n\n  1. US-MX: Delayed to Fall 2006\n", "")
    assert listing(report, text) == (
        "report.txt: 1 problem\n  line 19: found “Screen together.”; expected an initiative and a "
        "milestone at the most before a status, not 3 paragraphs"
    )


def test_a_listed_area_without_a_table_is_refused_where_it_is_listed() -> None:
    text = rewritten(REPORT, "\nBioprotection\n\n\n", "\nBioprotection\nAviation Security\n\n\n")
    assert listing(report, text) == (
        "report.txt: 1 problem\n"
        "  line 7: found “Aviation Security”; expected a table for each area in this list"
    )


def test_a_table_without_a_heading_of_its_own_is_refused_where_it_begins() -> None:
    headings = "Initiative\n\nKey Milestones\n\nStatus\n\n"
    assert listing(report, rewritten(REPORT, headings, headings * 2)) == (
        "report.txt: 1 problem\n"
        "  line 19: found “Initiative”; expected a heading “Area name: what it is to achieve”"
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "Key Milestones",
            "Key Milestone",
            "line 15: found “Key Milestone”; expected the column head “Key Milestones”",
        ),
        (
            "\nBioprotection: Protect food\n",
            "",
            "line 49: found “Bioprotection”; expected a heading “Area name: what it is to achieve”",
        ),
        (
            "MOVE LOW-RISK TRAFFIC\n",
            "",
            "line 67: found “Border Facilitation”; "
            "expected a goal above the list of its areas, in capitals",
        ),
    ],
    ids=["column head", "heading", "goal"],
)
def test_what_is_misspelt_or_missing_over_a_table_is_the_only_problem(
    old: str, new: str, problem: str
) -> None:
    assert listing(report, rewritten(REPORT, old, new)) == f"report.txt: 1 problem\n  {problem}"


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


def test_a_goal_whose_line_is_missing_does_not_take_the_status_before_it_as_its_name() -> None:
    text = rewritten(REPORT, "MOVE LOW-RISK TRAFFIC\n", "")
    assert "expected a goal above the list of its areas" in listing(report, text)


def test_an_area_without_any_initiative_is_refused() -> None:
    start, end = REPORT.index("Build lanes."), len(REPORT)
    assert "line 73: found “Border Facilitation: Build capacity”" in listing(
        report, REPORT[:start] + REPORT[end:]
    )
