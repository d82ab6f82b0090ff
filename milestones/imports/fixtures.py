"""Build the fixtures from the two documents.

``fixtures/editions.json`` names the documents and gives the dates that they do not print;
everything else is read from the documents.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils.text import slugify

from milestones.documents.joining import Joined, join
from milestones.documents.plan import read_plan
from milestones.documents.records import (
    AreaRecord,
    DeadlineRecord,
    GoalRecord,
    InitiativeRecord,
    MilestoneRecord,
)
from milestones.documents.report import read_report
from milestones.models import Deadline, Milestone, PairStatus, StatusReport, StatusUpdate
from milestones.models.status import LINE_COLUMNS, line_row
from priorities.models import Goal, Initiative, Plan, PriorityArea, translated_fields

LEFT_OUT: dict[str, set[type[Model]]] = {
    "text": {Plan, StatusReport},
    "recorder": {StatusUpdate},
    "approved_by": {StatusUpdate},
    "approver": {StatusUpdate},
    "recorded_at": {StatusUpdate},
    "source": {StatusUpdate},
    "sentence": {StatusUpdate},
    "sentence_lines": {StatusUpdate},
    "introduced_by": {Milestone},
    **{field: {Goal, PriorityArea} for field in translated_fields("name")},
    **{field: {PriorityArea} for field in translated_fields("objective")},
}
"""Fields left out of the fixtures, with the models that have them.

The text is in the documents themselves, recording details and translations are set when the
fixtures are loaded, and the rest concerns later editions and other sources.
"""


def build_fixtures(folder: Path) -> dict[Path, str]:
    """Read the documents in ``folder/sources`` and return the content of each fixture file.

    Raises DocumentError if a document cannot be read, or the two do not match.
    """
    editions = json.loads((folder / "editions.json").read_text("utf-8"))
    plan, report = Plan(**editions["plan"]), StatusReport(**editions["report"])
    data = {}
    for source in (plan, report):
        data[source.document] = (folder / "sources" / source.document).read_bytes()
        source.sha256 = hashlib.sha256(data[source.document]).hexdigest()
        source.clean_fields(exclude=["text"])  # Turns the days into dates.
    goals = join(
        read_plan(data[plan.document], plan.published, plan.document),
        read_report(data[report.document], plan.published, report.document),
    )
    objects = list(_model_objects(plan, report, goals))
    return {
        folder / "priorities.json": _serialize(objects, "priorities"),
        folder / "milestones.json": _serialize(objects, "milestones"),
    }


def _model_objects(
    plan: Plan, report: StatusReport, goals: Iterable[Joined[GoalRecord]]
) -> Iterator[Model]:
    """Build the objects of the joined documents, in the order of the report; not saved."""
    yield plan
    yield report
    area_numbers = itertools.count(1)
    for joined_goal in goals:
        goal = Goal(
            plan=plan,
            number=int(joined_goal.code),
            name=joined_goal.report.name,
            **_source_lines(joined_goal),
        )
        yield goal
        for joined_area in joined_goal.parts:
            area = _area(goal, joined_area, next(area_numbers))
            yield area
            for number, joined_initiative in enumerate(joined_area.parts, 1):
                initiative = _initiative(area, joined_initiative, number)
                yield initiative
                for order, joined in enumerate(joined_initiative.parts, 1):
                    yield from _milestone_objects(initiative, joined, order, report)


def _area(goal: Goal, joined: Joined[AreaRecord], order: int) -> PriorityArea:
    return PriorityArea(
        goal=goal,
        code=joined.code,
        name=joined.report.name,
        slug=slugify(joined.report.name),
        objective=joined.report.objective,
        plan_objective=joined.plan.objective,
        order=order,
        **_source_lines(joined),
    )


def _initiative(area: PriorityArea, joined: Joined[InitiativeRecord], order: int) -> Initiative:
    return Initiative(
        area=area,
        code=joined.code,
        text=joined.report.text,
        plan_text=joined.plan.text,
        benefits="\n".join(joined.plan.benefits),
        order=order,
        **_source_lines(joined),
    )


def _milestone_objects(
    initiative: Initiative, joined: Joined[MilestoneRecord], order: int, report: StatusReport
) -> Iterator[Model]:
    milestone = Milestone(
        initiative=initiative,
        code=joined.code,
        text=joined.report.text,
        plan_text=joined.plan.text,
        parties=joined.report.parties,
        order=order,
        **_source_lines(joined),
    )
    yield milestone
    yield from deadlines_of(milestone, joined.report.deadlines)
    update = StatusUpdate(milestone=milestone, as_of=report.as_of, report=report)
    yield update
    for line in joined.report.statuses:
        yield PairStatus(update=update, **dict(zip(LINE_COLUMNS, line_row(line), strict=True)))


def deadlines_of(milestone: Milestone, records: Iterable[DeadlineRecord]) -> Iterator[Deadline]:
    """Build the deadlines of a milestone from their records, unsaved."""
    for order, deadline in enumerate(records, 1):
        yield Deadline(
            milestone=milestone,
            order=order,
            date=deadline.when.date,
            precision=deadline.when.precision,
            basis=deadline.basis,
            wording=deadline.wording,
            recurring=deadline.recurring,
        )


def _source_lines(joined: Joined[Any]) -> dict[str, list[int]]:
    return {"plan_lines": list(joined.plan.lines), "report_lines": list(joined.report.lines)}


def _serialize(all_objects: Iterable[Model], app: str) -> str:
    objects = [instance for instance in all_objects if instance._meta.app_label == app]
    entries = serializers.serialize(
        "python", objects, use_natural_foreign_keys=True, use_natural_primary_keys=True
    )
    for entry, instance in zip(entries, objects, strict=True):
        for field_name, models in LEFT_OUT.items():
            if type(instance) in models:
                del entry["fields"][field_name]
    text = DjangoJSONEncoder(ensure_ascii=False, indent=2).encode(entries)
    return text + "\n"
