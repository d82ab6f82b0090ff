"""Badges: a name and a value side by side, as wide as their text."""

from dataclasses import dataclass

SIZE, PADDING = 11, 8
"""The font size, and the space on either side of the text, in the units of the drawing."""

_NARROW, _WIDE = frozenset("fijlrtI1.,:;|'’ ()-/"), frozenset("mwMW@%–")


def width_of(words: str) -> int:
    """The approximate width of the words in a sans-serif font, whichever the reader has.

    The drawing stretches or squeezes the text to exactly this width, so that it stays inside its
    half.
    """
    ems = sum(0.36 if c in _NARROW else 0.94 if c in _WIDE else 0.62 for c in words)
    return round(ems * SIZE)


@dataclass(frozen=True)
class Half:
    """One half of a badge: its text, and the x position where the half begins."""

    words: str
    start: int

    @property
    def letters(self) -> int:
        return width_of(self.words)

    @property
    def x(self) -> int:
        return self.start + PADDING

    @property
    def width(self) -> int:
        return self.letters + 2 * PADDING

    @property
    def end(self) -> int:
        return self.start + self.width


def halves(name: str, value: str) -> tuple[Half, Half]:
    """The half of a badge with the name, and the half with the value."""
    left = Half(name, 0)
    return left, Half(value, left.end)
