"""``history.csv``: a row per status line ever recorded, including those no longer in effect."""

import datetime as dt
from functools import cached_property

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from milestones.history import for_pair
from milestones.models import DOCUMENT_ORDER, PairStatus, StatusUpdate
from milestones.opendata.columns import Column, Dataset, copy_columns, sorts_of
from milestones.opendata.datasets.statuses import STATUS_COLUMNS, STATUS_SORTS
from milestones.queries import RecordQuery
from milestones.queries.sorting import in_order


class HistoryQuery(RecordQuery):
    """A query about everything ever recorded for the day or earlier, including withdrawn lines."""

    @cached_property
    def newest_day(self) -> dt.date | None:
        """The newest day for which anything was ever recorded, else the newest on record."""
        newest: dt.date | None = StatusUpdate.objects.aggregate(newest=Max("as_of"))["newest"]
        return newest or super().newest_day


def history_rows(query: HistoryQuery) -> QuerySet[PairStatus]:
    """The lines of the matching milestones for the query's pair, for the day or earlier."""
    milestones = query.milestones.order_by().values("pk")
    lines = PairStatus.objects.filter(for_pair(query.pair), update__milestone__in=milestones)
    lines = lines.filter(update__as_of__lte=query.day).with_state(query.day)
    lines = lines.select_related("update__milestone__initiative__area", "update__report")
    return in_order(lines, HISTORY_SORTS, query.sort, HISTORY_TIES).defer("update__report__text")


HISTORY_COLUMNS = [
    # No references: the milestone or area may no longer be on record.
    *copy_columns(STATUS_COLUMNS, "code", refers_to=""),
    *copy_columns(
        *(STATUS_COLUMNS, "priority_area"),
        refers_to="",
        sql="update__milestone__initiative__area__name",
        sort=["update__milestone__initiative__area__order"],
    ),
    *copy_columns(
        STATUS_COLUMNS, "pair", "status", "status_label", "as_reported", "revised_deadline"
    ),
    Column("note", _("Further wording of the report.")),
    Column(
        "as_of",
        _("The date that the status line applies to."),
        "update__as_of",
        kind="date",
        required=True,
    ),
    Column(
        "revision",
        _("1 for what was first recorded for that date, 2 for its first correction, and so on."),
        "update__revision",
        kind="integer",
        required=True,
        minimum=1,
    ),
    *copy_columns(STATUS_COLUMNS, "report", "source_line"),
    Column(
        "source",
        _("The source of a line without a report, as given by the person who recorded it."),
        "update__source",
    ),
    Column("reason", _("Why it was recorded; every correction has one."), "update__reason"),
    Column(
        "recorded_by",
        _(
            "The person who recorded it, by the name at that time; empty if it was loaded from a "
            "report, or the person gave no name."
        ),
        "update__recorder",
    ),
    *copy_columns(STATUS_COLUMNS, "recorded_at"),
    Column(
        "in_force",
        _("Whether the line is in force on the selected date."),
        "is_in_force",
        kind="boolean",
        required=True,
    ),
    Column(
        "superseded_by",
        _("The revision that counts for its date instead; empty if none does."),
        kind="integer",
        minimum=2,
    ),
    Column(
        "withdrawn_at",
        _(
            "The time, in UTC, at which the line was withdrawn, alone or with its edition, since "
            "when it does not count for any date; empty if it was not."
        ),
        kind="datetime",
    ),
    Column(
        "approved_by",
        _(
            "The person who approved it, by the name at that time; empty if it needed no "
            "approval, or the person gave no name."
        ),
        "update__approver",
    ),
]

HISTORY_TIES = (
    *(f"update__milestone__{name}" for name in DOCUMENT_ORDER),
    *("update__as_of", "update__revision", "pair"),
)

HISTORY_SORTS = {**STATUS_SORTS, **sorts_of(HISTORY_COLUMNS)}

HISTORY = Dataset(
    "history",
    _("Status history"),
    HISTORY_COLUMNS,
    HISTORY_SORTS,
    history_rows,
    HistoryQuery,
    key=("code", "as_of", "revision", "pair"),
)
