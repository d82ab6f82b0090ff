"""The initiatives' headings in an edition: which initiatives they mean, and what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from milestones.documents.deadlines import read_deadlines
from milestones.documents.errors import Problem
from milestones.documents.records import InitiativeRecord
from milestones.imports.report.baseline import ExistingArea, ExistingInitiative
from milestones.imports.report.diff import NewMilestone, Note
from milestones.imports.report.matching import AreaMatching, ReportSentence, plain

STATUS_MISSING = "a status under this milestone"
"""A milestone without a status looks like the heading of the milestones after it."""


class InitiativeMatcher:
    """The headings of one priority area, once it is known which milestones stand under them.

    A heading that is not on record means the initiatives of the milestones under it. ``meant``
    has for each sentence, by its first line, the initiative that it belongs to if it is a new
    milestone: the one that the heading names, else that of the next milestone on record above
    it under the same heading, else below; None if the initiative is new too.
    """

    def __init__(self, matching: AreaMatching, month_zero: dt.date) -> None:
        """``month_zero`` is the plan's date, from which deadlines are counted."""
        self.matching = matching
        self.month_zero = month_zero
        self.initiatives = {one.pk: one for one in matching.area.initiatives}
        self.under: dict[int, list[ReportSentence]] = {}
        for said in matching.said:
            self.under.setdefault(said.heading.lines[0], []).append(said)
        self.meant: dict[int, ExistingInitiative | None] = {}
        for beside in self.under.values():
            self._note_meant(beside)

    def _note_meant(self, beside: list[ReportSentence]) -> None:
        own = [self._initiative_of(said) for said in beside]
        nearest = next((initiative for initiative in own if initiative), None)
        for said, initiative in zip(beside, own, strict=True):
            nearest = initiative or nearest
            self.meant[said.line] = said.initiative or nearest

    def _initiative_of(self, said: ReportSentence) -> ExistingInitiative | None:
        milestone = self.matching.found.get(said.line)
        return self.initiatives[milestone.initiative] if milestone else None

    def problems(self) -> Iterator[Problem]:
        """Headings that are milestones without a status, or may be."""
        milestones = {plain(text) for one in self.matching.area.milestones for text in one.wordings}
        headed: dict[str, int] = {}
        for heading, said in self._others(headed):
            line, meant = heading.lines[0], self._meant(said)
            known = next((code for code in meant if code in headed), None)
            if plain(heading.text) in milestones:
                yield Problem(line, heading.text, STATUS_MISSING)
            elif known:
                expected = f"{STATUS_MISSING}, or the heading of {known} as on line {headed[known]}"
                yield Problem(line, heading.text, expected)
            elif not meant and self._names_a_day(heading):
                expected = f"{STATUS_MISSING}, or the heading of an initiative, without a deadline"
                yield Problem(line, heading.text, expected)
            headed.update({code: line for code in meant if code not in headed})

    def _others(
        self, headed: dict[str, int]
    ) -> list[tuple[InitiativeRecord, list[ReportSentence]]]:
        """The headings that are not on record; the lines of those that are, are noted."""
        others = []
        for heading in self.matching.record.initiatives:
            said = self.under[heading.lines[0]]
            if said[0].initiative:
                headed.setdefault(said[0].initiative.code, heading.lines[0])
            else:
                others.append((heading, said))
        return others

    def _meant(self, said: list[ReportSentence]) -> list[str]:
        meant = (self._initiative_of(one) for one in said)
        return list(dict.fromkeys(one.code for one in meant if one))

    def _names_a_day(self, heading: InitiativeRecord) -> bool:
        try:
            return bool(read_deadlines(heading.text, self.month_zero))
        except ValueError:
            return True

    def notes(self) -> Iterator[Note]:
        """What the headings say otherwise than the record; milestones stay where they are."""
        area, record = self.matching.area, self.matching.record
        if plain(record.objective) != plain(area.objective):
            message = _("The objective of %(area)s reads otherwise than on record.")
            yield Note(record.lines[0], message % {"area": area.name})
        for heading, said in self._others({}):
            if meant := self._meant(said):
                message = _("The heading of %(codes)s reads otherwise than on record.")
                yield Note(heading.lines[0], message % {"codes": ", ".join(meant)})
        for one in self.matching.said:
            own = self._initiative_of(one)
            if own and one.initiative and own != one.initiative:
                message = _("%(code)s stands under the heading of %(other)s here.")
                codes = {"code": self.matching.found[one.line].code, "other": one.initiative.code}
                yield Note(one.line, message % codes)


class CodeAllocator:
    """Gives milestones and initiatives the numbers after the highest on record."""

    def __init__(self, areas: Iterable[ExistingArea]) -> None:
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

    def milestone(
        self, said: ReportSentence, headings: InitiativeMatcher, *, is_decided: bool
    ) -> NewMilestone:
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

    def _new_initiative(self, area: ExistingArea, said: ReportSentence) -> str:
        key = area.code, plain(said.heading.text)
        if key not in self._new_initiatives:
            self._new_initiatives[key] = f"{area.code}-{self._next(area.code)}"
        return self._new_initiatives[key]
