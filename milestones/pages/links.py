"""Links that keep the reader's query: the day, the pair, the filters."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils import translation

from milestones.models import Milestone
from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports import FORMATS
from milestones.queries import MilestoneQuery
from milestones.queries.facets import MATCHED
from milestones.queries.filtersets import LIMIT_PARAMS, PAGE_PARAMS, MilestoneFilter
from milestones.queries.urls import (
    PERSISTENT_PARAMS,
    encoded,
    page_url,
    query_string,
    resolved,
    with_query,
)
from milestones.search import Term, terms_of

ARRANGEMENT = {"sort", "per_page"}
"""The parameters that only arrange the rows."""
LARGEST_FIRST = {"completed_share", "late_share", "days_overdue", "slip_months"}
"""The columns that are first sorted in descending order."""
FEED_PARAMS = set(MilestoneFilter.base_filters) - {"sort", *PAGE_PARAMS, *LIMIT_PARAMS}
"""The filters of a calendar or a feed of milestones."""

Params = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file of rows: the label of its format, its media type, its URL.

    ``saved`` is whether a browser saves it instead of showing it.
    """

    label: str
    media_type: str
    address: str
    saved: bool


def in_all_formats(address: Callable[[str], str]) -> list[File]:
    """A file in every format; ``address`` gives the URL for a suffix."""
    return [
        File(file_format.label, file_format.media_type, address(suffix), file_format.saved)
        for suffix, file_format in FORMATS.items()
    ]


def _inputs(params: Params) -> list[tuple[str, str]]:
    return [(name, value) for name, values in params.items() for value in values]


class SiteLinks:
    """Links from a page that has no query, such as an error page."""

    persistent_inputs: Sequence[tuple[str, str]] = ()
    """The hidden inputs of a form that leads to another page: the day and the pair."""

    def path(self, name: str, *args: Any) -> str:
        """The path of a page, without a query."""
        return page_url(name, *args)

    def page(self, name: str, *args: Any, **params: Any) -> str:
        return with_query(self.path(name, *args), params)


class PageLinks(SiteLinks):
    """The links of one page.

    ``only`` are filters that the page's path implies; ``milestone`` is the milestone that the
    page is about, if it is about one.
    """

    def __init__(
        self,
        request: HttpRequest,
        query: MilestoneQuery,
        only: Mapping[str, Any] | None = None,
        milestone: Milestone | None = None,
    ) -> None:
        self.request = request
        self.query = query
        self.active = query.active
        self._only = dict(only or {})
        self._milestone = milestone
        self.persistent_inputs = _inputs(self._persistent)
        self._language_and_prefix = (translation.get_language(), get_script_prefix())

    def path(self, name: str, *args: Any) -> str:
        return resolved(*self._language_and_prefix, name, args)

    @cached_property
    def site(self) -> str:
        """The scheme and host of the site, such as ``https://example.org``."""
        return f"{self.request.scheme}://{self.request.get_host()}"

    @cached_property
    def search_terms(self) -> list[Term]:
        form = self.query.form
        return terms_of(form.cleaned_data.get("q") or "") if form.is_valid() else []

    @cached_property
    def _active(self) -> Params:
        return self.active(self.query.names)

    @cached_property
    def _persistent(self) -> Params:
        return self.active(PERSISTENT_PARAMS)

    @cached_property
    def counted(self) -> Params:
        """The parameters that decide which milestones the page counts."""
        display = {"sort", *PAGE_PARAMS}
        return {k: v for k, v in self._active.items() if k not in display} | self._only

    @cached_property
    def key(self) -> Hashable:
        """What the addresses of lists and pages depend on, and the language of the words."""
        return *self._language_and_prefix, query_string(self.counted), self._page_query

    @cached_property
    def _page_query(self) -> str:
        query = query_string(self._persistent)
        return f"?{query}" if query else ""

    def page(self, name: str, *args: Any, **params: Any) -> str:
        """The URL of a page, as of the same day and for the same pair as this one."""
        path = self.path(name, *args)
        return with_query(path, self._persistent | params) if params else path + self._page_query

    def milestones(self, **params: Any) -> str:
        """The URL of the list of just the milestones behind a count on this page."""
        if "status" in params and "status" in self.counted:
            statuses = params["status"]
            statuses = (statuses,) if isinstance(statuses, str) else statuses
            params["status"] = [status for status in statuses if status in self.counted["status"]]
        for name, narrower in (("last_due_from", max), ("last_due_to", min)):
            if name in params and name in self.counted:
                params[name] = narrower(str(params[name]), *self.counted[name])
        return with_query(self.path("milestones"), self.counted | params)

    def narrower(self, conditions: Params) -> Callable[..., str]:
        """A function that returns the URL of a list with further conditions.

        These are ``conditions`` and, if the function is called with a name and a value, one more.
        """
        params = self.counted | conditions
        path = self.path("milestones")
        query = query_string(params)
        start = f"{path}?{query}&" if query else f"{path}?"

        def address(name: str = "", value: Any = "") -> str:
            if not name or name in params:
                return with_query(path, params | {name: value})
            return start + encoded(name, value)

        return address

    def this_page(self, **params: Any) -> str:
        """The URL of this page with some parameters changed; None removes a parameter."""
        return with_query("", self._active | params) or self.request.path

    def only(self, name: str, value: str) -> str:
        """The URL of this page with one choice of a filter; if any status or condition was
        enough, without the others."""
        others = dict.fromkeys(MATCHED) if "match" in self._active else {}
        return self.this_page(**{**others, name: value, "page": None})

    @property
    def unfiltered(self) -> str:
        """The URL of this page without filters, as of the same day."""
        return with_query(self.request.path, self.active(["as_of"]))

    @property
    def canonical(self) -> str:
        """The absolute URL for this page and all pages with the same rows, in any order and with
        any number to a page; its parameters are in alphabetical order."""
        params = {name: self._active[name] for name in sorted(self._active.keys() - ARRANGEMENT)}
        return self.request.build_absolute_uri(with_query(self.request.path, params))

    def hidden_inputs(self, *changed: str) -> list[tuple[str, str]]:
        """The hidden inputs of a form on this page: every parameter except those it changes."""
        kept = {name: values for name, values in self._active.items() if name not in changed}
        return _inputs(kept)

    def sorted_by(self, column: str) -> str:
        """The URL of this page sorted by a column, or in reverse order if it already is.

        The largest comes first of shares and of how late something is, the smallest of all else.
        """
        orders = [column, f"-{column}"]
        if column in LARGEST_FIRST:
            orders.reverse()
        return self.this_page(sort=orders[self.query.sort == orders[0]], page=None)

    def sort_direction(self, column: str) -> str:
        """The direction in which a column is sorted: ``ascending``, ``descending`` or empty."""
        return {column: "ascending", f"-{column}": "descending"}.get(self.query.sort, "")

    def files(self, name: str, **params: Any) -> list[File]:
        """The files with just the rows of this page; further ``params`` select fewer of them."""
        return in_all_formats(lambda suffix: self.data_file(name, suffix, **params))

    def data_file(self, name: str, suffix: str, **params: Any) -> str:
        """The URL of a file with just the rows of this page; ``params`` select fewer of them."""
        sort = self.query.sort
        known = sort.removeprefix("-") in DATASETS[name].sorts
        narrowed = self.counted | ({"sort": sort} if known else {}) | params
        return with_query(self.path("data_file", name, suffix), narrowed)

    def milestone_files(self, name: str, code: str) -> list[File]:
        """The files with just the record of one milestone as of the day of this page.

        They are for all parties, whatever the pair and the filters of the page.
        """
        params = {"code": code, "as_of": self.query.day}
        return in_all_formats(
            lambda suffix: with_query(self.path("data_file", name, suffix), params)
        )

    def filtered(self, name: str) -> str:
        """The URL of a briefing, calendar or feed of just the milestones that this page counts."""
        params = {param: value for param, value in self.counted.items() if param in FEED_PARAMS}
        return with_query(self.path(name), params)

    def follow(self, name: str) -> str:
        """The URL of a calendar or feed of the milestones that this page counts; on the page of
        one milestone, of that milestone alone, without the page's filters."""
        if self._milestone is None:
            return self.filtered(name)
        return with_query(self.path(name), {**self.active(["as_of"]), "code": self._milestone.code})

    @property
    def data_package(self) -> str:
        """The URL of the data package that describes the files with just the rows of this page."""
        return with_query(self.path("datapackage"), self.counted)
