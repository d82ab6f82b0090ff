"""Milestones and their record in the admin.

Statuses are recorded on separate pages, which use ``milestones.actions``. The record itself can
be read, but not changed or deleted.
"""

from milestones.admin.milestones import MilestoneAdmin
from milestones.admin.read_only import StatusReportAdmin, StatusUpdateAdmin
from milestones.admin.users import PersonAdmin, RoleAdmin
from milestones.admin.worklist import work_list

__all__ = [
    "MilestoneAdmin",
    "PersonAdmin",
    "RoleAdmin",
    "StatusReportAdmin",
    "StatusUpdateAdmin",
    "work_list",
]
