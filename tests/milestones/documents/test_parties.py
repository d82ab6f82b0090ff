from __future__ import annotations

import pytest

from milestones.choices import Pair
from milestones.documents.parties import parse_parties

WORDS = {
    Pair.US_CN: [
        "Negotiate a Canada-U.S. visa agreement",
        "Make compatible U.S.-Canada requirements",
        "Canadian and U.S. immigration officers",
        "U.S. and Canadian export controls",
        "Canada and the United States to explore",
        "the United States and Canada",
        "Canadian and American ports",
        "Americans and Canadians",
        "Canada’s ports and those of the U.S.",
        "Canada/US ports",
        "Canada and the USA",
        "Canada and the U.S.A. agree",
        "Canada and the U. S. agree",
        "Canada-U.S.",
        "(U.S.-Canada to implement consistent with G-8 commitments)",
    ],
    Pair.US_MX: [
        "a U.S.-Mexico cargo initiative",
        "Mexico-U.S. intelligence-sharing task force",
        "U.S. and Mexican cooperation",
        "Mexican and U.S. ports",
        "the U.S.-Mexican Temporary Extradition Protocol",
        "the United States and Mexico",
        "Mexicans and Americans",
        "Mexico’s border with the United States",
        "Mexico City and New Mexico (U.S.)",
    ],
    Pair.ALL: [
        "",
        "Improve coordination of efforts",
        "Canada, the United States and Mexico",
        "Canadian, Mexican and U.S. customs agencies",
        "American, Canadian or Mexican goods",
        "appropriate coordination for Canada, U.S. and Mexico",
        "travellers destined to North America",
        "North American and Canadian facilities",
        "North Americans and Mexican nationals",
        "Mexican nationals",
        "the Government of Canada",
        "U.S. ports",
        "Canada and Mexico",
        "San Diego, New Mexico and the U.S.",
        "NEXUS lanes in Canada",
        "let us help Canada",
        "San Ysidro (CA) / Tijuana; Calexico (CA) / Mexicali (BC)",
        "Latin American and Mexican ports",
        "the Inter-American Convention, which Mexico has signed",
        "the Organization of American States and Canada",
        "North-American and Canadian facilities",
    ],
}
"""Words by the parties that they name. “American” does not always mean the United States."""


@pytest.mark.parametrize(
    ("words", "parties"), [(words, pair) for pair, named in WORDS.items() for words in named]
)
def test_words_concern_the_parties_that_they_name(words: str, parties: Pair) -> None:
    assert parse_parties(words) is parties
