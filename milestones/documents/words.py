"""Finding words again: whole sentences, and sentences that another document split."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Generic, TypeVar

from milestones.documents.deadlines import without_printed_dates

Words = tuple[str, ...]
Record = TypeVar("Record")

NO_WORDS: Words = ("",)
"""Stands for a milestone that is no piece of any sentence."""

_WORD = re.compile(r"[^\W_]+")


def words_in(text: str) -> Words:
    """The words that count when two sentences are compared, sorted."""
    return tuple(sorted(_WORD.findall(without_printed_dates(text).casefold())))


class Promised(Generic[Record]):
    """Records of the plan that have no counterpart yet, to be found by their words."""

    def __init__(self, records: Iterable[Record], text_of: Callable[[Record], str]) -> None:
        self._by_words: dict[Words, deque[Record]] = {}
        for record in records:
            self._by_words.setdefault(words_in(text_of(record)), deque()).append(record)

    def take(self, words: Words) -> Record | None:
        """The first record left that says just these words; it is left no longer."""
        records = self._by_words.get(words)
        return records.popleft() if records else None

    def left(self) -> Iterator[Record]:
        """What nobody took."""
        return chain.from_iterable(self._by_words.values())


def neighbours(wanted: Words, said: Sequence[Words]) -> range:
    """The places of the first neighbours that together say just the wanted words; none if empty.

    A window moves along: it grows by one, then gives up places from its start until it says no
    word more often than wanted.
    """
    missing = Counter(wanted)
    count = len(wanted)
    start = 0
    for place, words in enumerate(said):
        missing.subtract(words)
        count -= len(words)
        while any(missing[word] < 0 for word in words):
            missing.update(said[start])
            count += len(said[start])
            start += 1
        if start <= place and not count:
            return range(start, place + 1)
    return range(0)
