"""Lines of CSV that the database makes are those that are made of cells, byte for byte."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.db.models import DateTimeField, TextField, Value
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone
from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports import csv_sql, text
from milestones.opendata.exports.escaping import csv_words, escape_formula
from milestones.opendata.exports.export import Export
from priorities.models import Goal, Initiative, PriorityArea
from tests.milestones.hostile import HOSTILE
from tests.milestones.recording import record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BY_DATABASE = ["milestones", "statuses", "history"]


def made(name: str, query: str, monkeypatch: pytest.MonkeyPatch, *, of_cells: bool) -> list[str]:
    """The lines of a file."""
    dataset = DATASETS[name]
    asked = dataset.query_class(QueryDict(query), sorts=dataset.sorts, sliced=True)
    with monkeypatch.context() as patched:
        if of_cells:
            patched.setattr(text, "csv_line", lambda columns: None)
        else:
            patched.setattr(Export, "cells", None)
        return "".join(text.csv_lines(Export(dataset, asked, ""))).split("\r\n")


@pytest.fixture
def hostile(later: None) -> None:
    """Hostile words wherever anybody may write any."""
    places = zip(Milestone.objects.all(), HOSTILE.values(), strict=False)
    for number, (place, words) in enumerate(places):
        Milestone.objects.filter(pk=place.pk).update(text=words, plan_text=f"{words} again")
        short = words[:400]
        line = StatusLine(Pair.ALL, Status.INITIATED, short, note=short)
        day = dt.date(2006, 9, 1) + dt.timedelta(number)
        record(day, line, code=place.code, reason=short, source=short)
    for kind, field in ((Goal, "name"), (PriorityArea, "name"), (Initiative, "text")):
        for thing, words in zip(kind.objects.all(), HOSTILE.values(), strict=False):
            kind.objects.filter(pk=thing.pk).update(**{field: words[:90]})


@pytest.fixture
def dated(db: None) -> None:
    """A revised deadline of each precision."""
    days = ("2007-12-31", "2006-12", "2008")
    seasons = ("2006-Winter", "2006-Spring", "2006-Summer", "2006-Fall")
    for number, code in enumerate([*days, *seasons], 1):
        line = StatusLine(Pair.ALL, Status.DELAYED, code, ImpreciseDate.parse(code))
        record(dt.date(2006, 9, number), line, code=f"BF-1.{number}")


@pytest.mark.parametrize("name", BY_DATABASE)
@pytest.mark.parametrize("query", ["", "pair=US-MX&sort=-status", "q=zebra", "limit=7&offset=3"])
@pytest.mark.usefixtures("later")
def test_lines_are_the_same(name: str, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by_database = made(name, query, monkeypatch, of_cells=False)
    assert by_database == made(name, query, monkeypatch, of_cells=True)


@pytest.mark.parametrize("name", BY_DATABASE)
@pytest.mark.usefixtures("hostile")
def test_lines_of_hostile_words_are_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by_database = made(name, "", monkeypatch, of_cells=False)
    assert by_database == made(name, "", monkeypatch, of_cells=True)
    assert "'=HYPERLINK(" in "".join(by_database)


@pytest.mark.usefixtures("dated")
def test_dates_are_as_exact_as_they_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    by_database = made("statuses", "initiative=BF-1", monkeypatch, of_cells=False)
    assert by_database == made("statuses", "initiative=BF-1", monkeypatch, of_cells=True)
    assert "2006-Winter" in "".join(by_database)


@pytest.mark.parametrize("microsecond", [0, 5, 999_999])
def test_instants_are_told_to_the_second(microsecond: int) -> None:
    at = dt.datetime(2006, 9, 7, 23, 59, 59, microsecond, tzinfo=dt.UTC)
    cell = csv_sql.Instant(Value(at, output_field=DateTimeField()))
    assert Goal.objects.values_list(cell, flat=True)[:1].get() == "2006-09-07T23:59:59Z"


@pytest.mark.parametrize("name", BY_DATABASE)
def test_every_column_says_what_its_cell_is_in_the_database(name: str) -> None:
    columns = DATASETS[name].columns
    assert [column.name for column in columns if column.value is None] == []


def in_csv(words: str) -> str:
    """A cell as the standard library writes it."""
    file = io.StringIO(newline="")
    csv.writer(file).writerow([escape_formula(words), "the end"])
    return file.getvalue().removesuffix(",the end\r\n")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    | st.text(alphabet="a=+-@＠;,\t\r\n'\" ")
)
@example("")
@example("a - b")
@example("'\"'=1+1")
@example('a;"=1')
def test_words_are_neutralised_and_quoted_as_here(words: str) -> None:
    csv_sql.prepare()
    cell = csv_sql.Words(Value(words, output_field=TextField()))
    assert Goal.objects.values_list(cell, flat=True)[:1].get() == in_csv(words)
    assert csv_words(words) == in_csv(words)
