"""The plan in the admin: its document is read-only; goals, areas and initiatives are edited."""

from priorities.admin import plan, reference

__all__ = ["plan", "reference"]
