"""Files that are no spreadsheet of statuses are refused whole, with every reason."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator

import pytest

from milestones.imports.statuses import read_sheet
from milestones.imports.statuses.errors import SpreadsheetError
from milestones.imports.statuses.header import COLUMNS
from milestones.imports.statuses.reader import MAX_ROWS
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
            ["The workbook has a password or is an XLS file: save it as XLSX without one."],
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
                "row 1: This is not a statuses.csv: from here on, no row names the columns "
                "code, priority_area, pair, status, status_label, as_reported, "
                "revised_deadline, as_of, report, source_line, recorded_at."
            ],
        ),
        (
            HEADER.replace("pair,", "").replace("recorded_at", "status,,Remarks").encode(),
            [
                "row 1, pair: This column is missing.",
                "row 1, recorded_at: This column is missing.",
                "row 1, remarks: The export has no such column.",
                "row 1, status: This column appears twice.",
            ],
        ),
        (
            f"{HEADER}\r\n{ROW},,x\r\n\r\n{ROW}\r\n{ROW},y\r\n".encode(),
            [
                "row 2: There is a cell in column M, which has no name.",
                "row 5: There is a cell in column L, which has no name.",
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


NOTE = "Reply by Friday; write to “Anne”"


@pytest.mark.parametrize(
    "data",
    [
        f"{HEADER}\r\n{ROW}\r\n".encode("utf-16"),
        f"{HEADER}\r\n{ROW}\r\n".encode("utf-16-le"),
        b"\xfe\xff" + f"{HEADER}\r\n{ROW}\r\n".encode("utf-16-be"),
        f"{HEADER}\r\n{ROW}\r\n".encode("utf-16-be"),
        f"{HEADER}\r{ROW}\r".encode(),
        f"sep=,\r\n{HEADER}\r\n{ROW}\r\n".encode(),
        f"sep=;\r\n{HEADER}\r\n{ROW}\r\n".replace(",", ";").encode(),
        f'\ufeff"sep=|"\n{HEADER}\n{ROW}\n'.replace(",", "|").encode(),
        f"{HEADER}\n{ROW}\n".replace(",", "\t").encode("utf-16"),
        f" “Code” ,\xa0{HEADER[5:].upper()}\n{ROW}\n".encode(),
        f",,{HEADER},,\n\n,,{ROW},,\n".encode(),
        f"{NOTE}\n\nStatus,who,when\n\n{HEADER}\n{ROW}\n".encode(),
        f"{NOTE}, or not, or not\n{HEADER}\n{ROW}\n".replace(",", ";").encode(),
    ],
    ids=[
        "UTF-16",
        "UTF-16 without a mark",
        "big-endian",
        "big-endian without a mark",
        "carriage returns",
        "sep=,",
        "sep=;",
        "sep=|",
        "Unicode text of Excel",
        "quotes and no-break spaces",
        "empty columns",
        "notes",
        "notes and semicolons",
    ],
)
def test_a_file_is_read_as_programs_and_people_save_it(data: bytes) -> None:
    (row,) = read_sheet(data, MEGABYTE)
    assert (row["code"], row["status"], row["source_line"]) == ("TS-1.2", "on_track", "32")


def test_rows_are_counted_from_the_first_that_a_spreadsheet_shows() -> None:
    assert numbers(f"sep=;\n{NOTE}\n{HEADER}\n{ROW}\n".replace(",", ";")) == [3]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            f"{HEADER}\n".encode("utf-16")[:-1],
            "The file is UTF-16 and damaged: save it again, as CSV UTF-8 or XLSX.",
        ),
        (
            f",{HEADER}\nwhy?,{ROW}\n".encode(),
            "row 2: There is a cell in column A, which has no name.",
        ),
        (
            f"{HEADER}\n\n{ROW.replace('On track,,', '#NAME?,,')}\n".encode(),
            "row 3, as_reported: The formula gives an error: enter a value instead.",
        ),
        (
            f"{HEADER}\n\n{',' * 1_000_001}\n".encode(),
            "row 3: The row has more than 1000000 characters.",
        ),
    ],
)
def test_what_is_not_understood_is_refused_by_name(data: bytes, told: str) -> None:
    assert refused(data, 2 * MEGABYTE) == [told]


def test_the_names_of_the_columns_are_not_looked_for_without_end() -> None:
    assert refused("x\n" * 51 + HEADER)[0].startswith("row 1: This is not a statuses.csv")
