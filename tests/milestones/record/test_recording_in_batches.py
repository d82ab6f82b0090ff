"""Many updates at once take as many queries as a few."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from math import ceil

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milestones.actions import (
    RecordRejected,
    StatusLine,
    StatusUpdateInput,
    bulk,
    record_statuses,
    standings,
)
from milestones.choices import Pair, Status
from milestones.models import Milestone, Standing
from tests.milestones.recording import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def news(milestones: int, day: dt.date, status: Status) -> list[StatusUpdateInput]:
    """So many milestones have a status as of a day."""
    lines = [StatusLine(Pair.ALL, status)]
    return [StatusUpdateInput(one, day, lines) for one in Milestone.objects.all()[:milestones]]


def queries(milestones: int, day: dt.date, status: Status) -> Counter[str]:
    """The queries that record so many updates, by what they do."""
    inputs = news(milestones, day, status)
    with CaptureQueriesContext(connection) as captured:
        record_statuses(inputs)
    verbs = (query["sql"].split()[0] for query in captured)
    return Counter(verb for verb in verbs if verb in {"SELECT", "INSERT", "UPDATE", "DELETE"})


def test_a_batch_takes_as_many_queries_whatever_its_size() -> None:
    first, second, third = (LATER + dt.timedelta(days=days) for days in range(3))
    queries(100, first, Status.DELAYED)
    of_a_few = queries(5, second, Status.ON_TRACK)
    assert of_a_few == {"SELECT": 11, "INSERT": 8, "UPDATE": 1, "DELETE": 3}
    # SQLite inserts some 70 updates at a time.
    assert queries(60, third, Status.DELAYED) == of_a_few


def test_a_statement_writes_no_more_standings_than_are_quickly_noted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second, third = (LATER + dt.timedelta(days=days) for days in range(3))
    queries(4, first, Status.DELAYED)
    before = queries(4, second, Status.ON_TRACK)
    for module in (bulk, standings):
        monkeypatch.setattr(module, "WRITTEN_AT_ONCE", 3)
    after = queries(4, third, Status.DELAYED)
    rows = Standing.objects.filter(from_date=third).count()
    # Each begins where another ends; 4 updates and 4 lines take a second statement, too.
    more = ceil(rows / 3) - 1
    assert more
    assert after == before + Counter(INSERT=more + 2, UPDATE=more)


def test_what_is_on_record_already_is_refused_in_as_many_queries() -> None:
    record_statuses(news(60, LATER, Status.DELAYED))

    def refused(milestones: int) -> int:
        again = news(milestones, LATER, Status.DELAYED)
        with (
            CaptureQueriesContext(connection) as captured,
            pytest.raises(RecordRejected, match="already recorded"),
        ):
            record_statuses(again)
        return len(captured)

    assert refused(60) == refused(2)
