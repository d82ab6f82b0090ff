"""The workbook to edit: lists to choose from, locked but for what is imported, and taken back."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from tests.factories import person
from tests.milestones import recording
from tests.milestones.imports.statuses.sheets import compared, exported, problems, rows_of, told
from tests.milestones.opendata.test_exports_in_libreoffice import converted

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/milestones/statusupdate/spreadsheet/statuses.xlsx"


def downloaded(*areas: str) -> bytes:
    """The workbook of an editor of these areas; of a publisher without any."""
    client = Client()
    client.force_login(person("keeper", "Editors" if areas else "Publishers", *areas))
    answer = client.get(ADDRESS)
    assert answer["Content-Disposition"] == (
        'attachment; filename="spp-statuses-as-of-2006-06-15-to-edit.xlsx"'
    )
    content: bytes = answer.getvalue()
    return content


def opened(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def saved(sheet: Worksheet) -> bytes:
    file = io.BytesIO()
    sheet.parent.save(file)
    return file.getvalue()


def unlocked(sheet: Worksheet, row: int) -> list[str]:
    """The names of the columns in which a cell of this row can be edited."""
    cells = (
        (str(heading.value), sheet.cell(row, heading.column), heading.column_letter)
        for heading in sheet[1]
    )
    return [
        name
        for name, cell, letter in cells
        if not (cell if cell.has_style else sheet.column_dimensions[letter]).protection.locked
    ]


EDITABLE = ["pair", "status", "as_reported", "revised_deadline"]


def test_only_what_is_imported_can_be_edited_and_no_password_is_needed_to_edit_more() -> None:
    sheet = opened(downloaded())
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert {tuple(unlocked(sheet, row)) for row in range(2, 118)} == {tuple(EDITABLE)}
    assert unlocked(sheet, 1) == []
    assert unlocked(sheet, 118) == ["code", *EDITABLE]


def test_an_editor_can_edit_the_rows_of_their_areas() -> None:
    sheet = opened(downloaded("CS"))
    editable = {sheet.cell(row, 2).value for row in range(2, 118) if unlocked(sheet, row)}
    assert editable == {"Cargo Security"}


def test_status_and_pair_are_chosen_from_lists() -> None:
    sheet = opened(downloaded())
    choices = {
        str(rule.sqref): (rule.type, rule.formula1)
        for rule in sheet.data_validations.dataValidation
    }
    assert choices == {
        "C2:C1048576": ("list", '"ALL,US-CN,US-MX"'),
        "D2:D1048576": (
            "list",
            '"delayed,initiated,on_track,partially_completed,completed_ongoing,completed"',
        ),
    }


def test_it_has_the_rows_of_the_public_file() -> None:
    public = rows_of(exported())
    sheet = opened(downloaded())
    assert [cell.value for cell in sheet[1]] == list(public[0])
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [one["code"] for one in public]


def unchanged(data: bytes) -> int:
    difference = compared(data)
    assert (difference.changes, difference.problems, difference.ignored) == ([], [], {})
    return difference.unchanged


@pytest.mark.parametrize("words", ["=1+1; à l’été", "{=1+1}", "2006-12", "http://example.org"])
def test_uploaded_as_it_is_it_changes_nothing(words: str) -> None:
    line = StatusLine(Pair.ALL, Status.DELAYED, as_reported=words)
    recording.record(dt.date(2006, 6, 15), line, code="TS-1.2", reason="Misread")
    data = downloaded()
    assert unchanged(data) == 106
    assert unchanged(saved(opened(data))) == 106


def edits(sheet: Worksheet) -> Iterator[tuple[str, str]]:
    """The code and status of each row that the test edits."""
    for row in range(2, 118):
        if sheet.cell(row, 1).value in {"TS-1.2", "TS-1.3"}:
            sheet.cell(row, 4).value = "completed"
            yield str(sheet.cell(row, 1).value), "completed"


def test_uploaded_with_statuses_chosen_it_changes_these() -> None:
    sheet = opened(downloaded())
    edited = dict(edits(sheet))
    difference = compared(saved(sheet))
    assert problems(difference) == []
    assert list(told(difference)) == list(edited) == ["TS-1.2", "TS-1.3"]


@pytest.mark.exhaustive
def test_libreoffice_keeps_it_as_it_is(tmp_path: Path) -> None:
    line = StatusLine(Pair.ALL, Status.DELAYED, as_reported="=1+1; à l’été")
    recording.record(dt.date(2006, 6, 15), line, code="TS-1.2", reason="Misread")
    path = tmp_path / "statuses.xlsx"
    path.write_bytes(downloaded())
    sheet = opened(converted(path, "xlsx").read_bytes())
    assert sheet.protection.sheet
    assert unlocked(sheet, 2) == EDITABLE
    assert len(sheet.data_validations.dataValidation) == 2
    assert unchanged(saved(sheet)) == 106
    assert unchanged(converted(path, "csv").read_bytes()) == 106
