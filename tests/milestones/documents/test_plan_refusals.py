"""What makes a plan unreadable: each problem with its line, its words and what was expected."""

from __future__ import annotations

import pytest

from tests.milestones.documents.small import PLAN, REPORT, plan, problems_of, rewritten

HEADER = "INITIATIVE\tHOW IT BENEFITS NORTH AMERICA\tKEY MILESTONES\n"
NOTHING = "expected a table headed INITIATIVE, HOW IT BENEFITS NORTH AMERICA, KEY MILESTONES"


COLUMNS = "found “INITIATIVE HOW IT BENEFITS NORTH AMERICA KEY MILESTONES”"
HEADING = "expected a heading “Area name: what it is to achieve”"


NO_PLAN = {
    "nothing": ("", f"line 1: found nothing; {NOTHING}"),
    "blanks": ("\n \n\u00a0\n", f"line 1: found nothing; {NOTHING}"),
    "a report": (REPORT, f"line 1: found “Symbol of the Government”; {NOTHING}"),
    "no table": ("\n\n\nSECURITY\n", f"line 4: found “SECURITY”; {NOTHING}"),
    "no goal": (
        f"Cargo Security: Screen goods\n\n{HEADER}Screen.\tSafer.\tAct.\n",
        "line 1: found “Cargo Security: Screen goods”; "
        "expected a goal and the list of its areas before the first area",
    ),
    "areas without a goal": (
        f"CARGO SECURITY\n\nCargo Security\n\nCargo Security: Screen\n\n{HEADER}a\tb\tc\n",
        "line 1: found “CARGO SECURITY”; expected a goal above the list of its areas, in capitals",
    ),
    "a table at the very start": (f"{HEADER}a\tb\tc\n", f"line 1: {COLUMNS}; {HEADING}"),
    "no row": (
        PLAN[: PLAN.index("<p>Build lanes.</p>")],
        "line 38: found “Border Facilitation: build capacity”; "
        "expected at least one initiative under this heading",
    ),
}


@pytest.mark.parametrize(("text", "problem"), NO_PLAN.values(), ids=NO_PLAN)
def test_what_is_no_plan_is_refused(text: str, problem: str) -> None:
    assert problems_of(plan, text) == [problem]


MALFORMED = {
    "two cells": (
        "Train officers.\tBetter officers.\t",
        "Train officers.\tBetter officers. ",
        [
            "line 21: found “Train officers. Better officers. <p>Train officers within 18 "
            "months (“green lanes”).</p>”; expected 3 cells set apart by tabs, not 2"
        ],
    ),
    "four cells": (
        "Shorter waits.\t",
        "Shorter waits.\t\t",
        [
            "line 41: found “<p>Build lanes.</p> <p>Measure waits.</p> Shorter waits. "
            "<p>Build a lane by 2008.</p>”; expected 3 cells set apart by tabs, not 4"
        ],
    ),
    "paragraph not closed": (
        "<p>Faster trade.</p>",
        "<p>Faster trade.",
        [
            "line 15: found “<p>Safer ports.</p> <p>Faster trade.”; "
            "expected a cell of plain words or of <p>…</p> paragraphs"
        ],
    ),
    "words between paragraphs": (
        "<p>Safer ports.</p>",
        "<p>Safer ports.</p> and then",
        [
            "line 15: found “<p>Safer ports.</p> and then <p>Faster trade.</p>”; "
            "expected a cell of plain words or of <p>…</p> paragraphs"
        ],
    ),
    "no milestone": (
        "\t<p>Build a lane by 2008.</p>",
        "\t",
        [
            "line 41: found “<p>Build lanes.</p> <p>Measure waits.</p> Shorter waits.”; "
            "expected at least one milestone"
        ],
    ),
    "impossible date": (
        "by 2008",
        "before February 30, 2008",
        [
            "line 41: found “Build a lane before February 30, 2008.”; expected a date in the "
            "calendar, not “February 30, 2008”"
        ],
    ),
    "first row without an initiative": (
        "Screen together.\t",
        "\t",
        [
            "line 15: found nothing; "
            "expected an initiative, or one before it in the same area to go on with",
            "line 20: found nothing; "
            "expected an initiative, or one before it in the same area to go on with",
        ],
    ),
    "row without an initiative in another area": (
        "Protect each country's food.\t",
        "\t",
        [
            "line 28: found nothing; "
            "expected an initiative, or one before it in the same area to go on with"
        ],
    ),
    "stray words between tables": (
        "\nBioprotection\n\nBioprotection",
        "\nAn afterthought.\n\nBioprotection\n\nBioprotection",
        ["line 23: found “An afterthought.”; expected only headings and tables here"],
    ),
    "stray words at the end": (
        "by 2008.</p>\n",
        "by 2008.</p>\n\nAn afterthought.\n",
        ["line 43: found “An afterthought.”; expected only headings and tables here"],
    ),
    "heading that changes": (
        "Cargo Security: Screen goods before they leave\n\nINITIATIVE\tHOW IT BENEFITS NORTH "
        "AMERICA\tKey",
        "Cargo Security: Screen cargo\n\nINITIATIVE\tHOW IT BENEFITS NORTH AMERICA\tKey",
        ["line 17: found “Cargo Security: Screen cargo”; expected the same heading as on line 12"],
    ),
    "listed area of another goal": (
        "**BORDER FACILITATION**",
        "**BORDER FACILITATION\nBIOPROTECTION**",
        ["line 35: found “BIOPROTECTION**”; expected a table for each area in this list"],
    ),
    "area that is not listed": (
        "CARGO SECURITY\nBIOPROTECTION\n",
        "CARGO SECURITY\n",
        [
            "line 24: found “Bioprotection: Protect food”; "
            "expected an area listed under the goal on line 6"
        ],
    ),
    "second table without a heading": (
        "\tKEY MILESTONES\nProtect",
        f"\tKEY MILESTONES\na\tb\tc\n\n{HEADER}Protect",
        [f"line 30: {COLUMNS}; {HEADING}"],
    ),
    "area that comes again after another": (
        "\n\n*MOVE",
        f"\nCargo Security: Screen goods before they leave\n\n{HEADER}a\tb\tc\n\n\n*MOVE",
        [
            "line 30: found “Cargo Security: Screen goods before they leave”; "
            "expected “Cargo Security” once, not again after another area"
        ],
    ),
    "listed area without a table": (
        "BIOPROTECTION\n",
        "BIOPROTECTION\nAVIATION\n",
        ["line 8: found “AVIATION”; expected a table for each area in this list"],
    ),
    "unknown column head": (
        "INITIATIVE\t",
        "INITIATIVES\t",
        [f"line 14: {COLUMNS.replace('IVE ', 'IVES ')}; {NOTHING}"],
    ),
    "long words": (
        "by 2008.</p>\n",
        f"by 2008.</p>\n\n{'word ' * 30}\n",
        [f"line 43: found “{'word ' * 17}word…”; expected only headings and tables here"],
    ),
}


@pytest.mark.parametrize(("old", "new", "problems"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_plan_is_refused_with_line_words_and_what_was_expected(
    old: str, new: str, problems: list[str]
) -> None:
    assert problems_of(plan, rewritten(PLAN, old, new)) == problems


def test_a_broken_heading_is_named_and_hides_neither_its_goal_nor_the_other_areas() -> None:
    problems = problems_of(plan, rewritten(PLAN, "Bioprotection: Protect food", "Bioprotection"))
    assert f"line 25: found “Bioprotection”; {HEADING}" in problems
    assert "Cargo Security: Screen goods" not in str(problems)


def test_every_problem_is_listed_in_the_order_of_the_lines() -> None:
    text = rewritten(PLAN, "by 2008", "by June 31, 2008")
    text = rewritten(text, "Better officers.\t", "Better officers. ")
    text = rewritten(text, "<p>Faster trade.</p>", "Faster trade.")
    text = rewritten(text, "12 months and annually", "12 months (February 30, 2006) and annually")
    problems = problems_of(plan, text)
    assert [problem.partition(":")[0] for problem in problems] == (
        ["line 15", "line 21", "line 28", "line 41"]
    )
