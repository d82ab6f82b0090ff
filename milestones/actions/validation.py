"""What is to be recorded, and what keeps it from being recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from milestones.actions.state import DayStatus, MilestoneHistory
from milestones.choices import SCALE, Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, PairStatus, StatusReport, StatusUpdate


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A status to be recorded, for all parties or for one pair (see ``PairStatus``).

    Without ``as_reported`` the status's own English label stands for the words.
    """

    pair: Pair
    status: Status
    as_reported: str = ""
    revised: ImpreciseDate | None = None
    note: str = ""
    source_line: int | None = None


@dataclass(frozen=True)
class StatusUpdateInput:
    """The whole picture of a milestone from a day on.

    ``reason`` is required of a correction, ``source`` says where a person has it from.
    ``sentence`` and ``sentence_lines`` are an edition's (see ``StatusUpdate``). ``seen`` is the
    mark of the record that the writer has looked at (``record_version``); empty if it does not
    matter what was recorded meanwhile.
    """

    milestone: Milestone
    as_of: dt.date
    lines: Sequence[StatusLine]
    reason: str = ""
    source: str = ""
    sentence: str = ""
    sentence_lines: Sequence[int] = ()
    seen: str = ""


@dataclass(frozen=True)
class ValidationIssue:
    """Why an update is not recorded; ``field`` is what is wrong with it."""

    update: StatusUpdateInput
    field: str
    message: str


class RecordRejected(ValidationError):
    """Nothing was recorded. ``refusals`` has everything that is wrong, update by update."""

    def __init__(self, refusals: Sequence[ValidationIssue]) -> None:
        self.refusals = tuple(refusals)
        by_field: dict[str, list[str]] = {}
        for refusal in refusals:
            by_field.setdefault(refusal.field, []).append(refusal.message)
        super().__init__(by_field)


def refusals(
    new: StatusUpdateInput, report: StatusReport | None, history: MilestoneHistory
) -> Iterator[ValidationIssue]:
    """Everything that is wrong with an update, beside what is on record."""
    found = (
        *_of_the_day(new, report, history),
        *_of_the_pairs(new),
        *_of_the_words(new),
        *_of_the_lines(new, report),
    )
    # Whoever gives an impossible picture is not asked for the reason of a correction besides.
    found = found or (*_of_the_version(new, history), *_of_a_correction(new, history))
    for field, message in found:
        yield ValidationIssue(new, field, message)


_Found = Iterator[tuple[str, str]]


def _of_the_day(
    new: StatusUpdateInput, report: StatusReport | None, history: MilestoneHistory
) -> _Found:
    if new.as_of < history.plan_date:
        message = _("Nothing was on record before the plan of %(date)s.")
        yield "as_of", message % {"date": history.plan_date}
    if report is not None and new.as_of != report.as_of:
        message = _("The report tells how things stood on %(date)s.")
        yield "as_of", message % {"date": report.as_of}


def _of_the_pairs(new: StatusUpdateInput) -> _Found:
    pairs = [line.pair for line in new.lines]
    for line in new.lines:
        if line.status not in SCALE:
            message = _("“%(status)s” cannot be recorded.") % {"status": line.status}
            yield "status", message
    if pairs == [Pair.ALL]:
        return
    if Pair.ALL in pairs or len(set(pairs)) < len(pairs):
        yield "pair", _("Give one status for all parties, or one for each pair, not both.")
    elif set(pairs) != set(new.milestone.pairs):
        concerned = ", ".join(str(pair.label) for pair in new.milestone.pairs)
        message = _("%(code)s concerns %(pairs)s: give a status for each, and for no other.")
        yield "pair", message % {"code": new.milestone.code, "pairs": concerned}


def _of_the_words(new: StatusUpdateInput) -> _Found:
    """What is too long to keep."""
    kept: list[tuple[type[Model], dict[str, Any]]] = [(StatusUpdate, {"source": new.source})]
    for line in new.lines:
        words = {
            "as_reported": line.as_reported,
            "note": line.note,
            "source_line": line.source_line,
        }
        kept.append((PairStatus, words))
    for model, values in kept:
        found = [
            (name, message)
            for name, value in values.items()
            for message in _problems(model, name, value)
        ]
        yield from found
        if found:
            return


def _problems(model: type[Model], name: str, value: Any) -> list[str]:
    """Why a field cannot keep a value. Without any there is nothing to keep."""
    if not value:
        return []
    try:
        field = cast("Field[Any, Any]", model._meta.get_field(name))
        field.clean(value, None)
    except ValidationError as error:
        return error.messages
    return []


def _of_the_lines(new: StatusUpdateInput, report: StatusReport | None) -> _Found:
    named = [*new.sentence_lines, *(line.source_line or 0 for line in new.lines)]
    if any(named) and (report is None or max(named) > report.line_count):
        message = _("Give the line together with the report in which there is such a line.")
        yield "source_line", message


def _of_the_version(new: StatusUpdateInput, history: MilestoneHistory) -> _Found:
    if new.seen and new.seen != history.version:
        message = _("Somebody has recorded something about %(code)s since you looked.")
        yield "seen", message % {"code": new.milestone.code}


def _of_a_correction(new: StatusUpdateInput, history: MilestoneHistory) -> _Found:
    earlier = history.statuses_by_day.get(new.as_of)
    if earlier and same_status(earlier, new.lines):
        message = _("%(code)s already has just this status on record for %(date)s.")
        yield "status", message % {"code": new.milestone.code, "date": new.as_of}
    elif new.as_of in history.revisions and not new.reason.strip():
        message = _("%(date)s already has a status: say why this one corrects it.")
        yield "reason", message % {"date": new.as_of}


def same_status(picture: DayStatus, lines: Sequence[StatusLine]) -> bool:
    """Whether a picture says just what the new lines say; from where does not matter."""
    said = {_said(line) for line in build_lines(None, lines)}
    return {_said(line) for line in picture.lines} == said


def _said(line: PairStatus) -> tuple[object, ...]:
    return line.pair, line.status, line.as_reported, line.revised, line.note


def build_update(
    new: StatusUpdateInput, revision: int, report: StatusReport | None, recorded_by: Any
) -> StatusUpdate:
    """The update to be saved."""
    return StatusUpdate(
        milestone=new.milestone,
        as_of=new.as_of,
        revision=revision,
        report=report,
        recorded_by=recorded_by,
        source=new.source,
        reason=new.reason,
        sentence=new.sentence,
        sentence_lines=list(new.sentence_lines),
    )


def build_lines(update: StatusUpdate | None, lines: Sequence[StatusLine]) -> list[PairStatus]:
    """The update's lines to be saved; of no update, to be compared."""
    of_the_update = {"update": update} if update else {}
    return [
        PairStatus(
            **of_the_update,
            pair=line.pair,
            status=line.status,
            as_reported=line.as_reported or line.status.english,
            revised_date=line.revised.date if line.revised else None,
            revised_precision=line.revised.precision if line.revised else "",
            note=line.note,
            source_line=line.source_line,
        )
        for line in lines
    ]
