"""``statuses.csv``: a row per status line in force."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from milestones.asked import Asked
from milestones.choices import Pair, Status
from milestones.datasets.kinds import Column, code_of
from milestones.models import PairStatus
from milestones.sorting import STATUS_SORTS, STATUS_TIES, in_order


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _english(status: str) -> str:
    """Data have English keys and labels, whatever language the reader's browser asks for."""
    with translation.override("en"):
        return str(Status(status).label)


def status_rows(asked: Asked) -> QuerySet[PairStatus]:
    """The lines in force of the milestones asked for, and for the pair asked for."""
    lines = PairStatus.objects.in_force(asked.day).filter(
        update__milestone__in=asked.milestones.order_by().values("pk")
    )
    if asked.pair is not Pair.ALL:
        lines = lines.filter(pair__in=[Pair.ALL, asked.pair])
    lines = lines.select_related("update__milestone__initiative__area", "update__report")
    return in_order(lines, STATUS_SORTS, asked.sort, STATUS_TIES)


STATUS_COLUMNS = [
    Column("code", _("The milestone's public code."), lambda s, _d: s.update.milestone.code),
    Column(
        "priority_area",
        _("The priority area."),
        lambda s, _d: s.update.milestone.initiative.area.name,
    ),
    Column(
        "pair",
        _("Whom the line speaks for: US-CN, US-MX, or ALL for all parties concerned."),
        lambda s, _d: s.pair,
    ),
    Column("status", _("The status, as a code."), lambda s, _d: s.status),
    Column("status_label", _("The status, in English words."), lambda s, _d: _english(s.status)),
    Column("as_reported", _("The words as reported."), lambda s, _d: s.as_reported),
    Column(
        "revised_deadline",
        _("The date in the words, as exact as they are; empty if there is none."),
        lambda s, _d: code_of(s.revised),
    ),
    Column(
        "as_of", _("The day from which the line is in force."), lambda s, _d: s.update.as_of, "date"
    ),
    Column(
        "report",
        _("The edition of the status report; empty if it was recorded otherwise."),
        lambda s, _d: s.update.report.title if s.update.report else None,
    ),
    Column("source_line", _("The line of that report."), lambda s, _d: s.source_line, "integer"),
    Column(
        "recorded_at",
        _("The instant at which it was recorded here, in UTC."),
        lambda s, _d: _instant(s.update.recorded_at),
        "datetime",
    ),
]
