"""``statuses.csv``: a row per status line in force."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from milestones.choices import SCALE, Pair
from milestones.history import for_pair
from milestones.models import PairStatus
from milestones.models.conditions import in_force
from milestones.opendata.columns import IMPRECISE_DATE, Column, Dataset, Named, code_in, sorts_of
from milestones.queries import MilestoneQuery
from milestones.queries.fields import MILESTONE_CODE
from milestones.queries.sorting import MILESTONE_SORTS, by_place, in_order

# Data files are in English, whatever the browser's language.
_ENGLISH: dict[str, str] = {status: status.english for status in SCALE}


def status_rows(query: MilestoneQuery) -> QuerySet[PairStatus]:
    """The lines in force of the matching milestones, for the query's pair."""
    query.check()
    condition = in_force("update__standings", query.day, query.pair, is_latest=query.is_latest)
    if query.condition():
        condition &= Q(update__standings__in=query.standings())
    lines = PairStatus.objects.filter(condition, for_pair(query.pair))
    lines = lines.select_related("update__milestone__initiative__area", "update__report")
    ordered = in_order(lines, STATUS_SORTS, query.sort, STATUS_TIES)
    return ordered.defer("update__report__text")


STATUS_COLUMNS = [
    Column(
        "code",
        _("The milestone's public code."),
        "update__milestone__code",
        required=True,
        pattern=MILESTONE_CODE,
        refers_to="milestones.code",
        sort=[f"update__milestone__{name}" for name in MILESTONE_SORTS["code"]],
    ),
    Column(
        "priority_area",
        _("The priority area."),
        "update__milestone__initiative__area__name",
        # Fewer joins than through the initiative, and the query uses the standing anyway.
        sql="update__standings__area__name",
        sort=["update__standings__area__order"],
        required=True,
        refers_to="priorities.priority_area",
    ),
    Column(
        "pair",
        _("The parties that the line covers: US-CN, US-MX, or ALL for all parties concerned."),
        required=True,
        codes=tuple(Pair),
    ),
    Column(
        "status",
        _("The status, as a code."),
        required=True,
        codes=SCALE,
        sort=[by_place("status")],
    ),
    Column(
        "status_label",
        _("The status, in English."),
        lambda line: _ENGLISH[line.status],
        sql=Named("status", _ENGLISH),
        required=True,
        sort=[by_place("status")],
    ),
    Column("as_reported", _("The reported wording."), required=True),
    Column(
        "revised_deadline",
        _("The revised date in the wording, as precise as known; empty if there is none."),
        "revised__code",
        sql=code_in("revised_date", "revised_precision"),
        pattern=IMPRECISE_DATE,
        sort=["revised_date"],
    ),
    Column(
        "as_of",
        _("The date from which the line is in force."),
        "update__as_of",
        kind="date",
        required=True,
    ),
    Column(
        "report",
        _("The edition of the status report; empty if it was recorded otherwise."),
        "update__report__title",
    ),
    Column("source_line", _("The line of that report."), kind="integer", minimum=1),
    Column(
        "recorded_at",
        _("The time at which it was recorded here, in UTC."),
        "update__recorded_at",
        kind="datetime",
        required=True,
    ),
]

STATUS_TIES = ("update__standings__position", "pair")

STATUS_SORTS = sorts_of(STATUS_COLUMNS)

STATUSES = Dataset(
    "statuses",
    _("Status lines in force"),
    STATUS_COLUMNS,
    STATUS_SORTS,
    status_rows,
    key=("code", "pair"),
)
