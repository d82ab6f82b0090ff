"""The two documents of 2005 and 2006, as they lie in the repository."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from tests.milestones.documents.joined import milestones_of
from tests.milestones.documents.real import PLAN, REPORT, source, the_goals, the_plan, the_report


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
    assert not any(milestone.statuses for milestone in plan.milestones)


def test_the_totals_of_the_report() -> None:
    report = the_report()
    assert len(report.goals) == 3
    assert len(list(report.areas)) == 10
    assert len(list(report.initiatives)) == 27
    assert len(list(report.milestones)) == 106
    assert sum(len(milestone.deadlines) for milestone in report.milestones) == 94
    assert sum(len(milestone.statuses) for milestone in report.milestones) == 116
    assert not any(initiative.benefits for initiative in report.initiatives)


def test_ninety_six_milestones_have_one_status_and_ten_have_one_for_each_pair() -> None:
    assert Counter(
        tuple(status.pair.value for status in milestone.statuses)
        for milestone in the_report().milestones
    ) == {("ALL",): 96, ("US-CN", "US-MX"): 10}


def test_the_goals_keep_their_capitals() -> None:
    assert [
        (goal.code, goal.report.name, goal.plan.lines, goal.report.lines) for goal in the_goals()
    ] == [
        ("1", "SECURE NORTH AMERICA FROM EXTERNAL THREATS", (9,), (6,)),
        ("2", "PREVENT AND RESPOND TO THREATS WITHIN NORTH AMERICA", (75,), (268,)),
        (
            "3",
            "FURTHER STREAMLINE THE SECURE MOVEMENT OF LOW-RISK TRAFFIC ACROSS OUR SHARED BORDERS",
            (147, 148),
            (527,),
        ),
    ]


def test_every_initiative_has_its_number_of_milestones() -> None:
    assert [
        f"{initiative.code}: {len(initiative.parts)}"
        for goal in the_goals()
        for area in goal.parts
        for initiative in area.parts
    ] == (
        "TS-1: 5, TS-2: 4, TS-3: 3, CS-1: 2, CS-2: 6, CS-3: 4, CS-4: 2, "
        "BP-1: 2, BP-2: 4, BP-3: 2, BP-4: 2, BP-5: 4, BP-6: 3, BP-7: 3, "
        "AS-1: 6, MS-1: 4, MS-2: 4, LE-1: 9, LE-2: 2, LE-3: 3, IC-1: 3, "
        "PR-1: 3, PR-2: 7, BF-1: 12, BF-2: 3, ST-1: 2, ST-2: 2"
    ).split(", ")


def test_the_milestones_that_concern_one_pair_only() -> None:
    pairs: dict[str, list[str]] = {"US-CN": [], "US-MX": [], "ALL": []}
    for milestone in milestones_of(the_goals()):
        pairs[milestone.report.parties.value].append(milestone.code)
    assert (
        pairs["US-CN"]
        == (
            "TS-1.5 TS-2.3 TS-3.2 CS-1.2 CS-2.3 CS-3.3 CS-4.1 LE-1.3 LE-3.2 LE-3.3 BF-1.7 ST-2.1"
        ).split()
    )
    assert pairs["US-MX"] == "CS-2.4 CS-3.4 LE-1.4 LE-1.6 LE-1.8 BF-1.10".split()
    assert len(pairs["ALL"]) == 88


def test_every_milestone_stands_on_the_lines_it_names() -> None:
    plan, report = (source(name).decode().split("\n") for name in (PLAN, REPORT))
    for milestone in milestones_of(the_goals()):
        (plan_line,), (line,) = milestone.plan.lines, milestone.report.lines
        assert milestone.plan.text in plan[plan_line - 1]
        assert " ".join(report[line - 1].split()) == milestone.report.text
        for status in milestone.report.statuses:
            assert status.source_line
            assert line < status.source_line <= line + 4
            words = " ".join(report[status.source_line - 1].split())
            assert words.endswith(status.as_reported)
