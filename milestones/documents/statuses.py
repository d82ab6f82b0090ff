"""Read status lines: the pair, the status, and the rest of the text."""

from __future__ import annotations

import re
from sys import intern

from milestones.choices import COUNTRY_PAIRS, Pair, Status
from milestones.documents.deadlines import DATE_WORDS, PERIOD_NAMES, YEAR, read_date
from milestones.documents.records import StatusLine
from milestones.documents.text import Line, tidy
from milestones.normalization import plain_dashes

STATUS_WORDS = {
    "delayed": Status.DELAYED,
    "initiated": Status.INITIATED,
    "on track": Status.ON_TRACK,
    "partially completed": Status.PARTIALLY_COMPLETED,
    "completed / ongoing": Status.COMPLETED_ONGOING,
    "completed": Status.COMPLETED,
}
"""The report's words for each status, in lower case."""

EXPECTED = "a status: " + ", ".join(f"“{words.capitalize()}”" for words in STATUS_WORDS)

EXPECTED_PAIR = "a status for " + " or ".join(f"“{pair}:”" for pair in COUNTRY_PAIRS)

_LIST_NUMBER = re.compile(r"\d{1,3}\.\s+", re.ASCII)
_PAIR = re.compile(r"(?P<one>[A-Z]{2}|us)\s*-\s*(?P<other>[A-Z]{2}|cn|mx)\s*:\s*")
_PREPOSITIONS = r"(?:to|until|by|in|for)"
_WORDING = re.compile(
    rf"(?P<scope>(?:full\s+)?implementation\s+)?"
    rf"(?P<status>on[\s-]track|delayed|initiated|partially\s+completed"
    rf"|completed\s?/\s?on-?going|completed)"
    rf"(?P<rest>\s*[,;:(–—].*|\s+{_PREPOSITIONS}\s+{DATE_WORDS}.*)?\.?",
    re.IGNORECASE | re.ASCII,
)
_REVISED = re.compile(
    # After a preposition; or right after a participle or a mark, but then not a year alone.
    rf"(?:\b{_PREPOSITIONS}\s+|(?:(?<=ed\s)|(?<=[,;:–—]\s)|(?<=\())(?!\d))"
    rf"{DATE_WORDS}(?=\s*(?:[,;:.)–—]|$))",
    re.IGNORECASE | re.ASCII,
)
"""A revised date, with the words that introduce it, at the end of a phrase."""

_REMAINING_DATE = re.compile(rf"\b(?:{YEAR}|{PERIOD_NAMES}|(?:day|week|month|year)s?)\b", re.ASCII)
"""Possibly a date; case-sensitive, because "may" and "fall" are also ordinary words."""

_REMAINING_PAIR = re.compile(r"\b[A-Z]{2}\s?[–-]\s?[A-Z]{2}\b", re.ASCII)


def is_status(line: Line) -> bool:
    """Whether the line is written as a status, with or without a pair."""
    prefix, words = split_pair(line.text)
    return bool(prefix or _WORDING.fullmatch(words))


def split_pair(text: str) -> tuple[str, str]:
    """Split a status line, without its list number, into the code of a pair and the other words.

    The code, such as ``US-CN``, is in capitals, with a hyphen; empty if there is none.
    """
    words = _without_list_number(text)
    prefix = _PAIR.match(plain_dashes(words))
    if not prefix:
        return "", words
    return f"{prefix['one']}-{prefix['other']}".upper(), words[prefix.end() :]


def read_status(line: Line) -> StatusLine:
    """Read one status line. Raises ValueError with the expected form."""
    prefix, words = split_pair(line.text)
    if prefix and prefix not in COUNTRY_PAIRS:
        raise ValueError(EXPECTED_PAIR)
    return read_wording(words, Pair(prefix) if prefix else Pair.ALL, line.number)


def read_wording(words: str, pair: Pair, source_line: int) -> StatusLine:
    """Read the words of a status line after its pair. Raises ValueError with the expected form."""
    match = _WORDING.fullmatch(words)
    if not match:
        raise ValueError(EXPECTED)
    rest = match["rest"] or ""
    dates = list(_REVISED.finditer(rest))
    remaining = _REVISED.sub("", rest)
    if len(dates) > 1 or _REMAINING_DATE.search(remaining):
        raise ValueError("one revised date at the most, written as in “to June 2007”")
    if _REMAINING_PAIR.search(remaining):
        raise ValueError("one status a line, with its pair before it")
    return StatusLine(
        pair=pair,
        status=_status(match["status"]),
        as_reported=intern(words),
        revised=read_date(dates[0]) if dates else None,
        note=tidy(f"{match['scope'] or ''} {remaining}").strip(" ,;:.()–—"),
        source_line=source_line,
    )


def _without_list_number(text: str) -> str:
    words = tidy(text)
    number = _LIST_NUMBER.match(words)
    return words[number.end() :] if number else words


def _status(words: str) -> Status:
    return STATUS_WORDS[
        re.sub(r"\s*/\s*on-?going", " / ongoing", words.lower()).replace("-t", " t")
    ]
