"""The record before an edition is imported: priority areas, initiatives and milestones."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections import defaultdict
from dataclasses import dataclass, field
from sys import intern

from milestones.choices import Pair, pairs_concerned
from milestones.dates import ImpreciseDate
from milestones.models import DOCUMENT_ORDER, Deadline, Milestone, StatusUpdate
from milestones.models.conditions import in_force
from priorities.models import Initiative, PriorityArea


@dataclass(frozen=True, slots=True)
class ExistingMilestone:
    """A recorded milestone with every wording it ever had, its own text first.

    ``stands`` says whether it has a standing on the edition's day; a milestone added by a
    withdrawn or later edition has none. What the fingerprint is made of leaves out ``deadlines``.
    """

    pk: int
    code: str
    initiative: int
    parties: str
    wordings: tuple[str, ...]
    stands: bool
    deadlines: tuple[ImpreciseDate, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        return self.wordings[0]

    @property
    def short_text(self) -> str:
        """The text, shortened for a terminal: the code is there to look it up by."""
        return textwrap.shorten(self.text, 80, placeholder=" …")

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return pairs_concerned(self.parties)


@dataclass(frozen=True, slots=True)
class ExistingInitiative:
    """A recorded initiative."""

    pk: int
    code: str
    text: str


@dataclass(slots=True)
class ExistingArea:
    """A priority area with its initiatives and milestones, in document order."""

    pk: int
    code: str
    name: str
    objective: str
    initiatives: list[ExistingInitiative] = field(default_factory=list)
    milestones: list[ExistingMilestone] = field(default_factory=list)


def areas_on_record(day: dt.date) -> list[ExistingArea]:
    """Load the record, and which milestones have a standing on ``day``. Six queries."""
    rows = PriorityArea.objects.order_by("order").values_list("pk", "code", "name", "objective")
    areas = {row[0]: ExistingArea(*row) for row in rows}
    initiatives = Initiative.objects.order_by("area__order", "order")
    for area, *row in initiatives.values_list("area", "pk", "code", "text"):
        areas[area].initiatives.append(ExistingInitiative(*row))
    other_wordings, deadlines = _other_wordings(), _deadlines()
    with_standing = Milestone.objects.filter(in_force("standings", day, Pair.ALL))
    pks_with_standing = set(with_standing.values_list("pk", flat=True))
    milestones = Milestone.objects.order_by(*DOCUMENT_ORDER)
    columns = ("initiative__area", "pk", "code", "initiative", "parties", "text")
    for area, pk, code, initiative, parties, text in milestones.values_list(*columns):
        areas[area].milestones.append(
            ExistingMilestone(
                pk,
                code,
                initiative,
                intern(parties),
                wordings=(intern(text), *other_wordings.get(pk, ())),
                stands=pk in pks_with_standing,
                deadlines=deadlines.get(pk, ()),
            )
        )
    return list(areas.values())


def _deadlines() -> dict[int, tuple[ImpreciseDate, ...]]:
    """Load the deadlines of each milestone, in order."""
    deadlines: dict[int, tuple[ImpreciseDate, ...]] = {}
    # Many milestones have the same: one copy saves memory.
    shared: dict[tuple[ImpreciseDate, ...], tuple[ImpreciseDate, ...]] = {}
    rows = Deadline.objects.order_by("order").values_list("milestone", "date", "precision")
    for pk, date, precision in rows:
        found = (*deadlines.get(pk, ()), ImpreciseDate.of_row(date, precision))
        deadlines[pk] = shared.setdefault(found, found)
    return deadlines


def _other_wordings() -> dict[int, list[str]]:
    """Load the sentences of editions, unless withdrawn, that differ from the milestones' text."""
    wordings: dict[int, list[str]] = defaultdict(list)
    updates = StatusUpdate.objects.in_effect().exclude(sentence="").order_by("as_of", "revision")
    for pk, sentence in updates.values_list("milestone", "sentence"):
        if sentence not in wordings[pk]:
            wordings[pk].append(sentence)
    return wordings
