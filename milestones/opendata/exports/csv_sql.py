"""Lines of CSV made by the database: what ``text`` makes of cells, many times sooner, since no cell
becomes an object on its way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Expression, F, Func, TextField, Value
from django.db.models.functions import Cast, Coalesce

from milestones.opendata.datasets import Column
from milestones.opendata.datasets.expressions import Named
from milestones.opendata.exports.escaping import SIGNS, WOULD_RUN, csv_words

_SEPARATORS = ',"\r\n;\t'
"""What cells are taken apart at, or quoted for: words without these have only a beginning."""


def csv_line(columns: Sequence[Column]) -> Expression | None:
    """A row's line without its end, if every column says what its cell is in the database."""
    if any(column.value is None for column in columns):
        return None
    return _Line(*(_cell(column) for column in columns))


def prepare() -> None:
    """Let SQLite, which has no regular expressions, ask for what is done with words here."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.create_function("csv_words", 1, csv_words, deterministic=True)


def _cell(column: Column) -> Any:
    cell = _filled_cell(column)
    return cell if column.required else Coalesce(cell, Value(""), output_field=TextField())


def _filled_cell(column: Column) -> Any:
    value: Any = F(column.value) if isinstance(column.value, str) else column.value
    match column.kind:
        case "string" if isinstance(value, Named):
            return value.written(csv_words)
        case "string" if column.codes or column.pattern:
            # Nothing that is of a vocabulary or a form needs to be quoted, or would run.
            return value
        case "string":
            return Words(value)
        case "boolean":
            return _Boolean(value)
        case "datetime":
            return Instant(value)
        case _:
            return Cast(value, TextField())


class _Line(Func):
    """Cells with commas between them."""

    template = "%(expressions)s"
    arg_joiner = " || ',' || "
    output_field = TextField()


class _Boolean(Func):
    template = "CASE WHEN %(expressions)s THEN 'true' ELSE 'false' END"
    output_field = TextField()


class Instant(Func):
    """An instant in UTC and to the second, as ``plain`` writes it."""

    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Whatever the time zone of the connection."""
        template = """to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Django keeps instants in UTC there: 2006-09-07 12:00:00, with a fraction or without."""
        template = "substr(%(expressions)s, 1, 10) || 'T' || substr(%(expressions)s, 12, 8) || 'Z'"
        sql, parameters = self.as_sql(compiler, connection, template=template, **context)
        return sql, [*parameters, *parameters]


class Words(Func):
    """Words, neutralised and quoted where they must be, as ``csv_words`` does it."""

    output_field = TextField()

    def as_postgresql(self, compiler: Any, *_others: Any, **_more: Any) -> Any:
        """Most words are plain, which is found out sooner than what to do with others."""
        words, given = compiler.compile(self.source_expressions[0])
        still = f"regexp_replace({words}, %s, '''', 'g')"
        sql = (
            f"CASE WHEN {words} !~ %s THEN {words} "
            f"""WHEN {words} ~ '[,"\\r\\n]' """
            f"""THEN '"' || replace({still}, '"', '""') || '"' """
            f"ELSE {still} END"
        )
        raw = WOULD_RUN.pattern
        return sql, [*given, _NOT_PLAIN, *given, *given, *given, raw, *given, raw]

    def as_sqlite(self, compiler: Any, *_others: Any, **_more: Any) -> Any:
        """Words that are not plain are handed over (see ``prepare``)."""
        words, given = compiler.compile(self.source_expressions[0])
        sql = (
            f"CASE WHEN {words} GLOB %s OR {words} GLOB %s THEN csv_words({words}) ELSE {words} END"
        )
        return sql, [*given, f"*[{_SEPARATORS}]*", *given, f"['{_BEGINNINGS}]*", *given, *given]


_BEGINNINGS = "".join(sign for sign in SIGNS if sign != "-") + "-"
"""The signs as a set of characters, in which a hyphen comes last."""
_NOT_PLAIN = f"[{_SEPARATORS}]|^['{_BEGINNINGS}]"
