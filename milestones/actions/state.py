"""Read the record of milestones, once they are locked."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from django.db.models import Count, Max

from milestones.dates import ImpreciseDate
from milestones.documents.records import StatusLine
from milestones.models import (
    DOCUMENT_ORDER,
    Deadline,
    Milestone,
    PairStatus,
    StatusUpdate,
)
from milestones.models.positions import position_of
from milestones.models.status import IN_EFFECT

BATCH = 500
"""How many milestones are read and written at a time, which limits the memory needed."""

WORDS = ("source", "reason", "sentence", "sentence_lines")
"""The fields of an update with text; standings do not depend on them."""

_Item = TypeVar("_Item")


def version_token(newest: int, withdrawn: int) -> str:
    """The version of a record: the key of its newest update and its number of withdrawn ones."""
    return f"{newest}-{withdrawn}"


@dataclass(frozen=True)
class DayStatus:
    """The update in force for a day, and its lines."""

    update: StatusUpdate
    lines: Sequence[StatusLine]


@dataclass(frozen=True)
class PlanPlace:
    """The place of a milestone in the documents, and its deadlines (see ``Standing``)."""

    area_id: int
    position: int
    first_due: dt.date | None
    last_due: dt.date | None
    due_under: str


NO_PLACE = PlanPlace(0, 0, None, None, "")
"""The place of a milestone that does not exist yet."""


@dataclass
class MilestoneHistory:
    """The record of one milestone.

    ``statuses_by_day`` has the update in force for each day that has one. If the history was read
    only from a day on, it starts with the last such day before it; ``earlier`` is whether there
    are days before that. ``revisions`` counts the updates of each day, including those corrected
    or withdrawn. ``version`` changes with every update and withdrawal (see ``record_version``).
    ``place`` is what the standings copy from the milestone.
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
        """The first day that was read; None if the history is complete."""
        return min(self.statuses_by_day) if self.earlier else None

    def status_on(self, day: dt.date) -> DayStatus | None:
        """The status in force on a day; None before the first."""
        last = max((known for known in self.statuses_by_day if known <= day), default=None)
        return self.statuses_by_day[last] if last else None

    def note(self, update: StatusUpdate, lines: Sequence[StatusLine]) -> None:
        """Add an update that is in force; it replaces an earlier revision of the same day."""
        self.statuses_by_day[update.as_of] = DayStatus(update, lines)
        self.revisions[update.as_of] = update.revision


def in_batches(things: Iterable[_Item], size: int | None = None) -> Iterator[list[_Item]]:
    """Split items into lists of at most ``size``; without it, as both databases handle well."""
    remaining = iter(things)
    while batch := list(islice(remaining, size or BATCH)):
        yield batch


def lock_milestones(ids: Iterable[int]) -> None:
    """Lock the milestones, always in the same order, so that writers take turns."""
    for batch in in_batches(sorted(ids)):
        milestones = Milestone.objects.select_for_update().filter(pk__in=batch)
        list(milestones.order_by("pk").values_list("pk"))


def load_histories(
    ids: Sequence[int], *, since: dt.date | None = None
) -> dict[int, MilestoneHistory]:
    """Read the record of each of these milestones.

    With ``since``, only the update in force before that day and those from it on are read, which
    is enough if nothing is recorded for an earlier day.
    """
    histories = _empty_histories(ids)
    in_force = _updates_in_force(ids, histories)
    selected: dict[int, tuple[MilestoneHistory, dt.date]] = {}
    for milestone, updates in in_force.items():
        history = histories[milestone]
        days = sorted(updates)
        first = bisect_left(days, since) - 1 if since else 0
        history.earlier = first > 0
        selected |= {updates[day]: (history, day) for day in days[max(first, 0) :]}
    for update, lines in _load_updates(list(selected)):
        history, day = selected[update.pk]
        history.statuses_by_day[day] = DayStatus(update, lines)
    return histories


def _updates_in_force(
    ids: Sequence[int], histories: Mapping[int, MilestoneHistory]
) -> dict[int, dict[dt.date, int]]:
    """The key of the update in force for each day, by milestone.

    Adds to ``histories`` the newest update, the revisions and the number of withdrawn updates.
    """
    in_force: dict[int, dict[dt.date, int]] = defaultdict(dict)
    updates = StatusUpdate.objects.filter(milestone__in=ids).order_by("as_of", "revision")
    rows = updates.values_list("pk", "milestone", "as_of", "revision", IN_EFFECT)
    for pk, milestone, as_of, revision, is_in_effect in rows:
        history = histories[milestone]
        history.newest = max(history.newest, pk)
        history.revisions[as_of] = revision
        if is_in_effect:
            in_force[milestone][as_of] = pk
        else:
            history.withdrawn += 1
    return in_force


def _load_updates(ids: Sequence[int]) -> Iterator[tuple[StatusUpdate, list[StatusLine]]]:
    """These updates, without the fields in ``WORDS``, and their lines."""
    for batch in in_batches(ids):
        lines: dict[int, list[StatusLine]] = defaultdict(list)
        for line in PairStatus.objects.filter(update__in=batch).order_by("update", "pair"):
            lines[line.update_id].append(line.line)
        for update in StatusUpdate.objects.filter(pk__in=batch).defer(*WORDS).order_by():
            yield update, lines[update.pk]


def _empty_histories(ids: Sequence[int]) -> dict[int, MilestoneHistory]:
    """The history of each of these milestones, without updates."""
    due: dict[int, list[ImpreciseDate]] = {pk: [] for pk in ids}
    deadlines = Deadline.objects.filter(milestone__in=ids).order_by()
    for pk, date, precision in deadlines.values_list("milestone", "date", "precision"):
        due[pk].append(ImpreciseDate.of_row(date, precision))
    area = "initiative__area"
    rows = Milestone.objects.filter(pk__in=ids).order_by()
    return {
        pk: MilestoneHistory(plan_date, _plan_place(area_id, position_of(*orders), due[pk]))
        for pk, plan_date, area_id, *orders in rows.values_list(
            "pk", f"{area}__goal__plan__published", area, *DOCUMENT_ORDER
        )
    }


def _plan_place(area: int, position: int, due: Sequence[ImpreciseDate]) -> PlanPlace:
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
    """The version of a milestone's record; it changes with each update and withdrawal.

    Pass the version that was shown as ``StatusUpdateInput.seen`` when writing: the write is
    rejected if the record has changed since.
    """
    return record_versions([milestone.pk])[milestone.pk]


def record_versions(milestones: Collection[int]) -> dict[int, str]:
    """The version of each of these milestones' records, in one query."""
    updates = StatusUpdate.objects.filter(milestone__in=milestones).order_by()
    rows = updates.values_list("milestone").annotate(
        newest=Max("pk"), withdrawn=Count("pk", filter=~IN_EFFECT)
    )
    versions = {pk: version_token(newest, withdrawn) for pk, newest, withdrawn in rows}
    return {pk: versions.get(pk, version_token(0, 0)) for pk in milestones}


def recorded_since(marks: Mapping[int, str]) -> list[StatusUpdate]:
    """The updates recorded since the milestones' records had these versions (see ``for_editors``).

    A milestone whose version changed only because something was withdrawn has none.
    """
    newest = {pk: int(version.partition("-")[0]) for pk, version in marks.items()}
    later = StatusUpdate.objects.filter(
        milestone__in=newest, pk__gt=min(newest.values(), default=0)
    )
    return [update for update in later.for_editors() if update.pk > newest[update.milestone_id]]
