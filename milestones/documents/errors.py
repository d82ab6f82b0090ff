"""Problems in a document: always the whole list, never just the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_QUOTE_LENGTH = 90


@dataclass(frozen=True, order=True)
class Problem:
    """A reason why a document cannot be read: the line, what was found, what was expected."""

    line: int
    found: str
    expected: str
    document: str = ""
    """Set only in a list about two documents."""

    def __str__(self) -> str:
        place = f"{self.document}, line {self.line}" if self.document else f"line {self.line}"
        return f"{place}: found {_quote(self.found)}; expected {self.expected}"


class DocumentError(Exception):
    """A document cannot be read. ``problems`` lists every reason, in line order."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.name = name
        self.problems = tuple(sorted(set(problems)))
        super().__init__(name, self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        heading = f"{self.name}: {count} problem{'' if count == 1 else 's'}"
        return "\n".join([heading, *(f"  {problem}" for problem in self.problems)])


def _quote(text: str) -> str:
    if not text:
        return "nothing"
    text = " ".join(text.split())
    shown = text if len(text) <= MAX_QUOTE_LENGTH else text[: MAX_QUOTE_LENGTH - 1] + "…"
    return f"“{shown}”"
