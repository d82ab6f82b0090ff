"""The page of deadlines: a finding as its headline, and a table whose rows open."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from milestones.dates import ImpreciseDate
from tests.markup import Element, Page
from tests.milestones.factories import add_deadline
from tests.milestones.page_tables import opened

pytestmark = pytest.mark.django_db

FORMER_WEIGHT = {"en": 145_542, "fr": 151_310, "es": 151_176}
"""The bytes of the page when it had two charts and listed every milestone."""


def finding(page: Page) -> str:
    return next(part.text for part in page.all("p") if part.has("lede"))


def rows(page: Page) -> list[Element]:
    (table,) = (table for table in page.all("table") if table.has("by-deadline"))
    return [row for row in table.all("tr") if any(row.all("summary"))]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Of the 25 milestones due by June 15, 2006, 8 were delivered"),
        ("?pair=US-MX", "Of the 23 milestones due by June 15, 2006, 8 were delivered"),
        ("?pair=US-CN", "Of the 23 milestones due by June 15, 2006, 11 were delivered"),
    ],
)
def test_the_headline_is_what_was_due_and_delivered(client: Client, query: str, words: str) -> None:
    assert finding(opened(client, f"/en/deadlines/{query}")).startswith(words)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "The next deadline is June 2006, with 20 milestones, the most of any deadline."),
        ("?as_of=2006-12-31", "The next deadline is December 2006, with 15 milestones."),
        ("?as_of=2008-12-31", "The next deadline is 2008, with 1 milestone."),
    ],
)
def test_the_next_deadline_is_named_and_a_peak_only_where_it_is_one(
    client: Client, query: str, words: str
) -> None:
    assert finding(opened(client, f"/en/deadlines/{query}")).endswith(words)


def test_after_the_last_deadline_none_is_next(client: Client) -> None:
    assert "next deadline" not in finding(opened(client, "/en/deadlines/?as_of=2009-01-01"))


def test_each_deadline_is_a_row_with_what_is_due_delivered_and_late(client: Client) -> None:
    page = opened(client, "/en/deadlines/")
    assert [
        (
            next(row.all("th")).get("abbr"),
            *(cell.text for cell in row.all("td") if cell.has("count")),
        )
        for row in rows(page)
    ] == [
        ("September 2005", "1", "–", "1"),
        ("December 2005", "12", "5", "6"),
        ("March 2006", "13", "3", "10"),
        ("June 2006", "20", "1", "7"),
        ("December 2006", "15", "1", "2"),
        ("March 2007", "7", "–", "–"),
        ("June 2007", "14", "–", "–"),
        ("December 2007", "3", "1", "–"),
        ("March 2008", "2", "–", "–"),
        ("June 2008", "6", "–", "–"),
        ("2008", "1", "–", "–"),
        ("No deadline", "13", "1", "2"),
    ]


def test_a_row_opens_to_its_statuses_and_its_first_milestones(client: Client) -> None:
    row = rows(opened(client, "/en/deadlines/"))[2]
    statuses, first, *_ = (part for part in row.all("ul"))
    assert [item.text for item in statuses.all("li")] == [
        "Completed 3",
        "Partially completed 2",
        "Initiated 3",
        "Delayed 5",
    ]
    codes = [next(item.all("a")).text for item in first.all("li")]
    assert codes == ["TS-2.1", "TS-2.2", "TS-3.3", "CS-3.4", "BP-2.2"]
    assert next(part.text for part in row.all("p")) == "Showing the first 5. View all 13"


def test_delivered_milestones_stay_within_the_statuses_asked_for(client: Client) -> None:
    row = rows(opened(client, "/en/deadlines/?status=completed"))[0]
    addresses = [next(cell.all("a")).get("href") for cell in row.all("td") if any(cell.all("a"))]
    statuses = [parse_qs(urlsplit(address).query)["status"] for address in addresses]
    assert statuses == [["completed"], ["completed"]]


def test_with_many_deadlines_fewer_are_listed_under_each(client: Client) -> None:
    for order in range(2, 82):
        add_deadline("BF-1.12", ImpreciseDate.month(2009 + order // 12, order % 12 + 1), order)
    (first, *_) = (row for row in rows(opened(client, "/en/deadlines/")) if any(row.all("p")))
    assert next(part.text for part in first.all("p")) == "Showing the first 3. View all 12"


def test_no_deadline_is_said_once_in_the_table(client: Client) -> None:
    (table,) = (
        table for table in opened(client, "/en/deadlines/").all("table") if table.has("by-deadline")
    )
    assert table.text.count("No deadline") == 1


def test_without_milestones_there_is_neither_chart_nor_headline(client: Client) -> None:
    page = opened(client, "/en/deadlines/?q=zebra")
    assert not [part for part in page.all("figure") if part.has("timeline")]
    assert "due by" not in finding(page)


@pytest.mark.parametrize("language", FORMER_WEIGHT)
def test_the_page_weighs_less_than_half_of_what_it_did(client: Client, language: str) -> None:
    weight = len(client.get(f"/{language}/deadlines/").content)
    assert weight < FORMER_WEIGHT[language] / 2
