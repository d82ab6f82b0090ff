"""Putting milestones and initiatives on record that the plan did not promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Model
from django.utils import timezone

from milestones.actions import index_words
from milestones.actions.state import BATCH
from milestones.documents.errors import Problem
from milestones.imports.fixtures import deadlines_of
from milestones.imports.report.diff import NewMilestone
from milestones.models import Deadline, Milestone, StatusReport
from priorities.models import Initiative

ELSEWHERE = ["plan_lines", "order", "area", "initiative", "introduced_by", "milestone"]
"""What is empty because the plan did not promise it, or is known only once it is saved."""


def problems_of(new: NewMilestone) -> Iterator[Problem]:
    """What of a new milestone or its initiative cannot be kept, being too long."""
    unsaved: list[Model] = [
        Milestone(**_fields(new)),
        *deadlines_of(Milestone(), new.sentence.deadlines),
    ]
    if new.heading:
        unsaved.append(Initiative(**_fields_of_initiative(new)))
    for one in unsaved:
        try:
            one.clean_fields(exclude=ELSEWHERE)
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                expected = f"what can be put on record: {field}: {' '.join(messages)}"
                yield Problem(new.sentence.lines[0], new.sentence.text, expected)


def add_new(news: Sequence[NewMilestone], report: StatusReport, user: Any) -> dict[str, Milestone]:
    """Put new milestones on record, with new initiatives and deadlines; by their codes.

    They stand nowhere until their first status is recorded. Their history begins with the
    edition and the user.
    """
    keep = _Keeping(user, f"Added by “{report.title}”")
    keep.new(Initiative, _initiatives(news))
    initiatives = Initiative.objects.in_bulk({one.initiative for one in news}, field_name="code")
    milestones = keep.new(Milestone, _milestones(news, initiatives, report))
    keep.new(
        Deadline,
        [
            deadline
            for new, milestone in zip(news, milestones, strict=True)
            for deadline in deadlines_of(milestone, new.sentence.deadlines)
        ],
    )
    index_words(Milestone.objects.filter(pk__in=[milestone.pk for milestone in milestones]))
    return {milestone.code: milestone for milestone in milestones}


class _Keeping:
    def __init__(self, user: Any, reason: str) -> None:
        self.user = user
        self.reason = reason
        self.now = timezone.now()

    def new(self, model: Any, things: list[Any]) -> list[Any]:
        """Save the things, and begin their history; all of it is one edit."""
        created: list[Any] = model.objects.bulk_create(things, BATCH)
        model.history.bulk_history_create(
            created,
            BATCH,
            default_user=self.user,
            default_change_reason=self.reason,
            default_date=self.now,
        )
        return created


def _initiatives(news: Sequence[NewMilestone]) -> list[Initiative]:
    """The initiatives that are new, each once, after the last of their areas."""
    rows = Initiative.objects.order_by().values_list("area").annotate(Max("order"))
    last: dict[int, int] = dict(rows)
    initiatives: dict[str, Initiative] = {}
    for new in news:
        if new.heading and new.initiative not in initiatives:
            last[new.area] = last.get(new.area, 0) + 1
            initiatives[new.initiative] = Initiative(
                area_id=new.area, order=last[new.area], **_fields_of_initiative(new)
            )
    return list(initiatives.values())


def _fields_of_initiative(new: NewMilestone) -> dict[str, Any]:
    return {
        "code": new.initiative,
        "text": new.heading.text if new.heading else "",
        "report_lines": list(new.heading.lines) if new.heading else [],
    }


def _milestones(
    news: Sequence[NewMilestone], initiatives: Mapping[str, Initiative], report: StatusReport
) -> list[Milestone]:
    """The new milestones, each after the last of its initiative."""
    there = Milestone.objects.filter(initiative__in=initiatives.values()).order_by()
    last: dict[int, int] = dict(there.values_list("initiative").annotate(Max("order")))
    milestones = []
    for new in news:
        initiative = initiatives[new.initiative]
        last[initiative.pk] = last.get(initiative.pk, 0) + 1
        milestones.append(
            Milestone(
                initiative=initiative,
                order=last[initiative.pk],
                introduced_by=report,
                **_fields(new),
            )
        )
    return milestones


def _fields(new: NewMilestone) -> dict[str, Any]:
    return {
        "code": new.code,
        "text": new.sentence.text,
        "parties": new.sentence.parties,
        "report_lines": list(new.sentence.lines),
    }
