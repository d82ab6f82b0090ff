"""Keeping the counts that pages show in step with the standings that they count."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F

from milestones.actions.state import in_batches
from milestones.models import CountChange, Standing


class Kind(NamedTuple):
    """What milestones are counted by (see ``Standing``), and from which day on."""

    pair: str
    day: dt.date
    due_under: str
    last_due: dt.date | None
    area_id: int
    status: str
    slipped: bool
    differ: bool


class CountChanges:
    """The changes of counts that follow from standings which come, go, or end on another day."""

    def __init__(self) -> None:
        self._changes: Counter[Kind] = Counter()

    def add(self, kind: Kind, until: dt.date | None) -> None:
        """Count a standing from its first day until (not including) another."""
        self._count(kind, until, 1)

    def remove(self, kind: Kind, until: dt.date | None) -> None:
        """Count a standing no more."""
        self._count(kind, until, -1)

    def _count(self, kind: Kind, until: dt.date | None, change: int) -> None:
        self._changes[kind] += change
        if until:
            self._changes[kind._replace(day=until)] -= change

    def save(self) -> None:
        """Write them. In a transaction, for which no other writer waits.

        What another is changing is left alone: the same kind of change may then stand twice,
        which gives the same sum.
        """
        wanted = {kind: change for kind, change in self._changes.items() if change}
        if not wanted:
            return
        changed: dict[int, list[int]] = defaultdict(list)
        gone: list[int] = []
        for pk, change, kind in _on_record(wanted):
            more = wanted.pop(kind, 0)
            if more == -change:
                gone.append(pk)
            elif more:
                changed[more].append(pk)
        for some in in_batches(gone):
            CountChange.objects.filter(pk__in=some).delete()
        for more, keys in changed.items():
            for some in in_batches(keys):
                CountChange.objects.filter(pk__in=some).update(change=F("change") + more)
        CountChange.objects.bulk_create(
            CountChange(**kind._asdict(), change=change) for kind, change in wanted.items()
        )


def _on_record(kinds: Iterable[Kind]) -> Iterable[tuple[int, int, Kind]]:
    """The changes on record of the same days and deadlines that nobody else is changing: key,
    change, and of what."""
    known = list(kinds)
    rows = CountChange.objects.select_for_update(skip_locked=True).filter(
        day__in={kind.day for kind in known}, due_under__in={kind.due_under for kind in known}
    )
    for pk, change, *kind in rows.order_by("pk").values_list("pk", "change", *Kind._fields):
        yield pk, change, Kind._make(kind)


_RECOUNT = """
INSERT INTO {counts} ({kind}, change)
SELECT {kind}, SUM(change)
FROM (
    SELECT {begins}, 1 AS change FROM {standings}
    UNION ALL
    SELECT {ends}, -1 FROM {standings} WHERE until_date IS NOT NULL
) AS changes
GROUP BY {kind} HAVING SUM(change) <> 0
"""


@transaction.atomic
def recount() -> None:
    """Count all standings anew, whatever was counted before. Writers wait meanwhile."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {CountChange._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    CountChange.objects.all().delete()
    kind = ", ".join(Kind._fields)
    names = {
        "counts": CountChange._meta.db_table,
        "standings": Standing._meta.db_table,
        "kind": kind,
        "begins": kind.replace("day", "from_date AS day"),
        "ends": kind.replace("day", "until_date"),
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT.format(**names))
