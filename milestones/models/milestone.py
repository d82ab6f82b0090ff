"""Milestones: what was promised to be done."""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, FilteredRelation, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from milestones.choices import Basis, Pair, Precision, pairs_concerned
from milestones.dates import ImpreciseDate
from milestones.models import conditions, expressions
from milestones.models.positions import position_of
from milestones.models.standing import in_force
from milestones.statistics import is_contradictory, is_overdue
from priorities.models import Initiative, SourceLines

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
            .annotate(was=expressions.standing_on(first, pair))
            .annotate(**expressions.both_sides(), changed=_flag(expressions.something_changed()))
        )

    def in_words(self, pair: str = Pair.ALL) -> Self:
        """Of milestones compared, with the words as reported on either day (``from_words`` and
        ``to_words``; of the pair that they were compared for), and ``direction``."""
        return self.annotate(
            from_words=expressions.words("from", pair),
            to_words=expressions.words("to", pair),
            direction=expressions.direction(),
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


_told = attrgetter(*TOLD)


class MilestoneManager(models.Manager["Milestone"].from_queryset(MilestoneQuerySet)):  # type: ignore[misc]
    """Finds a milestone by its public code."""

    def get_by_natural_key(self, code: str) -> Milestone:
        """For fixtures."""
        found: Milestone = self.get(code=code)
        return found


class Milestone(SourceLines):
    """A promise with a stable public code.

    ``text`` is the status report's sentence; ``plan_text`` is the plan's whole sentence, which
    several milestones share where the report split it. ``parties`` is the one country pair that
    the sentence names, else ``ALL``. ``introduced_by`` is the later edition that added it, whose
    sentence it has; it was not promised in the plan. None for what the plan promised.
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
    contradiction: bool
    slip_months: int | None
    slipped: bool
    differ: bool
    position: int
    since: dt.date

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

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    natural_key.dependencies = ["priorities.initiative"]  # type: ignore[attr-defined]

    def stand(self, standing: Any, day: dt.date) -> None:
        """Say of itself what ``as_of`` adds to a milestone with this standing on a day."""
        vars(self).update(zip(TOLD, _told(standing), strict=True))
        self.since = standing.from_date
        self.overdue = is_overdue(self.status, self.last_due, day)
        self.contradiction = is_contradictory(self.status, self.last_due, day)

    @property
    def place(self) -> int:
        """Where it stands in document order: the ``position`` of its standings."""
        initiative = self.initiative
        return position_of(initiative.area.order, initiative.order, self.order)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The country pairs that the milestone concerns."""
        return pairs_concerned(self.parties)

    @property
    def first_deadline(self) -> ImpreciseDate | None:
        return min((deadline.when for deadline in self.deadlines.all()), default=None)

    @property
    def last_deadline(self) -> ImpreciseDate | None:
        """The deadline that overdue and slip are reckoned from."""
        return max((deadline.when for deadline in self.deadlines.all()), default=None)

    @property
    def deadline_basis(self) -> str:
        """``derived`` if any deadline is, ``printed`` if none is, empty without deadlines."""
        bases = {deadline.basis for deadline in self.deadlines.all()}
        return Basis.DERIVED if Basis.DERIVED in bases else next(iter(bases), "")

    @property
    def revised(self) -> ImpreciseDate | None:
        """The revised deadline as of the day asked for; None if there is none."""
        if self.revised_date is None:
            return None
        return ImpreciseDate(self.revised_date, Precision(self.revised_precision))
