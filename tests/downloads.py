"""What a reader gets from the tracker: the rows of a file, the rows that pages show."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape


def rows_in_csv(client: Client, address: str) -> list[dict[str, str]]:
    """The rows of a CSV file, by the names of their columns."""
    response = client.get(address)
    text = response.getvalue().decode()
    assert response.status_code == 200, text
    return list(csv.DictReader(io.StringIO(text, newline="")))


def rows_in_json(client: Client, address: str) -> list[dict[str, Any]]:
    """The rows of a JSON file."""
    rows: list[dict[str, Any]] = json.loads(client.get(address).getvalue())["rows"]
    return rows


def workbook(client: Client, address: str) -> Workbook:
    """An XLSX file, opened."""
    response = client.get(address)
    content = response.getvalue()
    assert response.status_code == 200, content
    return load_workbook(io.BytesIO(content))


def rows_in_workbook(client: Client, address: str) -> list[dict[str, Any]]:
    """The rows of an XLSX file, in the types of its cells."""
    headings, *rows = workbook(client, address).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), map(as_said, row), strict=True)) for row in rows]


def as_said(cell: Any) -> Any:
    """A cell of a spreadsheet as a spreadsheet program shows it."""
    return unescape(cell) if isinstance(cell, str) else cell


def codes_in_csv(client: Client, address: str) -> list[str]:
    """The codes of the milestones in a CSV file, in its order."""
    return [row["code"] for row in rows_in_csv(client, address)]


def codes_on_pages(client: Client, path: str, query: str) -> list[str]:
    """The codes of the milestones that a list shows on its pages, in its order."""
    codes: list[str] = []
    for number in range(1, 10):
        response = client.get(f"{path}?{query}&per_page=100&page={number}")
        if response.status_code == 400:
            break
        text = response.content.decode()
        codes += re.findall(
            r'class="column-code">\s*<a href="/en/milestones/([A-Z]{2}-[0-9.]+)/', text
        )
    return codes
