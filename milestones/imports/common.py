"""What both imports share: a difference from the record, and why it is not applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

_Diff = TypeVar("_Diff")
_Recorded = TypeVar("_Recorded")


class Difference:
    """How an upload differs from the record. Nothing is changed yet.

    ``problems`` prevent the import. ``fingerprint`` changes with the upload and with every
    recorded value that the difference depends on.
    """

    problems: Sequence[Any]
    fingerprint: Any

    @property
    def open_decisions(self) -> Sequence[Any]:
        """What a person still has to decide."""
        return ()

    @property
    def is_clean(self) -> bool:
        """Whether it can be applied as it is."""
        return not self.problems and not self.open_decisions

    def reject_unless_applicable(self, seen: str) -> None:
        """Raise ImportRejected unless it is clean, RecordChanged if it is not the one ``seen``.

        ``seen`` is the fingerprint of the difference that a person confirmed; empty if nobody
        looked at one.
        """
        if seen and seen != self.fingerprint:
            raise RecordChanged(self)
        if not self.is_clean:
            raise ImportRejected(self)


@dataclass(frozen=True)
class Applied(Generic[_Diff, _Recorded]):
    """What was recorded, and how it differed from the record before."""

    recorded: _Recorded
    difference: _Diff


class ImportRejected(Exception):
    """Nothing was changed: ``difference`` has the problems and the open decisions."""

    def __init__(self, difference: Any) -> None:
        self.difference = difference
        super().__init__("\n".join(str(problem) for problem in difference.problems))


class RecordChanged(ImportRejected):
    """Nothing was changed: ``difference`` is no longer the one that was confirmed."""
