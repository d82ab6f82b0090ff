"""Conditions on standings; ``of_milestones`` converts them for ``MilestoneQuerySet.as_of``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db.models import F, Q

from milestones.choices import DELIVERED, SCALE, Status
from milestones.dates import ImpreciseDate
from milestones.models.deadline import WITHIN_A_MONTH, Deadline
from milestones.models.lookups import Among, Numbers, OneOf
from milestones.models.search_text import SearchText

MAX_LOOKED_UP = 8000
"""Up to this many milestones are looked up by key; for more, every standing of the day is checked,
which takes a database less time."""
MAX_LOOKED_UP_INDEXED = 1000
"""The same where an index has just the standings to check."""
MAX_KEPT = 1000
"""With more keys of milestones in it, SQL is not kept: these take 7 to 20 bytes each."""

ATTENTION_FIELDS = (
    *("status", "last_due", "first_due", "revised_date", "from_date", "previous_status"),
    *("status_us_cn", "status_us_mx", "differ", "contradictory", "slipped_again"),
)
"""The fields that the conditions for attention read."""


KEY_LOOKUPS = ("in", OneOf.lookup_name, Among.lookup_name)


def undelivered() -> Q:
    """Neither completed nor completed / ongoing."""
    return ~Q(status__in=DELIVERED)


def overdue(day: dt.date) -> Q:
    """Not delivered although the last deadline has passed."""
    return Q(last_due__lt=day) & undelivered()


def upcoming(day: dt.date) -> Q:
    """Not delivered, and the last deadline has not passed or is on the day."""
    return Q(last_due__gte=day) & undelivered()


def late(day: dt.date) -> Q:
    """Not delivered, and delayed, overdue or slipped."""
    is_behind = Q(status=Status.DELAYED) | Q(last_due__lt=day) | slipped()
    return is_behind & undelivered()


def in_force(relation: str, day: dt.date, *pairs: str | F, is_latest: bool = False) -> Q:
    """The condition that a standing is in force on a day for one of these pairs (``ALL``: the
    roll-up).

    ``relation`` is the lookup path to the standing, empty for ``Standing`` itself. ``is_latest``
    says that nothing on record begins after the day. Then the standings in force are those
    without an end, for which the database has a small index.
    """
    prefix = f"{relation}__" if relation else ""
    pair_condition = (
        {f"{prefix}pair": pairs[0]} if len(pairs) == 1 else {f"{prefix}pair__in": pairs}
    )
    has_no_end = Q(**{f"{prefix}until_date": None})
    if is_latest:
        return Q(**pair_condition) & has_no_end
    began = Q(**pair_condition, **{f"{prefix}from_date__lte": day})
    return began & (has_no_end | Q(**{f"{prefix}until_date__gt": day}))


def due(day: dt.date) -> Q:
    """The last deadline is on the day or before it."""
    return Q(last_due__lte=day)


def last_due_on(days: Collection[dt.date | None]) -> Q:
    """The last deadline is on one of these days; None is for no deadline."""
    dated = Q(last_due__in=sorted(day for day in days if day))
    return dated | Q(last_due=None) if None in days else dated


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


def overdue_without_date(day: dt.date) -> Q:
    """Overdue, and no new date was reported."""
    return overdue(day) & Q(revised_date=None)


def overdue_with_date(day: dt.date) -> Q:
    """Overdue, and the new date has not passed."""
    return overdue(day) & Q(revised_date__gte=day)


def new_date_passed(day: dt.date) -> Q:
    """Not delivered although the new date has passed."""
    return undelivered() & Q(revised_date__lt=day)


def slipped_again() -> Q:
    """Not delivered, and the new date is later than one reported before."""
    return undelivered() & Q(slipped_again=True)


def due_soon(day: dt.date, last: dt.date) -> Q:
    """Delayed or initiated, with its first or last deadline from a day to another, both included;
    deadlines between those two are left aside."""
    is_near = Q(first_due__range=(day, last)) | Q(last_due__range=(day, last))
    return Q(status__in=[Status.DELAYED, Status.INITIATED]) & is_near


def pairs_apart() -> Q:
    """One country pair is two or more levels behind the other."""
    us_cn, us_mx = "status_us_cn", "status_us_mx"
    return pairs_differ() & (_levels_behind(us_cn, us_mx, 2) | _levels_behind(us_mx, us_cn, 2))


def regressed(since: dt.date) -> Q:
    """Reported after a day, as less advanced than in the report before."""
    return Q(from_date__gt=since) & _levels_behind("status", "previous_status", 1)


def silent(edition: dt.date) -> Q:
    """Not completed, and reported on neither in the edition as of a day nor since."""
    return Q(from_date__lt=edition) & ~Q(status=Status.COMPLETED)


def not_updated(edition: dt.date) -> Q:
    """Not completed, and reported on as of the day of an edition, but not since."""
    return Q(from_date=edition) & ~Q(status=Status.COMPLETED)


def _levels_behind(status: str, other: str, levels: int) -> Q:
    """The status in a field is so many levels, or more, behind that in another field."""
    lower = enumerate(SCALE[:-levels])
    return reduce(
        or_, (Q(**{status: code, f"{other}__in": SCALE[i + levels :]}) for i, code in lower)
    )


@lru_cache(maxsize=64)
def matches(words: str) -> Q:
    """The code, sentence (in either document), initiative and area together have every word and
    phrase (see ``milestones.search``); no condition without words."""
    if not words.strip():
        return Q()
    return Q(milestone__in=SearchText.objects.matching(words).values("milestone"))


def one_of(keys: Numbers, *, indexed: bool = False) -> Q:
    """The milestone has one of these keys. ``indexed`` is whether a small index has the standings
    to check: the latest, or the first in document order."""
    limit = MAX_LOOKED_UP_INDEXED if indexed else MAX_LOOKED_UP
    lookup = OneOf if len(keys) <= limit else Among
    return Q(**{f"milestone__{lookup.lookup_name}": keys})


def at_one_of(positions: Numbers) -> Q:
    """The milestone is at one of these positions. Of each, an index tells the standing that is in
    force on an earlier day, so that no other is read; by its key, all its earlier standings are."""
    return Q(position__one_of=positions)


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


def recipe(*parts: Hashable, condition: Q) -> Hashable:
    """The recipe (see ``RecipeQuerySet``) of a selection by these parts and a condition; None if
    it has the keys of many milestones, which would be kept with its SQL."""
    numbers = (child[1] for child in condition.children if isinstance(child, tuple))
    if any(isinstance(value, Numbers) and len(value) > MAX_KEPT for value in numbers):
        return None
    return (*parts, condition)


@lru_cache(maxsize=64)
def _has_deadline(condition: Q) -> Q:
    """The same for equal conditions: with a subquery of its own, each would be another."""
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
    return (f"pk__{rest}" if rest in KEY_LOOKUPS else rest or "pk"), value
