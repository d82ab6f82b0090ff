"""Rows as CSV and JSON, made piece by piece."""

import json
from collections.abc import Generator, Iterable
from itertools import islice
from typing import Any

from milestones.opendata.columns import Cell
from milestones.opendata.exports.csv_sql import csv_line, prepare
from milestones.opendata.exports.escaping import csv_words, json_value
from milestones.opendata.exports.export import BATCH, LARGE_BATCH, Export
from milestones.opendata.exports.streaming import snapshot


def csv_lines(export: Export) -> Generator[str]:
    """The rows as CSV (RFC 4180), safe to open in a spreadsheet.

    Figures are calculated first. The column names of other rows are sent at once, because a million
    rows take a while to sort. The database builds the lines where it can.
    """
    with snapshot():
        line = csv_line(export.dataset.columns) if export.is_from_database else None
        yield f"{_csv_line(export.names)}\r\n"
        prepare()
        lines = export.values(line) if line else map(_csv_line, export.cells())
        while batch := list(islice(lines, LARGE_BATCH)):
            yield "\r\n".join([*batch, ""])


def json_pieces(export: Export) -> Generator[str]:
    """The rows as one JSON object with ``meta`` and ``rows``.

    The metadata before the count is sent at once.
    """
    names = export.names
    chunks: list[str] = []
    with snapshot():
        yield f'{{"meta": {_json(export.metadata_before_count())[:-1]}, "count": '
        yield f'{export.count}, {_json(export.metadata_after_count())[1:]}, "rows": ['
        for index, cells in enumerate(export.cells()):
            row = dict(zip(names, map(json_value, cells), strict=True))
            chunks.append(f"{',' if index else ''}\n{_json(row)}")
            if len(chunks) == BATCH:
                yield "".join(chunks)
                chunks.clear()
    yield "".join(chunks) + "\n]}\n"


def _csv_line(cells: Iterable[Cell]) -> str:
    return ",".join(map(_csv_cell, cells))


def _csv_cell(cell: Cell) -> str:
    match json_value(cell):
        case None:
            return ""
        case bool() as flag:
            return "true" if flag else "false"
        case str() as text:
            return csv_words(text)
        case number:
            return str(number)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
