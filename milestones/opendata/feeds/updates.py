"""The entries of the feed: the status updates on record and the withdrawals, newest first."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import NamedTuple, Self

from django.db.models import Count, Exists, Min, OuterRef
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from milestones.choices import Pair, Status
from milestones.history import UpdateInHistory
from milestones.models import PairStatus, StatusUpdate, UpdateWithdrawal, Withdrawal
from milestones.models.status import StatusUpdateQuerySet, lines_for_pair, roll_up
from milestones.queries import InvalidQuery, RecordQuery
from milestones.queries.cache import cached

PER_PAGE = 100
MAX_PER_PAGE = 1000


class UpdatesQuery(RecordQuery):
    """A query for updates, which are always newest first and in pages of a fixed size."""

    unknown = ("sort", "per_page")


@dataclass(frozen=True)
class Update(UpdateInHistory):
    """A status update with the update that it replaced and those that corrected it.

    ``before`` was in force for its day when it was recorded, though it may be withdrawn now.
    ``corrections`` are the updates recorded for the same day since, while this one was not
    withdrawn. For a country pair only that pair's lines count.
    """

    corrections: Sequence[StatusUpdate]
    pair: Pair

    @cached_property
    def was(self) -> Status | None:
        """The status before; None if the update is the first of a milestone added by an edition."""
        if self.before is None and self.update.milestone.introduced_by_id:
            return None
        return roll_up(self.lines_before)

    @cached_property
    def now(self) -> Status:
        return roll_up(self.lines)

    @cached_property
    def lines(self) -> list[PairStatus]:
        return self._lines_of(self.update)

    @cached_property
    def lines_before(self) -> list[PairStatus]:
        return self._lines_of(self.before)

    def _lines_of(self, update: StatusUpdate | None) -> list[PairStatus]:
        return lines_for_pair(update.lines.all(), self.pair) if update else []

    @cached_property
    def superseded_by(self) -> StatusUpdate | None:
        """The first correction that was not withdrawn; None if there is none."""
        in_effect = (later for later in self.corrections if not later.withdrawal)
        return next(in_effect, None)

    @property
    def changed_at(self) -> dt.datetime:
        """When the entry last changed, in UTC. Withdrawing a correction also changes it."""
        times = [_changed_at(self.update)]
        for correction in self.corrections:
            times.append(_changed_at(correction))
            if not correction.withdrawal:
                break
        return max(times)


def _changed_at(update: StatusUpdate) -> dt.datetime:
    """When an update was withdrawn, or recorded if it was not withdrawn."""
    return update.withdrawal.withdrawn_at if update.withdrawal else update.recorded_at


FeedItem = Update | UpdateWithdrawal | Withdrawal


class EntryKey(NamedTuple):
    """Which entry of the feed, and how many updates of its milestone are on record: it is the same
    until there is one more, or a withdrawal or an edit, which are a new version of the plan."""

    kind: str
    pk: int
    updates: int


@dataclass(frozen=True)
class FeedPage:
    """A page of the feed, and the numbers of the other pages; None where there is no such page.

    All updates of one edition are on one page, unless there are more than ``MAX_PER_PAGE``: few
    feed readers load a second page. So a page may have more than ``PER_PAGE`` entries, and a page
    number is skipped if all its entries are on the page before.
    """

    number: int
    entries: Sequence[EntryKey]
    previous: int | None
    next: int | None
    last: int


def news(query: UpdatesQuery) -> FeedPage:
    """A page of the updates and withdrawals of the milestones that match the query.

    It has the updates as of the query's day or earlier. For the newest day it has all updates: a
    withdrawn one may be as of a later day, and its readers must learn of the withdrawal.
    Raises InvalidQuery if there is no such page.
    """
    record = _Record.of(query)
    first, last = record.span(query.page)
    if first >= last and query.page > 1:
        raise InvalidQuery({"page": [_("That page contains no results")]})
    count = record.count
    return FeedPage(
        number=query.page,
        entries=_entry_keys(record.rows(first, last)),
        previous=_page_number(record.whole(first)[0]) if first else None,
        next=_page_number(last) if last < count else None,
        last=_page_number(record.whole(count)[0]) if last < count else query.page,
    )


def read_items(entries: Iterable[EntryKey], pair: Pair) -> dict[EntryKey, FeedItem]:
    """What these entries say, for a pair."""
    keys_of: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        keys_of[entry.kind].append(entry.pk)
    items: Mapping[str, Mapping[int, FeedItem]] = {
        "update": _updates(keys_of["update"], pair),
        "update withdrawal": UpdateWithdrawal.objects.select_related(
            "update__milestone__initiative__area"
        ).in_bulk(keys_of["update withdrawal"]),
        "withdrawal": Withdrawal.objects.select_related("report").in_bulk(keys_of["withdrawal"]),
    }
    return {entry: items[entry.kind][entry.pk] for entry in entries}


def _page_number(position: int) -> int:
    """The number of the page that begins with the entry at a position."""
    return position // PER_PAGE + 1


class _Row(NamedTuple):
    """An entry: when it was recorded, its day, its key and its kind; an update's edition and
    milestone."""

    at: dt.datetime
    day: dt.date
    pk: int
    kind: str
    report: int | None = None
    milestone: int | None = None


def _entry_keys(rows: Sequence[_Row]) -> list[EntryKey]:
    updates = StatusUpdate.objects.filter(milestone__in={row.milestone for row in rows} - {None})
    counted = updates.order_by().values_list("milestone").annotate(Count("pk"))
    counts: dict[int | None, int] = dict(counted)
    return [EntryKey(row.kind, row.pk, counts.get(row.milestone, 0)) for row in rows]


@dataclass(frozen=True)
class _Record:
    """All entries of the feed, newest first. Withdrawals are few."""

    updates: StatusUpdateQuerySet
    withdrawals: Sequence[_Row]

    @classmethod
    def of(cls, query: UpdatesQuery) -> Self:
        updates = StatusUpdate.objects.all()
        is_filtered = bool(query.condition()) or query.pair is not Pair.ALL
        if is_filtered:
            updates = updates.filter(milestone__in=query.milestones.order_by().values("pk"))
        if query.is_newest and not is_filtered:
            return cls(updates, cached("withdrawals", partial(_withdrawals, updates), of_plan=True))
        if not query.is_newest:
            updates = updates.filter(as_of__lte=query.day)
        return cls(updates, _withdrawals(updates))

    @cached_property
    def count(self) -> int:
        return self.updates.count() + len(self.withdrawals)

    def rows(self, first: int, last: int) -> list[_Row]:
        """The entries from one position to another."""
        last = min(last, self.count)
        if first > self.count - last:
            # The database reads all rows before the first one, so it begins at the nearer end.
            return self._rows(self.count - last, self.count - first, newest_first=False)[::-1]
        return self._rows(first, last, newest_first=True)

    def _rows(self, first: int, last: int, *, newest_first: bool) -> list[_Row]:
        # All withdrawals may stand before the first one, so as many more updates are read.
        start = max(first - len(self.withdrawals), 0)
        updates = self.updates.newest_first()
        fields = (updates if newest_first else updates.reverse())[start:last].values_list(
            "recorded_at", "as_of", "pk", "report", "milestone"
        )
        rows = [_Row(at, day, key, "update", *origin) for at, day, key, *origin in fields]
        rows = sorted([*rows, *self.withdrawals], key=itemgetter(0, 1, 2), reverse=True)
        in_order = rows if newest_first else rows[::-1]
        return in_order[first - start : last - start]

    def span(self, page: int) -> tuple[int, int]:
        """Where a page begins and ends."""
        start, end = (page - 1) * PER_PAGE, page * PER_PAGE
        first = self.whole(start)[1] if start < self.count else self.count
        return first, self.whole(end)[1] if end < self.count else self.count

    def whole(self, place: int) -> tuple[int, int]:
        """Where the edition that reported the entry before ``place`` begins and ends.

        Only that entry if it is a withdrawal or has no edition, or if the edition has more than
        ``MAX_PER_PAGE`` entries. The end is never before ``place``.
        """
        if place == 0:
            return 0, 0
        [row] = self.rows(place - 1, place)
        if row.report is None:
            return place - 1, place
        # A large edition is not counted to its end.
        of_edition = self.updates.filter(report=row.report).order_by()[: MAX_PER_PAGE + 1]
        span = of_edition.aggregate(first=Min("recorded_at"), count=Count("pk"))
        if span["count"] > MAX_PER_PAGE:
            return place - 1, place
        end = self.updates.filter(recorded_at__gte=span["first"]).count()
        end += sum(withdrawal.at >= span["first"] for withdrawal in self.withdrawals)
        return end - span["count"], max(end, place)


def _withdrawals(updates: StatusUpdateQuerySet) -> list[_Row]:
    """The withdrawals of these updates and of their editions."""
    editions = Withdrawal.objects.filter(Exists(updates.filter(report=OuterRef("report"))))
    single = UpdateWithdrawal.objects.filter(Exists(updates.filter(pk=OuterRef("update"))))
    return [
        _Row(at, day, key, kind)
        for kind, rows in (
            ("withdrawal", editions.values_list("withdrawn_at", "report__as_of", "pk")),
            ("update withdrawal", single.values_list("withdrawn_at", "update__as_of", "pk")),
        )
        for at, day, key in rows
    ]


def _updates(keys: Iterable[int], pair: Pair) -> dict[int, Update]:
    keys_on_page = set(keys)
    all_updates = (
        StatusUpdate.objects.filter(milestone__updates__in=keys_on_page)
        .distinct()
        .order_by("pk")
        .select_related("milestone__initiative__area", "own_withdrawal", "report__withdrawal")
        .defer("report__text")
    )
    PairStatus.objects.attach_to(all_updates)
    by_milestone: dict[int, list[StatusUpdate]] = defaultdict(list)
    for update in all_updates:
        by_milestone[update.milestone_id].append(update)
    return {
        update.pk: _with_context(update, updates, pair)
        for updates in by_milestone.values()
        for update in updates
        if update.pk in keys_on_page
    }


def _with_context(update: StatusUpdate, updates: Sequence[StatusUpdate], pair: Pair) -> Update:
    """An update with the one in force when it was recorded and those that correct it.

    ``updates`` are all updates of its milestone.
    """
    earlier = [other for other in updates if other.pk < update.pk and other.as_of <= update.as_of]
    in_force = [other for other in earlier if _not_yet_withdrawn(other, update)]
    before = max(in_force, key=lambda other: (other.as_of, other.revision), default=None)
    corrections = [
        later
        for later in updates
        if later.pk > update.pk
        and later.as_of == update.as_of
        and _not_yet_withdrawn(update, later)
    ]
    return Update(update, before, corrections, pair)


def _not_yet_withdrawn(update: StatusUpdate, later: StatusUpdate) -> bool:
    """Whether an update had not been withdrawn when a later one was recorded."""
    return update.withdrawal is None or update.withdrawal.withdrawn_at > later.recorded_at
