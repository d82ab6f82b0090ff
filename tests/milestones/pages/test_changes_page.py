"""The page of two days: its figures, its words, and where its links lead."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from milestones.queries import ChangesQuery
from tests.downloads import codes_on_pages
from tests.markup import Page
from tests.milestones.comparing import SINCE_THE_REPORT, codes, page

pytestmark = pytest.mark.django_db


def figures(shown: str) -> Sequence[tuple[str, int]]:
    """The links to the list on the page, each with the count that it stands on."""
    links = re.findall(r'<a href="([^"]+)#changed"[^>]*>(.*?)</a>', shown)
    return [
        (html.unescape(address), int(re.findall(r"\d+", re.sub(r"<[^>]*>", " ", words))[0]))
        for address, words in links
    ]


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 26),
        ("from=2005-06-27&to=2006-06-15", 21),
        ("from=2005-01-01", 16),
        ("pair=US-CN&area=traveller-security", 25),
        (f"{SINCE_THE_REPORT}&was=delayed&now=delayed&changed=any&sort=code", 26),
        (f"{SINCE_THE_REPORT}&status=delayed&direction=same", 10),
    ],
)
def test_each_figure_leads_to_just_the_rows_it_counts(
    client: Client, query: str, count: int, exhaustive: bool
) -> None:
    counted = figures(page(client, query))
    assert len(counted) == count
    for place, (address, milestones) in enumerate(counted):
        behind = urlsplit(address).query
        rows = [row.code for row in ChangesQuery(QueryDict(behind), paged=True).changes]
        assert len(rows) == milestones, address
        if exhaustive or place % 12 == 0:
            assert codes(client, behind) == rows
            assert codes_on_pages(client, "/en/changes/", behind) == rows
            assert f"{milestones} milestone" in page(client, behind)


@pytest.mark.usefixtures("later")
def test_the_matrix_is_the_same_whichever_figure_was_picked(client: Client) -> None:
    picked = f"{SINCE_THE_REPORT}&was=on_track&now=delayed&direction=behind&changed=yes"
    assert figures(page(client, picked)) == figures(page(client, SINCE_THE_REPORT))


@pytest.mark.usefixtures("later")
def test_the_page_tells_what_moved_in_whose_words(client: Client) -> None:
    shown = page(client, SINCE_THE_REPORT)
    assert "“" not in "".join(re.findall(r"<q[^>]*>(.*?)</q>", shown))
    for words in (
        "Partially Completed, Finished Fall 2006",
        "Revised to March 2008",
        "slipped 3 months",
        "same status, other wording",
        "Canada–U.S.: progressed",
        "Canada–U.S.: no revised date any more",
        "Regressed",
    ):
        assert words in shown


SLIPPED = {
    "en": "9 slipped, by 5 to 24 months, median 11.",
    "fr": "9 reportés, de 5 à 24 mois, médiane 11.",
    "es": "9 reprogramados, de 5 a 24 meses, mediana 11.",
}


def slipped(client: Client, query: str, language: str = "en") -> str:
    shown = Page(page(client, query, language=language))
    return next(part.text for part in shown.all("p") if part.has("slipped-since"))


@pytest.mark.parametrize("language", SLIPPED)
def test_the_page_says_how_many_slipped_and_by_how_much(client: Client, language: str) -> None:
    assert slipped(client, "", language) == SLIPPED[language]


@pytest.mark.both_databases
@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("query", "words", "rows"),
    [
        (SINCE_THE_REPORT, "2 slipped: each 3 months later.", ["TS-1.2", "BP-3.1"]),
        (f"{SINCE_THE_REPORT}&area=bioprotection", "1 slipped: 3 months later.", ["BP-3.1"]),
        (
            f"{SINCE_THE_REPORT}&sort=-code",
            "2 slipped: each 3 months later.",
            ["TS-1.2", "BP-3.1"],
        ),
    ],
)
def test_what_slipped_before_the_first_day_is_not_counted(
    client: Client, query: str, words: str, rows: list[str]
) -> None:
    assert slipped(client, query) == words
    assert sorted(codes(client, f"{query}&slipped_since=1")) == sorted(rows)


HEADINGS = {
    "slipped_since=1": "9 milestones, slipped since the start date",
    "direction=first_report&now=delayed": "16 milestones, status after delayed, "
    "direction of change first report",
    "changed=any": "106 milestones",
}


@pytest.mark.parametrize(("query", "heading"), HEADINGS.items())
def test_the_heading_of_the_rows_names_their_filters(
    client: Client, query: str, heading: str
) -> None:
    shown = Page(page(client, query))
    assert next(part.text for part in shown.all("h2") if part.get("id") == "changed") == heading


def test_nothing_is_said_of_slips_where_nothing_slipped(client: Client) -> None:
    assert "slipped-since" not in page(client, "from=2005-06-27&to=2006-06-14")
    assert "slipped-since" not in page(client, "from=2006-06-15&to=2006-06-15")


def test_how_many_slipped_is_said_at_the_head_of_the_page(client: Client) -> None:
    shown = Page(page(client))
    (opening,) = (part for part in shown.all("div") if part.has("opening"))
    assert opening.text.endswith(f"with their sources. {SLIPPED['en']}")


FIGURE = ("figure-count", "figure-name")


def directions(client: Client, query: str) -> list[str]:
    """How many milestones moved which way, in words."""
    (row,) = (part for part in Page(page(client, query)).all("ul") if part.has("figures-row"))
    return [
        " ".join(part.text for part in figure.all("span") if part.get("class") in FIGURE)
        for figure in row.all("li")
    ]


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    ("query", "moved"),
    [
        ("from=2005-06-27&to=2006-06-15", ["106 first reports"]),
        ("from=2005-01-01&to=2006-06-15", ["106 new in the plan"]),
        ("from=2005-06-27&to=2006-06-14", ["106 unchanged"]),
        (
            f"{SINCE_THE_REPORT}&area=cargo-security",
            ["0 progressed", "0 regressed", "0 other changes", "14 unchanged"],
        ),
        ("q=zebra", ["0 progressed", "0 regressed", "0 other changes", "0 unchanged"]),
    ],
)
def test_where_none_was_reported_on_before_nothing_is_said_of_progress(
    client: Client, query: str, moved: list[str]
) -> None:
    assert directions(client, query) == moved


@pytest.mark.usefixtures("later")
def test_the_second_day_travels_to_other_pages(client: Client) -> None:
    shown = page(client, "from=2005-06-27&to=2006-06-15")
    assert "/en/milestones/TS-1.1/?as_of=2006-06-15" in shown
    assert "/en/deadlines/?as_of=2006-06-15" in shown


@pytest.mark.usefixtures("later")
def test_every_link_of_the_page_to_itself_answers(client: Client) -> None:
    shown = page(client, "from=2006-06-15&to=2006-09-01&pair=US-CN&status=delayed")
    links = {html.unescape(link) for link in re.findall(r'href="([^"#]*)', shown)}
    own = [link for link in links if link.startswith(("?", "/en/changes/", "/changes."))]
    assert len(own) > 10
    for link in own:
        address = f"/en/changes/{link}" if link.startswith("?") else link
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("address", "title"),
    [
        (
            "/en/changes/?from=2005-06-27&was=planned&delivered=1&direction=first_report&changed=any",
            "Changes (Status before: Planned; Newly delivered; Direction of change: First report; "
            "Changed: Yes or no; since June 27, 2005) – SPP Tracker",
        ),
        (
            "/fr/changes/?from=2005-06-27&was=none&direction=behind",
            "Changements (État avant : Aucun état; Sens du changement : A reculé; "
            "depuis le 27 juin 2005) – SPP Tracker",
        ),
    ],
)
def test_its_title_has_the_choices_in_words_and_each_day_once(
    client: Client, address: str, title: str
) -> None:
    (shown,) = re.findall(r"<title>(.*?)</title>", client.get(address).content.decode())
    assert html.unescape(shown).replace("\N{NO-BREAK SPACE}", " ") == title


@pytest.mark.both_databases
@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("filters", ["", "was=on_track&now=delayed", "pair=US-MX", "changed=any"])
def test_few_changes_are_listed_like_many(monkeypatch: pytest.MonkeyPatch, filters: str) -> None:
    def listed(few: float) -> list[str]:
        monkeypatch.setattr("milestones.queries.changes.FEW", few)
        query = ChangesQuery(QueryDict(f"{SINCE_THE_REPORT}&{filters}"))
        return [milestone.code for milestone in query.changes_between(slice(None))]

    assert listed(0) == listed(2)
    assert filters or listed(2) == ["TS-1.1", "TS-1.2", "TS-1.3", "TS-1.4", "BP-3.1"]
