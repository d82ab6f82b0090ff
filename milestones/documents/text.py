"""Decode a document into numbered lines, and group them into blocks at blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from milestones.documents.errors import DocumentError, Problem

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the document; ``number`` counts from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive lines without a blank line between them."""

    lines: tuple[Line, ...]

    @property
    def number(self) -> int:
        return self.lines[0].number

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(line.number for line in self.lines)

    @property
    def text(self) -> str:
        return tidy(" ".join(line.text for line in self.lines))


def tidy(text: str) -> str:
    """Replace each run of white space, no-break spaces included, by one space; strip the ends."""
    return " ".join(text.split())


def decode(data: bytes, name: str) -> str:
    """Decode a document to text with LF line ends.

    Accepts UTF-8 with or without a byte order mark, else Windows-1252, with CR LF or LF line
    ends. Raises DocumentError for anything else, such as a binary file or UTF-8 with a broken byte.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fallback = None if _is_mostly_utf_8(data) else _windows_1252(data)
        if fallback is None:
            line = error.object.count(b"\n", 0, error.start) + 1
            byte = f"byte 0x{error.object[error.start]:02x}"
            raise DocumentError(name, [Problem(line, byte, "UTF-8 or Windows-1252 text")]) from None
        text = fallback
    text = text.replace("\r\n", "\n")
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        code = f"character U+{ord(control[0]):04X}"
        raise DocumentError(name, [Problem(line, code, "text, not a binary file")])
    return text


def _is_mostly_utf_8(data: bytes) -> bool:
    """Whether at least as many non-ASCII characters are valid UTF-8 as are broken."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(not character.isascii() for character in text) >= 2 * broken


def _windows_1252(data: bytes) -> str | None:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return None


def numbered(text: str) -> tuple[Line, ...]:
    """Number the lines of a decoded text. Only LF ends a line, as in text editors."""
    return tuple(Line(number, line) for number, line in enumerate(text.split("\n"), 1))


def blocks(lines: Iterable[Line]) -> Iterator[Block]:
    """Group lines into blocks; a line with only white space is blank."""
    block: list[Line] = []
    for line in lines:
        if line.text.strip():
            block.append(line)
        elif block:
            yield Block(tuple(block))
            block = []
    if block:
        yield Block(tuple(block))
