"""Whole addresses, for readers that are not on this site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from milestones.queries.urls import PERSISTENT_PARAMS, page_url, with_query


@dataclass(frozen=True)
class Links:
    """Links to English pages, as of the day and for the pair that a query asks for.

    ``whole`` makes a path of this site a whole address.
    """

    whole: Callable[[str], str]
    query: QueryDict

    def page(self, name: str, *args: Any, fragment: str = "", **params: Any) -> str:
        """The address of a page, or of a place on it."""
        carried = {one: self.query[one] for one in PERSISTENT_PARAMS if self.query.get(one)}
        path = page_url(name, *args, language="en")
        return self.whole(with_query(path, carried | params) + fragment)
