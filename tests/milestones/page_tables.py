"""The rows that pages show, table by table, and the files that they offer of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from milestones.choices import COUNTRY_PAIRS, Pair, Status
from milestones.dates import ImpreciseDate
from tests.markup import Element, Page

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}

HOLDS = {
    "Milestones by priority area and status": "priorities",
    "Milestones by priority area, country pair and status": "priorities",
    "Milestones by deadline": "deadlines",
    "Share delivered and share late by priority area; select a heading to sort": "shares",
    "Slipped milestones, longest slip first": "milestones",
    "Milestones; select a heading to sort": "milestones",
    "Milestones with a different status for the two country pairs": "milestones",
    "Milestones with a different status for the two country pairs, Canada–U.S.": "milestones",
    "Milestones with a different status for the two country pairs, Mexico–U.S.": "milestones",
    "Milestones that need attention": "attention",
    "Statuses on": "changes",
    "Status lines in force": "statuses",
}
"""The data that tables hold, by how their captions begin."""

FILE_OF = {"shares": "priorities"}
"""The file of a table that shows other figures of its rows."""
NO_ROWS = (
    *("Available dates", "Milestones by status on", "This area compared with all areas"),
    "Milestones by priority area, last deadline and status",
)
"""How the captions of tables begin that hold no rows of data: of days to choose, and of counts
that each lead to their rows."""

Row = tuple[Any, ...]
"""What a row is known by, in the words of the page."""


@dataclass(frozen=True)
class Shown:
    """The rows of a table, or a list, that are rows of a dataset."""

    dataset: str
    rows: list[Row]


def opened(client: Client, address: str) -> Page:
    response = client.get(address)
    assert response.status_code == 200, (address, response.content.decode())
    return Page(response.content.decode())


def downloads(page: Page) -> list[str]:
    """The addresses of the files that a page offers to see."""
    return [
        link.get("href")
        for link in page.links
        if any(around.has("downloads") for around in link.around())
        and urlsplit(link.get("href")).path.endswith(tuple(TYPES))
    ]


def alternates(page: Page) -> dict[str, str]:
    """The types of the files that a page's head names, by their addresses."""
    return {
        link.get("href"): link.get("type")
        for link in page.all("link")
        if link.get("rel") == "alternate" and link.get("type") in TYPES.values()
    }


def offered(page: Page) -> list[tuple[str, str]]:
    """The dataset and the query of each table's files, which must be there in every format."""
    addresses = [urlsplit(address) for address in downloads(page)]
    tables = [
        addresses[start : start + len(TYPES)] for start in range(0, len(addresses), len(TYPES))
    ]
    for files in tables:
        assert [file.path.partition(".")[2] for file in files] == list(TYPES)
        assert len({(file.path.partition(".")[0], file.query) for file in files}) == 1
    return [(files[0].path[1:].partition(".")[0], files[0].query) for files in tables]


def tables_of(page: Page) -> Iterator[Shown]:
    """The tables of rows that a page shows; an area's lists are one, and so is a story."""
    if {"others", "headline"} <= set(page.ids):
        entries = (entry for entry in page.all("li") if entry.has("entry"))
        yield Shown("milestones", [_code(entry) for entry in entries])
    for table in page.all("table"):
        caption = next(table.all("caption")).text
        if not caption.startswith(NO_ROWS):
            yield from _of_table(table, caption)
    for story in (part for part in page.all("ol") if part.has("story")):
        yield Shown("history", list(_told(story)))


def _of_table(table: Element, caption: str) -> Iterator[Shown]:
    dataset = HOLDS["Statuses on" if caption.startswith("Statuses on") else caption]
    rows = [row for body in table.all("tbody") for row in body.all("tr") if not row.has("group")]
    if "country pair" in caption and dataset == "priorities":
        for pair in COUNTRY_PAIRS:
            yield Shown(dataset, list(_of_pair(table, str(pair.label))))
    elif dataset == "deadlines":
        yield Shown(dataset, [(_heading(row), _due_and_delivered(row)) for row in rows])
    elif dataset in {"priorities", "shares"}:
        yield Shown(dataset, [(_heading(row), _figures(row)) for row in rows])
    elif dataset == "statuses":
        yield Shown(dataset, [(_heading(row), next(row.all("q")).text) for row in rows])
    else:
        yield Shown(dataset, [_code(row) for row in rows])


def _of_pair(table: Element, pair: str) -> Iterator[Row]:
    for body in table.all("tbody"):
        area, *rows = body.all("tr")
        for row in rows:
            if _figures(row) and _heading(row) == pair:
                yield area.text, _figures(row)


def _told(story: Element) -> Iterator[Row]:
    for event in story.all("li"):
        if event.has("event-reported"):
            day = next(event.all("time")).get("datetime")
            (lines,) = (part for part in event.all("ul") if part.has("pairs"))
            for line in lines.all("li"):
                yield day, line.text.partition(":")[0], next(line.all("q")).text


def _heading(row: Element) -> str:
    """The name of a row; that of a row that opens is without what it opens to."""
    heading = next(row.all("th"))
    return heading.get("abbr") or heading.text.removesuffix(" year only")


def _figures(row: Element) -> Mapping[str, int]:
    """The counts of a row by what they count, but for those that are nil."""
    cells = (cell for cell in row.all("td") if cell.get("data-label"))
    figures = ((cell.get("data-label"), list(cell.all("a"))) for cell in cells)
    return {label: int(links[0].text) for label, links in figures if links}


def _due_and_delivered(row: Element) -> Mapping[str, int]:
    """The counts of a deadline that its row in the data has, too."""
    shown = _figures(row)
    return {label: shown[label] for label in ("Milestones", "Delivered") if shown.get(label)}


def _code(row: Element) -> Row:
    links = (link.get("href").split("?")[0].split("/") for link in row.all("a"))
    return (next(link[3] for link in links if link[2:3] == ["milestones"]),)


def as_on_page(dataset: str, row: Mapping[str, Any]) -> Row:
    """What a row of a file is known by, in the words of the pages."""
    if dataset == "priorities":
        return row["priority_area"], _counted(row)
    if dataset == "shares":
        delivered = row["completed"] + row["completed_ongoing"]
        figures = {"Delivered": delivered, "Late": row["late"], "All": row["milestones"]}
        return row["priority_area"], {name: count for name, count in figures.items() if count}
    if dataset == "deadlines":
        delivered = row["completed"] + row["completed_ongoing"]
        counts = {"Milestones": row["milestones"], "Delivered": delivered}
        return deadline_in_words(row["deadline"]), {k: n for k, n in counts.items() if n}
    if dataset in {"statuses", "history"}:
        day = (row["as_of"],) if dataset == "history" else ()
        return (*day, str(Pair(row["pair"]).label), " ".join(row["as_reported"].split()))
    return (row["code"],)


def _counted(row: Mapping[str, Any]) -> Mapping[str, int]:
    counts = {str(status.label): row[status] for status in Status}
    counts |= {"Overdue": row["overdue"], "All": row["milestones"]}
    return {label: count for label, count in counts.items() if count}


def deadline_in_words(code: str) -> str:
    """A deadline as the tables of deadlines name it."""
    return "No deadline" if code == "none" else ImpreciseDate.parse(code).words
