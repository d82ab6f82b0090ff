"""Record a spreadsheet's changes, all or none."""

from __future__ import annotations

from collections.abc import Sequence

from milestones.actions import RecordRejected, record_statuses
from milestones.imports.statuses.comparison import compare
from milestones.imports.statuses.diff import ImportContext, SheetDiff
from milestones.imports.statuses.errors import RowProblem
from milestones.imports.statuses.reader import SheetRow


class SheetRejected(Exception):
    """Nothing was recorded. ``difference`` has the problems, or the changes as they are now."""

    def __init__(self, difference: SheetDiff) -> None:
        self.difference = difference
        super().__init__("\n".join(str(problem) for problem in difference.problems))


class SheetOutdated(SheetRejected):
    """Nothing was recorded: the changes are no longer the ones that were confirmed."""


def apply_sheet(rows: Sequence[SheetRow], context: ImportContext, *, seen: str = "") -> SheetDiff:
    """Record the changes that the rows make, all or none, and return the difference.

    ``seen`` is the fingerprint of the difference that somebody confirmed; empty if nobody did.
    Raises SheetRejected if there are problems, and SheetOutdated if the difference has changed
    since it was confirmed.
    """
    difference = compare(rows, context)
    if seen and seen != difference.fingerprint:
        raise SheetOutdated(difference)
    if difference.problems:
        raise SheetRejected(difference)
    updates = [change.update for change in difference.changes]
    try:
        difference.recorded = record_statuses(updates, recorded_by=context.recorded_by)
    except RecordRejected as error:
        # Somebody recorded an update after the rows were compared.
        row_by_milestone = {change.milestone.pk: change.rows[0] for change in difference.changes}
        difference.problems = [
            RowProblem(row_by_milestone[issue.update.milestone.pk], "as_of", issue.message)
            for issue in error.issues
        ]
        raise SheetRejected(difference) from error
    return difference
