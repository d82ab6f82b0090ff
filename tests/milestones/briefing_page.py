"""The parts of a briefing, as a test reads them."""

from __future__ import annotations

from django.test import Client

from tests.markup import Element, Page


def briefing(client: Client, query: str = "", language: str = "en") -> Page:
    response = client.get(f"/{language}/briefing/?{query}")
    assert response.status_code == 200
    return Page(response.content.decode())


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
