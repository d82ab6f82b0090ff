"""What was reported when: the status updates on record, and the withdrawals, newest first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, QuerySet, Value

from milestones.asked import Asked
from milestones.choices import Pair, Status
from milestones.models import PairStatus, StatusUpdate, Withdrawal
from milestones.models.record import rolled_up, speaking_for

PER_PAGE = 100


class AskedUpdates(Asked):
    """A query for updates: always the newest first, so many to a page."""

    unknown = ("sort", "per_page")


@dataclass(frozen=True)
class Update:
    """A status update as it was news: what stood for its day until then, and what stands since.

    ``before`` is None if nothing had been reported; ``corrects`` is the update of the same day
    that it corrects. For a country pair only that pair's lines count.
    """

    update: StatusUpdate
    before: StatusUpdate | None
    corrects: StatusUpdate | None
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
        report = self.update.report
        return report.withdrawal if report and report.is_withdrawn else None

    @property
    def changed_at(self) -> dt.datetime:
        """When there was last anything new to say of it, in UTC."""
        return self.withdrawal.withdrawn_at if self.withdrawal else self.update.recorded_at


News = Update | Withdrawal


def news(asked: AskedUpdates) -> Page[News]:
    """A page of the updates and withdrawals that concern the milestones asked for.

    Updates are those as of the day or earlier. On the newest day they are all there are: what
    was withdrawn may be as of a later day, and whoever has read of it must learn of that.
    Raises EmptyPage if there is no such page.
    """
    page = Paginator(_keys(asked), PER_PAGE).page(asked.page)
    of_kind: dict[str, list[int]] = defaultdict(list)
    for _at, _day, key, kind in page:
        of_kind[kind].append(key)
    found: Mapping[str, Mapping[int, News]] = {
        "update": _updates(of_kind["update"], asked.pair),
        "withdrawal": Withdrawal.objects.select_related("report").in_bulk(of_kind["withdrawal"]),
    }
    page.object_list = [found[kind][key] for _at, _day, key, kind in page]
    return page


def _keys(asked: AskedUpdates) -> QuerySet[Any, Any]:
    """When each was put on record, its day, its key and its kind; newest first."""
    milestones = asked.told_of.order_by().values("pk")
    updates = StatusUpdate.objects.filter(milestone__in=milestones)
    if not asked.is_newest:
        updates = updates.filter(as_of__lte=asked.day)
    withdrawals = Withdrawal.objects.filter(report__in=updates.order_by().values("report"))
    keys = _named(updates, "update", at=F("recorded_at"), day=F("as_of"))
    others = _named(withdrawals, "withdrawal", at=F("withdrawn_at"), day=F("report__as_of"))
    return keys.union(others, all=True).order_by("-at", "-day", "-pk")


def _named(rows: QuerySet[Any], kind: str, **named: F) -> QuerySet[Any, Any]:
    kind_of = Value(kind, output_field=CharField())
    known: QuerySet[Any, Any] = rows.order_by().annotate(**named, kind=kind_of)
    return known.values_list("at", "day", "pk", "kind")


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
    earlier: dict[int, list[StatusUpdate]] = defaultdict(list)
    found = {}
    for update in known:
        if update.pk in wanted:
            found[update.pk] = _beside(update, earlier[update.milestone_id], pair)
        earlier[update.milestone_id].append(update)
    return found


def _beside(update: StatusUpdate, earlier: Sequence[StatusUpdate], pair: Pair) -> Update:
    """An update beside what counted when it was recorded."""
    known = [one for one in earlier if one.as_of <= update.as_of and _counted(one, update)]
    before = max(known, key=lambda one: (one.as_of, one.revision), default=None)
    corrects = before if before and before.as_of == update.as_of else None
    return Update(update, before, corrects, pair)


def _counted(one: StatusUpdate, then: StatusUpdate) -> bool:
    """Whether an update had not been withdrawn when another was recorded."""
    if one.report is None or not one.report.is_withdrawn:
        return True
    return one.report.withdrawal.withdrawn_at > then.recorded_at
