"""Differences in wording between the plan's sentence and the report's."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

_TOKEN = re.compile(r"\s*(?:[.,;]+|\S+?)(?=[.,;]*(?:\s|$))")
"""A word or the punctuation after it, with the spaces before."""
_STRAIGHT_QUOTES = str.maketrans("‘’“”", "''\"\"")


@dataclass(frozen=True)
class Passage:
    """Consecutive words that are in both sentences, or (``differs``) in this one alone.

    ``spaced`` is whether a space separates them from the text before.
    """

    words: str
    differs: bool
    spaced: bool = True


def compare(plan: str, report: str) -> tuple[list[Passage], list[Passage]]:
    """The plan's sentence and the report's, each split where a difference begins or ends.

    They are compared word by word, with case and punctuation. Spaces, and whether quotes are
    straight or curly, make no difference.
    """
    plan_tokens, report_tokens = _tokens(plan), _tokens(report)
    matcher = SequenceMatcher(
        None, _normalized(plan_tokens), _normalized(report_tokens), autojunk=False
    )
    plan_passages: list[Passage] = []
    report_passages: list[Passage] = []
    for tag, start, end, report_start, report_end in matcher.get_opcodes():
        _add(plan_passages, plan_tokens[start:end], differs=tag != "equal")
        _add(report_passages, report_tokens[report_start:report_end], differs=tag != "equal")
    return plan_passages, report_passages


@lru_cache(maxsize=1024)
def is_reworded(plan: str, report: str) -> bool:
    """Whether the plan uses words that the report does not.

    A month that the report adds does not count, and neither does a full stop or a comma.
    """
    return bool(_words(plan) - _words(report))


def _words(sentence: str) -> Counter[str]:
    return Counter(word for word in _normalized(_tokens(sentence)) if word.strip(".,;"))


def _tokens(sentence: str) -> list[str]:
    return _TOKEN.findall(sentence.strip())


def _normalized(tokens: Sequence[str]) -> list[str]:
    return [token.strip().translate(_STRAIGHT_QUOTES) for token in tokens]


def _add(passages: list[Passage], tokens: Sequence[str], *, differs: bool) -> None:
    if not tokens:
        return
    text = "".join(tokens)
    words, spaced = " ".join(text.split()), text[0].isspace()
    if passages and passages[-1].differs == differs:
        joined = passages[-1].words + (" " if spaced else "") + words
        passages[-1] = replace(passages[-1], words=joined)
    else:
        passages.append(Passage(words, differs, spaced))
