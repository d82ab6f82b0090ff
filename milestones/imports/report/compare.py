"""Comparing an edition with what is on record. Nothing is changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milestones.actions.state import in_batches
from milestones.dates import ImpreciseDate
from milestones.documents.errors import DocumentError, Problem
from milestones.documents.records import DocumentRecord
from milestones.imports.report.baseline import areas_on_record
from milestones.imports.report.decisions import Decisions, decide
from milestones.imports.report.diff import (
    MatchedMilestone,
    Missing,
    NewMilestone,
    Note,
    Proposal,
    ReportDiff,
    Rewording,
)
from milestones.imports.report.document import ReportUpload
from milestones.imports.report.initiatives import CodeAllocator, InitiativeMatcher
from milestones.imports.report.matching import (
    MAX_COMPARED,
    AreaMatching,
    SentenceIndex,
    Similarity,
    plain,
)
from milestones.imports.report.new_milestones import problems_of
from milestones.imports.report.statements import RecordSnapshot
from milestones.models import Deadline
from milestones.progress import watched
from priorities.models import Plan

NOTHING_DECIDED = Decisions()


def compare(edition: ReportUpload, decisions: Decisions = NOTHING_DECIDED) -> ReportDiff:
    """What an edition says beside what is on record for its day, and what is to be decided.

    A document that is in effect already, or cannot be read, gives a difference with nothing but
    that edition or the problems. Raises ValidationError, naming the fields, if title or dates
    cannot be, and WrongDecisions if something was decided that is not to be decided.
    """
    plan = Plan.objects.defer("text").first()
    if plan is None:
        raise ValidationError(_("Nothing is on record yet: load the plan first (manage.py seed)."))
    edition.clean(plan.published)
    in_effect = edition.in_effect()
    if in_effect:
        return ReportDiff(edition, in_effect=in_effect)
    try:
        document = edition.read(plan.published)
    except DocumentError as error:
        return ReportDiff(edition, problems=error.problems)
    return _Comparison(edition, document, plan.published).difference(decisions)


class _Comparison:
    """An edition beside the record, priority area by priority area."""

    def __init__(self, edition: ReportUpload, document: DocumentRecord, plan_date: dt.date) -> None:
        self.edition = edition
        self.plan_date = plan_date
        self.statuses_by_day = RecordSnapshot(edition.without_text(), plan_date)
        self.areas = areas_on_record(edition.as_of)
        for area in self.areas:
            self.statuses_by_day.note(area.name, area.objective, area.initiatives)
        self.sayings = SentenceIndex(plan_date, document.milestones)
        self.notes: list[Note] = []
        self.problems: list[Problem] = []
        self.matchings = list(self._matchings(document))

    def _matchings(self, document: DocumentRecord) -> Iterator[AreaMatching]:
        areas = {plain(area.name): area for area in self.areas}
        for record in document.areas:
            area = areas.pop(plain(record.name), None)
            if area:
                yield AreaMatching(area, record, self.sayings)
            else:
                names = ", ".join(one.name for one in self.areas)
                expected = f"one of the plan's priority areas, once: {names}"
                self.problems.append(Problem(record.lines[0], record.name, expected))

    def difference(self, decisions: Decisions) -> ReportDiff:
        decided = decide(self.matchings, decisions)
        alike = self._alike(decisions)
        reworded = list(self._reworded(decided, alike))
        new = list(self._new(alike, decisions))
        told, missing = self._on_record(reworded, decisions)
        return ReportDiff(
            edition=self.edition,
            unchanged=[one for one in told if not one.changes],
            changed=[one for one in told if one.changes],
            reworded=reworded,
            new=new,
            missing=missing,
            notes=sorted(self.notes),
            problems=sorted(set(self.problems)),
            fingerprint=self.statuses_by_day.fingerprint,
        )

    def _alike(self, decisions: Decisions) -> dict[int, list[Similarity]]:
        """The sentences, by their first lines, that may be rewordings and are not decided."""
        alike: dict[int, list[Similarity]] = {}
        for matching in self.matchings:
            undecided = [one for one in matching.unmatched if one.line not in decisions.new]
            if len(undecided) * len(matching.left) > MAX_COMPARED:
                record = matching.record
                expected = "an edition of this report: too many sentences are not on record"
                self.problems.append(Problem(record.lines[0], record.name, expected))
            elif undecided:
                alike |= matching.likenesses(undecided)
        return alike

    def _reworded(
        self, decided: Mapping[int, Similarity], alike: Mapping[int, Sequence[Similarity]]
    ) -> Iterator[Rewording]:
        likenesses = {line: [one] for line, one in decided.items()} | dict(alike)
        deadlines = _deadlines(one.milestone.pk for some in likenesses.values() for one in some)
        for matching in self.matchings:
            for said in matching.said:
                proposals = tuple(
                    Proposal(one.milestone, one.percent, tuple(deadlines[one.milestone.pk]))
                    for one in likenesses.get(said.line, ())
                )
                if proposals:
                    match = proposals[0] if said.line in decided else None
                    yield Rewording(matching.area.name, said.sentence, proposals, match)

    def _new(
        self, alike: Mapping[int, Sequence[Similarity]], decisions: Decisions
    ) -> Iterator[NewMilestone]:
        """The sentences that are like none on record; and what is wrong with headings."""
        numbering = CodeAllocator(self.areas)
        for matching in self.matchings:
            headings = InitiativeMatcher(matching, self.plan_date)
            self.notes += headings.notes()
            self.problems += headings.problems()
            for said in matching.unmatched:
                if said.line in alike:
                    continue
                is_decided = decisions.accept_new or said.line in decisions.new
                one = numbering.milestone(said, headings, is_decided=is_decided)
                self.problems += problems_of(one)
                self.problems += self.statuses_by_day.problems(
                    one.code, one.sentence.parties, one.sentence
                )
                yield one

    def _on_record(
        self, reworded: Iterable[Rewording], decisions: Decisions
    ) -> tuple[list[MatchedMilestone], list[Missing]]:
        """What the edition says of milestones on record, in its order, and those it leaves out.

        One that an undecided sentence is most like is not said to be left out.
        """
        said = {
            matching.found[one.line].pk: one.sentence
            for matching in self.matchings
            for one in matching.said
            if one.line in matching.found
        }
        proposed = {one.proposals[0].milestone.pk for one in reworded if not one.is_decided}
        told: list[MatchedMilestone] = []
        missing: list[Missing] = []
        known = (milestone for area in self.areas for milestone in area.milestones)
        count = sum(len(area.milestones) for area in self.areas)
        for milestone, history in watched(self.statuses_by_day.read(known), "Comparing", count):
            sentence = said.get(milestone.pk)
            if sentence:
                self.problems += self.statuses_by_day.problems(
                    milestone.code, milestone.parties, sentence
                )
                reworded_now = self.sayings[sentence.text] != self.sayings[milestone.text]
                told.append(
                    self.statuses_by_day.told(milestone, sentence, history, reworded=reworded_now)
                )
            elif milestone.stands and milestone.pk not in proposed:
                former = self.statuses_by_day.former(history)
                missing.append(Missing(milestone, former, decisions.allow_missing))
        return sorted(told, key=lambda one: one.sentence.lines), missing


def _deadlines(milestones: Iterable[int]) -> dict[int, list[ImpreciseDate]]:
    """The deadlines on record of these milestones."""
    found: dict[int, list[ImpreciseDate]] = defaultdict(list)
    for some in in_batches(sorted(set(milestones))):
        for deadline in Deadline.objects.filter(milestone__in=some).order_by("order"):
            found[deadline.milestone_id].append(deadline.when)
    return found
