"""Read the record of milestones, once they are locked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.db.models import Count, DateField, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

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

BATCH = 2_000
"""How many milestones are read and written at a time: fewer take SQLite longer, since it writes
rows together that are beside each other in an index, and more need more memory."""

_Item = TypeVar("_Item")


def version_token(newest: int, withdrawn: int) -> str:
    """The version of a record: the key of its newest update and its number of withdrawn ones."""
    return f"{newest}-{withdrawn}"


class StoredUpdate(NamedTuple):
    """The fields of a stored ``StatusUpdate`` that are read; standings do not depend on the
    others. Reading them takes a third of the time of a model."""

    pk: int
    milestone_id: int
    as_of: dt.date
    revision: int
    recorded_at: dt.datetime
    report_id: int | None
    source: str
    reason: str
    is_in_effect: bool


@dataclass(frozen=True, slots=True)
class DayStatus:
    """The update in force for a day, and its lines."""

    update: StatusUpdate | StoredUpdate
    lines: Sequence[StatusLine]


@dataclass(frozen=True)
class PlanPlace:
    """The place of a milestone in the documents, and its deadlines (see ``Standing``)."""

    area_id: int = 0
    position: int = 0
    deadlines: Sequence[tuple[dt.date, str]] = ()

    @cached_property
    def first_due(self) -> dt.date | None:
        return min((date for date, _precision in self.deadlines), default=None)

    @cached_property
    def last_due(self) -> dt.date | None:
        return max((date for date, _precision in self.deadlines), default=None)

    @cached_property
    def due_under(self) -> str:
        dates = (ImpreciseDate.of_row(*deadline) for deadline in self.deadlines)
        return " ".join(period.code for period in sorted({when.listed_under for when in dates}))


NO_PLACE = PlanPlace()
"""The place of a milestone that does not exist yet."""


@dataclass
class MilestoneHistory:
    """The record of one milestone.

    ``statuses_by_day`` has the update in force for each day that has one. If the history was read
    only from a day on, it starts with the last such day before it; ``earlier`` is whether there
    are days before that. ``revisions`` counts the updates of each day that was read, including
    those corrected or withdrawn. ``version`` changes with every update and withdrawal (see
    ``record_version``). ``place`` is what the standings copy from the milestone.
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
        milestones = Milestone.objects.select_for_update().filter(pk__one_of=batch)
        list(milestones.order_by("pk").values_list("pk"))


def load_histories(
    ids: Sequence[int], *, since: dt.date | None = None
) -> dict[int, MilestoneHistory]:
    """Read the record of each of these milestones.

    With ``since``, only the update in force before that day and those from it on are read, which
    is enough if nothing is recorded for an earlier day.
    """
    histories = _empty_histories(ids)
    since = since or dt.date.min
    last_days = _note_versions(histories, since)
    updates = [
        update
        for update in _updates_on(histories, last_days.values(), since)
        if update.as_of >= last_days.get(update.milestone_id, since)
    ]
    lines = _load_lines([update.pk for update in updates if update.is_in_effect])
    for update in updates:
        history = histories[update.milestone_id]
        history.revisions[update.as_of] = update.revision
        if update.is_in_effect:
            history.statuses_by_day[update.as_of] = DayStatus(update, lines[update.pk])
    return histories


def _note_versions(histories: Mapping[int, MilestoneHistory], since: dt.date) -> dict[int, dt.date]:
    """The last day before another with an update in effect, of each milestone that has one.

    Adds to ``histories`` their versions, and whether there are days before that.
    """
    last_days: dict[int, dt.date] = {}
    rows = _versions(histories).annotate(
        first_day=Min("as_of", filter=IN_EFFECT),
        last_day=Max("as_of", filter=IN_EFFECT & Q(as_of__lt=since)),
    )
    for milestone, newest, withdrawn, first_day, last_day in rows:
        history = histories[milestone]
        history.newest, history.withdrawn = newest, withdrawn
        if last_day:
            history.earlier = first_day < last_day
            last_days[milestone] = last_day
    return last_days


def _updates_on(
    ids: Collection[int], days: Iterable[dt.date], since: dt.date
) -> Iterator[StoredUpdate]:
    """The updates of these milestones as of one of these days, or as of another day or later; by
    day and revision. ``is_in_effect`` is whether each was not withdrawn."""
    updates = StatusUpdate.objects.filter(milestone__one_of=ids)
    # Of the column itself there is an index: by that, the updates of all milestones would be read.
    day = Coalesce("as_of", dt.date.min, output_field=DateField())
    wanted = Q(day__in=set(days)) | Q(day__gte=since)
    marked = updates.alias(day=day).filter(wanted).annotate(is_in_effect=IN_EFFECT)
    rows = marked.order_by("as_of", "revision").values_list(*StoredUpdate._fields)
    return map(StoredUpdate._make, rows)


def _load_lines(updates: Iterable[int]) -> Mapping[int, list[StatusLine]]:
    """The lines of each of these updates."""
    lines: dict[int, list[StatusLine]] = defaultdict(list)
    for batch in in_batches(updates):
        rows = PairStatus.objects.filter(update__one_of=batch).order_by("update_id", "pair")
        for update, line in rows.status_lines():
            lines[update].append(line)
    return lines


def _empty_histories(ids: Sequence[int]) -> dict[int, MilestoneHistory]:
    """The history of each of these milestones, without updates."""
    due: dict[int, list[tuple[dt.date, str]]] = {pk: [] for pk in ids}
    deadlines = Deadline.objects.filter(milestone__one_of=due).order_by()
    for pk, date, precision in deadlines.values_list("milestone", "date", "precision"):
        due[pk].append((date, precision))
    area = "initiative__area"
    rows = Milestone.objects.filter(pk__one_of=due).order_by()
    return {
        pk: MilestoneHistory(plan_date, PlanPlace(area_id, position_of(*orders), due[pk]))
        for pk, plan_date, area_id, *orders in rows.values_list(
            "pk", f"{area}__goal__plan__published", area, *DOCUMENT_ORDER
        )
    }


def record_version(milestone: Milestone) -> str:
    """The version of a milestone's record; it changes with each update and withdrawal.

    Pass the version that was shown as ``StatusUpdateInput.seen`` when writing: the write is
    rejected if the record has changed since.
    """
    return record_versions([milestone.pk])[milestone.pk]


def record_versions(milestones: Collection[int]) -> dict[int, str]:
    """The version of each of these milestones' records, in one query."""
    versions = {
        pk: version_token(newest, withdrawn) for pk, newest, withdrawn in _versions(milestones)
    }
    return {pk: versions.get(pk, version_token(0, 0)) for pk in milestones}


def _versions(milestones: Collection[int]) -> QuerySet[Any, Any]:
    """The key of the newest update of each milestone that has one, and its number of withdrawn
    ones."""
    updates = StatusUpdate.objects.filter(milestone__one_of=milestones).order_by()
    versions: QuerySet[Any, Any] = updates.values_list("milestone").annotate(
        newest=Max("pk"), withdrawn=Count("pk", filter=~IN_EFFECT)
    )
    return versions


def recorded_since(marks: Mapping[int, str]) -> list[StatusUpdate]:
    """The updates recorded since the milestones' records had these versions (see ``for_editors``).

    A milestone whose version changed only because something was withdrawn has none.
    """
    newest = {pk: int(version.partition("-")[0]) for pk, version in marks.items()}
    later = StatusUpdate.objects.filter(
        milestone__in=newest, pk__gt=min(newest.values(), default=0)
    )
    return [update for update in later.for_editors() if update.pk > newest[update.milestone_id]]
