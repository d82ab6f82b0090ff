"""What has no counterpart in the other document is named, and nothing is joined by a guess."""

from __future__ import annotations

import pytest

from tests.milestones.documents.joined import progress, promises, refusal
from tests.milestones.documents.small import PLAN, REPORT, rewritten


def alone(place: str, words: str, kind: str = "a milestone") -> str:
    """The problem that one document has something of a kind that the other does not."""
    document, line = place.split()
    other = "report.txt" if document == "plan.txt" else "plan.txt"
    return f"{document}, line {line}: found “{words}”; expected {kind} that {other} has too"


ALONE: dict[str, tuple[str, str, list[str]]] = {
    "milestone reworded in the report": (
        PLAN,
        rewritten(REPORT, "Build a lane by 2008.", "Build a road by 2008."),
        [
            alone("plan.txt 41", "Build a lane by 2008."),
            alone("report.txt 84", "Build a road by 2008."),
        ],
    ),
    "milestone reworded in the plan": (
        rewritten(PLAN, "<p>Expand Canada-U.S. joint patrols.</p>", "<p>Meet.</p>"),
        REPORT,
        [
            alone("plan.txt 20", "Meet."),
            alone("report.txt 39", "Expand Canada-U.S. joint patrols."),
        ],
    ),
    "milestone of the report only": (
        PLAN,
        rewritten(REPORT, "Share plans", "Publish plans.\n\nOn track\n\nShare plans"),
        [alone("report.txt 61", "Publish plans.")],
    ),
    "milestone of the plan only": (
        rewritten(PLAN, "by 2008.</p>", "by 2008.</p> <p>Build a road.</p>"),
        REPORT,
        [alone("plan.txt 41", "Build a road.")],
    ),
    "split sentence that lost words": (
        PLAN,
        rewritten(REPORT, "And, within 9 months (March 2006), share it.", "And share it."),
        [
            alone("plan.txt 15", "Write a plan within 24 months, and, within 9 months, share it."),
            alone("report.txt 27", "Write a plan within 24 months (June 2007);"),
            alone("report.txt 31", "And share it."),
        ],
    ),
    "initiative reworded": (
        PLAN,
        rewritten(REPORT, "Train officers.\n", "Train sailors.\n"),
        [
            alone("plan.txt 21", "Train officers.", "an initiative"),
            alone("report.txt 43", "Train sailors.", "an initiative"),
        ],
    ),
    "objective reworded": (
        PLAN,
        rewritten(REPORT, "Bioprotection: Protect food", "Bioprotection: Protect fish"),
        [alone("report.txt 51", "Bioprotection: Protect fish", "an area")],
    ),
    "goal reworded": (
        rewritten(PLAN, "*MOVE LOW-RISK\nTRAFFIC*", "MOVE TRAFFIC"),
        REPORT,
        [
            alone("plan.txt 31", "MOVE TRAFFIC", "a goal"),
            alone("report.txt 66", "MOVE LOW-RISK TRAFFIC", "a goal"),
        ],
    ),
    "goal of the report only": (
        PLAN[: PLAN.index("*MOVE")],
        REPORT,
        [alone("report.txt 66", "MOVE LOW-RISK TRAFFIC", "a goal")],
    ),
    "area without a code": (
        PLAN.replace("Bioprotection", "Fisheries").replace("BIOPROTECTION", "FISHERIES"),
        REPORT.replace("Bioprotection", "Fisheries"),
        [
            "report.txt, line 51: found “Fisheries”; "
            "expected an area that has a public code (priorities/area_codes.py)"
        ],
    ),
    "two milestones reworded, listed by their lines": (
        rewritten(
            rewritten(PLAN, "Build a lane", "Build a road"), "Expand Canada", "Extend Canada"
        ),
        REPORT,
        [
            alone("plan.txt 20", "Extend Canada-U.S. joint patrols."),
            alone("report.txt 39", "Expand Canada-U.S. joint patrols."),
            alone("plan.txt 41", "Build a road by 2008."),
            alone("report.txt 84", "Build a lane by 2008."),
        ],
    ),
    "area renamed": (
        PLAN,
        REPORT.replace("Bioprotection", "Aviation Security"),
        [
            alone("plan.txt 25", "Bioprotection", "an area"),
            alone("report.txt 51", "Aviation Security: Protect food", "an area"),
        ],
    ),
}


@pytest.mark.parametrize(("plan_text", "report_text", "problems"), ALONE.values(), ids=ALONE)
def test_what_has_no_counterpart_is_a_problem_with_its_document_and_line(
    plan_text: str, report_text: str, problems: list[str]
) -> None:
    heading = f"plan.txt beside report.txt: {len(problems)} problem{'s' * (len(problems) > 1)}"
    assert refusal(plan_text, report_text).split("\n  ") == [heading, *problems]


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
