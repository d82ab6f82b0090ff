"""The page of what needs attention: each reason with its count, each milestone with its reasons."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.downloads import codes_in_csv
from tests.markup import Page

pytestmark = pytest.mark.django_db

REASONS = [
    "4 Reported on track after its deadline",
    "10 Overdue without a new date",
    "7 Overdue, new date ahead",
    "– Slipped again",
    "11 Due soon, still delayed or initiated",
    "– New date passed too",
    "– Regressed since the previous edition",
    "7 Country pairs two or more levels apart",
    "– Not in the latest edition",
]


def page(client: Client, query: str = "", language: str = "en", status: int = 200) -> Page:
    response = client.get(f"/{language}/attention/?{query}")
    assert response.status_code == status
    return Page(response.content.decode())


def reasons(shown: Page) -> list[str]:
    (listed,) = (part for part in shown.all("ol") if part.has("reasons"))
    return [next(item.all("a", "p")).text for item in listed.all("li")]


def rows(shown: Page) -> list[str]:
    return [row.text for body in shown.all("tbody") for row in body.all("tr")]


def test_each_reason_has_its_count_in_the_published_order(client: Client) -> None:
    assert reasons(page(client)) == REASONS
    assert reasons(page(client, "reason=due_soon")) == REASONS


def test_a_row_has_all_reasons_and_what_they_are_about(client: Client) -> None:
    (row,) = (row for row in rows(page(client)) if row.startswith("BP-2.2"))
    assert row == (
        "BP-2.2 Share plans within 9 months (March 2006) for isolation and quarantine during a "
        "transborder infectious disease outbreak. Bioprotection Overdue, new date ahead Country "
        "pairs two or more levels apart March 2006 Canada–U.S.: 2 months 15 days past "
        "deadline · new date 8 months later: Fall 2006 Delayed Canada–U.S.: Delayed "
        "Mexico–U.S.: Completed"
    )


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", "28 milestones"),
        ("reason=overdue_new_date", "7 milestones"),
        ("code=LE-1.8", "1 milestone"),
    ],
)
def test_the_heading_counts_the_rows(client: Client, query: str, count: str) -> None:
    shown = page(client, f"{query}&per_page=100")
    assert [heading.text for heading in shown.all("h2")][1] == count
    assert f"{len(rows(shown))} " in count


def test_a_chosen_reason_is_marked_and_named_by_chip_and_title(client: Client) -> None:
    shown = page(client, "reason=pairs_apart&horizon=90")
    current = [link.text for link in shown.all("a") if link.get("aria-current") == "true"]
    assert "7 Country pairs two or more levels apart" in current
    assert [chip.text for chip in shown.all("a") if chip.has("chip")] == [
        "Remove the filter Reason: Country pairs two or more levels apart",
        "Remove the filter Due within: 90 days",
        "Clear all",
    ]
    assert shown.all("title")[0].text == (
        "Needs attention (Reason: Country pairs two or more levels apart; Due within: 90 days)"
        " – SPP Tracker"
    )


def test_the_horizon_decides_what_is_due_soon(client: Client) -> None:
    assert reasons(page(client, "horizon=180"))[4] == "11 Due soon, still delayed or initiated"
    later = reasons(page(client, "horizon=180&as_of=2006-09-01"))[4]
    assert later == "3 Due soon, still delayed or initiated"
    assert reasons(page(client, "as_of=2006-09-01"))[4] == "– Due soon, still delayed or initiated"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("area=bioprotection&code=TS-1.4", "No milestone needs attention."),
        ("reason=silent", "No milestone needs attention for this reason."),
        ("as_of=2005-01-01", "There are no data for this date."),
    ],
)
def test_where_there_is_nothing_it_says_so(client: Client, query: str, message: str) -> None:
    content = client.get(f"/en/attention/?{query}").content.decode()
    assert message in content
    assert "<tbody>" not in content


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("reason=gloom", "Unknown reason “gloom”. Valid: contradictory, overdue_no_date, "),
        ("reason=not_updated", "Unknown reason “not_updated”."),
        ("horizon=61", "“61” is not a number of days to choose: write 60, 90 or 180."),
        ("reason=silent&reason=regressed", "Given more than once."),
        ("sort=code", "Unknown parameter."),
        ("page=9", "That page contains no results"),
    ],
)
def test_what_is_wrong_is_named_and_no_rows_are_shown(
    client: Client, query: str, message: str
) -> None:
    content = client.get(f"/en/attention/?{query}").content.decode()
    assert message in content
    assert "<tbody>" not in content


@pytest.mark.parametrize("name", ["milestones", "changes"])
def test_other_data_know_no_reasons(client: Client, name: str) -> None:
    assert client.get(f"/{name}.csv?reason=silent").status_code == 400
    assert client.get(f"/{name}.csv?horizon=90").status_code == 400


def test_the_file_is_in_the_order_of_the_page_unless_sorted(client: Client) -> None:
    codes = [row.partition(" ")[0] for row in rows(page(client, "per_page=100"))]
    assert codes_in_csv(client, "/attention.csv") == codes
    by_date = codes_in_csv(client, "/attention.csv?sort=-reason_date&limit=3")
    assert by_date == ["TS-1.1", "TS-3.2", "CS-3.2"]


@pytest.mark.parametrize(
    ("language", "heading", "reason"),
    [
        ("fr", "À surveiller", "4 Déclaré sur la bonne voie malgré l’échéance dépassée"),
        ("es", "Requieren atención", "4 Reportado según lo previsto, pero vencido"),
    ],
)
def test_it_is_in_three_languages(client: Client, language: str, heading: str, reason: str) -> None:
    shown = page(client, language=language)
    assert shown.all("h1")[0].text == heading
    assert reasons(shown)[0] == reason
