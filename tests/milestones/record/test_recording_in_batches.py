"""Many updates at once take as many queries as a few."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.models import Milestone
from tests.milestones.recording import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def queries(milestones: int, day: dt.date, status: Status) -> Counter[str]:
    """The queries that record so many updates, by what they do."""
    lines = [StatusLine(Pair.ALL, status)]
    news = [StatusUpdateInput(one, day, lines) for one in Milestone.objects.all()[:milestones]]
    with CaptureQueriesContext(connection) as captured:
        record_statuses(news)
    verbs = (query["sql"].split()[0] for query in captured)
    return Counter(verb for verb in verbs if verb in {"SELECT", "INSERT", "UPDATE", "DELETE"})


def test_a_batch_takes_as_many_queries_whatever_its_size() -> None:
    first, second, third = (LATER + dt.timedelta(days=days) for days in range(3))
    queries(100, first, Status.DELAYED)
    of_a_few = queries(5, second, Status.ON_TRACK)
    assert of_a_few == {"SELECT": 11, "INSERT": 7, "UPDATE": 1, "DELETE": 2}
    # SQLite inserts some 70 updates at a time.
    assert queries(60, third, Status.DELAYED) == of_a_few
