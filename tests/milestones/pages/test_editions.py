"""The page of an edition: what it brought in sentences, and how it differs from the one before."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from milestones.actions import withdraw_edition, withdraw_update
from milestones.imports.report import Decisions, apply_edition
from milestones.models import StatusReport
from milestones.views import documents
from tests.growth import taken_back
from tests.markup import Element, Page
from tests.milestones.factories import edition as empty_edition
from tests.milestones.imports.report.editions import (
    DECIDED,
    LATER,
    REWORDED,
    edited,
    edition,
    line_of,
)
from tests.test_figures import rows_at

pytestmark = pytest.mark.django_db

THIRD_DAY = dt.date(2008, 3, 31)
REWORDED_AGAIN = REWORDED.replace("a mutual", "one mutual")
THIRD = edited(
    # TS-1.5: no longer completed.
    (
        "information-sharing agreement within 18 months (December 2006).\n\nCompleted\n",
        "information-sharing agreement within 18 months (December 2006).\n\nDelayed to June 2009\n",
    ),
    # BP-3.1: put off once more, this time without the other words.
    ("Delayed to June 2008\n", "Delayed to December 2008\n"),
    (REWORDED, REWORDED_AGAIN),
    text=LATER,
)


@pytest.fixture(scope="module")
def three_editions(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[StatusReport]]:
    """The real edition and two that are made up; the third rewords TS-2.4 once more."""
    with django_db_blocker.unblock(), taken_back():
        apply_edition(edition(), DECIDED)
        third = edition(THIRD, THIRD_DAY, "Third status report", document="third.txt")
        matches = [("TS-2.4", line_of(REWORDED_AGAIN, THIRD))]
        apply_edition(third, Decisions(matches, allow_missing=True))
        yield list(StatusReport.objects.order_by("as_of"))


def page_of(client: Client, report: StatusReport, query: str = "", language: str = "en") -> Page:
    response = client.get(f"/{language}/reports/{report.pk}/{query}")
    assert response.status_code == 200
    return Page(response.content.decode())


def section(page: Page, heading: str) -> Element:
    """The section that the heading with this id names."""
    (found,) = (one for one in page.all("section") if one.get("aria-labelledby") == heading)
    return found


def sentences(page: Page) -> list[str]:
    return [item.text for item in section(page, "digest").all("li")]


def listed(page: Page, name: str) -> list[str]:
    """The heading of a list of differences and its rows, or that there are none."""
    return [part.text for part in section(page, name).all("h3", "li", "p")]


REAL = {
    "en": [
        "As of June 15, 2006, it reports on 106 of 106 milestones.",
        (
            "106 milestones are reported on for the first time: 12 delivered, 4 partially "
            "completed, 60 on track, 14 initiated, 16 delayed."
        ),
        "12 milestones were delivered since June 27, 2005; 12 are delivered now.",
        "9 milestones slipped to a later date, by 5 to 24 months (median 11).",
        "4 milestones are reported on track although their deadlines had passed.",
        "It leaves out no milestone that was reported on before.",
    ],
    "fr": [
        "Au 15 juin 2006, elle rend compte de 106 jalons sur 106.",
        (
            "106 jalons font l’objet d’un premier rapport : réalisés : 12, partiellement achevé "
            ": 4, sur la bonne voie : 60, amorcé : 14, retard déclaré : 16."
        ),
        "12 jalons ont été réalisés depuis le 27 juin 2005; 12 sont maintenant réalisés.",
        "9 jalons sont reportés à une date ultérieure, de 5 à 24 mois (médiane : 11).",
        "4 jalons sont déclarés sur la bonne voie malgré l’échéance dépassée.",
        "Elle n’omet aucun jalon dont un rapport précédent rendait compte.",
    ],
    "es": [
        "Al 15 de junio de 2006, informa sobre 106 de 106 hitos.",
        (
            "106 hitos se reportan por primera vez: cumplidos: 12, parcialmente concluido: 4, "
            "según lo previsto: 60, iniciado: 14, retrasado: 16."
        ),
        "12 hitos se cumplieron desde el 27 de junio de 2005; ahora hay 12 cumplidos.",
        (
            "9 hitos se reprogramaron para una fecha posterior, con un desfase de 5 a 24 meses "
            "(mediana: 11)."
        ),
        "4 hitos se reportan según lo previsto aunque ya estaban vencidos.",
        "No omite ningún hito reportado anteriormente.",
    ],
}

MADE_UP = {
    "en": [
        "As of March 31, 2007, it reports on 108 of 109 milestones.",
        "No milestone is reported on for the first time. 3 milestones are new.",
        "2 milestones were delivered since June 15, 2006; 14 are delivered now.",
        "1 milestone regressed to a less advanced status; 3 progressed.",
        (
            "9 milestones slipped to a later date, by 5 to 30 months (median 11). 1 slipped "
            "again: its new date is later than one reported before."
        ),
        "23 milestones are reported on track although their deadlines had passed.",
        "1 milestone that was reported on before is not mentioned.",
    ],
    "fr": [
        "Au 31 mars 2007, elle rend compte de 108 jalons sur 109.",
        "Aucun jalon ne fait l’objet d’un premier rapport. 3 jalons sont nouveaux.",
        "2 jalons ont été réalisés depuis le 15 juin 2006; 14 sont maintenant réalisés.",
        "1 jalon a reculé vers un état moins avancé; en progression : 3.",
        (
            "9 jalons sont reportés à une date ultérieure, de 5 à 30 mois (médiane : 11). 1 est "
            "reporté de nouveau : sa nouvelle date est postérieure à une date déclarée auparavant."
        ),
        "23 jalons sont déclarés sur la bonne voie malgré l’échéance dépassée.",
        "1 jalon dont un rapport précédent rendait compte n’est pas mentionné.",
    ],
    "es": [
        "Al 31 de marzo de 2007, informa sobre 108 de 109 hitos.",
        "Ningún hito se reporta por primera vez. 3 hitos son nuevos.",
        "2 hitos se cumplieron desde el 15 de junio de 2006; ahora hay 14 cumplidos.",
        "1 hito retrocedió a un estado menos avanzado; avanzaron: 3.",
        (
            "9 hitos se reprogramaron para una fecha posterior, con un desfase de 5 a 30 meses "
            "(mediana: 11). 1 se reprogramó de nuevo: su nueva fecha es posterior a una "
            "reportada antes."
        ),
        "23 hitos se reportan según lo previsto aunque ya estaban vencidos.",
        "1 hito reportado anteriormente no se menciona.",
    ],
}

THIRD_IN_SHORT = [
    "As of March 31, 2008, it reports on 108 of 109 milestones.",
    "No milestone is reported on for the first time.",
    "No milestone was delivered since March 31, 2007; 13 are delivered now.",
    "1 milestone regressed to a less advanced status; 0 progressed.",
    (
        "10 milestones slipped to a later date, by 5 to 36 months (median 13). 1 slipped again: "
        "its new date is later than one reported before."
    ),
    "46 milestones are reported on track although their deadlines had passed.",
    "1 milestone that was reported on before is not mentioned.",
]

DIFFERENCES = {
    "reworded": [
        "Reworded (2)",
        (
            "TS-2.4 [only before: Develop] a [only before: reciprocal] mechanism to inform "
            "visa-free travel [only before: program country reviews] within 12 months (June 2006). "
            "[only now: Establish] a [only now: mutual] mechanism to inform [only now: the reviews "
            "of countries in] visa-free travel [only now: programmes] within 12 months (June "
            "2006). line 61"
        ),
        (
            "CS-3.3 Assess options to make more compatible U.S. and Canadian export controls "
            "including issues of fraudulent transshipment or illicit diversion of “controlled” "
            "goods within 21 months (March [only before: 2007)]. Assess options to make more "
            "compatible U.S. and Canadian export controls including issues of fraudulent "
            "transshipment or illicit diversion of “controlled” goods within 21 months (March "
            "[only now: 2008)]. line 142"
        ),
    ],
    "redated": [
        "New dates (3)",
        (
            "TS-1.1 Test technology and develop recommendations within 12 months (June 2006) to "
            "enhance the…Fall 2006 → no revised date any more"
        ),
        (
            "TS-1.3 With a view to achieving compatible standards across all relevant "
            "transportation…June 2008 → Fall 2008 (5 months later)"
        ),
        (
            "BP-3.1 Within 6 months (December 2005), complete evaluation of the number of animal "
            "vaccine…December 2007 → June 2008 (6 months later)"
        ),
    ],
    "split": [
        "Reported by country pair, together before (1)",
        (
            "TS-1.3 With a view to achieving compatible standards across all relevant "
            "transportation programs, develop a strategy to coordinate background checks, "
            "credential recognition and document security standards…"
        ),
    ],
    "added": [
        "Added (3)",
        "TS-3.4 Open a joint training centre for border officers at Detroit by 2009.",
        "MS-3.1 Hold a joint Canada-U.S. exercise on the Great Lakes by June 2008.",
        "MS-3.2 Name one coordinator in each country.",
    ],
    "left-out": [
        "Left out (1)",
        (
            "IC-1.2 Explore means to address and resolve gaps in cross-border information-sharing "
            "channels."
        ),
    ],
}


@pytest.mark.parametrize("language", REAL)
def test_the_first_edition_in_short(
    client: Client, three_editions: list[StatusReport], language: str
) -> None:
    page = page_of(client, three_editions[0], language=language)
    assert sentences(page) == REAL[language]


@pytest.mark.parametrize("language", MADE_UP)
def test_a_later_edition_in_short(
    client: Client, three_editions: list[StatusReport], language: str
) -> None:
    page = page_of(client, three_editions[1], language=language)
    assert sentences(page) == MADE_UP[language]


@pytest.mark.both_databases
def test_the_edition_after_it_in_short(client: Client, three_editions: list[StatusReport]) -> None:
    page = page_of(client, three_editions[2])
    assert sentences(page) == THIRD_IN_SHORT
    assert listed(page, "reworded")[0] == "Reworded (1)"
    assert listed(page, "split")[1:] == ["No status was split by country pair."]
    assert listed(page, "added")[1:] == ["No milestone was added."]


@pytest.mark.both_databases
@pytest.mark.parametrize("query", ["", "?pair=US-MX", "?pair=US-CN&as_of=2006-06-15"])
def test_each_figure_leads_to_just_the_milestones_that_it_counts(
    client: Client, three_editions: list[StatusReport], query: str
) -> None:
    figures = 0
    for report in three_editions:
        for link in section(page_of(client, report, query), "digest").all("a"):
            if link.text.isdecimal():
                address = link.get("href").partition("#")[0]
                assert (rows_at(address), address) == (int(link.text), address)
                figures += 1
    assert figures > 25


@pytest.mark.both_databases
def test_what_an_edition_says_otherwise_than_the_one_before(
    client: Client, three_editions: list[StatusReport]
) -> None:
    page = page_of(client, three_editions[1])
    assert {name: listed(page, name) for name in DIFFERENCES} == DIFFERENCES


def test_what_the_first_edition_says_otherwise_than_the_plan(
    client: Client, three_editions: list[StatusReport]
) -> None:
    page = page_of(client, three_editions[0])
    assert "Differences from the plan" in section(page, "differences").text
    assert [row.partition(" ")[0] for row in listed(page, "reworded")[1:]] == ["CS-4.1"]
    dates = [
        ("TS-1.1", "June 2006 → Fall 2006 (5 months later)"),
        ("TS-2.2", "March 2006 → Fall 2006 (8 months later)"),
        ("BP-2.2", "March 2006 → Fall 2006 (8 months later)"),
        ("BP-2.4", "March 2006 → June 2007 (15 months later)"),
        ("BP-3.1", "December 2005 → December 2007 (24 months later)"),
        ("BP-4.2", "March 2006 → June 2007 (15 months later)"),
        ("BP-6.1", "March 2006 → June 2007 (15 months later)"),
        ("BP-6.2", "June 2006 → Fall 2006 (5 months later)"),
        ("BF-1.7", "December 2005 → Fall 2006 (11 months later)"),
    ]
    rows = listed(page, "redated")[1:]
    assert len(rows) == len(dates)
    assert all(
        row.startswith(c) and row.endswith(d) for row, (c, d) in zip(rows, dates, strict=True)
    )
    pieces = ["BP-4.1, BP-4.2", "BF-1.3, BF-1.4", "BF-1.5, BF-1.6", "BF-1.11, BF-1.12"]
    assert [
        row[: len(pair)] for row, pair in zip(listed(page, "split")[1:], pieces, strict=True)
    ] == pieces
    assert listed(page, "added")[1:] == ["No milestone was added."]
    assert listed(page, "left-out")[1:] == ["No milestone was left out."]


def test_long_lists_end_with_a_link_to_all_of_them(
    monkeypatch: pytest.MonkeyPatch, client: Client, three_editions: list[StatusReport]
) -> None:
    monkeypatch.setattr(documents, "MAX_DIFFERENCES", 1)
    report = three_editions[1]
    added = section(page_of(client, report), "added")
    assert [item.text for item in added.all("li")] == [DIFFERENCES["added"][1]]
    (more,) = (link for link in added.all("a") if "more" in link.text)
    assert more.text == "and 2 more"
    assert more.get("href") == f"/en/reports/{report.pk}/differences/#added"
    whole = Page(client.get(more.get("href")).content.decode())
    assert {name: listed(whole, name) for name in DIFFERENCES} == DIFFERENCES
    assert sentences(whole) == MADE_UP["en"]


@pytest.mark.both_databases
def test_what_an_edition_without_statuses_leaves_out_is_counted_and_the_first_ten_are_listed(
    client: Client, three_editions: list[StatusReport]
) -> None:
    left_out = section(page_of(client, empty_edition(as_of=dt.date(2008, 4, 1))), "left-out")
    assert next(left_out.all("h3")).text == "Left out (109)"
    codes = [item.text.partition(" ")[0] for item in left_out.all("li")]
    ten = "TS-1.1 TS-1.2 TS-1.3 TS-1.4 TS-1.5 TS-2.1 TS-2.2 TS-2.3 TS-2.4 TS-3.1"
    assert codes == ten.split()
    (more,) = (link for link in left_out.all("a") if "more" in link.text)
    assert more.text == "and 99 more"


@pytest.mark.both_databases
def test_an_edition_that_was_withdrawn_says_so_first(
    client: Client, three_editions: list[StatusReport]
) -> None:
    first, second, third = three_editions
    withdraw_edition(second, reason="It was a draft.")
    page = page_of(client, second)
    facts = next(found for found in page.all("dl"))
    assert next(facts.all("dt")).text == "Withdrawn"
    digest = section(page, "digest")
    assert digest.text == "In short This edition was withdrawn, so it is compared with nothing."
    assert "differences" not in page.ids
    # The one after it is compared with the one before.
    assert first.title in section(page_of(client, third), "digest").text


def test_a_status_that_was_withdrawn_alone_was_not_there_before(
    client: Client, three_editions: list[StatusReport]
) -> None:
    first, second, _third = three_editions
    withdraw_update(first.updates.get(milestone__code="TS-1.3"), reason="Misread")
    page = page_of(client, second)
    assert listed(page, "split")[1:] == ["No status was split by country pair."]


def test_an_edition_without_a_plan_is_compared_with_nothing(
    client: Client, empty_database: None
) -> None:
    page = page_of(client, empty_edition())
    assert section(page, "digest").text == (
        "In short There is no plan yet, so there is nothing to compare it with."
    )


def test_what_slipped_again_is_listed_with_what_needs_attention(
    client: Client, three_editions: list[StatusReport]
) -> None:
    links = section(page_of(client, three_editions[2]), "digest").all("a")
    (again,) = (link.get("href") for link in links if "slipped_again" in link.get("href"))
    assert again.startswith("/en/attention/?")
    rows = Page(client.get(again).content.decode())
    codes = [cell.text for cell in rows.all("th") if cell.get("scope") == "row"]
    assert codes == ["BP-3.1"]
