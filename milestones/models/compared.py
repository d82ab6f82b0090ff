"""The expressions behind ``MilestoneQuerySet.compared``: two days set side by side in SQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, F, FilteredRelation, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat
from django.db.models.lookups import Exact, LessThan

from milestones.choices import COUNTRY_PAIRS, Pair
from milestones.comparisons import PLACES, Direction
from milestones.models.standing import in_force

RELATIONS = {
    "from": {Pair.ALL: "was", Pair.US_CN: "was_us_cn", Pair.US_MX: "was_us_mx"},
    "to": {Pair.ALL: "standing", Pair.US_CN: "us_cn", Pair.US_MX: "us_mx"},
}
"""The standings joined for each day; those of ``to`` are ``as_of``'s own."""

PREFIXES = {Pair.ALL: "", Pair.US_CN: "us_cn_", Pair.US_MX: "us_mx_"}

_TEXT: tuple[models.Field[Any, Any], Any] = models.TextField(), ""
_DATE: tuple[models.Field[Any, Any], Any] = models.DateField(), dt.date.min
"""A kind of value and what stands for none of it, so that none equals none."""


def standings_on(first: dt.date, pair: str) -> dict[str, FilteredRelation]:
    """The standings on the first day: of the pair asked for (or the roll-up), and of each pair."""
    pairs = {Pair.ALL: pair, Pair.US_CN: Pair.US_CN, Pair.US_MX: Pair.US_MX}
    return {
        relation: FilteredRelation("standings", condition=in_force("standings", first, pairs[one]))
        for one, relation in RELATIONS["from"].items()
    }


def told() -> dict[str, Any]:
    """What the standings of both days say, under ``from_`` and ``to_`` (see ``compared``)."""
    columns: dict[str, Any] = {}
    for side, relations in RELATIONS.items():
        for one, relation in relations.items():
            name = f"{side}_{PREFIXES[one]}"
            columns |= {
                f"{name}{field}": F(f"{relation}__{field}")
                for field in ("status", "revised_date", "revised_precision")
            }
            if one != Pair.ALL:
                columns[f"{name}words"] = _words(relation, one)
    return columns


def _words(relation: str, pair: Pair) -> Subquery:
    """The words of the line that speaks for a pair; there is one at most."""
    lines = apps.get_model("milestones", "PairStatus")._default_manager.order_by()
    spoken = lines.filter(update=OuterRef(f"{relation}__update"), pair__in=[Pair.ALL, pair])
    return Subquery(spoken.values("as_reported")[:1])


def words_together(side: str, pair: str) -> Any:
    """The pair's words; for the roll-up both pairs' after their codes, if they are not the same."""
    us_cn, us_mx = f"{side}_us_cn_words", f"{side}_us_mx_words"
    if pair != Pair.ALL:
        return F(us_cn if pair == Pair.US_CN else us_mx)
    both = Concat(Value("US-CN: "), F(us_cn), Value(" / US-MX: "), F(us_mx))
    return Case(
        When(Q(**{f"{us_cn}__isnull": True}), then=F(us_mx)),
        When(Q(**{f"{us_mx}__isnull": True}) | Q(**{us_cn: F(us_mx)}), then=F(us_cn)),
        default=both,
        output_field=models.TextField(),
    )


def nothing_changed(pair: str) -> Q:
    """The condition that a milestone did not change between the two days (see ``compared``)."""
    same = Q()
    for one in COUNTRY_PAIRS if pair == Pair.ALL else (Pair(pair),):
        for field in ("status", "words", "revised_date", "revised_precision"):
            before, after = (f"{side}_{PREFIXES[one]}{field}" for side in RELATIONS)
            field_kind, nothing = _DATE if field == "revised_date" else _TEXT
            same &= Q(
                Exact(
                    Coalesce(F(before), Value(nothing), output_field=field_kind),
                    Coalesce(F(after), Value(nothing), output_field=field_kind),
                )
            )
    return same


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
    places = [When(**{status: one}, then=Value(place)) for place, one in enumerate(PLACES)]
    return Case(*places, output_field=models.IntegerField())
