"""The two documents of 2005 and 2006, as they lie in the repository, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from milestones.documents.joining import Joined, join
from milestones.documents.plan import read_plan
from milestones.documents.records import DocumentRecord, GoalRecord, MilestoneRecord
from milestones.documents.report import read_report
from tests.milestones.documents.joined import milestones_of
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
def the_goals() -> tuple[Joined[GoalRecord], ...]:
    return join(the_plan(), the_report())


def milestone(code: str) -> Joined[MilestoneRecord]:
    (joined,) = (joined for joined in milestones_of(the_goals()) if joined.code == code)
    return joined
