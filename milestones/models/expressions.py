"""The SQL expressions of ``MilestoneQuerySet``, most of them of ``compared``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat
from django.db.models.lookups import Exact, LessThan

from milestones.changes import Direction
from milestones.choices import Pair, Status
from milestones.models.conditions import in_force


class DaysSince(models.Func):
    """The number of days from the date of a field until a day."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = models.IntegerField()

    def __init__(self, field: str, day: dt.date) -> None:
        super().__init__(Value(day, models.DateField()), F(field))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has no dates: it subtracts Julian days, which are whole for dates."""
        template = "CAST(julianday(%(expressions)s) AS INTEGER)"
        joiner = ") - julianday("
        return self.as_sql(compiler, connection, template=template, arg_joiner=joiner, **context)


RELATIONS = {"from": "was", "to": "standing"}
"""The relation to the standing of each day; that of ``to`` is joined by ``as_of``."""

FIELDS = (
    *("status", "status_us_cn", "status_us_mx", "revised_date", "revised_precision"),
    "update_id",
)


def standing_on(first: dt.date, pair: str) -> FilteredRelation:
    """The standings in force on the first day."""
    return FilteredRelation("standings", condition=in_force("standings", first, pair))


def both_sides() -> dict[str, Any]:
    """The fields of both days' standings, under ``from_`` and ``to_`` (see ``compared``)."""
    return {
        f"{side}_{field}": F(f"{relation}__{field}")
        for side, relation in RELATIONS.items()
        for field in FIELDS
    }


def something_changed() -> Q:
    """The condition that a milestone changed between the two days (see ``compared``)."""
    return Q(was__fingerprint__isnull=True) | ~Q(standing__fingerprint=F("was__fingerprint"))


def words(side: str, pair: str) -> Any:
    """The words as reported for a pair; None while planned, or if the pair is not concerned.

    For the roll-up, the words of both pairs after their codes, if they differ.
    """
    if pair != Pair.ALL:
        return _words_for(side, pair)
    us_cn, us_mx = _words_for(side, Pair.US_CN), _words_for(side, Pair.US_MX)
    return Case(
        When(Q(**{f"{side}_update_id__isnull": True}), then=Value(None)),
        When(Q(**{f"{side}_status_us_cn__isnull": True}), then=us_mx),
        When(Q(**{f"{side}_status_us_mx__isnull": True}) | Q(Exact(us_cn, us_mx)), then=us_cn),
        default=Concat(Value("US-CN: "), us_cn, Value(" / US-MX: "), us_mx),
        output_field=models.TextField(),
    )


def _words_for(side: str, pair: str) -> Subquery:
    """The words of the line for a pair or for all parties; there is one at most."""
    lines = apps.get_model("milestones", "PairStatus")._default_manager.order_by()
    pair_lines = lines.filter(update=OuterRef(f"{side}_update_id"), pair__in=[Pair.ALL, pair])
    return Subquery(pair_lines.values("as_reported")[:1])


def direction() -> Case:
    """The direction (see ``Direction``); null if nothing was on record before."""
    return Case(
        When(from_status__isnull=True, then=Value(None)),
        When(from_status=F("to_status"), then=Value(Direction.SAME)),
        When(from_status=Status.PLANNED, then=Value(Direction.FIRST_REPORT)),
        When(LessThan(_rank("to_status"), _rank("from_status")), then=Value(Direction.BEHIND)),
        When(is_later("was", "standing__"), then=Value(Direction.MIXED)),
        default=Value(Direction.AHEAD),
        output_field=models.CharField(),
    )


def is_later(was: str, now: str) -> Q:
    """The condition that a milestone is expected later than before (``StatusChange.is_later``).

    ``was`` is the relation to the standing of the first day, ``now`` the prefix of the second's.
    """
    expected_before = Coalesce(f"{was}__revised_date", f"{now}last_due")
    return Q(**{f"{now}revised_date__gt": expected_before})


def _rank(status: str) -> Case:
    ranks = [When(**{status: value}, then=Value(rank)) for rank, value in enumerate(Status)]
    return Case(*ranks, output_field=models.IntegerField())
