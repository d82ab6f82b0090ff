"""Write many rows at once; constraints and triggers apply."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from types import NoneType
from typing import Any

from django.db import connection
from django.db.models import Model

UNMAPPED = {"mmap_size": 0}
"""For SQLite: no pages are mapped from the file, which would count as memory of the process."""
LARGE_CACHE = UNMAPPED | {"cache_size": -48_000, "temp_store": 2}
"""For SQLite: 48 MB of pages are kept in memory. Pages that do not fit are written and read again
and again, since each row changes some in every index. What a statement or savepoint changes is
noted in memory, not in a file, until it ends: a savepoint around many statements would take more
than the cache."""


WRITTEN_AT_ONCE = 1_000
"""How many rows one statement inserts or changes. SQLite notes every page that it changes, some in
each index for each row: for six thousand rows that is as much as the cache."""

_AS_STORED = (str, int, NoneType)


@contextmanager
def reading_many_rows() -> Iterator[None]:
    """Pause the garbage collector, which would look through all that was read again and again:
    none of it refers to itself."""
    with _collector_paused(), _pragmas(UNMAPPED):
        yield


@contextmanager
def writing_many_rows() -> Iterator[None]:
    """Like ``reading_many_rows``, and give SQLite a large cache."""
    with _collector_paused(), _pragmas(LARGE_CACHE):
        yield


@contextmanager
def _collector_paused() -> Iterator[None]:
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _pragmas(values: dict[str, int]) -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    # Django's cursor would refuse it after an error in a transaction.
    database = connection.connection
    before: dict[str, int] = {}
    for name, value in values.items():
        if name == "temp_store" and database.in_transaction:
            continue  # SQLite refuses it there.
        # A database in memory maps nothing, and has no such value.
        if found := database.execute(f"PRAGMA {name}").fetchone():
            before[name] = found[0]
            database.execute(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        for name, value in before.items():
            database.execute(f"PRAGMA {name} = {value}")


def insert_objects(objects: Sequence[Model]) -> None:
    """Insert new objects, which are all of one model, and set their keys."""
    if not objects:
        return
    model = type(objects[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = [[getattr(one, field.attname) for one in objects] for field in fields]
    if connection.vendor == "sqlite":  # PostgreSQL converts values itself.
        columns = [_stored(values, field) for values, field in zip(columns, fields, strict=True)]
    keys = insert_rows(model, [field.column for field in fields], list(zip(*columns, strict=True)))
    for one, key in zip(objects, keys, strict=True):
        one.pk = key
        one._state.adding = False


def _stored(values: Iterable[Any], field: Any) -> list[Any]:
    """The values of a field as SQLite stores them."""
    return [
        value if isinstance(value, _AS_STORED) else field.get_db_prep_save(value, connection)
        for value in values
    ]


def insert_rows(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> list[int]:
    """Insert rows with the values of these columns, and return their keys in the same order.

    The database reads the rows from JSON, which takes a third of the time of ``bulk_create``: a
    statement neither binds every value nor has a limit of values. Values are texts, numbers,
    booleans, dates and None.
    """
    table = model._meta.db_table
    names = ", ".join(map(connection.ops.quote_name, columns))
    keys: list[int] = []
    remaining = iter(rows)
    with connection.cursor() as cursor:
        while given := list(islice(remaining, WRITTEN_AT_ONCE)):
            source, data = from_json(model, columns, given)
            select = f"SELECT {names} FROM ({source}) AS given RETURNING id"  # noqa: S608 - quoted names of ours
            cursor.execute(f"INSERT INTO {table} ({names}) {select}", [data])
            # Keys rise in the order of the rows, but no database promises to return them in it.
            keys += sorted(key for (key,) in cursor.fetchall())
    return keys


def from_json(
    model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> tuple[str, str]:
    """A query that reads rows with these columns of a model from JSON, its parameter; and that."""
    data: Sequence[Any] = rows
    if connection.vendor == "postgresql":
        read = f"json_populate_recordset(NULL::{model._meta.db_table}, %s)"
        # The limit tells the planner how many rows to expect.
        source = f"SELECT * FROM {read} LIMIT {len(rows)}"  # noqa: S608 - a name and a number
        data = [dict(zip(columns, row, strict=True)) for row in rows]
    else:
        values = (
            f"json_extract(value, '$[{place}]') AS {connection.ops.quote_name(column)}"
            for place, column in enumerate(columns)
        )
        source = f"SELECT {', '.join(values)} FROM json_each(%s)"  # noqa: S608 - names of ours
    return source, json.dumps(data, default=str)
