"""What is wrong with a query."""

from __future__ import annotations


class InvalidQuery(Exception):
    """A query that cannot be answered: ``problems`` says for each parameter what is wrong."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(
            f"{name}: {problem}" for name, said in self.problems.items() for problem in said
        )
