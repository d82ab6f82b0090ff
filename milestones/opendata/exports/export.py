"""Rows on their way into a file, and what the file says about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from django.db.models import Expression, QuerySet
from django.urls import reverse
from django.utils import translation

from milestones.opendata.datasets import Cell, Dataset
from milestones.opendata.licences import licence, terms
from milestones.queries import InvalidQuery, MilestoneQuery

BATCH = 200
"""How many rows are read and sent at a time, so that memory does not grow with them."""


LARGE_BATCH = 2000
"""The same of rows that are no more than their text."""


class TooManyRows(InvalidQuery):
    """There are more rows than a file of this format can hold."""


@dataclass(frozen=True)
class Export:
    """Rows of a dataset as a query asks for them.

    ``address`` is the whole address of the file, without its query.
    """

    dataset: Dataset
    query: MilestoneQuery
    address: str

    @cached_property
    def _rows(self) -> QuerySet[Any] | list[Any]:
        return self.dataset.rows(self.query)

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        return self._rows.count() if isinstance(self._rows, QuerySet) else len(self._rows)

    @property
    def length(self) -> int:
        """How many of the rows the file has."""
        left = max(self.count - self.query.offset, 0)
        return left if self.query.limit is None else min(left, self.query.limit)

    @property
    def links(self) -> dict[str, str]:
        """Where the first rows are, those before these, those after these, and the last ones.

        Nothing unless rows are asked for so many at a time.
        """
        offset, limit = self.query.offset, self.query.limit
        if limit is None:
            return {}
        last = max(self.count - 1, 0) // limit * limit
        offsets = {"first": 0}
        if offset:
            offsets["prev"] = max(min(offset - limit, last), 0)
        if offset + limit < self.count:
            offsets["next"] = offset + limit
        offsets["last"] = last
        return {where: self.permanent_address(offset=at) for where, at in offsets.items()}

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.dataset.columns]

    @property
    def file_name(self) -> str:
        """What it has and the day, or the two days, that it is about; without a suffix."""
        days = (f"{which.replace('_', '-')}-{day}" for which, day in self.query.days.items())
        return "-".join(["spp", self.dataset.name, *days])

    @property
    def _slice(self) -> slice:
        first, most = self.query.offset, self.query.limit
        return slice(first, first + most if most else None)

    def cells(self) -> Iterator[list[Cell]]:
        """The cells of each row, as they come from the database."""
        rows, day = self._rows[self._slice], self.query.day
        streamed = rows.iterator(chunk_size=BATCH) if isinstance(rows, QuerySet) else rows
        for row in streamed:
            yield self.dataset.cells(row, day)

    def values(self, expression: Expression) -> Iterator[str]:
        """What the database makes of each row, if that is where the rows come from."""
        values: QuerySet[Any, str] = self._rows.values_list(expression, flat=True)  # type: ignore[union-attr]
        return values[self._slice].iterator(LARGE_BATCH)

    def facts(self) -> dict[str, Any]:
        """What the file says about its rows, in English: nothing of it comes from the clock."""
        return {**self.facts_asked(), "count": self.count, **self.facts_described()}

    def facts_asked(self) -> dict[str, Any]:
        """Of the facts those before the count, which may take a while."""
        with translation.override("en"):
            return {
                "dataset": self.dataset.name,
                "title": str(self.dataset.title),
                **{which: day.isoformat() for which, day in self.query.days.items()},
                "filters": self.query.active_filters,
            }

    def facts_described(self) -> dict[str, Any]:
        """Of the facts those after the count."""
        with translation.override("en"):
            return {
                "address": self.permanent_address(),
                "terms": terms(),
                "licence": asdict(licence()),
                "method": urljoin(self.address, reverse("about")),
                "columns": [
                    {"name": column.name, "kind": column.kind, "meaning": str(column.meaning)}
                    for column in self.dataset.columns
                ],
            }

    def permanent_address(self, **others: int) -> str:
        """The address that gives the rows of these days on any later day too, or others of them."""
        params = self.query.params.copy()
        for name, value in {**self.query.days, **others}.items():
            params[name] = str(value)
        return f"{self.address}?{params.urlencode()}"
