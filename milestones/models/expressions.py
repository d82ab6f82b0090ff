"""The expressions behind ``MilestoneQuerySet.compared``: two days set side by side in SQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat
from django.db.models.lookups import Exact, LessThan

from milestones.changes import PROGRESS_ORDER, Direction
from milestones.choices import Pair
from milestones.models.standing import in_force

RELATIONS = {"from": "was", "to": "standing"}
"""The standing joined for each day; that of ``to`` is ``as_of``'s own."""

FIELDS = (
    *("status", "status_us_cn", "status_us_mx", "revised_date", "revised_precision"),
    "update_id",
)


def standing_on(first: dt.date, pair: str) -> FilteredRelation:
    """Where milestones stood on the first day."""
    return FilteredRelation("standings", condition=in_force("standings", first, pair))


def both_sides() -> dict[str, Any]:
    """What the standings of both days say, under ``from_`` and ``to_`` (see ``compared``)."""
    return {
        f"{side}_{field}": F(f"{relation}__{field}")
        for side, relation in RELATIONS.items()
        for field in FIELDS
    }


def something_changed() -> Q:
    """The condition that a milestone changed between the two days (see ``compared``)."""
    return Q(was__fingerprint__isnull=True) | ~Q(standing__fingerprint=F("was__fingerprint"))


def words(side: str, pair: str) -> Any:
    """The words as reported for a pair; None while planned, or if it is not concerned.

    For the roll-up both pairs' after their codes, if they are not the same.
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
    """The words of the line that speaks for a pair; there is one at most."""
    lines = apps.get_model("milestones", "PairStatus")._default_manager.order_by()
    line_for_pair = lines.filter(update=OuterRef(f"{side}_update_id"), pair__in=[Pair.ALL, pair])
    return Subquery(line_for_pair.values("as_reported")[:1])


def direction() -> Case:
    """Which way the status moved (see ``Direction``); null if nothing was on record before."""
    return Case(
        When(from_status__isnull=True, then=Value(None)),
        When(from_status=F("to_status"), then=Value(Direction.SAME)),
        When(LessThan(_place("from_status"), _place("to_status")), then=Value(Direction.AHEAD)),
        default=Value(Direction.BEHIND),
        output_field=models.CharField(),
    )


def _place(status: str) -> Case:
    places = [When(**{status: one}, then=Value(place)) for place, one in enumerate(PROGRESS_ORDER)]
    return Case(*places, output_field=models.IntegerField())
