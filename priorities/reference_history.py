"""The edits of reference data, built from the records that simple-history keeps."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.text import capfirst

Snapshot = Mapping[str, str]
"""The values of an object as text, by the labels of its fields."""


@dataclass(frozen=True)
class FieldChange:
    """The value of one field before and after; empty if the field did not exist."""

    what: str
    old: str
    new: str


@dataclass(frozen=True)
class Edit:
    """All changes made at one instant (UTC), by one user for one reason.

    ``number`` counts the edits of one object. Edit 1 created it, and has no ``changes``. ``by``
    is None if nobody was logged in; ``snapshot`` is of the object after the edit.
    """

    number: int
    at: dt.datetime
    by: Any
    reason: str
    snapshot: Snapshot
    changes: list[FieldChange]


def changes(before: Snapshot, after: Snapshot) -> list[FieldChange]:
    """The differences between two snapshots of the same object."""
    values = ((what, before.get(what, ""), after.get(what, "")) for what in {**before, **after})
    return [FieldChange(what, old, new) for what, old, new in values if old != new]


def edits(records: Iterable[tuple[Any, Snapshot]]) -> list[Edit]:
    """The edits in historical records, each of which comes with its snapshot; oldest first."""
    history: list[Edit] = []
    current: Snapshot = {}
    in_order = sorted(records, key=_instant)
    for at, same_instant in groupby(in_order, key=_instant):
        before = current
        for latest, snapshot in same_instant:
            record, current = latest, {**current, **snapshot}
        history.append(
            Edit(
                number=len(history) + 1,
                at=at,
                by=record.history_user,
                reason=record.history_change_reason or "",
                snapshot=current,
                changes=changes(before, current) if history else [],
            )
        )
    return history


def snapshot_of(record: Any) -> Snapshot:
    """The snapshot in a historical record."""
    return _snapshot(record, record.tracked_fields)


def current_snapshot(edited: Any) -> Snapshot:
    """The snapshot of an object as it is, saved or not."""
    return _snapshot(edited, edited.history.model.tracked_fields)


def _snapshot(values: Any, fields: Iterable[Any]) -> Snapshot:
    return {
        capfirst(str(field.verbose_name)): str(getattr(values, field.attname))
        for field in fields
        if not field.primary_key
    }


def _instant(entry: tuple[Any, Snapshot]) -> dt.datetime:
    record, _snapshot = entry
    at: dt.datetime = record.history_date
    return at
