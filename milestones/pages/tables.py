"""The table of milestones: its columns. A macro of ours renders it, which is faster."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableData

from milestones.models import Milestone
from milestones.queries import MilestoneQuery


class InDocumentOrder(TableData):
    """The milestones asked for, a page at a time; the standings alone say which are next."""

    def __init__(self, query: MilestoneQuery) -> None:
        super().__init__(())
        self.query = query

    def __getitem__(self, key: slice) -> list[Milestone]:
        return self.query.listed(self.query.in_order()[key])


class MilestoneTable(tables.Table):
    """Columns are named as in the data, so that a heading knows what it sorts by."""

    code = tables.Column(verbose_name=_("Code"))
    milestone = tables.Column(verbose_name=_("Milestone"), accessor="text")
    priority_area = tables.Column(verbose_name=_("Priority area"), accessor="initiative__area")
    parties = tables.Column(verbose_name=_("Parties"))
    last_deadline = tables.Column(verbose_name=_("Deadline"))
    status = tables.Column(verbose_name=_("Status"))
    revised_deadline = tables.Column(verbose_name=_("Revised deadline"), accessor="revised")

    class Meta:
        orderable = False
