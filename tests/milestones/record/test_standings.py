"""For every milestone and every day there is exactly one answer, whatever was recorded when."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, PairStatus, Standing, StatusUpdate
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.recording import FALL, ON_TRACK, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

FURTHEST_BEHIND_FIRST = [
    "delayed",
    "initiated",
    "on_track",
    "partially_completed",
    "completed_ongoing",
    "completed",
]
CODES = {"TS-1.4": "ALL", "TS-1.5": "US-CN", "LE-1.8": "US-MX"}
"""A milestone of all parties and one of each pair, as they stand in the documents."""

LAST_DAY = PLAN_DAY + dt.timedelta(days=730)

Answer = tuple[str, dt.date | None, str]
"""The status, the revised date and how exactly that is known."""


@dataclass(frozen=True)
class Record:
    """The rows on record for these milestones, as they are."""

    updates: list[dict[str, Any]]
    lines: list[dict[str, Any]]

    @classmethod
    def read(cls) -> Self:
        updates = StatusUpdate.objects.filter(milestone__code__in=CODES)
        lines = PairStatus.objects.filter(update__milestone__code__in=CODES)
        return cls(
            updates=list(updates.values("pk", "milestone__code", "as_of", "revision")),
            lines=[dict(line) for line in lines.values()],
        )

    def answer(self, code: str, day: dt.date, pair: str) -> Answer | None:
        """Reckoned in the plainest way; None where there is no answer."""
        if day < PLAN_DAY or (pair != "ALL" and CODES[code] not in {"ALL", pair}):
            return None
        mine = [update for update in self.updates if update["milestone__code"] == code]
        until = [update for update in mine if update["as_of"] <= day]
        if not until:
            return "planned", None, ""
        newest = max(until, key=lambda update: (update["as_of"], update["revision"]))
        lines = [
            line
            for line in self.lines
            if line["update_id"] == newest["pk"]
            and (pair == "ALL" or line["pair"] in {"ALL", pair})
        ]
        behind = min((line["status"] for line in lines), key=FURTHEST_BEHIND_FIRST.index)
        revised = [line for line in lines if line["revised_date"] is not None]
        if not revised:
            return behind, None, ""
        latest = max(revised, key=lambda line: line["revised_date"])
        return behind, latest["revised_date"], latest["revised_precision"]


def answers(day: dt.date, pair: Pair) -> dict[str, list[Answer]]:
    """What ``as_of`` answers, by milestone: a list, so that a second answer would be seen."""
    found: dict[str, list[Answer]] = {code: [] for code in CODES}
    rows = Milestone.objects.as_of(day, pair).filter(code__in=CODES)
    columns = rows.values_list("code", "status", "revised_date", "revised_precision")
    for code, status, revised_date, precision in columns:
        found[code].append((status, revised_date, precision))
    return found


# Few days, so that they often meet: corrections, gaps of a day, the plan's and the report's days.
days = st.one_of(
    st.sampled_from([PLAN_DAY, REPORT_DAY, REPORT_DAY + dt.timedelta(days=1)]),
    st.integers(0, 6).map(lambda months: PLAN_DAY + dt.timedelta(days=1 + 120 * months)),
)
# Ends of months of every precision share no day, so the later of two is never in doubt.
revised_dates = st.sampled_from(
    [None, ImpreciseDate.month(2006, 10), FALL, ImpreciseDate.year(2008)]
)


@st.composite
def pictures(draw: st.DrawFn) -> tuple[str, dt.date, list[StatusLine]]:
    code = draw(st.sampled_from(sorted(CODES)))
    concerned = [Pair.US_CN, Pair.US_MX] if CODES[code] == "ALL" else [Pair(CODES[code])]
    pairs = draw(st.sampled_from([[Pair.ALL], concerned, concerned[::-1]]))
    statuses = st.sampled_from(FURTHEST_BEHIND_FIRST).map(Status)
    lines = [StatusLine(pair, draw(statuses), revised=draw(revised_dates)) for pair in pairs]
    return code, draw(days), lines


@settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=st.lists(pictures(), min_size=1, max_size=10))
def test_as_of_agrees_with_the_plainest_reckoning(
    history: Sequence[tuple[str, dt.date, list[StatusLine]]],
) -> None:
    with transaction.atomic():
        # What just repeats the record is refused, and changes nothing.
        for number, (code, day, lines) in enumerate(history):
            with suppress(ValidationError):
                record(day, *lines, code=code, reason=f"Correction {number}")
        known = Record.read()
        turning_points = {PLAN_DAY, REPORT_DAY, LAST_DAY, *(day for _, day, _ in history)}
        # Between two turning points nothing can change: the first and the last day stand for all.
        asked = {day - dt.timedelta(days=before) for day in turning_points for before in (0, 1)}
        for day in sorted(asked):
            for pair in Pair:
                expected = {code: known.answer(code, day, pair) for code in CODES}
                assert answers(day, pair) == {
                    code: [] if answer is None else [answer] for code, answer in expected.items()
                }, (day, pair)
        transaction.set_rollback(True)


def standings_by_milestone() -> dict[tuple[str, str], list[Standing]]:
    found: dict[tuple[str, str], list[Standing]] = {}
    for one in Standing.objects.select_related("milestone").order_by("from_date"):
        found.setdefault((one.milestone.code, one.pair), []).append(one)
    return found


def test_every_milestone_has_an_unbroken_chain_from_the_plan_on() -> None:
    record_statuses(
        StatusUpdateInput(milestone, day, [ON_TRACK])
        for milestone in Milestone.objects.all()
        for day in (dt.date(2006, 9, 1), dt.date(2006, 1, 10), dt.date(2006, 9, 2))
    )
    chains = standings_by_milestone()
    assert Counter(pair for _, pair in chains) == {"ALL": 106, "US-CN": 100, "US-MX": 94}
    for chain in chains.values():
        assert [one.from_date for one in chain] == [
            dt.date(2005, 6, 27),
            dt.date(2006, 1, 10),
            dt.date(2006, 6, 15),
            dt.date(2006, 9, 1),
            dt.date(2006, 9, 2),
        ]
        assert [one.until_date for one in chain] == [*(one.from_date for one in chain[1:]), None]


@pytest.mark.parametrize("pair", list(Pair))
def test_no_milestone_answers_twice_on_any_day(pair: Pair) -> None:
    concerned = {Pair.ALL: 106, Pair.US_CN: 100, Pair.US_MX: 94}[pair]
    day = PLAN_DAY - dt.timedelta(days=40)
    while day <= LAST_DAY:
        rows = Milestone.objects.as_of(day, pair).values_list("pk", flat=True)
        assert (len(rows), len(set(rows))) == ((concerned,) * 2 if day >= PLAN_DAY else (0, 0))
        day += dt.timedelta(days=20)


def test_a_standing_leads_to_the_update_it_came_from() -> None:
    for one in Standing.objects.select_related("update"):
        if one.update is None:
            assert (one.status, one.from_date) == ("planned", PLAN_DAY)
        else:
            assert (one.update.milestone_id, one.update.as_of) == (one.milestone_id, one.from_date)
