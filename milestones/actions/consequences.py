"""What a write changes on public pages, in numbers: shown before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self, TypeVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from milestones.choices import Pair
from milestones.models import CountChange, StatusUpdate
from milestones.statistics import Counts

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class PublicFigures:
    """What pages show by default: the newest day on record, and how many milestones are late,
    overdue, and on track but past their deadline on it. ``public_date`` is None, and nothing is
    counted, before a plan is on record."""

    public_date: dt.date | None
    late: int = 0
    overdue: int = 0
    contradictions: int = 0

    @classmethod
    def now(cls) -> Self:
        """The figures as of the newest day on record, in two queries."""
        day = StatusUpdate.objects.latest_date()
        if day is None:
            return cls(None)
        tally = Counts(CountChange.objects.rows(day, [Pair.ALL])[Pair.ALL], day).tally
        return cls(day, tally.late, tally.overdue, tally.contradiction)


class Figure(NamedTuple):
    """One of the public figures before and after a write."""

    name: str
    label: str | Promise
    before: Any
    after: Any

    @property
    def is_new(self) -> bool:
        return bool(self.before != self.after)


LABELS = {
    "public_date": _("Public date"),
    "late": pgettext_lazy("filter", "Late"),
    "overdue": _("Overdue"),
    "contradictions": _("On track, but past deadline"),
}


@dataclass(frozen=True)
class Consequences:
    """The public figures before and after a write."""

    before: PublicFigures
    after: PublicFigures

    @property
    def figures(self) -> Iterator[Figure]:
        """The public date, then the counts on it."""
        before, after = asdict(self.before), asdict(self.after)
        return (Figure(name, label, before[name], after[name]) for name, label in LABELS.items())


def consequences_of(
    write: Callable[[], _Result], *, apply: bool = False
) -> tuple[_Result, Consequences]:
    """Call ``write`` in a transaction; return its result, and the public figures before and after.

    The transaction is rolled back unless ``apply`` is true: so a preview follows the same rules as
    the write itself, and whatever ``write`` raises is raised.
    """
    with transaction.atomic():
        before = PublicFigures.now()
        result = write()
        consequences = Consequences(before, PublicFigures.now())
        transaction.set_rollback(not apply)
    return result, consequences
