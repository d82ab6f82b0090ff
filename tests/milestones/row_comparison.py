"""The same rows in every format, and as the pages show them, in the words of the pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.test import Client
from django.utils.formats import date_format

from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate, months_and_days
from milestones.opendata.datasets import DATASETS
from tests.downloads import rows_in_csv, rows_in_json, rows_in_workbook

FILTERS = {
    "q": "border",
    "code": "CS-3.2",
    "goal": "1",
    "area": "cargo-security",
    "initiative": "BF-1",
    "status": "delayed",
    "pair": "US-MX",
    "due_from": "2005-10",
    "due_to": "2006-12",
    "last_due_from": "2005-12-01",
    "last_due_to": "2006-12-31",
    "delivery": "unknown",
    "reported_from": "2006-06-15",
    "reported_to": "2006-06-15",
    "due": "1",
    "deadline": "2006-06",
    "late": "1",
    "overdue": "1",
    "contradiction": "1",
    "slipped": "1",
    "differ": "1",
    "sort": "-status",
}
"""A value of each filter that pages and files know, the day apart; pages with an order of their
own know no ``sort``."""

DAYS = ("2005-12-31", "2006-06-15", "2006-09-01")
"""Everything planned; as reported; as recorded since, with one of every kind of change."""

_CELL = re.compile(r'<t[hd][^>]*class="column-(\w+)"[^>]*>(.*?)</t[hd]>', re.DOTALL)
_LINE = re.compile(r'<span class="line">(.*?)(?=<span class="line|$)', re.DOTALL)
AS_ITS_PAIRS = ["as its pairs are"]
"""What a milestone is late by whose pairs differ: by the words of each, proved in
``test_lateness``."""
_ASIDE = re.compile(r'<span class="(?:line )?(?:aside|flag)">(.*?)</span>', re.DOTALL)
_NOT_WORDS = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)


def in_every_format(client: Client, name: str, query: str) -> list[dict[str, Any]]:
    """The rows of a file, which must be the same in all formats: those of the JSON."""
    rows = rows_in_json(client, f"/{name}.json?{query}")
    in_csv = rows_in_csv(client, f"/{name}.csv?{query}")
    assert in_csv == [{key: _in_csv(cell) for key, cell in row.items()} for row in rows], query
    kinds = {column.name: column.kind for column in DATASETS[name].columns}
    in_workbook = rows_in_workbook(client, f"/{name}.xlsx?{query}")
    assert rows == [
        {key: _in_json(cell, kinds[key]) for key, cell in row.items()} for row in in_workbook
    ], query
    return rows


def _in_csv(cell: Any) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _in_json(cell: Any, kind: str) -> Any:
    if cell is None or kind not in {"date", "datetime"}:
        return cell
    return f"{cell:%Y-%m-%d}" if kind == "date" else f"{cell:%Y-%m-%dT%H:%M:%SZ}"


def on_pages(client: Client, query: str) -> list[dict[str, Any]]:
    """The rows of the milestone table on all its pages, as a reader sees them."""
    rows: list[dict[str, Any]] = []
    for number in range(1, 10):
        response = client.get(f"/en/milestones/?{query}&per_page=100&page={number}")
        assert response.status_code == 200, response.content
        page_rows = list(_rows(response.content.decode()))
        rows += page_rows
        if len(page_rows) < 100:
            break
    return rows


def _rows(page: str) -> Iterator[dict[str, Any]]:
    cells = _CELL.findall(page.partition("<tbody>")[2])
    width = 7
    for start in range(0, len(cells), width):
        cell = dict(cells[start : start + width])
        asides = [_words(aside) for aside in _ASIDE.findall(cell["status"])]
        late_by = [_words(line) for line in _LINE.findall(cell["days_overdue"])]
        yield {
            "code": _words(cell["code"]),
            "milestone": _words(_ASIDE.sub("", cell["milestone"])),
            "priority_area": _words(cell["priority_area"]),
            "deadlines": {
                _words(_ASIDE.sub("", line)) for line in _LINE.findall(cell["last_deadline"])
            },
            "status": _words(_ASIDE.sub("", cell["status"])),
            "asides": asides,
            "late_by": AS_ITS_PAIRS if late_by and _pairs_differ(asides) else late_by,
            "reported": _words(cell["reported_as_of"]),
        }


def _words(html: str) -> str:
    return " ".join(unescape(_NOT_WORDS.sub("", html)).split())


def as_shown(row: dict[str, Any], query: str = "") -> dict[str, Any]:
    """A row of the data in the words of the page."""
    deadlines = {row["first_deadline"], row["last_deadline"]} - {None}
    asides = list(_asides(row, of_one_pair="pair=" in query))
    return {
        "code": row["code"],
        "milestone": " ".join(row["milestone"].split()),
        "priority_area": row["priority_area"],
        "deadlines": {ImpreciseDate.parse(deadline).words for deadline in deadlines},
        "status": str(Status(row["status"]).label),
        "asides": asides,
        "late_by": AS_ITS_PAIRS if row["late"] and _pairs_differ(asides) else list(_late_by(row)),
        "reported": date_format(dt.date.fromisoformat(row["reported_as_of"]))
        if row["reported_as_of"]
        else "–",
    }


def _pairs_differ(asides: list[str]) -> bool:
    return any(aside.startswith("Canada–U.S.: ") for aside in asides)


def _asides(row: dict[str, Any], *, of_one_pair: bool) -> Iterator[str]:
    us_cn, us_mx = row["status_us_cn"], row["status_us_mx"]
    if row["parties"] != "ALL" and not of_one_pair:
        yield str(Pair(row["parties"]).label)
    if us_cn and us_mx and us_cn != us_mx and not of_one_pair:
        yield f"Canada–U.S.: {Status(us_cn).label}"
        yield f"Mexico–U.S.: {Status(us_mx).label}"
    if row["contradiction"]:
        yield "On track, but past deadline"
    elif row["overdue"] and row["status"] == "on_track":
        yield "Overdue, last reported on track"
    elif row["overdue"]:
        yield "Overdue"


def _late_by(row: dict[str, Any]) -> Iterator[str]:
    """The words of the months and days are proved in ``test_lateness``."""
    if row["late"]:
        if row["days_overdue"]:
            last_due = dt.date.fromisoformat(row["as_of"]) - dt.timedelta(row["days_overdue"])
            months, days = months_and_days(last_due, dt.date.fromisoformat(row["as_of"]))
            counts = ((months, "month"), (days, "day"))
            time = (f"{count} {unit}{'s' * (count > 1)}" for count, unit in counts if count)
            yield f"{' '.join(time)} past deadline"
        if row["revised_deadline"]:
            when, slip = ImpreciseDate.parse(row["revised_deadline"]).words, row["slip_months"]
            is_later = slip is not None and slip > 0
            later = (
                f"new date {slip} month{'s' * (slip != 1)} later: " if is_later else "revised to "
            )
            yield later + when
        elif not row["days_overdue"]:
            yield "reported delayed, no new date"
