"""The two country pairs beside each other, and where they differ."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.choices import Pair
from milestones.models import Milestone, Standing
from milestones.pages.pairs import differences_of
from milestones.queries.listing import lines_of, listed
from tests.conftest import REPORT_DAY

pytestmark = pytest.mark.django_db


def page(client: Client, query: str = "", status: int = 200, language: str = "en") -> str:
    response = client.get(f"/{language}/pairs/{query}")
    assert response.status_code == status
    return unescape(" ".join(response.content.decode().split()))


def figures(shown: str) -> list[tuple[str, int]]:
    """Every link to a list of milestones in the page's content, and the figure it bears."""
    main = shown.split("<main")[1]
    links = re.findall(r'<a href="(/en/milestones/\?[^"]+)"[^>]*>(.*?)</a>', main)
    linked = [(address, re.sub(r"<svg.*?</svg>|<[^>]+>", " ", words)) for address, words in links]
    return [(address, int(re.findall(r"\d+", words)[-1])) for address, words in linked]


def test_the_pairs_differ_in_ten_milestones_in_document_order() -> None:
    differing = listed(
        Standing.objects.on(REPORT_DAY).filter(differ=True).order_by("position"), REPORT_DAY
    )
    pairs = differences_of(differing, lines_of(differing))
    assert [(pair.milestone.code, pair.steps, pair.behind) for pair in pairs] == [
        ("TS-1.1", 2, Pair.US_MX),
        ("TS-2.1", 3, Pair.US_MX),
        ("TS-3.3", 1, Pair.US_MX),
        ("CS-3.2", 5, Pair.US_MX),
        ("BP-2.2", 5, Pair.US_CN),
        ("MS-1.1", 2, Pair.US_MX),
        ("IC-1.3", 3, Pair.US_MX),
        ("PR-2.3", 2, Pair.US_MX),
        ("PR-2.5", 1, Pair.US_MX),
        ("BF-1.9", 1, Pair.US_CN),
    ]


@pytest.mark.parametrize(
    ("query", "address", "count"),
    [
        ("", "/en/milestones/?differ=1", 10),
        ("?as_of=2006-12-31", "/en/milestones/?as_of=2006-12-31&differ=1", 10),
        ("?pair=US-MX", "/en/milestones/?differ=1", 10),
        ("?area=traveller-security", "/en/milestones/?area=traveller-security&differ=1", 3),
    ],
)
def test_how_many_differ_is_a_link_to_just_those(
    client: Client, query: str, address: str, count: int
) -> None:
    assert (address, count) in figures(page(client, query))


def test_asked_for_a_status_the_differences_are_a_list_for_each_pair(client: Client) -> None:
    """The roll-up of none of these is completed: it is the pair furthest behind."""
    shown = page(client, "?status=completed")
    differing = [figure for figure in figures(shown) if "differ=1" in figure[0]]
    assert differing == [
        ("/en/milestones/?status=completed&pair=US-CN&differ=1", 2),
        ("/en/milestones/?status=completed&pair=US-MX&differ=1", 1),
    ]
    canada, mexico = shown.split('<table class="differing">')[1:]
    assert "<h3>Canada–U.S.</h3>" in shown.split(canada)[0]
    assert "<h3>Mexico–U.S.</h3>" in canada
    assert re.findall(r">([A-Z]{2}-[\d.]+)</a>", canada) == ["CS-3.2", "MS-1.1"]
    assert re.findall(r">([A-Z]{2}-[\d.]+)</a>", mexico.split("</table>")[0]) == ["BP-2.2"]


def test_a_pair_without_any_milestone_of_an_area_says_so(client: Client) -> None:
    table = page(client, "?status=delayed&area=cargo-security").split("pair-figures")[1]
    canada, mexico = table.split("</tbody>")[0].split("<tr>")[-2:]
    assert "No milestones" in canada
    assert "area=cargo-security&status=delayed&pair=US-MX" in mexico


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Comparaison Canada–États-Unis et Mexique–États-Unis"),
        ("es", "Comparación Canadá–EE. UU. y México–EE. UU."),
    ],
)
def test_the_title_has_no_line_break_within_a_pair(
    client: Client, language: str, title: str
) -> None:
    (shown,) = re.findall(r"<h1>(.*?)</h1>", page(client, language=language))
    assert shown.replace("\N{WORD JOINER}", "").replace("\N{NO-BREAK SPACE}", " ") == title
    assert re.findall("[-–](?!\N{WORD JOINER})", shown) == []


def test_before_the_report_the_pairs_do_not_differ(client: Client) -> None:
    shown = page(client, "?as_of=2006-06-14")
    assert "No differences." in shown


def test_differences_stand_side_by_side_in_the_words_reported(client: Client) -> None:
    row = page(client).split(">BP-2.2<")[1].split("</tr>")[0]
    assert "Full implementation delayed to Fall 2006</q>" in row
    assert "Completed</q>" in row
    assert "/en/reports/1/#L184" in row
    assert "/en/reports/1/#L185" in row
    assert "5 levels" in row
    assert "Canada–U.S. less advanced" in row


def test_the_rows_by_area_are_to_be_had_as_data_for_each_pair(client: Client) -> None:
    shown = page(client, "?as_of=2006-06-15&goal=1")
    for pair in ("US-CN", "US-MX"):
        assert f"/priorities.csv?goal=1&as_of=2006-06-15&pair={pair}" in shown


def test_the_figures_of_a_pair_add_up(client: Client) -> None:
    shown = page(client)
    counted = figures(shown)
    for pair in ("US-CN", "US-MX"):
        whole = next(count for address, count in counted if address.endswith(f"?pair={pair}"))
        parts = [
            count
            for address, count in counted
            if f"pair={pair}" in address and "status=" in address and "area=" not in address
        ]
        assert sum(parts) == whole == Milestone.objects.as_of(REPORT_DAY, pair).count()


def test_a_filter_narrows_both_sides_and_the_differences(client: Client) -> None:
    shown = page(client, "?area=bioprotection")
    assert ">BP-2.2<" in shown
    assert ">CS-3.2<" not in shown
    assert "/en/priorities/cargo-security/" not in shown.split("<main")[1]


def test_a_pair_in_the_query_changes_nothing_and_the_page_says_so(client: Client) -> None:
    shown = page(client, "?pair=US-MX")
    assert "The address asks for Mexico–U.S. only. This page always shows both" in shown
    assert figures(shown) == figures(page(client))
    assert "For <strong>Mexico–U.S.</strong> alone" not in shown


def test_a_bad_pair_is_refused_all_the_same(client: Client) -> None:
    assert "is not a country pair" in page(client, "?pair=CA-US", status=400)


def test_the_page_reads_the_counts_of_both_pairs_alone(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        page(client)
    (counts,) = [
        query["sql"]
        for query in asked
        if "due_under" in query["sql"].split("FROM")[0] and "currentcount" in query["sql"]
    ]
    assert "US-CN" in counts
    assert "US-MX" in counts
    assert "ALL" not in counts
