"""The briefing: one document of the milestones asked for."""

from __future__ import annotations

import pytest
from django.test import Client

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.models import Milestone, StatusReport
from milestones.pages import briefing as briefings
from tests.markup import Page
from tests.milestones.briefing_page import briefing, rows, rows_of, section, short
from tests.milestones.factories import edition, milestone
from tests.milestones.recording import DELAYED, LATER, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few milestones there are, they do not fit on one page."""
    monkeypatch.setattr(briefings, "MAX_ON_ONE_PAGE", 0)


def test_it_says_what_it_is_about_as_of_when_and_for_whom(client: Client) -> None:
    page = briefing(client, "area=maritime-security&status=on_track&pair=US-MX&as_of=2006-06-30")
    (heading,) = page.all("h1")
    assert heading.text == "Maritime Security: status as of June 30, 2006"
    (chips,) = (part for part in page.all("div") if part.has("chips"))
    for words in ("Priority area: Maritime Security", "Status: On track", "pair: Mexico–U.S."):
        assert words in chips.text


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "Status of the Security Priorities as of June 15, 2006"),
        ("goal=3", "Status of the Security Priorities as of June 15, 2006"),
        ("goal=3&area=border-facilitation", "Border Facilitation: status as of June 15, 2006"),
    ],
)
def test_its_heading_names_the_area(client: Client, query: str, heading: str) -> None:
    assert [part.text for part in briefing(client, query).all("h1")] == [heading]


@pytest.mark.usefixtures("long")
def test_every_milestone_stands_under_its_area_with_words_and_sources(client: Client) -> None:
    area = section(briefing(client, "initiative=TS-2"), "traveller-security")
    assert [row[0] for row in rows(area)] == ["TS-2.1", "TS-2.2", "TS-2.3", "TS-2.4"]
    assert rows(area)[:2] == [
        [
            "TS-2.1",
            "Develop benchmarks related to procedures and policies for visitor visa processing,"
            " including security screening, visa validity, and length of stay within 9 months"
            " (March 2006). plan, line 27 · report, line 48",
            "March 2006 Overdue Mexico–U.S.: 2 months 15 days past deadline",
            "Canada–U.S.: Completed / ongoing Reported wording: Completed / Ongoing line 50"
            " Mexico–U.S.: Initiated Reported wording: Initiated line 51",
        ],
        [
            "TS-2.2",
            "Direct and institutionalize consultation among consular and visa security officials"
            " of Canada, the United States and Mexico within 9 months (March 2006). plan, line 27"
            " · report, line 53",
            "March 2006 Overdue 2 months 15 days past deadline new date 8 months later: Fall 2006",
            "Partially completed Reported wording: Partially Completed, Finished in Fall 2006"
            " line 55",
        ],
    ]


@pytest.mark.usefixtures("long")
def test_each_sentence_leads_to_its_lines_in_both_documents(client: Client) -> None:
    area = section(briefing(client, "q=TS-1.1&as_of=2006-06-15"), "traveller-security")
    (words,) = (cell for cell in area.all("td") if cell.has("column-words"))
    report = StatusReport.objects.get()
    assert [(link.text, link.get("href")) for link in words.all("a")] == [
        ("plan, line 22", "/en/reports/plan/?as_of=2006-06-15#L22"),
        ("report, line 25", f"/en/reports/{report.pk}/?as_of=2006-06-15#L25"),
    ]


@pytest.mark.usefixtures("long")
def test_a_sentence_that_a_later_edition_added_leads_to_that_edition(client: Client) -> None:
    later = edition(LATER)
    Milestone.objects.filter(code="TS-1.1").update(introduced_by=later, plan_lines=[])
    area = section(briefing(client, "q=TS-1.1"), "traveller-security")
    (words,) = (cell for cell in area.all("td") if cell.has("column-words"))
    assert [link.get("href") for link in words.all("a")] == [f"/en/reports/{later.pk}/#L25"]


def test_sentences_are_whole_wherever_they_stand(client: Client) -> None:
    record(LATER, StatusLine(Pair.ALL, Status.DELAYED, "Delayed"), code="LE-1.8")
    page = briefing(client, "area=law-enforcement-cooperation")
    whole = Milestone.objects.get(code="LE-1.8").text
    assert len(whole) > 200
    for part in (
        short(page, "late"),
        section(page, "last"),
        section(page, "law-enforcement-cooperation"),
    ):
        (words,) = (row[1] for row in rows(part) if row[0] == "LE-1.8")
        assert words.startswith(whole)


@pytest.mark.usefixtures("long")
def test_on_a_phone_each_cell_says_what_it_is(client: Client) -> None:
    page = briefing(client, "q=TS-2.2")
    for part in (short(page, "late"), section(page, "traveller-security")):
        (titles,) = ([cell.text for cell in head.all("th")] for head in part.all("thead"))
        for row in rows_of(part):
            assert [cell.get("data-label") for cell in row.all("td")] == ["", *titles[2:]]


def test_it_is_at_none_of_the_places_of_the_navigation(client: Client) -> None:
    (places,) = (part for part in briefing(client).all("nav") if part.has("places"))
    assert len(list(places.all("a"))) == 9
    assert not [link for link in places.all("a") if link.get("aria-current")]


@pytest.mark.usefixtures("long")
def test_with_a_pair_only_its_own_lines_are_told(client: Client) -> None:
    area = section(briefing(client, "q=TS-2.1&pair=US-CN"), "traveller-security")
    ((_code, _words, when, stands),) = rows(area)
    assert when == "March 2006"
    assert (
        stands == "Canada–U.S.: Completed / ongoing Reported wording: Completed / Ongoing line 50"
    )


@pytest.mark.usefixtures("long")
def test_a_source_that_is_no_report_is_told(client: Client) -> None:
    new = StatusUpdateInput(milestone(), LATER, [DELAYED], source="The minister’s answer")
    record_statuses([new])
    ((*_others, stands),) = rows(section(briefing(client, "q=TS-1.4"), "traveller-security"))
    assert stands == "Delayed Reported wording: Delayed The minister’s answer"


@pytest.mark.usefixtures("long")
def test_as_of_the_plan_everything_is_planned(client: Client) -> None:
    page = briefing(client, "q=TS-1.4&as_of=2005-12-31")
    ((*_others, stands),) = rows(section(page, "traveller-security"))
    assert stands == "Planned"


@pytest.mark.usefixtures("long")
def test_what_changed_since_the_day_before_is_set_side_by_side(client: Client) -> None:
    record(LATER, StatusLine(Pair.ALL, Status.DELAYED, "Delayed, without a date"))
    changes = section(briefing(client, "area=traveller-security"), "last")
    (heading,) = changes.all("h2")
    assert heading.text == "What changed since June 15, 2006"
    (row,) = rows(changes)
    assert (row[0], *row[2:]) == (
        "TS-1.4",
        "Initiated Initiated",
        "Delayed Delayed, without a date",
    )


def test_where_everything_changed_nothing_is_listed_twice(client: Client) -> None:
    changes = section(briefing(client), "last")
    assert "Every milestone changed; see below." in changes.text
    assert rows(changes) == []


def test_on_the_first_day_there_is_nothing_to_compare_with(client: Client) -> None:
    page = briefing(client, "as_of=2005-06-27")
    assert not [part for part in page.all("section") if part.get("aria-labelledby") == "last"]


def test_areas_are_in_the_plan_s_order_and_milestones_in_the_order_asked_for(
    client: Client,
) -> None:
    page = briefing(client, "sort=-code&goal=2")
    areas = [part for part in page.all("section") if part.has("brief-area")]
    assert [area.get("aria-labelledby") for area in areas[:2]] == [
        "aviation-security",
        "maritime-security",
    ]
    codes = [row[0] for row in rows(areas[0])]
    assert codes == sorted(codes, reverse=True)


def test_nothing_found_is_said(client: Client) -> None:
    page = briefing(client, "q=zebra")
    assert "No milestones match." in section(page, "in-short").text
    assert not page.all("table")


def test_before_the_record_there_is_no_briefing(client: Client) -> None:
    page = briefing(client, "as_of=2005-01-01")
    assert "No data yet." in page.root.text
    assert not page.all("table")


@pytest.mark.parametrize(
    ("address", "led"),
    [
        ("/en/?as_of=2005-12-31", "/en/briefing/?as_of=2005-12-31"),
        (
            "/fr/priorities/cargo-security/?pair=US-MX",
            "/fr/briefing/?pair=US-MX&area=cargo-security",
        ),
        (
            "/en/milestones/?status=delayed&status=initiated&sort=code&page=1",
            "/en/briefing/?status=delayed&status=initiated",
        ),
    ],
)
def test_pages_lead_to_the_briefing_of_their_milestones(
    client: Client, address: str, led: str
) -> None:
    page = Page(client.get(address).content.decode())
    assert [link.get("href") for link in page.links if "/briefing/" in link.get("href")] == [led]


def test_all_areas_in_one_row_are_named_in_the_language_of_the_page(client: Client) -> None:
    shown = client.get("/fr/briefing/?overdue=1&pair=US-CN&goal=1").content.decode()
    assert '<th scope="row"> <span>Tous les domaines</span></th>' in shown


@pytest.mark.usefixtures("long")
def test_words_that_would_be_markup_are_words(client: Client) -> None:
    Milestone.objects.filter(code="TS-1.4").update(text="<b>Not</b> & bold")
    record(LATER, StatusLine(Pair.ALL, Status.DELAYED, "<script>alert(1)</script>"))
    page = briefing(client, "initiative=TS-1&sort=code")
    assert {script.get("type") for script in page.all("script")} == {"application/ld+json"}
    assert not [bold for bold in page.all("b") if bold.text == "Not"]
    row = rows(section(page, "traveller-security"))[3]
    assert row[1].startswith("<b>Not</b> & bold")
    assert "<script>alert(1)</script>" in row[3]
