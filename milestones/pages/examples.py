"""Examples for the rules of the method, found in the record as of a day: none is hard-coded."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Count

from milestones.choices import COUNTRY_PAIRS, Basis, Pair, Precision
from milestones.models import Deadline, Milestone, PairStatus, StandingQuerySet
from milestones.models.status import lines_for_pair
from milestones.pages.pairs import PairDifference, differences_of
from milestones.pages.text_diff import is_reworded
from milestones.queries.cache import cached
from milestones.queries.listing import lines_of, listed


class LineExample(NamedTuple):
    """A status line in force, and its milestone."""

    milestone: Milestone
    line: PairStatus


class DeadlineExample(NamedTuple):
    """A deadline, and its milestone."""

    milestone: Milestone
    deadline: Deadline


@dataclass(frozen=True)
class Examples:
    """For each rule of the method, a milestone that it applies to; None if there is none.

    ``by_status`` has the first line that reports each status, if any does.
    """

    by_status: Mapping[str, LineExample] = field(default_factory=dict)
    difference: PairDifference | None = None
    overdue: Milestone | None = None
    contradiction: Milestone | None = None
    slipped: Milestone | None = None
    season: LineExample | None = None
    deadlines: Mapping[str, DeadlineExample] = field(default_factory=dict)
    no_date: Milestone | None = None
    parties: Mapping[str, Milestone] = field(default_factory=dict)
    split: Sequence[Milestone] = ()
    reworded: Milestone | None = None
    line_for_us_cn: LineExample | None = None

    @property
    def one_pair_alone(self) -> Milestone | None:
        """A milestone whose text names just one country pair."""
        return next(iter(self.parties.values()), None)


DEADLINES: Mapping[str, Callable[[Deadline], bool]] = {
    "derived": lambda deadline: deadline.basis == Basis.DERIVED,
    "recurring": lambda deadline: deadline.recurring,
    "year": lambda deadline: deadline.precision == Precision.YEAR,
    "day": lambda deadline: deadline.precision == Precision.DAY,
    "of_adoption": lambda deadline: "of adoption" in deadline.wording.lower(),
}
"""The kinds of deadlines with an example, and what tells each."""


MAX_SEARCHED = 200
"""How many milestones are searched for examples: among 100,000 it would take seconds."""


def examples(standings: StandingQuerySet, day: dt.date, pair: Pair = Pair.ALL) -> Examples:
    """The first example of each kind among the first ``MAX_SEARCHED`` milestones that have these
    standings, which are in force on the day for the pair.

    Of the differences between the pairs it is the largest.
    """
    milestones = listed(standings.order_by("position")[:MAX_SEARCHED], day)
    all_lines = lines_of(milestones)
    lines = [
        LineExample(milestone, line) for milestone in milestones for line in all_lines[milestone.pk]
    ]
    for_pair = [found for found in lines if lines_for_pair([found.line], pair)]
    differing = [milestone for milestone in milestones if milestone.differ]
    overdue = [each for each in milestones if each.overdue and not each.contradictory]
    contradictory = [milestone for milestone in milestones if milestone.contradictory]
    slipped = [milestone for milestone in milestones if milestone.slipped]
    split, unsplit = _by_sentence(milestones)
    return Examples(
        by_status=_first_of_each_status(for_pair),
        difference=max(differences_of(differing, all_lines), key=attrgetter("steps"), default=None),
        overdue=min(overdue, key=attrgetter("last_due"), default=None),
        contradiction=min(contradictory, key=attrgetter("last_due"), default=None),
        slipped=max(slipped, key=attrgetter("slip_months"), default=None),
        season=next(
            (found for found in for_pair if found.line.revised_precision == Precision.SEASON), None
        ),
        deadlines=_deadlines(milestones),
        no_date=next((each for each in milestones if not each.last_deadline), None),
        parties=_first_of_each_pair(milestones),
        split=split[:2] if len({piece.plan_text for piece in split[:2]}) == 1 else (),
        reworded=next((each for each in unsplit if is_reworded(each.plan_text, each.text)), None),
        line_for_us_cn=next(
            (
                found
                for found in lines
                if found.line.pair == Pair.US_CN and found.line.source_line is not None
            ),
            None,
        ),
    )


def _first_of_each_status(lines: Iterable[LineExample]) -> dict[str, LineExample]:
    """The first line that reports each status, preferably one for all parties."""
    first: dict[str, LineExample] = {}
    for found in sorted(lines, key=attrgetter("line.pair")):
        first.setdefault(found.line.status, found)
    return first


def _first_of_each_pair(milestones: Iterable[Milestone]) -> dict[str, Milestone]:
    """The first milestone that concerns each country pair alone."""
    first = {
        pair.value: next((each for each in milestones if each.parties == pair), None)
        for pair in COUNTRY_PAIRS
    }
    return {pair: milestone for pair, milestone in first.items() if milestone}


def _deadlines(milestones: Iterable[Milestone]) -> dict[str, DeadlineExample]:
    """The first deadline of each kind."""
    first: dict[str, DeadlineExample] = {}
    for milestone in milestones:
        for deadline in milestone.deadlines.all():
            for name, is_example in DEADLINES.items():
                if name not in first and is_example(deadline):
                    first[name] = DeadlineExample(milestone, deadline)
    return first


def _by_sentence(milestones: Iterable[Milestone]) -> tuple[list[Milestone], list[Milestone]]:
    """The milestones that the report made of a sentence of the plan with others, and the rest."""
    initiatives = frozenset(milestone.initiative_id for milestone in milestones)
    sentences: set[tuple[int, str]] = cached(
        ("split sentences", initiatives), lambda: _split_sentences(initiatives), of_plan=True
    )
    split: list[Milestone] = []
    unsplit: list[Milestone] = []
    for milestone in milestones:
        is_piece = (milestone.initiative_id, milestone.plan_text) in sentences
        (split if is_piece else unsplit).append(milestone)
    return split, unsplit


def _split_sentences(initiatives: Iterable[int]) -> set[tuple[int, str]]:
    """The sentences of the plan of which the report made several milestones, each with the key of
    its initiative."""
    sentences = Milestone.objects.filter(initiative__in=initiatives).exclude(plan_text="")
    pieces = sentences.order_by().values_list("initiative", "plan_text").annotate(Count("pk"))
    return {(initiative, text) for initiative, text, count in pieces if count > 1}
