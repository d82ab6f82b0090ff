"""Where the documents of 2005 and 2006 use other words for the same, or split a sentence."""

from __future__ import annotations

import pytest

from tests.milestones.documents.joined import milestones_of
from tests.milestones.documents.real import milestone, the_goals


@pytest.mark.parametrize(
    ("code", "text", "plan_text", "report_lines", "plan_lines"),
    [
        (
            "BP-4.1",
            "Within 24 months (June 2007), develop a coordinated strategy to identify and manage "
            "threats to our food supply and agricultural sectors, building upon successful customs "
            "processes and consistent with each country’s legislation;",
            "Within 24 months, develop a coordinated strategy to identify and manage threats to "
            "our food supply and agricultural sectors, building upon successful customs processes "
            "and consistent with each country's legislation, and, within 9 months, share "
            "approaches to determining risk from imported foods.",
            (213,),
            (64,),
        ),
        (
            "BP-4.2",
            "And, within 9 months (March 2006), share approaches to determining risk from imported "
            "foods.",
            "Within 24 months, develop a coordinated strategy to identify and manage threats to "
            "our food supply and agricultural sectors, building upon successful customs processes "
            "and consistent with each country's legislation, and, within 9 months, share "
            "approaches to determining risk from imported foods.",
            (217,),
            (64,),
        ),
        (
            "BF-1.3",
            "Develop a plan within 6 months (December 2005) for the expansion of the Vancouver "
            "NEXUS-Air pilot within North America, and;",
            "Develop a plan within 6 months for the expansion of the Vancouver NEXUS-Air pilot "
            "within North America, and examine the feasibility of expanding the eligibility for "
            "NEXUS-Air to include Mexican nationals.",
            (554,),
            (160,),
        ),
        (
            "BF-1.4",
            "Examine the feasibility of expanding the eligibility for NEXUS-Air to include Mexican "
            "nationals.",
            "Develop a plan within 6 months for the expansion of the Vancouver NEXUS-Air pilot "
            "within North America, and examine the feasibility of expanding the eligibility for "
            "NEXUS-Air to include Mexican nationals.",
            (558,),
            (160,),
        ),
        (
            "BF-1.5",
            "In partnership with stakeholders, reduce transit times by 25% at the Windsor-Detroit "
            "gateway within 6 months (December 2005), and;",
            "In partnership with stakeholders, reduce transit times by 25% at the Windsor-Detroit "
            "gateway within 6 months and explore expanding the 25% Challenge to other North "
            "American land border crossings within 18 months.",
            (562,),
            (160,),
        ),
        (
            "BF-1.6",
            "Explore expanding the 25% Challenge to other North American land border crossings "
            "within 18 months (December 2006).",
            "In partnership with stakeholders, reduce transit times by 25% at the Windsor-Detroit "
            "gateway within 6 months and explore expanding the 25% Challenge to other North "
            "American land border crossings within 18 months.",
            (566,),
            (160,),
        ),
        (
            "BF-1.8",
            "Assess the feasibility of further streamlining FAST processing at ports of entry "
            "(“green lanes”) within 18 months (December 2006).",
            "Assess the feasibility of further streamlining FAST processing at ports of entry "
            'within 18 months ("green lanes").',
            (574,),
            (160,),
        ),
        (
            "BF-1.11",
            "Complete a review of our transportation and border facility needs and identify "
            "priorities within 24 months (June 2007), and;",
            "Complete a review of our transportation and border facility needs and identify "
            "priorities within 24 months, and then in partnership with state and provincial "
            "partners, develop an implementation plan to prioritize future infrastructure "
            "investments by 2008.",
            (587,),
            (165,),
        ),
        (
            "BF-1.12",
            "Then, in partnership with state and provincial partners, develop an implementation "
            "plan to prioritize future infrastructure investments by 2008.",
            "Complete a review of our transportation and border facility needs and identify "
            "priorities within 24 months, and then in partnership with state and provincial "
            "partners, develop an implementation plan to prioritize future infrastructure "
            "investments by 2008.",
            (591,),
            (165,),
        ),
        (
            "LE-1.8",
            "Within 3 months (September 2005), agree to seven specific Mexico-U.S. programs for "
            "the exchange of information to enable the detection and dismantling of criminal "
            "organizations engaged in sexual or labour exploitation, especially of children or "
            "women.",
            "Within 3 months, agree to seven specific Mexico-U.S. programs for the exchange of "
            "information to enable the detection and dismantling of criminal organizations engaged "
            "in sexual or labour exploitation, especially of children or women.",
            (400,),
            (118,),
        ),
        (
            "BP-5.4",
            "Plan and test binational infrastructure for 24/7/365 early warning case reporting.",
            "Plan and test binational infrastructure for 24/7/365 early warning case reporting.",
            (235,),
            (65,),
        ),
    ],
)
def test_words_that_differ_are_kept_on_both_sides(
    code: str,
    text: str,
    plan_text: str,
    report_lines: tuple[int, ...],
    plan_lines: tuple[int, ...],
) -> None:
    found = milestone(code)
    assert (found.report.text, found.plan.text, found.report.lines, found.plan.lines) == (
        text,
        plan_text,
        report_lines,
        plan_lines,
    )


def test_only_four_sentences_of_the_plan_were_split() -> None:
    codes: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for one in milestones_of(the_goals()):
        codes.setdefault((one.plan.text, one.plan.lines), []).append(one.code)
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
    (found,) = (
        initiative
        for goal in the_goals()
        for area in goal.parts
        for initiative in area.parts
        if initiative.code == code
    )
    assert len(found.report.text.split("\n")) == paragraphs
    assert len(found.plan.benefits) == benefits
    assert (found.plan.lines, found.report.lines) == (plan_lines, report_lines)


def test_an_objective_in_differing_case_is_kept_on_both_sides() -> None:
    cargo = the_goals()[0].parts[1]
    assert cargo.report.objective.endswith("first point of entry to North America")
    assert cargo.plan.objective.endswith("first point of entry to north america")
    assert (cargo.plan.lines, cargo.report.lines) == ((34, 39, 44), (83,))
