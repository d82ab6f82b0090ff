"""What is on record of some milestones, read once they are held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from django.db.models import F

from milestones.models import Milestone, PairStatus, StatusUpdate

BATCH = 500
"""How many milestones are read and written at a time, so that memory does not grow with them."""

_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class Picture:
    """The update in force for a day, and its lines."""

    update: StatusUpdate
    lines: Sequence[PairStatus]


@dataclass
class History:
    """The record of one milestone.

    ``pictures`` has the update in force for each day that has one; ``revisions`` counts the
    updates of each day, whether or not they are in force or still count. ``version`` changes
    with everything that is recorded or withdrawn (see ``record_version``).
    """

    plan_date: dt.date
    pictures: dict[dt.date, Picture] = field(default_factory=dict)
    revisions: dict[dt.date, int] = field(default_factory=dict)
    newest: int = 0
    withdrawn: int = 0

    @property
    def version(self) -> str:
        return f"{self.newest}-{self.withdrawn}"

    def note(self, update: StatusUpdate, lines: Sequence[PairStatus]) -> None:
        """Take in an update that counts; a later revision stands instead of an earlier."""
        self.pictures[update.as_of] = Picture(update, lines)
        self.revisions[update.as_of] = update.revision


def in_batches(things: Iterable[_Thing]) -> Iterator[list[_Thing]]:
    """The things in lists of a size that both databases take well."""
    rest = iter(things)
    while batch := list(islice(rest, BATCH)):
        yield batch


def hold(ids: Iterable[int]) -> None:
    """Lock the milestones: two writers take turns, and always in the same order."""
    for some in in_batches(sorted(ids)):
        list(
            Milestone.objects.select_for_update()
            .filter(pk__in=some)
            .order_by("pk")
            .values_list("pk")
        )


def histories(ids: Sequence[int]) -> dict[int, History]:
    """The record of each of these milestones."""
    dates = Milestone.objects.filter(pk__in=ids).order_by()
    found = {
        pk: History(plan_date)
        for pk, plan_date in dates.values_list("pk", "initiative__area__goal__plan__published")
    }
    updates = (
        StatusUpdate.objects.filter(milestone__in=ids)
        .annotate(withdrawn=F("report__withdrawal"))
        .order_by("as_of", "revision")
        .prefetch_related("lines")
    )
    for update in updates:
        history = found[update.milestone_id]
        history.newest = max(history.newest, update.pk)
        history.revisions[update.as_of] = update.revision
        if update.withdrawn is None:
            history.note(update, list(update.lines.all()))
        else:
            history.withdrawn += 1
    return found
