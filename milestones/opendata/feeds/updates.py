"""What was reported when: the status updates on record, and the withdrawals, newest first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.core.paginator import EmptyPage
from django.db.models import CharField, Count, F, Min, QuerySet, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from milestones.choices import Pair, Status
from milestones.models import PairStatus, StatusUpdate, Withdrawal
from milestones.models.status import rolled_up, speaking_for
from milestones.queries import RecordQuery

PER_PAGE = 100
MAX_PER_PAGE = 1000


class UpdatesQuery(RecordQuery):
    """A query for updates: always the newest first, so many to a page."""

    unknown = ("sort", "per_page")


@dataclass(frozen=True)
class Update:
    """A status update as it was news: what stood for its day until then, and what stands since.

    ``before`` is None if nothing had been reported; ``corrects`` is the update of the same day
    that it corrects, and ``corrections`` are those that were recorded for it since, while it
    counted. For a country pair only that pair's lines count.
    """

    update: StatusUpdate
    before: StatusUpdate | None
    corrects: StatusUpdate | None
    corrections: Sequence[StatusUpdate]
    pair: Pair

    @property
    def was(self) -> Status | None:
        """The status until then; None for a milestone that was not promised before."""
        if self.before is None and self.update.milestone.introduced_by_id:
            return None
        return rolled_up(self._lines_of(self.before))

    @property
    def now(self) -> Status:
        return rolled_up(self.lines)

    @property
    def lines(self) -> list[PairStatus]:
        return self._lines_of(self.update)

    @property
    def lines_before(self) -> list[PairStatus]:
        return self._lines_of(self.before)

    def _lines_of(self, update: StatusUpdate | None) -> list[PairStatus]:
        return speaking_for(update.lines.all(), self.pair) if update else []

    @property
    def withdrawal(self) -> Withdrawal | None:
        """The withdrawal of its edition: it no longer counts then."""
        return self.update.withdrawal

    @property
    def superseded_by(self) -> StatusUpdate | None:
        """The correction since which it no longer counts; None if there is none that does."""
        return next((one for one in self.corrections if not one.withdrawal), None)

    @property
    def changed_at(self) -> dt.datetime:
        """When there was last anything new to say of it, in UTC.

        A correction that was withdrawn is no longer told of, which is new as well.
        """
        instants = [_ended_at(self.update)]
        for correction in self.corrections:
            instants.append(_ended_at(correction))
            if not correction.withdrawal:
                break
        return max(instants)


def _ended_at(update: StatusUpdate) -> dt.datetime:
    """When an update was withdrawn; when it was recorded, if it was not."""
    return update.withdrawal.withdrawn_at if update.withdrawal else update.recorded_at


FeedItem = Update | Withdrawal


@dataclass(frozen=True)
class FeedPage:
    """A page of news, and the numbers of the other pages; None where there is none.

    What one edition reported is on one page, whole, unless it is more than ``MAX_PER_PAGE``: few
    readers of feeds ask for a second page. So a page may have more than ``PER_PAGE`` entries, and
    a number is passed over if all its entries are on the page before.
    """

    number: int
    entries: Sequence[FeedItem]
    previous: int | None
    next: int | None
    last: int


def news(query: UpdatesQuery) -> FeedPage:
    """A page of the updates and withdrawals that concern the milestones asked for.

    Updates are those as of the day or earlier. On the newest day they are all there are: what
    was withdrawn may be as of a later day, and whoever has read of it must learn of that.
    Raises EmptyPage if there is no such page.
    """
    record = _Record.of(query)
    count = record.keys.count()
    first, last = record.span(query.page, count)
    if first >= last and query.page > 1:
        raise EmptyPage(_("That page contains no results"))
    of_kind: dict[str, list[int]] = defaultdict(list)
    rows = list(record.keys[first:last])
    for *_when, key, kind, _report in rows:
        of_kind[kind].append(key)
    found: Mapping[str, Mapping[int, FeedItem]] = {
        "update": _updates(of_kind["update"], query.pair),
        "withdrawal": Withdrawal.objects.select_related("report").in_bulk(of_kind["withdrawal"]),
    }
    return FeedPage(
        number=query.page,
        entries=[found[kind][key] for *_when, key, kind, _report in rows],
        previous=_page_of(record.whole(first)[0]) if first else None,
        next=_page_of(last) if last < count else None,
        last=_page_of(record.whole(count)[0]) if last < count else query.page,
    )


def _page_of(place: int) -> int:
    """The number of the page on which the entries begin that stand from this place on."""
    return place // PER_PAGE + 1


@dataclass(frozen=True)
class _Record:
    """All that a feed tells, newest first: when each was put on record, its day, its key, its kind
    and its edition."""

    updates: QuerySet[StatusUpdate]
    withdrawals: QuerySet[Withdrawal]

    @classmethod
    def of(cls, query: UpdatesQuery) -> Self:
        milestones = query.milestones.order_by().values("pk")
        updates = StatusUpdate.objects.filter(milestone__in=milestones)
        if not query.is_newest:
            updates = updates.filter(as_of__lte=query.day)
        reports = updates.order_by().values("report")
        return cls(updates, Withdrawal.objects.filter(report__in=reports))

    @cached_property
    def keys(self) -> QuerySet[Any, Any]:
        keys = _named(self.updates, "update", at=F("recorded_at"), day=F("as_of"))
        others = _named(
            self.withdrawals, "withdrawal", at=F("withdrawn_at"), day=F("report__as_of")
        )
        return keys.union(others, all=True).order_by("-at", "-day", "-pk")

    def span(self, page: int, count: int) -> tuple[int, int]:
        """Where a page begins and ends, of so many entries in all."""
        start, end = (page - 1) * PER_PAGE, page * PER_PAGE
        first = self.whole(start)[1] if start < count else count
        return first, self.whole(end)[1] if end < count else count

    def whole(self, place: int) -> tuple[int, int]:
        """Where that begins and ends which was reported together with the entry before a place.

        It ends at the place, at the earliest.
        """
        if place == 0:
            return 0, 0
        [(*_when, kind, report)] = self.keys[place - 1 : place]
        if kind != "update" or report is None:
            return place - 1, place
        span = self.updates.filter(report=report).aggregate(
            first=Min("recorded_at"), count=Count("pk")
        )
        if span["count"] > MAX_PER_PAGE:
            return place - 1, place
        end = self._count(span["first"])
        return end - span["count"], max(end, place)

    def _count(self, since: dt.datetime) -> int:
        """How many were put on record at an instant or later."""
        updates = self.updates.filter(recorded_at__gte=since).order_by().values("pk")
        withdrawals = self.withdrawals.filter(withdrawn_at__gte=since).order_by().values("pk")
        return updates.union(withdrawals, all=True).count()


def _named(rows: QuerySet[Any], kind: str, **named: F) -> QuerySet[Any, Any]:
    kind_of = Value(kind, output_field=CharField())
    known: QuerySet[Any, Any] = rows.order_by().annotate(**named, kind=kind_of)
    return known.values_list("at", "day", "pk", "kind", "report")


def _updates(keys: Iterable[int], pair: Pair) -> dict[int, Update]:
    wanted = set(keys)
    known = (
        StatusUpdate.objects.filter(milestone__updates__in=wanted)
        .distinct()
        .order_by("pk")
        .select_related("milestone__initiative__area", "report__withdrawal")
        .defer("report__text")
        .prefetch_related("lines")
    )
    of_milestone: dict[int, list[StatusUpdate]] = defaultdict(list)
    for update in known:
        of_milestone[update.milestone_id].append(update)
    return {
        update.pk: _beside(update, updates, pair)
        for updates in of_milestone.values()
        for update in updates
        if update.pk in wanted
    }


def _beside(update: StatusUpdate, others: Sequence[StatusUpdate], pair: Pair) -> Update:
    """An update of a milestone beside what counted when it was recorded, and what corrects it."""
    earlier = [one for one in others if one.pk < update.pk and one.as_of <= update.as_of]
    known = [one for one in earlier if _counted(one, update)]
    before = max(known, key=lambda one: (one.as_of, one.revision), default=None)
    corrects = before if before and before.as_of == update.as_of else None
    corrections = [
        one
        for one in others
        if one.pk > update.pk and one.as_of == update.as_of and _counted(update, one)
    ]
    return Update(update, before, corrects, corrections, pair)


def _counted(one: StatusUpdate, then: StatusUpdate) -> bool:
    """Whether an update had not been withdrawn when another was recorded."""
    return one.withdrawal is None or one.withdrawal.withdrawn_at > then.recorded_at
