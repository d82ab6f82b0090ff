"""Queries for what needs attention."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property, lru_cache, partial
from typing import Any

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from milestones.models import (
    Attention,
    AttentionCount,
    AttentionReason,
    Milestone,
    StandingQuerySet,
)
from milestones.models.attention import HORIZON, PUBLIC_REASONS, Leading
from milestones.models.conditions import ATTENTION_FIELDS
from milestones.queries.cache import cached
from milestones.queries.fields import ChoiceField, Parameter
from milestones.queries.filtersets import MilestoneFilter
from milestones.queries.query import MilestoneQuery

HORIZONS = (HORIZON, 90, 180)

FEW = 300
"""Up to this many milestones are read all at once, and are sorted here; of more, the database reads
one page."""

Explained = tuple[Milestone, dict[AttentionReason, dt.date]]
"""A milestone, and why it needs attention: each reason with its date, most pressing first."""


class AttentionFilter(MilestoneFilter):
    """The parameters of what needs attention, accepted only by its page and its data.

    ``reason`` is given once: the milestones for which it holds, whatever else does.
    """

    reason = Parameter(
        ChoiceField,
        _("Reason"),
        _("Attention only: for this reason, whether or not for others too; without it, for any."),
        "overdue_no_date",
        choices=[(reason.value, reason.label) for reason in PUBLIC_REASONS],
        invalid=format_lazy(
            _("Unknown reason “%(value)s”. Valid: {known}."), known=", ".join(PUBLIC_REASONS)
        ),
    )
    horizon = Parameter(
        ChoiceField,
        _("Due within"),
        _("Attention only: due soon means within this number of days; without it, 60."),
        "90",
        choices=[(str(days), str(days)) for days in HORIZONS],
        invalid=_("“%(value)s” is not a number of days to choose: write 60, 90 or 180."),
    )


class AttentionQuery(MilestoneQuery):
    """A query for the milestones that need attention (see ``AttentionFilter``)."""

    filter_set = AttentionFilter

    @cached_property
    def horizon(self) -> int:
        """How many days ahead a deadline is due soon."""
        return int(self._value("horizon") or HORIZON)

    @property
    def reason(self) -> str:
        """The reason for which milestones are listed; empty for any."""
        return self._value("reason") or ""

    @cached_property
    def attention(self) -> Attention:
        return attention_on(self, self.horizon)

    @cached_property
    def rows(self) -> StandingQuerySet:
        """The standings to list (see ``Attention.among``)."""
        reasons = (self.reason,) if self.reason else self.attention.reasons
        return self.attention.among(self.standings(), reasons)

    @cached_property
    def reason_counts(self) -> dict[str, int]:
        """How many of the matching milestones there are for each reason, and under an empty text
        for any, whichever ``reason`` is asked for."""
        if self._few is not None:
            return self.attention.count((row, 1) for row in self._few)
        return self.attention.count((row, row.milestones) for row in self._alike)

    @cached_property
    def _alike(self) -> Sequence[Any]:
        return alike_in_attention(self)

    @cached_property
    def _few(self) -> list[Milestone] | None:
        """All matching milestones with ``ATTENTION_FIELDS``; None if they are not few."""
        if self.tally.milestones > FEW:
            return None
        return self.listed(self.standings(), *ATTENTION_FIELDS)

    def explained(self, rows: slice) -> list[Explained]:
        """A slice of the milestones."""
        if self._few is not None:
            first = self.attention.first(self._few, rows.stop, self.reason)[rows]
            return [(milestone, self.attention.reasons_of(milestone)) for milestone in first]
        leading = self.attention.leading(self._alike, rows.stop, self.reason)
        return _explained(self, self.attention, leading, rows)

    def filter_value(self, name: str) -> str:
        if name == "horizon":
            return ngettext("%(count)s day", "%(count)s days", self.horizon) % {
                "count": self.horizon
            }
        return super().filter_value(name)


def attention_on(query: MilestoneQuery, horizon: int = HORIZON) -> Attention:
    """What needs attention on a query's day."""
    return _attention(query.day, tuple(edition.day for edition in query.editions), horizon)


@lru_cache(maxsize=64)
def _attention(day: dt.date, editions: tuple[dt.date, ...], horizon: int) -> Attention:
    """Kept with its rules, which take longer to make than to apply to a page of milestones."""
    return Attention(day, editions, horizon)


def first_needing_attention(
    query: MilestoneQuery, most: int, among: Sequence[Milestone] = ()
) -> list[Explained]:
    """The first of the matching milestones that need attention, at most so many; ``among`` are all
    matching milestones with ``ATTENTION_FIELDS``, if they are few and have been read already."""
    attention = attention_on(query)
    if among:
        first = attention.first(among, most)
        return [(milestone, attention.reasons_of(milestone)) for milestone in first]
    if query.tally.contradiction >= most:
        # What a page counts anyway tells these from others.
        leading = attention.leading(query.counts.rows, most, AttentionReason.CONTRADICTORY)
    else:
        leading = attention.leading(alike_in_attention(query), most)
    return _explained(query, attention, leading, slice(most))


def alike_in_attention(query: MilestoneQuery) -> Sequence[Any]:
    """Rows with ``ATTENTION_FIELDS``, and how many of the matching ``milestones`` are like
    each."""
    if query.condition():
        return query.standings().alike_in_attention()
    read = partial(AttentionCount.objects.alike_on, query.day, query.pair)
    rows: Sequence[Any] = cached(("alike in attention", query.day, query.pair), read)
    return rows


def _needing(
    standings: StandingQuerySet, attention: Attention, reasons: Sequence[str], condition: Q
) -> StandingQuerySet:
    return attention.among(standings.filter(condition), reasons)


def _explained(
    query: MilestoneQuery, attention: Attention, leading: Leading, rows: slice
) -> list[Explained]:
    if not leading.reasons:
        return []
    standings = query.standings().derived(
        _needing, attention, tuple(leading.reasons), leading.condition
    )
    milestones = query.listed(standings.sliced(rows), *ATTENTION_FIELDS)
    return [(milestone, attention.reasons_of(milestone)) for milestone in milestones]
