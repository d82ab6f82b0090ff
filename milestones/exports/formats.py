"""The formats that rows can be had in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from milestones.exports.export import Export
from milestones.exports.text import csv_lines, json_pieces
from milestones.exports.workbook import workbook_pieces


@dataclass(frozen=True)
class Format:
    """A format: the end of its addresses, what it is called, and its pieces.

    ``saved`` is whether a browser keeps the file instead of showing it.
    """

    suffix: str
    label: str
    content_type: str
    pieces: Callable[[Export], Iterator[str] | Iterator[bytes]]
    saved: bool = True

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.content_type.partition(";")[0]


FORMATS = {
    one.suffix: one
    for one in (
        Format("csv", "CSV", "text/csv; charset=utf-8; header=present", csv_lines),
        Format(
            "xlsx",
            "XLSX",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            workbook_pieces,
        ),
        Format("json", "JSON", "application/json", json_pieces, saved=False),
    )
}
