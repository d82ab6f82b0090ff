"""Text for calendars and feeds."""

import re

from milestones.choices import Pair
from milestones.models import PairStatus

# Characters that RFC 5545 or XML 1.0 does not allow in text; line breaks are allowed.
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def strip_control_chars(text: str) -> str:
    """The text with U+FFFD in place of each character that is not allowed."""
    return _NOT_ALLOWED.sub("\N{REPLACEMENT CHARACTER}", text)


def line_text(line: PairStatus) -> str:
    """A status line: its pair, the status, and the words as reported."""
    pair = "" if line.pair == Pair.ALL else f"{line.get_pair_display()}: "
    return f"{pair}{line.get_status_display()} (as reported: “{line.as_reported}”)"
