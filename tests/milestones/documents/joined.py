"""Small plans and reports set side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from milestones.documents.errors import DocumentError
from milestones.documents.joining import Joined, join
from milestones.documents.records import GoalRecord, MilestoneRecord
from tests.milestones.documents.small import PLAN, REPORT, plan, report

TABLE = "Cargo Security\n\nCargo Security: Screen\n\n"
PLAN_TABLE = f"GOAL\n\nCARGO SECURITY\n\n{TABLE}" + (
    "INITIATIVE\tHOW IT BENEFITS NORTH AMERICA\tKEY MILESTONES\n"
)
REPORT_TABLE = f"GOAL\n\nCargo Security\n\n{TABLE}Initiative\n\nKey Milestones\n\nStatus\n\n"


def milestones_of(goals: Iterable[Joined[GoalRecord]]) -> Iterator[Joined[MilestoneRecord]]:
    """Return all milestones in document order."""
    areas = (area for goal in goals for area in goal.parts)
    initiatives = (initiative for area in areas for initiative in area.parts)
    return (milestone for initiative in initiatives for milestone in initiative.parts)


def joined(plan_text: str = PLAN, report_text: str = REPORT) -> tuple[Joined[GoalRecord], ...]:
    return join(plan(plan_text), report(report_text))


def refusal(plan_text: str = PLAN, report_text: str = REPORT) -> str:
    with pytest.raises(DocumentError) as refused:
        joined(plan_text, report_text)
    return str(refused.value)


def promises(*sentences: str) -> str:
    """A plan of one initiative with these milestones."""
    return f"{PLAN_TABLE}Act.\tGood.\t{''.join(f'<p>{words}</p>' for words in sentences)}\n"


def progress(*milestones: str) -> str:
    """A report of one initiative with these milestones, all on track."""
    return "\n\n".join([f"{REPORT_TABLE}Act.", *(f"{words}\n\nOn track" for words in milestones)])


def beside(plan_text: str, report_text: str) -> list[tuple[str, str, str]]:
    """Each milestone's code, and its words in the report and in the plan."""
    return [
        (m.code, m.report.text, m.plan.text) for m in milestones_of(joined(plan_text, report_text))
    ]
