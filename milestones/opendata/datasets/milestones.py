"""``milestones.csv``: a row per milestone."""

from django.db.models import DateField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _

from milestones.choices import Basis, Pair, Status
from milestones.models import Deadline, Milestone
from milestones.opendata.columns import IMPRECISE_DATE, INITIATIVE_CODE, Column, Dataset, code_in
from milestones.queries import MilestoneQuery
from milestones.queries.fields import MILESTONE_CODE
from milestones.queries.sorting import MILESTONE_SORTS, basis_of_deadlines


def milestone_rows(query: MilestoneQuery) -> QuerySet[Milestone]:
    """The matching milestones, with the query's day."""
    day = Value(query.day, output_field=DateField())
    rows: QuerySet[Milestone] = query.milestones.annotate(query_day=day).with_deadlines()
    return rows


def deadline_code(*order: str, milestone: str = "pk") -> Subquery:
    """The code of the first deadline, in the given order, of the milestone with this key."""
    deadlines = Deadline.objects.filter(milestone=OuterRef(milestone)).order_by(*order)
    return Subquery(deadlines.values_list(code_in("date", "precision"))[:1])


MILESTONE_COLUMNS = [
    Column(
        "code",
        _("The milestone's public code; it never changes."),
        required=True,
        pattern=MILESTONE_CODE,
    ),
    Column(
        "goal",
        _("The goal, in capitals, as printed."),
        "initiative__area__goal__name",
        required=True,
    ),
    Column(
        "priority_area",
        _("The priority area."),
        "initiative__area__name",
        required=True,
        refers_to="priorities.priority_area",
    ),
    Column(
        "initiative_code",
        _("The initiative's public code."),
        "initiative__code",
        required=True,
        pattern=INITIATIVE_CODE,
    ),
    Column(
        "initiative",
        _("The initiative, in the report's wording."),
        "initiative__title",
        # On one line, as pages show it.
        sql=Replace("initiative__text", Value("\n"), Value(" ")),
        required=True,
    ),
    Column("milestone", _("The milestone, in the report's wording."), "text", required=True),
    Column("plan_text", _("The plan's whole sentence; milestones that the report split share it.")),
    Column(
        "parties",
        _("US-CN or US-MX if the milestone's text names only that pair of countries, else ALL."),
        required=True,
        codes=tuple(Pair),
    ),
    Column(
        "first_deadline",
        _(
            "The earliest deadline, with known precision: 2006-12, 2007-12-31, 2006-Fall or 2008. "
            "Empty without one."
        ),
        "first_deadline__code",
        sql=deadline_code("date", "precision"),
        pattern=IMPRECISE_DATE,
    ),
    Column(
        "last_deadline",
        _("The latest deadline, from which overdue and slip are calculated."),
        "last_deadline__code",
        sql=deadline_code("-date", "-precision"),
        pattern=IMPRECISE_DATE,
    ),
    Column(
        "deadline_basis",
        _(
            "printed if the deadlines are in the document, derived if one was calculated from the "
            "plan's date."
        ),
        sql=basis_of_deadlines(),
        codes=tuple(Basis),
    ),
    Column(
        "status",
        _(
            "The status: of the selected pair, else the combined status, the less advanced of the "
            "two pairs."
        ),
        required=True,
        codes=tuple(Status),
    ),
    Column(
        "status_us_cn",
        _("The status for Canada and the United States; empty if they are not concerned."),
        codes=tuple(Status),
    ),
    Column(
        "status_us_mx",
        _("The status for Mexico and the United States; empty if they are not concerned."),
        codes=tuple(Status),
    ),
    Column(
        "revised_deadline",
        _("The latest revised date in the wording of the status; empty if there is none."),
        "revised__code",
        sql=code_in("revised_date", "revised_precision"),
        pattern=IMPRECISE_DATE,
    ),
    Column(
        "slip_months",
        _("Months from the last deadline to the revised date, negative if it is earlier."),
        kind="integer",
    ),
    Column(
        "overdue",
        _(
            "Whether the last deadline has passed and the status is neither completed nor "
            "completed_ongoing."
        ),
        kind="boolean",
        required=True,
    ),
    Column(
        "contradiction",
        _("Whether the status on_track was reported as of a date after the last deadline."),
        "contradictory",
        kind="boolean",
        required=True,
    ),
    Column(
        "as_of",
        _("The date that statuses and conditions are calculated for."),
        "query_day",
        kind="date",
        required=True,
    ),
    Column(
        "source_line",
        _("The line of the status report with the milestone."),
        lambda milestone: milestone.report_lines[0] if milestone.report_lines else None,
        kind="integer",
        sql="report_lines__0",
        minimum=1,
    ),
    Column(
        "reported_as_of",
        _("The date that the status was reported as of; empty while planned."),
        kind="date",
    ),
    Column(
        "days_overdue",
        _("Days from the last deadline to the date; empty unless overdue."),
        kind="integer",
        minimum=1,
    ),
    Column(
        "late",
        _("Whether it is not delivered, and reported delayed, overdue, or slipped."),
        kind="boolean",
        required=True,
    ),
]

MILESTONES = Dataset(
    "milestones",
    _("Milestones"),
    MILESTONE_COLUMNS,
    MILESTONE_SORTS,
    milestone_rows,
    key=("code",),
)
