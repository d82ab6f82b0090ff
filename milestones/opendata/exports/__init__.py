"""Exports rows as CSV, JSON and XLSX files, which are sent while the rows are read."""

from collections.abc import Callable, Generator
from dataclasses import dataclass

from milestones.opendata.exports.export import Export
from milestones.opendata.exports.text import csv_lines, json_pieces
from milestones.opendata.exports.xlsx import check_length, workbook_pieces


@dataclass(frozen=True)
class Format:
    """A format: the suffix of its URLs, its label, and the function that yields a file's pieces.

    All pieces come from one state of the record. ``check`` raises InvalidQuery if the format
    cannot hold the rows. ``saved`` is whether a browser saves the file instead of showing it.
    """

    suffix: str
    label: str
    content_type: str
    chunks: Callable[[Export], Generator[str] | Generator[bytes]]
    check: Callable[[Export], None] = lambda _export: None
    saved: bool = True

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.content_type.partition(";")[0]


FORMATS = {
    file_format.suffix: file_format
    for file_format in (
        Format("csv", "CSV", "text/csv; charset=utf-8; header=present", csv_lines),
        Format(
            "xlsx",
            "XLSX",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            workbook_pieces,
            check_length,
        ),
        Format("json", "JSON", "application/json", json_pieces, saved=False),
    )
}
