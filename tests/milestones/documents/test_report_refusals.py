"""What makes a report unreadable: each problem with its line, its words and what was expected.

``test_plan_refusals`` has what is wrong with headings and goals, which are read alike in both.
"""

from __future__ import annotations

import pytest

from tests.milestones.documents.small import PLAN, REPORT, listing, problems_of, report, rewritten

SCALE = (
    "expected a status: “Delayed”, “Initiated”, “On track”, “Partially completed”, "
    "“Completed / ongoing”, “Completed”"
)
FORMS = (
    "found “Evaluate within 6 months (December 2005) and expand within 18 months "
    "(December 2006) the …”"
)
THREE = "expected an initiative and a milestone at the most before a status, not 3 paragraphs"
NOTHING = "expected a table headed “Initiative”, “Key Milestones”, “Status”"


HEADING = "expected a heading “Area name: what it is to achieve”"
HEADINGS = "Initiative\n\nKey Milestones\n\nStatus\n\n"


NO_REPORT = {
    "nothing": ("", f"line 1: found nothing; {NOTHING}"),
    "blanks": ("\n \n\u00a0\n", f"line 1: found nothing; {NOTHING}"),
    "a plan": (PLAN, f"line 2: found “SECURITY”; {NOTHING}"),
}


@pytest.mark.parametrize(("text", "problem"), NO_REPORT.values(), ids=NO_REPORT)
def test_what_is_no_report_is_refused(text: str, problem: str) -> None:
    assert problems_of(report, text) == [problem]


MALFORMED = {
    "unknown status words": ("  1. Initiated", "Deferred", [f"line 29: found “Deferred”; {SCALE}"]),
    "unknown list mark": (
        "  1. Initiated",
        "• Initiated",
        [f"line 29: found “• Initiated”; {SCALE}"],
    ),
    "no status at the end": (
        "Full implementation delayed to June 2009",
        "",
        [
            "line 81: found “Build lanes. Measure waits.”; expected a status after a milestone",
            "line 84: found “Build a lane by 2008.”; expected a status after a milestone",
        ],
    ),
    "impossible revised date": (
        "Full implementation delayed to June 2009",
        "Delayed to June 31, 2009",
        [
            "line 86: found “Delayed to June 31, 2009”; "
            "expected a date in the calendar, not “June 31, 2009”"
        ],
    ),
    "impossible deadline": (
        "by 2008",
        "by June 31, 2008",
        [
            "line 84: found “Build a lane by June 31, 2008.”; "
            "expected a date in the calendar, not “June 31, 2008”"
        ],
    ),
    "no milestone": (
        "Build a lane by 2008.\n\n",
        "",
        [
            "line 81: found “Build lanes. Measure waits.”; "
            "expected an initiative before its first milestone"
        ],
    ),
    "no initiative": (
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
    "two statuses": (
        "\nAnd, within 9 months (March 2006), share it.\n",
        "",
        [
            "line 31: found “Completed (visits)”; "
            "expected one status for ALL; the first is on line 29"
        ],
    ),
    "status right under its milestone": (
        "Write a plan within 24 months (June 2007);\n\n",
        "Write a plan within 24 months (June 2007);\n",
        [
            "line 27: found “Write a plan within 24 months (June 2007); 1. Initiated”; "
            "expected a blank line between a status and other words"
        ],
    ),
    "status for one pair only": (
        "  1. US-MX: Delayed to Fall 2006",
        "",
        [f"line 21: {FORMS}; expected a status for each pair it concerns, US-MX too"],
    ),
    "two statuses for one pair": (
        "  1. US-MX: Delayed to Fall 2006",
        "US-CN: Delayed",
        [
            f"line 21: {FORMS}; expected a status for each pair it concerns, US-MX too",
            "line 25: found “US-CN: Delayed”; "
            "expected one status for US-CN; the first is on line 23",
        ],
    ),
    "status for all beside one for a pair": (
        "US- CN: Initiated",
        "Initiated",
        [
            "line 25: found “1. US-MX: Delayed to Fall 2006”; "
            "expected either one status for all parties or one for each pair"
        ],
    ),
    "status for a pair not concerned": (
        "\u00a0Partially completed",
        "US-MX: Partially completed",
        [
            "line 41: found “US-MX: Partially completed”; expected a status for US-CN, "
            "the only pair that this milestone's words name"
        ],
    ),
    "a paragraph too many": (
        "Train officers (“green lanes”) within",
        "Some words that stand there for no reason.\n\nTrain officers (“green lanes”) within",
        [
            f"line 43: found “Train officers.”; {THREE}",
            f"line 45: found “Some words that stand there for no reason.”; {THREE}",
        ],
    ),
    "refused status that is not missing too": (
        "US- CN: Initiated",
        "US- CN: Deferred",
        [f"line 23: found “US- CN: Deferred”; {SCALE}"],
    ),
    "refused pair that is not missing too": (
        "US- CN: Initiated",
        "CN-MX: Delayed",
        ["line 23: found “CN-MX: Delayed”; expected a status for “US-CN:” or “US-MX:”"],
    ),
    "missing status that disturbs no other milestone": (
        "US- CN: Initiated\n\n  1. US-MX: Delayed to Fall 2006\n",
        "",
        [f"line 19: found “Screen together.”; {THREE}", f"line 21: {FORMS}; {THREE}"],
    ),
    "table without a heading of its own": (
        HEADINGS,
        HEADINGS * 2,
        [f"line 19: found “Initiative”; {HEADING}"],
    ),
    "misspelt column head": (
        "Key Milestones",
        "Key Milestone",
        ["line 15: found “Key Milestone”; expected the column head “Key Milestones”"],
    ),
}


@pytest.mark.parametrize(("old", "new", "problems"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_report_is_refused_with_line_words_and_what_was_expected(
    old: str, new: str, problems: list[str]
) -> None:
    assert problems_of(report, rewritten(REPORT, old, new)) == problems


def test_a_broken_heading_is_named_and_hides_neither_its_goal_nor_the_other_areas() -> None:
    text = rewritten(REPORT, "Bioprotection: Protect food", "Bioprotection")
    problems = problems_of(report, text)
    assert f"line 51: found “Bioprotection”; {HEADING}" in problems
    assert "Cargo Security: Screen goods" not in str(problems)


def test_every_problem_is_listed_in_the_order_of_the_lines() -> None:
    text = rewritten(REPORT, "On track\n\nBioprotection", "Well under way\n\nBioprotection")
    text = rewritten(text, "  1. Initiated", "Deferred")
    text = rewritten(text, "by 2008", "before Fall 2008")
    assert problems_of(report, text) == [
        f"line 29: found “Deferred”; {SCALE}",
        f"line 47: found “Well under way”; {SCALE}",
        "line 84: found “Build a lane before Fall 2008.”; "
        "expected a date that has a first day, not “before Fall 2008”",
    ]


def test_an_area_without_any_initiative_is_refused() -> None:
    start, end = REPORT.index("Build lanes."), len(REPORT)
    assert "line 73: found “Border Facilitation: Build capacity”" in listing(
        report, REPORT[:start] + REPORT[end:]
    )
