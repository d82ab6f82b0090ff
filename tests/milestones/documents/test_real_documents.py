"""The two documents of 2005 and 2006, as they lie in the repository."""

from __future__ import annotations

import hashlib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from milestones.documents.joining import JoinedGoal, JoinedMilestone, join, milestones_of
from milestones.documents.plan import read_plan
from milestones.documents.records import DocumentRecord
from milestones.documents.report import read_report
from tests.milestones.documents.small import MONTH_ZERO

PLAN = "security-priorities-plan.txt"
REPORT = "security-priorities-status.txt"


def source(name: str) -> bytes:
    return (Path(settings.FIXTURES) / "sources" / name).read_bytes()


@cache
def the_plan() -> DocumentRecord:
    return read_plan(source(PLAN), MONTH_ZERO, PLAN)


@cache
def the_report() -> DocumentRecord:
    return read_report(source(REPORT), MONTH_ZERO, REPORT)


@cache
def the_goals() -> tuple[JoinedGoal, ...]:
    return join(the_plan(), the_report())


def milestone(code: str) -> JoinedMilestone:
    (found,) = (one for one in milestones_of(the_goals()) if one.code == code)
    return found


@pytest.mark.parametrize(
    ("name", "first", "last"), [(PLAN, "18b3907f", "115e"), (REPORT, "896e9ef5", "6420")]
)
def test_the_documents_are_the_published_ones_byte_for_byte(
    name: str, first: str, last: str
) -> None:
    digest = hashlib.sha256(source(name)).hexdigest()
    assert (digest[:8], digest[-4:]) == (first, last)


def test_the_totals_of_the_plan() -> None:
    plan = the_plan()
    assert len(plan.goals) == 3
    assert len(list(plan.areas)) == 10
    assert len(list(plan.initiatives)) == 27
    assert len(list(plan.milestones)) == 102
    assert sum(len(initiative.benefits) for initiative in plan.initiatives) == 35
    assert not any(one.statuses for one in plan.milestones)


def test_the_totals_of_the_report() -> None:
    report = the_report()
    assert len(report.goals) == 3
    assert len(list(report.areas)) == 10
    assert len(list(report.initiatives)) == 27
    assert len(list(report.milestones)) == 106
    assert sum(len(one.deadlines) for one in report.milestones) == 94
    assert sum(len(one.statuses) for one in report.milestones) == 116
    assert not any(initiative.benefits for initiative in report.initiatives)


def test_ninety_six_milestones_have_one_status_and_ten_have_one_for_each_pair() -> None:
    assert Counter(
        tuple(status.pair.value for status in one.statuses) for one in the_report().milestones
    ) == {("ALL",): 96, ("US-CN", "US-MX"): 10}


def test_the_totals_of_the_joined_documents() -> None:
    goals = the_goals()
    areas = [area for goal in goals for area in goal.areas]
    initiatives = [initiative for area in areas for initiative in area.initiatives]
    assert (len(goals), len(areas), len(initiatives)) == (3, 10, 27)
    assert len(list(milestones_of(goals))) == 106
    assert len({one.code for one in milestones_of(goals)}) == 106
    assert sum(len(initiative.benefits) for initiative in initiatives) == 35


def test_every_area_has_its_public_letters_in_document_order() -> None:
    assert [(area.code, area.name) for goal in the_goals() for area in goal.areas] == [
        ("TS", "Traveller Security"),
        ("CS", "Cargo Security"),
        ("BP", "Bioprotection"),
        ("AS", "Aviation Security"),
        ("MS", "Maritime Security"),
        ("LE", "Law Enforcement Cooperation"),
        ("IC", "Intelligence Cooperation"),
        ("PR", "Protection, Prevention and Response"),
        ("BF", "Border Facilitation"),
        ("ST", "Science and Technology Cooperation"),
    ]


def test_the_goals_keep_their_capitals() -> None:
    assert [
        (goal.number, goal.name, goal.plan_lines, goal.report_lines) for goal in the_goals()
    ] == [
        (1, "SECURE NORTH AMERICA FROM EXTERNAL THREATS", (9,), (6,)),
        (2, "PREVENT AND RESPOND TO THREATS WITHIN NORTH AMERICA", (75,), (268,)),
        (
            3,
            "FURTHER STREAMLINE THE SECURE MOVEMENT OF LOW-RISK TRAFFIC ACROSS OUR SHARED BORDERS",
            (147, 148),
            (527,),
        ),
    ]


def test_every_initiative_has_its_number_of_milestones() -> None:
    assert [
        f"{initiative.code}: {len(initiative.milestones)}"
        for goal in the_goals()
        for area in goal.areas
        for initiative in area.initiatives
    ] == (
        "TS-1: 5, TS-2: 4, TS-3: 3, CS-1: 2, CS-2: 6, CS-3: 4, CS-4: 2, "
        "BP-1: 2, BP-2: 4, BP-3: 2, BP-4: 2, BP-5: 4, BP-6: 3, BP-7: 3, "
        "AS-1: 6, MS-1: 4, MS-2: 4, LE-1: 9, LE-2: 2, LE-3: 3, IC-1: 3, "
        "PR-1: 3, PR-2: 7, BF-1: 12, BF-2: 3, ST-1: 2, ST-2: 2"
    ).split(", ")


def test_the_statuses_as_reported() -> None:
    assert Counter(
        status.as_reported for one in the_report().milestones for status in one.statuses
    ) == {
        "On track": 63,
        "Initiated": 14,
        "Delayed": 10,
        "Completed": 9,
        "Completed / Ongoing": 7,
        "Delayed to June 2007": 2,
        "Full implementation delayed to Fall 2006": 2,
        "Partially Completed": 2,
        "Partially completed": 1,
        "Partially Completed, Finished Fall 2006": 1,
        "Partially Completed, Finished in Fall 2006": 1,
        "Completed (visits)": 1,
        "Full implementation delayed to June 2007": 1,
        "Delayed to December 2007": 1,
        "Initiated, Negotiations Completed by Fall 2006": 1,
    }


def test_the_milestones_that_concern_one_pair_only() -> None:
    pairs: dict[str, list[str]] = {"US-CN": [], "US-MX": [], "ALL": []}
    for one in milestones_of(the_goals()):
        pairs[one.parties.value].append(one.code)
    assert (
        pairs["US-CN"]
        == (
            "TS-1.5 TS-2.3 TS-3.2 CS-1.2 CS-2.3 CS-3.3 CS-4.1 LE-1.3 LE-3.2 LE-3.3 BF-1.7 ST-2.1"
        ).split()
    )
    assert pairs["US-MX"] == "CS-2.4 CS-3.4 LE-1.4 LE-1.6 LE-1.8 BF-1.10".split()
    assert len(pairs["ALL"]) == 88


def test_the_milestones_without_a_deadline() -> None:
    assert [one.code for one in milestones_of(the_goals()) if not one.deadlines] == (
        "CS-2.4 CS-2.5 BP-5.4 LE-3.1 LE-3.3 IC-1.1 IC-1.2 PR-1.3 BF-1.4 ST-1.1 ST-1.2 ST-2.1 ST-2.2"
    ).split()


@pytest.mark.parametrize(
    ("code", "deadlines"),
    [
        ("TS-1.1", [("2006-06", "printed", "within 12 months (June 2006)", False)]),
        ("TS-1.2", [("2007-12-31", "printed", "before January 1, 2008", False)]),
        (
            "CS-1.1",
            [("2006-06", "printed", "within 12 months (June 2006) and annually thereafter", True)],
        ),
        (
            "CS-2.1",
            [
                ("2005-12", "printed", "within 6 months (December 2005)", False),
                ("2006-12", "printed", "within 18 months (December 2006)", False),
            ],
        ),
        ("CS-2.3", [("2005-12", "printed", "Within 6 months (December 2005)", False)]),
        ("CS-2.6", [("2007-12", "printed", "Within 18 months of adoption (December 2007)", False)]),
        ("CS-4.1", [("2006-12", "printed", "Within 18 months … (December 2006)", False)]),
        ("CS-4.2", [("2008-06", "printed", "Over the next 36 months … (June 2008)", False)]),
        ("BP-7.1", [("2005-12", "derived", "Within 6 months", False)]),
        ("BP-7.2", [("2007-03", "derived", "within 21 months", False)]),
        ("BP-7.3", [("2007-06", "derived", "within 24 months", False)]),
        ("PR-1.2", [("2007-06", "derived", "Over the next two years", False)]),
        ("PR-2.1", [("2005-12", "printed", "within 6 months (December 2005)", False)]),
        ("BF-1.5", [("2005-12", "printed", "within 6 months (December 2005)", False)]),
        ("BF-1.8", [("2006-12", "printed", "within 18 months (December 2006)", False)]),
        ("BF-1.11", [("2007-06", "printed", "within 24 months (June 2007)", False)]),
        ("BF-1.12", [("2008", "printed", "by 2008", False)]),
    ],
)
def test_the_irregular_deadlines(code: str, deadlines: list[tuple[str, str, str, bool]]) -> None:
    assert [
        (one.when.code, one.basis.value, one.wording, one.recurring)
        for one in milestone(code).deadlines
    ] == deadlines


def test_only_four_deadlines_are_derived_and_only_one_recurs() -> None:
    derived = [
        one.code
        for one in milestones_of(the_goals())
        if any(deadline.basis == "derived" for deadline in one.deadlines)
    ]
    recurring = [
        one.code
        for one in milestones_of(the_goals())
        if any(deadline.recurring for deadline in one.deadlines)
    ]
    assert derived == ["BP-7.1", "BP-7.2", "BP-7.3", "PR-1.2"]
    assert recurring == ["CS-1.1"]


def test_how_often_each_deadline_is_set() -> None:
    dates = Counter(
        deadline.when.code for one in milestones_of(the_goals()) for deadline in one.deadlines
    )
    assert [f"{code}: {count}" for code, count in sorted(dates.items())] == (
        "2005-09: 1, 2005-12: 12, 2006-03: 13, 2006-06: 20, 2006-12: 15, 2007-03: 7, 2007-06: 14, "
        "2007-12: 2, 2007-12-31: 1, 2008: 1, 2008-03: 2, 2008-06: 6"
    ).split(", ")


@pytest.mark.parametrize(
    ("code", "statuses"),
    [
        (
            "TS-1.1",
            [
                (
                    "US-CN",
                    "partially_completed",
                    "Partially Completed, Finished Fall 2006",
                    "2006-Fall",
                    "Finished",
                    27,
                ),
                ("US-MX", "initiated", "Initiated", None, "", 28),
            ],
        ),
        (
            "TS-2.1",
            [
                ("US-CN", "completed_ongoing", "Completed / Ongoing", None, "", 50),
                ("US-MX", "initiated", "Initiated", None, "", 51),
            ],
        ),
        (
            "TS-2.2",
            [
                (
                    "ALL",
                    "partially_completed",
                    "Partially Completed, Finished in Fall 2006",
                    "2006-Fall",
                    "Finished",
                    55,
                )
            ],
        ),
        (
            "TS-3.3",
            [
                ("US-CN", "initiated", "Initiated", None, "", 77),
                ("US-MX", "delayed", "Delayed", None, "", 79),
            ],
        ),
        ("CS-2.5", [("ALL", "initiated", "Initiated", None, "", 121)]),
        (
            "CS-3.2",
            [
                ("US-CN", "completed", "Completed", None, "", 135),
                ("US-MX", "delayed", "Delayed", None, "", 136),
            ],
        ),
        ("CS-3.4", [("ALL", "initiated", "Initiated", None, "", 144)]),
        (
            "BP-2.2",
            [
                (
                    "US-CN",
                    "delayed",
                    "Full implementation delayed to Fall 2006",
                    "2006-Fall",
                    "Full implementation",
                    184,
                ),
                ("US-MX", "completed", "Completed", None, "", 185),
            ],
        ),
        (
            "BP-2.4",
            [
                (
                    "ALL",
                    "delayed",
                    "Full implementation delayed to June 2007",
                    "2007-06",
                    "Full implementation",
                    193,
                )
            ],
        ),
        ("BP-3.1", [("ALL", "delayed", "Delayed to December 2007", "2007-12", "", 205)]),
        ("BP-4.2", [("ALL", "delayed", "Delayed to June 2007", "2007-06", "", 219)]),
        ("BP-6.1", [("ALL", "delayed", "Delayed to June 2007", "2007-06", "", 243)]),
        (
            "BP-6.2",
            [
                (
                    "ALL",
                    "delayed",
                    "Full implementation delayed to Fall 2006",
                    "2006-Fall",
                    "Full implementation",
                    247,
                )
            ],
        ),
        (
            "MS-1.1",
            [
                ("US-CN", "completed", "Completed", None, "", 327),
                ("US-MX", "partially_completed", "Partially Completed", None, "", 328),
            ],
        ),
        ("MS-1.3", [("ALL", "completed", "Completed (visits)", None, "visits", 336)]),
        ("LE-1.8", [("ALL", "partially_completed", "Partially completed", None, "", 402)]),
        (
            "IC-1.3",
            [
                ("US-CN", "completed_ongoing", "Completed / Ongoing", None, "", 454),
                ("US-MX", "initiated", "Initiated", None, "", 455),
            ],
        ),
        (
            "PR-2.3",
            [
                ("US-CN", "on_track", "On track", None, "", 507),
                ("US-MX", "delayed", "Delayed", None, "", 508),
            ],
        ),
        (
            "PR-2.5",
            [
                ("US-CN", "on_track", "On track", None, "", 516),
                ("US-MX", "initiated", "Initiated", None, "", 517),
            ],
        ),
        (
            "BF-1.7",
            [
                (
                    "ALL",
                    "initiated",
                    "Initiated, Negotiations Completed by Fall 2006",
                    "2006-Fall",
                    "Negotiations Completed",
                    572,
                )
            ],
        ),
        (
            "BF-1.9",
            [
                ("US-CN", "initiated", "Initiated", None, "", 580),
                ("US-MX", "on_track", "On track", None, "", 581),
            ],
        ),
    ],
)
def test_the_irregular_statuses(
    code: str, statuses: list[tuple[str, str, str, str | None, str, int]]
) -> None:
    assert [
        (
            one.pair.value,
            one.status.value,
            one.as_reported,
            one.revised.code if one.revised else None,
            one.note,
            one.line,
        )
        for one in milestone(code).statuses
    ] == statuses


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
    assert (found.text, found.plan_text, found.report_lines, found.plan_lines) == (
        text,
        plan_text,
        report_lines,
        plan_lines,
    )


def test_only_four_sentences_of_the_plan_were_split() -> None:
    codes: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for one in milestones_of(the_goals()):
        codes.setdefault((one.plan_text, one.plan_lines), []).append(one.code)
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
        for area in goal.areas
        for initiative in area.initiatives
        if initiative.code == code
    )
    assert len(found.text.split("\n")) == paragraphs
    assert len(found.benefits) == benefits
    assert (found.plan_lines, found.report_lines) == (plan_lines, report_lines)


def test_an_objective_in_differing_case_is_kept_on_both_sides() -> None:
    cargo = the_goals()[0].areas[1]
    assert cargo.objective.endswith("first point of entry to North America")
    assert cargo.plan_objective.endswith("first point of entry to north america")
    assert (cargo.plan_lines, cargo.report_lines) == ((34, 39, 44), (83,))


def test_every_milestone_stands_on_the_lines_it_names() -> None:
    plan, report = (source(name).decode().split("\n") for name in (PLAN, REPORT))
    for one in milestones_of(the_goals()):
        (plan_line,), (line,) = one.plan_lines, one.report_lines
        assert one.plan_text in plan[plan_line - 1]
        assert " ".join(report[line - 1].split()) == one.text
        for status in one.statuses:
            assert " ".join(report[status.line - 1].split()).endswith(status.as_reported)
            assert line < status.line <= line + 4
