"""Read the cells of a CSV file, in whatever encoding and with whatever delimiter."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

from django.utils.translation import gettext as _

from milestones.documents.errors import DocumentError
from milestones.documents.text import decode
from milestones.imports.statuses.errors import RowProblem, SpreadsheetError, reject
from milestones.imports.statuses.header import MAX_NOTES, count_names

MAX_CELL_LENGTH = 131_072
"""In characters. No wording is that long: a longer cell has an unclosed quotation mark."""

MAX_LINE_LENGTH = 1_000_000

DELIMITERS = ",;\t"
"""The characters that spreadsheet programs put between cells; they depend on the country."""

_SEPARATOR = re.compile(r'\s*"?sep=([^"\r\n])"?[,;\t ]*(?:\r\n?|\n)', re.IGNORECASE)
"""A first line that tells Excel the delimiter. Programs do not show it as a row."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of Excel's former format, and of every workbook with a password."""


def csv_records(data: bytes) -> Iterator[list[str]]:
    """Read the rows of a CSV file, including empty ones, one at a time.

    Raises SpreadsheetError if it is no text, or its quotation marks do not match.
    """
    text = _decode(data)
    separator = _SEPARATOR.match(text)
    if separator:
        text = text[separator.end() :]
    delimiter = _delimiter(text, DELIMITERS + (separator[1] if separator else ""))
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    read = 0
    try:
        for cells in reader:
            # The csv module's own limit cannot be relied on, since other libraries may set it.
            if any(len(cell) > MAX_CELL_LENGTH for cell in cells):
                raise csv.Error
            yield cells
            read += 1
    except csv.Error:
        reject(_("The quotation marks around a cell from here on do not match."), read + 1)


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > MAX_LINE_LENGTH:
            reject(
                _("The row has more than %(count)s characters.") % {"count": MAX_LINE_LENGTH},
                number,
            )
        yield line


def _delimiter(text: str, delimiters: str) -> str:
    """The delimiter between the names of the columns."""
    lines = text[:MAX_CELL_LENGTH].splitlines()[:MAX_NOTES] or [""]

    def most_names(delimiter: str) -> int:
        return max(count_names(line.split(delimiter)) for line in lines)

    return max(delimiters, key=most_names)


def _decode(data: bytes) -> str:
    if data.startswith(_OLE):
        reject(_("The workbook has a password or is an XLS file: save it as XLSX without one."))
    encoding = _utf_16(data)
    try:
        return decode(data.decode(encoding).encode() if encoding else data, "")
    except UnicodeDecodeError:
        reject(_("The file is UTF-16 and damaged: save it again, as CSV UTF-8 or XLSX."))
    except DocumentError as error:
        message = _("The file is neither CSV nor an XLSX workbook: save it as one of the two.")
        details = (RowProblem(0, "", str(problem)) for problem in error.problems)
        raise SpreadsheetError([RowProblem(0, "", message), *details]) from None


def _utf_16(data: bytes) -> str:
    """The name of the encoding if every other byte is 0, as in Latin letters, or a mark says so."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    even, odd = (data[start:40:2].count(0) for start in (0, 1))
    if even == 0 and odd > 10:
        return "utf-16-le"
    return "utf-16-be" if odd == 0 and even > 10 else ""
