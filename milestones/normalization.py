"""Normalizing codes, pairs, dates, dashes and words, however people and programs write them.

Word processors, phones and chat programs change what was typed: a hyphen becomes a dash, a
letter a capital, and a blank is copied along. Addresses, searches, spreadsheets and documents
are all read with these functions.
"""

from __future__ import annotations

import re
from functools import lru_cache

from milestones.choices import Pair

_DASHES = "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
"""Soft hyphen, hyphens, dashes, bullet, minus and their small and wide forms."""
_PLAIN_DASHES = str.maketrans(dict.fromkeys(_DASHES, "-"))

_SMALL_MARKS = re.compile(r"[\s\-'\"`´\u2018-\u201f\u2032\u2033«»‹›]+")
"""Spaces, dashes and quotes."""

_CODE = re.compile(r"([A-Z]{2})[ -]*([0-9]+)(?:\.([0-9]+))?", re.ASCII)
_SEASON = re.compile(r"([0-9]{4})-([A-Za-z]+)", re.ASCII)


def plain_dashes(text: str) -> str:
    """The text with a hyphen for every kind of dash."""
    return text if text.isascii() else text.translate(_PLAIN_DASHES)


@lru_cache(maxsize=1_000)
def words_key(text: str) -> str:
    """A key that is equal for words that differ only in case, quotes, dashes or spaces."""
    return _SMALL_MARKS.sub("", plain_dashes(text)).casefold()


def normalized_code(text: str) -> str:
    """The code of a milestone (``TS-1.5``) or an initiative (``TS-1``), however it is written.

    Text that is not a code is returned unchanged.
    """
    code = _CODE.fullmatch(plain_dashes(text).strip().upper())
    if code is None:
        return text
    area, initiative, milestone = code.groups()
    return f"{area}-{initiative}.{milestone}" if milestone else f"{area}-{initiative}"


def normalized_pair(text: str) -> str:
    """The code of a country pair, such as ``US-MX``, or ``ALL``, however it is written.

    Text that is not a pair is returned unchanged.
    """
    code = plain_dashes(text).strip().upper()
    return code if code in Pair.values else text


def normalized_date(text: str) -> str:
    """A day, month, season or year in the form of ``ImpreciseDate.code``: ``2006-Fall``."""
    plain = plain_dashes(text).strip()
    season = _SEASON.fullmatch(plain)
    return f"{season[1]}-{season[2].capitalize()}" if season else plain
