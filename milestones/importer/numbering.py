"""Codes of what is new. A code is given once: it is the next number that was never given."""

from __future__ import annotations

from collections.abc import Iterable

from milestones.importer.differences import NewMilestone
from milestones.importer.headings import Headings
from milestones.importer.matching import Said, plain
from milestones.importer.record import KnownArea


class Numbering:
    """Gives milestones and initiatives the numbers after the highest on record."""

    def __init__(self, areas: Iterable[KnownArea]) -> None:
        self._highest: dict[str, int] = {}
        self._new_initiatives: dict[tuple[str, str], str] = {}
        for area in areas:
            codes = {one.pk: one.code for one in area.initiatives}
            for initiative in area.initiatives:
                self._note(area.code, initiative.code.rpartition("-")[2])
            for milestone in area.milestones:
                self._note(codes[milestone.initiative], milestone.code.rpartition(".")[2])

    def _note(self, parent: str, number: str) -> None:
        self._highest[parent] = max(self._highest.get(parent, 0), int(number))

    def _next(self, parent: str) -> int:
        self._highest[parent] = self._highest.get(parent, 0) + 1
        return self._highest[parent]

    def milestone(self, said: Said, headings: Headings, *, is_decided: bool) -> NewMilestone:
        """A sentence as a new milestone. What has the same new heading is one new initiative."""
        area = headings.matching.area
        meant = headings.meant[said.line]
        initiative = meant.code if meant else self._new_initiative(area, said)
        return NewMilestone(
            area=area.pk,
            code=f"{initiative}.{self._next(initiative)}",
            initiative=initiative,
            sentence=said.sentence,
            heading=None if meant else said.heading,
            is_decided=is_decided,
        )

    def _new_initiative(self, area: KnownArea, said: Said) -> str:
        key = area.code, plain(said.heading.text)
        if key not in self._new_initiatives:
            self._new_initiatives[key] = f"{area.code}-{self._next(area.code)}"
        return self._new_initiatives[key]
