"""``changes.csv``: a row per milestone that changed between two days."""

from functools import partial

from django.db.models import DateField, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from milestones.changes import Direction, revised
from milestones.choices import Status
from milestones.models import Milestone
from milestones.opendata.columns import IMPRECISE_DATE, Column, Dataset, copy_columns
from milestones.opendata.datasets.milestones import MILESTONE_COLUMNS
from milestones.queries import ChangesQuery
from milestones.queries.sorting import CHANGE_SORTS


def change_rows(query: ChangesQuery) -> QuerySet[Milestone]:
    """The matching changes, with the two days."""
    first, second = (Value(day, output_field=DateField()) for day in query.days.values())
    rows: QuerySet[Milestone] = query.changes.in_words(query.pair).annotate(
        from_day=first, to_day=second
    )
    return rows.select_related("initiative__area")


def _revised_code(day: str, milestone: Milestone) -> str | None:
    date = revised(milestone, day)
    return date.code if date else None


CHANGE_COLUMNS = [
    *copy_columns(MILESTONE_COLUMNS, "code", refers_to="milestones.code"),
    *copy_columns(MILESTONE_COLUMNS, "priority_area", "milestone"),
    Column("from", _("The start date of the comparison."), "from_day", kind="date", required=True),
    Column("to", _("The end date of the comparison."), "to_day", kind="date", required=True),
    Column(
        "from_status",
        _(
            "The status on the start date: of the selected pair, else the combined status. Empty "
            "before the plan's date."
        ),
        codes=tuple(Status),
    ),
    Column("to_status", _("The status on the end date."), required=True, codes=tuple(Status)),
    Column(
        "from_as_reported",
        _(
            "The reported wording on the start date; where it differs by pair, each after its "
            "code. Empty while the milestone is planned."
        ),
        "from_words",
    ),
    Column("to_as_reported", _("The reported wording on the end date, likewise."), "to_words"),
    Column(
        "from_revised_deadline",
        _("The latest revised date in the wording on the start date; empty if there was none."),
        partial(_revised_code, "from_"),
        pattern=IMPRECISE_DATE,
    ),
    Column(
        "to_revised_deadline",
        _("The latest revised date in the wording on the end date; empty if there was none."),
        partial(_revised_code, "to_"),
        pattern=IMPRECISE_DATE,
    ),
    Column(
        "direction",
        _(
            "ahead if the status progressed, mixed if it did but a revised date is later than the "
            "one before (than the last deadline, if there was none), behind if it regressed; same "
            "if only the wording, a revised date or one country pair changed; first_report if the "
            "milestone was planned before; empty if there was no status before."
        ),
        codes=tuple(Direction),
    ),
]

CHANGES = Dataset(
    "changes",
    _("Changes between two dates"),
    CHANGE_COLUMNS,
    CHANGE_SORTS,
    change_rows,
    ChangesQuery,
    key=("code",),
)
