"""Search finds what is meant, however it is typed, the same on both databases."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.actions import index_words
from milestones.models import Milestone, SearchText
from milestones.queries import MilestoneQuery
from milestones.search import fold, marked, terms_of, words_of
from priorities.models import Initiative, PriorityArea

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def codes_of(words: str) -> list[str]:
    query = QueryDict(mutable=True)
    query["q"] = words
    return [milestone.code for milestone in MilestoneQuery(query).milestones]


SPELLINGS = [
    (
        "TS-1.5",
        "ts-1.5 | TS–1.5 | TS—1.5 | TS‑1.5 | TS-1.5, | (TS-1.5) | TS 1.5 | ts1.5 | “TS-1.5”",
    ),
    ("TS-1", "ts-1 | TS–1 | ts1 | (TS-1)"),
    ("Canada-U.S.", "Canada–U.S. | canada—u.s. | Canada-US | “Canada U.S.” | CANADA−U.S."),
    ("departments", "departments' | departments’ | DEPARTMENTS | department | “departments”"),
    ("agencies", "agencies' | agencies’ | agency | Agency, | agency's"),
    ("country’s", "country's | country`s | countries | country | “country”"),
    (
        '"port of entry"',
        '“port of entry” | «port of entry» | „port of entry” | port-of-entry | "ports of entry"',
    ),
    ("biometric", "biometrics | Biometric. | BIOMETRICS | biométrics"),
    ("bio", "BIO | bio, | (bio) | bió"),
    ("FAST/Expres", "FAST/Exprés | fast–expres | “fast expres” | FAST／Expres"),
    ("border security", "security border | Border, security | border  security | borders security"),
    ("travellers", "traveller | traveller's | Travellers’ | TRAVELLER"),
    ("visa policies", "visa policy | visas policy | policy visa | Visa, policies"),
    ("screening", "screenings | screened | Screening; | screen"),
    ("technologies", "technology | Technology’s | technologies, | “technology”"),
    ("intelligence sharing", "intelligence, sharing | sharing intelligence | INTELLIGENCE SHARING"),
    ("25%", "25 % | “25%” | 25%,"),
    ("Mexico", "mexico | México | Mexico's | MEXICO"),
    ("24-hour rule", "24–hour rule | “24-hour” rule"),
    ("cargo", "Cargo | cargo's | (cargo) | “cargo”"),
]
"""How twenty things are typed."""


@pytest.mark.parametrize(
    ("plain", "others"), SPELLINGS, ids=[plain for plain, _others in SPELLINGS]
)
def test_it_is_found_however_it_is_typed(plain: str, others: str) -> None:
    expected = codes_of(plain)
    assert expected
    for other in others.split(" | "):
        assert codes_of(other) == expected, other


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("ts1.5", "TS-1.5"),
        ("NEXUS-air MEXICAN", "BF-1.3 BF-1.4"),
        ("intelligence watchlist", "IC-1.1 IC-1.2 IC-1.3"),  # of the area and the sentence
        ("vancouver", "PR-2.1 BF-1.3 BF-1.4"),  # of the plan's sentence alone
        ("%", "BF-1.5 BF-1.6"),
        ("_", ""),
        ("–", ""),
        ("'", ""),
        ("ordero", ""),  # a word is found by its beginning, not by its middle
    ],
)
def test_it_finds_these(words: str, codes: str) -> None:
    assert codes_of(words) == codes.split()


def test_words_without_their_hyphen_are_found_with_it_too() -> None:
    assert set(codes_of("24 hour rule")) >= set(codes_of("24-hour rule"))


def test_a_phrase_is_found_together_and_in_its_order() -> None:
    together, apart = codes_of('"port of entry"'), codes_of("entry port of")
    assert set(together) <= set(apart)
    assert codes_of('"entry of port"') == []


def test_no_phrase_goes_from_one_text_to_the_next() -> None:
    milestone = Milestone.objects.get(code="TS-1.1")
    last, first = words_of(milestone.text)[-1], words_of(milestone.plan_text)[0]
    assert "TS-1.1" not in codes_of(f'"{last} {first}"')


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Œuvre — Canada–U.S.", "oeuvre - canada-u.s."),
        ("ﬁnancé “là”", 'finance "la"'),
        ("STRASSE straße", "strasse strasse"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_what_was_found_is_marked(client: Client) -> None:
    page = client.get("/en/milestones/", {"q": "biometrics"}).content.decode()
    assert set(re.findall("<mark>(.*?)</mark>", page)) == {"biometric", "biometrics"}
    assert marked("U.S. ports of entry’s port", terms_of('"port of entry" us')) == [
        ("U.S.", True),
        (" ", False),
        ("ports", True),
        (" ", False),
        ("of", True),
        (" ", False),
        ("entry’s", True),
        (" port", False),
    ]


def test_where_nothing_of_the_sentence_was_found_the_row_says_what_was(client: Client) -> None:
    page = client.get("/en/milestones/", {"q": "vancouver"}).content.decode()
    assert "Found in the plan’s sentence" in page
    page = client.get("/fr/milestones/", {"q": "cargo security"}).content.decode()
    assert "Trouvé dans le nom du domaine prioritaire" in page


def suggested(client: Client, language: str, words: str, **others: str) -> list[tuple[str, str]]:
    page = client.get(f"/{language}/milestones/", {"q": words, **others}).content.decode()
    listed = re.findall(r'<ul class="suggestions".*?</ul>', page, re.DOTALL)
    links = re.findall(r'<a href="([^"]*)">(.*?)</a>', "".join(listed))
    return [(address.replace("&amp;", "&"), words) for address, words in links]


@pytest.mark.parametrize(
    ("language", "words", "address", "sentence"),
    [
        ("en", "mexico", "?pair=US-MX", "94 milestones concern Mexico"),
        ("fr", "Mexique", "?pair=US-MX", "94 jalons concernent le Mexique"),
        ("es", "méxico", "?pair=US-MX", "94 hitos conciernen a México"),
        ("en", "Canada–U.S.", "?pair=US-CN", "100 milestones concern Canada"),
        ("en", "delayed", "?status=delayed", "16 milestones have the status “Delayed”"),
        ("en", "cargo security", "?area=cargo-security", "14 milestones are in Cargo Security"),
        (
            "en",
            "border delayed",
            "?q=border&status=delayed",
            "8 milestones have the status “Delayed”, with “border”",
        ),
    ],
)
def test_words_that_may_mean_a_filter_offer_it(
    client: Client, language: str, words: str, address: str, sentence: str
) -> None:
    assert (address, sentence) in suggested(client, language, words)
    count = sentence.partition(" ")[0]
    listed = client.get(f"/{language}/milestones/{address}").content.decode()
    assert re.search(rf'id="results"[^>]*>\s*{count} ', listed)


def test_a_filter_that_is_set_is_not_offered(client: Client) -> None:
    assert suggested(client, "en", "mexico", pair="US-MX") == []
    assert suggested(client, "en", "border") == []


def test_few_filters_are_offered_and_each_once(client: Client) -> None:
    assert len(suggested(client, "en", "mexico mexico Mexique")) <= 1
    with CaptureQueriesContext(connection) as few:
        client.get("/en/milestones/?q=mexico+delayed+completed")
    words = "mexico delayed completed initiated planned canada " * 2
    with CaptureQueriesContext(connection) as many:
        client.get("/en/milestones/", {"q": words.strip()[:100]})
    assert len(many.captured_queries) <= len(few.captured_queries) + 1


def test_an_edited_word_is_found_with_the_next_search() -> None:
    milestone = Milestone.objects.get(code="TS-1.1")
    milestone.text = "Breed unicorns."
    milestone.save()
    assert codes_of("unicorn") == ["TS-1.1"]
    initiative = Initiative.objects.get(code="TS-2")
    initiative.text = "Breed griffins."
    initiative.save()
    assert codes_of("griffin") == ["TS-2.1", "TS-2.2", "TS-2.3", "TS-2.4"]
    area = PriorityArea.objects.get(slug="bioprotection")
    area.name = "Dragons"
    area.save()
    assert {code[:2] for code in codes_of("dragon")} == {"BP"}


def test_what_is_indexed_again_is_not_written_again() -> None:
    before = SearchText.objects.count()
    assert before == 106
    SearchText.objects.filter(milestone__code="TS-1.1").update(words=" stale ")
    index_words(Milestone.objects.all())
    assert SearchText.objects.count() == before
    assert "stale" not in SearchText.objects.get(milestone__code="TS-1.1").words
