"""Where the documents of 2005 and 2006 use other words for the same, or split a sentence."""

from __future__ import annotations

import pytest

from tests.milestones.documents.joined import milestones_of
from tests.milestones.documents.real import milestone, the_goals


@pytest.mark.parametrize(
    ("code", "report_line", "plan_line", "beginning", "end"),
    [
        ("BP-4.1", 213, 64, "Within 24 months, develop", "risk from imported foods."),
        ("BP-4.2", 217, 64, "Within 24 months, develop", "risk from imported foods."),
        ("BF-1.3", 554, 160, "Develop a plan within", "to include Mexican nationals."),
        ("BF-1.4", 558, 160, "Develop a plan within", "to include Mexican nationals."),
        ("BF-1.5", 562, 160, "In partnership with stakeholders,", "crossings within 18 months."),
        ("BF-1.6", 566, 160, "In partnership with stakeholders,", "crossings within 18 months."),
        ("BF-1.8", 574, 160, "Assess the feasibility of", '18 months ("green lanes").'),
        ("BF-1.11", 587, 165, "Complete a review of", "infrastructure investments by 2008."),
        ("BF-1.12", 591, 165, "Complete a review of", "infrastructure investments by 2008."),
        ("LE-1.8", 400, 118, "Within 3 months, agree", "of children or women."),
        ("BP-5.4", 235, 65, "Plan and test binational", "early warning case reporting."),
    ],
)
def test_words_that_differ_are_kept_on_both_sides(
    code: str, report_line: int, plan_line: int, beginning: str, end: str
) -> None:
    """``test_real_documents`` proves that these lines have the words of the two sentences."""
    joined = milestone(code)
    assert (joined.report.lines, joined.plan.lines) == ((report_line,), (plan_line,))
    assert joined.plan.text.startswith(beginning)
    assert joined.plan.text.endswith(end)


def test_only_four_sentences_of_the_plan_were_split() -> None:
    codes: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for joined in milestones_of(the_goals()):
        codes.setdefault((joined.plan.text, joined.plan.lines), []).append(joined.code)
    assert [shared for shared in codes.values() if len(shared) > 1] == [
        ["BP-4.1", "BP-4.2"],
        ["BF-1.3", "BF-1.4"],
        ["BF-1.5", "BF-1.6"],
        ["BF-1.11", "BF-1.12"],
    ]


@pytest.mark.parametrize(
    ("code", "paragraphs", "benefits", "plan_lines", "report_lines"),
    [
        ("TS-1", 1, 3, (22,), (23,)),
        ("LE-1", 1, 2, (113, 118), (370,)),
        ("BF-1", 2, 4, (160, 165), (543, 544)),
        ("BF-2", 1, 1, (166,), (595,)),
    ],
)
def test_the_irregular_initiatives(
    code: str,
    paragraphs: int,
    benefits: int,
    plan_lines: tuple[int, ...],
    report_lines: tuple[int, ...],
) -> None:
    (joined,) = (
        initiative
        for goal in the_goals()
        for area in goal.parts
        for initiative in area.parts
        if initiative.code == code
    )
    assert len(joined.report.text.split("\n")) == paragraphs
    assert len(joined.plan.benefits) == benefits
    assert (joined.plan.lines, joined.report.lines) == (plan_lines, report_lines)


def test_an_objective_in_differing_case_is_kept_on_both_sides() -> None:
    cargo = the_goals()[0].parts[1]
    assert cargo.report.objective.endswith("first point of entry to North America")
    assert cargo.plan.objective.endswith("first point of entry to north america")
    assert (cargo.plan.lines, cargo.report.lines) == ((34, 39, 44), (83,))
