"""The columns of the table of milestones. Our own macro renders it, which is faster."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _


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
