"""Hostile words come through every format unchanged, and no spreadsheet runs them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.models import Milestone
from milestones.opendata.exports.escaping import (
    FORMULA_STARTS,
    SIGNS,
    escape_formula,
    unescape_formula,
)
from tests.downloads import rows_in_csv, rows_in_json, rows_in_workbook, workbook
from tests.milestones.hostile import HOSTILE
from tests.milestones.recording import record

pytestmark = pytest.mark.django_db

INSIDE_TOO = {
    "\t=1+1": "'\t'=1+1",
    "\r=1+1": "'\r'=1+1",
    "\n=1+1": "'\n'=1+1",
    "delivered;=1+1\t=1+1": "delivered;'=1+1\t'=1+1",
}
RUNS = [words for words in HOSTILE.values() if words.startswith(FORMULA_STARTS)]


@pytest.fixture
def hostile(db: None) -> list[str]:
    """Milestones with hostile sentences, in document order."""
    for milestone, words in zip(Milestone.objects.all(), HOSTILE.values(), strict=False):
        Milestone.objects.filter(pk=milestone.pk).update(text=words, plan_text=f"{words} again")
    return list(HOSTILE.values())


def sentences(rows: list[dict[str, Any]], how_many: int) -> list[tuple[str, str]]:
    return [(row["milestone"], row["plan_text"]) for row in rows[:how_many]]


@pytest.mark.parametrize(("read", "suffix"), [(rows_in_json, "json"), (rows_in_workbook, "xlsx")])
def test_json_and_a_spreadsheet_have_the_words_as_they_are(
    client: Client, hostile: list[str], read: Callable[..., list[dict[str, Any]]], suffix: str
) -> None:
    rows = read(client, f"/milestones.{suffix}")
    assert sentences(rows, len(hostile)) == [(words, f"{words} again") for words in hostile]


def test_csv_has_the_words_behind_an_apostrophe_if_they_would_run(
    client: Client, hostile: list[str]
) -> None:
    rows = rows_in_csv(client, "/milestones.csv")
    assert all(not cell.startswith(FORMULA_STARTS) for row in rows for cell in row.values())
    pairs = sentences(rows, len(hostile))
    assert [sentence for sentence, _plan in pairs if unescape_formula(sentence) != sentence] == [
        INSIDE_TOO.get(words, f"'{words}")
        for words in hostile
        if words in INSIDE_TOO or words.lstrip("'").startswith(FORMULA_STARTS)
    ]
    assert [unescape_formula(sentence) for sentence, _plan in pairs] == hostile
    assert [unescape_formula(plan) for _said, plan in pairs] == [
        f"{words} again" for words in hostile
    ]


def test_no_cell_of_a_spreadsheet_is_a_formula(client: Client, hostile: list[str]) -> None:
    sheets = workbook(client, "/milestones.xlsx").worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n", "b", "d"}  # neither f nor e
    # The spreadsheet's own apostrophe keeps them still even when they are edited.
    quoted = {cell.value for cell in cells if cell.quotePrefix and cell.column_letter == "F"}
    assert len(quoted) == sum(words.lstrip("'").startswith(FORMULA_STARTS) for words in hostile)


def test_what_was_asked_for_is_as_harmless(client: Client) -> None:
    query = workbook(client, "/milestones.xlsx?q=%3D1%2B1").worksheets[1]["B3"]
    assert (query.value, query.data_type) == ("q==1+1", "s")


@pytest.mark.parametrize("words", RUNS[:-1], ids=lambda words: words[:12])
def test_words_that_were_reported_are_as_harmless(client: Client, words: str) -> None:
    line = StatusLine(Pair.ALL, Status.ON_TRACK, words, note=words)
    record(dt.date(2006, 9, 1), line, reason=words)
    (in_csv,) = rows_in_csv(client, "/history.csv?q=TS-1.4&sort=-as_of")[:1]
    (in_json,) = rows_in_json(client, "/history.json?q=TS-1.4&sort=-as_of")[:1]
    for name in ("as_reported", "note", "reason"):
        assert (unescape_formula(in_csv[name]), in_csv[name][0]) == (in_json[name], "'")
    (changed,) = rows_in_csv(client, "/changes.csv?q=TS-1.4")
    assert changed["to_as_reported"][0] == "'"


def test_words_longer_than_a_cell_holds_are_cut_in_a_spreadsheet_alone(client: Client) -> None:
    words = "=" + "x" * 40_000
    Milestone.objects.filter(code="TS-1.1").update(text=words)
    (row,) = rows_in_workbook(client, "/milestones.xlsx?q=TS-1.1")
    assert row["milestone"] == words[:32_766] + "…"
    (whole,) = rows_in_csv(client, "/milestones.csv?q=TS-1.1")
    assert whole["milestone"] == "'" + words


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ("🚧" * 20_000, "🚧" * 16_383 + "…"),
        ("x" + "🚧" * 20_000, "x" + "🚧" * 16_382 + "…"),
        ("\x01" * 40_000, "\x01" * 4_680 + "…"),
    ],
    ids=["counted twice", "not cut in two", "written with seven"],
)
def test_characters_are_counted_as_a_spreadsheet_counts_them(
    client: Client, words: str, cut: str
) -> None:
    Milestone.objects.filter(code="TS-1.1").update(text=words)
    (row,) = rows_in_workbook(client, "/milestones.xlsx?q=TS-1.1")
    assert row["milestone"] == cut


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@given(st.lists(st.text(alphabet="ab=+-@;,\t\r\n'\"＝"), min_size=2))
def test_nothing_runs_whichever_way_cells_are_taken_apart(separator: str, words: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerow(["TS-1.1", *map(escape_formula, words)])
    file.seek(0)
    cells = [cell for row in csv.reader(file, delimiter=separator) for cell in row]
    assert [cell for cell in cells if cell.startswith(SIGNS)] == []


def test_words_are_neutralised_inside_too() -> None:
    assert escape_formula("delivered;=1+1\n-2") == "delivered;'=1+1\n'-2"
    assert escape_formula("first\r\nsecond; third - fourth") == "first\r\nsecond; third - fourth"


@given(st.text() | st.text(alphabet="a=+;\t\r\n'\""))
def test_whatever_is_neutralised_can_be_restored(words: str) -> None:
    assert unescape_formula(escape_formula(words)) == words
    assert not escape_formula(words).startswith(FORMULA_STARTS)
