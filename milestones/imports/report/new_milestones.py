"""Record milestones and initiatives that are not in the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Model, QuerySet
from django.utils import timezone

from milestones.actions import index_words, seal
from milestones.actions.state import BATCH
from milestones.documents.errors import Problem
from milestones.imports.fixtures import deadlines_of
from milestones.imports.report.diff import NewMilestone
from milestones.models import Deadline, Milestone, StatusReport
from priorities.models import Initiative

ELSEWHERE = ["plan_lines", "order", "area", "initiative", "introduced_by", "milestone"]
"""Fields that are empty for milestones outside the plan, or known only after saving."""


def problems_of(new: NewMilestone) -> Iterator[Problem]:
    """Find the values of a new milestone or its initiative that are too long to store."""
    unsaved: list[Model] = [_milestone(new), *deadlines_of(Milestone(), new.sentence.deadlines)]
    if new.heading:
        unsaved.append(_initiative(new))
    for instance in unsaved:
        try:
            instance.clean_fields(exclude=ELSEWHERE)
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                expected = f"what can be put on record: {field}: {' '.join(messages)}"
                yield Problem(new.sentence.lines[0], new.sentence.text, expected)


def add_new(news: Sequence[NewMilestone], report: StatusReport, user: Any) -> dict[str, Milestone]:
    """Record new milestones, with new initiatives and deadlines; return the milestones by code.

    They have no standing until their first status is recorded. Their first history entry names
    the edition and the user.
    """
    started_at = timezone.now()

    def create(model: Any, instances: list[Any]) -> list[Any]:
        """Save the instances and start their history, as one edit."""
        created: list[Any] = model.objects.bulk_create(instances, BATCH)
        history = model.history.bulk_history_create(
            created,
            BATCH,
            default_user=user,
            default_change_reason=f"Added by “{report.title}”",
            default_date=started_at,
        )
        seal(*history)
        return created

    create(Initiative, _initiatives(news))
    initiatives = Initiative.objects.in_bulk({new.initiative for new in news}, field_name="code")
    milestones = create(Milestone, _milestones(news, initiatives, report))
    deadlines = (
        deadlines_of(milestone, new.sentence.deadlines)
        for new, milestone in zip(news, milestones, strict=True)
    )
    create(Deadline, list(chain.from_iterable(deadlines)))
    index_words(Milestone.objects.filter(pk__in=[milestone.pk for milestone in milestones]))
    return {milestone.code: milestone for milestone in milestones}


def _initiatives(new_milestones: Sequence[NewMilestone]) -> list[Initiative]:
    """Build the new initiatives, each once, ordered after the last one of their areas."""
    orders = _last_orders(Initiative.objects.all(), "area")
    initiatives: dict[str, Initiative] = {}
    for new in new_milestones:
        if new.heading and new.initiative not in initiatives:
            orders[new.area] += 1
            position = {"area_id": new.area, "order": orders[new.area]}
            initiatives[new.initiative] = _initiative(new, **position)
    return list(initiatives.values())


def _last_orders(siblings: QuerySet[Any], parent: str) -> Counter[int]:
    """The highest order below each parent, by its key."""
    return Counter(dict(siblings.order_by().values_list(parent).annotate(Max("order"))))


def _initiative(new: NewMilestone, **position: Any) -> Initiative:
    return Initiative(
        code=new.initiative,
        text=new.heading.text if new.heading else "",
        report_lines=list(new.heading.lines) if new.heading else [],
        **position,
    )


def _milestones(
    new_milestones: Sequence[NewMilestone],
    initiatives: Mapping[str, Initiative],
    report: StatusReport,
) -> list[Milestone]:
    """Build the new milestones, each ordered after the last one of its initiative."""
    existing = Milestone.objects.filter(initiative__in=initiatives.values())
    orders = _last_orders(existing, "initiative")
    milestones = []
    for new in new_milestones:
        initiative = initiatives[new.initiative]
        orders[initiative.pk] += 1
        position = {"initiative": initiative, "order": orders[initiative.pk]}
        milestones.append(_milestone(new, introduced_by=report, **position))
    return milestones


def _milestone(new: NewMilestone, **position: Any) -> Milestone:
    return Milestone(
        code=new.code,
        text=new.sentence.text,
        parties=new.sentence.parties,
        report_lines=list(new.sentence.lines),
        **position,
    )
