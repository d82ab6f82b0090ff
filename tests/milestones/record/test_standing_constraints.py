"""What the database itself refuses of standings: no day has two answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from milestones.choices import Pair, Status
from milestones.models import Standing, StatusUpdate
from tests.conftest import REPORT_DAY
from tests.milestones.constraints import refused_by
from tests.milestones.factories import milestone
from tests.milestones.recording import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NO_OVERLAP = "A milestone has one standing for each pair and day: reckon them anew."


def standing(**fields: Any) -> Standing:
    """TS-1.4 from the first of September on, for all parties, but for the fields given.

    On record it is planned until the report's day and initiated from then on.
    """
    usual = {
        "milestone": milestone(),
        "pair": Pair.ALL,
        "from_date": LATER,
        "until_date": None,
        "status": Status.INITIATED,
        "update": StatusUpdate.objects.get(milestone__code="TS-1.4"),
        "area": milestone().initiative.area,
        "position": milestone().place,
        "slipped": False,
        "slipped_again": False,
        "contradictory": False,
        "differ": False,
        "fingerprint": 0,
        "changed": True,
    }
    return Standing(**usual | fields)


def make_room() -> None:
    """End what stands on the first of September."""
    Standing.objects.filter(milestone__code="TS-1.4", until_date=None).update(until_date=LATER)


def test_a_standing_may_follow_another() -> None:
    make_room()
    standing().save()
    assert Standing.objects.filter(milestone__code="TS-1.4", pair=Pair.ALL).count() == 3


DAYS_TAKEN = {
    "from-the-same-day": (REPORT_DAY, dt.date(2006, 7, 1)),
    "until-the-same-day": (dt.date(2006, 1, 1), REPORT_DAY),
    "inside-another": (dt.date(2006, 1, 1), dt.date(2006, 2, 1)),
    "around-another": (dt.date(2005, 6, 1), dt.date(2006, 6, 30)),
    "across-two": (dt.date(2006, 5, 1), dt.date(2006, 7, 1)),
    "inside-the-one-without-an-end": (LATER, dt.date(2006, 10, 1)),
    "without-an-end-either": (LATER, None),
    "before-the-plan-without-an-end": (dt.date(2005, 1, 1), None),
}


@pytest.mark.parametrize(("first", "last"), DAYS_TAKEN.values(), ids=DAYS_TAKEN)
def test_a_standing_never_overlaps_another(first: dt.date, last: dt.date | None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        standing(from_date=first, until_date=last).save()


def test_a_standing_never_comes_to_overlap_another() -> None:
    planned = Standing.objects.filter(milestone__code="TS-1.4", status=Status.PLANNED)
    for days in ({"until_date": None}, {"until_date": LATER}, {"from_date": REPORT_DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            planned.filter(pair=Pair.ALL).update(**days)


def test_standings_written_together_never_overlap() -> None:
    make_room()
    october = dt.date(2006, 10, 1)
    with refused_by(NO_OVERLAP):
        Standing.objects.bulk_create(
            [standing(until_date=october + dt.timedelta(days=1)), standing(from_date=october)]
        )


def test_only_one_standing_has_no_end_even_if_two_writers_meet() -> None:
    make_room()
    with refused_by("one_standing_now"):
        Standing.objects.bulk_create([standing(), standing(from_date=dt.date(2006, 10, 1))])


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("only_planned_has_no_update", {"status": Status.PLANNED}),
        ("only_planned_has_no_update", {"update": None}),
        ("a_standing_for_a_known_pair", {"pair": "CA-MX"}),
        ("a_standing_of_a_known_status", {"status": "abandoned"}),
        *(
            ("a_standing_s_revised_date_has_its_precision", revised)
            for revised in (
                {"revised_date": LATER},
                {"revised_date": LATER, "revised_precision": "week"},
                {"revised_precision": "month"},
            )
        ),
        *(
            ("a_standing_lasts_a_day", {"until_date": LATER - dt.timedelta(days)})
            for days in (0, 1)
        ),
    ],
)
def test_a_standing_that_cannot_be_is_refused(constraint: str, fields: dict[str, Any]) -> None:
    make_room()
    with refused_by(constraint):
        standing(**fields).save()
