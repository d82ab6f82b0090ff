"""Milestones and their record in the admin.

Statuses are recorded on separate pages, which use ``milestones.actions``. The record itself can
be read, but not changed or deleted.
"""

from milestones.admin import milestones, proposals, read_only, users
from milestones.admin.worklist import work_list

__all__ = ["milestones", "proposals", "read_only", "users", "work_list"]
