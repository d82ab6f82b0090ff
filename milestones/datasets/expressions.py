"""Cells that are reckoned, as the database has them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Case, F, TextField, Value, When
from django.db.models.functions import Cast, Concat, Substr

from milestones.choices import Precision
from milestones.dates import SEASON_ENDS


def named(field: str, names: Mapping[str, str]) -> Case:
    """The name of each code in a field."""
    whens = [When(**{field: code}, then=Value(name)) for code, name in names.items()]
    return Case(*whens, output_field=TextField())


def code_in(date: str, precision: str) -> Case:
    """The code of an imprecise date (see ``ImpreciseDate.code``); None where there is no date."""
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
