"""Database expressions for calculated cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Case, F, TextField, Value, When
from django.db.models.functions import Cast, Concat, Substr

from milestones.choices import Precision
from milestones.dates import SEASON_ENDS


@dataclass(frozen=True)
class Named:
    """A field with codes, and the name that the cell shows for each code."""

    field: str
    names: Mapping[str, str]

    def written(self, write: Callable[[str], str]) -> Case:
        """The name of the field's code, as ``write`` formats it for a file."""
        whens = (
            When(**{self.field: code}, then=Value(write(name))) for code, name in self.names.items()
        )
        return Case(*whens, output_field=TextField())


def code_in(date: str, precision: str) -> Case:
    """The code of an imprecise date (see ``ImpreciseDate.code``); None without a date."""
    day = Cast(F(date), TextField())
    season = Case(
        *(
            When(**{f"{date}__month": month}, then=Value(f"-{season}"))
            for season, month in SEASON_ENDS.items()
        )
    )
    return Case(
        When(**{precision: Precision.DAY}, then=day),
        When(**{precision: Precision.MONTH}, then=Substr(day, 1, 7)),
        When(**{precision: Precision.SEASON}, then=Concat(Substr(day, 1, 4), season)),
        When(**{precision: Precision.YEAR}, then=Substr(day, 1, 4)),
        output_field=TextField(),
    )
