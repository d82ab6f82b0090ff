"""What people write on the command line."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError

from django.core.exceptions import ValidationError

from milestones.fields import DayField


def day(words: str) -> dt.date:
    """A day written ``2006-06-15``. Raises ArgumentTypeError, which is wrong usage."""
    try:
        found: dt.date = DayField().clean(words)
    except ValidationError as error:
        raise ArgumentTypeError(error.messages[0]) from error
    return found


def words(text: str) -> str:
    """Words that say something. Raises ArgumentTypeError for none."""
    if not text.strip():
        raise ArgumentTypeError("say it in words.")
    return text.strip()
