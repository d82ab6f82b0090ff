"""How a test says that the database itself refuses something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    """The database refuses what is done here, by just this constraint.

    SQLite names the columns of a broken unique constraint, not the constraint.
    """
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    words = str(refusal.value)
    assert constraint in words or words.startswith("UNIQUE constraint failed: milestones_")


@contextmanager
def checked_at_once() -> Iterator[None]:
    """What refers to something else is checked here, not only when the transaction ends."""
    with transaction.atomic():
        yield
        connection.check_constraints()
