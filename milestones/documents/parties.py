"""Whom a milestone concerns, by the countries its own words name."""

from __future__ import annotations

import re

from milestones.choices import Pair

_ELSEWHERE = "".join(
    rf"(?<!\b{where}[ -])" for where in ("North", "South", "Central", "Latin", "[Ii]nter")
)
"""No part of the Americas and no convention between them goes before."""

_COUNTRIES = {
    "Canada": re.compile(r"\bCanad(?:a|ian)s?\b"),
    "Mexico": re.compile(r"(?<!New )\bMexic(?:o|an)s?\b"),
    "United States": re.compile(
        r"\bU\.\s?S\.?(?!\w)|\bUSA?\b|\bUnited States\b"
        rf"|{_ELSEWHERE}\bAmericans?\b(?! States\b)"
    ),
}
_PAIRS = {
    frozenset({"Canada", "United States"}): Pair.US_CN,
    frozenset({"Mexico", "United States"}): Pair.US_MX,
}


def parties_named(text: str) -> Pair:
    """The one pair of countries that the words name, else all parties.

    Countries count as nouns or adjectives, in either order. "American" names the United States,
    but not in "North American" and its like, nor in "Organization of American States".
    """
    named = frozenset(country for country, words in _COUNTRIES.items() if words.search(text))
    return _PAIRS.get(named, Pair.ALL)
