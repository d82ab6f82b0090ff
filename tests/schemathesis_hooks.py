"""What no description of an address can say, for Schemathesis: the tests and ``make audit``."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import schemathesis

EARLIEST, EARLIEST_MONTH = "0001-01-01", "1000-01"


@schemathesis.hook
def before_call(_context: Any, case: schemathesis.Case[Any], _kwargs: Any) -> None:
    """Ask for the first page instead of another, for a milestone that there is, and for days and
    months that go together.

    What is asked otherwise is rightly answered with 400; but which pages and milestones there are,
    and which of two days comes first, is not in the form of a parameter.
    """
    query = case.query or {}
    if re.fullmatch(r"[1-9]\d*", str(query.get("page", ""))):
        query["page"] = 1
    if re.fullmatch(r"[A-Z]{2}-\d+\.\d+", str(query.get("code", ""))):
        query["code"] = "TS-1.5"
    for first in ("from", "last_due_from", "reported_from"):
        if _is_day(str(query.get(first, ""))):
            query[first] = EARLIEST
    if _is_day(str(query.get("to", ""))) and _is_day(str(query.get("as_of", ""))):
        query["as_of"] = query["to"]
    if re.fullmatch(r"[12]\d{3}-(0[1-9]|1[0-2])", str(query.get("due_from", ""))):
        query["due_from"] = EARLIEST_MONTH


def _is_day(value: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(value))
    except ValueError:
        return False
