"""How rows become CSV and JSON, streamed and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from milestones.asked import Asked
from milestones.datasets import Cell, Dataset

BATCH = 200
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell instead of showing it."""


def csv_lines(dataset: Dataset, asked: Asked) -> Iterator[str]:
    """The rows as CSV (RFC 4180), in pieces as they come from the database."""
    day = asked.day
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow([column.name for column in dataset.columns])
    for place, row in enumerate(_stream(dataset.rows(asked)), 1):
        writer.writerow([_csv_cell(cell) for cell in dataset.cells(row, day)])
        if place % BATCH == 0:
            yield lines.take()
    yield lines.take()


def json_pieces(dataset: Dataset, asked: Asked) -> Iterator[str]:
    """The rows as one JSON object with ``meta`` and ``rows``, in pieces."""
    day = asked.day
    rows = dataset.rows(asked)
    names = [column.name for column in dataset.columns]
    meta = {
        "dataset": dataset.name,
        **asked.days,
        "filters": {name: asked.query.getlist(name) for name in asked.query},
        "count": rows.count() if isinstance(rows, QuerySet) else len(rows),
        "columns": names,
    }
    yield f'{{"meta": {_json(meta)}, "rows": ['
    pieces: list[str] = []
    for place, row in enumerate(_stream(rows)):
        pieces.append(",\n" if place else "\n")
        pieces.append(_json(dict(zip(names, dataset.cells(row, day), strict=True))))
        if len(pieces) >= BATCH:
            yield "".join(pieces)
            pieces.clear()
    yield "".join(pieces) + "\n]}\n"


class _Lines:
    """A file that hands over what was written to it so far."""

    def __init__(self) -> None:
        self._buffer = io.StringIO()

    def write(self, text: str) -> int:
        return self._buffer.write(text)

    def take(self) -> str:
        text = self._buffer.getvalue()
        self._buffer = io.StringIO()
        return text


def _stream(rows: QuerySet[Any] | list[Any]) -> Iterator[Any]:
    return rows.iterator(chunk_size=BATCH) if isinstance(rows, QuerySet) else iter(rows)


def _csv_cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return neutralised(cell) if isinstance(cell, str) else cell


def neutralised(words: str) -> str:
    """Words that a spreadsheet shows instead of running them."""
    return f"'{words}" if words.startswith(FORMULA_STARTS) else words


def restored(cell: str) -> str:
    """The words of a neutralised cell, and any other cell as it is."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
