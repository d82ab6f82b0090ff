"""Where the plan and the report say the same thing in other words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

_WORDS_AND_STOPS = re.compile(r"\s*(?:[.,;]+|\S+?)(?=[.,;]*(?:\s|$))")
"""A word or the stops after it, with the blanks before."""
_SHAPES_OF_QUOTES = str.maketrans("‘’“”", "''\"\"")


@dataclass(frozen=True)
class Passage:
    """Words in a row that stand in both sentences, or (``differs``) in this one alone.

    ``spaced`` is whether a blank parts them from what stands before.
    """

    words: str
    differs: bool
    spaced: bool = True


def compare(plan: str, report: str) -> tuple[list[Passage], list[Passage]]:
    """The plan's sentence and the report's, each cut where they begin or cease to differ.

    They are compared word by word, with case and stops. Blanks, and whether quotes are straight
    or curly, are no difference.
    """
    in_plan, in_report = _pieces(plan), _pieces(report)
    matcher = SequenceMatcher(None, _folded(in_plan), _folded(in_report), autojunk=False)
    of_plan: list[Passage] = []
    of_report: list[Passage] = []
    for what, start, end, other_start, other_end in matcher.get_opcodes():
        _add(of_plan, in_plan[start:end], differs=what != "equal")
        _add(of_report, in_report[other_start:other_end], differs=what != "equal")
    return of_plan, of_report


def says_otherwise(plan: str, report: str) -> bool:
    """Whether the plan uses words that the report does not.

    A month that the report prints besides, a full stop or a comma is no other word.
    """
    return bool(_words(plan) - _words(report))


def _words(sentence: str) -> Counter[str]:
    return Counter(word for word in _folded(_pieces(sentence)) if word.strip(".,;"))


def _pieces(sentence: str) -> list[str]:
    return _WORDS_AND_STOPS.findall(sentence.strip())


def _folded(pieces: Sequence[str]) -> list[str]:
    return [piece.strip().translate(_SHAPES_OF_QUOTES) for piece in pieces]


def _add(passages: list[Passage], pieces: Sequence[str], *, differs: bool) -> None:
    if not pieces:
        return
    added = "".join(pieces)
    words, spaced = " ".join(added.split()), added[0].isspace()
    if passages and passages[-1].differs == differs:
        joined = passages[-1].words + (" " if spaced else "") + words
        passages[-1] = replace(passages[-1], words=joined)
    else:
        passages.append(Passage(words, differs, spaced))
