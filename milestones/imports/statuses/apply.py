"""Recording what a spreadsheet changes: all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from milestones.actions import RecordRejected, record_statuses
from milestones.imports.statuses.compare import compare
from milestones.imports.statuses.diff import Difference, ImportContext
from milestones.imports.statuses.errors import Problem
from milestones.imports.statuses.reader import Row


class SheetRejected(Exception):
    """Nothing was recorded. ``difference`` says what is in the way, or what it would be now."""

    def __init__(self, difference: Difference) -> None:
        self.difference = difference
        super().__init__("\n".join(str(problem) for problem in difference.problems))


class RecordChanged(SheetRejected):
    """Nothing was recorded: what the rows would change is not what somebody agreed to."""


def apply(rows: Sequence[Row], occasion: ImportContext, *, seen: str = "") -> Difference:
    """Record what the rows change, all or none, and say what that was.

    ``seen`` is the fingerprint of the difference that somebody looked at and agreed to; empty if
    nobody did. Raises SheetRejected if anything is wrong, and RecordChanged if the difference is
    another one by now.
    """
    difference = compare(rows, occasion)
    if seen and seen != difference.fingerprint:
        raise RecordChanged(difference)
    if difference.problems:
        raise SheetRejected(difference)
    updates = [change.update for change in difference.changes]
    try:
        difference.recorded = record_statuses(updates, recorded_by=occasion.recorded_by)
    except RecordRejected as error:
        # Somebody has recorded something since the rows were compared.
        row_of = {change.milestone.pk: change.rows[0] for change in difference.changes}
        difference.problems = [
            Problem(row_of[refusal.update.milestone.pk], "as_of", refusal.message)
            for refusal in error.refusals
        ]
        raise SheetRejected(difference) from error
    return difference
