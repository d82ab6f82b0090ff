"""The plan in the admin: its document and goals are read-only, areas and initiatives are edited."""

from priorities.admin.plan import GoalAdmin, InitiativeAdmin, PlanAdmin, PriorityAreaAdmin
from priorities.admin.reference import ReadOnlyAdmin, ReferenceAdmin

__all__ = [
    "GoalAdmin",
    "InitiativeAdmin",
    "PlanAdmin",
    "PriorityAreaAdmin",
    "ReadOnlyAdmin",
    "ReferenceAdmin",
]
