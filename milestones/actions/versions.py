"""Telling whether anything was recorded since somebody looked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Count, Max

from milestones.actions.histories import mark
from milestones.models import Milestone, StatusUpdate


def record_version(milestone: Milestone) -> str:
    """A mark of what is on record of the milestone; it changes with each update and withdrawal.

    Who shows the record and later writes upon it gives the mark along (``NewUpdate.seen``), and
    is told if somebody else has recorded something meanwhile.
    """
    return record_versions([milestone.pk])[milestone.pk]


def record_versions(milestones: Collection[int]) -> dict[int, str]:
    """The mark of each of these milestones, in one query."""
    updates = StatusUpdate.objects.filter(milestone__in=milestones).order_by()
    marks = updates.values_list("milestone").annotate(Max("pk"), Count("report__withdrawal"))
    found = {pk: mark(newest, withdrawn) for pk, newest, withdrawn in marks}
    return {pk: found.get(pk, mark(0, 0)) for pk in milestones}


def recorded_since(marks: Mapping[int, str]) -> list[StatusUpdate]:
    """What was recorded of milestones since their records had these marks, as for a page.

    Nothing of a milestone whose mark is another now only because an edition was withdrawn.
    """
    newest = {pk: int(seen.partition("-")[0]) for pk, seen in marks.items()}
    later = StatusUpdate.objects.filter(
        milestone__in=newest, pk__gt=min(newest.values(), default=0)
    )
    return [update for update in later.for_page() if update.pk > newest[update.milestone_id]]
