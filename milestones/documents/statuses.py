"""Status lines: which pair they speak for, which status they give, and what else they say."""

from __future__ import annotations

import re

from milestones.choices import Pair, Status
from milestones.documents.deadlines import DATE_WORDS, PERIOD_NAMES, YEAR, read_date
from milestones.documents.records import StatusRecord
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
"""The words of the scale as the report writes them, in lower case."""

EXPECTED = "a status: " + ", ".join(f"“{words.capitalize()}”" for words in STATUS_WORDS)

_LIST_NUMBER = re.compile(r"\d{1,3}\.\s+", re.ASCII)
_PAIR = re.compile(r"(?P<one>[A-Z]{2})\s*-\s*(?P<other>[A-Z]{2})\s*:\s*")
_PREPOSITIONS = r"(?:to|until|by|in|for)"
_WORDING = re.compile(
    rf"(?P<scope>(?:full\s+)?implementation\s+)?"
    rf"(?P<status>on[\s-]track|delayed|initiated|partially\s+completed"
    rf"|completed\s?/\s?on-?going|completed)"
    rf"(?P<rest>\s*[,;:(–—].*|\s+{_PREPOSITIONS}\s+{DATE_WORDS}.*)?\.?",
    re.IGNORECASE | re.ASCII,
)
_REVISED = re.compile(
    # After a preposition, or right after a participle or a mark; then a year alone is a number.
    rf"(?:\b{_PREPOSITIONS}\s+|(?:(?<=ed\s)|(?<=[,;:–—]\s)|(?<=\())(?!\d))"
    rf"{DATE_WORDS}(?=\s*(?:[,;:.)–—]|$))",
    re.IGNORECASE | re.ASCII,
)
"""A revised date with what leads to it; nothing of the phrase follows."""

_DATE_LEFT = re.compile(rf"\b(?:{YEAR}|{PERIOD_NAMES}|(?:day|week|month|year)s?)\b", re.ASCII)
"""What may be a date; in capitals, for "may" and "fall" are words too."""

_PAIR_LEFT = re.compile(r"\b[A-Z]{2}\s?[–-]\s?[A-Z]{2}\b", re.ASCII)


def is_status(line: Line) -> bool:
    """Whether the line is written as a status, with or without a pair."""
    words = _without_list_number(line.text)
    return bool(_PAIR.match(plain_dashes(words)) or _WORDING.fullmatch(words))


def read_status(line: Line) -> StatusRecord:
    """Read one status line. Raises ValueError saying what was expected instead."""
    words = _without_list_number(line.text)
    pair = Pair.ALL
    prefix = _PAIR.match(plain_dashes(words))
    if prefix:
        pair = _pair(f"{prefix['one']}-{prefix['other']}")
        words = words[prefix.end() :]
    found = _WORDING.fullmatch(words)
    if not found:
        raise ValueError(EXPECTED)
    rest = found["rest"] or ""
    dates = list(_REVISED.finditer(rest))
    said = _REVISED.sub("", rest)
    if len(dates) > 1 or _DATE_LEFT.search(said):
        raise ValueError("one revised date at the most, written as in “to June 2007”")
    if _PAIR_LEFT.search(said):
        raise ValueError("one status a line, with its pair before it")
    return StatusRecord(
        pair=pair,
        status=_status(found["status"]),
        as_reported=words,
        revised=read_date(dates[0]) if dates else None,
        note=tidy(f"{found['scope'] or ''} {said}").strip(" ,;:.()–—"),
        line=line.number,
    )


def _without_list_number(text: str) -> str:
    words = tidy(text)
    number = _LIST_NUMBER.match(words)
    return words[number.end() :] if number else words


def _pair(code: str) -> Pair:
    known = [Pair.US_CN, Pair.US_MX]
    if code not in known:
        raise ValueError("a status for " + " or ".join(f"“{pair}:”" for pair in known))
    return Pair(code)


def _status(words: str) -> Status:
    return STATUS_WORDS[
        re.sub(r"\s*/\s*on-?going", " / ongoing", words.lower()).replace("-t", " t")
    ]
