"""Determine whom a milestone concerns from the countries that its text names."""

from __future__ import annotations

import re

from milestones.choices import Pair

_NO_REGION_BEFORE = "".join(
    rf"(?<!\b{region}[ -])" for region in ("North", "South", "Central", "Latin", "[Ii]nter")
)
"""Not preceded by a part of the Americas, nor by "Inter" as in "Inter-American"."""

_COUNTRIES = {
    "Canada": re.compile(r"\bCanad(?:a|ian)s?\b"),
    "Mexico": re.compile(r"(?<!New )\bMexic(?:o|an)s?\b"),
    "United States": re.compile(
        r"\bU\.\s?S\.?(?!\w)|\bUSA?\b|\bUnited States\b"
        rf"|{_NO_REGION_BEFORE}\bAmericans?\b(?! States\b)"
    ),
}
_PAIRS = {
    frozenset({"Canada", "United States"}): Pair.US_CN,
    frozenset({"Mexico", "United States"}): Pair.US_MX,
}


def parse_parties(text: str) -> Pair:
    """Return the one pair of countries that the text names, or else all parties.

    Countries count as nouns or adjectives, in either order. "American" names the United States,
    except in "North American" and similar names and in "Organization of American States".
    """
    countries = frozenset(
        country for country, pattern in _COUNTRIES.items() if pattern.search(text)
    )
    return _PAIRS.get(countries, Pair.ALL)
