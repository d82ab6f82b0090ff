"""The datasets: which rows and columns each file has, and what they mean.

The files and the data dictionary are both generated from these definitions.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from milestones.opendata.columns import Cell, Column, Dataset
from milestones.opendata.datasets.changes import CHANGE_COLUMNS, change_rows
from milestones.opendata.datasets.history import HISTORY_COLUMNS, HistoryQuery, history_rows
from milestones.opendata.datasets.milestones import MILESTONE_COLUMNS, milestone_rows
from milestones.opendata.datasets.statuses import STATUS_COLUMNS, status_rows
from milestones.opendata.datasets.summaries import (
    DEADLINE_COLUMNS,
    PRIORITY_COLUMNS,
    area_rows,
    deadline_rows,
)
from milestones.queries import ChangesQuery
from milestones.queries.sorting import CHANGE_SORTS, HISTORY_SORTS, MILESTONE_SORTS, STATUS_SORTS

__all__ = ["DATASETS", "Cell", "Column", "Dataset"]

DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset(
            "milestones",
            _("Milestones"),
            MILESTONE_COLUMNS,
            MILESTONE_SORTS,
            milestone_rows,
            key=("code",),
        ),
        Dataset(
            "statuses",
            _("Status lines in force"),
            STATUS_COLUMNS,
            STATUS_SORTS,
            status_rows,
            key=("code", "pair"),
        ),
        Dataset(
            "history",
            _("Every status line ever recorded"),
            HISTORY_COLUMNS,
            HISTORY_SORTS,
            history_rows,
            HistoryQuery,
            key=("code", "as_of", "revision", "pair"),
        ),
        Dataset(
            "priorities",
            _("Progress by priority area"),
            PRIORITY_COLUMNS,
            [column.name for column in PRIORITY_COLUMNS],
            area_rows,
            key=("priority_area",),
        ),
        Dataset(
            "deadlines",
            _("Progress by deadline"),
            DEADLINE_COLUMNS,
            [column.name for column in DEADLINE_COLUMNS],
            deadline_rows,
            key=("deadline",),
        ),
        Dataset(
            "changes",
            _("Changes between two days"),
            CHANGE_COLUMNS,
            CHANGE_SORTS,
            change_rows,
            ChangesQuery,
            key=("code",),
        ),
    )
}
