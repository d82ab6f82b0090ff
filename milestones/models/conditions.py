"""Conditions on standings; ``of_milestones`` converts them for ``MilestoneQuerySet.as_of``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from milestones.choices import DELIVERED, Status
from milestones.dates import ImpreciseDate
from milestones.models.deadline import WITHIN_A_MONTH, Deadline
from milestones.models.lookups import Among
from milestones.models.search_text import SearchText

MAX_LOOKED_UP = 8000
"""Up to this many milestones are looked up by key; for more, every standing of the day is checked,
which takes a database less time."""
MAX_LOOKED_UP_LATEST = 1000
"""The same among the latest standings, which one small index holds."""


def overdue(day: dt.date) -> Q:
    """Not delivered although the last deadline has passed."""
    return Q(last_due__lt=day) & ~Q(status__in=DELIVERED)


def upcoming(day: dt.date) -> Q:
    """Not delivered, and the last deadline has not passed or is on the day."""
    return Q(last_due__gte=day) & ~Q(status__in=DELIVERED)


def late(day: dt.date) -> Q:
    """Not delivered, and delayed, overdue or put off."""
    is_behind = Q(status=Status.DELAYED) | Q(last_due__lt=day) | slipped()
    return is_behind & ~Q(status__in=DELIVERED)


def due(day: dt.date) -> Q:
    """The last deadline is on the day or before it."""
    return Q(last_due__lte=day)


def reported_between(first: dt.date | None, last: dt.date | None) -> Q:
    """Last reported on as of a day between two, both included; None leaves an end open."""
    reported = ~Q(status=Status.PLANNED)
    if first:
        reported &= Q(from_date__gte=first)
    if last:
        reported &= Q(from_date__lte=last)
    return reported


def contradictory() -> Q:
    """Reported on track as of a day after the last deadline."""
    return Q(contradictory=True)


def slipped() -> Q:
    """Revised to a later date than the last deadline."""
    return Q(slipped=True)


def pairs_differ() -> Q:
    """The two country pairs were reported differently."""
    return Q(differ=True)


def matches(words: str) -> Q:
    """The code, sentence (in either document), initiative and area together have every word and
    phrase (see ``milestones.search``); no condition without words."""
    if not words.strip():
        return Q()
    return Q(milestone__in=SearchText.objects.matching(words).values("milestone"))


def one_of(keys: Sequence[int], *, latest: bool = False) -> Q:
    """The milestone has one of these keys; ``latest`` is whether among the latest standings."""
    limit = MAX_LOOKED_UP_LATEST if latest else MAX_LOOKED_UP
    lookup = "in" if len(keys) <= limit else Among.lookup_name
    return Q(**{f"milestone__{lookup}": keys})


def due_between(first: dt.date | None, last: dt.date | None) -> Q:
    """A deadline falls due between two days, both included; None leaves an end open."""
    in_range = Q()
    if first:
        in_range &= Q(date__gte=first)
    if last:
        in_range &= Q(date__lte=last)
    return _has_deadline(in_range)


def due_in(when: ImpreciseDate) -> Q:
    """A deadline is listed under the same period as this one: a month includes its days, a season
    or year does not."""
    when = when.listed_under
    precisions = WITHIN_A_MONTH if when.precision in WITHIN_A_MONTH else (when.precision,)
    first = when.date.replace(day=1)
    return _has_deadline(Q(date__gte=first, date__lte=when.date, precision__in=precisions))


def without_deadline() -> Q:
    """The milestone has no deadline."""
    return ~_has_deadline(Q())


def _has_deadline(condition: Q) -> Q:
    return Q(milestone__in=Deadline.objects.filter(condition).order_by().values("milestone"))


def of_milestones(condition: Q) -> Q:
    """The same condition on milestones as of a day, which have the fields of their standings."""
    return Q(
        *(_of_milestones(child) for child in condition.children),
        _connector=condition.connector,
        _negated=condition.negated,
    )


def _of_milestones(child: Any) -> Q | tuple[str, Any]:
    if isinstance(child, Q):
        return of_milestones(child)
    lookup, value = child
    name, _, rest = lookup.partition("__")
    if name == "from_date":
        return f"standing__{lookup}", value
    if name != "milestone":
        return lookup, value
    return (f"pk__{rest}" if rest in ("in", Among.lookup_name) else rest or "pk"), value
