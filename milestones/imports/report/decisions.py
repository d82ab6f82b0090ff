"""The decisions of a person about an edition where the record alone is not enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milestones.documents.questions import NO_ANSWERS, Answers
from milestones.imports.report.matching import AreaMatching, Proposal

_Value = TypeVar("_Value")


class WrongDecisions(ValidationError):
    """Invalid decisions. ``messages`` lists everything that is wrong."""


@dataclass(frozen=True)
class Decisions:
    """Which sentences are which milestones, and whether new and missing ones are accepted.

    ``matches`` pairs the codes of milestones with the first lines of their sentences in the
    edition; ``new`` has the first lines of sentences that are new milestones, even if they are
    similar to a recorded one. ``accept_new`` accepts all sentences that are not similar to any;
    with ``allow_missing``, milestones that the edition does not mention keep their status.
    ``answers`` say what the reader does not know. Raises WrongDecisions if a milestone or a line
    is decided twice.
    """

    matches: Sequence[tuple[str, int]] = ()
    new: Collection[int] = ()
    accept_new: bool = False
    allow_missing: bool = False
    answers: Answers = NO_ANSWERS

    def __post_init__(self) -> None:
        codes = [code for code, _line in self.matches]
        lines = [*(line for _code, line in self.matches), *set(self.new)]
        answered = [*self.answers.readings, *self.answers.ignored]
        messages = [
            *(_("%(code)s is matched twice.") % {"code": code} for code in _repeated(codes)),
            *(_("Line %(line)s is decided twice.") % {"line": line} for line in _repeated(lines)),
            *(
                _("Line %(line)s is decided twice.") % {"line": line}
                for line in _repeated(answered)
            ),
        ]
        if messages:
            raise WrongDecisions(messages)


def reject_repeated(lines: Iterable[int]) -> None:
    """Raise WrongDecisions if a line is decided twice."""
    message = _("Line %(line)s is decided twice.")
    if repeated := _repeated(lines):
        raise WrongDecisions([message % {"line": line} for line in repeated])


def _repeated(values: Iterable[_Value]) -> list[_Value]:
    return [value for value, count in Counter(values).items() if count > 1]


def decide(matchings: Sequence[AreaMatching], decisions: Decisions) -> dict[int, Proposal]:
    """Match the sentences and milestones that a person matched; return them by first line.

    Raises WrongDecisions, listing everything that is wrong, if a milestone is unknown or already
    matched by its words, if a line is not the first line of an unmatched sentence, or if the two
    belong to different priority areas.
    """
    if not decisions.matches and not decisions.new:
        return {}
    sentences = {
        sentence.line: (matching, sentence)
        for matching in matchings
        for sentence in matching.unmatched
    }
    milestones = {
        milestone.code: (matching, milestone)
        for matching in matchings
        for milestone in matching.left
    }
    line_by_code = {
        milestone.code: line
        for matching in matchings
        for line, milestone in matching.matches.items()
    }
    messages = list(_wrong_matches(decisions, sentences, milestones, line_by_code))
    message = _("No milestone that has to be decided begins on line %(line)s.")
    lines = (*(line for _code, line in decisions.matches), *sorted(set(decisions.new)))
    messages += [message % {"line": line} for line in lines if line not in sentences]
    if messages:
        raise WrongDecisions(messages)
    decided = {}
    for code, line in decisions.matches:
        matching, sentence = sentences[line]
        milestone = milestones[code][1]
        decided[line] = matching.proposal(sentence, milestone)
        matching.matches[line] = milestone
    return decided


def _wrong_matches(
    decisions: Decisions,
    sentences: Mapping[int, tuple[AreaMatching, Any]],
    milestones: Mapping[str, tuple[AreaMatching, Any]],
    line_by_code: Mapping[str, int],
) -> Iterator[str]:
    for code, line in decisions.matches:
        values = {"code": code, "line": line_by_code.get(code, line)}
        if code in line_by_code:
            yield _("%(code)s matches its own wording on line %(line)s.") % values
        elif code not in milestones:
            message = _("There is no milestone %(code)s in the edition's priority areas.")
            yield message % values
        elif line in sentences and sentences[line][0] != milestones[code][0]:
            message = _("%(code)s is not in the priority area of line %(line)s.")
            yield message % values
