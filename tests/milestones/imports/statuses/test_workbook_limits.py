"""A small workbook never takes much memory: beyond a limit it is refused, by the limit's name."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from milestones.imports.statuses import reader
from milestones.imports.statuses.header import COLUMNS
from milestones.imports.statuses.workbook_limits import LIMITS
from tests.milestones.imports.statuses.sheets import MEGABYTE
from tests.milestones.imports.statuses.test_workbooks import (
    DAMAGED,
    SHEET,
    refused,
    repacked,
    workbook,
)

STYLES = "xl/styles.xml"
TOO_MANY_PARTS = [
    "A row, a text or the styles of the workbook have more than 20000 parts: copy the filled "
    "cells into a new one."
]


def with_more(part: str, before: bytes, more: bytes) -> bytes:
    """A workbook with more XML in one of its parts."""

    def edit(xml: bytes) -> bytes:
        assert before in xml
        return xml.replace(before, more + before, 1)

    return repacked(workbook(), part, edit)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (lambda: with_more(SHEET, b"</row>", b"<c/>" * 4_500_000), TOO_MANY_PARTS),
        (lambda: with_more(SHEET, b"</c>", b"<v/>" * 4_500_000), TOO_MANY_PARTS),
        (lambda: with_more(SHEET, b"</worksheet>", b"<x/>" * 30_000), TOO_MANY_PARTS),
        (lambda: with_more(STYLES, b"</cellXfs>", b"<xf/>" * 30_000), TOO_MANY_PARTS),
        (
            lambda: with_more("xl/workbook.xml", b"</sheets>", b'<sheet name="x"/>' * 251),
            ["The workbook has more than 250 sheets."],
        ),
        (
            lambda: with_more(SHEET, b"</worksheet>", b'<mergeCell ref="A9:B9"/>' * 101),
            ["The workbook has more than 100 merged cells: split them."],
        ),
        (lambda: with_more(SHEET, b"</row>", b"<c %s/>" % (b"x" * 2 * MEGABYTE)), DAMAGED),
        (
            lambda: with_more(
                SHEET, b"</row>", b"".join(b"<x%d/>" % name for name in range(11_000))
            ),
            DAMAGED,
        ),
    ],
    ids=[
        "cells of a row",
        "parts of a cell",
        "parts of a sheet",
        "styles",
        "sheets",
        "merged cells",
        "attributes",
        "names",
    ],
)
def test_what_would_take_much_memory_is_refused_by_name(
    data: Callable[[], bytes], told: list[str]
) -> None:
    file = data()
    assert len(file) < 200_000
    tracemalloc.start()
    try:
        assert refused(file) == told
        assert tracemalloc.get_traced_memory()[1] < 10 * MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("row", "The workbook has more than 9 rows."),
        ("c", "The workbook has more than 9 cells: copy the filled ones into a new one."),
        ("si", "The workbook has more than 9 different texts."),
    ],
)
def test_rows_cells_and_texts_are_limited(
    monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    monkeypatch.setitem(LIMITS, name, (9, LIMITS[name][1]))
    assert refused(with_more(SHEET, b"</sheetData>", b"<%s/>" % name.encode() * 10)) == [told]


def test_a_compression_that_needs_much_memory_is_refused() -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert refused(file.getvalue()) == DAMAGED


def test_reading_takes_a_limited_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_SECONDS", -1)
    told = ["Reading takes more than -1 seconds: split the file in two."]
    assert refused(workbook()) == told
    assert refused(",".join(COLUMNS).encode()) == told


def test_rows_formatted_to_the_last_column_of_a_sheet_are_read() -> None:
    data = with_more(SHEET, b"</row>", b"<c/>" * 16_373)
    (row,) = reader.read_sheet(data, MEGABYTE)
    assert row["code"] == "TS-1.2"


def test_merged_cells_are_refused_with_their_place_but_not_in_notes_above() -> None:
    def edit(book: Workbook) -> None:
        sheet = book.active
        sheet.insert_rows(1)
        sheet["A1"] = "Please return by Friday"
        sheet.merge_cells("A1:K1")
        sheet["A4"], sheet["C4"] = "TS-1.1", "US-CN"
        sheet["C5"] = "US-MX"
        sheet.merge_cells("A4:A5")
        sheet.merge_cells("F4:G4")

    told = "This cell is merged with another: split them."
    assert refused(workbook(edit)) == [f"row 4, revised_deadline: {told}", f"row 5, code: {told}"]
