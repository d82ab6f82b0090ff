"""The edits of reference data, put together from the records that simple-history keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.text import capfirst

Snapshot = Mapping[str, str]
"""What something says: the names of its parts, and what is in each, in words."""


@dataclass(frozen=True)
class FieldChange:
    """What one part said before and after; empty if there was no such part."""

    what: str
    old: str
    new: str


@dataclass(frozen=True)
class Edit:
    """All that was changed at one instant (UTC), by one person for one reason.

    ``number`` counts the edits of one thing. 1 is how it came to be, and has no ``changes``.
    ``by`` is None if nobody was logged in; ``picture`` is what the thing said from then on.
    """

    number: int
    at: dt.datetime
    by: Any
    reason: str
    picture: Snapshot
    changes: list[FieldChange]


def changes(before: Snapshot, after: Snapshot) -> list[FieldChange]:
    """What differs between two pictures of the same thing."""
    said = ((what, before.get(what, ""), after.get(what, "")) for what in {**before, **after})
    return [FieldChange(what, old, new) for what, old, new in said if old != new]


def edits(told: Iterable[tuple[Any, Snapshot]]) -> list[Edit]:
    """The edits that historical records tell of, each with what its record says; oldest first."""
    found: list[Edit] = []
    picture: Snapshot = {}
    in_order = sorted(told, key=_instant)
    for at, together in groupby(in_order, key=_instant):
        before = picture
        for one, said in together:
            record, picture = one, {**picture, **said}
        found.append(
            Edit(
                number=len(found) + 1,
                at=at,
                by=record.history_user,
                reason=record.history_change_reason or "",
                picture=picture,
                changes=changes(before, picture) if found else [],
            )
        )
    return found


def fields_in_words(record: Any) -> Snapshot:
    """What a historical record says, by the names of its fields."""
    return {
        capfirst(str(field.verbose_name)): str(getattr(record, field.attname))
        for field in record.tracked_fields
        if not field.primary_key
    }


def _instant(told: tuple[Any, Snapshot]) -> dt.datetime:
    record, _said = told
    at: dt.datetime = record.history_date
    return at
