"""What can be asked of milestones as of a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, F, FilteredRelation, Q, Value, When

from milestones.choices import Pair
from milestones.models import compared as two_days
from milestones.models import conditions
from milestones.models.standing import in_force

if TYPE_CHECKING:
    from milestones.models.milestone import Milestone  # noqa: F401

DOCUMENT_ORDER = ("initiative__area__order", "initiative__order", "order")

TOLD = (
    *("status", "revised_date", "revised_precision", "status_us_cn", "status_us_mx"),
    *("first_due", "last_due", "due_under", "slip_months", "slipped", "differ", "position"),
)
"""What a standing says of its milestone."""


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def as_of(self, day: dt.date, pair: str = Pair.ALL, *, is_latest: bool = False) -> Self:
        """The milestones on record on a day, with where they stood.

        With a country pair: only milestones that concern it, and its own status; else the
        roll-up. Before the plan's date there are none. Adds what ``Standing`` says (``status``,
        ``revised_date``, ``revised_precision``, ``status_us_cn`` and ``status_us_mx``,
        ``first_due`` and ``last_due``, ``slip_months``, ``slipped``, ``differ``, ``position``),
        ``since`` (the day that the update in force tells of; the plan's while planned) and what
        follows from it on the day: ``overdue`` and ``contradiction``. See ``in_force`` for
        ``is_latest``.
        """
        in_force_then = in_force("standings", day, pair, is_latest=is_latest)
        return self.annotate(
            standing=FilteredRelation("standings", condition=in_force_then),
            **{name: F(f"standing__{name}") for name in TOLD},
            since=F("standing__from_date"),
            area_id=F("standing__area"),
            overdue=_flag(conditions.overdue(day)),
            contradiction=_flag(conditions.contradictory(day)),
        ).filter(standing__isnull=False)

    def where(self, condition: Q) -> Self:
        """Of milestones as of a day, those whose standings meet a condition."""
        return self.filter(conditions.of_milestones(condition))

    def on_record(self, day: dt.date) -> Self:
        """The milestones that stand anywhere on a day."""
        return self.filter(in_force("standings", day, Pair.ALL))

    def concerning(self, pair: Pair) -> Self:
        """Those that concern a country pair, wherever they stand; with ``ALL`` all of them."""
        return self if pair is Pair.ALL else self.filter(parties__in=[Pair.ALL, pair])

    def compared(
        self, first: dt.date, second: dt.date, pair: str = Pair.ALL, *, is_latest: bool = False
    ) -> Self:
        """The milestones on record on the second day, with where they stood on both.

        Everything ``as_of`` adds is the second day's. Adds for either day, under ``from_`` and
        ``to_``: ``status``, ``status_us_cn``, ``status_us_mx``, ``revised_date``,
        ``revised_precision`` and ``update_id`` (the key of the update in force); and ``changed``.
        Before the plan's date all of it is None, and so is the update while planned.

        A milestone *changed* if, for the pair asked for, or without one for any pair that it
        concerns, anything of this is not the same on both days: the status, the revised date
        (one that is new, moved, dropped, or otherwise exact), or the words as reported. So one
        whose roll-up is the same has changed if one of its pairs has, and a plan's date between
        the two days changes everything: nothing was on record, now it is planned.
        """
        return (
            self.as_of(second, pair, is_latest=is_latest)
            .annotate(was=two_days.standing_on(first, pair))
            .annotate(**two_days.both_sides(), changed=_flag(two_days.something_changed()))
        )

    def in_words(self, pair: str = Pair.ALL) -> Self:
        """Of milestones compared, with the words as reported on either day (``from_words`` and
        ``to_words``; of the pair that they were compared for), and ``direction``."""
        return self.annotate(
            from_words=two_days.words("from", pair),
            to_words=two_days.words("to", pair),
            direction=two_days.direction(),
        )

    def with_deadlines(self) -> Self:
        """With deadlines and place in the plan, so that showing a row takes no further query."""
        return self.select_related("initiative__area__goal").prefetch_related("deadlines")

    def for_page(self) -> Self:
        """With all that a page of one of them shows, without the texts of the documents."""
        return (
            self.with_deadlines()
            .select_related("initiative__area__goal__plan", "introduced_by")
            .defer("initiative__area__goal__plan__text", "introduced_by__text")
        )

    def overdue(self, day: dt.date) -> Self:
        """Of milestones as of a day, those that are overdue, longest first."""
        return self.where(conditions.overdue(day)).order_by("last_due", "position")

    def merely_overdue(self, day: dt.date) -> Self:
        """Those that are overdue and were not even called on track, longest first."""
        return self.overdue(day).where(~conditions.contradictory(day))

    def contradictory(self, day: dt.date) -> Self:
        """Of milestones as of a day, those on track after their deadline, longest first."""
        return self.where(conditions.contradictory(day)).order_by("last_due", "position")

    def put_off(self) -> Self:
        """Of milestones as of a day, those put off to a later date, furthest first."""
        return self.where(conditions.slipped()).order_by("-slip_months", "position")

    def pairs_differ(self) -> Self:
        """Of milestones as of a day, those whose two country pairs were reported differently."""
        return self.where(conditions.pairs_differ())


def _flag(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=models.BooleanField()
    )
