"""The whole briefing as PDF, read as its readers do: on paper, by its links, or listening."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from pypdf import PageObject, PdfReader
from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.django_db

MILLIMETRE = 72 / 25.4
MARGIN = 14
"""From the edge of the paper to the words, in millimetres."""
DELAYED = b"0.698039 0.235294 0.054902 rg"
"""The colour that a bar is filled with where milestones are delayed."""


@dataclass(frozen=True)
class Sheet:
    """A page: its words, and how many millimetres from the left each piece of them starts."""

    words: str
    starts: list[tuple[str, int]]

    @classmethod
    def of(cls, page: PageObject) -> Sheet:
        starts: list[tuple[str, int]] = []

        def note(words: str, outer: list[float], inner: list[float], *_font: Any) -> None:
            if words.strip():
                left = inner[4] * outer[0] + outer[4]
                starts.append((words.strip(), round(left / MILLIMETRE)))

        return cls(page.extract_text(visitor_text=note), starts)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Any:
    """The answer with the briefing on all milestones, in French, made once for all."""
    with django_db_blocker.unblock():
        return Client().get("/fr/briefing.pdf")


@pytest.fixture(scope="module")
def document(made: Any) -> PdfReader:
    return PdfReader(io.BytesIO(made.content))


@pytest.fixture(scope="module")
def sheets(document: PdfReader) -> list[Sheet]:
    return [Sheet.of(page) for page in document.pages]


@pytest.fixture(scope="module")
def pages(sheets: list[Sheet]) -> list[str]:
    """The words of each page."""
    return [sheet.words for sheet in sheets]


Part = tuple[str, Any, list[Any]]
"""A part of what is listened to: what it is called, itself, and the parts right within."""


@pytest.fixture(scope="module")
def parts(document: PdfReader) -> list[Part]:
    """The parts of the document in order, as they are told to those who listen to it."""
    catalogue: Any = document.trailer["/Root"]
    return list(within(catalogue["/StructTreeRoot"]))


def within(part: Any) -> Iterator[Part]:
    for inner in inside(part):
        yield inner["/S"], inner, inside(inner)
        yield from within(inner)


def inside(part: Any) -> list[Any]:
    """The parts right within one; words and links are none."""
    kids = part.get("/K", [])
    parts = [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]
    return [kid for kid in parts if hasattr(kid, "get") and "/S" in kid]


def test_it_is_a_file_with_a_name(made: Any) -> None:
    assert made.status_code == 200
    assert made["Content-Type"] == "application/pdf"
    disposition = 'inline; filename="spp-briefing-as-of-2006-06-15.pdf"'
    assert made["Content-Disposition"] == disposition


def test_it_is_tagged_has_a_language_and_a_title(document: PdfReader) -> None:
    catalogue: Any = document.trailer["/Root"]
    assert catalogue["/Lang"] == "fr"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()
    assert document.metadata
    assert (
        document.metadata.title
        == "Note d’information sur les Priorités en matière de sécurité – SPP Tracker"
    )


def test_it_has_as_many_pages_as_are_read_in_a_meeting(pages: list[str]) -> None:
    assert 12 <= len(pages) <= 18
    short = [number for number, words in enumerate(pages, 1) if len(words) < 600]
    assert short in ([], [len(pages)]), "only the last may be nearly empty"


def test_day_and_number_stand_on_every_page(pages: list[str]) -> None:
    for number, words in enumerate(pages, 1):
        assert "en date du 15 juin 2006" in words
        assert f"{number} / {len(pages)}" in words
        assert "SPP Tracker" in words


@pytest.mark.parametrize(
    "heading",
    [
        "État des Priorités en matière de sécurité au 15 juin 2006",
        "Retards et prochaines échéances",
        "Par domaine prioritaire",
        "Ce qui a changé depuis le 27 juin 2005",
        "Tous les jalons",
    ],
)
def test_a_heading_stands_on_one_line(pages: list[str], heading: str) -> None:
    lines = [line.strip() for words in pages for line in words.splitlines()]
    assert [line for line in lines if line.startswith(heading)]


def test_every_sentence_is_whole(pages: list[str]) -> None:
    words = " ".join(" ".join(pages).split())
    assert "…" not in words
    assert "LE-1.8" in words
    assert "exploitation, especially of children or women." in words


def test_tables_are_told_as_tables(parts: list[Part]) -> None:
    allowed = {
        "/Table": {"/THead", "/TBody", "/TR", "/Caption"},
        "/THead": {"/TR"},
        "/TBody": {"/TR"},
        "/TR": {"/TH", "/TD"},
    }
    for name, _part, kids in parts:
        if name in allowed:
            assert {kid["/S"] for kid in kids} <= allowed[name]
    counts = Counter(name for name, _part, _kids in parts)
    assert counts["/Caption"] == 14, "one of each table, not of its parts on other pages"
    assert counts["/H1"] == 1
    assert counts["/H2"] == 5


def test_a_cell_names_its_headings(parts: list[Part]) -> None:
    cells = [part for name, part, _kids in parts if name == "/TD"]
    assert len(cells) > 400
    assert all(part["/A"]["/Headers"] for part in cells)


def test_no_picture_is_told_without_words(parts: list[Part]) -> None:
    wordless = [part for name, part, _k in parts if name == "/Figure" and "/Alt" not in part]
    assert wordless == []


def test_bars_are_drawn(document: PdfReader) -> None:
    resources: Any = document.pages[0]["/Resources"]
    drawings = [drawing.get_object().get_data() for drawing in resources["/XObject"].values()]
    assert [drawing for drawing in drawings if DELAYED in drawing]


def test_links_lead_to_the_whole_addresses_of_the_lines(document: PdfReader) -> None:
    links = (link.get_object() for page in document.pages for link in page.get("/Annots", []))
    led = {link["/A"]["/URI"] for link in links if "/A" in link}
    assert "http://testserver/fr/milestones/TS-1.1/" in led
    assert "http://testserver/fr/reports/plan/#L22" in led
    assert len([address for address in led if "#L" in address]) > 150
    assert all(address.startswith("http://testserver/fr/") for address in led)


def test_words_start_where_head_and_foot_do(sheets: list[Sheet]) -> None:
    left = {start for sheet in sheets for words, start in sheet.starts if words == "Code"}
    assert left == {MARGIN}
    for sheet in sheets:
        assert min(start for _words, start in sheet.starts) == MARGIN


@pytest.fixture(scope="module")
def of_area(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> PdfReader:
    """The briefing on one area that takes several pages, in English."""
    with django_db_blocker.unblock():
        response = Client().get("/en/briefing.pdf?area=border-facilitation")
    return PdfReader(io.BytesIO(response.content))


def test_each_delayed_milestone_is_a_square_in_the_promise_calendar(of_area: PdfReader) -> None:
    """The calendar is drawn on the page itself, swatches and marks are drawings of their own."""
    contents: Any = of_area.pages[0].get_contents()
    assert contents.get_data().count(DELAYED) == 3


def test_it_takes_as_many_pages_as_the_page_says_and_none_is_empty(
    of_area: PdfReader, client: Client
) -> None:
    page = client.get("/en/briefing/?area=border-facilitation").content.decode()
    assert f"it takes about {len(of_area.pages)} pages" in page
    assert all("BF-" in sheet.extract_text() for sheet in of_area.pages)


def test_a_sign_in_the_key_stands_on_one_line_with_its_meaning(of_area: PdfReader) -> None:
    lines = [line.strip() for line in of_area.pages[0].extract_text().splitlines()]
    assert "Reporting date: anything before it that is not delivered is late" in lines
    assert "Only the season or year is known: shown in its last month" in lines


def test_its_heading_names_the_area(of_area: PdfReader) -> None:
    assert "Border Facilitation: status as of June 15, 2006" in of_area.pages[0].extract_text()
