"""Rows as text: CSV and JSON, made piece by piece."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Generator, Iterator
from itertools import islice
from typing import Any

from milestones.datasets import Cell
from milestones.exports.cells import neutralised, plain
from milestones.exports.csv_sql import csv_line, prepare
from milestones.exports.export import BATCH, LARGE_BATCH, Export
from milestones.exports.sending import snapshot


def csv_lines(export: Export) -> Generator[str]:
    """The rows as CSV (RFC 4180), safe to open in a spreadsheet; the headings at once, since a
    million rows take a while to be put in order.

    Where it can, the database makes the lines.
    """
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(export.names)
    with snapshot():
        yield lines.take()
        line = csv_line(export.dataset.columns)
        ready = export.values(line) if line else None
        if ready:
            prepare()
            yield from _joined(ready)
            return
        for place, cells in enumerate(export.cells(), 1):
            writer.writerow([_csv_cell(cell) for cell in cells])
            if place % BATCH == 0:
                yield lines.take()
    yield lines.take()


def _joined(lines: Iterator[str]) -> Generator[str]:
    while batch := list(islice(lines, LARGE_BATCH)):
        yield "\r\n".join(batch) + "\r\n"


def json_pieces(export: Export) -> Generator[str]:
    """The rows as one JSON object with ``meta`` and ``rows``; what comes before their count at
    once."""
    names = export.names
    pieces: list[str] = []
    with snapshot():
        yield f'{{"meta": {_json(export.facts_asked())[:-1]}, "count": '
        yield f'{export.count}, {_json(export.facts_described())[1:]}, "rows": ['
        for place, cells in enumerate(export.cells()):
            row = dict(zip(names, map(plain, cells), strict=True))
            pieces.append(f"{',' if place else ''}\n{_json(row)}")
            if len(pieces) == BATCH:
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


def _csv_cell(cell: Cell) -> str | int | float:
    match plain(cell):
        case None:
            return ""
        case bool() as yes:
            return "true" if yes else "false"
        case str() as words:
            return neutralised(words)
        case number:
            return number


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
