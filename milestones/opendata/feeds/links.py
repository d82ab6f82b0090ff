"""Absolute URLs, for readers outside this site."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from milestones.queries.urls import PERSISTENT_PARAMS, page_url, with_query


@dataclass(frozen=True)
class Links:
    """Links to English pages, as of the day and for the pair of a query.

    ``whole`` turns a path of this site into an absolute URL.
    """

    whole: Callable[[str], str]
    query: QueryDict

    def page(self, name: str, *args: Any, fragment: str = "", **params: Any) -> str:
        """The absolute URL of a page, or of a fragment on it."""
        persistent = {
            param: self.query[param] for param in PERSISTENT_PARAMS if self.query.get(param)
        }
        path = page_url(name, *args, language="en")
        return self.whole(with_query(path, persistent | params) + fragment)
