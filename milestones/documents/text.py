"""From a document's bytes to numbered lines and the blocks between blank lines."""

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
    """Neighbouring lines with no blank line between them."""

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
    """The words with every run of white space, no-break spaces included, as one space."""
    return " ".join(text.split())


def decode(data: bytes, name: str) -> str:
    """The document's text with LF line ends.

    UTF-8 with or without a byte order mark, else Windows-1252; lines may end in CR LF or LF.
    Raises DocumentError for anything else, such as a binary file or UTF-8 with a broken byte.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        other = None if _is_mostly_utf_8(data) else _windows_1252(data)
        if other is None:
            line = error.object.count(b"\n", 0, error.start) + 1
            byte = f"byte 0x{error.object[error.start]:02x}"
            raise DocumentError(name, [Problem(line, byte, "UTF-8 or Windows-1252 text")]) from None
        text = other
    text = text.replace("\r\n", "\n")
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        code = f"character U+{ord(control[0]):04X}"
        raise DocumentError(name, [Problem(line, code, "text, not a binary file")])
    return text


def _is_mostly_utf_8(data: bytes) -> bool:
    """Whether at least as many characters beyond ASCII are whole in UTF-8 as are broken."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(not character.isascii() for character in text) >= 2 * broken


def _windows_1252(data: bytes) -> str | None:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return None


def numbered(text: str) -> tuple[Line, ...]:
    """The lines of a decoded text. Only LF ends a line, as in any editor's numbering."""
    return tuple(Line(number, words) for number, words in enumerate(text.split("\n"), 1))


def blocks(lines: Iterable[Line]) -> Iterator[Block]:
    """The blocks of a document; a line of nothing but white space is blank."""
    block: list[Line] = []
    for line in lines:
        if line.text.strip():
            block.append(line)
        elif block:
            yield Block(tuple(block))
            block = []
    if block:
        yield Block(tuple(block))
