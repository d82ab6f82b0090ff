"""What a person decided about an edition where the record alone does not tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milestones.imports.report.baseline import ExistingMilestone
from milestones.imports.report.matching import AreaMatching, ReportSentence, Similarity


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


def decide(matchings: Sequence[AreaMatching], decisions: Decisions) -> dict[int, Similarity]:
    """Match what was decided to belong together; by the first lines of the sentences.

    Raises WrongDecisions, with everything that is wrong, if a milestone is unknown or found by
    its own words, a line is no first line of a sentence that was not found on record, or the two
    are of different priority areas.
    """
    if not decisions.matches and not decisions.new:
        return {}
    choices = _Choices(matchings)
    messages = [*choices.wrong_matches(decisions), *choices.wrong_lines(decisions)]
    if messages:
        raise WrongDecisions(messages)
    decided = {}
    for code, line in decisions.matches:
        matching, said = choices.sentences[line]
        milestone = choices.milestones[code][1]
        decided[line] = matching.likeness(said, milestone)
        matching.found[line] = milestone
    return decided


class _Choices:
    """What there is to decide: sentences and milestones that were not found by their words."""

    def __init__(self, matchings: Sequence[AreaMatching]) -> None:
        self.sentences: dict[int, tuple[AreaMatching, ReportSentence]] = {}
        self.milestones: dict[str, tuple[AreaMatching, ExistingMilestone]] = {}
        self.found: dict[str, int] = {}
        for matching in matchings:
            self.sentences |= {said.line: (matching, said) for said in matching.unmatched}
            self.milestones |= {one.code: (matching, one) for one in matching.left}
            self.found |= {one.code: line for line, one in matching.found.items()}

    def wrong_matches(self, decisions: Decisions) -> Iterator[str]:
        for code, line in decisions.matches:
            if code in self.found:
                message = _("%(code)s is found by its own words on line %(line)s.")
                yield message % {"code": code, "line": self.found[code]}
            elif code not in self.milestones:
                message = _("There is no milestone %(code)s in the edition's priority areas.")
                yield message % {"code": code}
            elif line in self.sentences and self.sentences[line][0] != self.milestones[code][0]:
                message = _("%(code)s is not of the priority area in which line %(line)s stands.")
                yield message % {"code": code, "line": line}

    def wrong_lines(self, decisions: Decisions) -> Iterator[str]:
        message = _("No milestone that has to be decided begins on line %(line)s.")
        lines = (*(line for _code, line in decisions.matches), *sorted(decisions.new))
        for line in lines:
            if line not in self.sentences:
                yield message % {"line": line}
