"""The error that an invalid query raises."""

from __future__ import annotations


class InvalidQuery(Exception):
    """A query is invalid; ``problems`` has the messages for each parameter."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(
            f"{name}: {message}" for name, messages in self.problems.items() for message in messages
        )
