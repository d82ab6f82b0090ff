"""By how much a milestone is late, in words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import translation

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate, months_and_days
from milestones.models import Milestone
from milestones.pages.lateness import late_by, overdue_words
from tests.conftest import REPORT_DAY
from tests.markup import Page
from tests.milestones.factories import edit_deadlines, stood
from tests.milestones.recording import ON_TRACK, record

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("earlier", "later", "passed"),
    [
        ("2006-03-31", "2006-06-15", (2, 15)),
        ("2005-09-30", "2006-06-15", (8, 16)),
        ("2005-12-31", "2006-02-28", (2, 0)),
        ("2005-12-31", "2006-03-01", (2, 1)),
        ("2006-06-30", "2006-07-01", (0, 1)),
        ("2006-06-30", "2006-06-30", (0, 0)),
        ("2007-12-31", "2009-01-01", (12, 1)),
    ],
)
def test_a_month_ends_on_the_same_day_or_on_its_last(
    earlier: str, later: str, passed: tuple[int, int]
) -> None:
    assert months_and_days(dt.date.fromisoformat(earlier), dt.date.fromisoformat(later)) == passed


WORDS = {
    "en": {
        "LE-1.8": ["8 months 16 days past deadline"],
        "BP-2.4": ["2 months 15 days past deadline", "new date 15 months later: June 2007"],
        "TS-1.1": ["new date 5 months later: Fall 2006"],
        "LE-3.2": ["reported delayed, no new date"],
        "TS-1.2": [],
    },
    "fr": {
        "LE-1.8": ["8 mois et 16 jours après l’échéance"],
        "BP-2.4": [
            "2 mois et 15 jours après l’échéance",
            "nouvelle date, 15 mois plus tard\N{NO-BREAK SPACE}: juin 2007",
        ],
        "TS-1.1": ["nouvelle date, 5 mois plus tard\N{NO-BREAK SPACE}: automne 2006"],
        "LE-3.2": ["déclaré en retard, sans nouvelle date"],
        "TS-1.2": [],
    },
    "es": {
        "LE-1.8": ["8 meses y 16 días después de la fecha límite"],
        "BP-2.4": [
            "2 meses y 15 días después de la fecha límite",
            "nueva fecha, 15 meses después: junio de 2007",
        ],
        "TS-1.1": ["nueva fecha, 5 meses después: otoño de 2006"],
        "LE-3.2": ["reportado retrasado, sin nueva fecha"],
        "TS-1.2": [],
    },
}


@pytest.mark.parametrize("language", WORDS)
def test_by_how_much_the_real_milestones_are_late(language: str) -> None:
    with translation.override(language):
        told = {code: late_by(stood(code, REPORT_DAY), REPORT_DAY) for code in WORDS[language]}
    assert told == WORDS[language]


def test_every_late_milestone_says_by_how_much() -> None:
    milestones = list(Milestone.objects.as_of(REPORT_DAY))
    assert [len(late_by(each, REPORT_DAY)) for each in milestones if each.late].count(2) == 7
    assert all(bool(late_by(each, REPORT_DAY)) == each.late for each in milestones)
    undated = [
        each
        for each in milestones
        if late_by(each, REPORT_DAY) == ["reported delayed, no new date"]
    ]
    assert len(undated) == 9


def test_a_revised_date_that_is_no_slip_is_named() -> None:
    same = ImpreciseDate.month(2008, 6)
    record(REPORT_DAY, StatusLine(Pair.ALL, Status.DELAYED, revised=same), reason="Misread")
    assert late_by(stood("TS-1.4", REPORT_DAY), REPORT_DAY) == ["revised to June 2008"]


def test_on_track_is_named_with_what_is_overdue() -> None:
    edit_deadlines("TS-1.4", date=dt.date(2006, 9, 30), precision="month")
    october = dt.date(2006, 10, 31)
    assert overdue_words(stood("TS-1.4", october)) == "Overdue"
    record(dt.date(2006, 9, 1), ON_TRACK)
    assert overdue_words(stood("TS-1.4", october)) == "Overdue, last reported on track"
    assert overdue_words(stood("TS-1.4", dt.date(2006, 9, 30))) == ""
    record(october, ON_TRACK)
    assert overdue_words(stood("TS-1.4", october)) == "On track, but past deadline"


@pytest.mark.parametrize(
    "address",
    [
        "/en/milestones/?code=BP-2.4",
        "/en/milestones/BP-2.4/",
        "/en/priorities/bioprotection/",
        "/en/briefing/?area=bioprotection",
    ],
)
def test_each_page_with_a_late_milestone_says_by_how_much(client: Client, address: str) -> None:
    shown = " ".join(client.get(address).content.decode().split())
    assert "2 months 15 days past deadline" in shown
    assert "new date 15 months later: June 2007" in shown


@pytest.mark.parametrize(
    "address",
    [
        "/en/milestones/?code=TS-1.1",
        "/en/milestones/?code=TS-1.1&sort=-slip_months",
        "/en/priorities/traveller-security/",
        "/en/deadlines/",
        "/en/briefing/?area=traveller-security",
        "/en/?area=traveller-security",
    ],
)
def test_a_list_names_the_pair_for_which_alone_a_milestone_is_late(
    client: Client, address: str
) -> None:
    shown = " ".join(client.get(address).content.decode().split())
    assert "Canada–U.S.: new date 5 months later: Fall 2006" in shown
    of_one = " ".join(
        client.get(f"{address}{'&' if '?' in address else '?'}pair=US-CN").content.decode().split()
    )
    assert "new date 5 months later: Fall 2006" in of_one
    assert "Canada–U.S.: new date" not in of_one


def test_the_pairs_page_says_by_how_much_where_they_differ(client: Client) -> None:
    page = Page(client.get("/en/pairs/").content.decode())
    (table,) = (one for one in page.all("table") if one.has("differing"))
    late = {
        next(row.all("a")).text: cell.text
        for row in table.all("tr")
        for cell in row.all("td")
        if cell.has("differing-late")
    }
    assert late["BP-2.2"] == (
        "Canada–U.S.: 2 months 15 days past deadline · new date 8 months later: Fall 2006"
    )
    assert "2 months 15 days past deadline" in late.values()
    assert late["BF-1.9"] == "–"


BY_PAIR = {
    "en": "Late by: Canada–U.S.: new date 5 months later: Fall 2006",
    "fr": "Retard : Canada–États-Unis : nouvelle date, 5 mois plus tard : automne 2006",
    "es": "Atraso: Canadá–EE. UU.: nueva fecha, 5 meses después: otoño de 2006",
}


@pytest.mark.parametrize("language", BY_PAIR)
def test_where_the_pairs_differ_the_page_says_for_which_a_milestone_is_late(
    client: Client, language: str
) -> None:
    assert late_on_page(client, f"/{language}/milestones/TS-1.1/") == BY_PAIR[language]


def test_of_one_pair_a_milestone_is_late_by_what_was_reported_for_it(client: Client) -> None:
    address = "/en/milestones/TS-1.1/"
    assert (
        late_on_page(client, f"{address}?pair=US-CN")
        == "Late by: new date 5 months later: Fall 2006"
    )
    assert late_on_page(client, f"{address}?pair=US-MX") == ""


def test_each_pair_that_is_late_says_by_how_much(client: Client) -> None:
    record(
        dt.date(2006, 12, 31),
        StatusLine(Pair.US_CN, Status.DELAYED, revised=ImpreciseDate.month(2007, 3)),
        StatusLine(Pair.US_MX, Status.INITIATED),
        code="TS-1.1",
    )
    assert late_on_page(client, "/en/milestones/TS-1.1/") == (
        "Late by: Canada–U.S.: 6 months 1 day past deadline · new date 9 months later: March 2007; "
        "Mexico–U.S.: 6 months 1 day past deadline"
    )


def late_on_page(client: Client, address: str) -> str:
    page = Page(client.get(address).content.decode())
    return next((part.text for part in page.all("p") if part.has("late-by")), "")
