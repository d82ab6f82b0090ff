"""The rows of a file and its metadata."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from django.db.models import Expression, QuerySet
from django.urls import reverse
from django.utils import translation

from milestones.opendata.columns import Cell, Dataset
from milestones.opendata.licences import licence, terms
from milestones.queries import MilestoneQuery

BATCH = 200
"""How many rows are read and sent at a time, so that memory use does not grow with the file."""


LARGE_BATCH = 2000
"""The same for rows that are only a line of text."""


@dataclass(frozen=True)
class Export:
    """The rows of a dataset that match a query.

    ``address`` is the absolute URL of the file, without its query.
    """

    dataset: Dataset
    query: MilestoneQuery
    address: str

    @cached_property
    def _rows(self) -> QuerySet[Any] | list[Any]:
        return self.dataset.rows(self.query)

    @property
    def is_from_database(self) -> bool:
        """Whether the database selects the rows, one by one; figures are calculated here."""
        return isinstance(self._rows, QuerySet)

    @cached_property
    def count(self) -> int:
        """How many rows match the query."""
        return self._rows.count() if isinstance(self._rows, QuerySet) else len(self._rows)

    @property
    def length(self) -> int:
        """How many rows the file has, after offset and limit."""
        remaining = max(self.count - self.query.offset, 0)
        return remaining if self.query.limit is None else min(remaining, self.query.limit)

    @property
    def links(self) -> dict[str, str]:
        """The URLs of the first, previous, next and last rows; empty without a limit."""
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
        return {rel: self.permanent_address(offset=start) for rel, start in offsets.items()}

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.dataset.columns]

    @property
    def file_name(self) -> str:
        """The dataset and the day, or the two days, of the query; without a suffix."""
        days = (f"{name.replace('_', '-')}-{day}" for name, day in self.query.days.items())
        return "-".join(["spp", self.dataset.name, *days])

    @property
    def _slice(self) -> slice:
        offset, limit = self.query.offset, self.query.limit
        return slice(offset, offset + limit if limit else None)

    def cells(self) -> Iterator[list[Cell]]:
        """The cells of each row, one row at a time from the database."""
        rows = self._rows[self._slice]
        streamed = rows.iterator(chunk_size=BATCH) if isinstance(rows, QuerySet) else rows
        for row in streamed:
            yield self.dataset.cells(row)

    def values(self, expression: Expression) -> Iterator[str]:
        """The database's value of an expression for each row. The rows must be a queryset."""
        values: QuerySet[Any, str] = self._rows.values_list(expression, flat=True)  # type: ignore[union-attr]
        return values[self._slice].iterator(LARGE_BATCH)

    def metadata(self) -> dict[str, Any]:
        """The metadata of the file, in English; nothing in it depends on the clock."""
        return {**self.metadata_before_count(), "count": self.count, **self.metadata_after_count()}

    def metadata_before_count(self) -> dict[str, Any]:
        """The metadata that comes before the count; counting may take a while."""
        with translation.override("en"):
            return {
                "dataset": self.dataset.name,
                "title": str(self.dataset.title),
                **{name: day.isoformat() for name, day in self.query.days.items()},
                "filters": self.query.active_filters,
            }

    def metadata_after_count(self) -> dict[str, Any]:
        """The metadata that comes after the count."""
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
        """The URL with the days written out, so that it returns the same rows on any later day.

        ``others`` are parameters to change, such as the offset.
        """
        params = self.query.params.copy()
        for name, value in {**self.query.days, **others}.items():
            params[name] = str(value)
        return f"{self.address}?{params.urlencode()}"
