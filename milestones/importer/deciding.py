"""Carrying out what a person decided about the sentences of an edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from milestones.importer.decisions import Decisions, WrongDecisions
from milestones.importer.matching import AreaMatching, Likeness, Said
from milestones.importer.record import KnownMilestone


def decide(matchings: Sequence[AreaMatching], decisions: Decisions) -> dict[int, Likeness]:
    """Match what was decided to belong together; by the first lines of the sentences.

    Raises WrongDecisions, with everything that is wrong, if a milestone is unknown or found by
    its own words, a line is no first line of a sentence that was not found on record, or the two
    are of different priority areas.
    """
    if not decisions.matches and not decisions.new:
        return {}
    asked = _Asked(matchings)
    messages = [*asked.wrong_matches(decisions), *asked.wrong_lines(decisions)]
    if messages:
        raise WrongDecisions(messages)
    decided = {}
    for code, line in decisions.matches:
        matching, said = asked.sentences[line]
        milestone = asked.milestones[code][1]
        decided[line] = matching.likeness(said, milestone)
        matching.found[line] = milestone
    return decided


class _Asked:
    """What there is to decide: sentences and milestones that were not found by their words."""

    def __init__(self, matchings: Sequence[AreaMatching]) -> None:
        self.sentences: dict[int, tuple[AreaMatching, Said]] = {}
        self.milestones: dict[str, tuple[AreaMatching, KnownMilestone]] = {}
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
