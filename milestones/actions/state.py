"""What is on record of some milestones, read once they are held."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from django.db.models import Count, Max

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
from milestones.models.positions import position_of

BATCH = 500
"""How many milestones are read and written at a time, so that memory does not grow with them."""

WORDS = ("source", "reason", "sentence", "sentence_lines")
"""What an update says beside its lines; where a milestone stands does not depend on it."""

_Thing = TypeVar("_Thing")


def version_token(newest: int, withdrawn: int) -> str:
    """The mark of a record by its newest update and how many of its updates were withdrawn."""
    return f"{newest}-{withdrawn}"


@dataclass(frozen=True)
class DayStatus:
    """The update in force for a day, and its lines."""

    update: StatusUpdate
    lines: Sequence[PairStatus]


@dataclass(frozen=True)
class PlanPlace:
    """Where a milestone stands in the documents, and when it falls due (see ``Standing``)."""

    area_id: int
    position: int
    first_due: dt.date | None
    last_due: dt.date | None
    due_under: str


NO_PLACE = PlanPlace(0, 0, None, None, "")
"""The place of a milestone that is not there yet."""


@dataclass
class MilestoneHistory:
    """The record of one milestone.

    ``statuses_by_day`` has the update in force for each day that has one. If only the history from
    a day on was read, it has the last such day before it and all later ones; ``earlier`` is
    whether there are others before. ``revisions`` counts the updates of each day, whether or not
    they are in force or withdrawn. ``version`` changes with everything that is recorded or
    withdrawn (see ``record_version``). ``place`` is what its standings repeat of the milestone.
    """

    plan_date: dt.date
    place: PlanPlace = NO_PLACE
    statuses_by_day: dict[dt.date, DayStatus] = field(default_factory=dict)
    revisions: dict[dt.date, int] = field(default_factory=dict)
    earlier: bool = False
    newest: int = 0
    withdrawn: int = 0

    @property
    def version(self) -> str:
        return version_token(self.newest, self.withdrawn)

    @property
    def begins(self) -> dt.date | None:
        """The day of the first picture that is known; None if the history is whole."""
        return min(self.statuses_by_day) if self.earlier else None

    def note(self, update: StatusUpdate, lines: Sequence[PairStatus]) -> None:
        """Take in an update that counts; a later revision stands instead of an earlier."""
        self.statuses_by_day[update.as_of] = DayStatus(update, lines)
        self.revisions[update.as_of] = update.revision


def in_batches(things: Iterable[_Thing]) -> Iterator[list[_Thing]]:
    """The things in lists of a size that both databases take well."""
    rest = iter(things)
    while batch := list(islice(rest, BATCH)):
        yield batch


def lock_milestones(ids: Iterable[int]) -> None:
    """Lock the milestones: two writers take turns, and always in the same order."""
    for some in in_batches(sorted(ids)):
        list(
            Milestone.objects.select_for_update()
            .filter(pk__in=some)
            .order_by("pk")
            .values_list("pk")
        )


def load_histories(
    ids: Sequence[int], *, since: dt.date | None = None, without: StatusReport | None = None
) -> dict[int, MilestoneHistory]:
    """The record of each of these milestones, as if an edition did not count if one is given.

    With ``since`` only the picture in force before that day and those from it on are read: all
    that matters to whoever records nothing of an earlier day.
    """
    known = _unreported(ids)
    counted = _counted(ids, known, without)
    wanted: dict[int, tuple[MilestoneHistory, dt.date]] = {}
    for milestone, updates in counted.items():
        history = known[milestone]
        days = sorted(updates)
        first = bisect_left(days, since) - 1 if since else 0
        history.earlier = first > 0
        wanted |= {updates[day]: (history, day) for day in days[max(first, 0) :]}
    for update, lines in _updates(list(wanted)):
        history, day = wanted[update.pk]
        history.statuses_by_day[day] = DayStatus(update, lines)
    return known


def _counted(
    ids: Sequence[int], known: Mapping[int, MilestoneHistory], without: StatusReport | None
) -> dict[int, dict[dt.date, int]]:
    """For each milestone the update in force for each day, while everything is counted."""
    counted: dict[int, dict[dt.date, int]] = defaultdict(dict)
    rows = StatusUpdate.objects.filter(milestone__in=ids).order_by("as_of", "revision")
    columns = ("pk", "milestone", "as_of", "revision", "report", "report__withdrawal")
    for pk, milestone, as_of, revision, report, withdrawal in rows.values_list(*columns):
        history = known[milestone]
        history.newest = max(history.newest, pk)
        history.revisions[as_of] = revision
        if withdrawal is None and (without is None or report != without.pk):
            counted[milestone][as_of] = pk
        else:
            history.withdrawn += 1
    return counted


def _updates(ids: Sequence[int]) -> Iterator[tuple[StatusUpdate, list[PairStatus]]]:
    """These updates, without their words, and their lines."""
    for some in in_batches(ids):
        lines: dict[int, list[PairStatus]] = defaultdict(list)
        for line in PairStatus.objects.filter(update__in=some).order_by("update", "pair"):
            lines[line.update_id].append(line)
        for update in StatusUpdate.objects.filter(pk__in=some).defer(*WORDS).order_by():
            yield update, lines[update.pk]


def _unreported(ids: Sequence[int]) -> dict[int, MilestoneHistory]:
    """The history of each of these milestones before anything was reported."""
    due: dict[int, list[ImpreciseDate]] = {pk: [] for pk in ids}
    deadlines = Deadline.objects.filter(milestone__in=ids).order_by()
    for pk, date, precision in deadlines.values_list("milestone", "date", "precision"):
        due[pk].append(ImpreciseDate(date, Precision(precision)))
    area = "initiative__area"
    rows = Milestone.objects.filter(pk__in=ids).order_by()
    return {
        pk: MilestoneHistory(plan_date, _place(area_id, position_of(*orders), due[pk]))
        for pk, plan_date, area_id, *orders in rows.values_list(
            "pk", f"{area}__goal__plan__published", area, *DOCUMENT_ORDER
        )
    }


def _place(area: int, position: int, due: Sequence[ImpreciseDate]) -> PlanPlace:
    dates = [when.date for when in due]
    periods = sorted({when.listed_under for when in due})
    return PlanPlace(
        area,
        position,
        first_due=min(dates, default=None),
        last_due=max(dates, default=None),
        due_under=" ".join(period.code for period in periods),
    )


def record_version(milestone: Milestone) -> str:
    """A mark of what is on record of the milestone; it changes with each update and withdrawal.

    Whoever shows the record and later writes to it passes the mark on as
    ``StatusUpdateInput.seen``: a write after somebody else's is then rejected.
    """
    return record_versions([milestone.pk])[milestone.pk]


def record_versions(milestones: Collection[int]) -> dict[int, str]:
    """The mark of each of these milestones, in one query."""
    updates = StatusUpdate.objects.filter(milestone__in=milestones).order_by()
    marks = updates.values_list("milestone").annotate(Max("pk"), Count("report__withdrawal"))
    found = {pk: version_token(newest, withdrawn) for pk, newest, withdrawn in marks}
    return {pk: found.get(pk, version_token(0, 0)) for pk in milestones}


def recorded_since(marks: Mapping[int, str]) -> list[StatusUpdate]:
    """What was recorded of milestones since their records had these marks, as for a page.

    Nothing of a milestone whose mark is another now only because an edition was withdrawn.
    """
    newest = {pk: int(seen.partition("-")[0]) for pk, seen in marks.items()}
    later = StatusUpdate.objects.filter(
        milestone__in=newest, pk__gt=min(newest.values(), default=0)
    )
    return [update for update in later.for_page() if update.pk > newest[update.milestone_id]]
