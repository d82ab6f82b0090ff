"""What a person decided about an edition where the record alone does not tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class WrongDecisions(ValidationError):
    """Decisions about what is not to be decided. ``messages`` has everything that is wrong."""


@dataclass(frozen=True)
class Decisions:
    """Which sentences are which milestones, and whether new and missing ones are as they should.

    ``matches`` gives milestones, by their codes, the first lines of their sentences in the
    edition; ``new`` has the first lines of sentences that are new milestones, however much they
    are like one on record. ``accept_new`` takes in whatever is like none; with
    ``allow_missing``, milestones that the edition does not tell of stay as they are on record.
    """

    matches: tuple[tuple[str, int], ...] = ()
    new: frozenset[int] = frozenset()
    accept_new: bool = False
    allow_missing: bool = False

    @classmethod
    def of(
        cls,
        matches: Iterable[tuple[str, int]] = (),
        new: Iterable[int] = (),
        *,
        accept_new: bool = False,
        allow_missing: bool = False,
    ) -> Self:
        """The decisions. Raises WrongDecisions if a milestone or a line is decided upon twice."""
        decided = cls(tuple(matches), frozenset(new), accept_new, allow_missing)
        codes = Counter(code for code, _line in decided.matches)
        lines = Counter([*(line for _code, line in decided.matches), *decided.new])
        messages = [
            *(_("%(code)s is matched twice.") % {"code": one} for one in _repeated(codes)),
            *(_("Line %(line)s is decided twice.") % {"line": one} for one in _repeated(lines)),
        ]
        if messages:
            raise WrongDecisions(messages)
        return decided


def _repeated(counted: Counter[str] | Counter[int]) -> list[str | int]:
    return [one for one, times in counted.items() if times > 1]
