"""What a check finds, and what several checks look for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from milestones.dates import ImpreciseDate


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: the check that found it, where it is, and what it is."""

    check: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.check}: {self.where}: {self.what}"


def imprecise(model: Any, date: str, precision: str) -> Iterator[tuple[Any, str, Any]]:
    """Each date of a model that does not end its period, its precision, and the rows with it."""
    dated = model.objects.exclude(**{date: None}).order_by()
    for day, known_to in dated.values_list(date, precision).distinct():
        if ImpreciseDate.of_row(day, known_to).is_damaged:
            yield day, known_to, dated.filter(**{date: day, precision: known_to})
