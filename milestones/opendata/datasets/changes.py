"""``changes.csv``: a row per milestone that changed between two days."""

from __future__ import annotations

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
    Column(
        "from", _("The first of the two days compared."), "from_day", kind="date", required=True
    ),
    Column("to", _("The second of the two days compared."), "to_day", kind="date", required=True),
    Column(
        "from_status",
        _(
            "The status on the first day: of the pair asked for, else the roll-up. Empty before "
            "the plan's date, when nothing was on record."
        ),
        codes=tuple(Status),
    ),
    Column("to_status", _("The status on the second day."), required=True, codes=tuple(Status)),
    Column(
        "from_as_reported",
        _(
            "The words as reported on the first day; where pairs were reported in different "
            "words, each after its code. Empty while the milestone is planned."
        ),
        "from_words",
    ),
    Column("to_as_reported", _("The words as reported on the second day, likewise."), "to_words"),
    Column(
        "from_revised_deadline",
        _("The latest date in the words on the first day; empty if there was none."),
        partial(_revised_code, "from_"),
        pattern=IMPRECISE_DATE,
    ),
    Column(
        "to_revised_deadline",
        _("The latest date in the words on the second day; empty if there was none."),
        partial(_revised_code, "to_"),
        pattern=IMPRECISE_DATE,
    ),
    Column(
        "direction",
        _(
            "ahead or behind if the status moved; same if only the words, a revised date or one "
            "pair of countries did; empty if nothing was on record before. A milestone first "
            "reported as delayed moved behind, first reported as anything else ahead."
        ),
        codes=tuple(Direction),
    ),
]

CHANGES = Dataset(
    "changes",
    _("Changes between two days"),
    CHANGE_COLUMNS,
    CHANGE_SORTS,
    change_rows,
    ChangesQuery,
    key=("code",),
)
