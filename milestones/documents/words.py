"""Match sentences by their words, including sentences that another document splits."""

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
"""Replaces the words of a milestone that cannot be part of a sentence."""

_WORD = re.compile(r"[^\W_]+")


def comparable_words(text: str) -> Words:
    """Return the words by which sentences are compared, sorted."""
    return tuple(sorted(_WORD.findall(without_printed_dates(text).casefold())))


class UnmatchedRecords(Generic[Record]):
    """The plan's records that have no counterpart yet, indexed by their words."""

    def __init__(self, records: Iterable[Record], text_of: Callable[[Record], str]) -> None:
        self._by_words: dict[Words, deque[Record]] = {}
        for record in records:
            self._by_words.setdefault(comparable_words(text_of(record)), deque()).append(record)

    def take(self, words: Words) -> Record | None:
        """Remove and return the first remaining record with exactly these words, or None."""
        records = self._by_words.get(words)
        return records.popleft() if records else None

    def left(self) -> Iterator[Record]:
        """The records that were not taken."""
        return chain.from_iterable(self._by_words.values())


def consecutive_with(words: Words, items: Sequence[Words]) -> range:
    """Find the first consecutive items that together have exactly these words.

    Return their indexes, an empty range if there are none. A sliding window grows by one item,
    then drops items from its start until it has no word more often than ``wanted``.
    """
    missing = Counter(words)
    count = len(words)
    start = 0
    for index, item in enumerate(items):
        missing.subtract(item)
        count -= len(item)
        while any(missing[word] < 0 for word in item):
            missing.update(items[start])
            count += len(items[start])
            start += 1
        if start <= index and not count:
            return range(start, index + 1)
    return range(0)
