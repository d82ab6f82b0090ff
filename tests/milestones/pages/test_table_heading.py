"""The heading of the table of milestones names its filters; on a narrow page they are folded."""

import pytest
from django.test import Client

from priorities.models import PriorityArea
from tests.markup import Page
from tests.milestones.page_tables import opened

pytestmark = pytest.mark.django_db


def heading(page: Page) -> str:
    return next(part.text for part in page.all("h2") if part.get("id") == "results")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/en/milestones/", "106 milestones"),
        ("/en/milestones/?status=delayed&pair=US-MX", "13 milestones, delayed, Mexico–U.S."),
        (
            "/fr/milestones/?status=delayed&pair=US-MX",
            "13 jalons, retard déclaré, Mexique–États-Unis",
        ),
        ("/es/milestones/?status=delayed&pair=US-MX", "13 hitos, retrasado, México–EE. UU."),
        (
            "/en/milestones/?status=delayed&status=initiated&area=bioprotection",
            "7 milestones, delayed or initiated, Bioprotection",
        ),
        ("/en/milestones/?overdue=1", "17 milestones, overdue"),
        ("/en/milestones/?status=delayed&overdue=1", "6 milestones, delayed, overdue"),
        (
            "/en/milestones/?status=delayed&overdue=1&match=any&pair=US-MX",
            "23 milestones, delayed or overdue, Mexico–U.S.",
        ),
        ("/en/milestones/?q=border&sort=-status&page=2", "42 milestones, “border”"),
        (
            "/en/milestones/?initiative=TS-1&due_to=2006-12",
            "2 milestones, initiative TS-1, due until December 2006",
        ),
        (
            "/en/milestones/?deadline=none&code=TS-1.5",
            "0 milestones, milestone TS-1.5, no deadline",
        ),
        (
            "/en/milestones/?last_due_from=2006-06-15&last_due_to=2006-12-31",
            "35 milestones, due from June 15, 2006 to Dec. 31, 2006",
        ),
        (
            "/fr/milestones/?last_due_from=2006-06-15&last_due_to=2006-12-31&status=delayed",
            "8 jalons, retard déclaré, à échéance du 15 juin 2006 au 31 décembre 2006",
        ),
        (
            "/es/milestones/?last_due_from=2006-06-30&last_due_to=2006-06-30",
            "20 hitos, con fecha límite el 30 de junio de 2006",
        ),
        (
            "/en/milestones/?last_due_from=2006-06-15&overdue=1",
            "0 milestones, last deadline from June 15, 2006, overdue",
        ),
        ("/en/milestones/?delivery=unknown", "8 milestones, delivery cannot be determined"),
        ("/fr/milestones/?delivery=on_time", "3 jalons, réalisation dans les délais"),
        (
            "/es/milestones/?delivery=late&late=1",
            "0 hitos, cumplimiento fuera de plazo, con atraso",
        ),
    ],
)
def test_the_heading_names_what_the_rows_have_in_common(
    client: Client, address: str, words: str
) -> None:
    assert heading(opened(client, address)) == words


def test_the_name_of_an_area_is_english_where_it_is_not_translated(client: Client) -> None:
    assert english_in_heading(client) == []
    PriorityArea.objects.filter(code="BP").update(name_fr="")
    assert english_in_heading(client) == ["Bioprotection"]


def english_in_heading(client: Client) -> list[str]:
    page = opened(client, "/fr/milestones/?area=bioprotection")
    (title,) = (part for part in page.all("h2") if part.get("id") == "results")
    return [part.text for part in title.all("span") if part.language == "en"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/en/milestones/", []),
        ("/en/milestones/?late=1&sort=-days_overdue", ["Sorted by days overdue, most first."]),
        (
            "/fr/milestones/?late=1&sort=-days_overdue",
            ["Tri : jours de dépassement, du plus au moins."],
        ),
        ("/es/milestones/?sort=-days_overdue", ["Orden: días de vencimiento, de más a menos."]),
        ("/en/milestones/?sort=status", ["Sorted by status, least progress first."]),
        ("/en/milestones/?sort=-plan_text", ["Sorted by plan_text, descending."]),
    ],
)
def test_a_list_that_is_sorted_says_how_above_its_rows(
    client: Client, address: str, words: list[str]
) -> None:
    page = Page(client.get(address).content.decode())
    assert [part.text for part in page.all("p") if part.has("order")] == words


def test_every_order_that_the_headings_offer_is_in_words(client: Client) -> None:
    headings = opened(client, "/en/milestones/").all("th")
    orders = [link.get("href") for heading in headings for link in heading.all("a")]
    sorts = [address for address in orders if address.startswith("?sort=")]
    assert len(sorts) == 7
    for address in sorts:
        page = opened(client, f"/en/milestones/{address}")
        (words,) = (part.text for part in page.all("p") if part.has("order"))
        assert "_" not in words


def test_the_filters_are_folded_unless_one_is_wrong(client: Client) -> None:
    for address, is_open in (("/en/milestones/", False), ("/en/milestones/?status=late", True)):
        page = Page(client.get(address).content.decode())
        (folded,) = (part for part in page.all("details") if part.has("folded"))
        assert ("open" in folded.attributes) is is_open
        assert any(part.has("filters") for part in folded.all("form"))
