"""Build the fixtures from the two documents.

``fixtures/editions.json`` names the documents and gives the dates that they do not print;
everything else is read from the documents.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils.text import slugify

from milestones.actions.validation import build_lines
from milestones.documents.joining import (
    JoinedArea,
    JoinedGoal,
    JoinedInitiative,
    JoinedMilestone,
    join,
)
from milestones.documents.plan import read_plan
from milestones.documents.records import DeadlineRecord
from milestones.documents.report import read_report
from milestones.models import Deadline, Milestone, StatusReport, StatusUpdate
from priorities.models import Goal, Initiative, Plan, PriorityArea

LEFT_OUT: dict[str, set[type[Model]]] = {
    "text": {Plan, StatusReport},
    "recorded_at": {StatusUpdate},
    "source": {StatusUpdate},
    "sentence": {StatusUpdate},
    "sentence_lines": {StatusUpdate},
    "introduced_by": {Milestone},
}
"""Fields left out of the fixtures, with the models that have them.

The text is in the documents themselves, recording details are set when the fixtures are loaded,
and the rest concerns later editions and other sources.
"""


def build_fixtures(folder: Path) -> dict[Path, str]:
    """Read the documents in ``folder/sources`` and return the content of each fixture file.

    Raises DocumentError if a document cannot be read, or the two do not match.
    """
    editions = json.loads((folder / "editions.json").read_text("utf-8"))
    plan = Plan(
        title=editions["plan"]["title"],
        published=dt.date.fromisoformat(editions["plan"]["published"]),
        document=editions["plan"]["document"],
    )
    report = StatusReport(
        title=editions["report"]["title"],
        published=dt.date.fromisoformat(editions["report"]["published"]),
        document=editions["report"]["document"],
        as_of=dt.date.fromisoformat(editions["report"]["as_of"]),
    )
    data = {}
    for source in (plan, report):
        data[source.document] = (folder / "sources" / source.document).read_bytes()
        source.sha256 = hashlib.sha256(data[source.document]).hexdigest()
    goals = join(
        read_plan(data[plan.document], plan.published, plan.document),
        read_report(data[report.document], plan.published, report.document),
    )
    objects = _Objects(plan, report)
    objects.add(goals)
    return {
        folder / "priorities.json": _serialize([plan, *objects.priorities]),
        folder / "milestones.json": _serialize([report, *objects.milestones]),
    }


@dataclass
class _Objects:
    """The unsaved model objects built from the joined documents."""

    plan: Plan
    report: StatusReport
    priorities: list[Model] = field(default_factory=list)
    milestones: list[Model] = field(default_factory=list)

    def add(self, goals: Iterable[JoinedGoal]) -> None:
        order = 0
        for joined in goals:
            goal = Goal(
                plan=self.plan, number=joined.number, name=joined.name, **_source_lines(joined)
            )
            self.priorities.append(goal)
            for area in joined.areas:
                order += 1
                self._add_area(goal, area, order)

    def _add_area(self, goal: Goal, joined: JoinedArea, order: int) -> None:
        area = PriorityArea(
            goal=goal,
            code=joined.code,
            name=joined.name,
            slug=slugify(joined.name),
            objective=joined.objective,
            plan_objective=joined.plan_objective,
            order=order,
            **_source_lines(joined),
        )
        self.priorities.append(area)
        for number, initiative in enumerate(joined.initiatives, 1):
            self._add_initiative(area, initiative, number)

    def _add_initiative(self, area: PriorityArea, joined: JoinedInitiative, order: int) -> None:
        initiative = Initiative(
            area=area,
            code=joined.code,
            text=joined.text,
            plan_text=joined.plan_text,
            benefits="\n".join(joined.benefits),
            order=order,
            **_source_lines(joined),
        )
        self.priorities.append(initiative)
        for number, milestone in enumerate(joined.milestones, 1):
            self.milestones.extend(self._milestone_objects(initiative, milestone, number))

    def _milestone_objects(
        self, initiative: Initiative, joined: JoinedMilestone, order: int
    ) -> Iterator[Model]:
        milestone = Milestone(
            initiative=initiative,
            code=joined.code,
            text=joined.text,
            plan_text=joined.plan_text,
            parties=joined.parties,
            order=order,
            **_source_lines(joined),
        )
        yield milestone
        yield from deadlines_of(milestone, joined.deadlines)
        update = StatusUpdate(milestone=milestone, as_of=self.report.as_of, report=self.report)
        yield update
        yield from build_lines(update, joined.statuses)


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


def _source_lines(
    joined: JoinedGoal | JoinedArea | JoinedInitiative | JoinedMilestone,
) -> dict[str, list[int]]:
    return {"plan_lines": list(joined.plan_lines), "report_lines": list(joined.report_lines)}


def _serialize(objects: Sequence[Model]) -> str:
    entries = serializers.serialize(
        "python", objects, use_natural_foreign_keys=True, use_natural_primary_keys=True
    )
    for entry, instance in zip(entries, objects, strict=True):
        for field_name, models in LEFT_OUT.items():
            if type(instance) in models:
                del entry["fields"][field_name]
    text = DjangoJSONEncoder(ensure_ascii=False, indent=2).encode(entries)
    return text + "\n"
