"""The briefing: one document of the milestones asked for."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import Client

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.models import Milestone, StatusReport
from milestones.pages import briefing as briefings
from milestones.pages.sheets import sheets
from milestones.queries import MilestoneQuery
from tests.markup import Element, Page
from tests.milestones.factories import edition, milestone
from tests.milestones.recording import DELAYED, LATER, record

pytestmark = pytest.mark.django_db


def briefing(client: Client, query: str = "", language: str = "en") -> Page:
    response = client.get(f"/{language}/briefing/?{query}")
    assert response.status_code == 200
    return Page(response.content.decode())


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few milestones there are, they do not fit on one page."""
    monkeypatch.setattr(briefings, "MAX_ON_ONE_PAGE", 0)


def short(page: Page, name: str) -> Element:
    """A list of milestones in short."""
    (named,) = (table for table in page.all("table") if table.get("id") == name)
    return named


def section(page: Page, name: str) -> Element:
    """The section under a heading."""
    (named,) = (part for part in page.all("section") if part.get("aria-labelledby") == name)
    return named


def rows(part: Element) -> list[list[str]]:
    """The cells of the tables in a part, row by row."""
    return [[cell.text for cell in row.all("th", "td")] for row in rows_of(part)]


def rows_of(part: Element) -> list[Element]:
    return [row for body in part.all("tbody") for row in body.all("tr")]


def test_it_says_what_it_is_about_as_of_when_and_for_whom(client: Client) -> None:
    page = briefing(client, "area=maritime-security&status=on_track&pair=US-MX&as_of=2006-06-30")
    (heading,) = page.all("h1")
    assert heading.text == "Maritime Security: status as of June 30, 2006"
    (chips,) = (part for part in page.all("div") if part.has("chips"))
    for words in ("Priority area: Maritime Security", "Status: On track", "pair: Mexico–U.S."):
        assert words in chips.text
    assert "for Mexico–U.S. only" in page.root.text


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
            "March 2006 Overdue 2 months 15 days past deadline",
            "Canada–U.S.: Completed / ongoing Reported wording: Completed / Ongoing line 50"
            " Mexico–U.S.: Initiated Reported wording: Initiated line 51",
        ],
        [
            "TS-2.2",
            "Direct and institutionalize consultation among consular and visa security officials"
            " of Canada, the United States and Mexico within 9 months (March 2006). plan, line 27"
            " · report, line 53",
            "March 2006 Overdue 2 months 15 days past deadline 8 months later: Fall 2006",
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


def test_up_to_twelve_milestones_stand_once_each_with_by_how_much_they_are_late(
    client: Client,
) -> None:
    page = briefing(client, "area=traveller-security")
    assert "it takes one page, A4 or Letter" in page.root.text
    assert [row[0] for row in rows(short(page, "late"))] == (
        "TS-2.2 TS-2.1 TS-3.3 TS-1.1 TS-3.2".split()
    )
    assert rows(short(page, "late"))[0][2:] == [
        "March 2006",
        "Partially completed",
        "2 months 15 days past deadline · 8 months later: Fall 2006",
    ]
    assert rows(short(page, "late"))[1][2:] == [
        "March 2006",
        "Canada–U.S.: Completed / ongoing Mexico–U.S.: Initiated",
        "2 months 15 days past deadline",
    ]
    assert rows(short(page, "late"))[4][2:] == [
        "June 2006",
        "Delayed Canada–U.S.",
        "reported delayed, no new date",
    ]
    assert [row[0] for row in rows(short(page, "due-next"))] == (
        "TS-2.4 TS-3.1 TS-1.5 TS-2.3 TS-1.2 TS-1.3 TS-1.4".split()
    )
    assert len(list(page.all("table"))) == 3  # the calendar has one, too
    assert not [part for part in page.all("section") if part.has("brief-area")]


def test_others_come_last_without_a_deadline_and_then_delivered(client: Client) -> None:
    page = briefing(client, "area=intelligence-cooperation")
    assert [(row[0], *row[2:]) for row in rows(short(page, "others"))] == [
        ("IC-1.1", "–", "On track"),
        ("IC-1.2", "–", "On track"),
    ]


@pytest.mark.parametrize(
    ("query", "late", "first", "last"),
    [
        ("", 28, "LE-1.8", "ST-1.2"),
        ("pair=US-MX", 23, "LE-1.8", "ST-1.2"),
        ("pair=US-CN", 21, "BP-3.1", "ST-1.2"),
    ],
)
def test_what_is_late_leads_the_longest_overdue_first(
    client: Client, query: str, late: int, first: str, last: str
) -> None:
    page = briefing(client, query)
    listed = rows(short(page, "late"))
    assert (len(listed), listed[0][0], listed[-1][0]) == (late, first, last)
    (heading, *_others) = (head for head in short(page, "late").all("th") if list(head.all("a")))
    assert heading.text == f"Late: {late}"
    (link,) = heading.all("a")
    rows_of_link = Page(client.get(link.get("href")).content.decode())
    assert f"{late} milestones" in rows_of_link.root.text


def test_what_is_due_next_is_not_late(client: Client) -> None:
    listed = rows(short(briefing(client), "due-next"))
    assert len(listed) == briefings.MAX_DUE_NEXT
    assert {row[2] for row in listed} == {"June 2006"}


def test_a_longer_one_says_how_many_pages_it_takes(client: Client) -> None:
    words = briefing(client, "status=delayed").root.text
    assert "it takes about 5 pages, A4 or Letter" in words
    assert "With filters that leave up to 12 milestones, it takes one." in words


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


def test_one_on_several_areas_leads_to_each_and_says_how_many_pages_it_takes(
    client: Client,
) -> None:
    assert shorter(briefing(client)) == (
        "Briefings on one area: Traveller Security (1 page), Cargo Security (3 pages),"
        " Bioprotection (4 pages), Aviation Security (1 page), Maritime Security (1 page),"
        " Law Enforcement Cooperation (3 pages), Intelligence Cooperation (1 page),"
        " Protection, Prevention and Response (1 page), Border Facilitation (3 pages),"
        " Science and Technology Cooperation (1 page)"
    )


def test_each_area_says_of_itself_what_was_said_of_it(client: Client) -> None:
    (ways,) = (part for part in briefing(client).all("p") if part.has("shorter"))
    said = ways.text.partition(": ")[2].split("), ")
    for link, words in zip(ways.all("a"), said, strict=True):
        page = briefing(client, link.get("href").removeprefix("?"))
        pages = words.partition("(")[2].rstrip(")")
        takes = "it takes one page," if pages == "1 page" else f"it takes about {pages},"
        assert takes in page.root.text


def test_how_many_pages_an_area_takes_is_left_out_if_not_all_of_it_is_listed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(briefings, "MAX_LISTED", 10)
    assert "Traveller Security (1 page), Cargo Security, Bioprot" in shorter(briefing(client))


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("area=cargo-security", "On one page each: Canada–U.S., Mexico–U.S."),
        ("area=bioprotection", ""),
        ("area=traveller-security", ""),
    ],
)
def test_one_on_an_area_leads_to_the_pairs_that_take_one_page(
    client: Client, query: str, offered: str
) -> None:
    assert shorter(briefing(client, query)) == offered


def shorter(page: Page) -> str:
    """What leads to shorter briefings, in words; empty if there is nothing."""
    return "".join(part.text for part in page.all("p") if part.has("shorter"))


def test_the_more_is_said_the_more_pages_it_takes() -> None:
    milestone = Milestone.objects.get(code="TS-1.1")
    assert sheets(areas=1, in_short=[milestone] * 10, changed=0, in_full=[]) == 2
    in_full = [(None, [(milestone, ())] * 40)]
    assert sheets(areas=1, in_short=[milestone] * 10, changed=0, in_full=in_full) == 7


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


def test_a_document_too_long_to_read_is_cut_and_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(briefings, "MAX_LISTED", 10)
    monkeypatch.setattr(briefings, "MAX_LATE", 3)
    monkeypatch.setattr(briefings, "MAX_DUE_NEXT", 2)
    monkeypatch.setattr(briefings, "MAX_CHANGED", 3)
    for code in ("TS-1.2", "TS-1.3", "TS-1.4", "TS-1.5", "TS-2.1"):
        record(LATER, DELAYED, code=code)
    page = briefing(client)
    listed = [part for part in page.all("section") if part.has("brief-area")]
    assert sum(len(rows(part)) for part in listed) == 10
    assert "Showing 10 of 106: narrow the filters" in section(page, "every").text
    assert "(the first 3)" in short(page, "late").text
    assert len(rows(short(page, "late"))) == 3
    assert len(rows(short(page, "due-next"))) == 2
    assert "Showing 3 of 5." in section(page, "last").text
    assert len(rows(section(page, "last"))) == 3


@pytest.mark.parametrize("day", ["2005-12-31", "2006-03-31", "2006-06-15", "2006-12-31"])
@pytest.mark.parametrize("most", [1, 3, 40])
def test_the_late_ones_in_short_are_the_first_whether_all_are_listed_or_not(
    monkeypatch: pytest.MonkeyPatch, day: str, most: int
) -> None:
    query = QueryDict(f"as_of={day}")
    late = briefings.briefing(MilestoneQuery(query)).late
    monkeypatch.setattr(briefings, "MAX_LISTED", 10)
    monkeypatch.setattr(briefings, "MAX_LATE", most)
    assert briefings.briefing(MilestoneQuery(query)).late == late[:most]


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
