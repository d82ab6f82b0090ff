"""Search: what is typed finds what is meant, the same on every database.

The words of a milestone are stored folded: without accents, ligatures, capitals and punctuation,
and again as their stems. The query is folded in the same way. So all dashes, apostrophes and
quotation marks are equal, “biometrics” finds “biometric”, and a word finds those that begin with
it.
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
"""Letters that Unicode does not decompose."""
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
    """The text as it is compared: capitals, accents, ligatures, and kinds of dashes and quotation
    marks do not count."""
    plain = plain_dashes(text).translate(_APOSTROPHES).translate(_QUOTES).translate(_LETTERS)
    letters = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def words_of(text: str) -> list[str]:
    """The words of a text, folded: “Canada–U.S.” has canada and us."""
    folded = _ABBREVIATION.sub(lambda match: match[0].replace(".", "") + " ", fold(text))
    possessed = _POSSESSIVE.sub(lambda match: "s" if match[0][0] == "s" else "", folded)
    return _WORD.findall(possessed.replace("'", ""))


def searchable(texts: Iterable[str], codes: Iterable[str]) -> str:
    """The searchable text of a milestone: its words, their stems and the codes, each with a blank
    before and after. A mark between two texts keeps phrases from matching across them."""
    words_by_text = [words_of(text) for text in texts]
    parts = [" ".join(text_words) for text_words in words_by_text]
    parts += [" ".join(map(_stem, text_words)) for text_words in words_by_text]
    parts += [f"={code.lower()}" for code in codes]
    return f" {' | '.join(parts)} "


@dataclass(frozen=True)
class Term:
    """A word or a phrase of a query; ``code`` is the code that it may be, or empty."""

    words: tuple[str, ...]
    code: str = ""

    @property
    def alternatives(self) -> Iterator[str]:
        """The term matches a milestone whose searchable text contains one of these."""
        if self.code:
            yield f" ={self.code.lower()} "
        if self.words:
            words = f" {' '.join(self.words)}"
            stems = f" {' '.join(map(_stem, self.words))} "
            yield words
            if not stems.startswith(words):
                yield stems


def terms_of(query: str) -> list[Term]:
    """The terms of a query, all of which must match. Words in quotation marks, or joined by a dash
    or a slash, are a phrase; a code is one term, however it is written."""
    plain = plain_dashes(query).translate(_QUOTES)
    terms = []
    for pattern in (_CODE, _INITIATIVE):
        terms += [
            Term(tuple(words_of(match[0])), normalized_code(match[0]))
            for match in pattern.finditer(plain)
        ]
        plain = pattern.sub(" ", plain)
    for quoted, word in _PART.findall(plain):
        words = tuple(words_of(quoted or word))
        if words:
            terms.append(Term(words))
    return terms


Piece = tuple[str, bool]
"""A piece of a text, and whether it matches the search."""


def marked(text: str, terms: Sequence[Term]) -> list[Piece]:
    """The text in pieces: those that match the terms, and those between them."""
    matches = list(_SHOWN_WORD.finditer(text))
    hits = _hits([match[0] for match in matches], terms)
    pieces: list[Piece] = []
    position = 0
    for index, match in enumerate(matches):
        if index in hits:
            pieces += [(text[position : match.start()], False), (match[0], True)]
            position = match.end()
    pieces.append((text[position:], False))
    return [piece for piece in pieces if piece[0]]


def has_match(text: str, terms: Sequence[Term]) -> bool:
    """Whether anything in a text matches the terms."""
    return bool(_hits(_SHOWN_WORD.findall(text), terms))


def _hits(shown: Sequence[str], terms: Sequence[Term]) -> set[int]:
    """The places of the words of a text that match the terms."""
    hits: set[int] = set()
    for term in terms:
        for start in _places(shown, term.words):
            hits.update(range(start, start + len(term.words)))
    return hits


def _places(shown: Sequence[str], words: Sequence[str]) -> list[int]:
    """Where these words begin in a text, one after the other; nowhere if there are none."""
    starts = [place for place, word in enumerate(shown) if words and _is_match(word, words[0])]
    for offset, word in enumerate(words[1:], 1):
        starts = [
            start
            for start in starts
            if start + offset < len(shown) and _is_match(shown[start + offset], word)
        ]
    return starts


_SHOWN_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:['’][^\W_]+)*|%")


@lru_cache(maxsize=20_000)
def _is_match(shown_word: str, term_word: str) -> bool:
    """Whether a word of a text, as it is shown, matches a folded word of a term."""
    return any(
        word.startswith(term_word) or _stem(word) == _stem(term_word)
        for word in words_of(shown_word)
    )
