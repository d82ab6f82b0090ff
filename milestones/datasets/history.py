"""``history.csv``: a row per status line ever recorded, whether or not it still counts."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from milestones.asked import AskedRecord
from milestones.datasets.kinds import Column, taken
from milestones.datasets.statuses import STATUS_COLUMNS, lines_asked_for
from milestones.models import PairStatus, StatusUpdate
from milestones.sorting import HISTORY_SORTS, HISTORY_TIES, in_order


class AskedHistory(AskedRecord):
    """A query about everything ever recorded, withdrawn or not, for the day or earlier."""

    @cached_property
    def newest_day(self) -> dt.date | None:
        """The newest day that anything was ever recorded for."""
        newest: dt.date | None = StatusUpdate.objects.aggregate(newest=Max("as_of"))["newest"]
        return newest or super().newest_day


def history_rows(asked: AskedHistory) -> QuerySet[PairStatus]:
    """The lines of the milestones asked for, for the day or earlier."""
    told = lines_asked_for(asked).filter(update__as_of__lte=asked.day).with_fate(asked.day)
    told = told.select_related(
        "update__milestone__initiative__area", "update__report", "update__recorded_by"
    )
    return in_order(told, HISTORY_SORTS, asked.sort, HISTORY_TIES).defer("update__report__text")


HISTORY_COLUMNS = [
    # They may lead to what is gone.
    *taken(STATUS_COLUMNS, "code", "priority_area", refers_to=""),
    *taken(STATUS_COLUMNS, "pair", "status", "status_label", "as_reported", "revised_deadline"),
    Column("note", _("What else the words say."), lambda s, _d: s.note or None),
    Column(
        "as_of",
        _("The day whose state of things the line tells."),
        lambda s, _d: s.update.as_of,
        "date",
        required=True,
    ),
    Column(
        "revision",
        _("1 for what was first recorded for that day, 2 for its first correction, and so on."),
        lambda s, _d: s.update.revision,
        "integer",
        required=True,
        minimum=1,
    ),
    *taken(STATUS_COLUMNS, "report", "source_line"),
    Column(
        "source",
        _("Where a line without a report is from, in the words of the person who recorded it."),
        lambda s, _d: s.update.source or None,
    ),
    Column(
        "reason",
        _("Why it was recorded; every correction has one."),
        lambda s, _d: s.update.reason or None,
    ),
    Column(
        "recorded_by",
        _(
            "The person who recorded it, by the name they gave; empty if it was loaded from a "
            "report, or they gave none."
        ),
        lambda s, _d: s.update.recorder or None,
    ),
    *taken(STATUS_COLUMNS, "recorded_at"),
    Column(
        "in_force",
        _("Whether the line says how the milestone stands on the day asked for."),
        lambda s, _d: s.is_in_force,
        "boolean",
        required=True,
    ),
    Column(
        "superseded_by",
        _("The revision that counts for its day instead; empty if none does."),
        lambda s, _d: s.superseded_by,
        "integer",
        minimum=2,
    ),
    Column(
        "withdrawn_at",
        _(
            "The instant, in UTC, at which the line's edition was withdrawn, since when it does "
            "not count for any day; empty if it was not."
        ),
        lambda s, _d: s.withdrawn_at,
        "datetime",
    ),
]
