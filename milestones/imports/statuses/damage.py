"""Recognise words that a program read in another encoding: “SÃ©curitÃ©” for “Sécurité”."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from milestones.documents.text import tidy

_WRITTEN_IN = ("utf-8", "cp1252", "mac_roman", "cp850", "cp437", "ascii")
"""What programs write, the last with question marks for letters that it does not have."""

_READ_AS = {
    "cp1252": "surrogateescape",
    "latin-1": "strict",
    "mac_roman": "strict",
    "utf-8": "replace",
}
"""What programs take it for, and what becomes of bytes that are no letter there."""

_BYTES = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
"""Windows keeps such a byte as the character of its number."""


def is_damaged(cell: str, words: str) -> bool:
    """Whether a cell is what a program made of these words, reading them wrongly once or twice."""
    return not words.isascii() and tidy(cell) in _damaged_forms(words)


def looks_damaged(words: str) -> bool:
    """Whether words have letters that only come from reading them wrongly."""
    return _SIGNS.search(words) is not None


@lru_cache
def _damaged_forms(words: str) -> set[str]:
    once = _misread(words)
    twice = {form for damaged in once for form in _misread(damaged)}
    return {tidy(form) for form in once | twice} - {tidy(words)}


def _misread(words: str) -> set[str]:
    return {
        _decode(words.encode(written, "replace"), read)
        for written, read in product(_WRITTEN_IN, _READ_AS)
    }


def _decode(data: bytes, encoding: str) -> str:
    return data.decode(encoding, _READ_AS[encoding]).translate(_BYTES)


def _following(encoding: str) -> str:
    """A pattern of the characters that follow the first byte of a letter in UTF-8."""
    return f"[{re.escape(_decode(bytes(range(0x80, 0xC0)), encoding))}]"


# Read wrongly, the letters of French and Spanish begin with Â or Ã, quotation marks and dashes
# with â€. Other capitals with an accent stand before a mark in what people write: “CAFÉ…”.
_SIGNS = re.compile(
    f"[ÂÃ]{_following('cp1252')}|Å[“’]|â€|√{_following('mac_roman')}|‚Ä|[\x80-\x9f\ufffd]"
)
