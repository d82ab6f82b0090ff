"""What is on record when an edition comes: priority areas, initiatives and milestones."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from milestones.choices import Pair, pairs_concerned
from milestones.models import DOCUMENT_ORDER, Milestone, StatusUpdate
from milestones.models.standing import in_force
from priorities.models import Initiative, PriorityArea


@dataclass(frozen=True, slots=True)
class ExistingMilestone:
    """A milestone on record, with every wording it ever had, its own text first.

    ``stands`` is whether it stands anywhere on the edition's day: one that a withdrawn or later
    edition added does not.
    """

    pk: int
    code: str
    initiative: int
    parties: str
    wordings: tuple[str, ...]
    stands: bool

    @property
    def text(self) -> str:
        """Its own text."""
        return self.wordings[0]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The country pairs that it concerns."""
        return pairs_concerned(self.parties)


@dataclass(frozen=True, slots=True)
class ExistingInitiative:
    """An initiative on record."""

    pk: int
    code: str
    text: str


@dataclass(slots=True)
class ExistingArea:
    """A priority area with all that was promised in it, in document order."""

    pk: int
    code: str
    name: str
    objective: str
    initiatives: list[ExistingInitiative] = field(default_factory=list)
    milestones: list[ExistingMilestone] = field(default_factory=list)


def areas_on_record(day: dt.date) -> list[ExistingArea]:
    """Everything on record, and what of it stands somewhere on a day. Five queries."""
    rows = PriorityArea.objects.order_by("order").values_list("pk", "code", "name", "objective")
    areas = {row[0]: ExistingArea(*row) for row in rows}
    initiatives = Initiative.objects.order_by("area__order", "order")
    for area, *row in initiatives.values_list("area", "pk", "code", "text"):
        areas[area].initiatives.append(ExistingInitiative(*row))
    other_wordings = _other_wordings()
    standing = Milestone.objects.filter(in_force("standings", day, Pair.ALL))
    stands = set(standing.values_list("pk", flat=True))
    milestones = Milestone.objects.order_by(*DOCUMENT_ORDER)
    columns = ("initiative__area", "pk", "code", "initiative", "parties", "text")
    for area, pk, code, initiative, parties, text in milestones.values_list(*columns):
        wordings = (text, *other_wordings.get(pk, ()))
        areas[area].milestones.append(
            ExistingMilestone(pk, code, initiative, parties, wordings, pk in stands)
        )
    return list(areas.values())


def _other_wordings() -> dict[int, list[str]]:
    """The sentences that editions had instead of milestones' own, unless they were withdrawn."""
    found: dict[int, list[str]] = defaultdict(list)
    updates = StatusUpdate.objects.counted().exclude(sentence="").order_by("as_of", "revision")
    for pk, sentence in updates.values_list("milestone", "sentence"):
        if sentence not in found[pk]:
            found[pk].append(sentence)
    return found
