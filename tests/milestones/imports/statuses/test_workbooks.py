"""Workbooks are read as text: nothing is run, and nothing unpacks without end."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from milestones.imports.statuses import read_sheet
from milestones.imports.statuses.errors import SpreadsheetError
from milestones.imports.statuses.header import COLUMNS
from milestones.imports.statuses.reader import MAX_ROWS
from tests.milestones.imports.statuses.sheets import MEGABYTE

SHEET = "xl/worksheets/sheet1.xml"
DAMAGED = ["The file cannot be read as an XLSX workbook: save it again, or as CSV."]


def workbook(edit: Callable[[Workbook], None] = lambda _book: None) -> bytes:
    """A workbook with one empty row below the names of the columns, and what is done to it."""
    book = Workbook()
    book.active.append(COLUMNS)
    book.active["A2"] = "TS-1.2"
    edit(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(data: bytes, part: str, edit: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one of its parts otherwise."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, edit(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


def refused(data: bytes) -> list[str]:
    with pytest.raises(SpreadsheetError) as refusal:
        read_sheet(data, MEGABYTE)
    return [str(problem) for problem in refusal.value.problems]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (dt.date(2006, 12, 1), "mmm-yy", "2006-12"),
        (dt.date(2006, 12, 1), '[$-40C]mmmm\\-yy;@"d"', "2006-12"),
        (dt.date(2006, 12, 1), "yyyy", "2006"),
        (dt.date(2006, 12, 1), "dd/mm/yyyy", "2006-12-01"),
        (
            dt.datetime.fromisoformat("2006-12-01T08:05:09"),
            "yyyy-mm-dd hh:mm:ss",
            "2006-12-01T08:05:09",
        ),
        (
            dt.datetime.fromisoformat("2006-12-01T08:05:08.999700"),
            "yyyy-mm-dd",
            "2006-12-01T08:05:09",
        ),
        (2008, "General", "2008"),
        (2008.0, "0", "2008"),
        (0.5, "0%", "0.5"),
        (True, "General", "true"),
        ("'=1+1", "General", "'=1+1"),
        (None, "General", ""),
    ],
)
def test_a_cell_is_text_no_more_exact_than_it_is_shown(
    value: object, number_format: str, text: str
) -> None:
    def edit(book: Workbook) -> None:
        book.active["G2"] = value
        book.active["G2"].number_format = number_format

    (row,) = read_sheet(workbook(edit), MEGABYTE)
    assert row["revised_deadline"] == text


def test_a_formula_is_a_problem_wherever_it_is() -> None:
    def edit(book: Workbook) -> None:
        book.active["D2"] = '=HYPERLINK("http://example.org","on_track")'
        book.active["J2"] = "=1+1"
        book.active["F5"] = ArrayFormula("F5", "=SUM(A1:A2)")

    told = "This is a formula: enter its value instead."
    assert refused(workbook(edit)) == [
        f"row 2, source_line: {told}",
        f"row 2, status: {told}",
        f"row 5, as_reported: {told}",
    ]


def test_the_error_of_a_formula_is_a_problem() -> None:
    def edit(book: Workbook) -> None:
        book.active["F2"] = "#N/A"

    told = "row 2, as_reported: The formula gives an error: enter a value instead."
    assert refused(workbook(edit)) == [told]


def test_the_sheet_of_the_export_is_read_wherever_it_is() -> None:
    def edit(book: Workbook) -> None:
        book.active.title = "statuses"
        book.create_sheet("Notes", 0)["A1"] = "Reply by Friday"

    assert [row["code"] for row in read_sheet(workbook(edit), MEGABYTE)] == ["TS-1.2"]


def test_else_only_the_first_sheet_is_read() -> None:
    def edit(book: Workbook) -> None:
        book.create_sheet("Notes")["A1"] = "=1+1"

    assert [row["code"] for row in read_sheet(workbook(edit), MEGABYTE)] == ["TS-1.2"]


def test_what_a_sheet_says_of_its_own_size_does_not_count() -> None:
    def shrunk(xml: bytes) -> bytes:
        assert b'<dimension ref="A1:K2"' in xml
        return xml.replace(b'<dimension ref="A1:K2"', b'<dimension ref="A1:B1"')

    data = repacked(workbook(), SHEET, shrunk)
    assert [row["code"] for row in read_sheet(data, MEGABYTE)] == ["TS-1.2"]


def test_a_row_far_below_is_not_waited_for() -> None:
    data = repacked(workbook(), SHEET, lambda xml: xml.replace(b'"2"', b'"999999999999"'))
    assert refused(data) == [f"There are more than {MAX_ROWS} rows."]


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is() -> None:
    data = repacked(workbook(), SHEET, lambda xml: xml + b" " * (20 * MEGABYTE))
    assert len(data) < MEGABYTE / 10
    assert refused(data) == ["The workbook is too large once it is unpacked."]


def test_entities_that_grow_without_end_are_refused() -> None:
    def edit(xml: bytes) -> bytes:
        entities = b'<!ENTITY a0 "lol">' + b"".join(
            b'<!ENTITY a%d "%s">' % (step, b"&a%d;" % (step - 1) * 10) for step in range(1, 10)
        )
        return b"<!DOCTYPE x [%s]>%s" % (entities, xml.replace(b"TS-1.2", b"&a9;"))

    assert refused(repacked(workbook(), SHEET, edit)) == DAMAGED


def a_zip_file() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("statuses.csv", ",".join(COLUMNS))
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        workbook()[:-100],
        workbook()[:2000],
        a_zip_file(),
        repacked(workbook(), SHEET, lambda xml: xml[:-30]),
        repacked(
            workbook(),
            SHEET,
            lambda xml: xml.replace(
                b'"A2" t="inlineStr"><is><t>TS-1.2</t></is>', b'"A2" t="s"><v>99</v>'
            ),
        ),
        repacked(workbook(), "xl/workbook.xml", lambda _xml: b"<workbook/>"),
        b"PK\x03\x04",
    ],
)
def test_a_damaged_workbook_is_refused(data: bytes) -> None:
    assert refused(data) == DAMAGED
