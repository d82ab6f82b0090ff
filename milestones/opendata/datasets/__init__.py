"""The datasets: which rows and columns each file has, and what they mean.

The files and the data dictionary are both generated from these definitions.
"""

from milestones.opendata.datasets.attention import ATTENTION
from milestones.opendata.datasets.changes import CHANGES
from milestones.opendata.datasets.history import HISTORY
from milestones.opendata.datasets.milestones import MILESTONES
from milestones.opendata.datasets.statuses import STATUSES
from milestones.opendata.datasets.summaries import DEADLINES, PRIORITIES, PROGRESS

DATASETS = {
    dataset.name: dataset
    for dataset in (
        *(MILESTONES, STATUSES, HISTORY, PRIORITIES, DEADLINES, PROGRESS),
        *(CHANGES, ATTENTION),
    )
}
