"""What needs attention on a day, and why: in the order of the reasons, by the record alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import connection
from django.db.models import Q
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from milestones.actions import withdraw_edition
from milestones.choices import Status
from milestones.models import Attention, Standing, StatusReport, conditions
from milestones.models.attention import PUBLIC_REASONS
from milestones.models.conditions import ATTENTION_FIELDS
from milestones.queries import MilestoneQuery
from milestones.queries.attention import first_needing_attention
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.factories import edition, report
from tests.milestones.needing import listed, query, record_for

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LATER = dt.date(2007, 3, 31)


@pytest.mark.parametrize(
    ("pair", "overdue", "counts"),
    [
        ("", 17, [4, 10, 7, 0, 11, 0, 0, 7, 0]),
        ("US-CN", 12, [4, 5, 7, 0, 7, 0, 0, 7, 0]),
        ("US-MX", 15, [4, 10, 5, 0, 10, 0, 0, 7, 0]),
    ],
)
def test_of_the_real_record_so_many_need_attention(
    pair: str, overdue: int, counts: list[int]
) -> None:
    asked = query(f"pair={pair}")
    assert [asked.reason_counts[reason] for reason in PUBLIC_REASONS] == counts
    assert sum(counts[1:3]) == asked.tally.overdue == overdue


def test_the_first_of_the_real_record_are_on_track_after_their_deadline() -> None:
    rows = listed()
    assert len(rows) == query().reason_counts[""] == 28
    assert list(rows.items())[:6] == [
        ("AS-1.2", ["contradictory", "overdue_no_date"]),
        ("BF-1.2", ["contradictory", "overdue_no_date"]),
        ("BF-1.3", ["contradictory", "overdue_no_date"]),
        ("BF-2.1", ["contradictory", "overdue_no_date"]),
        ("LE-1.8", ["overdue_no_date"]),
        ("TS-2.1", ["overdue_no_date", "pairs_apart"]),
    ]


def test_the_overview_s_first_five_are_the_first_of_the_list() -> None:
    asked = MilestoneQuery(QueryDict("pair=US-MX"))
    first = first_needing_attention(asked, 5)
    assert [milestone.code for milestone, _reasons in first] == list(listed("pair=US-MX"))[:5]
    assert first == query("pair=US-MX").explained(slice(5))
    all_of_them = asked.listed(asked.in_order(), *ATTENTION_FIELDS)
    assert first == first_needing_attention(asked, 5, all_of_them)


@dataclass(frozen=True)
class Alike:
    """Contradictory milestones, or some that are overdue without a new date."""

    last_due: dt.date
    milestones: int
    contradictory: bool = False
    status: str = Status.ON_TRACK
    revised_date: dt.date | None = None
    slipped_again: bool = False
    differ: bool = False
    first_due: dt.date = REPORT_DAY


SPRING, SUMMER, FALL, WINTER = (dt.date(2005, month, 28) for month in (3, 6, 9, 12))


@pytest.mark.parametrize(
    ("most", "reasons", "dues"),
    [
        (1, ["contradictory"], {SUMMER}),
        (5, ["contradictory"], {SUMMER}),
        (6, ["contradictory", "overdue_no_date"], {SPRING, SUMMER}),
        (8, ["contradictory", "overdue_no_date"], {SPRING, SUMMER, FALL}),
        (9, ["contradictory", "overdue_no_date"], None),
    ],
)
def test_the_first_are_looked_for_by_their_last_deadlines_if_these_have_few(
    most: int, reasons: list[str], dues: set[dt.date] | None
) -> None:
    rows = [
        Alike(FALL, 1),
        Alike(WINTER, 100),
        Alike(SUMMER, 5, contradictory=True),
        Alike(SPRING, 2),
    ]
    leading = Attention(LATER, []).leading(rows, most)
    assert leading.reasons == reasons
    assert leading.condition == (conditions.last_due_on(dues) if dues else Q())


def test_no_deadline_is_looked_for_too() -> None:
    undated = conditions.last_due_on({None, SPRING})
    standings = Standing.objects.on(REPORT_DAY).filter(undated)
    assert set(standings.values_list("last_due", flat=True)) == {None}


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("", "attentioncount"),
        ("as_of=2006-01-01&pair=US-MX", "attentioncount"),
        ("area=bioprotection", "standing"),
    ],
)
def test_of_many_milestones_the_standings_are_counted_only_for_a_filter(
    monkeypatch: pytest.MonkeyPatch, text: str, table: str
) -> None:
    expected = query(text).reason_counts
    monkeypatch.setattr("milestones.queries.attention.FEW", 0)
    with CaptureQueriesContext(connection) as captured:
        assert query(text).reason_counts == expected
    (grouped,) = [each["sql"] for each in captured if "slipped_again" in each["sql"]]
    assert f'FROM "milestones_{table}"' in grouped


def test_a_first_report_is_no_regress() -> None:
    assert query(f"as_of={REPORT_DAY}").reason_counts["regressed"] == 0


def test_while_there_is_one_edition_regress_is_measured_from_it() -> None:
    record_for(dt.date(2006, 9, 1), "TS-1.2", Status.DELAYED)
    assert list(listed("reason=regressed")) == ["TS-1.2"]


def test_a_withdrawn_edition_is_silent_about_nothing() -> None:
    later = edition(LATER)
    report(later, Status.COMPLETED, "TS-1.2")
    assert query(f"as_of={LATER}").reason_counts["silent"] == 98
    withdraw_edition(later, reason="It was a draft.")
    assert query(f"as_of={LATER}").reason_counts["silent"] == 0


def test_without_an_edition_no_reason_is_about_one() -> None:
    withdraw_edition(StatusReport.objects.get(), reason="It was a draft.")
    assert query("reason=silent").explained(slice(None)) == []
    assert query("reason=regressed").reason_counts["regressed"] == 0


def test_before_the_plan_nothing_needs_attention() -> None:
    day = PLAN_DAY - dt.timedelta(days=1)
    assert set(query(f"as_of={day}").reason_counts.values()) == {0}
