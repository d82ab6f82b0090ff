"""Keep the counts that pages show in step with the standings."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, transaction

from milestones.actions.bulk import from_json
from milestones.models import AttentionCount, CountChange, Counted, CurrentCount, Standing
from milestones.models.conditions import ATTENTION_FIELDS

if TYPE_CHECKING:
    from milestones.actions.standings import StandingRow


class Kind(NamedTuple):
    """The first day, and the fields that milestones are counted by (see ``Standing``)."""

    day: dt.date
    pair: str
    due_under: str
    last_due: dt.date | None
    area_id: int
    status: str
    slipped: bool
    differ: bool
    contradictory: bool
    delivery: str

    @property
    def group(self) -> tuple[Any, ...]:
        """All but the day."""
        return self[1:]


MANY = 200
"""How many rows PostgreSQL looks up one by one at most."""

GROUP_FIELDS = Kind._fields[1:]
ATTENTION_GROUP = ("pair", "until_date", *ATTENTION_FIELDS)
_attention_group = attrgetter(*ATTENTION_GROUP)


class CountChanges:
    """The changes of counts when standings are added, removed or end on another day."""

    def __init__(self) -> None:
        self._changes: Counter[Kind] = Counter()
        self._attention: Counter[tuple[Any, ...]] = Counter()

    def add(self, standing: StandingRow, change: int = 1) -> None:
        """Count a standing from its first day until (not including) the day it ends.

        With a ``change`` of -1, stop counting one that was added with the same end.
        """
        kind, until = standing.kind, standing.until_date
        self._changes[kind] += change
        if until:
            self._changes[kind._replace(day=until)] -= change
        self._attention[_attention_group(standing)] += change

    def save(self) -> None:
        """Save the changes, and add them to the current counts and those for attention. Call it in
        a transaction; other writers do not wait for it."""
        current: Counter[tuple[Any, ...]] = Counter()
        for kind, change in self._changes.items():
            current[kind.group] += change
        _CHANGES.add(self._changes)
        _CURRENT.add(current)
        _ATTENTION.add(self._attention)


_TAKE = """
DELETE FROM {table} WHERE id IN (
    SELECT stored.id FROM ({source}) AS given CROSS JOIN {table} AS stored
    WHERE {alike} {skip_locked}
) RETURNING {fields}, {number}
"""
_ADD_UP = """
INSERT INTO {table} ({fields}, {number})
SELECT {fields}, SUM({number}) FROM ({source}) AS given
GROUP BY {fields} HAVING SUM({number}) <> 0
"""
_MISCOUNTED = """
SELECT pair, {when}, status, SUM({number})
FROM ({source} UNION ALL SELECT {fields}, -{number} FROM {table}) AS given
GROUP BY {fields} HAVING SUM({number}) <> 0 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class _Table:
    """A table of counts: the fields that its rows are told apart by, the number that each standing
    adds to them (a query), and what a finding says of when."""

    model: type[Counted]
    fields: Sequence[str]
    of_standings: str
    when: str

    def add(self, changes: Mapping[Any, int]) -> None:
        """Add to the stored numbers, by the values of the fields.

        Rows that another writer has locked are skipped. There may then be several rows with the
        same values, which give the same sum; a later writer makes one of them.
        """
        rows = [(*values, change) for values, change in changes.items() if change]
        if not rows:
            return
        columns = (*self.fields, self.model.NUMBER)
        with connection.cursor() as cursor:
            source, data = from_json(self.model, columns, rows)
            cursor.execute(self._sql(_TAKE, source, are_many=len(rows) > MANY), [data])
            source, data = from_json(self.model, columns, [*rows, *cursor.fetchall()])
            cursor.execute(self._sql(_ADD_UP, source), [data])

    def recount(self) -> None:
        """Replace all rows by those that follow from the standings."""
        self.model._default_manager.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(self._sql(_ADD_UP, self.of_standings))

    def miscounted(self) -> Iterator[tuple[str, str, str, int]]:
        """The pair, when, the status, and how many milestones are missing."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql(_MISCOUNTED, self.of_standings))
            yield from cursor.fetchall()

    def _sql(self, statement: str, source: str, *, are_many: bool = False) -> str:
        """The statement for this table; ``source`` is the query that rows are read by, and
        ``are_many`` whether it gives many."""
        on_postgresql = connection.vendor == "postgresql"
        names = {
            "table": self.model._meta.db_table,
            "standings": Standing._meta.db_table,
            "fields": ", ".join(self.fields),
            "group": ", ".join(GROUP_FIELDS),
            "number": self.model.NUMBER,
            "when": self.when,
            "alike": " AND ".join(self._is_same(name, are_many=are_many) for name in self.fields),
            "skip_locked": "FOR UPDATE OF stored SKIP LOCKED" if on_postgresql else "",
        }
        return statement.format(**names, source=source.format(**names))

    def _is_same(self, column: str, *, are_many: bool) -> str:
        """The condition that a column is the same in a given and a stored row."""
        on_postgresql = connection.vendor == "postgresql"
        if on_postgresql and are_many:
            # As text no index has them, so PostgreSQL makes a hash table. It would look up each
            # in an index, not knowing how many stored rows differ only in what may be null, where
            # an index does not tell them apart.
            return f"COALESCE(stored.{column}::text, '') = COALESCE(given.{column}::text, '')"
        field = next(field for field in self.model._meta.fields if field.column == column)
        same = "IS NOT DISTINCT FROM" if on_postgresql else "IS"
        return f"stored.{column} {same if field.null else '='} given.{column}"


_CHANGES = _Table(
    CountChange,
    Kind._fields,
    "SELECT from_date AS day, {group}, 1 AS {number} FROM {standings} UNION ALL "
    "SELECT until_date, {group}, -1 FROM {standings} WHERE until_date IS NOT NULL",
    "'from ' || day",
)
_CURRENT = _Table(
    CurrentCount,
    GROUP_FIELDS,
    "SELECT {group}, 1 AS {number} FROM {standings} WHERE until_date IS NULL",
    "'now'",
)
_ATTENTION = _Table(
    AttentionCount,
    ATTENTION_GROUP,
    "SELECT {fields}, 1 AS {number} FROM {standings}",
    "'for attention from ' || from_date",
)
_TABLES = (_CHANGES, _CURRENT, _ATTENTION)


@transaction.atomic
def recount() -> None:
    """Recalculate all counts from the standings. Other writers wait until it is done."""
    if connection.vendor == "postgresql":
        names = ", ".join(table.model._meta.db_table for table in _TABLES)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    for table in _TABLES:
        table.recount()


def miscounted() -> Iterator[tuple[str, str, str, int]]:
    """Where the counts are not those of the standings: pair, when and status, and how many
    milestones are missing (too many if negative)."""
    for table in _TABLES:
        yield from table.miscounted()
