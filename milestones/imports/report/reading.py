"""Read an edition with the answers to what its reader does not know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from milestones.choices import QuestionKind
from milestones.documents.errors import Problem
from milestones.documents.questions import NEW, Answers, Question
from milestones.documents.records import DocumentRecord, MilestoneRecord
from milestones.documents.report_table import STATUS_AFTER
from milestones.imports.report.baseline import areas_on_record
from milestones.imports.report.decisions import WrongDecisions
from milestones.imports.report.diff import ReportDiff
from milestones.imports.report.document import ReportUpload
from milestones.imports.report.initiatives import STATUS_MISSING
from milestones.models import EditionDecision
from milestones.normalization import words_key

Earlier = Mapping[tuple[str, str], EditionDecision]
"""The latest decisions about earlier editions, by question and by the key of the words."""


def read_with_questions(
    edition: ReportUpload, plan_date: dt.date, answers: Answers
) -> tuple[list[Question], DocumentRecord | None]:
    """Return every question about an edition, and the document as if the best answers were given.

    The best answer is the one given to the same words before, for another edition. The document
    is None while some question has neither an answer nor a best one. Raises DocumentError, and
    WrongDecisions if an answer is about a line that nothing is asked about.
    """
    reading = edition.read(plan_date, answers)
    if unasked := answers.unasked(reading.questions):
        message = _("Nothing has to be decided about line %(line)s.")
        raise WrongDecisions([message % {"line": line} for line in unasked])
    earlier = _earlier_decisions() if reading.questions else {}
    questions = [_offered(question, earlier) for question in reading.questions]
    if reading.is_complete:
        return questions, reading.document
    reading = edition.read(plan_date, answers.with_best(questions))
    asked = {(question.kind, question.line) for question in questions}
    questions += [
        _offered(question, earlier)
        for question in reading.questions
        if (question.kind, question.line) not in asked
    ]
    questions.sort(key=lambda question: question.line)
    return questions, reading.document if reading.is_complete else None


def _earlier_decisions() -> Earlier:
    decisions = EditionDecision.objects.filter(report__withdrawal=None).select_related("report")
    return {
        (decision.question, words_key(decision.words)): decision
        for decision in decisions.defer("report__text").order_by("report__as_of", "pk")
    }


def _offered(question: Question, earlier: Earlier) -> Question:
    """The question with the answer that was given to the same words before, if it was."""
    decision = earlier.get((question.kind, words_key(question.words)))
    if decision is None:
        return question
    return replace(question, best=decision.answer, decided_in=decision.report.title)


def decisions_made(difference: ReportDiff) -> Iterator[EditionDecision]:
    """The decisions about the lines of an edition, to be recorded."""
    for question in difference.questions:
        yield EditionDecision(
            line=question.line,
            question=question.kind,
            words=question.words,
            answer=question.answer,
        )
    for rewording in difference.reworded:
        if rewording.match:
            yield _decision(rewording.sentence, rewording.match.milestone.code)
    for new in difference.new:
        yield _decision(new.sentence, NEW)


def _decision(sentence: MilestoneRecord, answer: str) -> EditionDecision:
    return EditionDecision(
        line=sentence.lines[0],
        question=QuestionKind.MILESTONE,
        words=sentence.text,
        answer=answer,
    )


def broken_off(questions: Iterable[Question], day: dt.date) -> Iterator[Problem]:
    """Find a paragraph at the end of a table that is a recorded sentence, or begins one.

    So a document that breaks off is refused: its last words could else be a paragraph that belongs
    to no milestone. ``day`` is the edition's.
    """
    last = [question for question in questions if question.expected == STATUS_AFTER]
    recorded = [words_key(text) for text in _recorded_texts(day)] if last else []
    for question in last:
        words = words_key(question.words)
        if any(text.startswith(words) for text in recorded):
            yield Problem(question.line, question.words, STATUS_MISSING)


def _recorded_texts(day: dt.date) -> Iterator[str]:
    for area in areas_on_record(day):
        yield from (initiative.text for initiative in area.initiatives)
        for milestone in area.milestones:
            yield from milestone.wordings
