"""``attention.csv``: a row per milestone that needs attention."""

from __future__ import annotations

from django.db.models import DateField, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from milestones.models import Standing
from milestones.models.attention import PUBLIC_REASONS
from milestones.opendata.columns import Column, Dataset, copy_columns
from milestones.opendata.datasets.milestones import MILESTONE_COLUMNS, deadline_code
from milestones.queries.attention import AttentionQuery
from milestones.queries.sorting import MILESTONE_SORTS, in_order

_REASON = f"({'|'.join(PUBLIC_REASONS)})"


def attention_rows(query: AttentionQuery) -> QuerySet[Standing]:
    """The standings of the milestones that need attention, with the query's day."""
    rows = query.rows.annotate(
        as_of=Value(query.day, output_field=DateField()),
        reasons=query.attention.names,
        last_deadline=deadline_code("-date", "-precision", milestone="milestone"),
    )
    rows = rows.select_related("area", "milestone")
    return in_order(rows, ATTENTION_SORTS, query.sort, ATTENTION_TIES)


ATTENTION_COLUMNS = [
    *copy_columns(
        MILESTONE_COLUMNS, "code", accessor="milestone__code", refers_to="milestones.code"
    ),
    *copy_columns(MILESTONE_COLUMNS, "priority_area", accessor="area__name"),
    *copy_columns(MILESTONE_COLUMNS, "milestone", accessor="milestone__text"),
    Column(
        "reasons",
        _("Why it needs attention: all reasons, with spaces between, most pressing first."),
        required=True,
        pattern=f"{_REASON}( {_REASON})*",
    ),
    Column(
        "reason_date",
        _(
            "The date that the first reason is about: the deadline or new date that has passed or "
            "is near, the date of the status, or that of the edition."
        ),
        kind="date",
        required=True,
    ),
    *copy_columns(MILESTONE_COLUMNS, "status", "status_us_cn", "status_us_mx"),
    *copy_columns(MILESTONE_COLUMNS, "last_deadline", accessor="last_deadline", sql=None),
    *copy_columns(MILESTONE_COLUMNS, "revised_deadline"),
    *copy_columns(MILESTONE_COLUMNS, "as_of", accessor="as_of"),
]

ATTENTION_TIES = ("reason_place", "reason_date", "position")

ATTENTION_SORTS = {
    "code": [f"milestone__{key}" for key in MILESTONE_SORTS["code"]],
    "priority_area": ["area__order"],
    "milestone": ["milestone__text"],
    "reasons": ["reason_place"],
    "reason_date": ["reason_date"],
    **{
        name: MILESTONE_SORTS[name]
        for name in ("status", "status_us_cn", "status_us_mx", "last_deadline", "revised_deadline")
    },
    "as_of": [],
}

ATTENTION = Dataset(
    "attention",
    _("What needs attention"),
    ATTENTION_COLUMNS,
    ATTENTION_SORTS,
    attention_rows,
    AttentionQuery,
    key=("code",),
)
