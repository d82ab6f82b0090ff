"""Long files: sent while they are read, from one state of the record, and easily given up."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.models import PairStatus
from milestones.opendata.columns import Cell, Dataset
from milestones.opendata.exports import streaming
from milestones.opendata.exports.export import BATCH, Export
from milestones.queries import cache as query_cache
from milestones.views.data import data_file
from tests.database_copy import at_once
from tests.milestones.recording import LATER, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def large_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """The record counts as large, so that its files are streamed."""
    monkeypatch.setattr("milestones.opendata.exports.streaming._is_small", lambda: False)


def asked_for(name: str, suffix: str) -> Any:
    """The answer of the view, as the server gets it."""
    return data_file(RequestFactory().get(f"/{name}.{suffix}"), name, suffix)


def test_rows_are_sent_in_pieces(client: Client, add_milestones: Callable[[int], object]) -> None:
    add_milestones(3 * BATCH)
    pieces = list(client.get("/milestones.json"))
    assert len(pieces) == 2 + 4  # what is said of the rows, before their count and after; the rows
    assert b"".join(pieces).count(b'"code": ') == 106 + 3 * BATCH


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The rows that cells are made of, fifty at a time."""
    cells = Dataset.cells
    made: list[object] = []

    def counted(*row: Any) -> list[Cell]:
        made.append(row)
        return cells(*row)

    monkeypatch.setattr(Dataset, "cells", counted)
    for name in ("BATCH", "LARGE_BATCH"):
        monkeypatch.setattr(f"milestones.opendata.exports.text.{name}", 50)
    return made


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        *((name, "json") for name in ("milestones", "statuses", "history", "changes")),
        ("changes", "csv"),
    ],
)
def test_the_first_byte_is_sent_before_the_last_row_is_made(
    made: list[object], name: str, suffix: str
) -> None:
    pieces = iter(asked_for(name, suffix))
    next(pieces)
    assert len(made) <= 50
    assert b"".join(pieces)
    assert len(made) > 100


def test_headings_are_sent_before_any_row_is_looked_for() -> None:
    with CaptureQueriesContext(connection) as asked:
        pieces = iter(asked_for("statuses", "csv"))
        first = next(pieces)
    assert first.startswith(b"code,priority_area,pair,status,")
    assert "milestones_pairstatus" not in " ".join(query["sql"] for query in asked.captured_queries)
    assert b"".join(pieces).count(b"\r\n") == 116


@pytest.mark.parametrize("name", ["milestones", "statuses", "history"])
def test_rows_are_not_counted_before_json_begins(name: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        first = next(iter(asked_for(name, "json")))
    assert first.startswith(b'{"meta": {"dataset": "')
    assert first.endswith(b'"count": ')
    assert "COUNT(" not in " ".join(query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("name", ["milestones", "statuses", "history"])
def test_lines_are_sent_before_the_last_is_made(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("milestones.opendata.exports.text.LARGE_BATCH", 50)
    headings, *pieces = asked_for(name, "csv")
    assert headings.count(b"\r\n") == 1
    assert {piece.count(b"\r\n") for piece in pieces[:-1]} == {50}
    assert 1 <= pieces[-1].count(b"\r\n") <= 50


def test_a_compressed_file_is_sent_while_it_is_made(
    client: Client, made: list[object], add_milestones: Callable[[int], object]
) -> None:
    add_milestones(3000)
    answer = client.get("/milestones.json", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    pieces, sent = iter(answer), 0
    while sent < 1000:
        sent += len(next(pieces))
    assert len(made) < 3000
    b"".join(pieces)
    assert len(made) == 3106


@pytest.mark.usefixtures("copied_database")
@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_a_file_is_of_one_state_of_the_record_whatever_is_recorded_meanwhile(suffix: str) -> None:
    words = f"Recorded meanwhile, {suffix}"

    def while_it_is_sent() -> tuple[int, int]:
        response = asked_for("history", suffix)
        pieces = iter(response)
        begun = next(pieces)
        assert at_once(record_something) == ["kept"]  # who records does not wait for readers
        whole = begun + b"".join(pieces)
        response.close()
        return whole.count(words.encode()), whole.count(b"TS-1.4")

    def record_something() -> str:
        line = StatusLine(Pair.ALL, Status.ON_TRACK, words)
        record(LATER, line, code="ST-1.1", reason="Read once more.")
        return "kept"

    assert at_once(while_it_is_sent) == [(0, 1)]
    (afterwards,) = at_once(lambda: asked_for("history", suffix).getvalue())
    assert words.encode() in afterwards


@pytest.mark.usefixtures("copied_database")
@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
def test_a_file_that_is_given_up_leaves_nothing_open(suffix: str) -> None:
    def given_up() -> bool:
        response = asked_for("milestones", suffix)
        response.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return is_in_transaction()

    assert at_once(given_up) == [False]


@pytest.mark.usefixtures("copied_database")
def test_a_file_that_fails_before_it_is_sent_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(_export: Export) -> None:
        raise OperationalError

    def failed() -> bool:
        with pytest.raises(OperationalError):
            asked_for("milestones", "csv")
        return is_in_transaction()

    monkeypatch.setattr(Export, "links", property(fails))
    assert at_once(failed) == [False]


@pytest.mark.usefixtures("copied_database")
def test_a_spreadsheet_is_sent_after_the_record_was_left() -> None:
    def begun() -> bool:
        response = asked_for("milestones", "xlsx")
        next(iter(response))
        return is_in_transaction()

    assert at_once(begun) == [False]


@pytest.mark.usefixtures("copied_database")
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's readers keep nobody waiting.")
def test_a_reader_who_stops_reading_keeps_no_state_of_the_record_for_long() -> None:
    def allowed() -> str:
        response = asked_for("milestones", "json")
        with connection.cursor() as cursor:
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            (timeout,) = cursor.fetchone()
        response.close()
        return str(timeout)

    assert at_once(allowed) == ["1min"]


@pytest.mark.usefixtures("copied_database")
def test_a_file_that_was_read_leaves_nothing_open() -> None:
    def read() -> tuple[int, bool]:
        rows = json.loads(asked_for("milestones", "json").getvalue())["rows"]
        return len(rows), is_in_transaction()

    assert at_once(read) == [(106, False)]


def is_in_transaction() -> bool:
    """What the database's own library says, whatever Django knows."""
    if connection.vendor == "sqlite":
        return bool(connection.connection.in_transaction)
    return bool(connection.connection.info.transaction_status)


@pytest.mark.parametrize("name", ["milestones.csv", "statuses.json", "history.xlsx"])
def test_files_of_a_small_record_are_whole_and_have_a_length(
    monkeypatch: pytest.MonkeyPatch, client: Client, name: str
) -> None:
    streamed = client.get(f"/{name}")
    assert "Content-Length" not in streamed
    monkeypatch.undo()
    query_cache.clear()
    assert PairStatus.objects.count() == 116
    whole = client.get(f"/{name}")
    assert whole["Content-Length"] == str(len(whole.content))
    assert whole.content == streamed.getvalue()


def test_whether_a_record_is_small_is_known_without_sorting_it(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.undo()
    with CaptureQueriesContext(connection) as queries:
        client.get("/progress.csv")
    (counted,) = [each["sql"] for each in queries if "milestones_pairstatus" in each["sql"]]
    assert "ORDER BY" not in counted


def test_a_file_of_figures_begins_when_they_are_calculated(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_query: object) -> None:
        raise OperationalError

    monkeypatch.setattr("milestones.queries.progress._days", fail)
    with pytest.raises(OperationalError):
        asked_for("progress", "csv")


def test_a_file_of_figures_reads_only_the_counts_that_were_replaced(client: Client) -> None:
    assert client.get("/progress.csv").getvalue()
    record(LATER, StatusLine(Pair.ALL, Status.DELAYED, "Delayed"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/progress.csv").getvalue()
    reads = [each["sql"] for each in queries if "milestones_currentcount" in each["sql"]]
    assert len(reads) == 2  # the keys of all, then the rows that are not known
    assert "slipped" not in reads[0].partition(" FROM ")[0]


def test_a_record_is_small_up_to_a_number_of_status_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert PairStatus.objects.count() == 116
    for limit, is_streamed in ((116, False), (115, True)):
        query_cache.clear()
        monkeypatch.setattr(streaming, "MAX_LINES_AT_ONCE", limit)
        assert asked_for("milestones", "csv").streaming is is_streamed
