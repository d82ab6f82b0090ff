"""What the calendar and the feed share: their links and their text."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.http import QueryDict
from django.utils import translation
from django.utils.formats import date_format

from milestones.choices import Pair
from milestones.models import PairStatus
from milestones.queries.urls import PERSISTENT_PARAMS, page_url, with_query

# Characters that RFC 5545 or XML 1.0 does not allow in text; line breaks are allowed.
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Links:
    """Links to English pages, as of the day and for the pair of a query.

    ``whole`` turns a path of this site into an absolute URL.
    """

    whole: Callable[[str], str]
    query: QueryDict

    def page(self, name: str, *args: Any, fragment: str = "", **params: Any) -> str:
        """The absolute URL of a page, or of a fragment on it."""
        path = page_url(name, *args, language="en")
        return self.whole(with_query(path, self._persistent | params) + fragment)

    @cached_property
    def _persistent(self) -> dict[str, Any]:
        return {param: self.query[param] for param in PERSISTENT_PARAMS if self.query.get(param)}


@lru_cache(maxsize=1024)
def day_in_english(day: dt.date) -> str:
    """A day in words. Many entries are about the same day."""
    with translation.override("en"):
        return date_format(day)


def strip_control_chars(text: str) -> str:
    """The text with U+FFFD in place of each character that is not allowed."""
    return _NOT_ALLOWED.sub("\N{REPLACEMENT CHARACTER}", text)


def line_text(line: PairStatus) -> str:
    """A status line: its pair, the status, and the words as reported."""
    pair = "" if line.pair == Pair.ALL else f"{line.get_pair_display()}: "
    return f"{pair}{line.get_status_display()} (as reported: “{line.as_reported}”)"
