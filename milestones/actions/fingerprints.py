"""Numbers that tell whether the same was reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

from milestones.choices import COUNTRY_PAIRS, Pair, Status
from milestones.dates import ImpreciseDate
from milestones.documents.records import StatusLine
from milestones.normalization import words_key

Words = tuple[Status, str, ImpreciseDate | None]
"""What is compared of a status line: the status, the words and the revised date."""


def fingerprint_of(lines: Mapping[Pair, Sequence[StatusLine]], pair: Pair) -> int:
    """A number of 63 bits that is equal if the same was reported for a pair; with ``ALL``, for
    each country pair."""
    pairs = COUNTRY_PAIRS if pair is Pair.ALL else (pair,)
    return _digest_of(
        tuple(
            tuple(
                (line.status, line.as_reported, line.revised)
                for line in lines.get(reported_pair, ())
            )
            for reported_pair in pairs
        )
    )


@lru_cache(maxsize=1_000)
def _digest_of(lines_by_pair: tuple[tuple[Words, ...], ...]) -> int:
    """Cached, since many milestones have the same words, and each has them for several pairs."""
    reported = [
        [
            (
                str(status),
                words_key(as_reported),
                str(revised and revised.date),
                str(revised.precision if revised else ""),
            )
            for status, as_reported, revised in lines
        ]
        for lines in lines_by_pair
    ]
    digest = blake2b(repr(reported).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
