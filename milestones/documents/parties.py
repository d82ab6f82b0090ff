"""Whom a milestone concerns, by the countries its own words name."""

from __future__ import annotations

import re

from milestones.choices import Pair

_COUNTRIES = {
    "Canada": re.compile(r"\bCanad(?:a|ian)s?\b"),
    "Mexico": re.compile(r"(?<!New )\bMexic(?:o|an)s?\b"),
    "United States": re.compile(
        r"\bU\.\s?S\.?(?!\w)|\bUSA?\b|\bUnited States\b|(?<!North )\bAmericans?\b"
    ),
}
_PAIRS = {
    frozenset({"Canada", "United States"}): Pair.US_CN,
    frozenset({"Mexico", "United States"}): Pair.US_MX,
}


def parties_named(text: str) -> Pair:
    """The one pair of countries that the words name, else all parties.

    Countries count as nouns or adjectives, in either order; "North American" names none.
    """
    named = frozenset(country for country, words in _COUNTRIES.items() if words.search(text))
    return _PAIRS.get(named, Pair.ALL)
