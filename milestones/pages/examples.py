"""Examples for the rules of the method, found in the record as of a day: none is hard-coded."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from milestones.choices import COUNTRY_PAIRS, Basis, Pair, Precision
from milestones.history import for_pair
from milestones.models import (
    DOCUMENT_ORDER,
    Deadline,
    Milestone,
    MilestoneQuerySet,
    PairStatus,
    StandingQuerySet,
    conditions,
)
from milestones.models.deadline import MILESTONES_IN_ORDER
from milestones.pages.pairs import PairDifference, differences
from milestones.pages.text_diff import is_reworded


@dataclass(frozen=True)
class Examples:
    """For each rule of the method, a milestone that it applies to; None if there is none.

    ``by_status`` has the first line that reports each status, if any does.
    """

    by_status: Mapping[str, PairStatus] = field(default_factory=dict)
    difference: PairDifference | None = None
    overdue: Milestone | None = None
    contradiction: Milestone | None = None
    slipped: Milestone | None = None
    season: PairStatus | None = None
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    no_date: Milestone | None = None
    parties: Mapping[str, Milestone] = field(default_factory=dict)
    split: Sequence[Milestone] = ()
    reworded: Milestone | None = None
    line_for_us_cn: PairStatus | None = None

    @property
    def one_pair_alone(self) -> Milestone | None:
        """A milestone whose text names just one country pair."""
        return next(iter(self.parties.values()), None)


LINES_IN_ORDER = (*(f"update__milestone__{name}" for name in DOCUMENT_ORDER), "pair")

DEADLINES = {
    "derived": Q(basis=Basis.DERIVED),
    "recurring": Q(recurring=True),
    "year": Q(precision=Precision.YEAR),
    "day": Q(precision=Precision.DAY),
    "of_adoption": Q(wording__icontains="of adoption"),
}
"""The kinds of deadlines with an example, and the condition of each."""


MAX_SEARCHED = 200
"""How many milestones are searched for examples: among 100,000 it would take minutes."""


def examples(standings: StandingQuerySet, day: dt.date, pair: Pair = Pair.ALL) -> Examples:
    """The first example of each kind among the first ``MAX_SEARCHED`` milestones that have these
    standings, which are in force on the day for the pair.

    Of the differences between the pairs it is the largest.
    """
    first = standings.order_by("position").values_list("milestone", flat=True)[:MAX_SEARCHED]
    milestones: MilestoneQuerySet = Milestone.objects.as_of(day, pair)
    in_order = milestones.filter(pk__in=list(first)).order_by("position")
    listed = in_order.with_deadlines()
    lines = (
        PairStatus.objects.in_force(day)
        .filter(update__milestone__in=in_order.order_by().values("pk"))
        .select_related("update__milestone", "update__report")
        .defer("update__report__text")
        .order_by(*LINES_IN_ORDER)
    )
    lines_for_pair = lines.filter(for_pair(pair))
    first_of_pairs = [(pair.value, in_order.filter(parties=pair).first()) for pair in COUNTRY_PAIRS]
    return Examples(
        by_status=_first_of_each_status(lines_for_pair),
        difference=max(differences(in_order, day), key=attrgetter("steps"), default=None),
        overdue=listed.overdue_not_contradictory(day).first(),
        contradiction=listed.contradictory().first(),
        slipped=listed.slipped().first(),
        season=lines_for_pair.filter(revised_precision=Precision.SEASON).first(),
        deadlines=_deadlines(in_order),
        no_date=in_order.where(conditions.without_deadline()).first(),
        parties={pair: milestone for pair, milestone in first_of_pairs if milestone},
        split=_split(in_order),
        reworded=_reworded(in_order),
        line_for_us_cn=lines.filter(pair=Pair.US_CN, source_line__isnull=False).first(),
    )


def _first_of_each_status(lines: QuerySet[PairStatus]) -> dict[str, PairStatus]:
    """The first line that reports each status, preferably one for all parties."""
    place = Window(RowNumber(), partition_by=[F("status")], order_by=("pair", *LINES_IN_ORDER))
    return {line.status: line for line in lines.annotate(place=place).filter(place=1)}


def _deadlines(milestones: MilestoneQuerySet) -> dict[str, Deadline]:
    deadlines = (
        Deadline.objects.filter(milestone__in=milestones.order_by().values("pk"))
        .select_related("milestone")
        .order_by(*MILESTONES_IN_ORDER, "order")
    )
    first = {name: deadlines.filter(condition).first() for name, condition in DEADLINES.items()}
    return {name: deadline for name, deadline in first.items() if deadline}


def _same_sentence() -> QuerySet[Milestone]:
    same: QuerySet[Milestone] = Milestone.objects.filter(
        initiative=OuterRef("initiative"), plan_text=OuterRef("plan_text")
    ).exclude(Q(pk=OuterRef("pk")) | Q(plan_text=""))
    return same


def _split(milestones: MilestoneQuerySet) -> list[Milestone]:
    """The first two milestones that the report made of one sentence of the plan."""
    pieces = list(milestones.filter(Exists(_same_sentence()))[:2])
    return pieces if len({milestone.plan_text for milestone in pieces}) == 1 else []


def _reworded(milestones: MilestoneQuerySet) -> Milestone | None:
    """The first milestone that the report reworded and did not split."""
    unsplit = milestones.exclude(text=F("plan_text")).filter(~Exists(_same_sentence()))
    reworded = (piece for piece in unsplit if is_reworded(piece.plan_text, piece.text))
    return next(reworded, None)
