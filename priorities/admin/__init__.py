"""The plan in the admin: its document and goals are read-only, areas and initiatives are edited."""

from priorities.admin import plan, reference

__all__ = ["plan", "reference"]
