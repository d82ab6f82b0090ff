"""Recording what a spreadsheet changes: all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from milestones.actions import RecordRejected, record_statuses
from milestones.imports.statuses.compare import compare
from milestones.imports.statuses.diff import ImportContext, SheetDiff
from milestones.imports.statuses.errors import RowProblem
from milestones.imports.statuses.reader import SheetRow


class SheetRejected(Exception):
    """Nothing was recorded. ``difference`` says what is in the way, or what it would be now."""

    def __init__(self, difference: SheetDiff) -> None:
        self.difference = difference
        super().__init__("\n".join(str(problem) for problem in difference.problems))


class SheetOutdated(SheetRejected):
    """Nothing was recorded: what the rows would change is not what somebody agreed to."""


def apply(rows: Sequence[SheetRow], occasion: ImportContext, *, seen: str = "") -> SheetDiff:
    """Record what the rows change, all or none, and say what that was.

    ``seen`` is the fingerprint of the difference that somebody looked at and agreed to; empty if
    nobody did. Raises SheetRejected if anything is wrong, and SheetOutdated if the difference is
    another one by now.
    """
    difference = compare(rows, occasion)
    if seen and seen != difference.fingerprint:
        raise SheetOutdated(difference)
    if difference.problems:
        raise SheetRejected(difference)
    updates = [change.update for change in difference.changes]
    try:
        difference.recorded = record_statuses(updates, recorded_by=occasion.recorded_by)
    except RecordRejected as error:
        # Somebody has recorded something since the rows were compared.
        row_of = {change.milestone.pk: change.rows[0] for change in difference.changes}
        difference.problems = [
            RowProblem(row_of[refusal.update.milestone.pk], "as_of", refusal.message)
            for refusal in error.refusals
        ]
        raise SheetRejected(difference) from error
    return difference
