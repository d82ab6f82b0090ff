"""Exports as people bring them back."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable
from typing import Any

from django.test import Client
from openpyxl import Workbook

from milestones.actions import StatusLine
from milestones.imports.statuses import ImportContext, SheetDiff, apply_sheet, compare, read_sheet
from milestones.models import Milestone, StatusUpdate

MEGABYTE = 1_000_000
DAY = dt.date(2006, 9, 30)
LETTER = ImportContext(DAY, "Letter of the ministry")

Rows = list[dict[str, Any]]


def exported(query: str = "") -> bytes:
    """The export as it is downloaded."""
    body: bytes = Client().get(f"/statuses.csv{query}").getvalue()
    return body


def rows_of(data: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def export(query: str = "") -> Rows:
    """The rows of the export, to be edited."""
    return rows_of(exported(query))


def row(rows: Rows, code: str, pair: str = "") -> dict[str, Any]:
    """A milestone's row, or its row for a pair."""
    (found,) = (one for one in rows if one["code"] == code and (not pair or one["pair"] == pair))
    return found


def edited(code: str, pair: str = "", **edit: str) -> Rows:
    """The export with a row of a milestone edited."""
    rows = export()
    row(rows, code, pair).update(edit)
    return rows


def added(pair: str, status: str) -> dict[str, str]:
    """A row written by hand for TS-1.1001, which was never reported on."""
    new = {"code": "TS-1.1001", "pair": pair, "status": status}
    return dict.fromkeys(export()[0], "") | new


def as_csv(rows: Rows, **dialect: Any) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), **dialect)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_xlsx(rows: Rows, *, edit: Callable[[Workbook], None] | None = None) -> bytes:
    """A workbook with these rows, and whatever else is done to it."""
    book = Workbook()
    sheet = book.active
    sheet.append(list(rows[0]))
    for one in rows:
        sheet.append(list(one.values()))
    if edit:
        edit(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def compared(data: bytes | Rows, context: ImportContext = LETTER) -> SheetDiff:
    """What a file would change."""
    data = data if isinstance(data, bytes) else as_csv(data)
    return compare(read_sheet(data, MEGABYTE), context)


def applied(
    data: bytes | Rows, context: ImportContext = LETTER, *, seen: str = ""
) -> list[StatusUpdate]:
    """What a file put on record."""
    data = data if isinstance(data, bytes) else as_csv(data)
    return apply_sheet(read_sheet(data, MEGABYTE), context, seen=seen).recorded


def problems(difference: SheetDiff) -> list[str]:
    return [str(problem) for problem in difference.problems]


def told(difference: SheetDiff) -> dict[str, list[tuple[str, str, str]]]:
    """By milestone: for whom, what was and what will be said."""
    return {
        change.milestone.code: [
            (line.pair, _said([line.before] if line.before else []), _said([line.after]))
            for line in change.lines
        ]
        for change in difference.changes
    }


def _said(lines: Iterable[StatusLine]) -> str:
    return " ".join(
        f"{line.status} “{line.as_reported}”" + (f" {line.revised.code}" if line.revised else "")
        for line in lines
    )


def on_record(code: str) -> list[tuple[str, str, str, str]]:
    """The lines of the newest update: pair, status, words, revised date."""
    update = Milestone.objects.get(code=code).updates.order_by("as_of", "revision").last()
    assert update
    return [
        (line.pair, line.status, line.as_reported, line.revised.code if line.revised else "")
        for line in update.lines.order_by("pair")
    ]
