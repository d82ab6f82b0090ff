"""An export that nobody edited changes nothing, whatever programs it went through."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable

import pytest

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from tests.milestones import recording
from tests.milestones.imports.statuses.sheets import (
    Rows,
    as_csv,
    as_xlsx,
    compared,
    export,
    exported,
    row,
)

pytestmark = pytest.mark.django_db


def unchanged(data: bytes | Rows) -> int:
    """How many milestones a file leaves as they are; there is nothing else to tell of it."""
    difference = compared(data)
    assert (difference.changes, difference.problems) == ([], [])
    assert (difference.older, difference.ignored) == ([], {})
    return difference.unchanged


def each(rows: Rows, **edits: Callable[[str], object]) -> Rows:
    """The rows with every cell of some columns written otherwise."""
    return [{**one, **{name: edit(one[name]) for name, edit in edits.items()}} for one in rows]


def with_bare_line_feeds(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    "change",
    [
        bytes,
        with_bare_line_feeds,
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data + b",,,,,,,,,,\r\n\r\n,,,,,,,,,,\r\n",
        lambda data: data.replace(b"\r\n", b",\r\n"),
        lambda data: data.replace(b"code,priority_area", b" Code , Priority_Area ", 1),
    ],
    ids=["as it is", "bare line feeds", "mark", "empty rows", "empty column", "blanks in names"],
)
def test_as_downloaded_or_saved_by_another_program(change: Callable[[bytes], bytes]) -> None:
    assert unchanged(change(exported())) == 106


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_with_other_delimiters_and_quotation_marks(delimiter: str, quoting: int) -> None:
    assert unchanged(as_csv(export(), delimiter=delimiter, quoting=quoting)) == 106


def test_in_the_encoding_of_another_country() -> None:
    record(as_reported="Terminé – « à Montréal »")
    assert unchanged(exported().decode().encode("cp1252")) == 106


def test_with_columns_and_rows_in_another_order() -> None:
    rows = [dict(reversed(one.items())) for one in reversed(export())]
    assert unchanged(rows) == 106


def test_with_rows_left_out() -> None:
    assert unchanged(export("?area=cargo-security&pair=US-MX")) == 10
    assert unchanged([row(export(), "TS-1.1", "US-MX")]) == 1


def test_of_nothing() -> None:
    assert unchanged(exported("?q=nowhere")) == 0


def record(as_reported: str, revised: ImpreciseDate | None = None) -> None:
    line = StatusLine(Pair.ALL, Status.DELAYED, as_reported=as_reported, revised=revised)
    recording.record(dt.date(2006, 7, 1), line, code="TS-1.2")


def written(day: str, pattern: str) -> str:
    return f"{dt.date.fromisoformat(day):{pattern}}" if day else ""


@pytest.mark.parametrize("pattern", ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d", "%m/%d/%y"])
def test_with_days_as_a_spreadsheet_writes_them(pattern: str) -> None:
    record("Delayed", ImpreciseDate.day(dt.date(2007, 3, 2)))
    rows = each(
        export(),
        as_of=lambda day: written(day, pattern),
        revised_deadline=lambda code: written(code, pattern) if len(code) == 10 else code,
    )
    assert unchanged(rows) == 106


@pytest.mark.parametrize("december", ["Dec-07", "déc-07", "dic-07", "décembre 2007", "Dec. 2007"])
def test_with_months_as_a_spreadsheet_writes_them(december: str) -> None:
    rows = export()
    months = [one for one in rows if one["revised_deadline"] == "2007-12"]
    assert months
    for one in months:
        one["revised_deadline"] = december
    assert unchanged(rows) == 106


@pytest.mark.parametrize(
    "pattern",
    [
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%d/%m/%Y %H:%M",
        "%m/%d/%y %I:%M %p",
        "%Y-%m-%dT%H:%M:%S+00:00",
    ],
)
def test_with_instants_as_a_spreadsheet_writes_them(pattern: str) -> None:
    rows = each(
        export(), recorded_at=lambda at: f"{dt.datetime.fromisoformat(at):{pattern}}".lower()
    )
    assert unchanged(each(rows, recorded_at=lambda at: at.upper())) == 106


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "'=", "'"])
def test_with_words_that_a_spreadsheet_would_have_run(start: str) -> None:
    record(f"{start}HYPERLINK(“x”)")
    assert unchanged(exported()) == 106
    assert unchanged(as_xlsx(export())) == 106


def test_with_line_ends_within_a_cell() -> None:
    record("Delayed:\r\nwaiting\tfor  the law")
    assert unchanged(exported()) == 106
    assert unchanged(with_bare_line_feeds(exported())) == 106


def test_with_labels_instead_of_codes() -> None:
    rows = export()
    for one in rows:
        one["status"] = one["status_label"].upper()
    assert unchanged(rows) == 106


def test_as_a_workbook_with_text() -> None:
    assert unchanged(as_xlsx(export())) == 106


def test_as_a_workbook_with_dates_and_numbers() -> None:
    rows = each(
        export(),
        as_of=dt.date.fromisoformat,
        recorded_at=lambda at: dt.datetime.fromisoformat(at).replace(tzinfo=None),
        source_line=float,
        revised_deadline=lambda code: float(code) if len(code) == 4 else code or None,
    )
    assert unchanged(as_xlsx(rows)) == 106
