"""The columns of the table of milestones. Our own macro renders it, which is faster."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableData

from milestones.models import Milestone
from milestones.queries import MilestoneQuery


class InDocumentOrder(TableData):
    """The milestones that match a query, a page at a time; the standings alone give the order."""

    def __init__(self, query: MilestoneQuery) -> None:
        super().__init__(())
        self.query = query

    def __getitem__(self, key: slice) -> list[Milestone]:
        return self.query.listed(self.query.in_order()[key])


class MilestoneTable(tables.Table):
    """The table of milestones. Columns have the names of the data, so that headings can sort."""

    code = tables.Column(verbose_name=_("Code"))
    milestone = tables.Column(verbose_name=_("Milestone"), accessor="text")
    priority_area = tables.Column(verbose_name=_("Priority area"), accessor="initiative__area")
    parties = tables.Column(verbose_name=_("Parties"))
    last_deadline = tables.Column(verbose_name=_("Deadline"))
    status = tables.Column(verbose_name=_("Status"))
    revised_deadline = tables.Column(verbose_name=_("Revised deadline"), accessor="revised")

    class Meta:
        orderable = False
