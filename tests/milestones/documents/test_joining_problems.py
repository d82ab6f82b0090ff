"""What has no counterpart in the other document is named, and nothing is joined by a guess."""

from __future__ import annotations

import pytest

from milestones.documents.errors import DocumentError, Problem
from tests.milestones.documents.joined import joined, progress, promises, refusal
from tests.milestones.documents.small import PLAN, REPORT, rewritten


@pytest.mark.parametrize(
    ("plan_text", "report_text", "problems"),
    [
        (
            PLAN,
            rewritten(REPORT, "Build a lane by 2008.", "Build a road by 2008."),
            [
                "plan.txt, line 41: found “Build a lane by 2008.”; "
                "expected a milestone that report.txt has too",
                "report.txt, line 84: found “Build a road by 2008.”; "
                "expected a milestone that plan.txt has too",
            ],
        ),
        (
            rewritten(PLAN, "<p>Expand Canada-U.S. joint patrols.</p>", "<p>Meet.</p>"),
            REPORT,
            [
                "plan.txt, line 20: found “Meet.”; expected a milestone that report.txt has too",
                "report.txt, line 39: found “Expand Canada-U.S. joint patrols.”; "
                "expected a milestone that plan.txt has too",
            ],
        ),
        (
            PLAN,
            rewritten(REPORT, "Share plans", "Publish plans.\n\nOn track\n\nShare plans"),
            [
                "report.txt, line 61: found “Publish plans.”; "
                "expected a milestone that plan.txt has too"
            ],
        ),
        (
            rewritten(PLAN, "by 2008.</p>", "by 2008.</p> <p>Build a road.</p>"),
            REPORT,
            [
                "plan.txt, line 41: found “Build a road.”; "
                "expected a milestone that report.txt has too"
            ],
        ),
        (
            PLAN,
            rewritten(REPORT, "And, within 9 months (March 2006), share it.", "And share it."),
            [
                "plan.txt, line 15: found “Write a plan within 24 months, and, within 9 months, "
                "share it.”; expected a milestone that report.txt has too",
                "report.txt, line 27: found “Write a plan within 24 months (June 2007);”; "
                "expected a milestone that plan.txt has too",
                "report.txt, line 31: found “And share it.”; "
                "expected a milestone that plan.txt has too",
            ],
        ),
        (
            PLAN,
            rewritten(REPORT, "Train officers.\n", "Train sailors.\n"),
            [
                "plan.txt, line 21: found “Train officers.”; "
                "expected an initiative that report.txt has too",
                "report.txt, line 43: found “Train sailors.”; "
                "expected an initiative that plan.txt has too",
            ],
        ),
        (
            PLAN,
            rewritten(REPORT, "Bioprotection: Protect food", "Bioprotection: Protect fish"),
            [
                "report.txt, line 51: found “Bioprotection: Protect fish”; "
                "expected an area that plan.txt has too"
            ],
        ),
        (
            rewritten(PLAN, "*MOVE LOW-RISK\nTRAFFIC*", "MOVE TRAFFIC"),
            REPORT,
            [
                "plan.txt, line 31: found “MOVE TRAFFIC”; expected a goal that report.txt has too",
                "report.txt, line 66: found “MOVE LOW-RISK TRAFFIC”; "
                "expected a goal that plan.txt has too",
            ],
        ),
        (
            PLAN[: PLAN.index("*MOVE")],
            REPORT,
            [
                "report.txt, line 66: found “MOVE LOW-RISK TRAFFIC”; "
                "expected a goal that plan.txt has too"
            ],
        ),
        (
            PLAN.replace("Bioprotection", "Fisheries").replace("BIOPROTECTION", "FISHERIES"),
            REPORT.replace("Bioprotection", "Fisheries"),
            [
                "report.txt, line 51: found “Fisheries”; "
                "expected an area that has a public code (priorities/area_codes.py)"
            ],
        ),
        (
            PLAN,
            REPORT.replace("Bioprotection", "Aviation Security"),
            [
                "plan.txt, line 25: found “Bioprotection”; "
                "expected an area that report.txt has too",
                "report.txt, line 51: found “Aviation Security: Protect food”; "
                "expected an area that plan.txt has too",
            ],
        ),
    ],
    ids=[
        "milestone reworded in the report",
        "milestone reworded in the plan",
        "milestone of the report only",
        "milestone of the plan only",
        "split sentence that lost words",
        "initiative reworded",
        "objective reworded",
        "goal reworded",
        "goal of the report only",
        "area without a code",
        "area renamed",
    ],
)
def test_what_has_no_counterpart_is_a_problem_with_its_document_and_line(
    plan_text: str, report_text: str, problems: list[str]
) -> None:
    heading = f"plan.txt beside report.txt: {len(problems)} problem{'s' * (len(problems) > 1)}"
    assert refusal(plan_text, report_text).split("\n  ") == [heading, *problems]


def test_everything_without_a_counterpart_is_listed_at_once() -> None:
    text = rewritten(PLAN, "Build a lane", "Build a road")
    text = rewritten(text, "Expand Canada", "Extend Canada")
    with pytest.raises(DocumentError) as refused:
        joined(plan_text=text)
    theirs, ours = (f"a milestone that {name} has too" for name in ("plan.txt", "report.txt"))
    assert refused.value.problems == (
        Problem(20, "Extend Canada-U.S. joint patrols.", ours, "plan.txt"),
        Problem(39, "Expand Canada-U.S. joint patrols.", theirs, "report.txt"),
        Problem(41, "Build a road by 2008.", ours, "plan.txt"),
        Problem(84, "Build a lane by 2008.", theirs, "report.txt"),
    )


def test_a_milestone_whose_status_is_missing_is_not_taken_for_an_initiative() -> None:
    text = rewritten(REPORT, "  1. Initiated\n", "")
    assert ("report.txt, line 27: found “Write a plan within 24 months (June 2007);”") in refusal(
        report_text=text
    )


def test_a_missing_status_is_one_problem_and_hides_no_other_milestone() -> None:
    reported = progress("One.", "Two.", "Three.", "Four.").replace("Two.\n\nOn track", "Two.")
    assert refusal(promises("One.", "Two.", "Three.", "Four."), reported) == (
        "plan.txt beside report.txt: 1 problem\n"
        "  report.txt, line 21: found “Two.”; expected a status under this milestone"
    )


def test_a_problem_with_an_initiative_of_two_paragraphs_stands_on_one_line() -> None:
    assert (
        "report.txt, line 81: found “Build lanes. Measure waits often.”; "
        "expected an initiative that plan.txt has too"
    ) in refusal(report_text=rewritten(REPORT, "Measure waits.", "Measure waits often."))


def test_a_milestone_is_not_looked_for_under_another_initiative() -> None:
    text = rewritten(PLAN, "<p>Expand Canada-U.S. joint patrols.</p>", "<p>Meet.</p>")
    text = rewritten(text, "lanes”).</p>", "lanes”).</p> <p>Expand Canada-U.S. joint patrols.</p>")
    assert refusal(plan_text=text) == (
        "plan.txt beside report.txt: 3 problems\n"
        "  plan.txt, line 20: found “Meet.”; expected a milestone that report.txt has too\n"
        "  plan.txt, line 21: found “Expand Canada-U.S. joint patrols.”; "
        "expected a milestone that report.txt has too\n"
        "  report.txt, line 39: found “Expand Canada-U.S. joint patrols.”; "
        "expected a milestone that plan.txt has too"
    )


def test_a_goal_that_the_plan_has_twice_is_not_passed_over() -> None:
    again = PLAN[PLAN.index("*MOVE") :].replace("*MOVE LOW-RISK\nTRAFFIC*", "SECURE THE PORTS")
    again = again.replace("Border Facilitation", "Maritime Security")
    again = again.replace("BORDER FACILITATION", "MARITIME SECURITY")
    text = f"{again}\n\n{PLAN[PLAN.index('SECURE') :]}"
    assert "Maritime Security" in refusal(plan_text=text)


def test_a_milestone_without_words_is_no_piece_of_a_sentence() -> None:
    assert "found “—”" in refusal(promises("Act now."), progress("—", "Act now."))
