"""From a file's bytes to the rows of a spreadsheet of statuses, whoever saved it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from milestones.datasets import DATASETS
from milestones.documents.lines import decode
from milestones.documents.problems import DocumentError
from milestones.spreadsheets.problems import Problem, SpreadsheetError, quoted
from milestones.spreadsheets.workbooks import MOST_ROWS, SIGNATURE, Formula, workbook_records

COLUMNS = tuple(column.name for column in DATASETS["statuses"].columns)
"""The columns of the export, which are those that come back."""

LONGEST_CELL = 131_072
"""Characters. Longer than any words: a quotation mark that never closes takes in what follows."""

DELIMITERS = ",;\t"
"""What spreadsheet programs put between cells, depending on the country."""


@dataclass(frozen=True)
class Row:
    """A row that is not empty; ``number`` counts as spreadsheets do, from 1."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_sheet(data: bytes, most_bytes: int) -> list[Row]:
    """The rows of a CSV file or an XLSX workbook of at most so many bytes.

    Raises SpreadsheetError with every reason: too large, empty, neither of the two, other
    columns than the export's, cells beyond them, formulas.
    """
    if len(data) > most_bytes:
        message = _("The file is larger than %(size)s MB.") % {"size": most_bytes // 1_000_000}
        raise SpreadsheetError([Problem(0, "", message)])
    of_workbook = data.startswith(SIGNATURE)
    records = workbook_records(data, most_bytes) if of_workbook else _csv_records(data)
    filled = _filled(records)
    header = next(filled, None)
    if header is None:
        raise SpreadsheetError([Problem(0, "", _("The file is empty."))])
    return list(_rows(_named(*header), filled))


def _csv_records(data: bytes) -> Iterator[list[str]]:
    try:
        text = decode(data, "")
    except DocumentError as error:
        message = _("The file is neither CSV nor an XLSX workbook: save it as one of the two.")
        raise SpreadsheetError(
            [Problem(0, "", message), *(Problem(0, "", str(one)) for one in error.problems)]
        ) from None
    first_line = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(_of_words(reader), 1):  # noqa: B007 - tells where it broke off
            yield cells
    except csv.Error:
        message = _("The quotation marks around a cell from here on do not match.")
        raise SpreadsheetError([Problem(number + 1, "", message)]) from None


def _of_words(records: Iterable[list[str]]) -> Iterator[list[str]]:
    """The records as they are. The csv module's own limit is whatever any other library has set."""
    for cells in records:
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise csv.Error
        yield cells


def _filled(records: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The records that are not empty, with their numbers."""
    for number, cells in enumerate(records, 1):
        if number > MOST_ROWS:
            message = _("There are more than %(count)s rows.") % {"count": MOST_ROWS}
            raise SpreadsheetError([Problem(0, "", message)])
        if any(cell.strip() for cell in cells):
            yield number, cells


def _named(number: int, header: Sequence[str]) -> list[str]:
    """The names of the columns, in the order in which they stand."""
    names = [quoted(name).lower() for name in header]
    while not names[-1]:
        names.pop()
    if not set(names) & set(COLUMNS):
        message = _("This is no statuses.csv: its first row must name the columns %(columns)s.")
        raise SpreadsheetError([Problem(number, "", message % {"columns": ", ".join(COLUMNS)})])
    missing = (Problem(number, name, _("This column is missing.")) for name in COLUMNS)
    unknown = (Problem(number, name, _("The export has no such column.")) for name in names)
    twice = (Problem(number, name, _("This column is there twice.")) for name in names)
    problems = [
        *(problem for problem in missing if problem.column not in names),
        *(problem for problem in unknown if problem.column not in COLUMNS),
        *(problem for problem in twice if names.count(problem.column) > 1),
    ]
    if problems:
        raise SpreadsheetError(problems)
    return names


def _rows(names: Sequence[str], filled: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    problems: list[Problem] = []
    for number, cells in filled:
        found = list(_of_the_cells(number, names, cells))
        problems += found
        if not found:
            padded = [*cells, *[""] * (len(names) - len(cells))]
            yield Row(number, dict(zip(names, padded, strict=False)))
    if problems:
        raise SpreadsheetError(problems)


def _of_the_cells(number: int, names: Sequence[str], cells: Sequence[str]) -> Iterator[Problem]:
    if any(cell.strip() for cell in cells[len(names) :]):
        yield Problem(number, "", _("There are more cells than columns."))
    for name, cell in zip(names, cells, strict=False):
        if isinstance(cell, Formula):
            yield Problem(number, name, _("This is a formula: put its value there."))
