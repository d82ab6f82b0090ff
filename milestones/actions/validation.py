"""The input of a status update, and its validation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from milestones.actions.state import MilestoneHistory, StoredUpdate
from milestones.choices import SCALE, Pair
from milestones.documents.records import StatusLine
from milestones.models import Milestone, PairStatus, StatusReport, StatusUpdate


@dataclass(frozen=True)
class StatusUpdateInput:
    """The complete status of a milestone from a day on; ``lines`` need no wording.

    ``reason`` is required for a correction; ``source`` is where a person has the status from.
    ``sentence`` and ``sentence_lines`` come from an edition (see ``StatusUpdate``). ``seen`` is
    the version of the record that the writer saw (``record_version``); if it is empty, updates
    recorded since are not checked.
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
    """Why an update is not recorded; ``field`` is the field that is wrong."""

    update: StatusUpdateInput
    field: str
    message: str


class RecordRejected(ValidationError):
    """Nothing was recorded. ``issues`` has every issue, update by update."""

    def __init__(self, issues: Sequence[ValidationIssue]) -> None:
        self.issues = tuple(issues)
        by_field: dict[str, list[str]] = {}
        for issue in issues:
            by_field.setdefault(issue.field, []).append(issue.message)
        super().__init__(by_field)


def validate(
    new: StatusUpdateInput, report: StatusReport | None, history: MilestoneHistory
) -> Iterator[ValidationIssue]:
    """Validate an update against the milestone's record."""
    problems = (
        *_check_day(new, report, history),
        *_check_pairs(new),
        *_check_values(new),
        *_check_source_lines(new, report),
    )
    # The version and the correction are checked only if the update itself is valid.
    problems = problems or (*_check_version(new, history), *_check_correction(new, history))
    for field, message in problems:
        yield ValidationIssue(new, field, message)


_Problems = Iterator[tuple[str, str]]


def _check_day(
    new: StatusUpdateInput, report: StatusReport | None, history: MilestoneHistory
) -> _Problems:
    if new.as_of < history.plan_date:
        message = _("There are no data before the plan of %(date)s.")
        yield "as_of", message % {"date": history.plan_date}
    if report is not None and new.as_of != report.as_of:
        message = _("The report gives the status as of %(date)s.")
        yield "as_of", message % {"date": report.as_of}


def _check_pairs(new: StatusUpdateInput) -> _Problems:
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


def _check_values(new: StatusUpdateInput) -> _Problems:
    """Find values that do not fit their fields, such as text that is too long."""
    line_fields = ("as_reported", "note", "source_line")
    for model, values, names in (
        (StatusUpdate, new, ("source",)),
        *((PairStatus, line, line_fields) for line in new.lines),
    ):
        problems = [
            (name, message)
            for name in names
            if not _fits(model, name, getattr(values, name))
            for message in _field_errors(model, name, getattr(values, name))
        ]
        yield from problems
        if problems:
            return


def _field_errors(model: type[Model], name: str, value: Any) -> list[str]:
    """Why a field cannot hold a value; an empty value is always valid."""
    if not value:
        return []
    try:
        cast("Field[Any, Any]", model._meta.get_field(name)).clean(value, None)
    except ValidationError as error:
        return error.messages
    return []


@lru_cache(maxsize=1_000)
def _fits(model: type[Model], name: str, value: Any) -> bool:
    """Whether a field can hold a value; cached, since many milestones have the same words."""
    return not _field_errors(model, name, value)


def _check_source_lines(new: StatusUpdateInput, report: StatusReport | None) -> _Problems:
    line_numbers = [*new.sentence_lines, *(line.source_line or 0 for line in new.lines)]
    if any(line_numbers) and (report is None or max(line_numbers) > report.line_count):
        message = _("A source line needs its report, and must be one of its lines.")
        yield "source_line", message


def _check_version(new: StatusUpdateInput, history: MilestoneHistory) -> _Problems:
    if new.seen and new.seen != history.version:
        message = _("Someone else has updated %(code)s in the meantime.")
        yield "seen", message % {"code": new.milestone.code}


def _check_correction(new: StatusUpdateInput, history: MilestoneHistory) -> _Problems:
    earlier = history.statuses_by_day.get(new.as_of)
    contents = {(line.pair, line.with_wording().content) for line in new.lines}
    if (
        earlier
        and contents == {(line.pair, line.content) for line in earlier.lines}
        and not _gives_otherwise(new, earlier.update)
    ):
        message = _("Nothing to change: this status of %(code)s is already recorded for %(date)s.")
        yield "status", message % {"code": new.milestone.code, "date": new.as_of}
    elif new.as_of in history.revisions and not new.reason.strip():
        message = _("%(date)s already has a status: say why this one corrects it.")
        yield "reason", message % {"date": new.as_of}


def _gives_otherwise(new: StatusUpdateInput, update: StatusUpdate | StoredUpdate) -> bool:
    """Whether the same status has another source, or a new reason."""
    return new.source != update.source or new.reason.strip() not in {"", update.reason}


def build_update(
    new: StatusUpdateInput,
    revision: int,
    report: StatusReport | None,
    people: Mapping[str, Any],
) -> StatusUpdate:
    """Build an update; not saved. ``people`` are who recorded and approved it, by field."""
    return StatusUpdate(
        milestone=new.milestone,
        as_of=new.as_of,
        revision=revision,
        report=report,
        source=new.source,
        reason=new.reason,
        sentence=new.sentence,
        sentence_lines=list(new.sentence_lines),
        **people,
    )
