"""How dates of SQLite are read: each is parsed once, however many rows have it.

SQLite stores dates as text, and the counts and lists of a page have thousands of them.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from sqlite3 import register_converter

# It registers a converter of its own, which is not to come after this one.
import django.db.backends.sqlite3.base  # noqa: F401
from django.utils.dateparse import parse_date


@lru_cache(maxsize=8192)
def stored_date(text: bytes) -> dt.date | None:
    """The date that a column has as text. Raises ValueError if there is no such day."""
    return parse_date(text.decode())


def parse_dates_once() -> None:
    """Have all connections to SQLite read dates so."""
    register_converter("date", stored_date)
