"""Argument types and the exit code of wrong usage, for management commands."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError

from django.core.exceptions import ValidationError

from milestones.queries.fields import DayField

WRONG_USAGE = 2


def day(words: str) -> dt.date:
    """Parse a day such as ``2006-06-15``. Raises ArgumentTypeError, which is a usage error."""
    try:
        parsed: dt.date = DayField().clean(words)
    except ValidationError as error:
        raise ArgumentTypeError(error.messages[0]) from error
    return parsed


def words(text: str) -> str:
    """Strip a text. Raises ArgumentTypeError if it is empty."""
    if not text.strip():
        raise ArgumentTypeError("must not be empty.")
    return text.strip()
