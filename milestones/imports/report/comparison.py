"""Compare an edition with the record. Nothing is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milestones.actions.bulk import reading_many_rows
from milestones.documents.errors import DocumentError, Problem
from milestones.documents.questions import Question
from milestones.documents.records import DocumentRecord
from milestones.imports.report.baseline import areas_on_record
from milestones.imports.report.decisions import Decisions, decide
from milestones.imports.report.diff import (
    MatchedMilestone,
    Missing,
    NewMilestone,
    Note,
    ReportDiff,
    Rewording,
)
from milestones.imports.report.document import ReportUpload
from milestones.imports.report.initiatives import CodeAllocator, InitiativeMatcher
from milestones.imports.report.matching import (
    MAX_COMPARED,
    AreaMatching,
    Proposal,
    SentenceIndex,
    sorted_words,
)
from milestones.imports.report.new_milestones import problems_of
from milestones.imports.report.reading import broken_off, read_with_questions
from milestones.imports.report.statements import RecordSnapshot, notes_on_parties
from milestones.progress_bar import with_progress
from priorities.models import Plan

NOTHING_DECIDED = Decisions()


@reading_many_rows()
def compare(edition: ReportUpload, decisions: Decisions = NOTHING_DECIDED) -> ReportDiff:
    """Compare an edition with the record for its day, and list what has to be decided.

    If the document is in effect already or cannot be read, the difference contains only that
    edition or the problems. Raises ValidationError if no plan is recorded or, with the fields,
    if the title or the dates are invalid, and WrongDecisions if a decision is invalid.
    """
    plan = Plan.objects.defer("text").first()
    if plan is None:
        raise ValidationError(_("Nothing is on record yet: load the plan first (manage.py seed)."))
    edition.clean(plan.published)
    in_effect = edition.in_effect()
    if in_effect:
        return ReportDiff(edition, in_effect=in_effect)
    try:
        questions, document = read_with_questions(edition, plan.published, decisions.answers)
    except DocumentError as error:
        return ReportDiff(edition, problems=error.problems)
    if problems := list(broken_off(questions, edition.as_of)):
        return ReportDiff(edition, problems=problems)
    if document is None:
        return ReportDiff(edition, questions=questions)
    return _Comparison(edition, document, plan.published).difference(decisions, questions)


class _Comparison:
    """Compares an edition with the record, priority area by priority area."""

    def __init__(self, edition: ReportUpload, document: DocumentRecord, plan_date: dt.date) -> None:
        self.edition = edition
        self.plan_date = plan_date
        self.snapshot = RecordSnapshot(edition.without_text(), plan_date)
        self.areas = areas_on_record(edition.as_of)
        for area in self.areas:
            self.snapshot.note(area.name, area.objective, area.initiatives)
        self.index = SentenceIndex(plan_date, document.milestones)
        self.notes: list[Note] = []
        self.problems: list[Problem] = []
        self.questions: list[Question] = []
        self.matchings = list(self._matchings(document))

    def _matchings(self, document: DocumentRecord) -> Iterator[AreaMatching]:
        areas = {sorted_words(area.name): area for area in self.areas}
        for record in document.areas:
            area = areas.pop(sorted_words(record.name), None)
            if area:
                yield AreaMatching(area, record, self.index)
            else:
                names = ", ".join(area.name for area in self.areas)
                expected = f"one of the plan's priority areas, once: {names}"
                self.problems.append(Problem(record.lines[0], record.name, expected))

    def difference(self, decisions: Decisions, questions: Sequence[Question]) -> ReportDiff:
        decided = decide(self.matchings, decisions)
        proposals = self._proposals(decisions)
        reworded = list(self._reworded(decided, proposals))
        new = list(self._new(proposals, decisions))
        matched_milestones, missing = self._matched_and_missing(reworded, decisions)
        return ReportDiff(
            edition=self.edition,
            questions=sorted([*questions, *self.questions], key=lambda question: question.line),
            unchanged=[matched for matched in matched_milestones if not matched.changes],
            changed=[matched for matched in matched_milestones if matched.changes],
            reworded=reworded,
            new=new,
            missing=missing,
            notes=sorted(self.notes),
            problems=sorted(set(self.problems)),
            fingerprint=self.snapshot.fingerprint,
        )

    def _proposals(self, decisions: Decisions) -> dict[int, list[Proposal]]:
        """Find milestones that undecided sentences may reword, by the sentences' first lines."""
        proposals: dict[int, list[Proposal]] = {}
        for matching in self.matchings:
            undecided = [
                sentence for sentence in matching.unmatched if sentence.line not in decisions.new
            ]
            if len(undecided) * len(matching.left) > MAX_COMPARED:
                record = matching.record
                expected = "an edition of this report: too many sentences are not on record"
                self.problems.append(Problem(record.lines[0], record.name, expected))
            elif undecided:
                proposals |= matching.proposals(undecided)
        return proposals

    def _reworded(
        self, decided: Mapping[int, Proposal], proposals: Mapping[int, Sequence[Proposal]]
    ) -> Iterator[Rewording]:
        for matching in self.matchings:
            for report_sentence in matching.sentences:
                match = decided.get(report_sentence.line)
                proposed = [match] if match else proposals.get(report_sentence.line, ())
                if proposed:
                    sentence = report_sentence.sentence
                    yield Rewording(matching.area.name, sentence, tuple(proposed), match)

    def _new(
        self, proposals: Mapping[int, Sequence[Proposal]], decisions: Decisions
    ) -> Iterator[NewMilestone]:
        """Yield the sentences that resemble no recorded one; collect questions about headings."""
        allocator = CodeAllocator(self.areas)
        for matching in self.matchings:
            matcher = InitiativeMatcher(matching, self.plan_date)
            self.notes += matcher.notes()
            self.questions += matcher.questions()
            for report_sentence in matching.unmatched:
                if report_sentence.line in proposals:
                    continue
                is_decided = decisions.accept_new or report_sentence.line in decisions.new
                new = allocator.milestone(report_sentence, matcher, is_decided=is_decided)
                self.problems += problems_of(new)
                sentence = new.sentence
                self.problems += self.snapshot.problems(new.code, sentence.parties, sentence)
                yield new

    def _matched_and_missing(
        self, reworded: Iterable[Rewording], decisions: Decisions
    ) -> tuple[list[MatchedMilestone], list[Missing]]:
        """Return the recorded milestones in the edition, in its order, and those missing from it.

        The best match of an undecided sentence does not count as missing.
        """
        found = [
            (matching.matches[sentence.line], sentence.sentence)
            for matching in self.matchings
            for sentence in matching.sentences
            if sentence.line in matching.matches
        ]
        sentences = {milestone.pk: sentence for milestone, sentence in found}
        in_other_words = {
            milestone.pk
            for milestone, sentence in found
            if self.index[sentence.text] != self.index[milestone.text]
        }
        # The histories of all milestones take as much memory, and need none of this.
        self.matchings.clear()
        self.index.clear()
        del found
        undecided = (rewording for rewording in reworded if not rewording.is_decided)
        proposed = {rewording.proposals[0].milestone.pk for rewording in undecided}
        matched: list[MatchedMilestone] = []
        missing: list[Missing] = []
        milestones = (milestone for area in self.areas for milestone in area.milestones)
        count = sum(len(area.milestones) for area in self.areas)
        for milestone, history in with_progress(self.snapshot.read(milestones), "Comparing", count):
            sentence = sentences.get(milestone.pk)
            if sentence:
                matched_milestone = self.snapshot.matched(
                    milestone,
                    sentence,
                    history,
                    reworded=milestone.pk in in_other_words,
                )
                matched.append(matched_milestone)
                self.notes += notes_on_parties(matched_milestone)
                self.problems += self.snapshot.problems(
                    milestone.code, matched_milestone.parties, matched_milestone.sentence
                )
            elif milestone.stands and milestone.pk not in proposed:
                previous = self.snapshot.previous(history)
                missing.append(Missing(milestone, previous, decisions.allow_missing))
        return sorted(matched, key=lambda milestone: milestone.sentence.lines), missing
