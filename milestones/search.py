"""Search: what is typed finds what is meant, the same on every database.

The words of a milestone are kept folded: without accents, ligatures, capitals and punctuation, and
once more as their stems. What is typed is folded alike. So a dash, an apostrophe or a quotation
mark is as good as any other, “biometrics” finds “biometric”, and a word finds those that begin
with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer import stemmer

from milestones.normalization import normalized_code, plain_dashes

_LETTERS = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l"})
"""Letters that Unicode does not take apart."""
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼ＇`´"), "'")
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″＂‹›"), '"')
_ABBREVIATION = re.compile(r"\b(?:[a-z]\.){2,}")
_POSSESSIVE = re.compile(r"'s\b|s'(?=\W|$)")
_WORD = re.compile(r"[^\W_]+(?:\.\d+)*|%")
_PART = re.compile(r'"([^"]*)"|(\S+)')
_CODE = re.compile(r"(?<!\w)([a-z]{2})(?:-| )?(\d{1,3})\.(\d{1,4})(?!\w)", re.IGNORECASE)
_INITIATIVE = re.compile(r"(?<!\w)([a-z]{2})-?(\d{1,2})(?![\w.])", re.IGNORECASE)

_stem = lru_cache(maxsize=20_000)(stemmer("english").stemWord)


def fold(text: str) -> str:
    """The text as it is compared: capitals, accents, ligatures, dashes and quotation marks do not
    count."""
    plain = plain_dashes(text).translate(_APOSTROPHES).translate(_QUOTES).translate(_LETTERS)
    letters = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def words_of(text: str) -> list[str]:
    """The words of a text, folded: “Canada–U.S.” has canada and us."""
    folded = _ABBREVIATION.sub(lambda found: found[0].replace(".", "") + " ", fold(text))
    possessed = _POSSESSIVE.sub(lambda found: "s" if found[0][0] == "s" else "", folded)
    return _WORD.findall(possessed.replace("'", ""))


def searchable(texts: Iterable[str], codes: Iterable[str]) -> str:
    """What is kept of a milestone to be searched: its words, their stems and the codes, each with
    a blank before and after. Between two texts there is a mark, which no phrase goes across."""
    words = [words_of(text) for text in texts]
    parts = [" ".join(some) for some in words]
    parts += [" ".join(map(_stem, some)) for some in words]
    parts += [f"={code.lower()}" for code in codes]
    return f" {' | '.join(parts)} "


@dataclass(frozen=True)
class Term:
    """A word or a phrase that is searched for; ``code`` is the code that it may be, or empty."""

    words: tuple[str, ...]
    code: str = ""

    @property
    def alternatives(self) -> Iterator[str]:
        """What is kept of a milestone has one of these in it if the term finds it."""
        if self.code:
            yield f" ={self.code.lower()} "
        if self.words:
            words = f" {' '.join(self.words)}"
            stems = f" {' '.join(map(_stem, self.words))} "
            yield words
            if not stems.startswith(words):
                yield stems


def terms_of(query: str) -> list[Term]:
    """What is searched for: each must be found. Words in quotation marks, or held together by a
    dash or a stroke, are a phrase; a code is itself, however it is written."""
    plain = plain_dashes(query).translate(_QUOTES)
    terms = []
    for pattern in (_CODE, _INITIATIVE):
        terms += [
            Term(tuple(words_of(found[0])), normalized_code(found[0]))
            for found in pattern.finditer(plain)
        ]
        plain = pattern.sub(" ", plain)
    for quoted, word in _PART.findall(plain):
        words = tuple(words_of(quoted or word))
        if words:
            terms.append(Term(words))
    return terms


Piece = tuple[str, bool]
"""A piece of a text, and whether it was searched for."""


def marked(text: str, terms: Sequence[Term]) -> list[Piece]:
    """The text in pieces, of which those that were found are told from the others."""
    found = list(_SHOWN_WORD.finditer(text))
    folded = [_words_of_shown(match[0]) for match in found]
    hits: set[int] = set()
    for term in terms:
        length = len(term.words)
        for start in range(len(found) - length + 1):
            here = folded[start : start + length]
            if length and all(
                any(_is_found(word, wanted) for word in some)
                for some, wanted in zip(here, term.words, strict=True)
            ):
                hits.update(range(start, start + length))
    pieces: list[Piece] = []
    at = 0
    for place, match in enumerate(found):
        if place in hits:
            pieces += [(text[at : match.start()], False), (match[0], True)]
            at = match.end()
    pieces.append((text[at:], False))
    return [piece for piece in pieces if piece[0]]


_SHOWN_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:['’][^\W_]+)*|%")


_words_of_shown = lru_cache(maxsize=20_000)(words_of)


def _is_found(word: str, wanted: str) -> bool:
    return word.startswith(wanted) or _stem(word) == _stem(wanted)
