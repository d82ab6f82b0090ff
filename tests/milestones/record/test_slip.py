"""Slip: the months from the last deadline to the revised date."""

from __future__ import annotations

import datetime as dt

import pytest

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone
from milestones.models.milestone import MilestoneQuerySet
from tests.conftest import REPORT_DAY
from tests.milestones.factories import codes, stood
from tests.milestones.recording import LATER, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SLIPS = {
    "TS-1.1": ("2006-06", "2006-Fall", 5),
    "TS-2.2": ("2006-03", "2006-Fall", 8),
    "BP-2.2": ("2006-03", "2006-Fall", 8),
    "BP-2.4": ("2006-03", "2007-06", 15),
    "BP-3.1": ("2005-12", "2007-12", 24),
    "BP-4.2": ("2006-03", "2007-06", 15),
    "BP-6.1": ("2006-03", "2007-06", 15),
    "BP-6.2": ("2006-06", "2006-Fall", 5),
    "BF-1.7": ("2005-12", "2006-Fall", 11),
}


def slips(milestones: MilestoneQuerySet) -> dict[str, tuple[str, str, int | None]]:
    return {
        one.code: (one.last_deadline.code, one.revised.code, one.slip_months)
        for one in milestones.with_deadlines()
        if one.last_deadline and one.revised
    }


def test_slip_counts_the_months_from_the_deadline_to_the_revised_date() -> None:
    milestones = Milestone.objects.as_of(REPORT_DAY)
    assert slips(milestones) == SLIPS
    assert codes(milestones.filter(slipped=True)) == list(SLIPS)
    assert codes(milestones.exclude(slip_months=None)) == list(SLIPS)


@pytest.mark.parametrize(
    ("revised", "months"),
    [
        (ImpreciseDate.month(2008, 6), 0),
        (ImpreciseDate.day(dt.date(2008, 6, 1)), 0),
        (ImpreciseDate.month(2008, 7), 1),
        (ImpreciseDate.season(2008, "Fall"), 5),
        (ImpreciseDate.year(2009), 18),
        (ImpreciseDate.month(2008, 5), -1),
        (ImpreciseDate.month(2007, 12), -6),
    ],
)
def test_slip_is_reckoned_in_calendar_months(revised: ImpreciseDate, months: int) -> None:
    """TS-1.4 is due in June 2008."""
    record(LATER, StatusLine(Pair.ALL, Status.INITIATED, revised=revised))
    found = stood("TS-1.4", LATER)
    assert (found.slip_months, found.slipped, found.revised) == (months, months > 0, revised)
