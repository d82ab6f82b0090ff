"""Keep the counts that pages show in step with the standings."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F

from milestones.actions.state import in_batches
from milestones.models import CountChange, Standing


class Kind(NamedTuple):
    """The fields that milestones are counted by (see ``Standing``), and the first day."""

    pair: str
    day: dt.date
    due_under: str
    last_due: dt.date | None
    area_id: int
    status: str
    slipped: bool
    differ: bool
    contradictory: bool
    delivery: str


class CountChanges:
    """The changes of counts when standings are added, removed or end on another day."""

    def __init__(self) -> None:
        self._changes: Counter[Kind] = Counter()

    def add(self, kind: Kind, until: dt.date | None, change: int = 1) -> None:
        """Count a standing from its first day until (not including) another day.

        With a ``change`` of -1, stop counting one that was added with the same end.
        """
        self._changes[kind] += change
        if until:
            self._changes[kind._replace(day=until)] -= change

    def save(self) -> None:
        """Save the changes. Call it in a transaction; other writers do not wait for it.

        Rows that another writer has locked are skipped. There may then be two rows for the same
        kind and day, which gives the same sum.
        """
        changes = {kind: change for kind, change in self._changes.items() if change}
        if not changes:
            return
        keys_by_increase: dict[int, list[int]] = defaultdict(list)
        cancelled: list[int] = []
        for pk, change, kind in _stored_changes(changes):
            increase = changes.pop(kind, 0)
            if increase == -change:
                cancelled.append(pk)
            elif increase:
                keys_by_increase[increase].append(pk)
        for batch in in_batches(cancelled):
            CountChange.objects.filter(pk__in=batch).delete()
        for increase, keys in keys_by_increase.items():
            for batch in in_batches(keys):
                CountChange.objects.filter(pk__in=batch).update(change=F("change") + increase)
        CountChange.objects.bulk_create(
            CountChange(**kind._asdict(), change=change) for kind, change in changes.items()
        )


def _stored_changes(kinds: Iterable[Kind]) -> Iterable[tuple[int, int, Kind]]:
    """The key, change and kind of each stored row with one of these days and deadlines.

    Rows that another writer has locked are skipped.
    """
    selected = list(kinds)
    rows = CountChange.objects.select_for_update(skip_locked=True).filter(
        day__in={kind.day for kind in selected}, due_under__in={kind.due_under for kind in selected}
    )
    for pk, change, *kind in rows.order_by("pk").values_list("pk", "change", *Kind._fields):
        yield pk, change, Kind._make(kind)


_OF_STANDINGS = """
    SELECT {begins}, 1 AS change FROM {standings}
    UNION ALL
    SELECT {ends}, -1 FROM {standings} WHERE until_date IS NOT NULL
"""
_RECOUNT = """
INSERT INTO {counts} ({kind}, change)
SELECT {kind}, SUM(change) FROM ({of_standings}) AS changes
GROUP BY {kind} HAVING SUM(change) <> 0
"""
_MISCOUNTED = """
SELECT pair, day, status, SUM(change)
FROM ({of_standings} UNION ALL SELECT {kind}, -change FROM {counts}) AS changes
GROUP BY {kind} HAVING SUM(change) <> 0 ORDER BY pair, day, status
"""


def _sql(statement: str) -> str:
    kind = ", ".join(Kind._fields)
    names = {
        "counts": CountChange._meta.db_table,
        "standings": Standing._meta.db_table,
        "kind": kind,
        "begins": kind.replace("day", "from_date AS day"),
        "ends": kind.replace("day", "until_date"),
    }
    return statement.format(**names, of_standings=_OF_STANDINGS.format(**names))


@transaction.atomic
def recount() -> None:
    """Recalculate all counts from the standings. Other writers wait until it is done."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {CountChange._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    CountChange.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(_sql(_RECOUNT))


def miscounted() -> Iterator[tuple[str, str, str, int]]:
    """Where the counts are not those of the standings: pair, day and status, and how many
    milestones are missing (too many if negative)."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(_MISCOUNTED))
        for pair, day, status, missing in cursor.fetchall():
            yield pair, str(day), status, missing
