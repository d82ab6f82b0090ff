"""Badges: a name and what is said of it, side by side, as wide as their words."""

from __future__ import annotations

from dataclasses import dataclass

SIZE, PADDING = 11, 8
"""The height of the letters, and the room beside them, in the drawing's units."""

_NARROW, _WIDE = frozenset("fijlrtI1.,:;|'’ ()-/"), frozenset("mwMW@%–")


def width_of(words: str) -> int:
    """About how wide the words are in a plain sans-serif, whichever the reader's is.

    The drawing stretches or squeezes them to exactly this, so that they never leave their half.
    """
    letters = sum(0.36 if c in _NARROW else 0.94 if c in _WIDE else 0.62 for c in words)
    return round(letters * SIZE)


@dataclass(frozen=True)
class Half:
    """One half of a badge: its words, where they begin, and where the half does."""

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


@dataclass(frozen=True)
class Badge:
    """A badge and its two halves."""

    name: Half
    said: Half

    @classmethod
    def of(cls, name: str, said: str) -> Badge:
        """The badge that says something of a name."""
        left = Half(name, 0)
        return cls(left, Half(said, left.end))
