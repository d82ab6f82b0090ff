"""Words as calendars and feeds can carry them."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.formats import date_format
from django.utils.text import Truncator

from milestones.choices import Pair
from milestones.models import PairStatus

# What neither RFC 5545 nor XML 1.0 lets stand in a text; a line break may.
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

MAX_TITLE_LENGTH = 80
"""How many characters of a sentence a title has."""


def strip_control_chars(text: str) -> str:
    """The text with a sign in place of each character that may not stand there."""
    return _NOT_ALLOWED.sub("\N{REPLACEMENT CHARACTER}", text)


def truncate_title(text: str) -> str:
    """The beginning of a sentence, for a title."""
    return Truncator(text).chars(MAX_TITLE_LENGTH)


def format_date(day: dt.date) -> str:
    """A day as an English reader writes it."""
    return date_format(day, "DATE_FORMAT")


def line_text(line: PairStatus) -> str:
    """A status line: whom it speaks for, the status, and the words as reported."""
    whom = "" if line.pair == Pair.ALL else f"{line.get_pair_display()}: "
    return f"{whom}{line.get_status_display()} (as reported: “{line.as_reported}”)"
