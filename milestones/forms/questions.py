"""The questions about an edition on its import page, and the answers that the page sends.

Each answer is a field of its own, named after what is asked and the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milestones.choices import COUNTRY_PAIRS, SCALE, QuestionKind
from milestones.documents.questions import IGNORED, NEW, Answers, Question
from milestones.forms.base import INCOMPLETE
from milestones.imports.report import NewMilestone, ReportDiff, Rewording

DECIDED = "decided_"
"""Prefix of the fields that say, by line number, which milestone a sentence is."""


@dataclass(frozen=True)
class AskedSentence:
    """Which milestone a sentence is. ``about`` is its entry in the difference.

    ``options`` has the labels of the milestones' codes, of ``new``, and of the empty text, which
    leaves it undecided; ``chosen`` is one of them.
    """

    name: str
    about: Rewording | NewMilestone
    options: Mapping[str, str]
    chosen: str


MAX_DIGITS = 9
"""Of a line's number. Python refuses to read numbers of thousands of digits."""
MEANING, REVISED, PAIR = "meaning_", "revised_", "pair_"
"""Prefixes of the fields that say, by line number, what words mean: a status, or that they belong
to no milestone; its revised date; and which pair a status is for."""


@dataclass(frozen=True)
class AskedLine:
    """What a line means that the reader does not know. ``about`` is its question.

    ``options`` has the labels of the answers, and of the empty text, which leaves it undecided;
    ``chosen`` is one of them. ``revised`` is the revised date entered, None if none can be.
    """

    name: str
    about: Question
    options: Mapping[str, str]
    chosen: str
    revised: str | None = None

    @property
    def revised_name(self) -> str:
        return f"{REVISED}{self.about.line}"


def asked_lines(difference: ReportDiff) -> Iterator[AskedLine]:
    """The questions about lines, as the page asks them, with their answers."""
    for question in difference.questions:
        chosen, _colon, revised = question.answer.partition(":")
        is_pair = question.kind == QuestionKind.PAIR
        options = {
            "": _("Not decided"),
            **{choice.value: str(choice.label) for choice in (COUNTRY_PAIRS if is_pair else SCALE)},
            IGNORED: _("Belongs to no milestone"),
        }
        name = f"{PAIR if is_pair else MEANING}{question.line}"
        yield AskedLine(name, question, options, chosen, None if is_pair else revised)


def answers_in(data: Mapping[str, Any]) -> Answers:
    """Read the answers to questions about lines.

    Raises ValidationError for a field that the page cannot have sent, and for a date that is none.
    """
    answers = Answers()
    for prefix, kind in ((MEANING, QuestionKind.WORDING), (PAIR, QuestionKind.PAIR)):
        for line, code in fields_of(data, prefix):
            revised = data.get(f"{REVISED}{line}", "").strip() if code in SCALE else ""
            try:
                answers = answers.answered(kind, line, f"{code}:{revised}" if revised else code)
            except ValueError as error:
                if not revised:
                    raise ValidationError(INCOMPLETE) from error
                message = _("Line %(line)s: %(error)s") % {"line": line, "error": error}
                raise ValidationError(message) from error
    return answers


def fields_of(data: Mapping[str, Any], prefix: str) -> Iterator[tuple[int, str]]:
    """The lines and values of the fields with a prefix that have a value.

    Raises ValidationError if one has no line number.
    """
    for name, value in data.items():
        line = name.removeprefix(prefix)
        if line == name or not value:
            continue
        if not line.isdecimal() or len(line) > MAX_DIGITS:
            raise ValidationError(INCOMPLETE)
        yield int(line), value


def asked_sentences(difference: ReportDiff, data: Mapping[str, Any]) -> Iterator[AskedSentence]:
    """The questions about sentences, in the order of the document, with the answers entered."""
    entries: Iterable[Rewording | NewMilestone] = [*difference.reworded, *difference.new]
    for entry in sorted(entries, key=lambda entry: entry.sentence.lines):
        name = f"{DECIDED}{entry.sentence.lines[0]}"
        chosen = data.get(name, "")
        yield AskedSentence(name, entry, _options(entry, difference, chosen), chosen)


def _options(
    entry: Rewording | NewMilestone, difference: ReportDiff, chosen: str
) -> dict[str, str]:
    """The similar milestones, the missing ones of the same area, and what was chosen before."""
    if isinstance(entry, Rewording):
        options, proposals = {"": _("Not decided")}, entry.proposals
    else:
        options, proposals = {"": _("A new milestone, if accepted below")}, ()
    for proposal in proposals:
        values = {"code": proposal.milestone.code, "likeness": proposal.likeness}
        options[proposal.milestone.code] = _("%(code)s, %(likeness)s %% alike") % values
    code = entry.code if isinstance(entry, NewMilestone) else proposals[0].milestone.code
    area = code.partition("-")[0]
    for missing in difference.missing:
        code = missing.milestone.code
        if code.startswith(f"{area}-"):
            options.setdefault(code, _("%(code)s, else missing") % {"code": code})
    if chosen != NEW:
        options.setdefault(chosen, chosen)
    return options | {NEW: _("A new milestone")}
