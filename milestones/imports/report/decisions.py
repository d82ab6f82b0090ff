"""The decisions of a person about an edition where the record alone is not enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milestones.imports.report.baseline import ExistingMilestone
from milestones.imports.report.matching import AreaMatching, Proposal, ReportSentence


class WrongDecisions(ValidationError):
    """Invalid decisions. ``messages`` lists everything that is wrong."""


@dataclass(frozen=True)
class Decisions:
    """Which sentences are which milestones, and whether new and missing ones are accepted.

    ``matches`` pairs the codes of milestones with the first lines of their sentences in the
    edition; ``new`` has the first lines of sentences that are new milestones, even if they are
    similar to a recorded one. ``accept_new`` accepts all sentences that are not similar to any;
    with ``allow_missing``, milestones that the edition does not mention keep their status.
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
        """Build decisions. Raises WrongDecisions if a milestone or a line is decided twice."""
        decisions = cls(tuple(matches), frozenset(new), accept_new, allow_missing)
        codes = Counter(code for code, _line in decisions.matches)
        lines = Counter([*(line for _code, line in decisions.matches), *decisions.new])
        messages = [
            *(_("%(code)s is matched twice.") % {"code": code} for code in _repeated(codes)),
            *(_("Line %(line)s is decided twice.") % {"line": line} for line in _repeated(lines)),
        ]
        if messages:
            raise WrongDecisions(messages)
        return decisions


def _repeated(counts: Counter[str] | Counter[int]) -> list[str | int]:
    return [value for value, count in counts.items() if count > 1]


def decide(matchings: Sequence[AreaMatching], decisions: Decisions) -> dict[int, Proposal]:
    """Match the sentences and milestones that a person matched; return them by first line.

    Raises WrongDecisions, listing everything that is wrong, if a milestone is unknown or already
    matched by its words, if a line is not the first line of an unmatched sentence, or if the two
    belong to different priority areas.
    """
    if not decisions.matches and not decisions.new:
        return {}
    choices = _Choices(matchings)
    messages = [*choices.wrong_matches(decisions), *choices.wrong_lines(decisions)]
    if messages:
        raise WrongDecisions(messages)
    decided = {}
    for code, line in decisions.matches:
        matching, report_sentence = choices.sentences[line]
        milestone = choices.milestones[code][1]
        decided[line] = matching.proposal(report_sentence, milestone)
        matching.found[line] = milestone
    return decided


class _Choices:
    """The sentences and milestones that were not matched by their words."""

    def __init__(self, matchings: Sequence[AreaMatching]) -> None:
        self.sentences: dict[int, tuple[AreaMatching, ReportSentence]] = {}
        self.milestones: dict[str, tuple[AreaMatching, ExistingMilestone]] = {}
        self.found: dict[str, int] = {}
        for matching in matchings:
            self.sentences |= {
                report_sentence.line: (matching, report_sentence)
                for report_sentence in matching.unmatched
            }
            self.milestones |= {
                milestone.code: (matching, milestone) for milestone in matching.left
            }
            self.found |= {milestone.code: line for line, milestone in matching.found.items()}

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
