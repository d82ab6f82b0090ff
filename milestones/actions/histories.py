"""What is on record of some milestones, read once they are held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from django.db.models import F

from milestones.choices import Precision
from milestones.dates import ImpreciseDate
from milestones.models import (
    DOCUMENT_ORDER,
    Deadline,
    Milestone,
    PairStatus,
    StatusReport,
    StatusUpdate,
)
from milestones.models.milestone import position_of

BATCH = 500
"""How many milestones are read and written at a time, so that memory does not grow with them."""

_Thing = TypeVar("_Thing")


def mark(newest: int, withdrawn: int) -> str:
    """The mark of a record by its newest update and how many of its updates were withdrawn."""
    return f"{newest}-{withdrawn}"


@dataclass(frozen=True)
class Picture:
    """The update in force for a day, and its lines."""

    update: StatusUpdate
    lines: Sequence[PairStatus]


@dataclass(frozen=True)
class Place:
    """Where a milestone stands in the documents, and when it falls due (see ``Standing``)."""

    area_id: int
    position: int
    first_due: dt.date | None
    last_due: dt.date | None
    due_under: str


@dataclass
class History:
    """The record of one milestone.

    ``pictures`` has the update in force for each day that has one; ``revisions`` counts the
    updates of each day, whether or not they are in force or still count. ``version`` changes
    with everything that is recorded or withdrawn (see ``record_version``). ``place`` is what its
    standings repeat of the milestone itself.
    """

    plan_date: dt.date
    place: Place
    pictures: dict[dt.date, Picture] = field(default_factory=dict)
    revisions: dict[dt.date, int] = field(default_factory=dict)
    newest: int = 0
    withdrawn: int = 0

    @property
    def version(self) -> str:
        return mark(self.newest, self.withdrawn)

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


def histories(ids: Sequence[int], *, without: StatusReport | None = None) -> dict[int, History]:
    """The record of each of these milestones, as if an edition did not count if one is given."""
    places = _places(ids)
    dates = Milestone.objects.filter(pk__in=ids).order_by()
    found = {
        pk: History(plan_date, places[pk])
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
        if update.withdrawn is None and (without is None or update.report_id != without.pk):
            history.note(update, list(update.lines.all()))
        else:
            history.withdrawn += 1
    return found


def _places(ids: Sequence[int]) -> dict[int, Place]:
    """The place of each of these milestones."""
    due: dict[int, list[ImpreciseDate]] = {pk: [] for pk in ids}
    deadlines = Deadline.objects.filter(milestone__in=ids).order_by()
    for pk, date, precision in deadlines.values_list("milestone", "date", "precision"):
        due[pk].append(ImpreciseDate(date, Precision(precision)))
    milestones = Milestone.objects.filter(pk__in=ids).order_by()
    return {
        pk: _place(area, position_of(*orders), due[pk])
        for pk, area, *orders in milestones.values_list("pk", "initiative__area", *DOCUMENT_ORDER)
    }


def _place(area: int, position: int, due: Sequence[ImpreciseDate]) -> Place:
    dates = [when.date for when in due]
    periods = sorted({when.listed_under for when in due})
    return Place(
        area,
        position,
        first_due=min(dates, default=None),
        last_due=max(dates, default=None),
        due_under=" ".join(period.code for period in periods),
    )
