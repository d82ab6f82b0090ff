"""Milestones: what the plan and later editions promise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, F, FilteredRelation, Q, Value, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from milestones.choices import DELIVERED, Basis, Pair, Status, pairs_concerned
from milestones.dates import ImpreciseDate
from milestones.models import conditions, expressions
from milestones.models.conditions import in_force
from milestones.models.positions import position_of
from milestones.statistics import is_late, is_overdue
from priorities.models import Initiative, NaturalKeyManager, SourceLines

if TYPE_CHECKING:
    from milestones.models.status import PairStatus

DOCUMENT_ORDER = ("initiative__area__order", "initiative__order", "order")

STANDING_FIELDS = (
    *("status", "revised_date", "revised_precision", "status_us_cn", "status_us_mx"),
    *("first_due", "last_due", "due_under", "slip_months", "slipped", "slipped_again"),
    *("contradictory", "delivery", "differ", "position"),
)
"""The fields of a standing that ``as_of`` adds to its milestone."""


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def as_of(self, day: dt.date, pair: str = Pair.ALL, *, is_latest: bool = False) -> Self:
        """The milestones on record on a day, with where they stood.

        With a country pair, only milestones that concern it, with its own status; else the
        roll-up. Before the plan's date there are none. Adds fields of ``Standing`` (``status``,
        ``revised_date``, ``revised_precision``, ``status_us_cn``, ``status_us_mx``,
        ``first_due``, ``last_due``, ``due_under``, ``slip_months``, ``slipped``,
        ``slipped_again``, ``contradictory``, ``delivery``, ``differ``, ``position``,
        ``area_id``), ``since`` (the as-of day of the update in force; the plan's date while
        planned), ``reported_as_of`` (the same, None while planned), and as of the day
        ``overdue``, ``days_overdue`` (None unless overdue) and ``late``. See ``in_force`` for
        ``is_latest``.
        """
        in_force_then = in_force("standings", day, pair, is_latest=is_latest)
        return self.annotate(
            standing=FilteredRelation("standings", condition=in_force_then),
            **{name: F(f"standing__{name}") for name in STANDING_FIELDS},
            since=F("standing__from_date"),
            area_id=F("standing__area"),
            reported_as_of=_if(~Q(standing__status=Status.PLANNED), F("standing__from_date")),
            overdue=_flag(conditions.overdue(day)),
            days_overdue=_if(conditions.overdue(day), expressions.DaysSince("last_due", day)),
            late=_flag(conditions.late(day)),
        ).filter(standing__isnull=False)

    def where(self, condition: Q) -> Self:
        """Filters milestones as of a day by a condition on their standings."""
        return self.filter(conditions.of_milestones(condition))

    def on_record(self, day: dt.date) -> Self:
        """The milestones that have a standing on a day."""
        return self.filter(in_force("standings", day, Pair.ALL))

    def concerning(self, pair: Pair) -> Self:
        """The milestones that concern a country pair, whatever their status; with ``ALL``, all."""
        return self if pair is Pair.ALL else self.filter(parties__in=[Pair.ALL, pair])

    def compared(
        self, first: dt.date, second: dt.date, pair: str = Pair.ALL, *, is_latest: bool = False
    ) -> Self:
        """The milestones on record on the second day, with where they stood on both.

        Everything ``as_of`` adds is as of the second day. Adds for each day, under ``from_`` and
        ``to_``: ``status``, ``status_us_cn``, ``status_us_mx``, ``revised_date``,
        ``revised_precision`` and ``update_id`` (the key of the update in force); and ``changed``.
        Before the plan's date all of these are None, and ``update_id`` is None while planned.

        A milestone *changed* if one of these differs between the two days for the pair, or with
        ``ALL`` for any pair that it concerns: the status, the revised date (new, moved, dropped
        or of another precision), or the words as reported. So a milestone with the same roll-up
        has changed if one of its pairs has, and every milestone has changed if the plan's date
        is between the two days: nothing was on record before, and now it is planned.
        """
        return (
            self.as_of(second, pair, is_latest=is_latest)
            .annotate(was=expressions.standing_on(first, pair))
            .annotate(**expressions.both_sides(), changed=_flag(expressions.something_changed()))
        )

    def in_words(self, pair: str = Pair.ALL) -> Self:
        """Adds to ``compared`` milestones the words as reported on each day (``from_words`` and
        ``to_words``, for the same pair as in ``compared``), and ``direction``."""
        return self.annotate(
            from_words=expressions.words("from", pair),
            to_words=expressions.words("to", pair),
            direction=expressions.direction(),
        )

    def with_deadlines(self) -> Self:
        """Loads deadlines and place in the plan, so that showing a row takes no further query."""
        return self.select_related("initiative__area__goal").prefetch_related("deadlines")

    def for_page(self) -> Self:
        """Loads everything that a milestone's page shows, without the texts of the documents."""
        return (
            self.with_deadlines()
            .select_related("initiative__area__goal__plan", "introduced_by")
            .defer("initiative__area__goal__plan__text", "introduced_by__text")
        )

    def overdue(self, day: dt.date) -> Self:
        """Filters milestones as of a day: the overdue ones, longest first."""
        return self.where(conditions.overdue(day)).order_by("last_due", "position")

    def overdue_not_contradictory(self, day: dt.date) -> Self:
        """Filters milestones as of a day: overdue and not contradictory, longest first."""
        return self.overdue(day).where(~conditions.contradictory())

    def contradictory(self) -> Self:
        """Filters milestones as of a day: on track after their deadline, longest first."""
        return self.where(conditions.contradictory()).order_by("last_due", "position")

    def slipped(self) -> Self:
        """Filters milestones as of a day: revised to a later date, longest slip first."""
        return self.where(conditions.slipped()).order_by("-slip_months", "position")

    def pairs_differ(self) -> Self:
        """Filters milestones as of a day: the two country pairs were reported differently."""
        return self.where(conditions.pairs_differ())


def _if(condition: Q, value: Any) -> Case:
    """The value where the condition holds, else null."""
    return Case(When(condition, then=value))


def _flag(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)), default=Value(False), output_field=models.BooleanField()
    )


class MilestoneManager(NaturalKeyManager.from_queryset(MilestoneQuerySet)):  # type: ignore[misc]
    """Untyped, since type checkers do not know the fields that ``as_of`` adds."""


class Milestone(SourceLines):
    """A promise with a stable public code.

    ``text`` is the status report's sentence; ``plan_text`` is the plan's whole sentence, which
    several milestones share if the report split it. ``parties`` is the country pair that the
    sentence names, else ``ALL``. ``introduced_by`` is the later edition that added the milestone
    and whose sentence it has; None for milestones of the plan.
    """

    initiative = models.ForeignKey(
        Initiative,
        on_delete=models.PROTECT,
        related_name="milestones",
        verbose_name=_("initiative"),
    )
    code = models.CharField(_("code"), max_length=12, unique=True)
    text = models.TextField(_("text"))
    plan_text = models.TextField(_("text in the plan"), blank=True)
    parties = models.CharField(_("parties"), max_length=5, choices=Pair.choices)
    order = models.PositiveIntegerField(_("order"))
    introduced_by = models.ForeignKey(
        "milestones.StatusReport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="introduced",
        verbose_name=_("introduced by"),
    )

    history = HistoricalRecords()
    public_names = ("code",)
    objects = MilestoneManager()

    # What as_of() adds:
    status: str
    revised_date: dt.date | None
    revised_precision: str
    status_us_cn: str | None
    status_us_mx: str | None
    first_due: dt.date | None
    last_due: dt.date | None
    overdue: bool
    days_overdue: int | None
    late: bool
    contradictory: bool
    delivery: str
    slip_months: int | None
    slipped: bool
    slipped_again: bool
    differ: bool
    position: int
    since: dt.date
    reported_as_of: dt.date | None

    pair_lines: Sequence[PairStatus] = ()
    """The lines in force for the country pairs, of one that is late and on a list for all parties;
    empty unless the pairs differ."""

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = list(DOCUMENT_ORDER)
        constraints = [
            models.UniqueConstraint(fields=["initiative", "order"], name="one_milestone_per_place"),
            models.CheckConstraint(
                condition=Q(parties__in=Pair.values), name="parties_are_a_pair_or_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    def get_absolute_url(self) -> str:
        return reverse("milestone", args=[self.code])

    def stand(self, since: dt.date, day: dt.date) -> None:
        """Set what ``as_of`` would calculate from the fields of a standing, which it has, on a day;
        ``since`` is when the standing began."""
        self.since = since
        self.reported_as_of = None if self.status == Status.PLANNED else since
        self.overdue = is_overdue(self.status, self.last_due, day)
        self.days_overdue = (day - self.last_due).days if self.overdue and self.last_due else None
        self.late = is_late(self.status, self.last_due, day, slipped=self.slipped)

    def is_piece_with(self, other: Milestone) -> bool:
        """Whether the report made both of one sentence of the plan."""
        sentence = self.initiative_id, self.plan_text
        return bool(self.plan_text) and sentence == (other.initiative_id, other.plan_text)

    def is_upcoming(self, day: dt.date) -> bool:
        """Whether it is not delivered, and its last deadline is on a day or after it."""
        return self.last_due is not None and self.last_due >= day and self.status not in DELIVERED

    @property
    def place(self) -> int:
        """Its position in document order: the ``position`` of its standings."""
        initiative = self.initiative
        return position_of(initiative.area.order, initiative.order, self.order)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The country pairs that the milestone concerns."""
        return pairs_concerned(self.parties)

    @property
    def first_deadline(self) -> ImpreciseDate | None:
        return min((deadline.when for deadline in self.deadlines.all()), default=None)

    @cached_property
    def last_deadline(self) -> ImpreciseDate | None:
        """The deadline that overdue and slip are calculated from; None without deadlines."""
        return max((deadline.when for deadline in self.deadlines.all()), default=None)

    @property
    def deadline_basis(self) -> str:
        """``derived`` if any deadline is, ``printed`` if none is, empty without deadlines."""
        bases = {deadline.basis for deadline in self.deadlines.all()}
        return Basis.DERIVED if Basis.DERIVED in bases else next(iter(bases), "")

    @property
    def revised(self) -> ImpreciseDate | None:
        """The revised deadline as of the day of ``as_of``; None if there is none."""
        return ImpreciseDate.stored(self.revised_date, self.revised_precision)
