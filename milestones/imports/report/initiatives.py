"""Match the headings in an edition with initiatives, check them, and allocate new codes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from milestones.documents.deadlines import read_deadlines
from milestones.documents.questions import Question, question_about
from milestones.documents.records import InitiativeRecord
from milestones.imports.report.baseline import ExistingArea, ExistingInitiative
from milestones.imports.report.diff import NewMilestone, Note
from milestones.imports.report.matching import AreaMatching, ReportSentence, sorted_words

STATUS_MISSING = "a status under this milestone"
"""A milestone without a status is read as the heading of the milestones after it."""


class InitiativeMatcher:
    """Matches the headings of one priority area, given the matched milestones under them.

    A heading that is not recorded stands for the initiatives of the milestones under it.
    ``meant`` maps the first line of each sentence to the initiative that it belongs to if it is a
    new milestone: the one that the heading names, else that of the nearest recorded milestone
    above it under the same heading, else below it; None if the initiative is new too.
    ``recorded_headings`` has the lines of the headings that are recorded, by initiative.
    """

    def __init__(self, matching: AreaMatching, plan_date: dt.date) -> None:
        """``plan_date`` is the plan's date, from which deadlines are counted."""
        self.matching = matching
        self.plan_date = plan_date
        self.initiatives = {initiative.pk: initiative for initiative in matching.area.initiatives}
        under: dict[int, list[ReportSentence]] = defaultdict(list)
        for report_sentence in matching.sentences:
            under[report_sentence.heading.lines[0]].append(report_sentence)
        self.meant: dict[int, ExistingInitiative | None] = {}
        self.recorded_headings: dict[str, int] = {}
        self.unrecorded_headings: list[tuple[InitiativeRecord, list[ReportSentence]]] = []
        for heading in matching.record.initiatives:
            line, report_sentences = heading.lines[0], under[heading.lines[0]]
            self._assign_initiatives(report_sentences)
            if initiative := report_sentences[0].initiative:
                self.recorded_headings.setdefault(initiative.code, line)
            else:
                self.unrecorded_headings.append((heading, report_sentences))

    def _assign_initiatives(self, report_sentences: list[ReportSentence]) -> None:
        initiatives = [self._initiative_of(report_sentence) for report_sentence in report_sentences]
        nearest = next((initiative for initiative in initiatives if initiative), None)
        for report_sentence, initiative in zip(report_sentences, initiatives, strict=True):
            nearest = initiative or nearest
            self.meant[report_sentence.line] = report_sentence.initiative or nearest

    def _initiative_of(self, report_sentence: ReportSentence) -> ExistingInitiative | None:
        milestone = self.matching.matches.get(report_sentence.line)
        return self.initiatives[milestone.initiative] if milestone else None

    def questions(self) -> Iterator[Question]:
        """Ask about headings that are, or may be, milestones without a status or other words."""
        milestones = {
            sorted_words(text)
            for milestone in self.matching.area.milestones
            for text in milestone.wordings
        }
        heading_lines = dict(self.recorded_headings)
        for heading, report_sentences in self.unrecorded_headings:
            line, codes = heading.lines[0], self._meant_codes(report_sentences)
            repeated = next((code for code in codes if code in heading_lines), None)
            expected = ""
            if sorted_words(heading.text) in milestones:
                expected = STATUS_MISSING
            elif repeated:
                expected = (
                    f"{STATUS_MISSING}, or the heading of {repeated} "
                    f"as on line {heading_lines[repeated]}"
                )
            elif not codes and self._has_deadline(heading):
                expected = f"{STATUS_MISSING}, or the heading of an initiative, without a deadline"
            if expected:
                yield question_about(line, heading.text, expected)
            heading_lines.update({code: line for code in codes if code not in heading_lines})

    def _meant_codes(self, report_sentences: list[ReportSentence]) -> list[str]:
        initiatives = (self._initiative_of(report_sentence) for report_sentence in report_sentences)
        return list(dict.fromkeys(initiative.code for initiative in initiatives if initiative))

    def _has_deadline(self, heading: InitiativeRecord) -> bool:
        try:
            return bool(read_deadlines(heading.text, self.plan_date))
        except ValueError:
            return True

    def notes(self) -> Iterator[Note]:
        """List how the headings differ from the record; milestones keep their initiatives."""
        area, record = self.matching.area, self.matching.record
        if sorted_words(record.objective) != sorted_words(area.objective):
            message = _("The objective of %(area)s is worded differently on record.")
            yield Note(record.lines[0], message % {"area": area.name})
        for heading, report_sentences in self.unrecorded_headings:
            if codes := self._meant_codes(report_sentences):
                message = _("The heading of %(codes)s is worded differently on record.")
                yield Note(heading.lines[0], message % {"codes": ", ".join(codes)})
        for report_sentence in self.matching.sentences:
            initiative = self._initiative_of(report_sentence)
            if (
                initiative
                and report_sentence.initiative
                and initiative != report_sentence.initiative
            ):
                message = _("%(code)s is under the heading of %(other)s here.")
                values = {
                    "code": self.matching.matches[report_sentence.line].code,
                    "other": report_sentence.initiative.code,
                }
                yield Note(report_sentence.line, message % values)


class CodeAllocator:
    """Gives new milestones and initiatives the numbers after the highest recorded ones."""

    def __init__(self, areas: Iterable[ExistingArea]) -> None:
        self._highest: dict[str, int] = {}
        self._new_initiatives: dict[tuple[str, str], str] = {}
        for area in areas:
            codes = {initiative.pk: initiative.code for initiative in area.initiatives}
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
        self, report_sentence: ReportSentence, headings: InitiativeMatcher, *, is_decided: bool
    ) -> NewMilestone:
        """Build a new milestone; those under the same new heading share one new initiative."""
        area = headings.matching.area
        existing = headings.meant[report_sentence.line]
        initiative_code = existing.code if existing else self._new_initiative(area, report_sentence)
        return NewMilestone(
            area=area.pk,
            code=f"{initiative_code}.{self._next(initiative_code)}",
            initiative=initiative_code,
            sentence=report_sentence.sentence,
            heading=None if existing else report_sentence.heading,
            is_decided=is_decided,
        )

    def _new_initiative(self, area: ExistingArea, report_sentence: ReportSentence) -> str:
        key = area.code, sorted_words(report_sentence.heading.text)
        if key not in self._new_initiatives:
            self._new_initiatives[key] = f"{area.code}-{self._next(area.code)}"
        return self._new_initiatives[key]
