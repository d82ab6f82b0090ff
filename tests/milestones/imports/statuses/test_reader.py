"""Files that are no spreadsheet of statuses are refused whole, with every reason."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator

import pytest

from milestones.imports.statuses import read_sheet
from milestones.imports.statuses.reader import COLUMNS, MAX_ROWS, SpreadsheetError
from tests.milestones.imports.statuses.sheets import MEGABYTE

HEADER = ",".join(COLUMNS)
ROW = "TS-1.2,Traveller Security,ALL,on_track,On track,On track,,2006-06-15,Report,32,"


def refused(data: str | bytes, most_bytes: int = MEGABYTE) -> list[str]:
    data = data if isinstance(data, bytes) else data.encode()
    with pytest.raises(SpreadsheetError) as refusal:
        read_sheet(data, most_bytes)
    return [str(problem) for problem in refusal.value.problems]


def numbers(text: str) -> list[int]:
    return [row.number for row in read_sheet(text.encode(), MEGABYTE)]


NEITHER = "The file is neither CSV nor an XLSX workbook: save it as one of the two."


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", ["The file is empty."]),
        (b"\xef\xbb\xbf\r\n ,, \r\n", ["The file is empty."]),
        (
            b"code,\x00\x01\x02",
            [NEITHER, "line 1: found “character U+0000”; expected text, not a binary file"],
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99),
            [NEITHER, "line 1: found “character U+0011”; expected text, not a binary file"],
        ),
        (
            b"c\xc3\xb4d\xc3\xa9,\xff\xc3\xa9",
            [NEITHER, "line 1: found “byte 0xff”; expected UTF-8 or Windows-1252 text"],
        ),
        (
            f'{HEADER}\r\n{ROW}\r\n\r\n"TS-1.3"x,y\r\n'.encode(),
            ["row 4: The quotation marks around a cell from here on do not match."],
        ),
        (
            f'{HEADER}\r\n{ROW}\r\nTS-1.3,"Traveller'.encode(),
            ["row 3: The quotation marks around a cell from here on do not match."],
        ),
        (
            b"Dear colleague,\r\nhere is the sheet.\r\n",
            [
                "row 1: This is not a statuses.csv: its first row must name the columns "
                "code, priority_area, pair, status, status_label, as_reported, "
                "revised_deadline, as_of, report, source_line, recorded_at."
            ],
        ),
        (
            HEADER.replace("pair,", "").replace("recorded_at", "status,,Remarks").encode(),
            [
                "row 1: The export has no such column.",
                "row 1, pair: This column is missing.",
                "row 1, recorded_at: This column is missing.",
                "row 1, remarks: The export has no such column.",
                "row 1, status: This column appears twice.",
            ],
        ),
        (
            f"{HEADER}\r\n{ROW},,x\r\n\r\n{ROW}\r\n{ROW},y\r\n".encode(),
            [
                "row 2: There are more cells than columns.",
                "row 5: There are more cells than columns.",
            ],
        ),
    ],
)
def test_every_reason_is_told_with_its_place(data: bytes, told: list[str]) -> None:
    assert refused(data) == told


def test_a_file_that_is_too_large_is_not_looked_at() -> None:
    data = f"{HEADER}\r\n".encode()
    assert read_sheet(data, len(data)) == []
    assert refused(bytes(MEGABYTE + 1)) == ["The file is larger than 1 MB."]


@pytest.fixture(params=[131_072, sys.maxsize])
def limit_of_the_process(request: pytest.FixtureRequest) -> Iterator[None]:
    """The csv module's limit as it comes, and as some library may have set it."""
    before = csv.field_size_limit(request.param)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("limit_of_the_process")
def test_a_cell_longer_than_any_words_is_refused() -> None:
    assert refused(f"{HEADER}\r\n{'x' * 200_000},\r\n") == [
        "row 2: The quotation marks around a cell from here on do not match."
    ]


def test_there_is_an_end_to_rows() -> None:
    assert len(numbers(f"{HEADER}\n" + "x\n" * (MAX_ROWS - 1))) == MAX_ROWS - 1
    assert refused(f"{HEADER}\n" + "\n" * MAX_ROWS) == ["There are more than 100000 rows."]


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    in_two_lines = ROW.replace("On track,,", '"On\ntrack",,')
    assert numbers(f"\n{HEADER}\n{in_two_lines}\n,,\n\n{ROW}\n\n") == [3, 6]


def test_a_row_that_ends_early_has_empty_cells() -> None:
    (row,) = read_sheet(f"{HEADER}\nTS-1.2,x\n".encode(), MEGABYTE)
    assert (row["code"], row["pair"], row["recorded_at"]) == ("TS-1.2", "", "")
