"""Dates and their precision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from milestones.dates import ImpreciseDate


def imprecise(model: Any, date: str, precision: str) -> Iterator[tuple[Any, str, Any]]:
    """Each date of a model that does not end its period, its precision, and the rows with it."""
    dated = model.objects.exclude(**{date: None}).order_by()
    for day, known_to in dated.values_list(date, precision).distinct():
        if ImpreciseDate.of_row(day, known_to).is_damaged:
            yield day, known_to, dated.filter(**{date: day, precision: known_to})
