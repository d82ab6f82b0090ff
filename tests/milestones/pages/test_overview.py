"""The overview answers first: what was due and delivered, what is late, what is due next; and an
area stands beside all others."""

import html
import re

import pytest
from django.http import QueryDict
from django.test import Client

from milestones.queries import MilestoneQuery
from tests.markup import Element, Page
from tests.milestones.recording import LATER, ON_TRACK, record

pytestmark = pytest.mark.django_db


def opened(client: Client, address: str) -> Page:
    response = client.get(address)
    assert response.status_code == 200
    return Page(response.content.decode())


def cards(page: Page) -> list[str]:
    return [figure.text for figure in page.all("li") if figure.has("figure")][:3]


def rows_of(link: Element) -> int:
    query = QueryDict(html.unescape(link.get("href")).partition("?")[2])
    return MilestoneQuery(query).milestones.count()


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ("", "Of the 25 milestones due by June 15, 2006, 8 were delivered (32 %)."),
        ("pair=US-MX", "Of the 23 milestones due by June 15, 2006, 8 were delivered (35 %)."),
        ("pair=US-CN", "Of the 23 milestones due by June 15, 2006, 11 were delivered (48 %)."),
        ("as_of=2005-06-27", "No milestone was due by June 27, 2005."),
    ],
)
def test_one_sentence_says_what_was_due_and_delivered(
    client: Client, params: str, expected: str
) -> None:
    (sentence,) = [part for part in opened(client, f"/en/?{params}").all("p") if part.has("lede")]
    assert sentence.text == expected
    links = list(sentence.all("a"))
    numbers = [link for link in links if link.text[0].isdigit()]
    assert [rows_of(link) for link in numbers] == [int(link.text.split()[0]) for link in numbers]
    # A share leads to its interval.
    for share in (link for link in links if link not in numbers):
        address, _, part = share.get("href").partition("#")
        page = opened(client, address)
        (method,) = [at for at in page.all("section") if at.get("aria-labelledby") == part]
        assert "The 95 % Wilson interval of this share is" in method.text.replace("\xa0", " ")


def test_what_is_late_is_listed_with_the_longest_overdue_first(client: Client) -> None:
    for address in ("/en/", "/en/priorities/bioprotection/"):
        (main,) = opened(client, address).all("main")
        late = [link.get("href") for link in main.all("a") if "late=1" in link.get("href")]
        totals = [link for link in late if "slipped=1" not in link]
        assert len(totals) > 1
        assert all("sort=-days_overdue" in link for link in totals)


def test_three_cards_give_the_answers_of_the_real_record(client: Client) -> None:
    assert cards(opened(client, "/en/")) == [
        "12 delivered 8 of the 25 due by June 15, 2006 Of the 12 delivered: "
        "on time 3, late 0, cannot be determined 8, no deadline 1.",
        "28 late 16 reported as delayed, 17 overdue, 9 slipped; some are more than one of these",
        "35 due by Dec. 31, 2006 by the last deadline in the documents; 33 not delivered",
    ]
    assert cards(opened(client, "/en/?pair=US-MX"))[1].startswith("23 late")
    assert cards(opened(client, "/en/?pair=US-CN"))[1].startswith("21 late")


@pytest.mark.parametrize(
    "params",
    ["", "pair=US-MX", "as_of=2006-12-31", "last_due_from=2006-07-01", "last_due_to=2006-10-31"],
)
def test_each_number_of_a_card_leads_to_as_many_rows(client: Client, params: str) -> None:
    page = opened(client, f"/en/?{params}")
    figures = [figure for figure in page.all("li") if figure.has("figure")][:3]
    links = [link for figure in figures for link in figure.all("a")]
    assert len(links) >= 4
    for link in links:
        assert rows_of(link) == int(re.findall(r"\d+", link.text)[0]), link.get("href")


def test_what_is_due_soon_is_listed_by_deadline(client: Client) -> None:
    page = opened(client, "/en/")
    due_soon = [figure for figure in page.all("li") if figure.has("figure")][2]
    addresses = [link.get("href") for link in due_soon.all("a")]
    assert len(addresses) == 2
    assert all("sort=last_deadline" in address for address in addresses)


def test_a_look_ahead_from_july_ends_in_the_next_year(client: Client) -> None:
    record(LATER, ON_TRACK)
    assert "due by March 31, 2007" in cards(opened(client, "/en/"))[2]


def test_what_is_due_next_begins_with_the_day_itself(client: Client) -> None:
    page = client.get("/en/?as_of=2006-06-30").content.decode()
    part = page.split('id="next-due"')[1]
    assert re.findall(r'"entry-code"><a href="/en/milestones/([A-Z0-9.-]+)/', part) == [
        *("TS-1.1", "TS-2.4", "TS-3.1", "TS-3.2", "CS-1.1")
    ]
    assert "View all 65" in " ".join(part.split())


def test_what_is_due_next_says_how_many_more_are_due_on_its_last_date(client: Client) -> None:
    page = opened(client, "/en/")
    (section,) = [part for part in page.all("section") if part.get("aria-labelledby") == "next-due"]
    (note,) = [part for part in section.all("p") if part.has("note")]
    assert note.text == "5 of 19 due June 2006, not delivered"
    assert [rows_of(link) for link in note.all("a")] == [19]
    few = (
        client.get("/en/?area=intelligence-cooperation").content.decode().split('id="next-due"')[1]
    )
    assert 'class="note"' not in few.split("</section>")[0]


def test_what_needs_attention_says_in_which_order(client: Client) -> None:
    page = opened(client, "/en/")
    (link,) = [a for a in page.all("a") if a.get("href") == "/en/about/#attention"]
    assert link.text == (
        "Sorted by the first reason, then by the date that it is about, oldest first."
    )


def test_with_more_than_are_drawn_the_same_are_due_next(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = client.get("/en/").content.decode().split('id="next-due"')[1].split("</section>")[0]
    monkeypatch.setattr("milestones.views.progress.MAX_MARKS", 100)
    many = client.get("/en/").content.decode().split('id="next-due"')[1].split("</section>")[0]
    assert few == many


def test_five_need_attention_each_with_its_reasons(client: Client) -> None:
    page = client.get("/en/").content.decode()
    part = page.split('id="attention"')[1].split("</section>")[0]
    assert re.findall(r'"entry-code"><a href="/en/milestones/([A-Z0-9.-]+)/', part) == [
        *("AS-1.2", "BF-1.2", "BF-1.3", "BF-2.1", "LE-1.8")
    ]
    assert re.findall(r'<p class="flag">(.*?)</p>', part)[3:] == [
        "Reported on track after its deadline · Overdue without a new date",
        "Overdue without a new date",
    ]
    assert 'href="/en/attention/"' in part


def areas(page: Page) -> list[str]:
    (table,) = [table for table in page.all("table") if table.has("shares")]
    rows = [row for body in table.all("tbody") for row in body.all("tr")]
    rows = [row for row in rows if not (row.has("group") or row.has("totals"))]
    return [row.text for row in rows]


def test_areas_are_sorted_by_the_share_that_is_late(client: Client) -> None:
    page = opened(client, "/en/?sort=-late_share")
    assert areas(page)[:2] == [
        "Border Facilitation 1 7 % 7 47 % 15",
        "Traveller Security – 5 42 % 12",
    ]
    assert areas(page)[-1] == "Protection, Prevention and Response 3 30 % 1 10 % 10"
    assert areas(opened(client, "/en/?sort=late_share")) != areas(page)
    (heading,) = [head for head in page.all("th") if head.get("aria-sort")]
    assert (heading.get("aria-sort"), heading.text) == ("descending", "Late")
    assert next(heading.all("a")).get("href") == "?sort=late_share"


def test_areas_are_in_document_order_under_their_goals_unless_they_are_sorted(
    client: Client,
) -> None:
    page = opened(client, "/en/")
    assert [area.partition(" ")[0] for area in areas(page)] == [
        *("Traveller", "Cargo", "Bioprotection", "Aviation", "Maritime", "Law", "Intelligence"),
        *("Protection,", "Border", "Science"),
    ]
    assert len([row for row in page.all("tr") if row.has("group")]) == 3


def totals(page: Page) -> list[str]:
    return [row.text for row in page.all("tr") if row.has("totals")]


def test_the_last_row_has_the_shares_of_all_areas(client: Client) -> None:
    for address in ("/en/", "/en/?sort=-late_share"):
        assert totals(opened(client, address)) == ["All areas 12 11 % 28 26 % 106"]
    assert totals(opened(client, "/en/?area=bioprotection")) == []


def test_an_unknown_order_of_areas_is_refused(client: Client) -> None:
    response = client.get("/en/?sort=-status")
    assert response.status_code == 400
    assert "Valid: completed_share, late_share." in response.content.decode()


def beside(client: Client, slug: str) -> list[str]:
    page = opened(client, f"/en/priorities/{slug}/")
    (table,) = [table for table in page.all("table") if table.has("beside-others")]
    for link in table.all("a"):
        assert rows_of(link) == int(link.text)
    return [row.text for body in table.all("tbody") for row in body.all("tr")]


def test_an_area_stands_beside_all_others(client: Client) -> None:
    assert beside(client, "bioprotection") == [
        "Delivered 3 15 % 12 11 % 3 of 10",
        "Late 7 35 % 28 26 % 3 of 10",
    ]
    assert beside(client, "traveller-security") == [
        "Delivered 0 0 % 12 11 % 7 of 10",
        "Late 5 42 % 28 26 % 2 of 10",
    ]


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("traveller-security", ["Next · CS Cargo Security"]),
        ("bioprotection", ["Previous · CS Cargo Security", "Next · AS Aviation Security"]),
        ("science-and-technology-cooperation", ["Previous · BF Border Facilitation"]),
    ],
)
def test_an_area_leads_to_the_one_before_and_the_one_after(
    client: Client, slug: str, expected: list[str]
) -> None:
    page = opened(client, f"/en/priorities/{slug}/")
    (nav,) = [nav for nav in page.all("nav") if nav.has("neighbours")]
    assert [link.text for link in nav.all("a")] == expected


def test_an_area_without_a_match_is_not_compared(client: Client) -> None:
    page = opened(client, "/en/priorities/bioprotection/?q=zebra")
    assert [table for table in page.all("table") if table.has("beside-others")] == []
